//! Showing a secret to its buyer: an action of its own, proved anew and written down for good.

use super::{Token, TokenState, lock};
use crate::{
    Event, Goods,
    sealed::{self, Binding},
};
use amanat_base::{Code, DateTime, EventId, Result, TokenId};
use amanat_escrow::State as OrderState;
use amanat_orders::Order;
use amanat_store::{Tx, announce};
use amanat_web::{Caller, Ctx, Envelope, Failure, Path, RecentCaller, RequestMeta};
use axum::{
    Extension,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A secret, shown.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Revealed {
    /// Of which token.
    pub token_id: TokenId,
    /// The secret, the code, or the access token for the gateway.
    pub secret: String,
    /// When it was shown, as it is written down.
    pub revealed_at: DateTime,
}

/// Shows the secret of a token (its buyer, who proved anew within ten minutes that it is them). Every time is written down.
#[utoipa::path(post, path = "/api/tokens/{id}/reveal", tag = "goods", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<Revealed>)))]
pub(super) async fn reveal_token(
    State(ctx): State<Ctx>,
    Extension(goods): Extension<Goods>,
    _: Caller,
    Path(id): Path<TokenId>,
    caller: RecentCaller,
    meta: RequestMeta,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    let data = reveal(&mut tx, &goods, &caller, &meta, id).await?;
    tx.commit().await?;
    let body = axum::Json(Envelope { success: true, data });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// The order's lock keeps a refund out: it would put an unseen code back on sale.
async fn reveal(tx: &mut Tx, goods: &Goods, caller: &Caller, meta: &RequestMeta, id: TokenId) -> Result<Revealed> {
    let (order, token) = lock(tx, id, Some(caller.user)).await?;
    check(&order, &token, tx.now)?;
    let place = Binding {
        owner: token.buyer,
        listing: token.listing,
        order: Some(token.order),
    };
    let secret = sealed::open(tx, &goods.ring, token.secret, &place).await?;
    let now = tx.now;
    sqlx::query!(
        "insert into token_reveals (id, token_id, user_id, at, client) values ($1, $2, $3, $4, $5)",
        EventId::fresh().0,
        id.0,
        caller.user.0,
        now,
        meta.client.map(|c| c.to_string()),
    )
    .execute(&mut **tx)
    .await?;
    let event = Event::TokenRevealed {
        token: id,
        order: token.order,
        listing: token.listing,
        buyer: token.buyer,
    };
    announce(tx, &event).await?;
    Ok(Revealed {
        token_id: id,
        secret: secret.expose().to_owned(),
        revealed_at: now,
    })
}

fn check(order: &Order, token: &Token, now: amanat_base::Time) -> Result<()> {
    match token.state {
        TokenState::Revoked => return Err(Code::TokenRevoked.into()),
        TokenState::Expired => return Err(Code::TokenExpired.into()),
        TokenState::Spent => return Err(Code::UnitsSpent.into()),
        TokenState::Active if token.expires_at <= now => return Err(Code::TokenExpired.into()),
        TokenState::Active => {}
    }
    let stands = match order.deal.state {
        OrderState::Delivered | OrderState::Completed | OrderState::Resolved => true,
        // Given back in part: what was paid for in part stays the buyer's, or a seller could take it back for a cent.
        OrderState::Refunded => !order.deal.released.is_zero(),
        _ => false,
    };
    if !stands || order.hold_reason.is_some() {
        return Err(Code::TokenRevoked.into());
    }
    if order.deal.cancel_proposed_by.is_some() {
        // What the other side agrees to give back must not be seen in the meantime.
        return Err(Code::ActionNotAllowed.say("A proposal to cancel the order stands; answer it first."));
    }
    Ok(())
}
