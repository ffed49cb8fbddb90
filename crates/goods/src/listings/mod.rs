//! Listings: what sellers put on sale by the unit.

mod browse;
mod cache;
mod change;
mod check;
mod codes;
mod create;
mod facets;
mod forget;
mod kinds;
mod lock;
mod moderate;
mod narrow;
mod place;
mod probe;
mod restock;
mod score;
mod status;
mod view;

pub use forget::{forget, take_all_off};
pub use kinds::{FulfilmentKind, ListingStatus, Moderation};
pub use probe::{Probe, ProbeMethod};
pub use score::score;
pub use view::{ListingCategory, ListingSeller, ListingView, OwnListing};

use amanat_web::Ctx;
use axum::Extension;
use cache::ResponseCache;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of listings, with this process's cache of public answers.
pub(crate) fn router(goods: &crate::Goods) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(browse::list_listings, create::create_listing))
        .routes(routes!(browse::list_my_listings))
        .routes(routes!(facets::get_listing_facets))
        .routes(routes!(browse::get_listing, change::change_listing))
        .routes(routes!(status::change_listing_status))
        .routes(routes!(restock::change_listing_stock))
        .routes(routes!(codes::replace_listing_secret))
        .routes(routes!(probe::probe_listing))
        .routes(routes!(moderate::list_listings_to_moderate))
        .routes(routes!(moderate::moderate_listing))
        .merge(codes::router())
        .layer(Extension(Arc::new(ResponseCache::new(goods.store.pool.clone()))))
        .layer(Extension(goods.clone()))
}
