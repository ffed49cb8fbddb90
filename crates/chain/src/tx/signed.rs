//! Signed transactions: their bytes, their hash, and the check that they are what was built.

use super::UnsignedTx;
use crate::{ChainError, EvmAddress, EvmHash, Result};
use alloy::{
    consensus::{Signed, TxEip1559, TxEnvelope, transaction::SignerRecoverable},
    eips::eip2718::{Decodable2718, Encodable2718},
};

/// A signed transaction. Its hash is known, and can be stored, before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTx {
    /// Transaction hash.
    pub hash: EvmHash,
    /// Recovered sender.
    pub sender: EvmAddress,
    /// Position among the sender's transactions.
    pub nonce: u64,
    /// The bytes for `eth_sendRawTransaction`.
    pub raw: Vec<u8>,
}

impl SignedTx {
    pub(super) fn from_signed(signed: Signed<TxEip1559>, sender: EvmAddress) -> Self {
        let nonce = signed.tx().nonce;
        let hash = (*signed.hash()).into();
        Self {
            hash,
            sender,
            nonce,
            raw: TxEnvelope::Eip1559(signed).encoded_2718(),
        }
    }

    /// As hexadecimal text.
    pub fn raw_hex(&self) -> String {
        format!("0x{}", hex::encode(&self.raw))
    }

    /// Reads the bytes of a signed EIP-1559 transaction.
    pub fn parse(raw: &[u8]) -> Result<Self> {
        decode(raw).map(|(signed, sender)| Self::from_signed(signed, sender))
    }
}

fn decode(mut raw: &[u8]) -> Result<(Signed<TxEip1559>, EvmAddress)> {
    let bad = |e: String| ChainError::NotATransaction(e);
    let envelope = TxEnvelope::decode_2718(&mut raw).map_err(|e| bad(e.to_string()))?;
    if !raw.is_empty() {
        return Err(bad("bytes follow it".into()));
    }
    let sender = envelope.recover_signer().map_err(|e| bad(e.to_string()))?;
    match envelope {
        TxEnvelope::Eip1559(signed) => Ok((signed, sender.into())),
        other => Err(bad(format!("it is of type {:?}", other.tx_type()))),
    }
}

/// Reads a transaction that was signed elsewhere and refuses it unless every field and the signer are those of `built`.
pub fn check_signed(built: &UnsignedTx, raw: &[u8]) -> Result<SignedTx> {
    let (signed, sender) = decode(raw)?;
    let (got, want) = (signed.tx(), built.to_eip1559());
    let differs = [
        ("chain id", got.chain_id != want.chain_id),
        ("nonce", got.nonce != want.nonce),
        ("recipient", got.to != want.to),
        ("value", got.value != want.value),
        ("data", got.input != want.input),
        ("gas limit", got.gas_limit != want.gas_limit),
        ("max fee", got.max_fee_per_gas != want.max_fee_per_gas),
        ("priority fee", got.max_priority_fee_per_gas != want.max_priority_fee_per_gas),
        ("access list", got.access_list != want.access_list),
        ("signer", sender != built.from),
    ];
    let wrong: Vec<_> = differs.iter().filter(|(_, differs)| *differs).map(|(field, _)| *field).collect();
    if !wrong.is_empty() {
        return Err(ChainError::Mismatch(wrong.join(", ")));
    }
    Ok(SignedTx::from_signed(signed, sender))
}
