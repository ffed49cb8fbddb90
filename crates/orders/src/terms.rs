//! The terms both sides agreed to: never edited, hashed into the order.

use amanat_base::{Amount, CategoryId, Error, ListingId, MoneyError, OfferId, Price, PurchaseId, Result, UserId};
use amanat_escrow::{Kind, Periods};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What made an order. One origin makes at most one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An accepted offer on a purchase request.
    Offer(OfferId),
    /// Units of a listing.
    Purchase(PurchaseId),
}

impl Origin {
    /// The text and id in the database.
    pub const fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Offer(id) => ("offer", id.0),
            Self::Purchase(id) => ("purchase", id.0),
        }
    }
}

/// One agreed part of the work and its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneTerm {
    /// What is delivered.
    pub title: String,
    /// Its part of the price.
    pub amount: Price,
}

/// Units of a listing, as they were when they were bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitTerms {
    /// Of which listing.
    pub listing: ListingId,
    /// How many.
    pub units: i64,
    /// Price of one.
    pub unit_price: Price,
    /// True: use is counted, and only what was used is paid for.
    pub metered: bool,
}

/// Everything that was agreed. Field order is part of the hash: append, never reorder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// Who pays.
    pub buyer: UserId,
    /// Who delivers.
    pub seller: UserId,
    /// What it is about.
    pub title: String,
    /// What exactly was asked and offered.
    pub description: String,
    /// The category, if any; decides the fee.
    pub category: Option<CategoryId>,
    /// Currency of every price here.
    pub currency: String,
    /// The agreed price.
    pub price: Price,
    /// The platform's fee on top, paid by the buyer.
    pub buyer_fee: Price,
    /// The platform's fee taken from the seller's part.
    pub seller_fee: Price,
    /// What the buyer pays in all: price + buyer fee.
    pub total: Price,
    /// What the seller gets in all: price − seller fee.
    pub seller_gets: Price,
    /// Parts, summing to the price; empty for one single part.
    pub milestones: Vec<MilestoneTerm>,
    /// How long each state may last.
    pub periods: Periods,
    /// What was bought by the unit, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<UnitTerms>,
}

/// The terms in the smallest units of the asset they are paid in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUnits {
    /// What the buyer pays; rounded up.
    pub total: Amount,
    /// The platform's part of it; rounded down.
    pub fee: Amount,
    /// Gross parts, summing exactly to `total`.
    pub milestones: Vec<Amount>,
}

impl Terms {
    /// What the table of the lifecycle makes of them.
    pub fn kind(&self) -> Kind {
        match &self.units {
            None => Kind::Work,
            Some(units) if units.metered => Kind::Metered,
            Some(_) => Kind::Digital,
        }
    }

    /// SHA-256 of the canonical JSON.
    pub fn hash(&self) -> Result<[u8; 32]> {
        let bytes = serde_json::to_vec(self).map_err(Error::internal)?;
        Ok(Sha256::digest(&bytes).into())
    }

    /// Converts to base units at `decimals`. The total is never short, the fee never more than stated, the parts lose nothing.
    pub fn in_base_units(&self, decimals: u8) -> Result<BaseUnits> {
        let units = || -> Result<BaseUnits, MoneyError> {
            let total = Amount::from_decimal_ceil(self.total.decimal(), decimals)?;
            let fee_decimal = self.buyer_fee.checked_add(&self.seller_fee)?;
            let scale = i64::from(decimals);
            let fee = Amount::from_decimal(
                &fee_decimal.decimal().with_scale_round(scale, bigdecimal::RoundingMode::Down),
                decimals,
            )?;
            let price = Amount::from_decimal(self.price.decimal(), Price::DECIMALS as u8)?;
            let mut milestones = Vec::with_capacity(self.milestones.len());
            let mut rest = total;
            for (i, milestone) in self.milestones.iter().enumerate() {
                let last = i + 1 == self.milestones.len();
                let part = Amount::from_decimal(milestone.amount.decimal(), Price::DECIMALS as u8)?;
                let part = if last { rest } else { total.mul_div(part, price) };
                rest = rest.checked_sub(part).ok_or(MoneyError::TooLarge)?;
                milestones.push(part);
            }
            Ok(BaseUnits {
                total,
                fee: fee.min(total),
                milestones,
            })
        };
        let units = units().map_err(Error::internal)?;
        // Parts too small for this asset's unit can't be paid one by one: pay them as one.
        let payable = units.milestones.iter().all(|m| !m.is_zero());
        Ok(if payable {
            units
        } else {
            BaseUnits {
                milestones: Vec::new(),
                ..units
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(price: &str, fee: &str, parts: &[&str]) -> Terms {
        let p = |t: &str| t.parse::<Price>().expect("a price");
        Terms {
            buyer: UserId::fresh(),
            seller: UserId::fresh(),
            title: "t".into(),
            description: "d".into(),
            category: None,
            currency: "USD".into(),
            price: p(price),
            buyer_fee: Price::zero(),
            seller_fee: p(fee),
            total: p(price),
            seller_gets: p(price).checked_sub(&p(fee)).expect("fee is less"),
            milestones: parts
                .iter()
                .map(|a| MilestoneTerm {
                    title: "m".into(),
                    amount: p(a),
                })
                .collect(),
            periods: Periods {
                payment_s: 1,
                confirmation_s: 1,
                delivery_s: 1,
                inspection_s: 1,
                dispute_s: 1,
            },
            units: None,
        }
    }

    #[test]
    fn units_round_for_the_deal_not_against_it() {
        let units = terms("10.0000001", "0.2500009", &[]).in_base_units(6).expect("converts");
        assert_eq!(
            (units.total, units.fee),
            (Amount::from_u128(10_000_001), Amount::from_u128(250_000))
        );
    }

    #[test]
    fn the_hash_survives_the_database() {
        let terms = terms("12.50", "0.3125", &["2.5", "10"]);
        let stored = serde_json::to_value(&terms).expect("serialises");
        let back: Terms = serde_json::from_value(stored).expect("reads back");
        assert_eq!(back.hash().expect("hashes"), terms.hash().expect("hashes"));
    }

    proptest! {
        #[test]
        fn parts_lose_nothing(units in 3u64..u64::MAX / 4, cut in 1u64..99, decimals in prop::sample::select(vec![6u8, 8, 18])) {
            let first = units / 100 * cut + 1;
            let price = format!("{}.{:06}", units / 1_000_000, units % 1_000_000);
            let part = |n: u64| format!("{}.{:06}", n / 1_000_000, n % 1_000_000);
            let terms = terms(&price, "0", &[&part(first), &part(units - first)]);
            let base = terms.in_base_units(decimals).expect("converts");
            prop_assert_eq!(Amount::sum(base.milestones.iter().copied()).expect("fits"), base.total);
        }
    }
}
