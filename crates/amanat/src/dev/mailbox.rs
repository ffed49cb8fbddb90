//! The development mailbox: what the platform would have sent, were there a mail server.

use amanat_base::{Code, Cursor, DateTime, Error, LetterId, Page, PageQuery};
use amanat_web::{Answer, Ctx, Path, Query, ok};
use axum::{Router, extract::State, routing::get};
use serde::{Deserialize, Serialize};

/// `/api/dev/mailbox`.
pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/dev/mailbox", get(mailbox))
        .route("/api/dev/mailbox/{id}", get(letter))
}

#[derive(Deserialize)]
struct Whose {
    /// An address; everybody's letters without it.
    to: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    id: LetterId,
    to: String,
    subject: String,
    kept_at: DateTime,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeptLetter {
    id: LetterId,
    to: String,
    subject: String,
    text: String,
    html: String,
    kept_at: DateTime,
}

/// The newest first.
async fn mailbox(State(ctx): State<Ctx>, Query(whose): Query<Whose>, Query(page): Query<PageQuery>) -> Answer<Page<Kept>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        Kept,
        r#"select id as "id: LetterId", recipient as "to", subject, kept_at from letters_kept
           where ($1::text is null or recipient = lower($1)) and ($2::timestamptz is null or (kept_at, id) < ($2, $3))
           order by kept_at desc, id desc limit $4"#,
        whose.to,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |letter| Cursor {
        at: letter.kept_at,
        id: letter.id.0,
    }))
}

/// One of them, whole.
async fn letter(State(ctx): State<Ctx>, Path(id): Path<LetterId>) -> Answer<KeptLetter> {
    let row = sqlx::query_as!(
        KeptLetter,
        r#"select id as "id: LetterId", recipient as "to", subject, body_text as text, body_html as html, kept_at from letters_kept where id = $1"#,
        id.0
    )
    .fetch_optional(&ctx.store.pool)
    .await?;
    ok(row.ok_or(Error::new(Code::NotFound))?)
}
