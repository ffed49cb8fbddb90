//! Checkout Sessions, and what a customer does with them.

use super::{params::Params, refusal::Refusal, world::World};
use serde_json::{Value, json};

const FIELDS: &[&str] = &[
    "mode",
    "line_items[#][price_data][currency]",
    "line_items[#][price_data][unit_amount]",
    "line_items[#][price_data][product_data][name]",
    "line_items[#][price_data][product_data][description]",
    "line_items[#][quantity]",
    "client_reference_id",
    "customer_email",
    "metadata[*]",
    "payment_intent_data[metadata][*]",
    "payment_intent_data[transfer_group]",
    "payment_intent_data[description]",
    "payment_intent_data[statement_descriptor_suffix]",
    "payment_method_types[#]",
    "expires_at",
    "success_url",
    "cancel_url",
    "ui_mode",
    "locale",
];

/// POST /v1/checkout/sessions
pub fn create(world: &mut World, params: &Params) -> Result<String, Refusal> {
    params.only(FIELDS)?;
    if params.required("mode")? != "payment" {
        return Err(Refusal::invalid("mode", "This stand-in knows payment only."));
    }
    let (total, currency, name) = line_items(params)?;
    let success_url = params.url("success_url")?.ok_or_else(|| missing("success_url"))?;
    let expires_at = expiry(world.now(), params)?;
    if params.get("client_reference_id").is_some_and(|text| text.chars().count() > 200) {
        return Err(
            Refusal::invalid("client_reference_id", "Invalid string: must be at most 200 characters").code("parameter_invalid_string"),
        );
    }
    if params.get("customer_email").is_some_and(|text| !text.contains('@')) {
        return Err(Refusal::invalid("customer_email", "Invalid email address").code("email_invalid"));
    }
    let object = json!({
        "object": "checkout.session", "mode": "payment", "status": "open", "payment_status": "unpaid", "payment_intent": null,
        "amount_subtotal": total, "amount_total": total, "currency": currency, "ui_mode": "hosted",
        "client_reference_id": params.get("client_reference_id"), "customer_email": params.get("customer_email"),
        "metadata": params.metadata("metadata")?, "success_url": success_url, "cancel_url": params.url("cancel_url")?,
        "expires_at": expires_at, "_name": name, "_group": params.get("payment_intent_data[transfer_group]"),
        "_metadata": params.metadata("payment_intent_data[metadata]")?,
    });
    let id = world.create("cs_test_", object);
    let url = format!("{}/c/pay/{id}", world.base);
    world.set(&id, "url", url);
    Ok(id)
}

fn missing(param: &str) -> Refusal {
    Refusal::invalid(param, format!("Missing required param: {param}.")).code("parameter_missing")
}

/// Total, currency, and the first thing's name.
fn line_items(params: &Params) -> Result<(i64, String, String), Refusal> {
    let indexes = params.indexes("line_items");
    if indexes.is_empty() {
        return Err(missing("line_items"));
    }
    if indexes.len() > 100 {
        return Err(Refusal::invalid("line_items", "You can have at most 100 line items."));
    }
    let (mut total, mut currency, mut name) = (0_i64, None, None);
    for index in indexes {
        let key = |field: &str| format!("line_items[{index}]{field}");
        let this = params.currency(&key("[price_data][currency]"))?;
        if *currency.get_or_insert(this.clone()) != this {
            return Err(Refusal::invalid("line_items", "All line items must have the same currency."));
        }
        let product = params.required(&key("[price_data][product_data][name]"))?;
        name.get_or_insert_with(|| product.to_owned());
        let amount_key = key("[price_data][unit_amount]");
        let amount = params.amount(&amount_key)?.ok_or_else(|| missing(&amount_key))?;
        let quantity_key = key("[quantity]");
        let quantity = params.amount(&quantity_key)?.ok_or_else(|| missing(&quantity_key))?;
        total = total.saturating_add(amount.saturating_mul(quantity));
    }
    if total < 50 {
        return Err(Refusal::invalid(
            "line_items",
            "The Checkout Session's total amount must convert to at least 50 cents.",
        )
        .code("amount_too_small"));
    }
    if total > 99_999_999 {
        return Err(Refusal::invalid(
            "line_items",
            "The Checkout Session's total amount must be no more than $999,999.99.",
        )
        .code("amount_too_large"));
    }
    Ok((total, currency.unwrap_or_default(), name.unwrap_or_default()))
}

fn expiry(now: i64, params: &Params) -> Result<i64, Refusal> {
    let Some(at) = params.integer("expires_at")? else {
        return Ok(now + 86_400);
    };
    match (1800..=86_400).contains(&(at - now)) {
        true => Ok(at),
        false => Err(Refusal::invalid(
            "expires_at",
            "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
        )),
    }
}

/// POST /v1/checkout/sessions/{id}/expire, and the end of its time.
pub fn expire(world: &mut World, id: &str) -> Result<(), Refusal> {
    require_open(world, id)?;
    world.set(id, "status", "expired");
    world.set(id, "url", Value::Null);
    world.event("checkout.session.expired", id);
    Ok(())
}

