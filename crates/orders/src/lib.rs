//! Orders: frozen terms, and the lifecycle shell over the pure table in `escrow`.
//!
//! [`act`] is the only writer of an order's state: it locks the row, asks the table, posts the money, sets the timer, writes the
//! timeline and announces, all in the caller's transaction.

mod act;
mod create;
pub mod doctor;
mod events;
mod fees;
mod jobs;
mod order;
mod routes;
mod terms;

pub use act::{Acted, By, act, fund, hold, reverse, unhold};
pub use create::{NewOrder, create};
pub use events::{Event, Freed};
pub use fees::{FeeQuote, fee_for};
pub use jobs::{OrderTimer, SweepTimers, run_due_timers, run_order_timer};
pub use order::{Order, load, lock};
pub use routes::{ActionRequest, IfNobodyActs, OrderView, router};
pub use terms::{BaseUnits, MilestoneTerm, Origin, Terms};
