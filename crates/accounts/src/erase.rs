//! Being forgotten: what of accounts' own goes, and the locks that keep an erased person from coming back by a request that was under way.
//!
//! Whoever erases locks the person's row `for update`. Everything that refers to the person takes at least a key share on that row, so it
//! has either committed before and is seen, or waits, and is then refused by the database (`erased_people_stay_so`).

use crate::{Ended, Event, sessions};
use amanat_base::{Code, Error, Result, Role, UserId};
use amanat_mail::Language;
use amanat_store::{Tx, announce};
use sha2::{Digest, Sha256};

/// What an erased person is called wherever their name stood.
pub const NAME: &str = "Erased user";

/// Who it was: read before they are nobody, for the last letter and to find their name elsewhere.
#[derive(Clone, Debug)]
pub struct Leaver {
    /// The address that the account had, if it had one.
    pub email: Option<String>,
    /// What the person was called.
    pub name: String,
    /// In which language.
    pub language: Language,
}

/// Locks a person's row against other changes of what is theirs alone, and refuses whoever may not act (any more).
pub(crate) async fn lock_active(tx: &mut Tx, user: UserId) -> Result<()> {
    let status = sqlx::query_scalar!("select status from users where id = $1 for no key update", user.0)
        .fetch_one(&mut **tx)
        .await?;
    require_active(&status)
}

fn require_active(status: &str) -> Result<()> {
    match status {
        "active" => Ok(()),
        "suspended" => Err(Error::new(Code::AccountSuspended)),
        _ => Err(Error::new(Code::SessionEnded)),
    }
}

/// Locks the person's row until the end of the transaction, so that nothing new can refer to them. Refuses whoever didn't repeat their
/// own name, and staff: others depend on what they look after, and the last administrator must not leave.
pub async fn lock_to_erase(tx: &mut Tx, user: UserId, confirm: &str) -> Result<Leaver> {
    forget_attempts(tx, user).await?;
    let row = sqlx::query!(
        r#"select status, email, display_name, language as "language: Language" from users where id = $1 for update"#,
        user.0
    )
    .fetch_one(&mut **tx)
    .await?;
    require_active(&row.status)?;
    if confirm.trim() != row.display_name {
        return Err(Error::invalid("confirm", "must be your display name, exactly"));
    }
    let roles = sqlx::query_scalar!(r#"select role as "role: Role" from user_roles where user_id = $1"#, user.0)
        .fetch_all(&mut **tx)
        .await?;
    let staff: Vec<String> = roles.iter().filter(|role| role.has_power()).map(Role::to_string).collect();
    if !staff.is_empty() {
        return Err(Code::Conflict.say(format!(
            "Staff can't be erased. An administrator has to take this away first: {}.",
            staff.join(", ")
        )));
    }
    Ok(Leaver {
        email: row.email,
        name: row.display_name,
        language: row.language,
    })
}

/// Guesses at a password are counted under a hash of the address. Before the person's row, because a sign-in locks them in this order.
async fn forget_attempts(tx: &mut Tx, user: UserId) -> Result<()> {
    let email = sqlx::query_scalar!("select email from users where id = $1", user.0)
        .fetch_one(&mut **tx)
        .await?;
    let account = Sha256::digest(email.unwrap_or_default().as_bytes()).to_vec();
    sqlx::query!("delete from sign_in_attempts where account = $1", account)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Makes a locked person nobody: their row keeps the id that the books refer to, and nothing else of them. Sessions end, and with them
/// sockets; the ways in, addresses and devices are gone.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    sessions::end(tx, user, None, Ended::Erased).await?;
    forget_devices(tx, user).await?;
    forget_ways_in(tx, user).await?;
    for gone in [
        "delete from addresses where user_id = $1",
        "delete from payout_addresses where user_id = $1",
        "delete from user_roles where user_id = $1",
    ] {
        sqlx::query(gone).bind(user.0).execute(&mut **tx).await?;
    }
    let now = tx.now;
    sqlx::query!(
        r#"update users set email = null, password_hash = null, display_name = $2, about = '', avatar = null, language = default,
                  currency = default, channels = default, suspended_reason = null, status = 'erased', erased_at = $3
           where id = $1"#,
        user.0,
        NAME,
        now
    )
    .execute(&mut **tx)
    .await?;
    announce(tx, &Event::Erased { user }).await?;
    Ok(())
}

async fn forget_devices(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("delete from api_keys where user_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from refresh_tokens where session_id in (select id from sessions where user_id = $1)",
        user.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update sessions set user_agent = null, client = null, name = null where user_id = $1",
        user.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn forget_ways_in(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!(
        "delete from links where user_id = $1 or email = (select email from users where id = $1)",
        user.0
    )
    .execute(&mut **tx)
    .await?;
    for gone in [
        "delete from ceremonies where user_id = $1 or session_id in (select id from sessions where user_id = $1)",
        "delete from oidc_flows where user_id = $1 or session_id in (select id from sessions where user_id = $1)",
        "delete from siwe_nonces where user_id = $1",
        "delete from sign_in_tickets where user_id = $1",
        "delete from passkeys where user_id = $1",
        "delete from totp where user_id = $1",
        "delete from recovery_codes where user_id = $1",
        "delete from identities where user_id = $1",
    ] {
        sqlx::query(gone).bind(user.0).execute(&mut **tx).await?;
    }
    Ok(())
}
