//! Refunds, disputes and payouts.

use super::{params::Params, refusal::Refusal, world::World};
use serde_json::{Value, json};

/// POST /v1/refunds
pub fn refund(world: &mut World, params: &Params) -> Result<String, Refusal> {
    params.only(&["payment_intent", "charge", "amount", "reason", "metadata[*]"])?;
    let amount = params.amount("amount")?;
    let metadata = params.metadata("metadata")?;
    let charge = match (params.get("payment_intent"), params.get("charge")) {
        (Some(intent), None) => charge_of(world, intent)?,
        (None, Some(charge)) => world
            .find("ch_", "charge", charge)
            .map(|_| charge.to_owned())
            .map_err(|_| Refusal::missing_in("charge", "charge", charge))?,
        _ => {
            return Err(Refusal::invalid(
                "charge",
                "One of the following params should be provided for this request: payment_intent or charge.",
            ));
        }
    };
    make_refund(world, &charge, amount, metadata)
}

fn charge_of(world: &World, intent: &str) -> Result<String, Refusal> {
    let found = world.find("pi_", "payment_intent", intent);
    let found = found.map_err(|_| Refusal::missing_in("payment_intent", "payment_intent", intent))?;
    match found["status"] == "succeeded" {
        true => Ok(found["latest_charge"].as_str().unwrap_or_default().to_owned()),
        false => Err(Refusal::state(
            "payment_intent_unexpected_state",
            format!("This PaymentIntent ({intent}) does not have a successful charge to refund."),
        )),
    }
}

/// Sends money of a charge back.
pub fn make_refund(world: &mut World, charge: &str, amount: Option<i64>, metadata: Value) -> Result<String, Refusal> {
    let left = world.number(charge, "amount") - world.number(charge, "amount_refunded");
    if left == 0 {
        return Err(Refusal::state(
            "charge_already_refunded",
            format!("Charge {charge} has already been refunded."),
        ));
    }
    let disputed = world.get(charge).is_some_and(|found| found["disputed"] == true);
    let taken = |dispute: &Value| dispute["charge"] == charge && dispute["status"] != "won";
    if disputed && world.all("dp_").any(taken) {
        return Err(Refusal::state(
            "charge_disputed",
            format!("Charge {charge} has been charged back; cannot issue a refund."),
        ));
    }
    let amount = amount.unwrap_or(left);
    if amount > left {
        let message = format!(
            "Refund amount ({}) is greater than unrefunded amount on charge ({})",
            dollars(amount),
            dollars(left)
        );
        return Err(Refusal::invalid("amount", message));
    }
    let (currency, intent) = (world.text(charge, "currency"), world.text(charge, "payment_intent"));
    let pending = world.settings.pending_refunds;
    let refund = world.create(
        "re_",
        json!({
            "object": "refund", "amount": amount, "currency": currency, "charge": charge, "payment_intent": intent, "metadata": metadata,
            "status": if pending { "pending" } else { "succeeded" }, "reason": null,
        }),
    );
    world.take(Some(charge), &currency, amount);
    moved_back(world, charge, amount);
    world.event("refund.created", &refund);
    world.event("charge.refunded", charge);
    Ok(refund)
}

fn dollars(amount: i64) -> String {
    format!("${}.{:02}", amount / 100, amount % 100)
}

fn moved_back(world: &mut World, charge: &str, amount: i64) {
    world.add(charge, "amount_refunded", amount);
    let all = world.number(charge, "amount_refunded") == world.number(charge, "amount");
    world.set(charge, "refunded", all);
}

