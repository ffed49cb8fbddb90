//! Letting somebody back in who lost their authenticator and their recovery codes, so that nobody is locked out for ever.

use super::ReasonRequest;
use crate::{Ended, load_user, protection, sessions};
use amanat_base::{Code, UserId};
use amanat_mail::Change;
use amanat_web::{Answer, Ctx, Envelope, Json, Path, RecentAdmin, ok};
use axum::extract::State;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// What was taken off.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FactorsReset {
    /// An authenticator app was set up.
    totp: bool,
    /// Sessions and API keys that ended.
    ended: usize,
}

/// Removes a person's authenticator app and recovery codes and ends their sessions and API keys; they are told by letter. Password and
/// passkeys stay, so this alone opens nothing to anybody. Nobody does it for themselves. Needs a proof of identity within the last ten
/// minutes.
#[utoipa::path(post, path = "/api/admin/users/{id}/reset-factors", tag = "admin", params(("id" = UserId, Path)),
    request_body = ReasonRequest, responses((status = 200, body = Envelope<FactorsReset>)), security(("bearer" = [])))]
pub(super) async fn reset_user_factors(
    State(ctx): State<Ctx>,
    admin: RecentAdmin,
    Path(id): Path<UserId>,
    Json(body): Json<ReasonRequest>,
) -> Answer<FactorsReset> {
    if id == admin.user {
        return Err(Code::FourEyes.say("Another administrator must reset your factors.").into());
    }
    let mut tx = ctx.store.begin().await?;
    load_user(&mut tx, id).await?;
    let removed = sqlx::query!("delete from totp where user_id = $1", id.0).execute(&mut *tx).await?;
    let codes = sqlx::query!("delete from recovery_codes where user_id = $1", id.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query!("delete from sign_in_tickets where user_id = $1", id.0)
        .execute(&mut *tx)
        .await?;
    let ended = sessions::end(&mut tx, id, None, Ended::ByAdmin).await?;
    let totp = removed.rows_affected() > 0;
    let before = json!({ "totp": totp, "recoveryCodes": codes.rows_affected() });
    let after = json!({ "totp": false, "recoveryCodes": 0, "reason": body.reason });
    protection::changed(
        &mut tx,
        &admin.origin,
        id,
        "user.reset_factors",
        ("user", &id),
        (before, after),
        Change::TotpOff,
    )
    .await?;
    tx.commit().await?;
    ok(FactorsReset { totp, ended })
}
