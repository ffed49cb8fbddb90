//! EVM chains: networks and tokens, RPC with failover, decoding, the safety check of a transfer, HD derivation, building,
//! signing and broadcasting transactions, and the signed callbacks between scanner and server.
//!
//! Knows nothing of orders or payments. Nothing here holds a database transaction open while it asks a node.

mod address;
pub mod callback;
mod chains;
pub mod devnet;
mod error;
pub mod evm;
pub mod hd;
pub mod registry;
pub mod rpc;
pub mod tx;
mod uri;
mod verify;

pub use address::{EvmAddress, EvmHash};
pub use chains::Chains;
pub use error::{ChainError, Result};
pub use rpc::{EndpointHealth, Policy, Pool};
pub use uri::payment_uri;
pub use verify::{Expected, Verification, Verified, VerifiedTransfer, verify_transfer};
