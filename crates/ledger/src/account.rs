//! What an account is: whose money, what it waits for, of which asset.

use amanat_base::{AssetId, Error};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt, str::FromStr};

/// What the money on an account waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LedgerPurpose)]
pub enum Purpose {
    /// Everything outside the platform, per rail. The only purpose that may be below zero.
    World,
    /// Came in and is not matched with anything yet.
    Suspense,
    /// Under escrow.
    Held,
    /// The owner's own, free to be paid out.
    Available,
    /// A payout was asked for and is not sent yet.
    Releasable,
    /// Sent, not confirmed yet.
    InTransit,
    /// Earned by the platform.
    Fees,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::World,
        Self::Suspense,
        Self::Held,
        Self::Available,
        Self::Releasable,
        Self::InTransit,
        Self::Fees,
    ];

    /// The text in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::World => "world",
            Self::Suspense => "suspense",
            Self::Held => "held",
            Self::Available => "available",
            Self::Releasable => "releasable",
            Self::InTransit => "in_transit",
            Self::Fees => "fees",
        }
    }

    /// True for the one purpose whose accounts may be negative.
    pub const fn may_be_negative(self) -> bool {
        matches!(self, Self::World)
    }

    /// Accounts that nearly every posting touches; locked last, so that nobody holds them while waiting for another.
    const fn is_shared(self) -> bool {
        matches!(self, Self::World | Self::Fees)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|p| p.as_str() == s);
        known.ok_or_else(|| Error::internal(format!("unknown ledger purpose {s:?}")))
    }
}

/// One account. It is opened by the first posting that names it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Account {
    /// Whose: `order:<uuid>`, `user:<uuid>`, `payment:<uuid>`, `platform`, `network:<chain id>`, `gas:<chain id>`, `stripe`.
    pub owner: String,
    /// What the money waits for.
    pub purpose: Purpose,
    /// What is counted.
    pub asset: AssetId,
}

impl Account {
    /// The account of that name.
    pub fn new(owner: impl Into<String>, purpose: Purpose, asset: AssetId) -> Self {
        Self {
            owner: owner.into(),
            purpose,
            asset,
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} of asset {}", self.owner, self.purpose, self.asset)
    }
}

/// Lock order: every posting locks its accounts in this order, so that no two wait for each other.
impl Ord for Account {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |a: &Self| (a.purpose.is_shared(), a.purpose.as_str(), a.asset);
        let (mine, theirs) = (key(self), key(other));
        mine.0
            .cmp(&theirs.0)
            .then_with(|| self.owner.cmp(&other.owner))
            .then_with(|| mine.cmp(&theirs))
    }
}

impl PartialOrd for Account {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_accounts_are_locked_last() {
        let asset = AssetId::fresh();
        let mut accounts = [
            Account::new("a", Purpose::World, asset),
            Account::new("b", Purpose::Fees, asset),
            Account::new("z", Purpose::Held, asset),
            Account::new("c", Purpose::Available, asset),
        ];
        accounts.sort();
        assert_eq!(accounts.map(|a| a.owner), ["c", "z", "a", "b"]);
    }

    #[test]
    fn purposes_survive_text() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose.as_str().parse::<Purpose>().expect("known"), purpose);
        }
        assert!("escrow".parse::<Purpose>().is_err());
    }
}
