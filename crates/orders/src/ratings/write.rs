//! Rating an order.

use super::{BLIND, OrderRatings, TIME_TO_RATE, read::of_order, reveal};
use crate::{Order, order::lock};
use amanat_base::{Code, Error, OrderId, Result, Time};
use amanat_escrow::{Party, State};
use amanat_store::{
    Tx,
    constraint::{self, Rule},
};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Path, ok};
use axum::extract::State as Context;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// What one side says of the other.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRating {
    /// 1 (bad) to 5 (very good).
    #[garde(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub stars: i16,
    /// In words; 1 to 2,000 characters.
    #[garde(inner(length(chars, min = 1, max = 2000)))]
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: Option<String>,
}

/// Rates the other side of a completed or decided order: once, within 60 days. It shows when both sides have rated, or after 7 days.
#[utoipa::path(post, path = "/api/orders/{id}/ratings", tag = "ratings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = NewRating, responses((status = 200, body = Envelope<OrderRatings>)))]
pub(super) async fn rate_order(
    ctx: Context<Ctx>,
    caller: Caller,
    Path(id): Path<OrderId>,
    Json(body): Json<NewRating>,
) -> Answer<OrderRatings> {
    let mut tx = ctx.store.begin().await?;
    // The order's lock: two sides that rate in the same moment each see whether the other did.
    let order = lock(&mut tx, id).await?;
    let by = order.party(caller.user).ok_or(Error::new(Code::NotFound))?;
    let now = tx.now;
    if time_to_rate(&mut tx, &order).await?.is_none_or(|until| now > until) {
        return Err(Code::ActionNotAllowed
            .say("An order is rated after it was completed or decided, within 60 days.")
            .into());
    }
    insert(&mut tx, &order, by, &body).await?;
    reveal::when_both_have_rated(&mut tx, id).await?;
    let ratings = of_order(&mut tx, &caller, &order, now).await?;
    tx.commit().await?;
    ok(ratings)
}

/// Until when the order may be rated; `None` when it has not ended in a way that is rated.
pub(super) async fn time_to_rate(conn: &mut PgConnection, order: &Order) -> Result<Option<Time>> {
    if !matches!(order.deal.state, State::Completed | State::Resolved) {
        return Ok(None);
    }
    let ended = sqlx::query_scalar!(
        "select max(at) from order_timeline where order_id = $1 and to_state = $2",
        order.id.0,
        order.deal.state.as_str()
    )
    .fetch_one(conn)
    .await?;
    Ok(ended.map(|at| at + TIME_TO_RATE))
}

async fn insert(tx: &mut Tx, order: &Order, by: Party, rating: &NewRating) -> Result<()> {
    let comment = rating.comment.as_deref().map(str::trim);
    if comment.is_some_and(str::is_empty) {
        return Err(Error::invalid("comment", "must not be blank"));
    }
    let (rater, rated) = match by {
        Party::Buyer => (order.terms.buyer, order.terms.seller),
        Party::Seller => (order.terms.seller, order.terms.buyer),
    };
    let units = order.terms.units.as_ref().filter(|_| by == Party::Buyer);
    let now = tx.now;
    sqlx::query!(
        r#"insert into order_ratings (order_id, by_party, rater_id, rated_id, listing_id, stars, comment, created_at, revealed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#,
        order.id.0,
        by.as_str(),
        rater.0,
        rated.0,
        units.map(|units| units.listing.0),
        rating.stars,
        comment,
        now,
        now + BLIND,
    )
    .execute(&mut **tx)
    .await
    .map_err(|e| {
        let once = Rule {
            constraint: "order_ratings_pkey",
            code: Code::AlreadyRated,
            path: "stars",
        };
        constraint::translate(e, &[once])
    })?;
    Ok(())
}
