//! What guards and administrators do: approve and reject, look at sweeps, plan them, mend a nonce.

use crate::{Custody, Sweep, jobs::plan, outgoing, payouts, routes::PayoutView, sweeps};
use amanat_base::{Amount, AssetId, Code, Cursor, DateTime, Error, OrderId, Page, PageQuery, PaymentId, PayoutId, SweepId};
use amanat_chain::{EvmAddress, tx};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Failure, IdempotencyKey, Json, PageOf, Path, Query, RecentGuard, RecentStaff, ok};
use axum::{Extension, extract::State, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(approve_payout))
        .routes(routes!(reject_payout))
        .routes(routes!(abandon_payout))
        .routes(routes!(plan_sweeps))
        .routes(routes!(approve_sweep))
        .routes(routes!(reject_sweep))
        .routes(routes!(list_derived_destinations))
        .routes(routes!(list_nonces))
        .routes(routes!(resync_nonce))
}

/// Lets a payout go out. Refused with `FOUR_EYES` for whoever asked for it, gets it, or is a party of its order.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/approve", tag = "custody", security(("bearer" = [])),
    params(("id" = PayoutId, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)), responses((status = 200, body = Envelope<PayoutView>)))]
pub async fn approve_payout(
    ctx: State<Ctx>,
    caller: RecentGuard,
    Path(id): Path<PayoutId>,
    key: IdempotencyKey,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &()).await? {
        return Ok(again);
    }
    let payout = payouts::approve(&mut tx, id, caller.user).await?;
    let after = json!({ "state": payout.state, "amount": payout.amount, "asset": payout.asset, "user": payout.user });
    caller.record(&mut tx, "payout.approve", ("payout", &id), (), after).await?;
    key.answer(tx, &caller, PayoutView::from(payout)).await
}

/// Why a payout or sweep is refused.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectRequest {
    /// A sentence, shown to whom it concerns.
    #[garde(length(chars, min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Refuses a payout; its money is available to its owner again.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/reject", tag = "custody", security(("bearer" = [])), request_body = RejectRequest,
    params(("id" = PayoutId, Path)), responses((status = 200, body = Envelope<PayoutView>)))]
pub async fn reject_payout(
    ctx: State<Ctx>,
    caller: RecentGuard,
    Path(id): Path<PayoutId>,
    Json(body): Json<RejectRequest>,
) -> Answer<PayoutView> {
    let mut tx = ctx.store.begin().await?;
    let payout = payouts::reject(&mut tx, id, caller.user, &body.reason).await?;
    let after =
        json!({ "state": payout.state, "amount": payout.amount, "asset": payout.asset, "user": payout.user, "reason": body.reason });
    caller.record(&mut tx, "payout.reject", ("payout", &id), (), after).await?;
    tx.commit().await?;
    ok(payout.into())
}

/// Ends a payout whose nonce was used by a transaction that isn't ours, once the chain can't change that any more.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/abandon", tag = "custody", security(("bearer" = [])), params(("id" = PayoutId, Path)),
    responses((status = 200, body = Envelope<PayoutView>)))]
pub async fn abandon_payout(
    ctx: State<Ctx>,
    custody: Extension<Custody>,
    caller: RecentGuard,
    Path(id): Path<PayoutId>,
) -> Answer<PayoutView> {
    ok(payouts::abandon(&custody, &ctx.store, id, &caller).await?.into())
}

/// What to plan.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRequest {
    /// One asset, whatever little there is; null for every asset above the minimum.
    #[serde(default)]
    pub asset_id: Option<AssetId>,
}

/// How much was planned.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    /// New sweeps.
    pub planned: usize,
}

/// Plans sweeps now instead of within the minute.
#[utoipa::path(post, path = "/api/admin/sweeps/plan", tag = "custody", security(("bearer" = [])), request_body = PlanRequest,
    responses((status = 200, body = Envelope<Planned>)))]
