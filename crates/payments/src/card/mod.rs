//! Payments by card: a session at the card processor instead of an address. What counts is what the processor answers when it is asked,
//! never what an event says; the answer is written in one transaction together with everything that follows from it.

mod books;
mod checkout;
mod doctor;
mod jobs;
mod look;
mod row;
mod strays;
mod webhook;

pub(crate) use books::write_off;
pub(crate) use checkout::{checkout, chosen, option};
pub(crate) use doctor::doctor;
pub use jobs::{CloseCardSession, ReconcileCards, run_close_card_session, run_reconcile_cards};
pub(crate) use jobs::{close_session, look_at_overdue};
pub(crate) use row::load;
pub(crate) use webhook::{process, router};

/// Name of the processor among the providers of deliveries.
pub(crate) const PROVIDER: &str = "stripe";
/// Shown where other payments show a network.
pub(crate) const NETWORK: &str = "Card";
/// Our keys on the processor's objects.
const PAYMENT_KEY: &str = "paymentId";
const ORDER_KEY: &str = "orderId";
/// On refunds that we ask for ourselves (written by custody).
const PAYOUT_KEY: &str = "payoutId";
