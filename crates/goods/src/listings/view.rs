//! A listing as it is shown: to everybody, and with what only its seller and the admins may see.

use super::{FulfilmentKind, ListingStatus, Moderation, Probe};
use crate::gateway_settings::{GatewaySettings, Meter};
use amanat_base::{CategoryId, Code, Cursor, DateTime, Error, ListingId, Page, Price, Result, UserId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// Who sells.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingSeller {
    /// Account id.
    pub id: UserId,
    /// Public name.
    pub display_name: String,
}

/// What a listing is sorted under.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingCategory {
    /// Its id.
    pub id: CategoryId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A listing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingView {
    /// Its id.
    pub id: ListingId,
    /// Who sells.
    pub seller: ListingSeller,
    /// What it is sorted under.
    pub category: Option<ListingCategory>,
    /// What is sold, in a few words.
    pub service_name: String,
    /// What exactly is sold.
    pub description: String,
    /// What one unit is.
    pub unit_description: String,
    /// Price of one unit.
    pub price_per_unit: Price,
    /// Currency of the price.
    pub currency: String,
    /// What a buyer gets.
    pub fulfilment: FulfilmentKind,
    /// Where it stands.
    pub status: ListingStatus,
    /// Units that can be bought now.
    pub available_units: i64,
    /// Fewest units of an order.
    pub min_units: i64,
    /// Most units of an order.
    pub max_units: i64,
    /// How long a buyer may look at what came before it counts as accepted, seconds.
    pub inspection_s: i64,
    /// How long what was bought can be used, seconds.
    pub token_lifetime_s: i64,
    /// A metered order is accepted as soon as its last unit is used.
    pub accepted_when_spent: bool,
    /// What a call through the gateway counts; only of a metered listing.
    pub meter: Option<Meter>,
    /// The most that one call may count, also for what is bought now when it is raised later; only of a metered listing.
    pub max_units_per_call: Option<i64>,
    /// Calls per minute that a token may make; only of a metered listing.
    pub calls_per_minute: Option<u32>,
    /// Calls at the same time that a token may make; only of a metered listing.
    pub concurrent_calls: Option<u32>,
    /// Completed sales.
    pub sales: i64,
    /// Mean of the stars, 1 to 5 with three decimals; null without ratings.
    pub score: Option<f64>,
    /// How many ratings there are.
    pub ratings: i64,
    /// When it was written.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
    /// Only for its seller and admins.
    pub own: Option<OwnListing>,
}

/// What only the seller of a listing and admins see of it. The secret itself is shown to nobody here.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnListing {
    /// Whether the platform lets it be shown.
    pub moderation: Moderation,
    /// Why, if an admin said so.
    pub moderation_note: Option<String>,
    /// Units ever put in, less those taken out again: available + reserved + sold.
    pub stocked_units: i64,
    /// Units of orders that are not paid yet.
    pub reserved_units: i64,
    /// Units sold.
    pub sold_units: i64,
    /// A secret is there.
    pub has_secret: bool,
    /// How the gateway serves it.
    pub gateway: Option<GatewaySettings>,
    /// The test call before it goes active.
    pub probe: Option<Probe>,
    /// When the test call was made last.
    pub probed_at: Option<DateTime>,
    /// What was wrong with it; null when it passed.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub probe_failure: Option<String>,
    /// Grows with every change.
    pub version: i64,
}

pub(super) struct Row {
    pub id: ListingId,
    pub seller: UserId,
    pub seller_name: String,
    pub seller_status: String,
    pub category: Option<CategoryId>,
    pub category_slug: Option<String>,
    pub category_name: Option<String>,
    pub service_name: String,
    pub description: String,
    pub unit_description: String,
    pub price_per_unit: Price,
    pub currency: String,
    pub fulfilment: FulfilmentKind,
    pub status: ListingStatus,
    pub moderation: Moderation,
    pub moderation_note: Option<String>,
    pub available_units: i64,
    pub reserved_units: i64,
    pub sold_units: i64,
    pub stocked_units: i64,
    pub min_units: i64,
    pub max_units: i64,
    pub inspection_s: i64,
    pub token_lifetime_s: i64,
    pub accepted_when_spent: bool,
    pub gateway: Option<serde_json::Value>,
    pub probe: Option<serde_json::Value>,
    pub probed_at: Option<DateTime>,
    pub probe_failure: Option<String>,
    pub has_secret: bool,
    pub sales: i64,
    pub score: f64,
    pub stars_count: i64,
    pub version: i64,
    pub created_at: DateTime,
    pub updated_at: DateTime,
    pub stamp: i64,
}