pub async fn plan_sweeps(
    ctx: State<Ctx>,
    custody: Extension<Custody>,
    caller: RecentStaff,
    Json(body): Json<PlanRequest>,
) -> Answer<Planned> {
    let mut tx = ctx.store.begin().await?;
    let planned = plan(&custody, &mut tx, body.asset_id).await?;
    let subject = body.asset_id.map_or("all".to_owned(), |id| id.to_string());
    caller
        .record(&mut tx, "sweep.plan", ("asset", &subject), (), json!({ "planned": planned }))
        .await?;
    tx.commit().await?;
    ok(Planned { planned })
}

/// Lets a sweep go.
#[utoipa::path(post, path = "/api/admin/sweeps/{id}/approve", tag = "custody", security(("bearer" = [])),
    params(("id" = SweepId, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)), responses((status = 200, body = Envelope<Sweep>)))]
pub async fn approve_sweep(
    ctx: State<Ctx>,
    caller: RecentGuard,
    Path(id): Path<SweepId>,
    key: IdempotencyKey,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &()).await? {
        return Ok(again);
    }
    let sweep = sweeps::decide(&mut tx, id, caller.user, true, None).await?;
    let after = json!({ "state": sweep.state, "amount": sweep.amount, "asset": sweep.asset_id });
    caller.record(&mut tx, "sweep.approve", ("sweep", &id), (), after).await?;
    key.answer(tx, &caller, sweep).await
}

/// Refuses a sweep. It is planned again when something new is paid to the address.
#[utoipa::path(post, path = "/api/admin/sweeps/{id}/reject", tag = "custody", security(("bearer" = [])), request_body = RejectRequest,
    params(("id" = SweepId, Path)), responses((status = 200, body = Envelope<Sweep>)))]
pub async fn reject_sweep(ctx: State<Ctx>, caller: RecentGuard, Path(id): Path<SweepId>, Json(body): Json<RejectRequest>) -> Answer<Sweep> {
    let mut tx = ctx.store.begin().await?;
    let sweep = sweeps::decide(&mut tx, id, caller.user, false, Some(&body.reason)).await?;
    let after = json!({ "state": sweep.state, "amount": sweep.amount, "asset": sweep.asset_id, "reason": body.reason });
    caller.record(&mut tx, "sweep.reject", ("sweep", &id), (), after).await?;
    tx.commit().await?;
    ok(sweep)
}

/// A derived address and what became of what it received.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DerivedDestination {
    /// Its network.
    pub chain_id: i64,
    /// The address.
    pub address: EvmAddress,
    /// Its index below the xpub's external chain.
    pub derivation_index: i64,
    /// The payment it was made for.
    pub payment_id: PaymentId,
    /// That payment's order.
    pub order_id: OrderId,
    /// The payment's asset.
    pub asset_id: AssetId,
    /// Counted deposits in that asset, base units.
    pub received: Amount,
    /// Swept of it, base units.
    pub swept: Amount,
    /// True when nothing that was counted is left there.
    pub is_swept: bool,
    /// When it was derived.
    pub created_at: DateTime,
}

/// Derived addresses, newest first. For administrators.
#[utoipa::path(get, path = "/api/payment/derived-destinations", tag = "custody", security(("bearer" = [])), params(PageQuery),
    responses((status = 200, body = PageOf<DerivedDestination>)))]
pub async fn list_derived_destinations(
    ctx: State<Ctx>,
    _: AdminCaller,
    Query(query): Query<PageQuery>,
) -> Answer<Page<DerivedDestination>> {
    let (limit, cursor) = (query.limit()?, query.cursor()?);
    let rows = sqlx::query_as!(
        DerivedDestination,
        r#"select a.chain_id, a.address as "address: EvmAddress", a.derivation_index, a.payment_id as "payment_id: PaymentId",
                  p.order_id as "order_id: OrderId", p.asset_id as "asset_id: AssetId", d.received as "received!: Amount",
                  s.swept as "swept!: Amount", d.received <= s.swept as "is_swept!", a.created_at
           from deposit_addresses a join payments p on p.id = a.payment_id,
             lateral (select coalesce(sum(amount), 0) as received from deposits d
                      where d.chain_id = a.chain_id and d.recipient = a.address and d.asset_id = p.asset_id and d.status = 'confirmed') d,
             lateral (select coalesce(sum(amount), 0) as swept from sweeps s
                      where s.chain_id = a.chain_id and s.address = a.address and s.asset_id = p.asset_id and s.state = 'confirmed') s
           where $1::timestamptz is null or (a.created_at, a.payment_id) < ($1, $2)
           order by a.created_at desc, a.payment_id desc limit $3"#,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |d| Cursor {
        at: d.created_at,
        id: d.payment_id.0,
    }))
}

