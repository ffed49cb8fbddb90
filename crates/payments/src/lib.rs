//! Money in: checkout with an address of its own per payment, reports of scanners, the safety check against the chain, matching of
//! what came with what was asked for, and the inbox of what doesn't match.
//!
//! Flow: `callback` stores a report → [`process_delivery`] → `safety` asks the chain → one transaction: deposit row, `matching` (ledger,
//! order, case), events. [`CheckDeposit`] does the same by itself until a deposit is final, so a lost or lying report changes nothing.
//! By card (`card`): a session at the processor instead of an address; a webhook is stored → the processor is asked how things stand →
//! one transaction, as above.
//! Locks are taken in the order: order, payment, case, ledger accounts.

mod admin;
mod callback;
mod card;
mod cases;
mod checkout;
mod close;
mod deposit;
pub mod doctor;
mod events;
mod exceptions;
mod jobs;
mod matching;
mod payment;
mod safety;
mod service;
mod view;

pub use admin::{AdminAsset, AdminNetwork, AwaitingView, PublicNetwork, Thresholds};
pub use callback::{CallbackAnswer, PROVIDER, process_delivery};
pub use card::{CloseCardSession, ReconcileCards, run_close_card_session, run_reconcile_cards};
pub use cases::{Action, CaseKind, CaseStatus, Proposal};
pub use checkout::{CheckoutRequest, PaymentOption};
pub use close::order_closed;
pub use deposit::DepositStatus;
pub use events::{About, CaseFreed, Event};
pub use exceptions::{CaseView, ProposeRequest};
pub use jobs::{CheckDeposit, SweepPayments, run_check_deposit, run_payment_sweep};
pub use payment::{Rail, Status};
pub use service::Payments;
pub use view::{PaymentView, Progress, TransferView};

use amanat_web::Ctx;
use axum::Extension;
use utoipa_axum::router::OpenApiRouter;

/// The routes of payments.
pub fn router(payments: Payments) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .merge(checkout::router())
        .merge(view::router())
        .merge(callback::router())
        .merge(card::router())
        .merge(exceptions::router())
        .merge(admin::router())
        .layer(Extension(payments))
}
