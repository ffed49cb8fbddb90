//! What a buyer asks for, and whether a listing gives it: decided in memory, under the listing's lock.

use crate::{FulfilmentKind, ListingStatus, Moderation, Settings, stock::Listing};
use amanat_base::{AssetId, Code, Error, ListingId, Price, PurchaseId, Result, UserId};
use amanat_escrow::Periods;
use amanat_orders::{FeeRule, NewOrder, Origin, Pay, UnitTerms};
use amanat_store::idempotency::KeyClaim;
use bigdecimal::BigDecimal;
use std::collections::HashMap;

/// Most units in one order.
pub(crate) const MAX_UNITS: i64 = 1_000_000;
/// Most unpaid orders of one listing that a buyer may have: each keeps stock aside, which costs nothing.
const MAX_UNPAID: i64 = 5;
/// Most codes in one order: each is opened and sealed again for its buyer.
const MAX_CODES: i64 = 1_000;

const HOUR_S: i64 = 60 * 60;
const DAY_S: i64 = 24 * HOUR_S;
/// From the purchase to the payment; the stock is kept aside so long.
const PAYMENT_S: i64 = HOUR_S;
/// From the first sight of a payment to its finality.
const CONFIRMATION_S: i64 = 7 * DAY_S;
/// From the payment to the delivery, which happens by itself; what can't be delivered is paid back then.
const DELIVERY_S: i64 = HOUR_S;
/// From a dispute to its automatic end when nobody rules.
const DISPUTE_S: i64 = 14 * DAY_S;

/// One purchase that waits to be served.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub claim: KeyClaim,
    pub buyer: UserId,
    pub listing: ListingId,
    pub units: i64,
    pub unit_price: Price,
    /// Pay now, from the balance in this asset.
    pub pay_from: Option<AssetId>,
}

/// What is looked up once for all purchases that are served together.
pub(crate) struct Counter<'a> {
    pub settings: &'a Settings,
    pub fee: FeeRule,
    /// Decimals of the assets that are accepted at par with the listing's currency.
    pub assets: HashMap<AssetId, u8>,
    /// Unpaid orders of the listing, of those who want one more.
    pub unpaid: HashMap<UserId, i64>,
}

/// A purchase that the listing can serve.
#[derive(Debug)]
pub(crate) struct Plan {
    pub purchase: PurchaseId,
    pub order: NewOrder,
}

/// Whether `ask` may be served from `left` units.
pub(crate) fn plan(ask: &Ask, listing: &Listing, left: i64, counter: &Counter<'_>) -> Result<Plan> {
    open(ask, listing)?;
    fits(ask, listing)?;
    let price = price_of(ask.units, &ask.unit_price)?;
    let pay = payment(ask, &price, counter)?;
    if listing.status == ListingStatus::SoldOut || left < ask.units {
        return Err(Code::SoldOut.into());
    }
    let purchase = PurchaseId::fresh();
    let metered = listing.fulfilment == FulfilmentKind::MeteredGateway;
    let units = UnitTerms {
        listing: listing.id,
        units: ask.units,
        unit_price: ask.unit_price.clone(),
        metered,
    };
    let order = NewOrder {
        buyer: ask.buyer,
        seller: listing.seller,
        origin: Origin::Purchase(purchase),
        title: listing.service_name.clone(),
        description: format!("{}\n\nUnits: {} × {}", listing.description, ask.units, listing.unit_description),
        category: listing.category,
        currency: listing.currency.clone(),
        price,
        periods: periods(listing),
        milestones: Vec::new(),
        units: Some(units),
        pay,
        accepted_by: ask.buyer,
    };
    Ok(Plan { purchase, order })
}

/// What `units` come to before fees. `VALIDATION_FAILED` on `units` when that is more than a price can be.
pub(super) fn price_of(units: i64, unit_price: &Price) -> Result<Price> {
    let too_much = |_| Error::invalid("units", "come to more than a price can be");
    Price::new(unit_price.decimal() * BigDecimal::from(units)).map_err(too_much)
}

/// On sale, by somebody else than the buyer.
fn open(ask: &Ask, listing: &Listing) -> Result<()> {
    if ask.buyer == listing.seller {
        return Err(Code::OwnListing.into());
    }
    let on_sale = matches!(listing.status, ListingStatus::Active | ListingStatus::SoldOut);
    if !on_sale || listing.moderation != Moderation::Approved || listing.seller_status != "active" {
        return Err(Code::ListingClosed.into());
    }
    Ok(())
}

/// As many as one order may have, at the price that the buyer was shown.
fn fits(ask: &Ask, listing: &Listing) -> Result<()> {
    let most = match listing.fulfilment {
        FulfilmentKind::CodePool => listing.max_units.min(MAX_CODES),
        _ => listing.max_units,
    };
    if !(listing.min_units..=most).contains(&ask.units) {
        return Err(Error::invalid("units", format!("must be {} to {most}", listing.min_units)));
    }
    if ask.unit_price != listing.unit_price {
        return Err(Code::PriceChanged.into());
    }
    Ok(())
}

fn payment(ask: &Ask, price: &Price, counter: &Counter<'_>) -> Result<Pay> {
    let Some(asset) = ask.pay_from else {
        return match counter.unpaid.get(&ask.buyer) {
            Some(unpaid) if *unpaid >= MAX_UNPAID => Err(Code::TooManyUnpaid.into()),
            _ => Ok(Pay::Later),
        };
    };
    let decimals = *counter.assets.get(&asset).ok_or(Error::new(Code::AssetNotPayable))?;
    let limit = &counter.settings.instant_limit;
    if counter.fee.quote(price)?.total > *limit {
        return Err(Code::AmountTooLarge.say(format!(
            "Orders of more than {limit} can't be paid from the balance; pay by another way."
        )));
    }
    Ok(Pay::FromBalance { asset, decimals })
}

/// A metered order is settled by its use; its inspection period is only the net below that.
fn periods(listing: &Listing) -> Periods {
    Periods {
        payment_s: PAYMENT_S,
        confirmation_s: CONFIRMATION_S,
        delivery_s: DELIVERY_S,
        inspection_s: match listing.fulfilment {
            FulfilmentKind::MeteredGateway => listing.token_lifetime_s + DAY_S,
            _ => listing.inspection_s,
        },
        dispute_s: DISPUTE_S,
    }
}
