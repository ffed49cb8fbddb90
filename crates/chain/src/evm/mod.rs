//! What a node says, reduced to what we use: blocks, logs, receipts and the transfers in them.

mod block;
pub mod quantity;
mod reads;
mod transfer;

pub use block::{Block, BlockTx, Header, Index, Log, Receipt};
pub(crate) use reads::{agreed_header, agreed_receipt, balance_of, native_balance};
pub use reads::{block_by_number, block_number, head_hash, header_by_number, index_by_number, logs_of_block, logs_of_range, receipt};
pub use transfer::{TRANSFER_TOPIC, Transfer, native_transfers, token_transfers};