/// The next nonce of an address that we send from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NonceView {
    /// Network.
    pub chain_id: i64,
    /// Address.
    pub address: EvmAddress,
    /// What the next transaction gets.
    pub next_nonce: i64,
    /// Our transactions that are not mined yet.
    pub under_way: i64,
}

/// The nonces of every address that we send from.
#[utoipa::path(get, path = "/api/admin/custody/nonces", tag = "custody", security(("bearer" = [])),
    responses((status = 200, body = PageOf<NonceView>)))]
pub async fn list_nonces(ctx: State<Ctx>, _: AdminCaller) -> Answer<Page<NonceView>> {
    let rows = sqlx::query_as!(
        NonceView,
        r#"select n.chain_id, n.address as "address: EvmAddress", n.next_nonce,
                  (select count(*) from outgoing_transactions o where o.chain_id = n.chain_id and o.from_address = n.address
                     and o.state in ('prepared', 'signed', 'broadcast')) as "under_way!"
           from treasury_nonces n order by n.chain_id, n.address limit 1000"#
    );
    ok(Page::whole(rows.fetch_all(&ctx.store.pool).await?))
}

/// Which address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResyncRequest {
    /// Network.
    pub chain_id: i64,
    /// Address.
    pub address: EvmAddress,
}

/// Goes on after a transaction that was sent from outside: our next nonce becomes the chain's. Refused while a transaction of ours
/// is under way from this address, and never goes back.
#[utoipa::path(post, path = "/api/admin/custody/nonces/resync", tag = "custody", security(("bearer" = [])), request_body = ResyncRequest,
    responses((status = 200, body = Envelope<NonceView>)))]
pub async fn resync_nonce(
    ctx: State<Ctx>,
    custody: Extension<Custody>,
    caller: AdminCaller,
    Json(body): Json<ResyncRequest>,
) -> Answer<NonceView> {
    let mut conn = ctx.store.pool.acquire().await?;
    let network = amanat_chain::registry::network(&mut conn, body.chain_id).await?;
    network.ok_or_else(|| Code::NotFound.say("There is no such network."))?;
    let pool = custody.chains.pool(&mut conn, body.chain_id).await?;
    drop(conn);
    let chain = tx::next_nonce(&pool, body.address.0, true).await.map_err(Error::from)?;
    let mut tx = ctx.store.begin().await?;
    let ours = outgoing::lock_nonce(&mut tx, body.chain_id, body.address, chain).await?;
    let under_way = outgoing::under_way(&mut tx, body.chain_id, body.address).await?;
    if !under_way.is_empty() {
        return Err(Code::Conflict
            .say("Transactions from this address are under way; wait for them first.")
            .into());
    }
    let next_nonce = i64::try_from(ours.max(chain)).map_err(Error::internal)?;
    sqlx::query!(
        "update treasury_nonces set next_nonce = $3 where chain_id = $1 and address = $2",
        body.chain_id,
        body.address as EvmAddress,
        next_nonce
    )
    .execute(&mut *tx)
    .await?;
    let subject = format!("{}/{}", body.chain_id, body.address);
    let (before, after) = (json!({ "nextNonce": ours }), json!({ "nextNonce": next_nonce }));
    caller.record(&mut tx, "nonce.resync", ("sender", &subject), before, after).await?;
    tx.commit().await?;
    tracing::warn!(admin.id = %caller.user, chain.id = body.chain_id, address = %body.address, ours, chain, "nonce taken over from the chain");
    ok(NonceView {
        chain_id: body.chain_id,
        address: body.address,
        next_nonce,
        under_way: 0,
    })
}
