//! Somebody leaves for good: what they have on the table is taken back, and what was said to everybody is unsaid.

use crate::{
    offers::{self, OfferStatus},
    requests::{self, RequestStatus},
};
use amanat_base::{OfferId, RequestId, Result, UserId};
use amanat_escrow::Party;
use amanat_store::Tx;

/// Cancels the person's open requests and withdraws their open offers. Locks requests, then offers, as everybody does.
pub async fn take_all_back(tx: &mut Tx, user: UserId) -> Result<()> {
    let concerned = sqlx::query!(
        r#"select id as "id: RequestId", buyer_id = $1 as "own!" from purchase_requests
           where buyer_id = $1 and status = 'open' or id in (select request_id from offers where seller_id = $1 and status = 'open')
           order by id for update"#,
        user.0
    )
    .fetch_all(&mut **tx)
    .await?;
    for request in concerned.iter().filter(|request| request.own) {
        let locked = requests::lock(tx, request.id).await?;
        if locked.status == RequestStatus::Open {
            requests::cancel(tx, locked).await?;
        }
    }
    let made = sqlx::query_scalar!(
        r#"select id as "id: OfferId" from offers where seller_id = $1 and status = 'open' order by request_id, id"#,
        user.0
    )
    .fetch_all(&mut **tx)
    .await?;
    for offer in made {
        let locked = offers::lock(tx, offer).await?;
        if locked.status == OfferStatus::Open {
            offers::end_locked(tx, locked, Party::Seller).await?;
        }
    }
    Ok(())
}

/// Closes the person's shop, drops the texts that they kept, and blanks the requests of theirs that became no deal. What was offered stays: it is the other side's paper,
/// and history.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("delete from shops where owner_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from templates where owner_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "update purchase_requests set title = 'Erased request', description = '' where buyer_id = $1 and status <> 'accepted'",
        user.0
    )
    .execute(&mut **tx)
    .await?;
    requests::forget_files(tx, user).await
}
