//! Money out: payout instructions, four eyes, signers, sweeps of derived addresses, and every transaction that we send.
//!
//! An instruction is written down with its cause, goes through approval, and is then driven by small steps. Each step is its own
//! transaction and reads the state again; what could be sent is stored before it is sent, under a nonce that is taken once. So a crash
//! between any two steps repeats a step, never a payment.

mod admin;
mod cards;
mod config;
mod desk;
pub mod doctor;
mod events;
mod failpoint;
mod forget;
mod jobs;
mod limits;
mod money;
mod outgoing;
mod payouts;
mod routes;
mod signing;
mod sweeps;
mod watch;

pub use cards::{CardAccountLink, CardAccountView, PayoutPreferences, hear_card_event};
pub use config::Custody;
pub use events::Event;
pub use forget::forget;
pub use jobs::{AddressChanged, DriveDue, DrivePayout, DriveSweep, PlanSweeps};
pub use jobs::{run_address_changed, run_drive_due, run_drive_payout, run_drive_sweep, run_plan_sweeps};
pub use outgoing::{Outgoing, OutgoingState, Purpose};
pub use payouts::{Instruct, Payout, PayoutKind, PayoutState, Step, WaitingCode, address_changed, instruct, load, step, step_once};
pub use routes::router;
pub use sweeps::{Sweep, SweepState};
