//! What follows from a payment's events.

use super::Outcome;
use amanat_base::{EventId, Result};
use amanat_custody::{Instruct, PayoutKind, instruct};
use amanat_notifications::{Desk, Room};
use amanat_payments::Event;
use amanat_store::Tx;
use serde_json::{Value, json};

pub(super) async fn react(tx: &mut Tx, out: &mut Outcome, id: EventId, event: Event) -> Result<()> {
    let about = *event.about();
    let status = |status: &str, more: Value| {
        let mut payload = json!({ "paymentId": about.payment, "orderId": about.order, "status": status });
        if let (Some(payload), Value::Object(more)) = (payload.as_object_mut(), more) {
            payload.extend(more);
        }
        payload
    };
    let pay = format!("/orders/{}/pay", about.order);
    let payload = match event {
        Event::CheckoutCreated { .. } => status("waiting", json!({})),
        Event::Seen { amount, .. } => status("seen", json!({ "amount": amount })),
        Event::Progress {
            confirmations, required, ..
        } => status("confirming", json!({ "confirmations": confirmations, "required": required })),
        Event::Confirmed { amount, .. } => status("paid", json!({ "amount": amount })),
        Event::Underpaid { received, expected, .. } => {
            out.notify(
                about.buyer,
                "payment_underpaid",
                "Your payment is short",
                "Send the rest to the same address in time, or it is given back.",
                pay,
            );
            status("underpaid", json!({ "received": received, "expected": expected }))
        }
        Event::Overpaid { surplus, .. } => {
            out.notify(
                about.buyer,
                "payment_overpaid",
                "You paid too much",
                "The surplus is set aside and given back after a check.",
                pay,
            );
            status("overpaid", json!({ "surplus": surplus }))
        }
        Event::Late { amount, .. } => {
            out.notify(
                about.buyer,
                "payment_late",
                "Your payment came too late",
                "The deal did not take it any more; it is given back after a check.",
                pay,
            );
            status("late", json!({ "amount": amount }))
        }
        Event::Dropped { .. } => {
            out.notify(
                about.buyer,
                "payment_dropped",
                "Your payment vanished from the chain",
                "It may come back by itself; if not, pay again.",
                pay,
            );
            status("dropped", json!({}))
        }
        Event::Reversed { amount, covered, .. } => {
            tracing::error!(payment.id = %about.payment, order.id = %about.order, covered, "a payment that had counted was taken back");
            metrics::counter!("payments_reversed_total").increment(1);
            status("reversed", json!({ "amount": amount, "covered": covered }))
        }
        Event::CheckoutEnded { .. } => status("expired", json!({})),
        Event::Disputed { open, .. } => {
            tracing::error!(payment.id = %about.payment, order.id = %about.order, open, "a card payment is disputed at the bank, or not any more");
            metrics::counter!("card_disputes_total", "open" => open.to_string()).increment(1);
            if open {
                for user in [about.buyer, about.seller] {
                    out.notify(
                        user,
                        "payment_disputed",
                        "The card payment is disputed",
                        "The buyer's bank asked for the money back; the deal's money is held until that is decided.",
                        format!("/orders/{}", about.order),
                    );
                }
            }
            status("disputed", json!({ "open": open }))
        }
        Event::ExceptionOpened {
            exception, kind, amount, ..
        } => {
            metrics::counter!("exceptions_opened_total").increment(1);
            status("exception", json!({ "exceptionId": exception, "kind": kind, "amount": amount }))
        }
        // The parties hear what comes of it.
        Event::ExceptionProposed { exception, .. } => {
            let word = json!({ "paymentId": about.payment, "status": "proposed", "exceptionId": exception });
            out.emit(Room::Desk(Desk::Money), "desk:payments", word);
            return Ok(());
        }
        Event::ExceptionSettled {
            exception,
            kind,
            action,
            freed,
            ..
        } => {
            if let Some(freed) = freed {
                let instruction = Instruct {
                    cause: format!("event:{id}"),
                    kind: PayoutKind::ExceptionRefund,
                    order: Some(about.order),
                    user: freed.user,
                    asset: freed.asset,
                    amount: freed.amount,
                    requested_by: Some(freed.by),
                };
                instruct(tx, instruction).await?;
                out.notify(
                    freed.user,
                    "exception_settled",
                    "Money is on its way back",
                    "An irregular payment of yours was checked and is given back.",
                    pay,
                );
            }
            status(
                "exception_settled",
                json!({ "exceptionId": exception, "kind": kind, "action": action }),
            )
        }
    };
    out.emit(Room::Order(about.order), "payment:status-updated", payload.clone());
    out.emit_to([about.buyer, about.seller], "payment:status-updated", &payload);
    let word = json!({ "paymentId": about.payment, "status": payload["status"], "exceptionId": payload["exceptionId"] });
    out.emit(Room::Desk(Desk::Money), "desk:payments", word);
    Ok(())
}