/// A refund arrives, or bounces into our balance.
pub fn finish_refund(world: &mut World, refund: &str, status: &str) -> Result<(), Refusal> {
    let found = world.find("re_", "refund", refund)?;
    let (before, charge) = (found["status"].clone(), found["charge"].as_str().unwrap_or_default().to_owned());
    let (amount, currency) = (world.number(refund, "amount"), world.text(refund, "currency"));
    let bounced = |status: &str| matches!(status, "failed" | "canceled");
    if before == status || bounced(before.as_str().unwrap_or_default()) {
        return Err(Refusal::state("refund_unexpected_state", format!("This refund is {before}.")));
    }
    world.set(refund, "status", status);
    if bounced(status) {
        world.set(refund, "failure_reason", "lost_or_stolen_card");
        world.take(Some(&charge), &currency, -amount);
        moved_back(world, &charge, -amount);
        world.event("refund.failed", refund);
    }
    world.event("refund.updated", refund);
    world.event("charge.refund.updated", refund);
    Ok(())
}

/// A customer disputes a payment. An inquiry takes no money.
pub fn dispute(world: &mut World, intent: &str, amount: Option<i64>, reason: &str, inquiry: bool) -> Result<String, Refusal> {
    let charge = charge_of(world, intent)?;
    let amount = amount.unwrap_or_else(|| world.number(&charge, "amount"));
    let currency = world.text(&charge, "currency");
    let dispute = world.create(
        "dp_",
        json!({
            "object": "dispute", "amount": amount, "currency": currency, "charge": charge, "payment_intent": intent, "reason": reason,
            "status": if inquiry { "warning_needs_response" } else { "needs_response" }, "is_charge_refundable": inquiry, "metadata": {},
        }),
    );
    world.set(&charge, "disputed", true);
    world.event("charge.dispute.created", &dispute);
    Ok(dispute)
}

/// The bank takes the disputed money.
pub fn withdraw(world: &mut World, dispute: &str) -> Result<(), Refusal> {
    world.find("dp_", "dispute", dispute)?;
    if world.get(dispute).is_some_and(|found| found["_withdrawn"] == true) {
        return Err(Refusal::state("dispute_unexpected_state", "The money was withdrawn before."));
    }
    let (charge, currency) = (world.text(dispute, "charge"), world.text(dispute, "currency"));
    let amount = world.number(dispute, "amount");
    world.take(Some(&charge), &currency, amount);
    world.set(dispute, "_withdrawn", true);
    world.event("charge.dispute.funds_withdrawn", dispute);
    Ok(())
}

/// The bank has decided.
pub fn close_dispute(world: &mut World, dispute: &str, won: bool) -> Result<(), Refusal> {
    let status = world.find("dp_", "dispute", dispute)?["status"].clone();
    if matches!(status.as_str(), Some("won" | "lost" | "warning_closed")) {
        return Err(Refusal::state("dispute_unexpected_state", "The dispute is closed."));
    }
    let inquiry = status.as_str().is_some_and(|status| status.starts_with("warning"));
    let word = match (won, inquiry) {
        (true, true) => "warning_closed",
        (true, false) => "won",
        (false, _) => "lost",
    };
    world.set(dispute, "status", word);
    if won && world.get(dispute).is_some_and(|found| found["_withdrawn"] == true) {
        let (charge, currency) = (world.text(dispute, "charge"), world.text(dispute, "currency"));
        let amount = world.number(dispute, "amount");
        world.take(Some(&charge), &currency, -amount);
        world.event("charge.dispute.funds_reinstated", dispute);
    }
    world.event("charge.dispute.closed", dispute);
    Ok(())
}

/// Our balance goes to our bank: `paid`, or `failed`.
pub fn payout(world: &mut World, amount: i64, currency: &str, status: &str) -> String {
    let payout = world.create(
        "po_",
        json!({ "object": "payout", "amount": amount, "currency": currency, "status": status, "metadata": {} }),
    );
    if status == "paid" {
        world.take(None, currency, amount);
    }
    world.event(&format!("payout.{status}"), &payout);
    payout
}

/// GET /v1/balance
pub fn balance(world: &World) -> Value {
    let list = |purse: &std::collections::BTreeMap<String, i64>| -> Vec<Value> {
        let entries = purse.iter();
        entries
            .map(|(currency, amount)| json!({ "amount": amount, "currency": currency }))
            .collect()
    };
    json!({ "object": "balance", "available": list(&world.available), "pending": list(&world.pending), "livemode": false })
}
