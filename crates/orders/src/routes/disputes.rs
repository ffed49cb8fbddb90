//! `/api/admin/disputes`: what waits for a ruling, and what a resolver should know before one. The ruling itself is an action on the order.

use super::{
    IfNobodyActs, OrderView, PartyView,
    view::{outlook, view},
    visible,
};
use crate::{
    Order,
    order::{disputed, resolved},
};
use amanat_base::{Amount, AssetId, Code, Cursor, DateTime, OrderId, Page, PageQuery, Price, Result, Role, UserId};
use amanat_escrow::{Party, State};
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, ResolverCaller, ok};
use axum::extract::State as Context;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Whether somebody ruled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// Nobody has ruled; the one that ends soonest comes first.
    #[default]
    Open,
    /// A resolver has ruled; the newest comes first.
    Ruled,
}

/// How a dispute began.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeOpened {
    /// Which side asked for a ruling.
    pub by: Party,
    /// When.
    pub at: DateTime,
    /// What went wrong, in their words.
    pub reason: String,
}

/// A line of the list of disputes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeLine {
    /// The order.
    pub id: OrderId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// The agreed price.
    pub price: Price,
    /// Its currency.
    pub currency: String,
    /// The asset that is held.
    pub asset_id: Option<AssetId>,
    /// Base units held now.
    pub held: Amount,
    /// The paying side.
    pub buyer: PartyView,
    /// The delivering side.
    pub seller: PartyView,
    /// The caller's side, who can't rule then.
    pub you: Option<Party>,
    /// Who asked for a ruling; absent where that is not on record.
    pub opened: Option<DisputeOpened>,
    /// What happens if nobody rules; absent when it is over.
    pub if_nobody_rules: Option<IfNobodyActs>,
    /// Why no money moves, while it doesn't.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub hold_reason: Option<String>,
    /// Last change: of one that is over, the ruling.
    pub updated_at: DateTime,
}

/// Which disputes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DisputeFilter {
    /// Open ones unless told.
    #[param(inline)]
    pub status: Option<DisputeStatus>,
    /// Only those that this side opened.
    #[param(inline)]
    pub opened_by: Option<Party>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Disputes: open ones by their deadline, or those that were ruled about, newest first. For resolvers, and administrators who look on.
#[utoipa::path(get, path = "/api/admin/disputes", tag = "orders", params(DisputeFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<DisputeLine>)))]
pub(super) async fn list_disputes(
    ctx: Context<Ctx>,
    caller: ResolverCaller,
    Query(filter): Query<DisputeFilter>,
) -> Answer<Page<DisputeLine>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let mut conn = ctx.store.pool.acquire().await?;
    let status = filter.status.unwrap_or_default();
    let orders = match status {
        DisputeStatus::Open => disputed(&mut conn, filter.opened_by, cursor, limit + 1).await?,
        DisputeStatus::Ruled => resolved(&mut conn, filter.opened_by, cursor, limit + 1).await?,
    };
    let page = Page::from_rows(orders, limit, |order| Cursor {
        at: match status {
            DisputeStatus::Open => order.acts_at.unwrap_or(order.updated_at),
            DisputeStatus::Ruled => order.updated_at,
        },
        id: order.id.0,
    });
    let ids: Vec<_> = page.items.iter().map(|o| o.id.0).collect();
    let people: Vec<_> = page.items.iter().flat_map(|o| [o.terms.buyer.0, o.terms.seller.0]).collect();
    let mut opened = opened(&mut conn, &ids).await?;
    let names = names(&mut conn, &people).await?;
    ok(page.map(|order| line(&caller, order, &names, &mut opened)))
}

fn line(caller: &Caller, order: Order, names: &HashMap<UserId, String>, opened: &mut HashMap<OrderId, DisputeOpened>) -> DisputeLine {
    let party = |id: UserId| PartyView {
        id,
        display_name: names.get(&id).cloned().unwrap_or_default(),
    };
    DisputeLine {
        id: order.id,
        state: order.deal.state,
        price: order.terms.price.clone(),
        asset_id: order.asset,
        held: order.deal.held(),
        buyer: party(order.terms.buyer),
        seller: party(order.terms.seller),
        you: order.party(caller.user),
        opened: opened.remove(&order.id),
        if_nobody_rules: outlook(&order),
        updated_at: order.updated_at,
        hold_reason: order.hold_reason,
        title: order.terms.title,
        currency: order.terms.currency,
    }
}

/// What a party has done here before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartyRecord {
    /// Account id.
    pub id: UserId,
    /// Public name.
    pub display_name: String,
    /// When the account was made.
    pub member_since: DateTime,
    /// Deals on either side that were paid for.
    pub deals: i64,
    /// Of these, those that ended with everything released.
    pub completed: i64,
    /// Of these, those that were ever disputed.
    pub disputed: i64,
}

/// How a dispute was decided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ruling {
    /// The resolver.
    pub by: Option<PartyView>,
    /// When.
    pub at: DateTime,
    /// Gross base units that went to the seller; the rest went back to the buyer.
    pub to_seller: Option<Amount>,
    /// Why, in the resolver's words.
    pub reason: String,
}

