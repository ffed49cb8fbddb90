//! A listing's score, as its buyers' ratings say.

use amanat_base::{ListingId, Result};
use amanat_store::Tx;

/// Takes over what the ratings say by now; harmless at any time and any number of times.
pub async fn score(tx: &mut Tx, listing: ListingId) -> Result<()> {
    sqlx::query!("select 1 as one from listings where id = $1 for update", listing.0)
        .fetch_optional(&mut **tx)
        .await?;
    let score = amanat_orders::listing_score(tx, listing).await?;
    sqlx::query!(
        "update listings set stars_sum = $2, stars_count = $3 where id = $1",
        listing.0,
        score.stars,
        score.ratings
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
