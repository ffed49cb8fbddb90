//! The whole platform: journeys on real parts, faults, the route table, and the tidiness of the tree.

mod attacks;
mod edges;
mod faults;
mod journeys;
mod money;
