//! Checkout: the buyer chooses an asset and gets an address of their own to pay to.

use crate::{
    Event, Payments, card,
    payment::{self, Payment, Rail, Status, set_status},
    view::{OfOrder, PaymentView, view, visible},
};
use amanat_base::{Amount, AssetId, Code, Error, OrderId, Page, PaymentId, Result};
use amanat_chain::{
    EvmAddress, evm,
    registry::{self, AssetRow, Network},
};
use amanat_escrow::{Party, State as OrderState};
use amanat_orders::{BaseUnits, Order};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Ctx, Envelope, Failure, IdempotencyKey, Json, PageOf, Query, ok};
use axum::{Extension, extract::State, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Held from taking an address until commit, so that indices and watch list grow in commit order.
const ADDRESS_LOCK: i64 = 0x616d_616e_6174_0001;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(checkout_payment))
        .routes(routes!(payment_options))
}

/// What to pay, and how.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckoutRequest {
    /// The order to pay.
    #[garde(skip)]
    pub order_id: OrderId,
    /// In which asset; one of the order's options.
    #[garde(skip)]
    pub asset_id: AssetId,
    /// Where a refund should go; the payout address of the account where absent.
    #[garde(skip)]
    pub refund_address: Option<EvmAddress>,
}

/// An asset in which an order can be paid.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOption {
    /// Send as `assetId` to checkout.
    pub asset_id: AssetId,
    /// Ticker.
    pub symbol: String,
    /// Digits after the point of a whole unit.
    pub decimals: u8,
    /// Token contract; null for the native coin.
    pub contract: Option<EvmAddress>,
    /// By which way it is paid.
    pub rail: Rail,
    /// EIP-155 id of the network; null for a card.
    pub chain_id: Option<i64>,
    /// Name of the network, or `Card`.
    pub network: String,
    /// Base units to pay.
    pub amount: Amount,
    /// The same in whole units.
    pub amount_display: String,
    /// Confirmations that it will need; 0 for a card.
    pub confirmations: u64,
}

/// The assets in which an order can be paid, with amounts. Parties of the order, guards and administrators.
#[utoipa::path(get, path = "/api/payment/options", tag = "payment", params(OfOrder), security(("bearer" = [])),
    responses((status = 200, body = PageOf<PaymentOption>)))]
async fn payment_options(
    ctx: State<Ctx>,
    payments: Extension<Payments>,
    caller: Caller,
    Query(of): Query<OfOrder>,
) -> Answer<Page<PaymentOption>> {
    let mut conn = ctx.store.pool.acquire().await?;
    let order = visible(&mut conn, &caller, of.order_id).await?;
    let networks = registry::networks(&mut conn).await?;
    let mut options = Vec::new();
    for row in registry::assets(&mut conn, None).await? {
        let Some(network) = networks.iter().find(|n| n.chain_id == row.chain_id && payable(&row, n, &order)) else {
            continue;
        };
        let decimals = row.asset().decimals;
        let amount = order.terms.in_base_units(decimals)?.total;
        options.push(PaymentOption {
            asset_id: row.id,
            confirmations: registry::required_confirmations(&mut conn, row.chain_id, row.id, amount).await?,
            symbol: row.symbol,
            decimals,
            contract: row.contract,
            rail: Rail::Direct,
            chain_id: Some(row.chain_id),
            network: network.name.clone(),
            amount,
            amount_display: amount.display(decimals),
        });
    }
    options.extend(card::option(&payments, &mut conn, &order).await?);
    ok(Page::whole(options))
}

fn payable(asset: &AssetRow, network: &Network, order: &Order) -> bool {
    asset.enabled && network.enabled && asset.par_currency.as_deref() == Some(order.terms.currency.as_str())
}

/// Chooses the asset and gets an address, or with a currency of the card rail a `checkoutUrl`. The same asset again answers with the
/// same address or page; another asset, before anything came, replaces the payment. Only the buyer.
#[utoipa::path(post, path = "/api/payment/checkout", tag = "payment", request_body = CheckoutRequest, security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)),
    responses((status = 200, body = Envelope<PaymentView>)))]
