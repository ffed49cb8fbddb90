//! `/api/orders`: what a deal looks like to its parties, and the one endpoint by which they act.

use crate::{By, Order, Terms, act, order::load};
use amanat_base::{Amount, AssetId, Code, Cursor, DateTime, Error, OrderId, Page, PageQuery, Price, Result, Role, UserId};
use amanat_escrow::{Action, ActionKind, Actor, Party, State, allowed, forecast};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Failure, IdempotencyKey, Json, PageOf, Path, Query, ok};
use axum::response::Response;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of orders.
pub fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_orders))
        .routes(routes!(get_order))
        .routes(routes!(get_order_timeline))
        .routes(routes!(act_on_order))
}

/// A person, as the other side sees them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartyView {
    /// Account id.
    pub id: UserId,
    /// Public name.
    pub display_name: String,
}

/// What happens if nobody acts.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IfNobodyActs {
    /// When.
    pub at: DateTime,
    /// The state it goes to.
    pub state: State,
    /// Base units for the seller, after fees.
    pub to_seller: Amount,
    /// Base units back to the buyer.
    pub to_buyer: Amount,
    /// The platform's fee, base units.
    pub fee: Amount,
    /// The same as a sentence.
    pub sentence: String,
}

/// One handover.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryView {
    /// Which milestone, from 0.
    pub milestone: i16,
    /// The seller's words, links, serial numbers.
    pub note: String,
    /// Carrier's tracking number or link.
    pub tracking: Option<String>,
    /// When.
    pub created_at: DateTime,
}

/// An order as its parties see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    /// Its id.
    pub id: OrderId,
    /// Where it stands.
    pub state: State,
    /// What was agreed.
    pub terms: Terms,
    /// SHA-256 of the canonical terms, hex.
    pub terms_hash: String,
    /// The paying side.
    pub buyer: PartyView,
    /// The delivering side.
    pub seller: PartyView,
    /// The caller's side; absent for staff.
    pub you: Option<Party>,
    /// The asset it was paid in, once paid.
    pub asset_id: Option<AssetId>,
    /// Base units paid in.
    pub paid_in: Amount,
    /// Base units held now.
    pub held: Amount,
    /// Base units released so far, the fee's share included.
    pub released: Amount,
    /// The platform's fee taken so far.
    pub fee_taken: Amount,
    /// Base units given back so far.
    pub refunded: Amount,
    /// How many milestones are released.
    pub milestones_done: i16,
    /// Who proposed to cancel together, while the proposal stands.
    pub cancel_proposed_by: Option<Party>,
    /// Why no money moves, while it doesn't.
    pub hold_reason: Option<String>,
    /// What the caller can do now: values for `action` of the actions endpoint.
    pub allowed_actions: Vec<ActionKind>,
    /// What happens if nobody acts; absent when the order is over.
    pub if_nobody_acts: Option<IfNobodyActs>,
    /// What was handed over.
    pub deliveries: Vec<DeliveryView>,
    /// When the terms were agreed.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
}

/// A line of a list of orders.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// Its id.
    pub id: OrderId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// The agreed price.
    pub price: Price,
    /// Its currency.
    pub currency: String,
    /// The caller's side.
    pub you: Party,
    /// The other side.
    pub counterparty: PartyView,
    /// When the state's period runs out.
    pub acts_at: Option<DateTime>,
    /// When the terms were agreed.
    pub created_at: DateTime,
}

