//! An order as its parties see it, with what happens if nobody acts.

use crate::{Order, Terms};
use amanat_base::{Amount, AssetId, DateTime, OrderId, Result, Role, UserId};
use amanat_escrow::{Action, ActionKind, Actor, Flow, Kind, Party, Pot, State, allowed, decide, forecast};
use amanat_web::Caller;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

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
    #[serde(serialize_with = "amanat_web::language::said")]
    pub sentence: String,
}

/// What an action would do to the money, if it were done now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The state it goes to.
    pub state: State,
    /// Base units for the seller, after fees.
    pub to_seller: Amount,
    /// The platform's fee, base units.
    pub fee: Amount,
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
    /// Base units that use has earned so far; zero unless metered.
    pub earned: Amount,
    /// How many milestones are released.
    pub milestones_done: i16,
    /// Who proposed to cancel together, while the proposal stands.
    pub cancel_proposed_by: Option<Party>,
    /// Why no money moves, while it doesn't.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub hold_reason: Option<String>,
    /// What the caller can do now: values for `action` of the actions endpoint.
    pub allowed_actions: Vec<ActionKind>,
    /// What happens if nobody acts; absent when the order is over.
    pub if_nobody_acts: Option<IfNobodyActs>,
    /// What the caller's confirming would do; absent when they can't confirm.
    pub if_confirmed: Option<Outcome>,
    /// What was handed over.
    pub deliveries: Vec<DeliveryView>,
    /// When the terms were agreed.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
}

/// What `caller` sees of `order`.
pub(super) async fn view(conn: &mut PgConnection, caller: &Caller, order: Order) -> Result<OrderView> {
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
        earned: deal.earned,
        milestones_done: deal.milestones_done,
        cancel_proposed_by: deal.cancel_proposed_by,
        allowed_actions: actor.map(|a| allowed(deal, a)).unwrap_or_default(),
        if_nobody_acts: outlook(&order),
        if_confirmed: actor.and_then(|actor| confirmed(&order, actor)),
        hold_reason: order.hold_reason,
        deliveries,
        created_at: order.created_at,
        updated_at: order.updated_at,
        terms: order.terms,
    })
}

/// What confirming would release. The instant moves only the next timer, not the money.
fn confirmed(order: &Order, actor: Actor) -> Option<Outcome> {
    let change = decide(&order.deal, &Action::Confirm, actor, order.updated_at).ok()?;
    let sum = |pot| Amount::sum(change.flows.iter().filter(|f: &&Flow| f.to == pot).map(|f| f.amount)).unwrap_or_default();
    Some(Outcome {
        state: change.deal.state,
        to_seller: sum(Pot::Seller),
        fee: sum(Pot::Fees),
    })
}

pub(super) fn outlook(order: &Order) -> Option<IfNobodyActs> {
    let at = order.acts_at?;
    let next = forecast(&order.deal, at)?;
    let sentence = match (order.deal.state, next.state) {
        (State::AwaitingPayment | State::Confirming, _) => {
            "The order expires unpaid; a payment that comes later is looked at and given back."
        }
        (State::Funded, _) => "The seller has not delivered: everything held goes back to the buyer.",
        (State::Delivered | State::Disputed, _) if order.deal.kind == Kind::Metered => {
            "What was used until then is released to the seller, the rest goes back to the buyer."
        }
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
