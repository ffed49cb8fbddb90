//! Chains for tests: a real development node ([`anvil`]) and a JSON-RPC proxy that lies about it ([`rpc_liar`]).
//!
//! A crate of its own, so that the tests of `chain` and `scanner` need not build the whole platform; `testkit` re-exports it.

pub mod anvil;
pub mod contract;
pub mod rpc_liar;

pub use anvil::Anvil;
pub use rpc_liar::{Liar, Lies};
