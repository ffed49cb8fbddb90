//! Ratings: each side of a finished deal says once what the other was like. Neither reads the other's before both have spoken or a
//! week has passed, so nobody answers a rating with a rating.

mod read;
mod reveal;
mod write;

pub use read::{OrderRatings, RatingView, RatingsPage};
pub use reveal::{RevealRatings, Score, listing_score, run_reveal_ratings};
pub use write::NewRating;

use amanat_web::Ctx;
use chrono::TimeDelta;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a side may think about its rating, from the end of the deal.
const TIME_TO_RATE: TimeDelta = TimeDelta::days(60);
/// How long a rating waits for the other side's.
const BLIND: TimeDelta = TimeDelta::days(7);

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(read::list_order_ratings, write::rate_order))
        .routes(routes!(read::list_listing_ratings))
        .routes(routes!(read::list_user_ratings))
}
