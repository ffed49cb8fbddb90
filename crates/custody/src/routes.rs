//! What a person may ask about their own money: balances, payouts, and a withdrawal.

use crate::{Custody, Instruct, Payout, PayoutKind, PayoutState, WaitingCode, admin, cards, desk, limits, payouts, signing};
use amanat_base::{Amount, AssetId, Code, Cursor, DateTime, Error, OrderId, Page, PageQuery, PayoutId, Result, UserId};
use amanat_chain::{
    EvmAddress, EvmHash,
    registry::{self, Rail},
};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Failure, IdempotencyKey, Json, PageOf, Path, Query, RecentCaller, ok};
use axum::{Extension, extract::State, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of money out.
pub fn router(custody: Custody) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_payouts, create_payout))
        .routes(routes!(get_payout))
        .routes(routes!(get_balances))
        .routes(routes!(limits::get_approval_thresholds, limits::put_approval_thresholds))
        .merge(cards::router())
        .merge(admin::router())
        .merge(crate::sweeps::router())
        .merge(desk::router())
        .merge(signing::router())
        .layer(Extension(custody))
}

/// A payout, as its owner and the staff see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayoutView {
    /// Payout id.
    pub id: PayoutId,
    /// Why money goes out.
    pub kind: PayoutKind,
    /// The order it comes from.
    pub order_id: Option<OrderId>,
    /// Who gets it.
    pub user_id: UserId,
    /// In which asset.
    pub asset_id: AssetId,
    /// By which way it goes.
    pub rail: Rail,
    /// On which network; null on the card rail.
    pub chain_id: Option<i64>,
    /// Base units.
    pub amount: Amount,
    /// Where it goes; null until an address is known.
    pub to_address: Option<EvmAddress>,
    /// How far it is.
    pub state: PayoutState,
    /// Why it waits, or why it ended without success; a sentence.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub waiting_reason: Option<String>,
    /// The same as a word for programs, which say it in their reader's language.
    pub waiting_code: Option<WaitingCode>,
    /// Whose action freed the money; null for the system.
    pub requested_by: Option<UserId>,
    /// The guard who approved or rejected it, where one was needed.
    pub decided_by: Option<UserId>,
    /// Its transaction, once signed.
    pub tx_hash: Option<EvmHash>,
    /// On the card rail: the refund or transfer at the card processor.
    pub card_reference: Option<String>,
    /// When it was confirmed on chain.
    pub confirmed_at: Option<DateTime>,
    /// When it was instructed.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
}

impl From<Payout> for PayoutView {
    fn from(p: Payout) -> Self {
        Self {
            id: p.id,
            kind: p.kind,
            order_id: p.order,
            user_id: p.user,
            asset_id: p.asset,
            rail: if p.chain_id.is_some() { Rail::Chain } else { Rail::Card },
            chain_id: p.chain_id,
            amount: p.amount,
            to_address: p.to,
            state: p.state,
            waiting_reason: p.waiting_reason,
            waiting_code: p.waiting_code,
            requested_by: p.requested_by,
            decided_by: p.decided_by,
            tx_hash: p.tx_hash,
            card_reference: p.card_reference,
            confirmed_at: p.confirmed_at,
            created_at: p.created_at,
            updated_at: p.updated_at,
        }
    }
}

/// Which payouts.
#[derive(Debug, Default)]
pub(crate) struct Which {
    /// Only of this person, or of orders to which they are a party.
    pub user: Option<UserId>,
    /// Only in this state.
    pub state: Option<PayoutState>,
    /// Only of this order.
    pub order: Option<OrderId>,
    /// Only such as wait for something.
    pub waiting: bool,
    /// Only of this kind.
    pub kind: Option<PayoutKind>,
    /// Only in this asset.
    pub asset: Option<AssetId>,
}

