//! What the card processor tells us of its own accord about money out. It only makes us look sooner: whatever is said is looked up.

use super::refresh;
use crate::{Custody, payouts};
use amanat_base::{DeliveryId, PayoutId, Result, UserId};
use amanat_store::{Store, deliveries};
use amanat_stripe::Event;

/// Name of the processor among the providers of deliveries.
const PROVIDER: &str = "stripe";

/// Looks at the payout or account that a stored delivery is about. Call it before the delivery is marked as done; harmless for any
/// other delivery, and when called twice.
pub async fn hear_card_event(custody: &Custody, store: &Store, delivery: DeliveryId) -> Result<()> {
    let delivery = deliveries::load(&mut *store.pool.acquire().await?, delivery).await?;
    if delivery.processed || delivery.provider != PROVIDER || custody.stripe.is_none() {
        return Ok(());
    }
    let Ok(event) = Event::parse(&delivery.body) else { return Ok(()) };
    match event.kind.split('.').next().unwrap_or_default() {
        "account" | "capability" => {
            let account = event.account.as_deref().unwrap_or_else(|| event.object_id());
            let user = sqlx::query_scalar!(
                r#"select user_id as "id: UserId" from card_accounts where account_id = $1"#,
                account
            );
            if let Some(user) = user.fetch_optional(&store.pool).await? {
                refresh(custody, store, user).await?;
            }
        }
        "refund" | "transfer" | "charge" => {
            let payout = sqlx::query_scalar!(
                r#"select id as "id: PayoutId" from payouts where card_reference = $1"#,
                event.object_id()
            );
            if let Some(payout) = payout.fetch_optional(&store.pool).await? {
                payouts::step(custody, store, payout).await?;
            }
        }
        _ => {}
    }
    Ok(())
}
