//! Deposit addresses from an extended public key (BIP-32/44). The server that receives holds no private key.

use crate::{ChainError, Result};
use alloy::primitives::Address;
use coins_bip32::{
    enc::{MainnetEncoder, XKeyEncoder},
    primitives::XKeyInfo,
    xkeys::{Parent, XPub},
};

/// Where deposit keys live below the wallet's root; the index comes after it.
pub const DEPOSIT_PATH: &str = "m/44'/60'/0'/0";
/// Where the treasury key lives.
pub const TREASURY_PATH: &str = "m/44'/60'/0'/1/0";

/// An extended public key from which deposit addresses are derived.
#[derive(Clone, Debug)]
pub struct DepositKey(XPub);

impl DepositKey {
    /// Reads an `xpub…` of the account (`m/44'/60'/0'`) or of its external chain (`m/44'/60'/0'/0`). A private key is refused
    /// without being repeated in the message.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.starts_with("xprv") {
            return Err(ChainError::Key("this is a private key; configure the xpub instead".into()));
        }
        let xpub = MainnetEncoder::xpub_from_base58(text).map_err(|e| ChainError::Key(format!("not an xpub: {e}")))?;
        let info: &XKeyInfo = xpub.as_ref();
        match info.depth {
            3 => Ok(Self(derive(&xpub, 0)?)),
            4 => Ok(Self(xpub)),
            depth => Err(ChainError::Key(format!(
                "the xpub must be of m/44'/60'/0' (depth 3) or {DEPOSIT_PATH} (depth 4), this one has depth {depth}"
            ))),
        }
    }

    /// The deposit address at `index` (below 2³¹).
    pub fn address(&self, index: u32) -> Result<Address> {
        Ok(address_of(&derive(&self.0, index)?))
    }

    /// The key of the external chain as text.
    pub fn to_xpub(&self) -> Result<String> {
        MainnetEncoder::xpub_to_base58(&self.0).map_err(|e| ChainError::Key(e.to_string()))
    }

    pub(crate) fn from_chain_key(xpub: XPub) -> Self {
        Self(xpub)
    }
}

fn derive(xpub: &XPub, index: u32) -> Result<XPub> {
    xpub.derive_child(index).map_err(|e| ChainError::Key(format!("index {index}: {e}")))
}

fn address_of(xpub: &XPub) -> Address {
    let key: &coins_bip32::ecdsa::VerifyingKey = xpub.as_ref();
    Address::from_public_key(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use coins_bip32::xkeys::XPriv;

    const JUNK: &str = "test test test test test test test test test test test junk";

    fn junk(path: &str) -> XPriv {
        coins_bip39::Mnemonic::<coins_bip39::English>::new_from_phrase(JUNK)
            .and_then(|m| m.derive_key(path, None))
            .expect("the well-known phrase")
    }

    fn xpub(path: &str) -> String {
        MainnetEncoder::xpub_to_base58(&junk(path).verify_key()).expect("encodes")
    }

    #[test]
    fn the_well_known_phrase_gives_the_well_known_accounts() {
        let known = [
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        ];
        for path in ["m/44'/60'/0'", DEPOSIT_PATH] {
            let key = DepositKey::parse(&xpub(path)).expect("an xpub");
            for (i, expected) in known.iter().enumerate() {
                let address = key.address(u32::try_from(i).expect("small")).expect("derives");
                assert_eq!(address.to_checksum(None), *expected, "{path} {i}");
            }
            assert_eq!(key.to_xpub().expect("encodes"), xpub(DEPOSIT_PATH));
        }
    }

    #[test]
    fn bip32_vector_1_public_derivation() {
        // BIP-32 test vector 1: m/0'/1/2' and its public child 2.
        let parent = "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5";
        let child = "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV";
        let key = MainnetEncoder::xpub_from_base58(parent).expect("vector");
        assert_eq!(
            MainnetEncoder::xpub_to_base58(&derive(&key, 2).expect("derives")).expect("encodes"),
            child
        );
    }

    #[test]
    fn wrong_keys_are_refused() {
        let private = MainnetEncoder::xpriv_to_base58(&junk(DEPOSIT_PATH)).expect("encodes");
        let refused = DepositKey::parse(&private).expect_err("private");
        assert!(!refused.to_string().contains(&private), "the message must not repeat the key");
        assert!(DepositKey::parse(&xpub("m")).is_err(), "depth 0");
        assert!(DepositKey::parse(&xpub("m/44'/60'/0'/0/3")).is_err(), "depth 5");
        assert!(DepositKey::parse("xpub nonsense").is_err());
        assert!(
            DepositKey::parse(&xpub(DEPOSIT_PATH)).expect("ok").address(1 << 31).is_err(),
            "hardened index"
        );
    }
}
