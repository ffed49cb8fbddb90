//! Where deals begin: categories, shops, texts to use again, purchase requests, offers and counter-offers. An accepted offer becomes an order; from there
//! on the terms are `orders`' business.

mod categories;
mod check;
mod events;
mod forget;
mod offers;
mod requests;
mod search;
mod shops;
mod templates;

pub use events::{Closed, Event};
pub use forget::{forget, take_all_back};
pub use offers::{AcceptedOffer, OfferStatus, OfferView, Revision, accept};
pub use requests::{RequestStatus, RequestView};

use amanat_web::Ctx;
use utoipa_axum::router::OpenApiRouter;

/// The routes of the marketplace.
pub fn router() -> OpenApiRouter<Ctx> {
    categories::router()
        .merge(shops::router())
        .merge(templates::router())
        .merge(requests::router())
        .merge(offers::router())
        .merge(search::router())
}
