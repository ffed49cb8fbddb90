//! Writing a new listing.

use super::{FulfilmentKind, ListingView, Moderation, Probe, check, view};
use crate::{
    Event, Goods,
    gateway_settings::GatewaySettings,
    sealed::{self, Binding},
};
use amanat_base::{CategoryId, Error, ListingId, Price, Result, Role, Secret, SecretId, UserId};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Envelope, Json, ok};
use axum::Extension;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// The most units that a listing may have to sell.
pub(super) const MOST_STOCK: i64 = 1_000_000_000;

/// A new listing; it begins as a draft.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewListing {
    /// What to sort it under.
    #[garde(skip)]
    category_id: Option<CategoryId>,
    /// What is sold, in a few words.
    #[garde(length(chars, min = 1, max = 120), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 120)]
    service_name: String,
    /// What exactly is sold.
    #[garde(length(chars, min = 1, max = 10_000), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 10_000)]
    description: String,
    /// What one unit is.
    #[garde(length(chars, min = 1, max = 200), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 200)]
    unit_description: String,
    /// Price of one unit.
    #[garde(skip)]
    price_per_unit: Price,
    /// Currency of the price.
    #[garde(custom(check::currency))]
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: String,
    /// What a buyer gets. It stays as it is.
    #[garde(skip)]
    fulfilment: FulfilmentKind,
    /// Units that can be bought, 0 unless told. A pool of codes has as many as it has codes.
    #[garde(range(min = 0, max = MOST_STOCK))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    #[serde(default)]
    available_units: i64,
    /// Fewest units of an order.
    #[garde(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000, default = 1)]
    #[serde(default = "one")]
    min_units: i64,
    /// Most units of an order.
    #[garde(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000, default = 1_000_000)]
    #[serde(default = "million")]
    max_units: i64,
    /// How long a buyer may look at what came before it counts as accepted, seconds; a day unless told.
    #[garde(range(min = 60, max = 31_622_400))]
    #[schema(minimum = 60, maximum = 31_622_400, default = 86_400)]
    #[serde(default = "day")]
    inspection_s: i64,
    /// How long what was bought can be used, seconds; 30 days unless told.
    #[garde(range(min = 60, max = 31_622_400))]
    #[schema(minimum = 60, maximum = 31_622_400, default = 2_592_000)]
    #[serde(default = "month")]
    token_lifetime_s: i64,
    /// A metered order is accepted as soon as its last unit is used; true unless told.
    #[garde(skip)]
    #[schema(default = true)]
    #[serde(default = "yes")]
    accepted_when_spent: bool,
    /// How the gateway serves it; only of a metered listing.
    #[garde(skip)]
    gateway: Option<GatewaySettings>,
    /// A test call before it goes active; only of a metered listing.
    #[garde(skip)]
    probe: Option<Probe>,
    /// The key or credential; it is sealed at once and never shown again here.
    #[garde(inner(custom(check::secret)))]
    #[schema(value_type = Option<String>, write_only, min_length = 1, max_length = 65_536)]
    #[serde(default, deserialize_with = "check::quietly")]
    secret: Option<Secret>,
}

const fn one() -> i64 {
    1
}
const fn million() -> i64 {
    1_000_000
}
const fn day() -> i64 {
    86_400
}
const fn month() -> i64 {
    30 * 86_400
}
const fn yes() -> bool {
    true
}

