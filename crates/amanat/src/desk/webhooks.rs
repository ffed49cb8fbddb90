//! `/api/admin/webhooks`: what other machines have sent, as it was stored, and looking into it once more.

use amanat_base::{Code, Cursor, DateTime, DeliveryId, Error, Page, PageQuery};
use amanat_store::deliveries;
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What of a body is shown, bytes.
const SHOWN: usize = 64 * 1024;
/// Headers with one of these words in their names are not shown: whoever has such a value might pass for the sender.
const SECRET: [&str; 6] = ["signature", "secret", "authorization", "cookie", "token", "key"];

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_webhooks))
        .routes(routes!(get_webhook))
        .routes(routes!(replay_webhook))
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum DeliveryState {
    /// Will be looked into, for the first time or again.
    Waiting,
    /// Looking into it failed; it is tried again.
    Failing,
    /// Looked into.
    Done,
    /// Looked into, and found untrue or unreadable.
    Rejected,
}

/// Something that another machine has sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookLine {
    id: DeliveryId,
    /// Who sent it: `scanner`, `stripe`.
    provider: String,
    /// The sender's own id for it.
    delivery_key: String,
    state: DeliveryState,
    /// How often somebody has begun to look into it, since it came or was last replayed.
    attempts: i32,
    /// How often it was replayed.
    replays: i32,
    /// Why looking into it failed last.
    last_error: Option<String>,
    /// What came of it.
    #[serde(serialize_with = "amanat_web::language::said")]
    outcome: Option<String>,
    received_at: DateTime,
    /// When somebody looked into it last.
    tried_at: Option<DateTime>,
    processed_at: Option<DateTime>,
    /// Length of the body.
    bytes: i32,
}

/// A header as it came.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookHeader {
    name: String,
    /// Null where it is a secret, or proves one.
    value: Option<String>,
}

/// A delivery with what it brought.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookDetail {
    webhook: WebhookLine,
    /// Those that were kept.
    headers: Vec<WebhookHeader>,
    /// The body as text, its first 64 KiB; bytes that are no text are shown as �.
    body: String,
    /// There is more of it.
    is_cut: bool,
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WebhookQuery {
    /// Only from this sender.
    provider: Option<String>,
    /// Only in this state.
    #[param(inline)]
    state: Option<DeliveryState>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// What other machines have sent, newest first. Administrators.
#[utoipa::path(get, path = "/api/admin/webhooks", tag = "admin", params(WebhookQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<WebhookLine>)))]
async fn list_webhooks(State(ctx): State<Ctx>, _: AdminCaller, Query(query): Query<WebhookQuery>) -> Answer<Page<WebhookLine>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        WebhookLine,
        r#"select id as "id: DeliveryId", provider, delivery_key, attempts, replays, last_error, outcome, received_at, tried_at, processed_at,
                  octet_length(body) as "bytes!",
                  case when processed_at is null then case when last_error is null then 'waiting' else 'failing' end
                       when outcome like 'rejected%' or outcome = 'unreadable' then 'rejected' else 'done' end as "state!: DeliveryState"
           from deliveries
           where ($1::text is null or provider = $1)
             and case $2::text
                   when 'waiting' then processed_at is null and last_error is null
                   when 'failing' then processed_at is null and last_error is not null
                   when 'rejected' then processed_at is not null and (outcome like 'rejected%' or outcome = 'unreadable')
                   when 'done' then processed_at is not null and not (outcome like 'rejected%' or outcome = 'unreadable')
                   else true
                 end
             and ($3::timestamptz is null or (received_at, id) < ($3, $4))
           order by received_at desc, id desc limit $5"#,
        query.provider,
        query.state as Option<DeliveryState>,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |row| Cursor {
        at: row.received_at,
        id: row.id.0,
    }))
}

/// One delivery with what it brought. Administrators.
#[utoipa::path(get, path = "/api/admin/webhooks/{id}", tag = "admin", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<WebhookDetail>)))]
async fn get_webhook(State(ctx): State<Ctx>, _: AdminCaller, Path(id): Path<DeliveryId>) -> Answer<WebhookDetail> {
    ok(detail(&ctx, id).await?)
}

/// Has a delivery looked into once more. What it did before is not done again. Administrators.
#[utoipa::path(post, path = "/api/admin/webhooks/{id}/replay", tag = "admin", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<WebhookDetail>)))]
async fn replay_webhook(State(ctx): State<Ctx>, admin: AdminCaller, Path(id): Path<DeliveryId>) -> Answer<WebhookDetail> {
    let before = detail(&ctx, id).await?.webhook;
    let mut tx = ctx.store.begin().await?;
    if !deliveries::replay(&mut tx, id).await? {
        return Err(Error::new(Code::NotFound).into());
    }
    let was = serde_json::json!({ "state": before.state, "outcome": before.outcome, "attempts": before.attempts });
    admin.record(&mut tx, "webhook.replay", ("webhook", &id), was, ()).await?;
    tx.commit().await?;
    ok(detail(&ctx, id).await?)
}

async fn detail(ctx: &Ctx, id: DeliveryId) -> amanat_base::Result<WebhookDetail> {
    let row = sqlx::query!(
        r#"select provider, delivery_key, attempts, replays, last_error, outcome, received_at, tried_at, processed_at, headers,
                  octet_length(body) as "bytes!", substring(body from 1 for $2) as "shown!"
           from deliveries where id = $1"#,
        id.0,
        i32::try_from(SHOWN).unwrap_or(i32::MAX),
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let rejected = row
        .outcome
        .as_deref()
        .is_some_and(|o| o.starts_with("rejected") || o == "unreadable");
    let state = match (row.processed_at, &row.last_error) {
        (None, None) => DeliveryState::Waiting,
        (None, Some(_)) => DeliveryState::Failing,
        (Some(_), _) if rejected => DeliveryState::Rejected,
        (Some(_), _) => DeliveryState::Done,
    };
    Ok(WebhookDetail {
        headers: shown_headers(&row.headers),
        body: String::from_utf8_lossy(&row.shown).into_owned(),
        is_cut: usize::try_from(row.bytes).is_ok_and(|bytes| bytes > row.shown.len()),
        webhook: WebhookLine {
            id,
            provider: row.provider,
            delivery_key: row.delivery_key,
            state,
            attempts: row.attempts,
            replays: row.replays,
            last_error: row.last_error,
            outcome: row.outcome,
            received_at: row.received_at,
            tried_at: row.tried_at,
            processed_at: row.processed_at,
            bytes: row.bytes,
        },
    })
}

fn shown_headers(kept: &serde_json::Value) -> Vec<WebhookHeader> {
    let headers = kept.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    headers
        .map(|(name, value)| {
            let is_secret = SECRET.iter().any(|word| name.to_ascii_lowercase().contains(word));
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            WebhookHeader {
                name: name.clone(),
                value: (!is_secret).then_some(text),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proves_a_sender_is_not_shown() {
        let kept = serde_json::json!({
            "Stripe-Signature": "t=1,v1=abc", "X-Api-Key": "k", "authorization": "Bearer x", "X-Amanat-Timestamp": "12", "X-Absent": null,
        });
        let shown: Vec<_> = shown_headers(&kept).into_iter().filter_map(|h| h.value).collect();
        assert_eq!(shown, ["12"]);
        assert_eq!(shown_headers(&kept).len(), 4, "that they came is no secret");
    }
}
