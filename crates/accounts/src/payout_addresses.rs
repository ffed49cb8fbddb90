//! `/api/user/payout-addresses`: where a person's money goes on each network.

use crate::Event;
use amanat_base::{Code, DateTime, Page, Result, UserId};
use amanat_chain::{EvmAddress, registry};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, RecentCaller, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_payout_addresses)).routes(routes!(
        get_payout_address,
        put_payout_address,
        delete_payout_address
    ))
}

/// Where money goes on one network.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PayoutAddress {
    /// EIP-155 id of the network.
    chain_id: i64,
    address: EvmAddress,
    changed_at: DateTime,
}

/// Where money should go on one network.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PayoutAddressRequest {
    /// With a right EIP-55 checksum, or all in one case.
    #[garde(skip)]
    address: EvmAddress,
}

/// The caller's payout addresses.
#[utoipa::path(get, path = "/api/user/payout-addresses", tag = "user",
    responses((status = 200, body = PageOf<PayoutAddress>)), security(("bearer" = [])))]
async fn list_payout_addresses(State(ctx): State<Ctx>, caller: Caller) -> Answer<Page<PayoutAddress>> {
    let items = sqlx::query_as!(
        PayoutAddress,
        r#"select chain_id, address as "address: EvmAddress", changed_at from payout_addresses where user_id = $1 order by chain_id"#,
        caller.user.0,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page { items, next_cursor: None })
}

/// The caller's payout address on one network.
#[utoipa::path(get, path = "/api/user/payout-addresses/{chainId}", tag = "user", params(("chainId" = i64, Path)),
    responses((status = 200, body = Envelope<PayoutAddress>)), security(("bearer" = [])))]
async fn get_payout_address(State(ctx): State<Ctx>, caller: Caller, Path(chain_id): Path<i64>) -> Answer<PayoutAddress> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(load(&mut conn, caller.user, chain_id).await?)
}

/// Sets where the caller's money goes on a network. Payouts that exist already keep their address.
#[utoipa::path(put, path = "/api/user/payout-addresses/{chainId}", tag = "user", params(("chainId" = i64, Path)),
    request_body = PayoutAddressRequest, responses((status = 200, body = Envelope<PayoutAddress>)), security(("bearer" = [])))]
async fn put_payout_address(
    State(ctx): State<Ctx>,
    caller: RecentCaller,
    Path(chain_id): Path<i64>,
    Json(body): Json<PayoutAddressRequest>,
) -> Answer<PayoutAddress> {
    let mut tx = ctx.store.begin().await?;
    check(&mut tx, chain_id, body.address).await?;
    let now = tx.now;
    let before = sqlx::query_scalar!(
        r#"select address as "address: EvmAddress" from payout_addresses where user_id = $1 and chain_id = $2"#,
        caller.user.0,
        chain_id,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let changed = sqlx::query!(
        "insert into payout_addresses as p (user_id, chain_id, address, changed_at) values ($1, $2, $3, $4)
         on conflict (user_id, chain_id) do update set address = excluded.address, changed_at = excluded.changed_at
         where p.address <> excluded.address",
        caller.user.0,
        chain_id,
        body.address as EvmAddress,
        now,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let address = load(&mut tx, caller.user, chain_id).await?;
    if changed > 0 {
        announce_change(&mut tx, caller.user, chain_id).await?;
        caller
            .record(
                &mut tx,
                "payout_address.set",
                ("user", &caller.user),
                json!({ "address": before }),
                &address,
            )
            .await?;
    }
    tx.commit().await?;
    ok(address)
}

/// Removes the caller's payout address on a network.
#[utoipa::path(delete, path = "/api/user/payout-addresses/{chainId}", tag = "user", params(("chainId" = i64, Path)),
    responses((status = 200, body = Envelope<PayoutAddress>)), security(("bearer" = [])))]
async fn delete_payout_address(State(ctx): State<Ctx>, caller: RecentCaller, Path(chain_id): Path<i64>) -> Answer<PayoutAddress> {
    let mut tx = ctx.store.begin().await?;
    let gone = sqlx::query_as!(
        PayoutAddress,
        r#"delete from payout_addresses where user_id = $1 and chain_id = $2
           returning chain_id, address as "address: EvmAddress", changed_at"#,
        caller.user.0,
        chain_id,
    )
    .fetch_one(&mut *tx)
    .await?;
    announce_change(&mut tx, caller.user, chain_id).await?;
    caller
        .record(&mut tx, "payout_address.remove", ("user", &caller.user), &gone, ())
        .await?;
    tx.commit().await?;
    ok(gone)
}

/// Refuses addresses from which the money could never be fetched again.
async fn check(conn: &mut PgConnection, chain_id: i64, address: EvmAddress) -> Result<()> {
    registry::network(conn, chain_id)
        .await?
        .filter(|n| n.enabled)
        .ok_or_else(|| Code::NotFound.say("This network is not known here."))?;
    registry::check_recipient(conn, chain_id, address, "address").await
}

async fn announce_change(tx: &mut Tx, user: UserId, chain_id: i64) -> Result<()> {
    announce(tx, &Event::PayoutAddressChanged { user, chain_id }).await?;
    Ok(())
}

async fn load(conn: &mut PgConnection, user: UserId, chain_id: i64) -> Result<PayoutAddress> {
    let row = sqlx::query_as!(
        PayoutAddress,
        r#"select chain_id, address as "address: EvmAddress", changed_at from payout_addresses where user_id = $1 and chain_id = $2"#,
        user.0,
        chain_id,
    )
    .fetch_one(conn)
    .await?;
    Ok(row)
}
