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

/// The quote for a price in a category by a seller. Seller rule before category rule before default; none means no fee.
pub async fn fee_for(conn: &mut PgConnection, category: Option<CategoryId>, seller: UserId, price: &Price) -> Result<FeeQuote> {
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
        return quote(price, Price::zero(), false);
    };
    let bps = u16::try_from(rule.percent_bps)
        .ok()
        .and_then(Bps::new)
        .ok_or_else(|| Error::internal("a fee rule over 100 %"))?;
    let mut fee = bps.of(price).checked_add(&rule.fixed).map_err(Error::internal)?;
    fee = rule.minimum.map_or(fee.clone(), |least| fee.max(least));
    fee = rule.maximum.map_or(fee.clone(), |most| fee.min(most));
    quote(price, fee, rule.payer == "buyer")
}

/// A seller's fee is never more than the price.
fn quote(price: &Price, fee: Price, buyer_pays: bool) -> Result<FeeQuote> {
    let fee = fee.min(price.clone());
    let (buyer_fee, seller_fee) = if buyer_pays { (fee, Price::zero()) } else { (Price::zero(), fee) };
    let total = price.checked_add(&buyer_fee).map_err(Error::internal)?;
    let seller_gets = price.checked_sub(&seller_fee).map_err(Error::internal)?;
    Ok(FeeQuote {
        price: price.clone(),
        buyer_fee,
        seller_fee,
        total,
        seller_gets,
    })
}
