//! Building a transfer: nonce from the caller, gas from the node, fees with room for the base fee to rise.

use crate::{ChainError, EvmAddress, Pool, Result, evm::quantity};
use alloy::{
    consensus::{SignableTransaction, TxEip1559},
    primitives::{Address, B256, Bytes, TxKind, U256},
};
use amanat_base::Amount;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Gas of a native transfer to somebody who has no code.
const PLAIN_GAS: u64 = 21_000;
/// What a recipient with code may use on top: enough for the usual wallets.
const MOST_GAS_OF_RECIPIENT: u64 = 100_000;

/// What to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Token contract; `None` for native coin.
    pub token: Option<Address>,
    /// Who gets it.
    pub to: Address,
    /// In the smallest unit.
    pub amount: Amount,
}

/// Fees of an EIP-1559 transaction, in wei per gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fees {
    /// Most that is paid in all.
    pub max_fee_per_gas: u128,
    /// Tip for the block's producer.
    pub max_priority_fee_per_gas: u128,
}

/// A transaction that is ready to be signed, by us or elsewhere. As JSON it is the download of a `build-only` signer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnsignedTx {
    /// EIP-155 id.
    pub chain_id: u64,
    /// Whose key must sign.
    pub from: EvmAddress,
    /// Position among the transactions of `from`.
    pub nonce: u64,
    /// Contract that is called (token), or recipient (native).
    pub to: EvmAddress,
    /// Native coin sent, in wei.
    pub value: Amount,
    /// Call data, hex.
    #[schema(value_type = String)]
    pub input: Bytes,
    /// Most gas that may be used.
    pub gas_limit: u64,
    /// Wei per gas, as a decimal string.
    #[serde(with = "decimal")]
    #[schema(value_type = String)]
    pub max_fee_per_gas: u128,
    /// Wei per gas, as a decimal string.
    #[serde(with = "decimal")]
    #[schema(value_type = String)]
    pub max_priority_fee_per_gas: u128,
    /// For the person who signs: token that moves, null for native coin.
    pub token: Option<EvmAddress>,
    /// For the person who signs: who gets it.
    pub recipient: EvmAddress,
    /// For the person who signs: how much, in the smallest unit.
    pub amount: Amount,
}

impl UnsignedTx {
    /// The consensus form.
    pub fn to_eip1559(&self) -> TxEip1559 {
        TxEip1559 {
            chain_id: self.chain_id,
            nonce: self.nonce,
            gas_limit: self.gas_limit,
            max_fee_per_gas: self.max_fee_per_gas,
            max_priority_fee_per_gas: self.max_priority_fee_per_gas,
            to: TxKind::Call(self.to.0),
            value: self.value.0,
            access_list: Default::default(),
            input: self.input.clone(),
        }
    }

    /// The bytes whose keccak256 is signed: `0x02 ‖ rlp(fields)`.
    pub fn signing_payload(&self) -> Vec<u8> {
        self.to_eip1559().encoded_for_signing()
    }

    /// keccak256 of [`Self::signing_payload`].
    pub fn signing_hash(&self) -> B256 {
        self.to_eip1559().signature_hash()
    }

    /// Most that gas can cost, in wei.
    pub fn max_gas_cost(&self) -> Amount {
        Amount(U256::from(self.gas_limit) * U256::from(self.max_fee_per_gas))
    }

    /// What a `build-only` signer downloads: every field, and the payload and hash to sign.
    pub fn export(&self) -> serde_json::Value {
        let mut export = json!(self);
        export["type"] = json!("0x2");
        export["signingPayload"] = json!(format!("0x{}", hex::encode(self.signing_payload())));
        export["signingHash"] = json!(self.signing_hash());
        export
    }
}