async fn checkout_payment(
    ctx: State<Ctx>,
    payments: Extension<Payments>,
    caller: Caller,
    key: IdempotencyKey,
    Json(body): Json<CheckoutRequest>,
) -> Result<Response, Failure> {
    // A repeat gets its answer whatever has changed since, also while the chain is away.
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &body).await? {
        return Ok(again);
    }
    tx.rollback().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    let order = own(&mut conn, &caller, body.order_id).await?;
    if let Some(unit) = card::chosen(&mut conn, body.asset_id).await? {
        drop(conn);
        return card::checkout(&payments, &caller, &key, &body, &unit).await;
    }
    let asset = choose(&mut conn, &order, body.asset_id).await?;
    if let Some(address) = body.refund_address {
        registry::check_recipient(&mut conn, asset.chain_id, address, "refundAddress").await?;
    }
    let pool = payments.chains.pool(&mut conn, asset.chain_id).await?;
    drop(conn);
    // Read before the address exists: whatever comes to it is in a later block.
    let head = evm::block_number(&pool).await?;

    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &body).await? {
        return Ok(again);
    }
    let order = amanat_orders::lock(&mut tx, body.order_id).await?;
    let payment = match standing(&mut tx, &order, &body).await? {
        Some(payment) => payment,
        None => create(&mut tx, &payments, &order, &asset, head, &body).await?,
    };
    let data = view(&mut tx, payment).await?;
    key.answer(tx, &caller, data).await
}

async fn own(conn: &mut PgConnection, caller: &Caller, id: OrderId) -> Result<Order> {
    let order = amanat_orders::load(conn, id).await?;
    match order.party(caller.user) {
        Some(Party::Buyer) => Ok(order),
        Some(Party::Seller) => Err(Code::Forbidden.say("Only the buyer pays.")),
        None => Err(Code::NotFound.into()),
    }
}

async fn choose(conn: &mut PgConnection, order: &Order, id: AssetId) -> Result<AssetRow> {
    let unfit = || Error::new(Code::AssetNotPayable);
    let asset = registry::asset(conn, id).await?.ok_or_else(unfit)?;
    let network = registry::network(conn, asset.chain_id).await?.ok_or_else(unfit)?;
    if payable(&asset, &network, order) {
        Ok(asset)
    } else {
        Err(unfit())
    }
}

/// The payment that is in force and stays so, if any. One for another asset is replaced while nothing came.
pub(crate) async fn standing(tx: &mut Tx, order: &Order, body: &CheckoutRequest) -> Result<Option<Payment>> {
    let active = payment::active(tx, order.id).await?;
    if order.deal.state != OrderState::AwaitingPayment {
        let code = if order.deal.state == OrderState::Confirming {
            Code::PaymentInProgress
        } else {
            Code::ActionNotAllowed
        };
        return Err(code.into());
    }
    let Some(id) = active else { return again(tx, order, body).await };
    let (_, mut payment) = payment::lock(tx, id).await?;
    if payment.asset == body.asset_id {
        if let Some(address) = body.refund_address {
            set_refund_address(tx, &mut payment, address).await?;
        }
        return Ok(Some(payment));
    }
    if payment.status != Status::Waiting {
        return Err(Code::PaymentInProgress.into());
    }
    set_status(tx, &mut payment, Status::Replaced, Amount::ZERO).await?;
    if payment.rail == Rail::Card {
        card::close_session(tx, payment.id).await?;
    }
    again(tx, order, body).await
}

