//! Tokens: what buyers hold after paying. A token says that a secret is theirs; the secret itself is only shown by `reveal`.

mod end;
mod issue;
mod refund;
mod reveal;
mod settle;
mod view;

pub use end::Ended;
pub(crate) use end::end;
pub use issue::lookup_hash;
pub(crate) use issue::{Grant, Material, issue_all, material};
pub use refund::UnusedRefund;
pub use reveal::Revealed;
pub use settle::{SettleToken, enqueue_settle, order_disputed, record_use, settle, settle_before_timer};
pub(crate) use settle::{expire_due, settle_due, settle_key};
pub use view::TokenView;

use crate::Goods;
use amanat_base::{Code, Error, ListingId, OrderId, Result, SecretId, Time, TokenId, UserId};
use amanat_store::Tx;
use amanat_web::Ctx;
use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of tokens.
pub(crate) fn router(goods: Goods) -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(view::list_tokens))
        .routes(routes!(view::get_token))
        .routes(routes!(reveal::reveal_token))
        .routes(routes!(end::revoke_token))
        .routes(routes!(refund::refund_unused_units))
        .layer(Extension(goods))
}

/// Where a token stands. Only active ones are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TokenState {
    /// Can be revealed and used.
    Active,
    /// All units are used and accepted.
    Spent,
    /// Its time is over.
    Expired,
    /// Ended by its buyer, or because its order ended.
    Revoked,
}

/// A token whose row is locked until the transaction ends.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub id: TokenId,
    pub order: OrderId,
    pub listing: ListingId,
    pub buyer: UserId,
    pub seller: UserId,
    pub secret: SecretId,
    pub metered: bool,
    pub units: i64,
    pub used_units: i64,
    pub state: TokenState,
    pub expires_at: Time,
}

macro_rules! tokens {
    ($which:literal, $arg:expr) => {
        sqlx::query_as!(
            Token,
            r#"select id as "id: TokenId", order_id as "order: OrderId", listing_id as "listing: ListingId", buyer_id as "buyer: UserId",
                      seller_id as "seller: UserId", secret_id as "secret: SecretId", lookup_hash is not null as "metered!", units,
                      used_units, state as "state: TokenState", expires_at
               from tokens where "#
                + $which,
            $arg
        )
    };
}

/// Locks the token's order, then the token; `NOT_FOUND` when there is none, or when it isn't `buyer`'s.
///
/// The order's lock comes first everywhere, so what is decided about the token agrees with what happens to the order.
pub(crate) async fn lock(tx: &mut Tx, id: TokenId, buyer: Option<UserId>) -> Result<(amanat_orders::Order, Token)> {
    let order = sqlx::query_scalar!(
        r#"select order_id as "order: OrderId" from tokens where id = $1 and ($2::uuid is null or buyer_id = $2)"#,
        id.0,
        buyer.map(|b| b.0)
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let order = amanat_orders::lock(tx, order).await?;
    let token = tokens!("id = $1 for update", id.0).fetch_one(&mut **tx).await?;
    Ok((order, token))
}

/// Locks the tokens of a locked order, in the order of their ids.
pub(crate) async fn lock_all(tx: &mut Tx, order: OrderId) -> Result<Vec<Token>> {
    Ok(tokens!("order_id = $1 order by id for update", order.0)
        .fetch_all(&mut **tx)
        .await?)
}