/// A page of payouts, newest first.
pub(crate) async fn page(conn: &mut PgConnection, which: &Which, query: &PageQuery) -> Result<Page<PayoutView>> {
    let (limit, cursor) = (query.limit()?, query.cursor()?);
    let rows = sqlx::query_as!(
        PayoutView,
        r#"select id as "id: PayoutId", kind as "kind: PayoutKind", order_id as "order_id: OrderId", user_id as "user_id: UserId",
                  asset_id as "asset_id: AssetId", case when chain_id is null then 'card' else 'chain' end as "rail!: Rail", chain_id, amount as "amount: Amount", to_address as "to_address: EvmAddress",
                  state as "state: PayoutState", waiting_reason, waiting_code as "waiting_code: WaitingCode", requested_by as "requested_by: UserId", decided_by as "decided_by: UserId",
                  tx_hash as "tx_hash: EvmHash", card_reference, confirmed_at, created_at, updated_at
           from payouts
           where ($1::uuid is null or user_id = $1
                  or order_id = $6 and exists (select 1 from orders o where o.id = order_id and $1 in (o.buyer_id, o.seller_id)))
             and ($2::text is null or state = $2)
             and ($3::timestamptz is null or (created_at, id) < ($3, $4)) and ($6::uuid is null or order_id = $6)
             and (not $7 or waiting_reason is not null and state not in ('confirmed', 'failed', 'cancelled'))
             and ($8::text is null or kind = $8) and ($9::uuid is null or asset_id = $9)
           order by created_at desc, id desc limit $5"#,
        which.user.map(|u| u.0),
        which.state as Option<PayoutState>,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
        which.order.map(|o| o.0),
        which.waiting,
        which.kind as Option<PayoutKind>,
        which.asset.map(|a| a.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(Page::from_rows(rows, limit, |p| Cursor {
        at: p.created_at,
        id: p.id.0,
    }))
}

/// Which payouts to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PayoutFilter {
    /// Only of this order; then both sides' payouts, when you are a party to it.
    pub order_id: Option<OrderId>,
    /// With `true`, only those that wait for something: `waitingCode` says for what.
    pub waiting: Option<bool>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Your payouts, newest first; of one of your orders, the other side's too.
#[utoipa::path(get, path = "/api/payouts", tag = "custody", security(("bearer" = [])), params(PayoutFilter),
    responses((status = 200, body = PageOf<PayoutView>)))]
pub async fn list_payouts(ctx: State<Ctx>, caller: Caller, Query(filter): Query<PayoutFilter>) -> Answer<Page<PayoutView>> {
    let which = Which {
        user: Some(caller.user),
        order: filter.order_id,
        waiting: filter.waiting.unwrap_or_default(),
        ..Which::default()
    };
    let query = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    ok(page(&mut *ctx.store.pool.acquire().await?, &which, &query).await?)
}

/// One payout: yours, or anybody's for a guard or an administrator.
#[utoipa::path(get, path = "/api/payouts/{id}", tag = "custody", security(("bearer" = [])), params(("id" = PayoutId, Path)),
    responses((status = 200, body = Envelope<PayoutView>)))]
pub async fn get_payout(ctx: State<Ctx>, caller: Caller, Path(id): Path<PayoutId>) -> Answer<PayoutView> {
    let payout = payouts::load(&mut *ctx.store.pool.acquire().await?, id).await?;
    if payout.user != caller.user && !caller.is_staff() {
        return Err(Error::new(Code::NotFound).into());
    }
    ok(payout.into())
}

/// A withdrawal of available balance to your payout address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithdrawRequest {
    /// In which asset; its network decides which of your payout addresses is used.
    pub asset_id: AssetId,
    /// Base units, more than zero.
    pub amount: Amount,
}

