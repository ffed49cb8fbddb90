//! Checking a code of the authenticator app, or a recovery code: counted before it is looked at, and good once.

use super::{recovery_codes, sealed, totp};
use crate::{Accounts, throttle::Attempt};
use amanat_base::{Code, Error, Result, UserId};
use amanat_store::{Store, Tx, audit::Origin};
use amanat_web::RequestMeta;

/// Whether this person set up an authenticator app.
pub(super) async fn has_app(store: &Store, user: UserId) -> Result<bool> {
    let on = sqlx::query_scalar!(
        r#"select exists(select 1 from totp where user_id = $1 and confirmed_at is not null) as "on!""#,
        user.0
    );
    Ok(on.fetch_one(&store.pool).await?)
}

/// Accepts a code of the person's, or refuses with `SECOND_FACTOR_WRONG`. It is used up in the transaction that comes back, for the
/// caller to commit.
pub(super) async fn check(store: &Store, accounts: &Accounts, meta: &RequestMeta, origin: &Origin, user: UserId, code: &str) -> Result<Tx> {
    let mut tx = store.begin().await?;
    let client = meta.client.map(|c| c.to_string());
    let attempt = Attempt::second_factor(&mut tx, user, client).await?;
    let refusal = attempt.count(&mut tx).await?;
    tx.commit().await?;
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    let mut tx = store.begin().await?;
    if !accepts_app(&mut tx, accounts, user, code.trim()).await? && !recovery_codes::accepts(&mut tx, origin, user, code).await? {
        return Err(Code::SecondFactorWrong.into());
    }
    attempt.succeeded(&mut tx).await?;
    Ok(tx)
}

/// Whether the confirmed app shows this code; of several at once, one.
async fn accepts_app(tx: &mut Tx, accounts: &Accounts, user: UserId, code: &str) -> Result<bool> {
    let row = sqlx::query!(
        "select key_id, nonce, ciphertext, last_step from totp where user_id = $1 and confirmed_at is not null for update",
        user.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::new(Code::SecondFactorWrong))?;
    let secret = sealed::open(&accounts.ring, user, &row.key_id, &row.nonce, &row.ciphertext)?;
    let Some(step) = totp::accept(&secret, code, tx.now, row.last_step) else {
        return Ok(false);
    };
    sqlx::query!("update totp set last_step = $2 where user_id = $1", user.0, step)
        .execute(&mut **tx)
        .await?;
    Ok(true)
}
