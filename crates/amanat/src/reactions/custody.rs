//! What follows from the events of money out.

use super::Outcome;
use amanat_base::{OrderId, PayoutId, UserId};
use amanat_custody::Event;
use amanat_notifications::{Desk, Room};
use amanat_texts::Said;
use serde_json::{Value, json};

pub(super) fn react(out: &mut Outcome, event: Event) {
    match event {
        Event::PayoutCreated {
            payout,
            user,
            order,
            needs_approval,
            ..
        } => {
            let state = if needs_approval { "pending_approval" } else { "approved" };
            tell(out, user, order, payout, state, json!({}));
        }
        Event::PayoutApproved { payout, user, .. } => tell(out, user, None, payout, "approved", json!({})),
        Event::PayoutRejected { payout, user, reason, .. } => {
            out.notify(
                user,
                "payout_rejected",
                "A payout was refused",
                Said::with("The money is in your balance again. Reason: {0}", [reason.clone()]),
                "/payouts".into(),
            );
            tell(out, user, None, payout, "cancelled", json!({ "reason": reason }));
        }
        Event::PayoutWaiting { payout, user, reason } => tell(out, user, None, payout, "waiting", json!({ "reason": reason })),
        Event::PayoutBroadcast { payout, user, tx } => tell(out, user, None, payout, "broadcast", json!({ "txHash": tx })),
        Event::PayoutConfirmed {
            payout, user, order, tx, ..
        } => {
            out.notify(
                user,
                "payout_confirmed",
                "Paid out",
                match tx {
                    Some(_) => "The money is at your address on chain.",
                    None => "The card processor has sent the money; a card or bank may take some days to show it.",
                },
                "/payouts".into(),
            );
            tell(out, user, order, payout, "confirmed", json!({ "txHash": tx }));
        }
        Event::PayoutFailed {
            payout,
            user,
            order,
            reason,
        } => {
            tracing::error!(payout.id = %payout, reason, "a payout failed");
            out.notify(
                user,
                "payout_failed",
                "A payout failed",
                Said::with("The money is in your balance again. {0}", [reason.clone()]),
                "/payouts".into(),
            );
            tell(out, user, order, payout, "failed", json!({ "reason": reason }));
        }
    }
}

fn tell(out: &mut Outcome, user: UserId, order: Option<OrderId>, payout: PayoutId, state: &str, more: Value) {
    let mut payload = json!({ "payoutId": payout, "orderId": order, "state": state });
    if let (Some(payload), Value::Object(more)) = (payload.as_object_mut(), more) {
        payload.extend(more);
    }
    out.emit(Room::User(user), "payout:updated", payload.clone());
    if let Some(order) = order {
        out.emit(Room::Order(order), "payout:updated", payload);
    }
    out.emit(
        Room::Desk(Desk::Money),
        "desk:payouts",
        json!({ "payoutId": payout, "state": state }),
    );
}