/// Withdraws available balance to your payout address on the asset's network.
#[utoipa::path(post, path = "/api/payouts", tag = "custody", security(("bearer" = [])), request_body = WithdrawRequest,
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)), responses((status = 200, body = Envelope<PayoutView>)))]
pub async fn create_payout(
    ctx: State<Ctx>,
    caller: RecentCaller,
    key: IdempotencyKey,
    Json(body): Json<WithdrawRequest>,
) -> Result<Response, Failure> {
    if body.amount.is_zero() {
        return Err(Error::invalid("amount", "must be more than zero").into());
    }
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &body).await? {
        return Ok(again);
    }
    let payout = withdraw(&mut tx, &caller, &body).await?;
    key.answer(tx, &caller, PayoutView::from(payout)).await
}

async fn withdraw(tx: &mut Tx, caller: &Caller, body: &WithdrawRequest) -> Result<Payout> {
    let asset = registry::unit(tx, body.asset_id).await?;
    let asset = asset.ok_or_else(|| Error::invalid("assetId", "is not an asset of this platform"))?;
    let least = limits::least(tx, body.asset_id).await?;
    if body.amount < least {
        return Err(Error::invalid(
            "amount",
            format!("must be at least {least}: less is not worth its gas"),
        ));
    }
    match asset.chain_id {
        Some(chain_id) if payouts::payout_address(tx, caller.user, chain_id).await?.is_none() => {
            return Err(Code::NoPayoutAddress.into());
        }
        None if cards::ready_account(tx, caller.user).await?.is_none() => {
            return Err(Code::NoPayoutAddress.say("Set up card payouts first: the card processor needs to know where your money goes."));
        }
        _ => {}
    }
    let what = Instruct {
        cause: format!("withdrawal:{}", PayoutId::fresh()),
        kind: PayoutKind::Withdrawal,
        order: None,
        user: caller.user,
        asset: body.asset_id,
        amount: body.amount,
        requested_by: Some(caller.user),
    };
    let id = payouts::instruct(tx, what)
        .await?
        .ok_or_else(|| Error::internal("a withdrawal of nothing"))?;
    payouts::load(tx, id).await
}

/// What a person has in one asset, base units.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BalanceView {
    /// Which asset.
    pub asset_id: AssetId,
    /// By which way it comes and goes.
    pub rail: Rail,
    /// Its network; null on the card rail.
    pub chain_id: Option<i64>,
    /// Ticker, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Free to withdraw.
    pub available: Amount,
    /// In escrow on deals that you sell, before fees: yours when they are released.
    pub held: Amount,
    /// Set aside for payouts that were not sent yet.
    pub releasable: Amount,
    /// Sent, not confirmed.
    pub in_transit: Amount,
}

/// Your balances, one row per asset that you ever had or that is in escrow for you.
#[utoipa::path(get, path = "/api/user/balances", tag = "custody", security(("bearer" = [])),
    responses((status = 200, body = PageOf<BalanceView>)))]
pub async fn get_balances(ctx: State<Ctx>, caller: Caller) -> Answer<Page<BalanceView>> {
    let rows = sqlx::query_as!(
        BalanceView,
        r#"with own as (
             select asset_id, balance, purpose from ledger_accounts where owner = $1
             union all
             select asset_id, paid_in - released - refunded, 'held' from orders
             where seller_id = $2 and acts_at is not null and asset_id is not null and paid_in > released + refunded
           )
           select a.id as "asset_id: AssetId", a.rail as "rail: Rail", a.chain_id, a.symbol, a.decimals,
                  coalesce(sum(l.balance) filter (where l.purpose = 'available'), 0) as "available!: Amount",
                  coalesce(sum(l.balance) filter (where l.purpose = 'held'), 0) as "held!: Amount",
                  coalesce(sum(l.balance) filter (where l.purpose = 'releasable'), 0) as "releasable!: Amount",
                  coalesce(sum(l.balance) filter (where l.purpose = 'in_transit'), 0) as "in_transit!: Amount"
           from own l join assets a on a.id = l.asset_id
           group by a.id order by a.chain_id nulls last, a.symbol"#,
        format!("user:{}", caller.user),
        caller.user.0
    );
    ok(Page::whole(rows.fetch_all(&ctx.store.pool).await?))
}
