//! `/api/auth/sessions`: where a person is signed in, what they call it, and ending it there. What API keys and administrators act in is
//! not among these.

use crate::{
    Ended, sessions,
    sign_in::Way,
    text::{printable, trimmed},
};
use amanat_base::{Code, Cursor, DateTime, Page, PageQuery, SessionId};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, Query, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_sessions))
        .routes(routes!(name_session, revoke_session))
        .routes(routes!(revoke_other_sessions))
}

/// A sign-in that stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionView {
    id: SessionId,
    /// What its owner calls the device.
    name: Option<String>,
    /// What the device called itself.
    user_agent: Option<String>,
    /// How its owner signed in.
    signed_in_by: Way,
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
        r#"select id, name, user_agent, signed_in_by as "signed_in_by: Way", client, created_at, last_used_at, expires_at, id = $2 as "current!"
           from sessions
           where user_id = $1 and kind = 'person' and revoked_at is null and expires_at > $3
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

/// What to call the device.
#[derive(Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SessionName {
    /// 1 to 60 characters.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 60), custom(printable))]
    #[schema(min_length = 1, max_length = 60)]
    name: String,
}

/// Gives one of the caller's sessions a name.
#[utoipa::path(patch, path = "/api/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path)), request_body = SessionName,
    responses((status = 200, body = Envelope<SessionName>)), security(("bearer" = [])))]
async fn name_session(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<SessionId>,
    Json(body): Json<SessionName>,
) -> Answer<SessionName> {
    let named = sqlx::query!(
        "update sessions set name = $3 where id = $1 and user_id = $2 and kind = 'person' and revoked_at is null",
        id.0,
        caller.user.0,
        body.name,
    )
    .execute(&ctx.store.pool)
    .await?;
    if named.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    ok(body)
}

/// Ends one of the caller's sessions.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path)),
    responses((status = 200, body = Envelope<SessionRevoked>)), security(("bearer" = [])))]
async fn revoke_session(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<SessionId>) -> Answer<SessionRevoked> {
    let mut tx = ctx.store.begin().await?;
    let own = sqlx::query_scalar!(
        r#"select exists(select 1 from sessions where id = $1 and user_id = $2 and kind = 'person') as "own!""#,
        id.0,
        caller.user.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    if !own || sessions::end(&mut tx, caller.user, Some(id), Ended::Revoked).await? == 0 {
        return Err(Code::NotFound.into());
    }
    caller.record(&mut tx, "session.revoke", ("session", &id), (), ()).await?;
    tx.commit().await?;
    ok(SessionRevoked { id })
}

/// How many others there were.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OthersRevoked {
    /// How many sessions ended.
    ended: usize,
}

/// Ends all of the caller's sessions except the one that asks.
#[utoipa::path(post, path = "/api/auth/sessions/revoke-others", tag = "auth",
    responses((status = 200, body = Envelope<OthersRevoked>)), security(("bearer" = [])))]
async fn revoke_other_sessions(State(ctx): State<Ctx>, caller: Caller) -> Answer<OthersRevoked> {
    let mut tx = ctx.store.begin().await?;
    let ended = sessions::end_signed_in(&mut tx, caller.user, Some(caller.session), Ended::Revoked).await?;
    caller
        .record(
            &mut tx,
            "session.revoke_others",
            ("user", &caller.user),
            (),
            json!({ "ended": ended }),
        )
        .await?;
    tx.commit().await?;
    ok(OthersRevoked { ended })
}
