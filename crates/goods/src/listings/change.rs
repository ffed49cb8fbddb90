//! Editing a listing. Orders keep what they were made with: their terms are frozen, so a new price is for new orders only.

use super::{FulfilmentKind, ListingStatus, ListingView, Moderation, Probe, check, create, lock, view};
use crate::{Event, Goods, gateway_settings::GatewaySettings};
use amanat_base::{CategoryId, ListingId, Price, Result};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Envelope, Json, Path, ok};
use axum::Extension;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// What to change of a listing; what is absent stays. `null` takes the category or the test call away.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListingChange {
    /// What to sort it under.
    #[garde(skip)]
    #[serde(default, deserialize_with = "check::present")]
    #[schema(value_type = Option<CategoryId>)]
    category_id: Option<Option<CategoryId>>,
    /// What is sold, in a few words.
    #[garde(inner(length(chars, min = 1, max = 120), custom(check::not_blank)))]
    #[schema(min_length = 1, max_length = 120)]
    service_name: Option<String>,
    /// What exactly is sold.
    #[garde(inner(length(chars, min = 1, max = 10_000), custom(check::not_blank)))]
    #[schema(min_length = 1, max_length = 10_000)]
    description: Option<String>,
    /// What one unit is.
    #[garde(inner(length(chars, min = 1, max = 200), custom(check::not_blank)))]
    #[schema(min_length = 1, max_length = 200)]
    unit_description: Option<String>,
    /// Price of one unit, for new orders.
    #[garde(skip)]
    price_per_unit: Option<Price>,
    /// Currency of the price.
    #[garde(inner(custom(check::currency)))]
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    /// Fewest units of an order.
    #[garde(inner(range(min = 1, max = 1_000_000)))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    min_units: Option<i64>,
    /// Most units of an order.
    #[garde(inner(range(min = 1, max = 1_000_000)))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_units: Option<i64>,
    /// How long a buyer may look at what came, seconds; for new orders.
    #[garde(inner(range(min = 60, max = 31_622_400)))]
    #[schema(minimum = 60, maximum = 31_622_400)]
    inspection_s: Option<i64>,
    /// How long what was bought can be used, seconds; for new orders.
    #[garde(inner(range(min = 60, max = 31_622_400)))]
    #[schema(minimum = 60, maximum = 31_622_400)]
    token_lifetime_s: Option<i64>,
    /// A metered order is accepted as soon as its last unit is used.
    #[garde(skip)]
    accepted_when_spent: Option<bool>,
    /// How the gateway serves it.
    #[garde(skip)]
    gateway: Option<GatewaySettings>,
    /// The test call before it goes active.
    #[garde(skip)]
    #[serde(default, deserialize_with = "check::present")]
    #[schema(value_type = Option<Probe>)]
    probe: Option<Option<Probe>>,
}

/// Changes a listing (its seller). When the way it is served changes and it has a test call, it goes off sale until it is made active
/// again. On a moderated platform, new wording or another service is looked at again before it is shown. Another address of the service
/// needs a proof of identity within the last ten minutes, as showing the secret does, which is sent there; no API key may change it.
#[utoipa::path(patch, path = "/api/listings/{id}", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = ListingChange, responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn change_listing(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Json(change): Json<ListingChange>,
) -> Answer<ListingView> {
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    change.check(&goods, listing.fulfilment)?;
    if let Some(category) = change.category_id {
        check::category_open(&mut tx, category).await?;
    }
    let (min, max) = order_size(&mut tx, id, &change).await?;
    create::order_size(min, max)?;
    if change.moves_the_service(listing.gateway.as_ref()) {
        // The secret goes there with the next call: to say where is to show it, and takes the same proof.
        caller.require_proof()?;
    }
    let gateway = create::json(change.gateway.as_ref())?;
    let probe = create::json(change.probe.as_ref().and_then(Option::as_ref))?;
    let unproven = (gateway.is_some() && gateway != listing.gateway) || (change.probe.is_some() && probe != listing.probe);
    let status = if unproven { listing.status_unproven() } else { listing.status };
    let moderation = change.moderation(&goods, listing.moderation);
    let write = Write {
        status,
        moderation,
        unproven,
        gateway,
        probe,
    };
    apply(&mut tx, id, &change, write).await?;
    listing.announce_status(&mut tx, status).await?;
    let view = view::own(&mut tx, id).await?;
    if moderation == Moderation::Pending && listing.moderation != Moderation::Pending {
        let event = Event::ListingSubmitted {
            listing: id,
            seller: caller.user,
            service_name: view.service_name.clone(),
        };
        announce(&mut tx, &event).await?;
    }
    tx.commit().await?;
    ok(view)
}

