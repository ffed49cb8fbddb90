//! The lifecycle of an escrowed deal as one table. Pure: no IO, no clock, no randomness.
//!
//! [`decide`] looks the action up in [`RULES`], asks whether this actor may, and returns the next deal, the money that moves and
//! the timer that now runs. Every state that holds money has a timer, so money can never be stuck; `tests/walk.rs` proves it.

mod deal;
mod decide;
mod graph;
mod table;

pub use deal::{Action, ActionKind, Actor, Deal, Kind, Party, Periods, State};
pub use decide::{Change, Flow, Forecast, Pot, Refusal, TimerChange, allowed, decide, forecast};
pub use graph::mermaid;
pub use table::{MAX_CHANGE_REQUESTS, Money, RULES, Rule, To, VERSION};
