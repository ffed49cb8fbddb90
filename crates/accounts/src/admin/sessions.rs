//! Ending somebody's sessions: a stolen device, a shared password.

use crate::{Ended, load_user, sessions};
use amanat_base::{Code, Error, SessionId, UserId};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Path, ok};
use axum::extract::State;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// How much ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserSessionsEnded {
    /// Sessions and API keys.
    ended: usize,
}

/// Ends every session and API key of a person.
#[utoipa::path(delete, path = "/api/admin/users/{id}/sessions", tag = "admin", params(("id" = UserId, Path)),
    responses((status = 200, body = Envelope<UserSessionsEnded>)), security(("bearer" = [])))]
pub(super) async fn end_user_sessions(State(ctx): State<Ctx>, admin: AdminCaller, Path(id): Path<UserId>) -> Answer<UserSessionsEnded> {
    let mut tx = ctx.store.begin().await?;
    load_user(&mut tx, id).await?;
    let ended = sessions::end(&mut tx, id, None, Ended::ByAdmin).await?;
    admin
        .record(
            &mut tx,
            "user.end_sessions",
            ("user", &id),
            json!({ "sessions": ended }),
            json!({ "sessions": 0 }),
        )
        .await?;
    tx.commit().await?;
    ok(UserSessionsEnded { ended })
}

/// Which session of whom.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WhichSession {
    id: UserId,
    session_id: SessionId,
}

/// Ends one session of a person.
#[utoipa::path(delete, path = "/api/admin/users/{id}/sessions/{sessionId}", tag = "admin",
    params(("id" = UserId, Path), ("sessionId" = SessionId, Path)),
    responses((status = 200, body = Envelope<UserSessionsEnded>)), security(("bearer" = [])))]
pub(super) async fn end_user_session(
    State(ctx): State<Ctx>,
    admin: AdminCaller,
    Path(which): Path<WhichSession>,
) -> Answer<UserSessionsEnded> {
    let mut tx = ctx.store.begin().await?;
    let ended = sessions::end(&mut tx, which.id, Some(which.session_id), Ended::ByAdmin).await?;
    if ended == 0 {
        return Err(Error::new(Code::NotFound).into());
    }
    admin
        .record(
            &mut tx,
            "user.end_session",
            ("user", &which.id),
            json!({ "session": which.session_id }),
            (),
        )
        .await?;
    tx.commit().await?;
    ok(UserSessionsEnded { ended })
}
