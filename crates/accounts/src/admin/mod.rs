//! `/api/admin/users`: finding people, seeing how they stand, their roles, suspending them, ending their sessions, letting somebody who
//! lost their authenticator back in.

mod detail;
mod factors;
mod list;
mod operator;
mod roles;
mod sessions;
mod status;

pub use operator::change_role;

use amanat_base::{Code, Error, Result, UserId};
use amanat_store::Tx;
use amanat_web::Ctx;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list::list_users))
        .routes(routes!(detail::get_user))
        .routes(routes!(roles::put_user_roles))
        .routes(routes!(status::put_user_status))
        .routes(routes!(sessions::end_user_sessions))
        .routes(routes!(sessions::end_user_session))
        .routes(routes!(factors::reset_user_factors))
}

/// Why somebody's account is touched: kept in the audit log.
#[derive(Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReasonRequest {
    /// 10 to 500 characters; the person may be told.
    #[serde(deserialize_with = "crate::text::trimmed")]
    #[garde(length(chars, min = 10, max = 500), custom(crate::text::printable))]
    #[schema(min_length = 10, max_length = 500)]
    pub reason: String,
}

/// Two administrators who remove each other at the same moment wait for one another here.
async fn keep_an_admin(tx: &mut Tx, except: UserId) -> Result<()> {
    if is_another_admin(tx, except).await? {
        Ok(())
    } else {
        Err(Error::new(Code::Conflict).say("This is the last administrator."))
    }
}

/// Whether anybody else is an administrator who may act. Locks all administrators' rows.
async fn is_another_admin(tx: &mut Tx, except: UserId) -> Result<bool> {
    let admins = sqlx::query!(
        "select r.user_id, u.status from user_roles r join users u on u.id = r.user_id
         where r.role = 'admin' order by r.user_id for update",
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(admins.iter().any(|a| a.user_id != except.0 && a.status == "active"))
}
