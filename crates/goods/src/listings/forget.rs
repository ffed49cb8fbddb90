//! A seller leaves for good: their listings go off sale, say nothing more, and keep no secret.

use super::ListingStatus;
use crate::{Event, Goods, sealed};
use amanat_base::{ListingId, Result, UserId};
use amanat_store::{Tx, announce};

/// Takes all of a person's listings off sale for good, whatever roles they have.
pub async fn take_all_off(tx: &mut Tx, seller: UserId) -> Result<()> {
    let now = tx.now;
    let gone = sqlx::query!(
        r#"with mine as (select id from listings where seller_id = $1 and status <> 'removed' order by id for update)
           update listings l set status = 'removed', version = version + 1, updated_at = $2 from mine where l.id = mine.id
           returning l.id as "id: ListingId", l.service_name"#,
        seller.0,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    for listing in gone {
        let event = Event::ListingStatusChanged {
            listing: listing.id,
            seller,
            service_name: listing.service_name,
            status: ListingStatus::Removed,
        };
        announce(tx, &event).await?;
    }
    Ok(())
}

/// Blanks the person's removed listings and destroys what they had to sell. Buyers keep the copies that were sealed for their orders.
pub async fn forget(goods: &Goods, tx: &mut Tx, seller: UserId) -> Result<()> {
    let now = tx.now;
    sealed::blank_all(tx, &goods.ring, now, seller).await?;
    sqlx::query!(
        "update listings
         set description = '', unit_description = '', moderation_note = null, gateway = null, probe = null, probed_at = null,
             probe_failure = null, version = version + 1, updated_at = $2,
             service_name = case when exists (select from purchases p where p.listing_id = listings.id) then service_name else 'Erased listing' end
         where seller_id = $1",
        seller.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
