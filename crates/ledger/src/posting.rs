//! What a caller asks for, checked and laid out for the database.

use crate::Account;
use amanat_base::{Amount, Error, LedgerTxId, Result, Time};
use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, BigUint, Sign},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Most moves in one posting.
const MAX_MOVES: usize = 1_000;

/// Money going from one account to another of the same asset.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// Gives.
    pub from: Account,
    /// Takes.
    pub to: Account,
    /// More than zero, in the asset's smallest unit.
    pub amount: Amount,
}

/// One business fact that moves money: all of its moves happen, in their order, or none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posting {
    /// Idempotency key, 1 to 255 bytes. The same key never posts twice.
    pub key: String,
    /// What happened, for people and reports, 1 to 64 bytes.
    pub kind: &'static str,
    /// What it is about: an order, a payment, a payout.
    pub reference: Option<Uuid>,
    /// At least one.
    pub moves: Vec<Move>,
    /// When it happened; the database adds when it was recorded.
    pub occurred_at: Time,
}

/// The answer: the transaction, and whether it had been there before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posted {
    /// The transaction's id: the first one's for a repeated key.
    pub id: LedgerTxId,
    /// True when the key was already posted with the same input, so that nothing moved now.
    pub replayed: bool,
}

/// A checked posting: distinct accounts in lock order, and signed legs that name them by place.
pub(crate) struct Plan<'a> {
    pub posting: &'a Posting,
    pub accounts: Vec<&'a Account>,
    pub legs: Vec<Leg>,
    pub hash: [u8; 32],
}

/// One line: the place of its account in the plan's list, and the signed change.
pub(crate) struct Leg {
    pub account: usize,
    pub amount: BigInt,
}

impl Posting {
    /// Refuses what is not a posting; names the field.
    pub(crate) fn plan(&self) -> Result<Plan<'_>> {
        check_text("key", &self.key, 255)?;
        check_text("kind", self.kind, 64)?;
        if self.moves.is_empty() || self.moves.len() > MAX_MOVES {
            return Err(Error::invalid("moves", "must be 1 to 1000"));
        }
        for (i, step) in self.moves.iter().enumerate() {
            step.check(i)?;
        }
        let mut accounts: Vec<&Account> = self.moves.iter().flat_map(|m| [&m.from, &m.to]).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let leg = |account: &Account, sign, amount: Amount| Leg {
            account: accounts.binary_search(&account).expect("collected from the same moves"),
            amount: BigInt::from_biguint(sign, BigUint::from_bytes_be(&amount.0.to_be_bytes::<32>())),
        };
        let legs = self
            .moves
            .iter()
            .flat_map(|m| [leg(&m.from, Sign::Minus, m.amount), leg(&m.to, Sign::Plus, m.amount)])
            .collect();
        Ok(Plan {
            posting: self,
            legs,
            hash: input_hash(self.kind, self.reference, self.moves.iter().map(|m| (&m.from, &m.to, m.amount))),
            accounts,
        })
    }
}

impl Move {
    fn check(&self, i: usize) -> Result<()> {
        check_text(&format!("moves.{i}.from"), &self.from.owner, 200)?;
        check_text(&format!("moves.{i}.to"), &self.to.owner, 200)?;
        if self.amount.is_zero() {
            return Err(Error::invalid(format!("moves.{i}.amount"), "must be more than zero"));
        }
        if self.from == self.to {
            return Err(Error::invalid(format!("moves.{i}.to"), "must be another account"));
        }
        if self.from.asset != self.to.asset {
            return Err(Error::invalid(format!("moves.{i}.to"), "must be of the same asset"));
        }
        Ok(())
    }
}

impl Plan<'_> {
    /// Net change per account, in the order of `accounts`.
    pub fn deltas(&self) -> Vec<BigDecimal> {
        let mut deltas = vec![BigInt::ZERO; self.accounts.len()];
        for leg in &self.legs {
            deltas[leg.account] += &leg.amount;
        }
        deltas.into_iter().map(|d| BigDecimal::new(d, 0)).collect()
    }
}

fn check_text(path: &str, text: &str, max: usize) -> Result<()> {
    if text.is_empty() || text.len() > max || text.chars().any(char::is_control) {
        return Err(Error::invalid(path, format!("must be 1 to {max} bytes without control characters")));
    }
    Ok(())
}