macro_rules! listing_rows {
    ($which:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::listings::view::Row,
            r#"select l.id as "id: amanat_base::ListingId", l.seller_id as "seller: amanat_base::UserId", u.display_name as seller_name,
                      u.status as seller_status, l.category_id as "category: amanat_base::CategoryId", c.slug as "category_slug?",
                      c.name as "category_name?", l.service_name, l.description, l.unit_description,
                      l.price_per_unit as "price_per_unit: amanat_base::Price", l.currency,
                      l.fulfilment as "fulfilment: crate::FulfilmentKind", l.status as "status: crate::ListingStatus",
                      l.moderation as "moderation: crate::Moderation", l.moderation_note, l.available_units, l.reserved_units,
                      l.sold_units, l.stocked_units, l.min_units, l.max_units, l.inspection_s, l.token_lifetime_s, l.accepted_when_spent,
                      l.gateway, l.probe, l.probed_at, l.probe_failure, l.secret_id is not null as "has_secret!", l.sales,
                      l.score::float8 as "score!", l.stars_count, l.version, l.created_at, l.updated_at, l.xmin::text::bigint as "stamp!"
               from listings l join users u on u.id = l.seller_id left join categories c on c.id = l.category_id
               where "# + $which
            $(, $arg)*
        )
    };
}
pub(super) use listing_rows;

impl Row {
    /// Everybody may see it, when it isn't a draft, gone, or of somebody who may not sell.
    pub fn is_public(&self) -> bool {
        let shown = matches!(self.status, ListingStatus::Active | ListingStatus::SoldOut | ListingStatus::Paused);
        shown && self.moderation == Moderation::Approved && self.seller_status == "active"
    }

    /// As everybody may see it.
    pub fn public(self) -> Result<ListingView> {
        self.view().map(|(view, _)| ListingView { own: None, ..view })
    }

    /// As its seller and admins see it.
    pub fn own(self) -> Result<ListingView> {
        self.view().map(|(view, own)| ListingView { own: Some(own), ..view })
    }

    fn view(self) -> Result<(ListingView, OwnListing)> {
        let gateway = self.gateway.map(GatewaySettings::parse).transpose()?;
        let probe = self.probe.map(Probe::parse).transpose()?;
        let category = self.category.zip(self.category_slug).zip(self.category_name);
        let view = ListingView {
            id: self.id,
            seller: ListingSeller {
                id: self.seller,
                display_name: self.seller_name,
            },
            category: category.map(|((id, slug), name)| ListingCategory { id, slug, name }),
            service_name: self.service_name,
            description: self.description,
            unit_description: self.unit_description,
            price_per_unit: self.price_per_unit,
            currency: self.currency,
            fulfilment: self.fulfilment,
            status: self.status,
            available_units: self.available_units,
            min_units: self.min_units,
            max_units: self.max_units,
            inspection_s: self.inspection_s,
            token_lifetime_s: self.token_lifetime_s,
            accepted_when_spent: self.accepted_when_spent,
            meter: gateway.as_ref().map(|g| g.meter.clone()),
            max_units_per_call: gateway.as_ref().map(GatewaySettings::held_units),
            calls_per_minute: gateway.as_ref().map(|g| g.calls_per_minute),
            concurrent_calls: gateway.as_ref().map(|g| g.concurrent_calls),
            sales: self.sales,
            score: (self.stars_count > 0).then_some(self.score),
            ratings: self.stars_count,
            created_at: self.created_at,
            updated_at: self.updated_at,
            own: None,
        };
        let own = OwnListing {
            moderation: self.moderation,
            moderation_note: self.moderation_note,
            stocked_units: self.stocked_units,
            reserved_units: self.reserved_units,
            sold_units: self.sold_units,
            has_secret: self.has_secret,
            gateway,
            probe,
            probed_at: self.probed_at,
            probe_failure: self.probe_failure,
            version: self.version,
        };
        Ok((view, own))
    }
}

/// One listing, whoever asks.
pub(super) async fn row(conn: &mut PgConnection, id: ListingId) -> Result<Row> {
    listing_rows!("l.id = $1", id.0)
        .fetch_optional(conn)
        .await?
        .ok_or(Error::new(Code::NotFound))
}

/// One listing as its seller sees it.
pub(super) async fn own(conn: &mut PgConnection, id: ListingId) -> Result<ListingView> {
    row(conn, id).await?.own()
}

/// A page of own views, newest first, of up to `limit + 1` rows.
pub(super) fn own_page(rows: Vec<Row>, limit: i64) -> Result<Page<ListingView>> {
    let views = rows.into_iter().map(Row::own).collect::<Result<Vec<_>>>()?;
    Ok(Page::from_rows(views, limit, |view| Cursor {
        at: view.created_at,
        id: view.id.0,
    }))
}
