//! By what a person can sign in. Nobody removes the last.

use amanat_base::{Code, Result, UserId};
use amanat_store::Tx;

/// Held while a way in is removed, so that two that go at the same moment see each other.
pub(crate) async fn lock(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("select id from users where id = $1 for update", user.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}

/// Held while a way in is used: none is removed meanwhile.
pub(super) async fn hold(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("select id from users where id = $1 for share", user.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}

/// Refuses with `LAST_WAY_IN` when, after what this transaction removed, nothing is left: no e-mail address (to sign in with a
/// password or a link), no passkey, no account elsewhere.
pub(crate) async fn require_one(tx: &mut Tx, user: UserId) -> Result<()> {
    let some = sqlx::query_scalar!(
        r#"select email is not null
                  or exists(select 1 from passkeys p where p.user_id = u.id)
                  or exists(select 1 from identities i where i.user_id = u.id) as "some!"
           from users u where id = $1"#,
        user.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    if some { Ok(()) } else { Err(Code::LastWayIn.into()) }
}
