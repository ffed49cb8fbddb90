//! The conversation with scanners: what they report comes in raw, is signed, stored first and looked into by a job; what they should
//! watch goes out.

use crate::{
    Payments, card,
    deposit::Group,
    safety::{Looked, look},
};
use amanat_base::{Code, DeliveryId, Error, Kind, Result, Time};
use amanat_chain::{
    EvmAddress,
    callback::{DELIVERY_HEADER, Report, ReportEvent, SIGNATURE_HEADER, TIMESTAMP_HEADER, WatchAnswer, WatchItem, verify},
    registry,
};
use amanat_store::{JobKey, Tx, deliveries, enqueue_at};
use amanat_web::{Answer, Ctx, Envelope, Query, ok};
use axum::{
    Extension,
    body::Bytes,
    extract::{DefaultBodyLimit, OriginalUri, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Name of the scanner among the providers of deliveries.
pub const PROVIDER: &str = "scanner";
/// Largest report that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// Most addresses in one answer of the watch list.
const WATCH_PAGE: i64 = 5_000;
/// How long a report about a transaction that the chain doesn't know is tried again.
const PATIENCE_S: i64 = 15 * 60;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(payment_callback))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .routes(routes!(payment_watch_list))
}

/// Whether a report was new.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallbackAnswer {
    /// False: it was stored before.
    pub stored: bool,
}

/// Takes a scanner's report. Signed with the shared secret; stored before anything else; a repeat changes nothing.
#[utoipa::path(post, path = "/api/payment/callback", tag = "payment", request_body = Report,
    params(("X-Amanat-Timestamp" = String, Header), ("X-Amanat-Signature" = String, Header), ("X-Amanat-Delivery" = Option<String>, Header)),
    responses((status = 200, body = Envelope<CallbackAnswer>)))]
async fn payment_callback(
    payments: Extension<Payments>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer<CallbackAnswer> {
    let body = body.map_err(|e| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::new(Code::PayloadTooLarge),
        _ => Error::new(Code::MalformedRequest),
    })?;
    check_signature(&payments, &headers, &body).await?;
    let mut tx = payments.store.begin().await?;
    let kept = serde_json::json!({
        DELIVERY_HEADER: text(&headers, DELIVERY_HEADER), TIMESTAMP_HEADER: text(&headers, TIMESTAMP_HEADER),
        SIGNATURE_HEADER: text(&headers, SIGNATURE_HEADER),
    });
    let stored = deliveries::store(&mut tx, PROVIDER, &delivery_key(&body), &kept, &body).await?;
    tx.commit().await?;
    metrics::counter!("callbacks_total", "new" => stored.to_string()).increment(1);
    ok(CallbackAnswer { stored })
}

/// From what was signed, not from the header, which anybody on the way could change.
fn delivery_key(body: &[u8]) -> String {
    match serde_json::from_slice::<Report>(body) {
        Ok(report) => report.delivery_id(),
        Err(_) => format!("sha256:{}", hex::encode(Sha256::digest(body))),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

async fn check_signature(payments: &Payments, headers: &HeaderMap, payload: &[u8]) -> Result<()> {
    let (stamp, signature) = (text(headers, TIMESTAMP_HEADER), text(headers, SIGNATURE_HEADER));
    // Real time: a test's or development's shifted clock must not make genuine signatures old.
    let now = payments.store.now().await? - payments.store.clock.offset();
    verify(&payments.callback_secret, stamp, signature, payload, now)
}

/// Which changes of the watch list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct WatchQuery {
    /// EIP-155 id.
    #[param(minimum = 1)]
    pub chain_id: i64,
    /// `seq` of the answer before; 0 for the whole list.
    #[param(minimum = 0)]
    pub since: Option<i64>,
}

/// What a scanner should watch. Signed with the shared secret over path and query. Addresses stay on the list for ever.
#[utoipa::path(get, path = "/api/payment/watch", tag = "payment",
    params(WatchQuery, ("X-Amanat-Timestamp" = String, Header), ("X-Amanat-Signature" = String, Header)),
    responses((status = 200, body = Envelope<WatchAnswer>)))]