/// A line of the timeline.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// When.
    pub at: DateTime,
    /// As what.
    pub actor: String,
    /// Which person.
    pub actor_id: Option<UserId>,
    /// What.
    pub action: String,
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// What was said with it.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// Only where the caller is this side.
    #[param(inline)]
    pub side: Option<Party>,
    /// Only in this state.
    #[param(inline)]
    pub state: Option<State>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// What a person does to an order.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActionRequest {
    /// Calls it off before payment.
    Cancel {},
    /// Hands over what was promised.
    Deliver {
        /// Words, links, serial numbers; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        note: String,
        /// Carrier's tracking number or link.
        #[garde(inner(length(chars, max = 300)))]
        #[schema(max_length = 300)]
        tracking: Option<String>,
    },
    /// Sends the delivery back for correction.
    RequestChanges {
        /// What is missing; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        note: String,
    },
    /// Gives the seller more time from now.
    GrantTime {
        /// Seconds, 60 to a year.
        #[garde(range(min = 60, max = 31_622_400))]
        #[schema(minimum = 60, maximum = 31_622_400)]
        seconds: i64,
    },
    /// Accepts the delivery and releases what is due.
    Confirm {},
    /// Releases a part.
    ReleasePart {
        /// Gross base units.
        #[garde(skip)]
        amount: Amount,
    },
    /// Gives everything held back to the buyer.
    Refund {},
    /// Gives a part back to the buyer.
    RefundPart {
        /// Base units.
        #[garde(skip)]
        amount: Amount,
    },
    /// Proposes to call it off together.
    ProposeCancel {},
    /// Agrees to the other side's proposal.
    AcceptCancel {},
    /// Declines the proposal, or withdraws one's own.
    DeclineCancel {},
    /// Asks a resolver to decide.
    OpenDispute {
        /// What went wrong; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        reason: String,
    },
    /// Decides a dispute (resolver).
    Rule {
        /// Gross base units for the seller; the rest goes back to the buyer.
        #[garde(skip)]
        #[serde(rename = "toSeller")]
        to_seller: Amount,
        /// Why; 1 to 5,000 characters.
        #[garde(length(chars, min = 1, max = 5000))]
        #[schema(min_length = 1, max_length = 5000)]
        reason: String,
    },
}

impl ActionRequest {
    fn action(&self) -> Action {
        match self {
            Self::Cancel {} => Action::Cancel,
            Self::Deliver { .. } => Action::Deliver,
            Self::RequestChanges { .. } => Action::RequestChanges,
            Self::GrantTime { seconds } => Action::GrantTime { seconds: *seconds },
            Self::Confirm {} => Action::Confirm,
            Self::ReleasePart { amount } => Action::ReleasePart { amount: *amount },
            Self::Refund {} => Action::Refund,
            Self::RefundPart { amount } => Action::RefundPart { amount: *amount },
            Self::ProposeCancel {} => Action::ProposeCancel,
            Self::AcceptCancel {} => Action::AcceptCancel,
            Self::DeclineCancel {} => Action::DeclineCancel,
            Self::OpenDispute { .. } => Action::OpenDispute,
            Self::Rule { to_seller, .. } => Action::Rule { to_seller: *to_seller },
        }
    }

    fn detail(&self) -> serde_json::Value {
        match self {
            Self::Deliver { note, tracking } => serde_json::json!({ "note": note, "tracking": tracking }),
            Self::RequestChanges { note } => serde_json::json!({ "note": note }),
            Self::OpenDispute { reason } => serde_json::json!({ "reason": reason }),
            Self::Rule { to_seller, reason } => serde_json::json!({ "reason": reason, "toSeller": to_seller }),
            Self::ReleasePart { amount } | Self::RefundPart { amount } => serde_json::json!({ "amount": amount }),
            Self::GrantTime { seconds } => serde_json::json!({ "seconds": seconds }),
            _ => serde_json::json!({}),
        }
    }
}