/// SHA-256 of kind, reference and moves in an unambiguous encoding. The moment is left out: a retry may come later.
pub(crate) fn input_hash<'a>(
    kind: &str,
    reference: Option<Uuid>,
    moves: impl ExactSizeIterator<Item = (&'a Account, &'a Account, Amount)>,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    let text = |hash: &mut Sha256, s: &str| {
        hash.update((s.len() as u64).to_be_bytes());
        hash.update(s);
    };
    text(&mut hash, "amanat ledger input 1");
    text(&mut hash, kind);
    hash.update([u8::from(reference.is_some())]);
    hash.update(reference.unwrap_or_default());
    hash.update((moves.len() as u64).to_be_bytes());
    for (from, to, amount) in moves {
        for account in [from, to] {
            text(&mut hash, &account.owner);
            text(&mut hash, account.purpose.as_str());
            hash.update(account.asset.0);
        }
        hash.update(amount.0.to_be_bytes::<32>());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Purpose;
    use amanat_base::{AssetId, Price};

    fn posting(moves: Vec<Move>) -> Posting {
        Posting {
            key: "k".into(),
            kind: "test",
            reference: None,
            moves,
            occurred_at: Time::UNIX_EPOCH,
        }
    }

    fn step(from: &Account, to: &Account, amount: u128) -> Move {
        Move {
            from: from.clone(),
            to: to.clone(),
            amount: Amount::from_u128(amount),
        }
    }

    #[test]
    fn refuses_what_moves_nothing_or_changes_the_asset() {
        let (usd, eth) = (AssetId::fresh(), AssetId::fresh());
        let a = Account::new("user:1", Purpose::Available, usd);
        let b = Account::new("user:2", Purpose::Available, usd);
        let other = Account::new("user:2", Purpose::Available, eth);
        let refused = |moves| posting(moves).plan().err().map(|e| e.details[0].path.clone());
        assert_eq!(refused(vec![]).as_deref(), Some("moves"));
        assert_eq!(refused(vec![step(&a, &b, 0)]).as_deref(), Some("moves.0.amount"));
        assert_eq!(refused(vec![step(&a, &b, 1), step(&a, &a, 1)]).as_deref(), Some("moves.1.to"));
        assert_eq!(refused(vec![step(&a, &other, 1)]).as_deref(), Some("moves.0.to"));
        assert_eq!(refused(vec![step(&a, &b, 1)]), None);
        let keyless = Posting {
            key: String::new(),
            ..posting(vec![step(&a, &b, 1)])
        };
        assert_eq!(keyless.plan().err().map(|e| e.details[0].path.clone()).as_deref(), Some("key"));
    }

    #[test]
    fn the_input_hash_tells_every_field_apart_but_not_the_moment() {
        let usd = AssetId::fresh();
        let a = Account::new("user:1", Purpose::Available, usd);
        let b = Account::new("user:2", Purpose::Available, usd);
        let base = posting(vec![step(&a, &b, 5)]);
        let hash = |p: &Posting| p.plan().expect("valid").hash;
        let later = Posting {
            occurred_at: Time::UNIX_EPOCH + std::time::Duration::from_secs(9),
            ..base.clone()
        };
        assert_eq!(hash(&base), hash(&later));
        let others = [
            Posting {
                kind: "other",
                ..base.clone()
            },
            Posting {
                reference: Some(Uuid::nil()),
                ..base.clone()
            },
            posting(vec![step(&a, &b, 6)]),
            posting(vec![step(&b, &a, 5)]),
            posting(vec![step(&a, &b, 5), step(&a, &b, 5)]),
        ];
        for other in &others {
            assert_ne!(hash(&base), hash(other), "{other:?}");
        }
    }

    proptest::proptest! {
        /// M10: whatever the fee rule, price and decimals, the legs sum to zero and no unit is lost.
        #[test]
        fn legs_of_a_release_sum_to_zero(units in 1u128..10u128.pow(36), bps in 0u16..=10_000, decimals in proptest::sample::select(vec![6u8, 8, 18])) {
            let asset = AssetId::fresh();
            let held = Account::new("order:1", Purpose::Held, asset);
            let seller = Account::new("user:1", Purpose::Available, asset);
            let fees = Account::new("platform", Purpose::Fees, asset);
            let price = amanat_base::Price::new(Amount::from_u128(units).to_decimal(18)).expect("in range");
            let paid = Amount::from_decimal_ceil(price.decimal(), decimals).expect("in range");
            let share = amanat_base::Bps::new(bps).expect("in range").of(&Price::new(paid.to_decimal(decimals)).expect("in range"));
            let fee = Amount::from_decimal(&share.decimal().with_scale_round(i64::from(decimals), bigdecimal::RoundingMode::Down), decimals).expect("in range");
            let rest = paid.checked_sub(fee).expect("a fee is not more than the whole");
            let moves: Vec<Move> = [(seller, rest), (fees, fee)].into_iter().filter(|(_, amount)| !amount.is_zero())
                .map(|(to, amount)| Move { from: held.clone(), to, amount }).collect();
            let posting = posting(moves);
            let plan = posting.plan().expect("valid");
            proptest::prop_assert_eq!(plan.legs.iter().map(|l| &l.amount).sum::<BigInt>(), BigInt::ZERO);
            proptest::prop_assert_eq!(Amount::sum(posting.moves.iter().map(|m| m.amount)), Some(paid));
            proptest::prop_assert!(fee.to_decimal(decimals) <= *share.decimal());
            proptest::prop_assert!(plan.accounts.is_sorted());
        }
    }
}
