//! Connected accounts, their onboarding links, and transfers to them.

use super::{params::Params, refusal::Refusal, world::World};
use serde_json::{Value, json};

/// POST /v1/accounts
pub fn create_account(world: &mut World, params: &Params) -> Result<String, Refusal> {
    params.only(&[
        "type",
        "email",
        "country",
        "business_type",
        "capabilities[transfers][requested]",
        "capabilities[card_payments][requested]",
        "metadata[*]",
    ])?;
    if params.required("type")? != "express" {
        return Err(Refusal::invalid("type", "This stand-in knows express only."));
    }
    if params.get("email").is_some_and(|text| !text.contains('@')) {
        return Err(Refusal::invalid("email", "Invalid email address").code("email_invalid"));
    }
    let mut capabilities = json!({});
    if params.get("capabilities[transfers][requested]") == Some("true") {
        capabilities["transfers"] = json!("inactive");
    }
    Ok(world.create(
        "acct_",
        json!({
            "object": "account", "type": "express", "email": params.get("email"), "country": params.get("country").unwrap_or("US"),
            "capabilities": capabilities, "charges_enabled": false, "payouts_enabled": false, "details_submitted": false,
            "metadata": params.metadata("metadata")?,
        }),
    ))
}

/// POST /v1/account_links; valid once, for five minutes.
pub fn create_link(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    params.only(&["account", "refresh_url", "return_url", "type"])?;
    let account = params.required("account")?;
    if world.find("acct_", "account", account).is_err() {
        return Err(Refusal::missing_in("account", "account", account));
    }
    if params.required("type")? != "account_onboarding" {
        return Err(Refusal::invalid("type", "This stand-in knows account_onboarding only."));
    }
    params.required("refresh_url")?;
    params.required("return_url")?;
    let expires_at = world.now() + 300;
    let link = world.create(
        "link_",
        json!({ "account": account, "refresh_url": params.url("refresh_url")?, "return_url": params.url("return_url")?, "expires_at": expires_at }),
    );
    let url = format!("{}/setup/e/{link}", world.base);
    Ok(json!({ "object": "account_link", "created": world.now(), "expires_at": expires_at, "url": url }))
}

/// What Stripe decided about an account: `active`, `inactive` or `pending`.
pub fn set_capability(world: &mut World, account: &str, status: &str) -> Result<(), Refusal> {
    world.find("acct_", "account", account)?;
    world.set(account, "capabilities", json!({ "transfers": status }));
    world.set(account, "payouts_enabled", status == "active");
    world.set(account, "details_submitted", status != "inactive");
    world.event("account.updated", account);
    Ok(())
}

/// POST /v1/transfers
pub fn transfer(world: &mut World, params: &Params) -> Result<String, Refusal> {
    params.only(&[
        "amount",
        "currency",
        "destination",
        "transfer_group",
        "source_transaction",
        "description",
        "metadata[*]",
    ])?;
    params.required("amount")?;
    let amount = params.amount("amount")?.unwrap_or_default();
    let (currency, metadata) = (params.currency("currency")?, params.metadata("metadata")?);
    let destination = params.required("destination")?;
    let account = world.find("acct_", "destination", destination);
    let account = account.map_err(|_| Refusal::missing_in("destination", "destination", destination))?;
    if account["capabilities"]["transfers"] != "active" {
        return Err(Refusal::state(
            "insufficient_capabilities_for_transfer",
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments",
        ));
    }
    let source = params.get("source_transaction");
    match source {
        Some(charge) => check_source(world, charge, &currency, amount)?,
        None if world.available.get(&currency).copied().unwrap_or_default() < amount => {
            return Err(Refusal::state(
                "balance_insufficient",
                "You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance.",
            ));
        }
        None => {}
    }
    world.take(source, &currency, amount);
    let transfer = world.create(
        "tr_",
        json!({
            "object": "transfer", "amount": amount, "amount_reversed": 0, "reversed": false, "currency": currency, "destination": destination,
            "source_transaction": source, "transfer_group": params.get("transfer_group"), "metadata": metadata,
        }),
    );
    world.event("transfer.created", &transfer);
    Ok(transfer)
}

fn check_source(world: &World, charge: &str, currency: &str, amount: i64) -> Result<(), Refusal> {
    let found = world.find("ch_", "charge", charge);
    let found = found.map_err(|_| Refusal::missing_in("source_transaction", "charge", charge))?;
    if found["status"] != "succeeded" {
        return Err(Refusal::state(
            "transfer_source_balance_parameters_mismatch",
            "The source charge did not succeed.",
        ));
    }
    if found["currency"] != currency {
        return Err(Refusal::invalid(
            "currency",
            "The currency of source_transaction's balance transaction must be the same as the transfer currency.",
        ));
    }
    let sent: i64 = world
        .all("tr_")
        .filter(|transfer| transfer["source_transaction"] == charge)
        .map(|transfer| transfer["amount"].as_i64().unwrap_or_default() - transfer["amount_reversed"].as_i64().unwrap_or_default())
        .sum();
    match sent + amount <= found["amount"].as_i64().unwrap_or_default() {
        true => Ok(()),
        false => Err(Refusal::state(
            "balance_insufficient",
            "Transfers using this transaction as a source must not exceed the source amount.",
        )),
    }
}

/// POST /v1/transfers/{id}/reversals
pub fn reverse(world: &mut World, transfer: &str, params: &Params) -> Result<String, Refusal> {
    params.only(&["amount", "metadata[*]", "description"])?;
    let found = world.find("tr_", "transfer", transfer)?;
    let source = found["source_transaction"].as_str().map(str::to_owned);
    let (currency, metadata) = (world.text(transfer, "currency"), params.metadata("metadata")?);
    let left = world.number(transfer, "amount") - world.number(transfer, "amount_reversed");
    let amount = params.amount("amount")?.unwrap_or(left);
    if amount > left || left == 0 {
        return Err(Refusal::invalid(
            "amount",
            format!("Transfer {transfer} has only {left} left to reverse."),
        ));
    }
    world.take(source.as_deref(), &currency, -amount);
    world.add(transfer, "amount_reversed", amount);
    world.set(transfer, "reversed", amount == left);
    let reversal = world.create(
        "trr_",
        json!({ "object": "transfer_reversal", "amount": amount, "currency": currency, "transfer": transfer, "metadata": metadata }),
    );
    world.event("transfer.reversed", transfer);
    Ok(reversal)
}
