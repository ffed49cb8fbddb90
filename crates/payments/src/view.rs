//! What a payment looks like to the parties of its order, and the routes that read it.

use crate::{
    card,
    cases::{self, Action, CaseKind, CaseStatus},
    deposit::{self, Deposit, DepositStatus},
    payment::{self, Payment, Rail, Status},
};
use amanat_base::{Amount, AssetId, Code, DateTime, DepositId, Error, OrderId, Page, PaymentId, Result};
use amanat_chain::{EvmAddress, EvmHash, payment_uri, registry};
use amanat_orders::Order;
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_payment)).routes(routes!(list_payments))
}

/// How far the newest transfer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Something is on the chain.
    pub seen: bool,
    /// Blocks on top of the least deep transfer, its own counted.
    pub confirmations: i64,
    /// How many it needs.
    pub required: i64,
}

/// A transfer to the payment's address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// Its id here.
    pub id: DepositId,
    /// Its transaction.
    pub tx_hash: EvmHash,
    /// Token contract; null for the native coin.
    pub token: Option<EvmAddress>,
    /// The listed asset, if it is one.
    pub asset_id: Option<AssetId>,
    /// Base units that arrived.
    pub amount: Amount,
    /// Where it stands.
    pub status: DepositStatus,
    /// Blocks on top of it, its own counted.
    pub confirmations: i64,
    /// How many it needs.
    pub required: i64,
    /// The transaction in a block explorer.
    pub explorer_url: Option<String>,
}

/// Money of a payment that did not match, as the parties of its order see it: two people decide about it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentCase {
    /// Why it did not match.
    pub kind: CaseKind,
    /// Where it stands.
    pub status: CaseStatus,
    /// Which transfer, if it is about one.
    pub transfer: Option<DepositId>,
    /// The listed asset, if it is one.
    pub asset_id: Option<AssetId>,
    /// Base units.
    pub amount: Amount,
    /// What was decided; absent before.
    pub action: Option<Action>,
    /// When it was opened.
    pub opened_at: DateTime,
}

/// A payment: everything that a checkout page shows.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    /// Its id.
    pub id: PaymentId,
    /// What it pays.
    pub order_id: OrderId,
    /// Where it stands.
    pub status: Status,
    /// The asset asked for.
    pub asset_id: AssetId,
    /// Its ticker.
    pub symbol: String,
    /// Digits after the point of its whole unit.
    pub decimals: u8,
    /// Token contract; null for the native coin.
    pub contract: Option<EvmAddress>,
    /// By which way it is paid.
    pub rail: Rail,
    /// EIP-155 id of the network; null for a card.
    pub chain_id: Option<i64>,
    /// Name of the network, or `Card`.
    pub network: String,
    /// Where to pay; null for a card.
    pub address: Option<EvmAddress>,
    /// EIP-681 link that asks a wallet for what remains, for the QR code; null for a card.
    pub uri: Option<String>,
    /// Page of the card processor on which to pay, while it is open; null for an address.
    pub checkout_url: Option<String>,
    /// Base units asked for.
    pub amount: Amount,
    /// The same in whole units.
    pub amount_display: String,
    /// Base units confirmed so far.
    pub paid: Amount,
    /// Base units still to pay, transfers on their way not counted.
    pub remaining: Amount,
    /// The same in whole units.
    pub remaining_display: String,
    /// Until when it must be paid.
    pub expires_at: DateTime,
    /// How far it is.
    pub progress: Progress,
    /// Transfers to the address, oldest first.
    pub transfers: Vec<TransferView>,
    /// What did not match, oldest first, without what fell away again.
    pub cases: Vec<PaymentCase>,
    /// The address in a block explorer.
    pub explorer_url: Option<String>,
    /// Where the buyer wants refunds to go.
    pub refund_address: Option<EvmAddress>,
    /// When the buyer chose this asset.
    pub created_at: DateTime,
}

