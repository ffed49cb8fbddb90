//! How deep a transfer must be before it counts, by amount.

use amanat_base::{Amount, AssetId, Code, Error, Result};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// From `min_amount` on, this many confirmations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// The asset, or null for every asset of the network that has no band of its own.
    pub asset_id: Option<AssetId>,
    /// In the asset's smallest unit.
    pub min_amount: Amount,
    /// Confirmations, 1 to 10000.
    pub confirmations: i32,
}

/// The bands of a network, by asset and amount.
pub async fn bands(conn: &mut PgConnection, chain_id: i64) -> Result<Vec<Band>> {
    let rows = sqlx::query_as!(
        Band,
        r#"select asset_id as "asset_id: AssetId", min_amount as "min_amount: Amount", confirmations
           from confirmation_bands where chain_id = $1 order by asset_id nulls first, min_amount"#,
        chain_id
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Replaces the bands of a network; in force at once. Call it inside a transaction.
pub async fn put_bands(conn: &mut PgConnection, chain_id: i64, bands: &[Band]) -> Result<()> {
    sqlx::query!("delete from confirmation_bands where chain_id = $1", chain_id)
        .execute(&mut *conn)
        .await?;
    for b in bands {
        if !(1..=10_000).contains(&b.confirmations) {
            return Err(Error::invalid("confirmations", "must be 1 to 10000"));
        }
        sqlx::query!(
            "insert into confirmation_bands (chain_id, asset_id, min_amount, confirmations) values ($1, $2, $3, $4)",
            chain_id,
            b.asset_id.map(|a| a.0),
            b.min_amount as Amount,
            b.confirmations
        )
        .execute(&mut *conn)
        .await
        .map_err(|e| match e.as_database_error().and_then(|d| d.constraint()) {
            Some("confirmation_bands_once") => Error::invalid("minAmount", "appears twice for the same asset"),
            Some("confirmation_bands_asset_id_fkey") => Error::invalid("assetId", "is not an asset"),
            _ => e.into(),
        })?;
    }
    Ok(())
}

/// Confirmations that `amount` of an asset needs: the highest band it reaches, the asset's own before the network's,
/// else the network's number. `NOT_FOUND` for an unknown network.
pub async fn required_confirmations(conn: &mut PgConnection, chain_id: i64, asset: AssetId, amount: Amount) -> Result<u64> {
    let needed = sqlx::query_scalar!(
        r#"select coalesce(
             (select b.confirmations from confirmation_bands b
              where b.chain_id = n.chain_id and (b.asset_id = $2 or b.asset_id is null) and b.min_amount <= $3
              order by b.asset_id is null, b.min_amount desc limit 1),
             n.confirmations) as "needed!"
           from networks n where n.chain_id = $1"#,
        chain_id,
        asset.0,
        amount as Amount
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| Code::NotFound.say("This network is not known."))?;
    u64::try_from(needed).map_err(Error::internal)
}
