//! Roles from the command line: how an instance gets its first administrator, by whoever holds the database.

use super::keep_an_admin;
use crate::{Event, users::put_roles};
use amanat_base::{Code, Result, Role, UserId};
use amanat_store::{Store, announce, audit::Origin};
use serde_json::json;

/// Gives a person a role, or takes it; `NOT_FOUND` if nobody has this address. The last administrator stays one. Answers the roles then.
pub async fn change_role(store: &Store, email: &str, role: Role, give: bool) -> Result<Vec<Role>> {
    let mut tx = store.begin().await?;
    let user = sqlx::query_scalar!(
        "select id from users where email = $1 for update",
        email.trim().to_ascii_lowercase()
    )
    .fetch_optional(&mut *tx)
    .await?
    .map(UserId)
    .ok_or_else(|| Code::NotFound.say(format!("nobody has the address {email}")))?;
    let before = crate::load_user(&mut tx, user).await?.roles;
    if role == Role::Admin && !give && before.contains(&role) {
        keep_an_admin(&mut tx, user).await?;
    }
    let mut roles = before.clone();
    roles.retain(|has| *has != role);
    if give {
        roles.push(role);
    }
    put_roles(&mut tx, user, &roles).await?;
    let roles = crate::load_user(&mut tx, user).await?.roles;
    if roles != before {
        let changed = roles.clone();
        let (user, by) = (user, None);
        announce(&mut tx, &Event::RolesChanged { user, roles: changed, by }).await?;
        Origin::default()
            .record(
                &mut tx,
                "user.roles",
                ("user", &user),
                json!({ "roles": before }),
                json!({ "roles": roles }),
            )
            .await?;
    }
    tx.commit().await?;
    Ok(roles)
}