/// Reads everything that the view shows.
pub(crate) async fn view(conn: &mut PgConnection, payment: Payment) -> Result<PaymentView> {
    let missing = || Error::internal("a payment without asset or network");
    let unit = registry::unit(conn, payment.asset).await?.ok_or_else(missing)?;
    let contract = registry::asset(conn, payment.asset).await?.and_then(|a| a.contract);
    let network = match payment.chain_id {
        Some(chain_id) => Some(registry::network(conn, chain_id).await?.ok_or_else(missing)?),
        None => None,
    };
    let deposits = deposit::of_payment(conn, payment.id).await?;
    let progress = match payment.chain_id {
        Some(chain_id) => {
            let required = registry::required_confirmations(conn, chain_id, payment.asset, payment.amount).await?;
            progress(&deposits, i64::try_from(required).unwrap_or(i64::MAX))
        }
        None => card::load(conn, payment.id).await?.progress(),
    };
    let decimals = unit.digits();
    let remaining = if payment.status == Status::Paid {
        Amount::ZERO
    } else {
        payment.amount.saturating_sub(payment.received)
    };
    let link = |kind: &str, what: String| {
        let base = network.as_ref()?.explorer_url.as_deref()?;
        Some(format!("{}/{kind}/{what}", base.trim_end_matches('/')))
    };
    let asked = if remaining.is_zero() { payment.amount } else { remaining };
    let uri = match (payment.chain_id, payment.address) {
        (Some(chain_id), Some(address)) => {
            let chain = u64::try_from(chain_id).map_err(Error::internal)?;
            Some(payment_uri(chain, contract.map(|c| c.0), address.0, asked))
        }
        _ => None,
    };
    let transfer = |d: &Deposit| TransferView {
        id: d.id,
        tx_hash: d.tx_hash,
        token: d.token,
        asset_id: d.asset,
        amount: d.amount,
        status: d.status,
        confirmations: d.confirmations,
        required: d.required,
        explorer_url: link("tx", d.tx_hash.to_string()),
    };
    Ok(PaymentView {
        id: payment.id,
        order_id: payment.order,
        status: payment.status,
        asset_id: payment.asset,
        symbol: unit.symbol,
        decimals,
        contract,
        rail: payment.rail,
        chain_id: payment.chain_id,
        network: network.as_ref().map_or_else(|| card::NETWORK.to_owned(), |n| n.name.clone()),
        address: payment.address,
        uri,
        checkout_url: payment.checkout_url.clone().filter(|_| payment.status == Status::Waiting),
        amount: payment.amount,
        amount_display: payment.amount.display(decimals),
        paid: payment.received,
        remaining,
        remaining_display: remaining.display(decimals),
        expires_at: payment.expires_at,
        progress,
        transfers: deposits.iter().map(transfer).collect(),
        cases: cases::of_payment(conn, payment.id).await?,
        explorer_url: payment.address.and_then(|a| link("address", a.to_string())),
        refund_address: payment.refund_address,
        created_at: payment.created_at,
    })
}

/// The least deep of what waits; when nothing waits, the newest of what is counted.
fn progress(deposits: &[Deposit], required: i64) -> Progress {
    let waiting = deposits
        .iter()
        .filter(|d| d.status == DepositStatus::Detected)
        .min_by_key(|d| d.confirmations);
    let current = waiting.or_else(|| deposits.iter().rev().find(|d| d.status == DepositStatus::Confirmed));
    match current {
        Some(d) => Progress {
            seen: true,
            confirmations: d.confirmations.min(d.required),
            required: d.required,
        },
        None => Progress {
            seen: false,
            confirmations: 0,
            required,
        },
    }
}

/// The order, for its parties and for guards and administrators; to everybody else it doesn't exist.
pub(crate) async fn visible(conn: &mut PgConnection, caller: &Caller, order: OrderId) -> Result<Order> {
    let order = amanat_orders::load(conn, order).await?;
    if order.party(caller.user).is_some() || caller.is_staff() {
        Ok(order)
    } else {
        Err(Code::NotFound.into())
    }
}

/// One payment. Parties of its order, guards and administrators.
#[utoipa::path(get, path = "/api/payment/{id}", tag = "payment", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<PaymentView>)))]
async fn get_payment(ctx: State<Ctx>, caller: Caller, Path(id): Path<PaymentId>) -> Answer<PaymentView> {
    let mut conn = ctx.store.pool.acquire().await?;
    let payment = payment::load(&mut conn, id).await?;
    visible(&mut conn, &caller, payment.order).await?;
    ok(view(&mut conn, payment).await?)
}

/// Of which order.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OfOrder {
    /// The order.
    #[param(value_type = Uuid)]
    pub order_id: OrderId,
}

/// The payments of an order, newest first: the first one is in force. Parties of the order, guards and administrators.
#[utoipa::path(get, path = "/api/payment", tag = "payment", params(OfOrder), security(("bearer" = [])),
    responses((status = 200, body = PageOf<PaymentView>)))]
async fn list_payments(ctx: State<Ctx>, caller: Caller, Query(of): Query<OfOrder>) -> Answer<Page<PaymentView>> {
    let mut conn = ctx.store.pool.acquire().await?;
    visible(&mut conn, &caller, of.order_id).await?;
    let ids = sqlx::query_scalar!(
        r#"select id as "id: PaymentId" from payments where order_id = $1 order by created_at desc, id desc limit 100"#,
        of.order_id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let payment = payment::load(&mut conn, id).await?;
        items.push(view(&mut conn, payment).await?);
    }
    ok(Page { items, next_cursor: None })
}
