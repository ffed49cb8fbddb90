//! `/api/admin/audit`: who did what, for administrators to read. Writing it is `amanat_store::audit`.

use amanat_base::{AuditId, Cursor, DateTime, Page, PageQuery, Result, SessionId, UserId};
use amanat_web::{AdminCaller, Answer, Ctx, Failure, PageOf, Query, ok};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Rows of an export.
const MOST_ROWS: i64 = 10_000;
const COLUMNS: [&str; 11] = [
    "at",
    "actor",
    "actorName",
    "impersonator",
    "client",
    "requestId",
    "action",
    "kind",
    "subject",
    "before",
    "after",
];

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_audit))
        .routes(routes!(list_audit_actions))
        .routes(routes!(export_audit))
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
struct AuditFilter {
    /// Only what this person did, also through another's eyes.
    actor: Option<Uuid>,
    /// Only to things of this kind, like `user`.
    kind: Option<String>,
    /// Only to this thing.
    subject: Option<String>,
    /// Only this action, like `user.suspend`; with a dot at the end a whole area, like `user.`.
    action: Option<String>,
    /// Not before this instant.
    from: Option<DateTime>,
    /// Before this instant.
    until: Option<DateTime>,
}

/// The audit log, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/audit", tag = "admin", params(AuditFilter, PageQuery),
    responses((status = 200, body = PageOf<AuditEntry>)), security(("bearer" = [])))]
async fn list_audit(
    State(ctx): State<Ctx>,
    _: AdminCaller,
    Query(filter): Query<AuditFilter>,
    Query(page): Query<PageQuery>,
) -> Answer<Page<AuditEntry>> {
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = entries(&ctx, &filter, after, limit + 1).await?;
    ok(Page::from_rows(rows, limit, |entry| Cursor {
        at: entry.at,
        id: entry.id.0,
    }))
}

async fn entries(ctx: &Ctx, filter: &AuditFilter, after: Option<Cursor>, limit: i64) -> Result<Vec<AuditEntry>> {
    let rows = sqlx::query_as!(
        AuditEntry,
        r#"select l.id as "id: AuditId", l.at, l.actor as "actor: UserId", u.display_name as "actor_name?",
                  l.impersonator as "impersonator: UserId", l.session_id as "session_id: SessionId", l.client, l.request_id, l.action,
                  l.subject_kind as kind, l.subject, l.before, l.after
           from audit_log l left join users u on u.id = l.actor
           where ($1::uuid is null or l.actor = $1 or l.impersonator = $1) and ($2::text is null or l.subject_kind = $2)
             and ($3::text is null or l.subject = $3) and ($4::text is null or l.action = $4 or right($4, 1) = '.' and starts_with(l.action, $4))
             and ($5::timestamptz is null or (l.at, l.id) < ($5, $6))
             and ($8::timestamptz is null or l.at >= $8) and ($9::timestamptz is null or l.at < $9)
           order by l.at desc, l.id desc limit $7"#,
        filter.actor,
        filter.kind,
        filter.subject,
        filter.action,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit,
        filter.from,
        filter.until,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    Ok(rows)
}

/// What has ever been done, as `area.verb`, in alphabetical order. Administrators.
#[utoipa::path(get, path = "/api/admin/audit/actions", tag = "admin", responses((status = 200, body = PageOf<String>)),
    security(("bearer" = [])))]
async fn list_audit_actions(State(ctx): State<Ctx>, _: AdminCaller) -> Answer<Page<String>> {
    // From each action to the next by the index: the log may be long, its actions are few.
    let actions = sqlx::query_scalar!(
        r#"with recursive known as (
               (select action from audit_log order by action limit 1)
               union all
               select (select l.action from audit_log l where l.action > k.action order by l.action limit 1) from known k where k.action is not null)
           select action as "action!" from known where action is not null"#
    );
    ok(Page::whole(actions.fetch_all(&ctx.store.pool).await?))
}

/// The newest entries as a table (RFC 4180, UTF-8), at most 10,000: narrow it down by `from` and `until` for others. Administrators.
#[utoipa::path(get, path = "/api/admin/audit.csv", tag = "admin", params(AuditFilter), security(("bearer" = [])),
    responses((status = 200, body = String, content_type = "text/csv", description = "A header and a line for each entry.")))]
async fn export_audit(State(ctx): State<Ctx>, _: AdminCaller, Query(filter): Query<AuditFilter>) -> Result<Response, Failure> {
    let rows = entries(&ctx, &filter, None, MOST_ROWS).await?;
    let mut table = COLUMNS.join(",");
    table.push_str("\r\n");
    for row in rows {
        push_row(&mut table, row);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"amanat-audit.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, table).into_response())
}

fn push_row(table: &mut String, row: AuditEntry) {
    let json = |value: Option<Value>| value.map(|v| v.to_string()).unwrap_or_default();
    let id = |id: Option<UserId>| id.map(|id| id.to_string()).unwrap_or_default();
    let cells = [
        row.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        id(row.actor),
        row.actor_name.unwrap_or_default(),
        id(row.impersonator),
        row.client.unwrap_or_default(),
        row.request_id.unwrap_or_default(),
        row.action,
        row.kind,
        row.subject,
        json(row.before),
        json(row.after),
    ];
    let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
    table.push_str(&cells.join(","));
    table.push_str("\r\n");
}

/// A quoted cell. What a spreadsheet would take for a formula begins with an apostrophe: names and reasons are what people typed.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let text = text.replace('"', "\"\"");
    format!("\"{}{text}\"", if is_formula { "'" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_text_and_never_a_formula() {
        for (typed, written) in [
            ("Ada", "\"Ada\""),
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(typed), written, "{typed:?}");
        }
    }
}