fn require_open(world: &World, id: &str) -> Result<(), Refusal> {
    let status = world.find("cs_", "checkout.session", id)?["status"].clone();
    match status == "open" {
        true => Ok(()),
        false => Err(Refusal::invalid(
            "session",
            format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {}.",
                status.as_str().unwrap_or_default()
            ),
        )),
    }
}

/// The customer pays: at once, or with a bank debit that takes days.
pub fn complete(world: &mut World, id: &str, paid: bool) -> Result<(), Refusal> {
    require_open(world, id)?;
    let intent = intent_of(world, id);
    let charge = attempt(world, &intent, if paid { "succeeded" } else { "pending" });
    world.set(id, "status", "complete");
    world.set(id, "url", Value::Null);
    if paid {
        succeeded(world, id, &intent, &charge);
    } else {
        world.set(&intent, "status", "processing");
        world.event("charge.pending", &charge);
        world.event("payment_intent.processing", &intent);
        if let Some(after_s) = world.settings.debit_after_s {
            let due = world.now() + after_s;
            world.set(id, "_debit_due", due);
        }
    }
    world.event("checkout.session.completed", id);
    Ok(())
}

/// A card is declined; the session stays open for another try.
pub fn decline(world: &mut World, id: &str) -> Result<(), Refusal> {
    require_open(world, id)?;
    let intent = intent_of(world, id);
    let charge = attempt(world, &intent, "failed");
    world.set(&charge, "failure_code", "card_declined");
    world.event("charge.failed", &charge);
    world.event("payment_intent.payment_failed", &intent);
    Ok(())
}

/// A bank debit arrives or bounces.
pub fn finish_debit(world: &mut World, id: &str, succeeds: bool) -> Result<(), Refusal> {
    let session = world.find("cs_", "checkout.session", id)?;
    let intent = session["payment_intent"].as_str().unwrap_or_default().to_owned();
    if world.text(&intent, "status") != "processing" {
        return Err(Refusal::state("payment_intent_unexpected_state", "No bank debit is on its way."));
    }
    let charge = world.text(&intent, "latest_charge");
    world.set(id, "_debit_due", Value::Null);
    if succeeds {
        world.set(&charge, "status", "succeeded");
        succeeded(world, id, &intent, &charge);
        world.event("checkout.session.async_payment_succeeded", id);
    } else {
        world.set(&charge, "status", "failed");
        world.set(&charge, "failure_code", "debit_not_authorized");
        world.set(&intent, "status", "requires_payment_method");
        world.event("charge.failed", &charge);
        world.event("payment_intent.payment_failed", &intent);
        world.event("checkout.session.async_payment_failed", id);
    }
    Ok(())
}

fn succeeded(world: &mut World, id: &str, intent: &str, charge: &str) {
    let amount = world.number(charge, "amount");
    world.set(charge, "paid", true);
    world.set(charge, "captured", true);
    world.set(charge, "amount_captured", amount);
    world.set(intent, "status", "succeeded");
    world.set(intent, "amount_received", amount);
    world.set(id, "payment_status", "paid");
    world.collect(charge);
    world.event("charge.succeeded", charge);
    world.event("payment_intent.succeeded", intent);
}

/// The session's payment, made when the customer first tries.
fn intent_of(world: &mut World, id: &str) -> String {
    let session = world.get(id).cloned().unwrap_or_default();
    if let Some(intent) = session["payment_intent"].as_str() {
        return intent.to_owned();
    }
    let intent = world.create(
        "pi_",
        json!({
            "object": "payment_intent", "amount": session["amount_total"], "amount_received": 0, "currency": session["currency"],
            "status": "requires_payment_method", "latest_charge": null, "capture_method": "automatic_async",
            "transfer_group": session["_group"], "metadata": session["_metadata"],
        }),
    );
    world.set(id, "payment_intent", intent.clone());
    world.event("payment_intent.created", &intent);
    intent
}

fn attempt(world: &mut World, intent: &str, status: &str) -> String {
    let from = world.get(intent).cloned().unwrap_or_default();
    let charge = world.create(
        "ch_",
        json!({
            "object": "charge", "amount": from["amount"], "amount_captured": 0, "amount_refunded": 0, "currency": from["currency"],
            "status": status, "paid": false, "captured": false, "refunded": false, "disputed": false, "payment_intent": intent,
            "transfer_group": from["transfer_group"], "metadata": from["metadata"],
        }),
    );
    world.set(intent, "latest_charge", charge.clone());
    charge
}

/// What time does by itself.
pub fn tick(world: &mut World) {
    let now = world.now();
    let due = |session: &Value, field: &str| session[field].as_i64().is_some_and(|at| at <= now);
    let ids = |wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let found = world.all("cs_").filter(|session| wanted(session));
        found.filter_map(|session| Some(session["id"].as_str()?.to_owned())).collect()
    };
    let late = ids(&|session| session["status"] == "open" && due(session, "expires_at"));
    let debits = ids(&|session| due(session, "_debit_due"));
    late.iter().for_each(|id| drop(expire(world, id)));
    debits.iter().for_each(|id| drop(finish_debit(world, id, true)));
}
