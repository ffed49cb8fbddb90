//! What follows from an order's events.

use super::Outcome;
use crate::App;
use amanat_base::{EventId, OrderId, Result, UserId};
use amanat_custody::{Instruct, PayoutKind, instruct};
use amanat_escrow::{ActionKind, State};
use amanat_notifications::{Desk, Room};
use amanat_orders::{Event, Freed};
use amanat_store::Tx;
use amanat_texts::Said;
use serde_json::json;

pub(super) async fn react(app: &App, tx: &mut Tx, out: &mut Outcome, id: EventId, event: Event) -> Result<()> {
    match event {
        Event::Created {
            order,
            buyer,
            seller,
            listing,
        } => {
            let payload = json!({ "orderId": order, "state": State::AwaitingPayment });
            out.emit_to([buyer, seller], "order:updated", &payload);
            // Whoever buys units knows that they have to pay, and the seller need not know before the money is there.
            if listing.is_none() {
                agreed(out, order, buyer, seller);
            }
        }
        Event::Changed {
            order,
            buyer,
            seller,
            action,
            from,
            to,
            by,
        } => {
            let payload = json!({ "orderId": order, "state": to, "from": from, "action": action });
            out.emit(Room::Order(order), "order:updated", payload.clone());
            out.emit_to([buyer, seller], "order:updated", &payload);
            if action == ActionKind::Fund {
                out.emit_to([buyer, seller], "request:funded", &payload);
                amanat_goods::fulfil(tx, &app.goods, order).await?;
            }
            if to == State::Disputed || from == State::Disputed {
                out.emit(
                    Room::Desk(Desk::Disputes),
                    "desk:disputes",
                    json!({ "orderId": order, "state": to }),
                );
            }
            if to == State::Disputed {
                amanat_goods::order_disputed(tx, order).await?;
            }
            if to.is_final() {
                amanat_payments::order_closed(tx, order).await?;
                amanat_goods::order_ended(tx, order).await?;
            }
            // Units serve themselves: what came of them is told as "yours" and "sold".
            let told = matches!(action, ActionKind::Fund | ActionKind::Deliver) && of_units(tx, order).await?;
            // A person hears of what they did not do themselves.
            for user in [buyer, seller].into_iter().filter(|user| by != Some(*user) && !told) {
                if let Some((title, body)) = sentence(action, to, user == buyer) {
                    out.notify(user, action.as_str(), title, body, link(order));
                }
            }
        }
        Event::MoneyFreed {
            order,
            user,
            asset,
            amount,
            why,
            by,
        } => {
            let kind = match why {
                Freed::Release => PayoutKind::Release,
                Freed::Refund => PayoutKind::Refund,
            };
            let instruction = Instruct {
                cause: format!("event:{id}"),
                kind,
                order: Some(order),
                user,
                asset,
                amount,
                requested_by: by,
            };
            instruct(tx, instruction).await?;
        }
        Event::Rated {
            order,
            rated,
            listing,
            stars,
            ..
        } => {
            if let Some(listing) = listing {
                amanat_goods::listings::score(tx, listing).await?;
            }
            out.notify(
                rated,
                "rated",
                Said::with("You were rated: {0} of 5", [stars.to_string()]),
                "See what the other side wrote.",
                link(order),
            );
            out.emit(Room::Order(order), "order:updated", json!({ "orderId": order }));
        }
        Event::Held { order, held } => {
            let payload = json!({ "orderId": order, "held": held });
            out.emit(Room::Order(order), "order:updated", payload);
        }
    }
    Ok(())
}

async fn of_units(tx: &mut Tx, order: OrderId) -> Result<bool> {
    Ok(amanat_orders::lock(tx, order).await?.terms.units.is_some())
}

fn agreed(out: &mut Outcome, order: OrderId, buyer: UserId, seller: UserId) {
    out.notify(
        buyer,
        "order_created",
        "Your deal is agreed",
        "Pay now: the money is held until you have what was promised.",
        link(order),
    );
    out.notify(
        seller,
        "order_created",
        "Your offer was accepted",
        "Deliver once you see that the money is held.",
        link(order),
    );
}

fn sentence(action: ActionKind, to: State, is_buyer: bool) -> Option<(&'static str, &'static str)> {
    Some(match (action, to) {
        (ActionKind::Fund, _) if is_buyer => ("Your payment is held", "The seller can deliver now."),
        (ActionKind::Meter, _) => return None,
        (ActionKind::Settle, State::Completed) if is_buyer => {
            ("Settled by use", "What you used was paid to the seller; the rest came back to you.")
        }
        (ActionKind::Settle, State::Completed) => (
            "Settled by use",
            "What was used was released to you; the rest went back to the buyer.",
        ),
        (ActionKind::Fund, _) => ("The money is held", "You can deliver now."),
        (ActionKind::PaymentReversed, _) => (
            "The payment is gone from the chain",
            "The chain took it back; do not deliver until it is there again.",
        ),
        (ActionKind::Deliver, _) => (
            "Delivered",
            "Look at it and confirm; if you do nothing it is released when the inspection period ends.",
        ),
        (ActionKind::RequestChanges, _) => ("Changes requested", "The buyer sent the delivery back; see what is missing."),
        (ActionKind::GrantTime, _) => ("More time", "The buyer gave you more time to deliver."),
        (ActionKind::ProposeCancel, _) => (
            "Cancel together?",
            "The other side proposes to call the deal off; everything held would go back to the buyer.",
        ),
        (ActionKind::DeclineCancel, _) => ("Not cancelled", "The proposal to call the deal off does not stand any more."),
        (ActionKind::OpenDispute, _) => ("A dispute was opened", "A resolver will decide; say what happened."),
        (ActionKind::Rule, _) => ("The dispute is decided", "See the ruling and its reason."),
        (ActionKind::ReleasePart, _) => ("A part was released", "The buyer released a part of the money."),
        (ActionKind::RefundPart, _) => ("A part was given back", "The seller gave a part of the money back."),
        (_, State::Completed) => ("Completed", "The money was released to the seller."),
        (_, State::Refunded) => ("Refunded", "Everything held goes back to the buyer."),
        (_, State::Expired) => ("Expired", "The payment did not come in time."),
        (_, State::Cancelled) => ("Cancelled", "The deal was called off before payment."),
        (ActionKind::Confirm | ActionKind::TimeOut, State::Funded) => ("Milestone released", "The next milestone begins."),
        _ => return None,
    })
}

fn link(order: OrderId) -> String {
    format!("/orders/{order}")
}
