//! The development world: chain, wallet, clock, demo data. Mounted only with `AMANAT_ENV=development`; production has none of it.

pub mod chain;
pub mod demo;
mod mailbox;

use crate::App;
use amanat_base::{Amount, Code, Error, PaymentId};
use amanat_chain::{EvmAddress, EvmHash, devnet};
use amanat_web::{Answer, Ctx, Json, ok};
use axum::{
    Extension, Router,
    extract::State,
    routing::{get, post},
};
use chrono::TimeDelta;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// `/api/dev/*`. Not in the contract: no client of a real instance may rely on it.
pub fn router(app: App) -> Router<Ctx> {
    Router::new()
        .route("/api/dev/info", get(info))
        .route("/api/dev/pay", post(pay))
        .route("/api/dev/advance", post(advance))
        .merge(mailbox::router())
        .layer(Extension(app))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    chain_id: i64,
    accounts: Vec<demo::Account>,
}

/// Only accounts that exist: a platform started empty has none of them.
async fn info(State(ctx): State<Ctx>) -> Answer<Info> {
    let mut accounts = demo::accounts();
    let emails: Vec<String> = accounts.iter().map(|account| account.email.to_owned()).collect();
    let known = sqlx::query_scalar!(r#"select email as "email!" from users where email = any($1)"#, &emails)
        .fetch_all(&ctx.store.pool)
        .await?;
    accounts.retain(|account| known.iter().any(|email| email == account.email));
    ok(Info {
        chain_id: chain::CHAIN_ID,
        accounts,
    })
}

#[derive(Deserialize, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[garde(allow_unvalidated)]
struct Pay {
    payment_id: PaymentId,
    amount: Option<Amount>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Paid {
    tx_hash: EvmHash,
}

/// Pays a checkout from the development chain's first account: what is asked for, or `amount` base units.
async fn pay(State(ctx): State<Ctx>, Extension(app): Extension<App>, Json(body): Json<Pay>) -> Answer<Paid> {
    let row = sqlx::query!(
        r#"select p.amount as "amount: Amount", a.chain_id, a.address as "address: EvmAddress", s.contract as "contract: EvmAddress"
           from payments p join deposit_addresses a on a.payment_id = p.id join assets s on s.id = p.asset_id where p.id = $1"#,
        body.payment_id.0
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let mut conn = ctx.store.pool.acquire().await?;
    let pool = app.payments.chains.pool(&mut conn, row.chain_id).await?;
    drop(conn);
    // One wallet, one payment at a time: the node gives two at once the same nonce, and one of them is lost.
    static WALLET: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = WALLET.lock().await;
    let (amount, token) = (body.amount.unwrap_or(row.amount), row.contract.map(|c| c.0));
    if let Some(token) = token {
        devnet::mint(&pool, token, devnet::DEV_ACCOUNT, amount).await?;
    }
    let tx_hash = devnet::pay(&pool, devnet::DEV_ACCOUNT, token, row.address.0, amount).await?;
    ok(Paid { tx_hash: EvmHash(tx_hash) })
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[garde(range(min = 1, max = 31_622_400))]
    seconds: i64,
}

/// Moves this server's time forward, timers included.
async fn advance(State(ctx): State<Ctx>, Json(body): Json<Advance>) -> Answer<bool> {
    ctx.store.advance(TimeDelta::seconds(body.seconds)).await?;
    ok(true)
}
