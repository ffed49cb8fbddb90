//! One payout with its whole context.

use super::{
    address::{self, AddressContext},
    books::{self, BalanceChange, Cause},
    people::{PayeeRecord, Person, people, record},
};
use crate::{
    Custody, Payout, PayoutState,
    limits::{self, ApprovalReason},
    payouts,
    routes::{PayoutView, Which, page},
};
use amanat_base::{Code, DateTime, OrderId, PageQuery, PayoutId, Price, Result, Role, Time, UserId};
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, StaffCaller, ok};
use axum::{Extension, extract::State};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::HashMap;
use utoipa::ToSchema;

/// The order that a payout's money comes from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayoutOrder {
    /// Its id.
    pub id: OrderId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: String,
    /// The agreed price.
    pub price: Price,
    /// Its currency.
    pub currency: String,
    /// The paying side.
    pub buyer: Person,
    /// The delivering side.
    pub seller: Person,
    /// Why no money of it moves, while it doesn't.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub hold_reason: Option<String>,
    /// When it was agreed.
    pub created_at: DateTime,
}

/// Why the caller can't decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoDecision {
    /// It does not wait for a decision.
    NotWaiting,
    /// The caller is no guard.
    RoleRequired,
    /// The money is the caller's, they freed it, or they are a party of its order.
    FourEyes,
}

/// A payout with everything that a guard should know.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayoutCase {
    /// The payout.
    pub payout: PayoutView,
    /// Ticker of its asset, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Whoever gets the money.
    pub payee: PayeeRecord,
    /// Whoever freed it; null for the system.
    pub requested_by: Option<Person>,
    /// The guard who decided.
    pub decided_by: Option<Person>,
    /// The order that it comes from.
    pub order: Option<PayoutOrder>,
    /// The ledger transactions that led to it, oldest first, and its own.
    pub causes: Vec<Cause>,
    /// Where it goes; null without an address and on the card rail.
    pub address: Option<AddressContext>,
    /// What the threshold says of it now.
    pub approval: ApprovalReason,
    /// Other payouts to the same person within a day, newest first.
    pub others_today: Vec<PayoutView>,
    /// Whether what is set aside covers it; always so while the books are right.
    pub covered: bool,
    /// What each decision would do to the ledger; empty once it is over.
    pub balances: Vec<BalanceChange>,
    /// Why the caller can't decide; absent for whoever can.
    pub no_decision: Option<NoDecision>,
}

/// One payout with its whole context. For guards and administrators.
#[utoipa::path(get, path = "/api/admin/payouts/{id}", tag = "custody", security(("bearer" = [])), params(("id" = PayoutId, Path)),
    responses((status = 200, body = Envelope<PayoutCase>)))]
pub async fn get_payout_case(
    ctx: State<Ctx>,
    custody: Extension<Custody>,
    caller: StaffCaller,
    Path(id): Path<PayoutId>,
) -> Answer<PayoutCase> {
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    let payout = payouts::load(&mut conn, id).await?;
    let unit = amanat_chain::registry::unit(&mut conn, payout.asset).await?;
    let unit = unit.ok_or_else(|| amanat_base::Error::internal("a payout of no asset"))?;
    let order = match payout.order {
        Some(order) => order_of(&mut conn, order).await?,
        None => None,
    };
    let ids: Vec<_> = [payout.requested_by, payout.decided_by]
        .into_iter()
        .flatten()
        .map(|u| u.0)
        .collect();
    let known = people(&mut conn, &ids).await?;
    let person = |id: Option<UserId>| id.and_then(|id| known.get(&id).cloned());
    ok(PayoutCase {
        symbol: unit.symbol,
        decimals: unit.decimals,
        payee: record(&mut conn, payout.user).await?,
        requested_by: person(payout.requested_by),
        decided_by: person(payout.decided_by),
        order,
        causes: books::causes(&mut conn, &payout).await?,
        address: address::context(&mut conn, &custody, &payout, now).await?,
        approval: limits::reason(&mut conn, &payout, now).await?,
        others_today: others(&mut conn, &payout, now).await?,
        covered: match payout.state {
            PayoutState::WaitingAddress | PayoutState::PendingApproval | PayoutState::Approved | PayoutState::Prepared => {
                books::is_covered(&mut conn, &payout).await?
            }
            _ => true,
        },
        balances: books::changes(&mut conn, &payout).await?,
        no_decision: no_decision(&mut conn, &caller, &payout).await?,
        payout: payout.into(),
    })
}

async fn no_decision(conn: &mut PgConnection, caller: &Caller, payout: &Payout) -> Result<Option<NoDecision>> {
    if !matches!(payout.state, PayoutState::PendingApproval | PayoutState::Approved) {
        return Ok(Some(NoDecision::NotWaiting));
    }
    if !caller.is(Role::Guard) {
        return Ok(Some(NoDecision::RoleRequired));
    }
    match payouts::may_decide(conn, payout, caller.user).await {
        Ok(()) => Ok(None),
        Err(refused) if refused.code == Code::FourEyes => Ok(Some(NoDecision::FourEyes)),
        Err(other) => Err(other),
    }
}

async fn order_of(conn: &mut PgConnection, id: OrderId) -> Result<Option<PayoutOrder>> {
    let row = sqlx::query!(
        r#"select title, state, price as "price: Price", currency, buyer_id as "buyer: UserId", seller_id as "seller: UserId", hold_reason,
                  created_at
           from orders where id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut sides: HashMap<UserId, Person> = people(conn, &[row.buyer.0, row.seller.0]).await?;
    let (Some(buyer), Some(seller)) = (sides.remove(&row.buyer), sides.remove(&row.seller)) else {
        return Ok(None);
    };
    Ok(Some(PayoutOrder {
        id,
        title: row.title,
        state: row.state,
        price: row.price,
        currency: row.currency,
        buyer,
        seller,
        hold_reason: row.hold_reason,
        created_at: row.created_at,
    }))
}

async fn others(conn: &mut PgConnection, payout: &Payout, now: Time) -> Result<Vec<PayoutView>> {
    let which = Which {
        user: Some(payout.user),
        ..Which::default()
    };
    let page = page(conn, &which, &PageQuery::default()).await?;
    let recent = |p: &PayoutView| p.id != payout.id && p.created_at > now - TimeDelta::days(1);
    Ok(page.items.into_iter().filter(recent).collect())
}
