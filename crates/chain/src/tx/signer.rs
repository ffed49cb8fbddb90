//! Who signs. `Local` holds a mnemonic from a key file (development, small hot wallets); `BuildOnly` holds no key at all.

use super::{SignedTx, UnsignedTx};
use crate::{
    ChainError, Result,
    hd::{DEPOSIT_PATH, DepositKey, TREASURY_PATH},
};
use alloy::{
    consensus::SignableTransaction,
    primitives::Address,
    signers::{SignerSync, local::PrivateKeySigner},
};
use coins_bip32::xkeys::{Parent, XPriv};
use std::path::Path;

/// Which key is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRef {
    /// The treasury, from which payouts are sent and into which sweeps go.
    Treasury,
    /// The deposit address at this index.
    Deposit(u32),
}

/// Signs, or says that somebody else must.
#[derive(Debug)]
pub enum Signer {
    /// Keys on this machine.
    Local(LocalKeys),
    /// Transactions are only built; `treasury` is the address that they are sent from.
    BuildOnly {
        /// From configuration.
        treasury: Address,
    },
}

/// The keys of a mnemonic. `Debug` shows none of them.
pub struct LocalKeys {
    deposits: Box<XPriv>,
    treasury: Box<PrivateKeySigner>,
}

impl std::fmt::Debug for LocalKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalKeys")
            .field("treasury", &self.treasury.address())
            .finish_non_exhaustive()
    }
}

impl LocalKeys {
    /// From a BIP-39 phrase without password.
    pub fn from_phrase(phrase: &str) -> Result<Self> {
        // The library's errors may repeat words of the phrase; they stay inside.
        let bad = || ChainError::Key("the key file does not hold a BIP-39 phrase".into());
        let words = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
        let phrase = coins_bip39::Mnemonic::<coins_bip39::English>::new_from_phrase(&words).map_err(|_| bad())?;
        let deposits = phrase.derive_key(DEPOSIT_PATH, None).map_err(|_| bad())?;
        let treasury = signer(&phrase.derive_key(TREASURY_PATH, None).map_err(|_| bad())?)?;
        Ok(Self {
            deposits: Box::new(deposits),
            treasury: Box::new(treasury),
        })
    }

    /// From a file that holds the phrase and, on Unix, is closed to group and others.
    pub fn from_file(path: &Path) -> Result<Self> {
        let unreadable = |e: std::io::Error| ChainError::Key(format!("{}: {e}", path.display()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path).map_err(unreadable)?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(ChainError::Key(format!(
                    "{} must be readable by its owner only (chmod 600)",
                    path.display()
                )));
            }
        }
        Self::from_phrase(&std::fs::read_to_string(path).map_err(unreadable)?)
    }

    /// The public half of the deposit keys.
    pub fn deposit_key(&self) -> DepositKey {
        DepositKey::from_chain_key(self.deposits.verify_key())
    }

    fn key(&self, which: KeyRef) -> Result<PrivateKeySigner> {
        match which {
            KeyRef::Treasury => Ok(self.treasury.as_ref().clone()),
            KeyRef::Deposit(index) if index < coins_bip32::BIP32_HARDEN => signer(
                &self
                    .deposits
                    .derive_child(index)
                    .map_err(|e| ChainError::Key(format!("index {index}: {e}")))?,
            ),
            KeyRef::Deposit(index) => Err(ChainError::Key(format!("index {index} is too large"))),
        }
    }
}

fn signer(key: &XPriv) -> Result<PrivateKeySigner> {
    let key: &coins_bip32::ecdsa::SigningKey = key.as_ref();
    PrivateKeySigner::from_slice(&key.to_bytes()).map_err(|e| ChainError::Key(e.to_string()))
}

impl From<LocalKeys> for Signer {
    fn from(keys: LocalKeys) -> Self {
        Self::Local(keys)
    }
}

impl Signer {
    /// Where payouts are sent from and sweeps go to.
    pub fn treasury(&self) -> Address {
        match self {
            Self::Local(keys) => keys.treasury.address(),
            Self::BuildOnly { treasury } => *treasury,
        }
    }

    /// True when [`Self::sign`] gives a signature.
    pub fn can_sign(&self) -> bool {
        matches!(self, Self::Local(_))
    }

