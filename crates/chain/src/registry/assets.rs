//! Tokens and native coins that are accepted, and the currencies of the card rail.

use crate::EvmAddress;
use amanat_base::{Asset, AssetId, Error, Result};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// A listed token or native coin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssetRow {
    /// Row id.
    pub id: AssetId,
    /// EIP-155 id of its network.
    pub chain_id: i64,
    /// Token contract; null for the native coin.
    pub contract: Option<EvmAddress>,
    /// Ticker, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Currency in which it is accepted at par, if any.
    pub par_currency: Option<String>,
    /// Whether new payments may use it. One that is switched off is still watched for payments under way.
    pub enabled: bool,
}

impl AssetRow {
    /// As the ledger and the checkout know it.
    pub fn asset(&self) -> Asset {
        Asset {
            id: self.id,
            chain_id: self.chain_id,
            symbol: self.symbol.clone(),
            decimals: u8::try_from(self.decimals).unwrap_or(0),
        }
    }
}

/// By which way money of an asset comes and goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = AssetRail)]
pub enum Rail {
    /// Moved on a network.
    Chain,
    /// A currency at the card processor.
    Card,
}

/// What is common to the assets of every rail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Row id.
    pub id: AssetId,
    /// By which way it comes and goes.
    pub rail: Rail,
    /// EIP-155 id of its network; `None` on the card rail.
    pub chain_id: Option<i64>,
    /// Ticker or ISO 4217 code, for people only.
    pub symbol: String,
    /// Digits after the point of one whole unit.
    pub decimals: i16,
    /// Currency in which it is accepted at par; on the card rail always its own.
    pub par_currency: Option<String>,
    /// Whether new payments may use it.
    pub enabled: bool,
}

impl Unit {
    /// Digits after the point of one whole unit.
    pub fn digits(&self) -> u8 {
        u8::try_from(self.decimals).unwrap_or(0)
    }
}

/// An asset of any rail by id.
pub async fn unit(conn: &mut PgConnection, id: AssetId) -> Result<Option<Unit>> {
    let row = sqlx::query_as!(
        Unit,
        r#"select id as "id: AssetId", rail as "rail: Rail", chain_id, symbol, decimals, par_currency, enabled from assets where id = $1"#,
        id.0
    );
    Ok(row.fetch_optional(conn).await?)
}

/// Every asset of every rail.
pub async fn units(conn: &mut PgConnection) -> Result<Vec<Unit>> {
    let rows = sqlx::query_as!(
        Unit,
        r#"select id as "id: AssetId", rail as "rail: Rail", chain_id, symbol, decimals, par_currency, enabled
           from assets order by chain_id nulls last, symbol, id"#
    );
    Ok(rows.fetch_all(conn).await?)
}

/// The currency of the card rail, if it is listed; `currency` as ISO 4217, in any case.
pub async fn card_unit(conn: &mut PgConnection, currency: &str) -> Result<Option<Unit>> {
    let row = sqlx::query_as!(
        Unit,
        r#"select id as "id: AssetId", rail as "rail: Rail", chain_id, symbol, decimals, par_currency, enabled
           from assets where rail = 'card' and par_currency = upper($1)"#,
        currency
    );
    Ok(row.fetch_optional(conn).await?)
}

/// Every asset of every network, or of one; the card rail has [`card_unit`].
pub async fn assets(conn: &mut PgConnection, chain_id: Option<i64>) -> Result<Vec<AssetRow>> {
    let rows = sqlx::query_as!(
        AssetRow,
        r#"select id as "id: AssetId", chain_id as "chain_id!", contract as "contract: EvmAddress", symbol, decimals, par_currency, enabled
           from assets where rail = 'chain' and ($1::bigint is null or chain_id = $1) order by chain_id, contract nulls first"#,
        chain_id
    );
    Ok(rows.fetch_all(conn).await?)
}

/// One asset of a network by id.
pub async fn asset(conn: &mut PgConnection, id: AssetId) -> Result<Option<AssetRow>> {
    let row = sqlx::query_as!(
        AssetRow,
        r#"select id as "id: AssetId", chain_id as "chain_id!", contract as "contract: EvmAddress", symbol, decimals, par_currency, enabled
           from assets where id = $1 and rail = 'chain'"#,
        id.0
    );
    Ok(row.fetch_optional(conn).await?)
}

/// One asset by its true key: network and contract (`None` for the native coin).
pub async fn asset_by_contract(conn: &mut PgConnection, chain_id: i64, contract: Option<EvmAddress>) -> Result<Option<AssetRow>> {
    let row = sqlx::query_as!(
        AssetRow,
        r#"select id as "id: AssetId", chain_id as "chain_id!", contract as "contract: EvmAddress", symbol, decimals, par_currency, enabled
           from assets where chain_id = $1 and contract is not distinct from $2"#,
        chain_id,
        contract as Option<EvmAddress>
    );
    Ok(row.fetch_optional(conn).await?)
}

/// Refuses an address from which money could never be fetched again: the zero address, and the contract of a listed token.
/// `path` is the field that the refusal names.
pub async fn check_recipient(conn: &mut PgConnection, chain_id: i64, address: EvmAddress, path: &str) -> Result<()> {
    if address == EvmAddress::default() {
        return Err(Error::invalid(path, "must not be the zero address"));
    }
    if asset_by_contract(conn, chain_id, Some(address)).await?.is_some() {
        return Err(Error::invalid(path, "is the address of a token, not of a wallet"));
    }
    Ok(())
}

/// Lists an asset, or changes symbol, currency and switch of the one that has this network and contract. Returns its id.
/// Decimals never change: amounts already counted would change their meaning.
pub async fn upsert_asset(conn: &mut PgConnection, a: &AssetRow) -> Result<AssetId> {
    if !(0..=36).contains(&a.decimals) {
        return Err(Error::invalid("decimals", "must be 0 to 36"));
    }
    if a.symbol.is_empty() || a.symbol.chars().count() > 32 {
        return Err(Error::invalid("symbol", "must be 1 to 32 characters"));
    }
    let row = sqlx::query!(
        r#"insert into assets (id, chain_id, contract, symbol, decimals, par_currency, enabled) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (chain_id, contract) where rail = 'chain' do update set symbol = excluded.symbol, par_currency = excluded.par_currency,
             enabled = excluded.enabled
           returning id as "id: AssetId", decimals"#,
        a.id.0,
        a.chain_id,
        a.contract as Option<EvmAddress>,
        a.symbol,
        a.decimals,
        a.par_currency,
        a.enabled
    )
    .fetch_one(conn)
    .await?;
    if row.decimals != a.decimals {
        return Err(Error::invalid(
            "decimals",
            format!("is {} for this contract and can't change", row.decimals),
        ));
    }
    Ok(row.id)
}
