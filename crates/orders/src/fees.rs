//! The platform's commission: the most specific rule wins, and what applied is frozen into the terms.

use amanat_base::{Bps, CategoryId, Error, Price, Result, UserId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// What each side pays and gets at a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FeeQuote {
    /// The agreed price.
    pub price: Price,
    /// On top, paid by the buyer.
    pub buyer_fee: Price,
    /// Taken from the seller's part.
    pub seller_fee: Price,
    /// What the buyer pays.
    pub total: Price,
    /// What the seller gets.
    pub seller_gets: Price,
}

/// A rule of commission, as configured. Without one there is no fee.
#[derive(Clone, Debug, Default)]
pub struct FeeRule {
    percent: Bps,
    fixed: Price,
    minimum: Option<Price>,
    maximum: Option<Price>,
    buyer_pays: bool,
}

impl FeeRule {
    /// What each side pays and gets. A seller's fee is never more than the price.
    pub fn quote(&self, price: &Price) -> Result<FeeQuote> {
        let mut fee = self.percent.of(price).checked_add(&self.fixed).map_err(Error::internal)?;
        fee = self.minimum.clone().map_or(fee.clone(), |least| fee.max(least));
        fee = self.maximum.clone().map_or(fee.clone(), |most| fee.min(most));
        let fee = fee.min(price.clone());
        let (buyer_fee, seller_fee) = match self.buyer_pays {
            true => (fee, Price::zero()),
            false => (Price::zero(), fee),
        };
        Ok(FeeQuote {
            price: price.clone(),
            total: price.checked_add(&buyer_fee).map_err(Error::internal)?,
            seller_gets: price.checked_sub(&seller_fee).map_err(Error::internal)?,
            buyer_fee,
            seller_fee,
        })
    }
}

/// The quote for a price in a category by a seller.
pub async fn fee_for(conn: &mut PgConnection, category: Option<CategoryId>, seller: UserId, price: &Price) -> Result<FeeQuote> {
    fee_rule(conn, category, seller).await?.quote(price)
}

/// The rule that applies: seller rule before category rule before default.
pub async fn fee_rule(conn: &mut PgConnection, category: Option<CategoryId>, seller: UserId) -> Result<FeeRule> {
    let rule = sqlx::query!(
        r#"select percent_bps, fixed as "fixed: Price", minimum as "minimum: Price", maximum as "maximum: Price", payer
           from fee_rules
           where (seller_id = $1 or seller_id is null) and (category_id = $2 or category_id is null)
           order by seller_id nulls last, category_id nulls last limit 1"#,
        seller.0,
        category.map(|c| c.0),
    )
    .fetch_optional(conn)
    .await?;
    let Some(rule) = rule else {
        return Ok(FeeRule::default());
    };
    Ok(FeeRule {
        percent: u16::try_from(rule.percent_bps)
            .ok()
            .and_then(Bps::new)
            .ok_or_else(|| Error::internal("a fee rule over 100 %"))?,
        fixed: rule.fixed,
        minimum: rule.minimum,
        maximum: rule.maximum,
        buyer_pays: rule.payer == "buyer",
    })
}