async fn payment_watch_list(
    payments: Extension<Payments>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Query(query): Query<WatchQuery>,
) -> Answer<WatchAnswer> {
    let target = uri.path_and_query().map_or("", |pq| pq.as_str());
    check_signature(&payments, &headers, target.as_bytes()).await?;
    let mut conn = payments.store.pool.acquire().await?;
    let network = registry::network(&mut conn, query.chain_id)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    let assets = registry::assets(&mut conn, Some(query.chain_id)).await?;
    let since = query.since.unwrap_or(0);
    let rows = sqlx::query!(
        r#"select seq, address as "address: EvmAddress", from_block from deposit_addresses
           where chain_id = $1 and seq > $2 order by seq limit $3"#,
        query.chain_id,
        since,
        WATCH_PAGE
    )
    .fetch_all(&mut *conn)
    .await?;
    let number = |n: i64| u64::try_from(n).map_err(Error::internal);
    let seq = number(rows.last().map_or(since, |last| last.seq).max(0))?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(WatchItem {
            seq: number(row.seq)?,
            address: row.address,
            from_block: number(row.from_block)?,
            removed: false,
        });
    }
    ok(WatchAnswer {
        items,
        seq,
        tokens: assets.iter().filter_map(|a| a.contract).collect(),
        native: assets.iter().any(|a| a.contract.is_none()),
        confirmations: number(network.confirmations.into())?,
        cursor: None,
    })
}

/// Looks into one stored report of a scanner, or event of the card processor. The report only says where to look; doubt and trouble mean later.
pub async fn process_delivery(payments: &Payments, id: DeliveryId) -> Result<()> {
    let mut conn = payments.store.pool.acquire().await?;
    let delivery = deliveries::load(&mut conn, id).await?;
    drop(conn);
    if delivery.processed {
        return Ok(());
    }
    match delivery.provider.as_str() {
        PROVIDER => {}
        card::PROVIDER => return card::process(payments, &delivery).await,
        _ => return Ok(()),
    }
    let outcome = match serde_json::from_slice::<Report>(&delivery.body) {
        Ok(report) => investigate(payments, id, &report).await?,
        Err(error) => Some(format!("rejected: unreadable: {error}")),
    };
    let mut tx = payments.store.begin().await?;
    match outcome {
        Some(outcome) => {
            if let Some(reason) = outcome.strip_prefix("rejected: ") {
                tracing::warn!(delivery.id = %id, reason, "a scanner's report is not true");
                metrics::counter!("callbacks_rejected_total").increment(1);
            }
            deliveries::done(&mut tx, id, &outcome).await?;
        }
        None => later(&mut tx, id).await?,
    }
    tx.commit().await
}

pub(crate) async fn later(tx: &mut Tx, id: DeliveryId) -> Result<()> {
    let at = tx.now + TimeDelta::seconds(3);
    let job = deliveries::ProcessDelivery { delivery: id };
    enqueue_at(tx, &job, &JobKey(format!("process-delivery:{id}")), at).await
}

/// The outcome, or `None` for later.
async fn investigate(payments: &Payments, id: DeliveryId, report: &Report) -> Result<Option<String>> {
    let Ok(chain_id) = i64::try_from(report.chain_id) else {
        return Ok(Some("rejected: no such network".into()));
    };
    let group = Group {
        chain_id,
        tx_hash: report.tx_hash,
        token: report.token,
        recipient: report.to,
    };
    let looked = match look(payments, &group).await {
        Err(e) if e.kind() == Kind::Unavailable => {
            tracing::warn!(delivery.id = %id, error = ?e, "will look into this report later");
            return Ok(None);
        }
        looked => looked?,
    };
    Ok(match looked {
        Looked::Written | Looked::Stale => Some("checked against the chain".into()),
        Looked::NotOurs => Some("rejected: not an address of ours".into()),
        Looked::Refuted(why) => Some(format!("rejected: {why}")),
        Looked::Unknown if report.event == ReportEvent::Dropped => Some("checked against the chain: nothing to drop".into()),
        Looked::Unknown if received_at(payments, id).await? + TimeDelta::seconds(PATIENCE_S) < payments.store.now().await? => {
            Some("rejected: the chain does not know this transaction".into())
        }
        Looked::Unknown => None,
    })
}

async fn received_at(payments: &Payments, id: DeliveryId) -> Result<Time> {
    let at = sqlx::query_scalar!("select received_at from deliveries where id = $1", id.0)
        .fetch_one(&payments.store.pool)
        .await?;
    Ok(at)
}