    /// Signs with this key; `None` from a signer without keys. Refuses to sign for another address than the transaction names.
    /// The same transaction always gives the same bytes (RFC 6979), so signing again after a crash is harmless.
    pub fn sign(&self, with: KeyRef, unsigned: &UnsignedTx) -> Result<Option<SignedTx>> {
        let Self::Local(keys) = self else { return Ok(None) };
        let key = keys.key(with)?;
        if key.address() != unsigned.from.0 {
            return Err(ChainError::Mismatch(format!(
                "{with:?} is {}, not {}",
                key.address(),
                unsigned.from
            )));
        }
        let signature = key
            .sign_hash_sync(&unsigned.signing_hash())
            .map_err(|e| ChainError::Key(e.to_string()))?;
        let signed = unsigned.to_eip1559().into_signed(signature);
        Ok(Some(SignedTx::from_signed(signed, key.address().into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evm::quantity, tx::check_signed};
    use alloy::primitives::{U256, address};
    use amanat_base::Amount;

    const JUNK: &str = "test test test test test test test test test test test junk";

    fn keys() -> LocalKeys {
        LocalKeys::from_phrase(JUNK).expect("the well-known phrase")
    }

    fn unsigned(from: Address) -> UnsignedTx {
        UnsignedTx {
            chain_id: 31337,
            from: from.into(),
            nonce: 7,
            to: address!("0x5FbDB2315678afecb367f032d93F642f64180aa3").into(),
            value: Amount::ZERO,
            input: vec![1, 2, 3].into(),
            gas_limit: 60_000,
            max_fee_per_gas: 3_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
            token: None,
            recipient: address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8").into(),
            amount: Amount(U256::from(5)),
        }
    }

    #[test]
    fn deposit_keys_match_the_addresses_given_out() {
        let (keys, public) = (keys(), keys().deposit_key());
        for index in [0, 1, 77, (1 << 31) - 1] {
            let private = keys.key(KeyRef::Deposit(index)).expect("derives").address();
            assert_eq!(public.address(index).expect("derives"), private);
        }
        assert!(keys.key(KeyRef::Deposit(1 << 31)).is_err());
        assert_ne!(Signer::from(keys).treasury(), public.address(0).expect("derives"));
    }

    #[test]
    fn what_was_signed_is_recognised_and_any_other_field_is_refused() {
        let signer = Signer::from(keys());
        let built = unsigned(signer.treasury());
        let signed = signer.sign(KeyRef::Treasury, &built).expect("signs").expect("has keys");
        assert_eq!(check_signed(&built, &signed.raw), Ok(signed.clone()));
        assert_eq!(SignedTx::parse(&signed.raw), Ok(signed.clone()));
        assert_eq!(
            signer.sign(KeyRef::Treasury, &built).expect("signs"),
            Some(signed.clone()),
            "the same bytes again"
        );
        type Change = (&'static str, fn(&mut UnsignedTx));
        let changes: [Change; 8] = [
            ("chain id", |t| t.chain_id = 1),
            ("nonce", |t| t.nonce += 1),
            ("recipient", |t| t.to = t.recipient),
            ("value", |t| t.value = Amount(U256::from(1))),
            ("data", |t| t.input = vec![1, 2].into()),
            ("gas limit", |t| t.gas_limit += 1),
            ("max fee", |t| t.max_fee_per_gas += 1),
            ("priority fee", |t| t.max_priority_fee_per_gas += 1),
        ];
        for (field, change) in changes {
            let mut other = built.clone();
            change(&mut other);
            let bytes = signer.sign(KeyRef::Treasury, &other).expect("signs").expect("has keys").raw;
            assert_eq!(check_signed(&built, &bytes), Err(ChainError::Mismatch(field.into())));
        }
    }

    #[test]
    fn a_foreign_signer_and_broken_bytes_are_refused() {
        let signer = Signer::from(keys());
        let built = unsigned(signer.treasury());
        let mut foreign = built.clone();
        foreign.from = keys().deposit_key().address(0).expect("derives").into();
        let bytes = signer.sign(KeyRef::Deposit(0), &foreign).expect("signs").expect("has keys").raw;
        assert_eq!(check_signed(&built, &bytes), Err(ChainError::Mismatch("signer".into())));
        assert!(
            matches!(signer.sign(KeyRef::Deposit(1), &foreign), Err(ChainError::Mismatch(_))),
            "wrong key for the address"
        );
        let mut longer = bytes.clone();
        longer.push(0);
        for bad in [&bytes[..bytes.len() - 1], &longer, &[][..], &[2, 0xc0]] {
            assert!(matches!(check_signed(&foreign, bad), Err(ChainError::NotATransaction(_))));
        }
    }

    #[test]
    fn build_only_signs_nothing_and_exports_what_is_to_be_signed() {
        let treasury = address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        let signer = Signer::BuildOnly { treasury };
        let built = unsigned(treasury);
        assert_eq!(signer.sign(KeyRef::Treasury, &built), Ok(None));
        let export = built.export();
        let payload = quantity::bytes_from_hex(export["signingPayload"].as_str().expect("text")).expect("hex");
        assert_eq!(alloy::primitives::keccak256(payload), built.signing_hash());
        assert_eq!(serde_json::from_value::<UnsignedTx>(export).expect("reads back"), built);
    }

    #[test]
    fn a_phrase_that_is_none_is_not_repeated_in_the_error() {
        let error = LocalKeys::from_phrase("correct horse battery staple")
            .expect_err("not a phrase")
            .to_string();
        assert!(!error.contains("horse"));
    }
}
