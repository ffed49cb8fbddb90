//! `/api/admin/audit`: who did what, for administrators to read. Writing it is `amanat_store::audit`.

use amanat_base::{AuditId, Cursor, DateTime, Page, PageQuery, SessionId, UserId};
use amanat_web::{AdminCaller, Answer, Ctx, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// One thing that somebody did.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditEntry {
    id: AuditId,
    at: DateTime,
    /// Whose account acted; null for the platform itself, or nobody signed in.
    actor: Option<UserId>,
    /// What they are called now.
    actor_name: Option<String>,
    /// The administrator who looked through that account's eyes.
    impersonator: Option<UserId>,
    session_id: Option<SessionId>,
    /// Address (IPv6: the /64).
    client: Option<String>,
    /// `X-Request-Id` of the request.
    request_id: Option<String>,
    /// `area.verb`, like `user.suspend`.
    action: String,
    /// What kind of thing it was done to, like `user`.
    kind: String,
    /// Which one.
    subject: String,
    /// What of it was otherwise before.
    #[schema(value_type = Option<Object>)]
    before: Option<Value>,
    /// What of it was so then.
    #[schema(value_type = Option<Object>)]
    after: Option<Value>,
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only what this person did, also through another's eyes.
    actor: Option<Uuid>,
    /// Only to things of this kind, like `user`.
    kind: Option<String>,
    /// Only to this thing.
    subject: Option<String>,
    /// Only this action, like `user.suspend`; with a dot at the end a whole area, like `user.`.
    action: Option<String>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The audit log, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/audit", tag = "admin", params(AuditQuery),
    responses((status = 200, body = PageOf<AuditEntry>)), security(("bearer" = [])))]
async fn list_audit(State(ctx): State<Ctx>, _: AdminCaller, Query(query): Query<AuditQuery>) -> Answer<Page<AuditEntry>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        AuditEntry,
        r#"select l.id as "id: AuditId", l.at, l.actor as "actor: UserId", u.display_name as "actor_name?",
                  l.impersonator as "impersonator: UserId", l.session_id as "session_id: SessionId", l.client, l.request_id, l.action,
                  l.subject_kind as kind, l.subject, l.before, l.after
           from audit_log l left join users u on u.id = l.actor
           where ($1::uuid is null or l.actor = $1 or l.impersonator = $1) and ($2::text is null or l.subject_kind = $2)
             and ($3::text is null or l.subject = $3) and ($4::text is null or l.action = $4 or right($4, 1) = '.' and starts_with(l.action, $4))
             and ($5::timestamptz is null or (l.at, l.id) < ($5, $6))
           order by l.at desc, l.id desc limit $7"#,
        query.actor,
        query.kind,
        query.subject,
        query.action,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |entry| Cursor {
        at: entry.at,
        id: entry.id.0,
    }))
}
