//! What a person may act as.

use super::{is_another_admin, keep_an_admin};
use crate::{Event, User, impersonation, load_user, users::put_roles};
use amanat_base::{Code, Error, Role, UserId};
use amanat_store::announce;
use amanat_web::{Answer, Ctx, Envelope, Json, Path, RecentAdmin, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// What a person may act as.
#[derive(Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RolesRequest {
    /// All the roles that the person has from now on.
    #[garde(length(max = 5))]
    roles: Vec<Role>,
}

/// Sets what a person may act as; it holds from their next request. Needs a proof of identity within the last ten minutes. The last
/// administrator can't be removed. Nobody makes themselves guard or resolver (`FOUR_EYES`): another administrator does; only the one
/// administrator of an instance may, because there is nobody to ask, and the audit log says so.
#[utoipa::path(put, path = "/api/admin/users/{id}/roles", tag = "admin", params(("id" = UserId, Path)),
    request_body = RolesRequest, responses((status = 200, body = Envelope<User>)), security(("bearer" = [])))]
pub(super) async fn put_user_roles(
    State(ctx): State<Ctx>,
    admin: RecentAdmin,
    Path(id): Path<UserId>,
    Json(body): Json<RolesRequest>,
) -> Answer<User> {
    let mut tx = ctx.store.begin().await?;
    // Locked, so that what was before is what this changes.
    sqlx::query!("select 1 as one from users where id = $1 for update", id.0)
        .fetch_optional(&mut *tx)
        .await?;
    let before = load_user(&mut tx, id).await?;
    if before.roles.contains(&Role::Admin) && !body.roles.contains(&Role::Admin) {
        keep_an_admin(&mut tx, id).await?;
        impersonation::end_of(&mut tx, &admin, id).await?;
    }
    // Nobody gives themselves power while there is somebody else to ask.
    let gains = body.roles.iter().any(|role| role.has_power() && !before.roles.contains(role));
    if id == admin.user && gains && is_another_admin(&mut tx, admin.user).await? {
        return Err(Error::new(Code::FourEyes)
            .say("Another administrator must give you that role.")
            .into());
    }
    put_roles(&mut tx, id, &body.roles).await?;
    let user = load_user(&mut tx, id).await?;
    if user.roles != before.roles {
        let (roles, by) = (user.roles.clone(), Some(admin.user));
        announce(&mut tx, &Event::RolesChanged { user: id, roles, by }).await?;
    }
    admin
        .record(
            &mut tx,
            "user.roles",
            ("user", &id),
            json!({ "roles": before.roles }),
            json!({ "roles": user.roles }),
        )
        .await?;
    tx.commit().await?;
    ok(user)
}
