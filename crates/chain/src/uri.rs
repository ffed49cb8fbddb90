//! The text behind the QR code: EIP-681 payment requests.

use alloy::primitives::Address;
use amanat_base::Amount;

/// `ethereum:` URI that asks a wallet for exactly this payment. `token` is `None` for the native coin.
pub fn payment_uri(chain_id: u64, token: Option<Address>, to: Address, amount: Amount) -> String {
    let to = to.to_checksum(None);
    match token {
        Some(token) => format!(
            "ethereum:{}@{chain_id}/transfer?address={to}&uint256={amount}",
            token.to_checksum(None)
        ),
        None => format!("ethereum:{to}@{chain_id}?value={amount}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::address;

    #[test]
    fn asks_for_tokens_and_for_native_coin() {
        let to = address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        let token = address!("0x5FbDB2315678afecb367f032d93F642f64180aa3");
        assert_eq!(
            payment_uri(31337, Some(token), to, Amount::from_u128(1_500_000)),
            "ethereum:0x5FbDB2315678afecb367f032d93F642f64180aa3@31337/transfer?address=0x70997970C51812dc3A010C7d01b50e0d17dc79C8&uint256=1500000"
        );
        assert_eq!(
            payment_uri(1, None, to, Amount::from_u128(7)),
            "ethereum:0x70997970C51812dc3A010C7d01b50e0d17dc79C8@1?value=7"
        );
    }
}