/// Orders of the caller, newest first.
#[utoipa::path(get, path = "/api/orders", tag = "orders", params(OrderFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<OrderLine>)))]
async fn list_orders(ctx: axum::extract::State<Ctx>, caller: Caller, Query(filter): Query<OrderFilter>) -> Answer<Page<OrderLine>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let side = filter.side.map(|s| if s == Party::Buyer { "buyer" } else { "seller" });
    let rows = sqlx::query!(
        r#"select o.id as "id: OrderId", o.title, o.state, o.price as "price: Price", o.currency, o.acts_at, o.created_at,
                  o.buyer_id = $1 as "is_buyer!", p.id as "party: UserId", p.display_name
           from orders o join users p on p.id = case when o.buyer_id = $1 then o.seller_id else o.buyer_id end
           where (o.buyer_id = $1 and $2::text is distinct from 'seller' or o.seller_id = $1 and $2::text is distinct from 'buyer')
             and ($3::text is null or o.state = $3)
             and ($4::timestamptz is null or (o.created_at, o.id) < ($4, $5))
           order by o.created_at desc, o.id desc limit $6"#,
        caller.user.0,
        side,
        filter.state.map(State::as_str),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let line = |row: &OrderLine| Cursor {
        at: row.created_at,
        id: row.id.0,
    };
    let items = rows.into_iter().map(|row| {
        Ok(OrderLine {
            id: row.id,
            title: row.title,
            state: State::parse(&row.state).ok_or_else(|| Error::internal("unknown order state"))?,
            price: row.price,
            currency: row.currency,
            you: if row.is_buyer { Party::Buyer } else { Party::Seller },
            counterparty: PartyView {
                id: row.party,
                display_name: row.display_name,
            },
            acts_at: row.acts_at,
            created_at: row.created_at,
        })
    });
    ok(Page::from_rows(items.collect::<Result<Vec<_>>>()?, limit, line))
}

/// One order. Parties and staff only; to everybody else it doesn't exist.
#[utoipa::path(get, path = "/api/orders/{id}", tag = "orders", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<OrderView>)))]
async fn get_order(ctx: axum::extract::State<Ctx>, caller: Caller, Path(id): Path<OrderId>) -> Answer<OrderView> {
    let mut conn = ctx.store.pool.acquire().await?;
    let order = visible(&mut conn, &caller, id).await?;
    ok(view(&mut conn, &caller, order).await?)
}

/// What happened to an order, oldest first.
#[utoipa::path(get, path = "/api/orders/{id}/timeline", tag = "orders", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<Vec<TimelineEntry>>)))]
async fn get_order_timeline(ctx: axum::extract::State<Ctx>, caller: Caller, Path(id): Path<OrderId>) -> Answer<Vec<TimelineEntry>> {
    let mut conn = ctx.store.pool.acquire().await?;
    visible(&mut conn, &caller, id).await?;
    let rows = sqlx::query!(
        r#"select at, actor, actor_id as "actor_id: UserId", action, from_state, to_state, detail
           from order_timeline where order_id = $1 order by at, id limit 1000"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let state = |text: &str| State::parse(text).ok_or_else(|| Error::internal("unknown order state"));
    let entry = rows.into_iter().map(|r| {
        let (from, to) = (state(&r.from_state)?, state(&r.to_state)?);
        Ok(TimelineEntry {
            at: r.at,
            actor: r.actor,
            actor_id: r.actor_id,
            action: r.action,
            from,
            to,
            detail: r.detail,
        })
    });
    ok(entry.collect::<Result<Vec<_>>>()?)
}

/// Acts on an order. `allowedActions` of the order says what the caller can do; amounts are base units of its asset.
#[utoipa::path(post, path = "/api/orders/{id}/actions", tag = "orders", security(("bearer" = [])),
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)),
    request_body = ActionRequest, responses((status = 200, body = Envelope<OrderView>)))]
async fn act_on_order(
    ctx: axum::extract::State<Ctx>,
    caller: Caller,
    Path(id): Path<OrderId>,
    key: IdempotencyKey,
    Json(body): Json<ActionRequest>,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &body).await? {
        return Ok(again);
    }
    let actor = acting_as(&mut tx, &caller, id).await?;
    let by = By::person(actor, caller.user).with(body.detail());
    let acted = act(&mut tx, id, body.action(), by).await?;
    if let ActionRequest::Deliver { note, tracking } = &body {
        record_delivery(&mut tx, &acted.order, note, tracking.as_deref()).await?;
    }
    let view = view(&mut tx, &caller, acted.order).await?;
    key.answer(tx, &caller, view).await
}

