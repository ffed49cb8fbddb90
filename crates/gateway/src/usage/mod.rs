//! What was used: for the buyer and the seller of a token, and for the seller of a listing.

mod hours;
mod listing;
mod token;

use amanat_web::Ctx;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes that show use; part of the contract.
pub fn usage_router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(token::get_token_usage))
        .routes(routes!(listing::get_listing_usage))
}
