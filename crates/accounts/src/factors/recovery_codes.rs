//! Recovery codes: what a person keeps on paper for the day the authenticator app is gone. Each is good once.

use super::totp;
use crate::protection;
use amanat_base::{Code, Error, Result, UserId, keyring::random};
use amanat_mail::Change;
use amanat_store::{Tx, audit::Origin};
use amanat_web::{Answer, Ctx, Envelope, RecentCaller, ok};
use axum::extract::State;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Codes of one person.
const CODES: usize = 10;
/// Bytes of a code: 120 bits are beyond guessing also for a thief of the database, so a plain hash keeps them.
const CODE_BYTES: usize = 15;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(renew_recovery_codes))
}

/// Codes to keep; they are shown this once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecoveryCodes {
    /// Ten codes, each good once.
    pub(super) recovery_codes: Vec<String>,
}

/// Replaces the caller's recovery codes; the old ones are good for nothing from now on.
#[utoipa::path(post, path = "/api/auth/recovery-codes", tag = "auth",
    responses((status = 200, body = Envelope<RecoveryCodes>)), security(("bearer" = [])))]
async fn renew_recovery_codes(State(ctx): State<Ctx>, caller: RecentCaller) -> Answer<RecoveryCodes> {
    let mut tx = ctx.store.begin().await?;
    // The app's row is the lock: codes are renewed one after the other, and not while the app is removed.
    sqlx::query!(
        "select user_id from totp where user_id = $1 and confirmed_at is not null for update",
        caller.user.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Code::NotFound.say("Recovery codes come with an authenticator app; set one up first."))?;
    let codes = replace(&mut tx, caller.user).await?;
    protection::changed(
        &mut tx,
        &caller.origin,
        caller.user,
        "recovery_codes.renew",
        ("user", &caller.user),
        ((), ()),
        Change::RecoveryCodesRenewed,
    )
    .await?;
    tx.commit().await?;
    ok(codes)
}

/// Fresh codes in place of the old ones.
pub(super) async fn replace(tx: &mut Tx, user: UserId) -> Result<RecoveryCodes> {
    let codes = (0..CODES).map(|_| random::<CODE_BYTES>()).collect::<Result<Vec<_>>>()?;
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| Sha256::digest(code).to_vec()).collect();
    forget(tx, user).await?;
    sqlx::query!(
        "insert into recovery_codes (user_id, code_hash) select $1, hash from unnest($2::bytea[]) hash",
        user.0,
        &hashes,
    )
    .execute(&mut **tx)
    .await?;
    let recovery_codes = codes.iter().map(written).collect();
    Ok(RecoveryCodes { recovery_codes })
}

/// Takes all codes away.
pub(super) async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether it is one of the person's codes that wasn't used; now it is, and its owner is told how many are left.
pub(super) async fn accepts(tx: &mut Tx, origin: &Origin, user: UserId, code: &str) -> Result<bool> {
    let Some(code) = totp::from_base32(code).filter(|code| code.len() == CODE_BYTES) else {
        return Ok(false);
    };
    let now = tx.now;
    let used = sqlx::query!(
        "update recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null",
        user.0,
        &Sha256::digest(&code)[..],
        now,
    )
    .execute(&mut **tx)
    .await?;
    if used.rows_affected() == 0 {
        return Ok(false);
    }
    let left = left(tx, user).await?;
    let (after, change) = (json!({ "left": left }), Change::RecoveryCodeUsed { left });
    protection::changed(tx, origin, user, "recovery_code.use", ("user", &user), ((), after), change).await?;
    Ok(true)
}

/// How many were not used yet.
pub(super) async fn left(tx: &mut Tx, user: UserId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "left!" from recovery_codes where user_id = $1 and used_at is null"#,
        user.0
    );
    count.fetch_one(&mut **tx).await.map_err(Error::from)
}

/// In groups of four, as people copy them.
fn written(code: &[u8; CODE_BYTES]) -> String {
    let text = totp::base32(code).to_ascii_lowercase();
    let groups: Vec<&str> = (0..text.len()).step_by(4).filter_map(|from| text.get(from..from + 4)).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_code_reads_back() {
        let code = [0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
        let text = written(&code);
        assert_eq!(text.len(), 29, "{text}");
        assert_eq!(totp::from_base32(&text).as_deref(), Some(&code[..]));
        assert_eq!(
            totp::from_base32(&text.replace('-', " ").to_uppercase()).as_deref(),
            Some(&code[..])
        );
    }
}
