//! Stripe over HTTP: Checkout Sessions, refunds, transfers, and the signature of its webhooks. Translates, decides nothing.
//!
//! Amounts are Stripe's: integers in the currency's minor unit. Every creating call takes an idempotency key; after
//! `CARD_RAIL_UNAVAILABLE` nobody knows whether it took effect, and repeating it with the same key is safe.

mod client;
mod connect;
mod event;
mod failure;
mod form;
mod lists;
mod objects;
mod payments;
mod sessions;
mod signature;
mod status;

pub use client::Stripe;
pub use connect::{NewAccount, NewTransfer};
pub use event::Event;
pub use failure::{Refused, Unavailable};
pub use objects::{Account, Charge, Dispute, Metadata, PaymentIntent, Refund, Reversal, Session, Transfer};
pub use payments::NewRefund;
pub use sessions::NewSession;
pub use signature::{SIGNATURE_HEADER, TOLERANCE_S};
pub use status::{Capability, ChargeStatus, DisputeStatus, IntentStatus, PaymentStatus, RefundStatus, SessionStatus};
