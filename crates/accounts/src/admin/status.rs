//! Whether a person may act at all.

use super::keep_an_admin;
use crate::{Ended, Event, User, UserStatus, impersonation, load_user, sessions};
use amanat_base::{Code, Error, Result, Role, UserId};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Ctx, Envelope, Json, Path, RecentAdmin, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// Whether a person may act at all.
#[derive(Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StatusRequest {
    /// `active` or `suspended`; only the person themselves can be erased.
    #[garde(custom(decided))]
    status: UserStatus,
    /// Why, 3 to 500 characters, told to the person; needed to suspend.
    #[garde(inner(length(chars, min = 3, max = 500), custom(crate::text::printable)))]
    #[schema(min_length = 3, max_length = 500)]
    reason: Option<String>,
}

fn decided(status: &UserStatus, (): &()) -> garde::Result {
    match status {
        UserStatus::Erased => Err(garde::Error::new("must be active or suspended")),
        UserStatus::Active | UserStatus::Suspended => Ok(()),
    }
}

/// Suspends a person, which ends their sessions and API keys at once, or lets them back; they are told by letter. Nobody suspends
/// themselves. Needs a proof of identity within the last ten minutes.
#[utoipa::path(put, path = "/api/admin/users/{id}/status", tag = "admin", params(("id" = UserId, Path)),
    request_body = StatusRequest, responses((status = 200, body = Envelope<User>)), security(("bearer" = [])))]
pub(super) async fn put_user_status(
    State(ctx): State<Ctx>,
    admin: RecentAdmin,
    Path(id): Path<UserId>,
    Json(body): Json<StatusRequest>,
) -> Answer<User> {
    let suspends = body.status == UserStatus::Suspended;
    let reason = body.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if suspends && reason.is_none() {
        return Err(Error::invalid("reason", "say why").into());
    }
    if id == admin.user {
        return Err(Code::Conflict.say("You can't suspend yourself.").into());
    }
    let mut tx = ctx.store.begin().await?;
    let before = lock(&mut tx, id).await?;
    let is_admin = load_user(&mut tx, id).await?.roles.contains(&Role::Admin);
    if suspends && is_admin {
        keep_an_admin(&mut tx, id).await?;
        impersonation::end_of(&mut tx, &admin, id).await?;
    }
    put(&mut tx, id, body.status, reason.filter(|_| suspends)).await?;
    if before.status != body.status {
        let event = Event::StatusChanged {
            user: id,
            status: body.status,
            by: admin.user,
            reason: reason.unwrap_or_default().to_owned(),
        };
        announce(&mut tx, &event).await?;
    }
    if suspends {
        sessions::end(&mut tx, id, None, Ended::Suspended).await?;
    }
    let user = load_user(&mut tx, id).await?;
    admin
        .record(
            &mut tx,
            if suspends { "user.suspend" } else { "user.restore" },
            ("user", &id),
            json!({ "status": before.status, "reason": before.suspended_reason }),
            json!({ "status": user.status, "reason": reason }),
        )
        .await?;
    tx.commit().await?;
    ok(user)
}

/// How somebody stood until now.
struct Before {
    status: UserStatus,
    suspended_reason: Option<String>,
}

/// Locked, so that what was before is what this changes. Nobody brings an erased person back.
async fn lock(tx: &mut Tx, user: UserId) -> Result<Before> {
    let before = sqlx::query_as!(
        Before,
        r#"select status as "status: UserStatus", suspended_reason from users where id = $1 for update"#,
        user.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    if before.status == UserStatus::Erased {
        return Err(Code::Conflict.say("This account was erased."));
    }
    Ok(before)
}

async fn put(tx: &mut Tx, user: UserId, status: UserStatus, reason: Option<&str>) -> Result<()> {
    sqlx::query!(
        "update users set status = $2, suspended_reason = $3 where id = $1",
        user.0,
        status as UserStatus,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