/// What the change leads to.
struct Write {
    status: ListingStatus,
    moderation: Moderation,
    unproven: bool,
    gateway: Option<serde_json::Value>,
    probe: Option<serde_json::Value>,
}

impl ListingChange {
    fn check(&self, goods: &Goods, kind: FulfilmentKind) -> Result<()> {
        let price = self.price_per_unit.as_ref();
        price.map_or(Ok(()), |price| check::positive("pricePerUnit", price))?;
        let probe = self.probe.as_ref().and_then(Option::as_ref);
        create::serving(goods, kind, self.gateway.as_ref(), probe)
    }

    /// The service is to be somewhere else than now.
    fn moves_the_service(&self, now: Option<&serde_json::Value>) -> bool {
        let there = now.and_then(|gateway| gateway.get("upstreamUrl")?.as_str());
        self.gateway.as_ref().is_some_and(|new| there != Some(new.upstream_url.as_str()))
    }

    /// An admin's yes was to the words and the service that were there. A no stays one until the seller has changed something.
    fn moderation(&self, goods: &Goods, now: Moderation) -> Moderation {
        let words = [&self.service_name, &self.description, &self.unit_description];
        let other = words.iter().any(|word| word.is_some()) || self.gateway.is_some();
        match now {
            Moderation::Approved if other && goods.settings.moderated => Moderation::Pending,
            Moderation::Rejected if other => Moderation::Pending,
            same => same,
        }
    }
}

async fn order_size(tx: &mut Tx, id: ListingId, change: &ListingChange) -> Result<(i64, i64)> {
    let now = sqlx::query!("select min_units, max_units from listings where id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok((change.min_units.unwrap_or(now.min_units), change.max_units.unwrap_or(now.max_units)))
}

async fn apply(tx: &mut Tx, id: ListingId, change: &ListingChange, write: Write) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        r#"update listings
           set category_id = case when $2 then $3 else category_id end, service_name = coalesce($4, service_name),
               description = coalesce($5, description), unit_description = coalesce($6, unit_description),
               price_per_unit = coalesce($7, price_per_unit), currency = coalesce($8, currency), min_units = coalesce($9, min_units),
               max_units = coalesce($10, max_units), inspection_s = coalesce($11, inspection_s),
               token_lifetime_s = coalesce($12, token_lifetime_s), accepted_when_spent = coalesce($13, accepted_when_spent),
               gateway = coalesce($14, gateway), probe = case when $15 then $16 else probe end,
               probed_at = case when $17 then null else probed_at end, probe_failure = case when $17 then null else probe_failure end,
               status = $18, moderation = $19, version = version + 1, updated_at = $20
           where id = $1"#,
        id.0,
        change.category_id.is_some(),
        change.category_id.flatten().map(|c| c.0),
        change.service_name.as_deref().map(str::trim),
        change.description.as_deref().map(str::trim),
        change.unit_description.as_deref().map(str::trim),
        change.price_per_unit.as_ref().map(Price::decimal),
        change.currency,
        change.min_units,
        change.max_units,
        change.inspection_s,
        change.token_lifetime_s,
        change.accepted_when_spent,
        write.gateway,
        change.probe.is_some(),
        write.probe,
        write.unproven,
        write.status.as_str(),
        write.moderation.as_str(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
