//! `/api/auth/sessions`: where a person is signed in, and ending it there.

use crate::{Ended, sessions};
use amanat_base::{Code, Cursor, DateTime, Page, PageQuery, SessionId};
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_sessions)).routes(routes!(revoke_session))
}

/// A sign-in that stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionView {
    id: SessionId,
    /// What the device called itself.
    user_agent: Option<String>,
    /// Address from which it was last used (IPv6: the /64).
    client: Option<String>,
    created_at: DateTime,
    last_used_at: DateTime,
    /// When it ends if it isn't used.
    expires_at: DateTime,
    /// True for the session that asks.
    current: bool,
}

/// The caller's sessions that stand, newest first.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "auth", params(PageQuery),
    responses((status = 200, body = PageOf<SessionView>)), security(("bearer" = [])))]
async fn list_sessions(State(ctx): State<Ctx>, caller: Caller, Query(page): Query<PageQuery>) -> Answer<Page<SessionView>> {
    let (limit, after) = (page.limit()?, page.cursor()?);
    let now = ctx.store.now().await?;
    let rows = sqlx::query_as!(
        SessionView,
        r#"select id, user_agent, client, created_at, last_used_at, expires_at, id = $2 as "current!"
           from sessions
           where user_id = $1 and revoked_at is null and expires_at > $3
             and ($4::timestamptz is null or (created_at, id) < ($4, $5))
           order by created_at desc, id desc limit $6"#,
        caller.user.0,
        caller.session.0,
        now,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |s| Cursor {
        at: s.created_at,
        id: s.id.0,
    }))
}

/// What became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionRevoked {
    /// The session that ended.
    id: SessionId,
}

/// Ends one of the caller's sessions.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path)),
    responses((status = 200, body = Envelope<SessionRevoked>)), security(("bearer" = [])))]
async fn revoke_session(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<SessionId>) -> Answer<SessionRevoked> {
    let mut tx = ctx.store.begin().await?;
    if sessions::end(&mut tx, caller.user, Some(id), Ended::Revoked).await? == 0 {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    ok(SessionRevoked { id })
}
