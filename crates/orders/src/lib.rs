//! Orders: frozen terms, and the lifecycle shell over the pure table in `escrow`.
//!
//! [`act`] is the only writer of an order's state: it locks the row, asks the table, posts the money, sets the timer, writes the
//! timeline and announces, all in the caller's transaction.

mod act;
mod create;
pub mod doctor;
mod events;
mod fees;
mod insert;
mod jobs;
mod order;
mod ratings;
mod routes;
mod terms;

pub use act::{Acted, By, act, fund, hold, reverse, unhold};
pub use create::{NewOrder, Pay, create, create_all};
pub use events::{Event, Freed};
pub use fees::{FeeQuote, FeeRule, fee_for, fee_rule};
pub use jobs::{OrderTimer, SweepTimers, due_timers, run_due_timers, run_order_timer};
pub use order::{Order, load, lock};
pub use ratings::{NewRating, OrderRatings, RatingView, RatingsPage, RevealRatings, Score, listing_score, run_reveal_ratings};
pub use routes::{ActionRequest, DisputeCase, DisputeLine, IfNobodyActs, OrderView, router};
pub use terms::{BaseUnits, MilestoneTerm, Origin, Terms, UnitTerms};
