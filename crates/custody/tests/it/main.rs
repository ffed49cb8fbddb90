//! Money out against a real database and a real development node.

mod approvals;
mod cards;
mod context;
mod crashes;
mod desk;
mod elsewhere;
mod faults;
mod payouts;
mod sweeping;
mod world;