/// Builds a transfer from `from` with this nonce: gas estimated (with a fifth to spare), fees as suggested.
/// `Refused` when the transfer would fail now, for example for lack of balance, or when the recipient of native coin is a contract
/// that would burn our gas.
pub async fn build(pool: &Pool, from: Address, nonce: u64, what: &Outgoing) -> Result<UnsignedTx> {
    let fees = suggest_fees(pool).await?;
    let (to, value, input) = parts(what);
    let gas = estimate(pool, &call_of(from, what)).await?;
    if what.token.is_none() && gas != PLAIN_GAS {
        refuse_greed(pool, from, gas).await?;
    }
    Ok(UnsignedTx {
        chain_id: pool.chain_id(),
        from: from.into(),
        nonce,
        to: to.into(),
        value: Amount(value),
        input,
        // A plain native transfer costs exactly 21000: no room to spare, so that a sweep can send the rest to the last wei.
        gas_limit: if gas == PLAIN_GAS { gas } else { gas + gas / 5 },
        max_fee_per_gas: fees.max_fee_per_gas,
        max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
        token: what.token.map(Into::into),
        recipient: what.to.into(),
        amount: what.amount,
    })
}

fn parts(what: &Outgoing) -> (Address, U256, Bytes) {
    match what.token {
        Some(token) => (token, U256::ZERO, transfer_input(what.to, what.amount.0)),
        None => (what.to, what.amount.0, Bytes::new()),
    }
}

/// The transfer as a node is asked about it.
pub(super) fn call_of(from: Address, what: &Outgoing) -> serde_json::Value {
    let (to, value, input) = parts(what);
    json!({"from": from, "to": to, "value": format!("{value:#x}"), "data": input})
}

async fn estimate(pool: &Pool, call: &serde_json::Value) -> Result<u64> {
    let text: String = pool.call("eth_estimateGas", json!([call])).await?;
    quantity::u64_from_hex(&text).ok_or_else(|| ChainError::Inconsistent(format!("gas estimate {text:?}")))
}

/// The recipient's contract runs at the sender's cost, so it may not ask for much. What a plain transfer costs is asked of the node:
/// on some networks it is more than elsewhere.
async fn refuse_greed(pool: &Pool, from: Address, gas: u64) -> Result<()> {
    let plain = estimate(pool, &json!({"from": from, "to": from, "value": "0x0"})).await?;
    if gas <= plain.saturating_add(MOST_GAS_OF_RECIPIENT) {
        return Ok(());
    }
    Err(ChainError::Refused {
        code: 0,
        message: format!("the recipient is a contract that wants {gas} gas"),
    })
}

fn transfer_input(to: Address, amount: U256) -> Bytes {
    let mut input = vec![0xa9, 0x05, 0x9c, 0xbb];
    input.extend_from_slice(to.into_word().as_slice());
    input.extend_from_slice(&amount.to_be_bytes::<32>());
    input.into()
}

/// Fees that get into one of the next blocks: twice the base fee and the node's tip (at least 1 gwei where the node has none).
pub async fn suggest_fees(pool: &Pool) -> Result<Fees> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct BaseFee {
        base_fee_per_gas: Option<String>,
    }
    let block: BaseFee = pool.call("eth_getBlockByNumber", json!(["latest", false])).await?;
    let base = block
        .base_fee_per_gas
        .as_deref()
        .and_then(quantity::u256_from_hex)
        .unwrap_or_default()
        .saturating_to::<u128>();
    let tip = match pool.call::<String>("eth_maxPriorityFeePerGas", json!([])).await {
        Ok(text) => quantity::u256_from_hex(&text).map(|t| t.saturating_to::<u128>()),
        Err(ChainError::Refused { .. }) => None,
        Err(e) => return Err(e),
    };
    let tip = tip.unwrap_or(1_000_000_000);
    Ok(Fees {
        max_fee_per_gas: base.saturating_mul(2).saturating_add(tip),
        max_priority_fee_per_gas: tip,
    })
}

/// The same transaction with higher fees, so that it replaces the stuck one: each fee rises by at least an eighth
/// (12.5 %, more than any node's least bump of 10 %), or to what is suggested now if that is more.
pub fn bump(stuck: &UnsignedTx, now: Fees) -> UnsignedTx {
    let raise = |fee: u128| fee + fee.div_ceil(8).max(1);
    let tip = raise(stuck.max_priority_fee_per_gas).max(now.max_priority_fee_per_gas);
    UnsignedTx {
        max_priority_fee_per_gas: tip,
        max_fee_per_gas: raise(stuck.max_fee_per_gas).max(now.max_fee_per_gas).max(tip),
        ..stuck.clone()
    }
}

mod decimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(n: &u128, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(n)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<u128, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}
