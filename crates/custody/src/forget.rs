//! Somebody leaves for good: how they want to be paid is forgotten. Payouts stay, with where they went.

use amanat_base::{Result, UserId};
use amanat_store::Tx;

/// Forgets a person's link to the card processor and their preferences. Nothing may be on its way to them.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("delete from card_accounts where user_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from payout_preferences where user_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