/// Writes a listing (seller). It is a draft until it is made active.
#[utoipa::path(post, path = "/api/listings", tag = "listings", security(("bearer" = [])), request_body = NewListing,
    responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn create_listing(Extension(goods): Extension<Goods>, caller: Caller, Json(new): Json<NewListing>) -> Answer<ListingView> {
    caller.require(Role::Seller)?;
    new.check(&goods)?;
    let mut tx = goods.store.begin().await?;
    let id = ListingId::fresh();
    check::category_open(&mut tx, new.category_id).await?;
    let moderation = if goods.settings.moderated {
        Moderation::Pending
    } else {
        Moderation::Approved
    };
    insert(&mut tx, id, caller.user, moderation, &new).await?;
    if let Some(secret) = &new.secret {
        put_secret(&mut tx, &goods, (id, caller.user), secret).await?;
    }
    if moderation == Moderation::Pending {
        let event = Event::ListingSubmitted {
            listing: id,
            seller: caller.user,
            service_name: new.service_name.trim().to_owned(),
        };
        announce(&mut tx, &event).await?;
    }
    let view = view::own(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

impl NewListing {
    fn check(&self, goods: &Goods) -> Result<()> {
        check::positive("pricePerUnit", &self.price_per_unit)?;
        order_size(self.min_units, self.max_units)?;
        serving(goods, self.fulfilment, self.gateway.as_ref(), self.probe.as_ref())?;
        if self.fulfilment == FulfilmentKind::CodePool {
            if self.secret.is_some() {
                return Err(Error::invalid("secret", "a pool has codes instead: send them to …/codes"));
            }
            if self.available_units != 0 {
                return Err(Error::invalid(
                    "availableUnits",
                    "a pool has as many units as codes: send them to …/codes",
                ));
            }
        }
        Ok(())
    }
}

/// Refuses an order size that nothing fits.
pub(super) fn order_size(min: i64, max: i64) -> Result<()> {
    if min > max {
        return Err(Error::invalid("maxUnits", "must not be less than minUnits"));
    }
    Ok(())
}

/// Refuses gateway settings and a test call that can't work, or that this kind of listing doesn't have.
pub(super) fn serving(goods: &Goods, kind: FulfilmentKind, gateway: Option<&GatewaySettings>, probe: Option<&Probe>) -> Result<()> {
    let metered = kind == FulfilmentKind::MeteredGateway;
    for (path, given) in [("gateway", gateway.is_some()), ("probe", probe.is_some())] {
        if given && !metered {
            return Err(Error::invalid(path, "only a metered listing has it"));
        }
    }
    gateway.map_or(Ok(()), |g| g.validate(&goods.egress))?;
    probe.map_or(Ok(()), Probe::validate)
}

async fn insert(tx: &mut Tx, id: ListingId, seller: UserId, moderation: Moderation, new: &NewListing) -> Result<()> {
    let (now, stock) = (tx.now, new.available_units);
    sqlx::query!(
        "insert into listings (id, seller_id, category_id, service_name, description, unit_description, price_per_unit, currency, fulfilment,
                               status, moderation, available_units, stocked_units, min_units, max_units, inspection_s, token_lifetime_s,
                               accepted_when_spent, gateway, probe, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $11, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)",
        id.0,
        seller.0,
        new.category_id.map(|c| c.0),
        new.service_name.trim(),
        new.description.trim(),
        new.unit_description.trim(),
        new.price_per_unit.decimal(),
        new.currency,
        new.fulfilment.as_str(),
        moderation.as_str(),
        stock,
        new.min_units,
        new.max_units,
        new.inspection_s,
        new.token_lifetime_s,
        new.accepted_when_spent,
        json(new.gateway.as_ref())?,
        json(new.probe.as_ref())?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// As the database keeps it.
pub(super) fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Option<serde_json::Value>> {
    value.map(serde_json::to_value).transpose().map_err(Error::internal)
}

/// Seals the listing's secret. One that was there before is overwritten, so that nobody finds it again.
pub(super) async fn put_secret(tx: &mut Tx, goods: &Goods, (listing, owner): (ListingId, UserId), secret: &Secret) -> Result<()> {
    let (now, binding) = (tx.now, Binding::of_seller(owner, listing));
    let there = sqlx::query_scalar!(r#"select secret_id as "id: SecretId" from listings where id = $1"#, listing.0)
        .fetch_one(&mut **tx)
        .await?;
    if let Some(id) = there {
        return sealed::replace(tx, &goods.ring, now, id, &binding, secret).await;
    }
    let id = sealed::seal(tx, &goods.ring, now, &binding, secret).await?;
    sqlx::query!("update listings set secret_id = $2 where id = $1", listing.0, id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
