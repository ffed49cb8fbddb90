//! For the tests of every feature: signed-in people, without the price of registering them; a Redis.

mod redis;

pub use redis::Redis;

use amanat_base::{Result, Role, SessionId, UserId};
use amanat_store::Store;

/// The password of everybody who is signed in here.
pub const PASSWORD: &str = "correct horse";
/// Its hash, at the least cost there is: hashing is slow by design.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$YSBzYWx0IG9mIGEgdGVzdA$jN0gwlotEQhBrsbsUXms/1YD4pDkE7gcFIMkf9x2cC4";

/// Writes an active person with these roles and a session that outlasts any test, which may move time by months.
pub async fn sign_in(store: &Store, name: &str, roles: &[Role]) -> Result<(UserId, SessionId)> {
    let mut tx = store.begin().await?;
    let (user, session, now) = (UserId::fresh(), SessionId::fresh(), tx.now);
    sqlx::query("insert into users (id, email, password_hash, display_name, created_at) values ($1, $2, $3, $4, $5)")
        .bind(user.0)
        .bind(format!("{}@test.invalid", user.0.simple()))
        .bind(PASSWORD_HASH)
        .bind(name)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    let roles: Vec<String> = roles.iter().map(Role::to_string).collect();
    sqlx::query("insert into user_roles (user_id, role, granted_at) select $1, role, $3 from unnest($2::text[]) role")
        .bind(user.0)
        .bind(roles)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into sessions (id, user_id, created_at, last_used_at, stepped_up_at, expires_at)
         values ($1, $2, $3, $3, $3 + interval '400 days', $3 + interval '400 days')",
    )
    .bind(session.0)
    .bind(user.0)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok((user, session))
}