async fn acting_as(tx: &mut Tx, caller: &Caller, id: OrderId) -> Result<Actor> {
    let order = visible(tx, caller, id).await?;
    match order.actor(caller.user) {
        Some(actor) => Ok(actor),
        None if caller.is(Role::Resolver) => Ok(Actor::Resolver),
        None => Err(Code::NotAParty.into()),
    }
}

async fn record_delivery(tx: &mut Tx, order: &Order, note: &str, tracking: Option<&str>) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "insert into order_deliveries (id, order_id, milestone, note, tracking, created_at) values ($1, $2, $3, $4, $5, $6)",
        amanat_base::EventId::fresh().0,
        order.id.0,
        order.deal.milestones_done,
        note,
        tracking,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The order, when the caller is a party or staff: guard and admin any, resolver while it is disputed or decided.
async fn visible(conn: &mut PgConnection, caller: &Caller, id: OrderId) -> Result<Order> {
    let order = load(conn, id).await?;
    let disputed = matches!(order.deal.state, State::Disputed | State::Resolved);
    let staff = caller.is(Role::Guard) || caller.is(Role::Admin) || caller.is(Role::Resolver) && disputed;
    if order.party(caller.user).is_some() || staff {
        Ok(order)
    } else {
        Err(Code::NotFound.into())
    }
}

async fn view(conn: &mut PgConnection, caller: &Caller, order: Order) -> Result<OrderView> {
    let names = sqlx::query!(
        "select b.display_name as buyer, s.display_name as seller from users b, users s where b.id = $1 and s.id = $2",
        order.terms.buyer.0,
        order.terms.seller.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let deliveries = sqlx::query_as!(
        DeliveryView,
        "select milestone, note, tracking, created_at from order_deliveries where order_id = $1 order by created_at, id limit 500",
        order.id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let actor = order.actor(caller.user).or(caller.is(Role::Resolver).then_some(Actor::Resolver));
    let deal = &order.deal;
    Ok(OrderView {
        id: order.id,
        state: deal.state,
        terms_hash: hex::encode(&order.terms_hash),
        buyer: PartyView {
            id: order.terms.buyer,
            display_name: names.buyer,
        },
        seller: PartyView {
            id: order.terms.seller,
            display_name: names.seller,
        },
        you: order.party(caller.user),
        asset_id: order.asset,
        paid_in: deal.paid_in,
        held: deal.held(),
        released: deal.released,
        fee_taken: deal.fee_taken,
        refunded: deal.refunded,
        milestones_done: deal.milestones_done,
        cancel_proposed_by: deal.cancel_proposed_by,
        allowed_actions: actor.map(|a| allowed(deal, a)).unwrap_or_default(),
        if_nobody_acts: outlook(&order),
        hold_reason: order.hold_reason,
        deliveries,
        created_at: order.created_at,
        updated_at: order.updated_at,
        terms: order.terms,
    })
}

fn outlook(order: &Order) -> Option<IfNobodyActs> {
    let at = order.acts_at?;
    let next = forecast(&order.deal, at)?;
    let sentence = match (order.deal.state, next.state) {
        (State::AwaitingPayment | State::Confirming, _) => {
            "The order expires unpaid; a payment that comes later is looked at and given back."
        }
        (State::Funded, _) => "The seller has not delivered: everything held goes back to the buyer.",
        (State::Delivered, State::Completed) => "The buyer has not objected: everything held is released to the seller.",
        (State::Delivered, _) => "The buyer has not objected: this milestone is released to the seller, and the next one begins.",
        (State::Disputed, _) => "Nobody has ruled: everything held goes back to the buyer.",
        _ => "Nothing more happens.",
    };
    Some(IfNobodyActs {
        at,
        state: next.state,
        to_seller: next.to_seller,
        to_buyer: next.to_buyer,
        fee: next.fee,
        sentence: sentence.into(),
    })
}