/// Why the caller can't rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoRuling {
    /// There is nothing to decide any more.
    Over,
    /// The caller is a party of the deal.
    OwnDeal,
    /// The caller is no resolver.
    RoleRequired,
    /// No money of the order moves for now.
    Held,
}

/// A dispute with what a resolver should know.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeCase {
    /// The order: terms, money, deliveries.
    pub order: OrderView,
    /// Who asked for a ruling, and why; absent where that is not on record.
    pub opened: Option<DisputeOpened>,
    /// The platform's fee if everything is released, base units. Of a part it is taken in proportion, rounded down.
    pub fee: Amount,
    /// The buyer's record.
    pub buyer: PartyRecord,
    /// The seller's record.
    pub seller: PartyRecord,
    /// How it was decided, once it is.
    pub ruling: Option<Ruling>,
    /// Why the caller can't rule; absent for whoever can.
    pub no_ruling: Option<NoRuling>,
}

/// One dispute. For resolvers, and administrators who look on.
#[utoipa::path(get, path = "/api/admin/disputes/{id}", tag = "orders", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<DisputeCase>)))]
pub(super) async fn get_dispute(ctx: Context<Ctx>, caller: ResolverCaller, Path(id): Path<OrderId>) -> Answer<DisputeCase> {
    let mut conn = ctx.store.pool.acquire().await?;
    let order = visible(&mut conn, &caller, id).await?;
    let opened = opened(&mut conn, &[id.0]).await?.remove(&id);
    if opened.is_none() && !matches!(order.deal.state, State::Disputed | State::Resolved) {
        return Err(Code::NotFound.say("This order was never disputed.").into());
    }
    ok(DisputeCase {
        fee: order.deal.fee,
        buyer: record(&mut conn, order.terms.buyer).await?,
        seller: record(&mut conn, order.terms.seller).await?,
        ruling: ruling(&mut conn, id).await?,
        no_ruling: no_ruling(&caller, &order),
        opened,
        order: view(&mut conn, &caller, order).await?,
    })
}

fn no_ruling(caller: &Caller, order: &Order) -> Option<NoRuling> {
    match order {
        _ if order.deal.state != State::Disputed => Some(NoRuling::Over),
        _ if order.party(caller.user).is_some() => Some(NoRuling::OwnDeal),
        _ if !caller.is(Role::Resolver) => Some(NoRuling::RoleRequired),
        _ if order.hold_reason.is_some() => Some(NoRuling::Held),
        _ => None,
    }
}

async fn names(conn: &mut PgConnection, ids: &[uuid::Uuid]) -> Result<HashMap<UserId, String>> {
    let rows = sqlx::query!(r#"select id as "id: UserId", display_name from users where id = any($1)"#, ids);
    Ok(rows.fetch_all(conn).await?.into_iter().map(|r| (r.id, r.display_name)).collect())
}

/// The newest opening of each order's dispute.
async fn opened(conn: &mut PgConnection, orders: &[uuid::Uuid]) -> Result<HashMap<OrderId, DisputeOpened>> {
    let rows = sqlx::query!(
        r#"select distinct on (order_id) order_id as "order: OrderId", actor as "by: Party", at, coalesce(detail->>'reason', '') as "reason!"
           from order_timeline where order_id = any($1) and action = 'open_dispute' order by order_id, at desc, id desc"#,
        orders
    );
    let found = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let opened = DisputeOpened {
            by: row.by,
            at: row.at,
            reason: row.reason,
        };
        (row.order, opened)
    });
    Ok(found.collect())
}

async fn record(conn: &mut PgConnection, user: UserId) -> Result<PartyRecord> {
    let row = sqlx::query_as!(
        PartyRecord,
        r#"select u.id as "id: UserId", u.display_name, u.created_at as member_since, d.deals as "deals!", d.completed as "completed!",
                  d.disputed as "disputed!"
           from users u, lateral (
             select count(*) as deals, count(*) filter (where o.state = 'completed') as completed,
                    count(*) filter (where exists (select from order_timeline t where t.order_id = o.id and t.action = 'open_dispute')) as disputed
             from orders o where (o.buyer_id = u.id or o.seller_id = u.id) and o.paid_in > 0) d
           where u.id = $1"#,
        user.0
    );
    Ok(row.fetch_one(conn).await?)
}

async fn ruling(conn: &mut PgConnection, order: OrderId) -> Result<Option<Ruling>> {
    let row = sqlx::query!(
        r#"select t.at, t.actor_id as "by: UserId", u.display_name as "name?", t.detail->>'toSeller' as to_seller, coalesce(t.detail->>'reason', '') as "reason!"
           from order_timeline t left join users u on u.id = t.actor_id
           where t.order_id = $1 and t.action = 'rule' order by t.at desc, t.id desc limit 1"#,
        order.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Ruling {
        by: row.by.zip(row.name).map(|(id, display_name)| PartyView { id, display_name }),
        at: row.at,
        to_seller: row.to_seller.and_then(|units| units.parse().ok()),
        reason: row.reason,
    }))
}
