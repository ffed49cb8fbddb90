//! What the card rail needs besides the steps of a payout: connected accounts, the payments that can be refunded, preferences, and
//! what the card processor tells us of its own accord.

mod accounts;
mod hear;
mod preferences;
mod refundable;

pub use accounts::{CardAccountLink, CardAccountView};
pub(crate) use accounts::{NO_ACCOUNT, Recipient, due_accounts, ready_account, refresh};
pub use hear::hear_card_event;
pub use preferences::PayoutPreferences;
pub(crate) use preferences::is_automatic;
pub(crate) use refundable::{Refundable, intent_for, lock_order};

use amanat_web::Ctx;
use utoipa_axum::router::OpenApiRouter;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().merge(accounts::router()).merge(preferences::router())
}