/// The payment that was replaced when the buyer changed to another asset, if they change back and nothing ever came to it: else
/// changing back and forth would use up addresses without end.
async fn again(tx: &mut Tx, order: &Order, body: &CheckoutRequest) -> Result<Option<Payment>> {
    let now = tx.now;
    let id = sqlx::query_scalar!(
        r#"update payments set status = 'waiting', expires_at = $3, refund_address = coalesce($4, refund_address), updated_at = $5
           where id = (select id from payments p where order_id = $1 and asset_id = $2 and status = 'replaced' and received = 0 and rail = 'direct'
                         and not exists (select 1 from deposits d where d.payment_id = p.id)
                       order by created_at desc, id desc limit 1)
           returning id as "id: PaymentId""#,
        order.id.0,
        body.asset_id.0,
        order.acts_at,
        body.refund_address as Option<EvmAddress>,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    match id {
        Some(id) => Ok(Some(payment::load(tx, id).await?)),
        None => Ok(None),
    }
}

async fn set_refund_address(tx: &mut Tx, payment: &mut Payment, address: EvmAddress) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update payments set refund_address = $2, updated_at = $3 where id = $1",
        payment.id.0,
        address as EvmAddress,
        now
    )
    .execute(&mut **tx)
    .await?;
    payment.refund_address = Some(address);
    Ok(())
}

async fn create(tx: &mut Tx, payments: &Payments, order: &Order, asset: &AssetRow, head: u64, body: &CheckoutRequest) -> Result<Payment> {
    let units = order.terms.in_base_units(asset.asset().decimals)?;
    let id = insert(tx, order, Rail::Direct, units, body).await?;
    take_address(tx, payments, id, asset.chain_id, head).await?;
    created(tx, order, id).await
}

/// Reads the new payment and announces it.
pub(crate) async fn created(tx: &mut Tx, order: &Order, id: PaymentId) -> Result<Payment> {
    let payment = payment::load(tx, id).await?;
    let event = Event::CheckoutCreated {
        about: payment.about(order),
    };
    announce(tx, &event).await?;
    Ok(payment)
}

/// The payment's row, without where to pay.
pub(crate) async fn insert(tx: &mut Tx, order: &Order, rail: Rail, units: BaseUnits, body: &CheckoutRequest) -> Result<PaymentId> {
    let expires_at = order.acts_at.ok_or(Error::new(Code::ActionNotAllowed))?;
    let BaseUnits { total, fee, milestones } = units;
    let (id, now) = (PaymentId::fresh(), tx.now);
    let milestones: Vec<_> = milestones.iter().map(|m| m.to_numeric()).collect();
    sqlx::query!(
        r#"insert into payments (id, order_id, buyer_id, asset_id, amount, fee, milestones, refund_address, status, expires_at, created_at,
                                 updated_at, rail)
           values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $10, $11)"#,
        id.0,
        order.id.0,
        order.terms.buyer.0,
        body.asset_id.0,
        total as Amount,
        fee as Amount,
        &milestones,
        body.refund_address as Option<EvmAddress>,
        expires_at,
        now,
        rail as Rail,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// A fresh address for the payment: the next index of the configured key, never used before and never again.
async fn take_address(tx: &mut Tx, payments: &Payments, payment: PaymentId, chain_id: i64, head: u64) -> Result<()> {
    let key = payments
        .deposit_key
        .as_ref()
        .ok_or_else(|| Code::NotConfigured.say("No XPUB is configured, so payments can't be taken."))?;
    let xpub = key.to_xpub()?;
    sqlx::query!("select pg_advisory_xact_lock($1)", ADDRESS_LOCK)
        .execute(&mut **tx)
        .await?;
    let index = sqlx::query_scalar!(
        r#"insert into deposit_wallets (xpub, next_index) values ($1, 1)
           on conflict (xpub) do update set next_index = deposit_wallets.next_index + 1 returning next_index - 1 as "index!""#,
        xpub
    )
    .fetch_one(&mut **tx)
    .await?;
    let address = key.address(u32::try_from(index).map_err(Error::internal)?)?;
    let now = tx.now;
    sqlx::query!(
        r#"insert into deposit_addresses (chain_id, address, payment_id, xpub, derivation_index, from_block, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)"#,
        chain_id,
        EvmAddress(address) as EvmAddress,
        payment.0,
        xpub,
        index,
        i64::try_from(head).map_err(Error::internal)?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
