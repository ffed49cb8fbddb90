//! A transaction as it stands in the database, and the bytes that the hash chain covers.

use crate::{Account, posting::input_hash};
use amanat_base::{Amount, Time};
use bigdecimal::BigDecimal;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// SHA-256.
pub(crate) type Hash = [u8; 32];

/// A transaction with its lines in order.
#[derive(Debug)]
pub(crate) struct Record {
    pub id: Uuid,
    pub key: String,
    pub input_hash: Vec<u8>,
    pub kind: String,
    pub reference: Option<Uuid>,
    pub occurred_at: Time,
    pub lines: Vec<Line>,
}

/// One entry with the name of its account, so that an account can't be renamed unseen.
#[derive(Debug)]
pub(crate) struct Line {
    pub id: i64,
    pub line: i16,
    pub account_id: i64,
    pub account: Account,
    pub amount: BigDecimal,
    pub balance_after: BigDecimal,
    pub recorded_at: Time,
}

impl Record {
    /// The link of the chain: SHA-256 of the hash before and every stored field, lengths first.
    pub fn link(&self, before: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(before);
        text(&mut hash, "amanat ledger transaction 1");
        hash.update(self.id);
        text(&mut hash, &self.key);
        hash.update((self.input_hash.len() as u64).to_be_bytes());
        hash.update(&self.input_hash);
        text(&mut hash, &self.kind);
        hash.update([u8::from(self.reference.is_some())]);
        hash.update(self.reference.unwrap_or_default());
        hash.update(self.occurred_at.timestamp_micros().to_be_bytes());
        hash.update((self.lines.len() as u64).to_be_bytes());
        for line in &self.lines {
            hash.update(line.id.to_be_bytes());
            hash.update(line.line.to_be_bytes());
            hash.update(line.account_id.to_be_bytes());
            text(&mut hash, &line.account.owner);
            text(&mut hash, line.account.purpose.as_str());
            hash.update(line.account.asset.0);
            text(&mut hash, &line.amount.to_plain_string());
            text(&mut hash, &line.balance_after.to_plain_string());
            hash.update(line.recorded_at.timestamp_micros().to_be_bytes());
        }
        hash.finalize().into()
    }

    /// True when the lines are the moves that the stored input hash was made of.
    pub fn matches_input(&self) -> bool {
        let moves: Option<Vec<(&Account, &Account, Amount)>> = self.lines.chunks(2).map(as_move).collect();
        moves.is_some_and(|moves| input_hash(&self.kind, self.reference, moves.into_iter())[..] == self.input_hash[..])
    }
}

/// A giving line and the taking one that follows it.
fn as_move(pair: &[Line]) -> Option<(&Account, &Account, Amount)> {
    let [from, to] = pair else { return None };
    let amount = Amount::from_numeric(&to.amount).ok()?;
    (from.amount == -to.amount.clone()).then_some((&from.account, &to.account, amount))
}

fn text(hash: &mut Sha256, s: &str) {
    hash.update((s.len() as u64).to_be_bytes());
    hash.update(s);
}

/// Root of the RFC 6962 tree over the leaves: leaf and node hashes can't be taken for each other.
pub(crate) fn merkle_root(leaves: &[Hash]) -> Hash {
    let mut level: Vec<Hash> = leaves
        .iter()
        .map(|leaf| Sha256::new().chain_update([0]).chain_update(leaf).finalize().into())
        .collect();
    if level.is_empty() {
        return Sha256::digest([]).into();
    }
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Sha256::new()
                    .chain_update([1])
                    .chain_update(left)
                    .chain_update(right)
                    .finalize()
                    .into(),
                odd => odd[0],
            })
            .collect();
    }
    level[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_depends_on_every_leaf_and_their_order() {
        let leaves: Vec<Hash> = (0u8..5).map(|n| [n; 32]).collect();
        let root = merkle_root(&leaves);
        for i in 0..leaves.len() {
            let mut changed = leaves.clone();
            changed[i][0] ^= 1;
            assert_ne!(merkle_root(&changed), root);
            let mut shorter = leaves.clone();
            shorter.remove(i);
            assert_ne!(merkle_root(&shorter), root);
        }
        let mut swapped = leaves;
        swapped.swap(0, 4);
        assert_ne!(merkle_root(&swapped), root);
    }

    #[test]
    fn the_root_of_nothing_and_of_one_are_rfc_6962() {
        assert_eq!(
            hex::encode(merkle_root(&[])),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let one: Hash = Sha256::new().chain_update([0]).chain_update([7; 32]).finalize().into();
        assert_eq!(merkle_root(&[[7; 32]]), one);
    }
}
