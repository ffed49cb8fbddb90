//! When a rating becomes visible, and that this is told exactly once.

use crate::Event;
use amanat_base::{ListingId, OrderId, Result, UserId};
use amanat_escrow::Party;
use amanat_store::{Job, Store, Tx, announce};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Ratings told in one transaction of the sweep.
const BATCH: i64 = 200;

/// Every minute: tells of the ratings whose seven days are over.
#[derive(Debug, Serialize, Deserialize)]
pub struct RevealRatings {}

impl Job for RevealRatings {
    const NAME: &'static str = "rating_sweep";
}

struct Visible {
    order: OrderId,
    by: Party,
    rater: UserId,
    rated: UserId,
    listing: Option<ListingId>,
    stars: i16,
}

/// Shows both ratings of the order as soon as there are two. The caller holds the order's lock.
pub(super) async fn when_both_have_rated(tx: &mut Tx, order: OrderId) -> Result<()> {
    let now = tx.now;
    let visible = sqlx::query_as!(
        Visible,
        r#"update order_ratings set revealed_at = least(revealed_at, $2), announced_at = $2
           where order_id = $1 and announced_at is null and (select count(*) from order_ratings where order_id = $1) = 2
           returning order_id as "order: OrderId", by_party as "by: Party", rater_id as "rater: UserId", rated_id as "rated: UserId",
                     listing_id as "listing: ListingId", stars"#,
        order.0,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    tell(tx, visible).await
}

/// Runs the sweep. Returns how many ratings became visible.
pub async fn run_reveal_ratings(store: &Store) -> Result<usize> {
    let mut revealed = 0;
    loop {
        let mut tx = store.begin().await?;
        let now = tx.now;
        let visible = sqlx::query_as!(
            Visible,
            r#"update order_ratings r set announced_at = $1
               from (select order_id, by_party from order_ratings where announced_at is null and revealed_at <= $1
                     order by revealed_at limit $2 for update skip locked) due
               where r.order_id = due.order_id and r.by_party = due.by_party
               returning r.order_id as "order: OrderId", r.by_party as "by: Party", r.rater_id as "rater: UserId",
                         r.rated_id as "rated: UserId", r.listing_id as "listing: ListingId", r.stars"#,
            now,
            BATCH,
        )
        .fetch_all(&mut *tx)
        .await?;
        let found = visible.len();
        tell(&mut tx, visible).await?;
        tx.commit().await?;
        revealed += found;
        if found < usize::try_from(BATCH).unwrap_or(usize::MAX) {
            return Ok(revealed);
        }
    }
}

async fn tell(tx: &mut Tx, visible: Vec<Visible>) -> Result<()> {
    for rating in visible {
        let event = Event::Rated {
            order: rating.order,
            by: rating.by,
            rater: rating.rater,
            rated: rating.rated,
            listing: rating.listing,
            stars: rating.stars,
        };
        announce(tx, &event).await?;
    }
    Ok(())
}

/// What all buyers together say of a listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Sum of the stars.
    pub stars: i64,
    /// How many ratings.
    pub ratings: i64,
}

/// The score of every rating of the listing that was announced. Whoever keeps a copy locks it first, then reads this and writes it whole:
/// so an event that is heard twice, or late, changes nothing.
pub async fn listing_score(conn: &mut PgConnection, listing: ListingId) -> Result<Score> {
    let score = sqlx::query_as!(
        Score,
        r#"select coalesce(sum(stars), 0) as "stars!", count(*) as "ratings!" from order_ratings
           where listing_id = $1 and announced_at is not null"#,
        listing.0
    )
    .fetch_one(conn)
    .await?;
    Ok(score)
}
