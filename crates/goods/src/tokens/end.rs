//! Ending tokens: by the buyer, by time, by use, or with the order. What has ended is not served any more, at once and on every node.

use super::{Token, TokenState, TokenView, enqueue_settle, lock, view};
use crate::Event;
use amanat_base::{Result, TokenId};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};

/// Why a token ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Its buyer ended it.
    Buyer,
    /// Its time was over.
    Expired,
    /// All units were used.
    Spent,
    /// The buyer asked for the unused units back.
    RefundedUnused,
    /// Its order was paid back.
    OrderRefunded,
    /// A dispute about its order was decided.
    OrderResolved,
    /// Its order was settled otherwise.
    OrderCompleted,
}

impl Ended {
    /// The text in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Expired => "expired",
            Self::Spent => "spent",
            Self::RefundedUnused => "refunded_unused",
            Self::OrderRefunded => "order_refunded",
            Self::OrderResolved => "order_resolved",
            Self::OrderCompleted => "order_completed",
        }
    }

    const fn state(self) -> TokenState {
        match self {
            Self::Expired => TokenState::Expired,
            Self::Spent => TokenState::Spent,
            _ => TokenState::Revoked,
        }
    }
}

/// Ends a locked token; one that has ended stays as it is.
pub(crate) async fn end(tx: &mut Tx, token: &mut Token, because: Ended) -> Result<()> {
    if token.state != TokenState::Active {
        return Ok(());
    }
    sqlx::query!(
        "update tokens set state = $2, ended_because = $3 where id = $1",
        token.id.0,
        because.state() as _,
        because.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    token.state = because.state();
    let event = Event::TokenEnded {
        token: token.id,
        order: token.order,
        listing: token.listing,
        buyer: token.buyer,
        because,
    };
    announce(tx, &event).await?;
    Ok(())
}

/// Ends a token at once (its buyer): for one that leaked. A metered one is settled by its use as soon as its last call has ended.
#[utoipa::path(post, path = "/api/tokens/{id}/revoke", tag = "goods", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<TokenView>)))]
pub(super) async fn revoke_token(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<TokenId>) -> Answer<TokenView> {
    let mut tx = ctx.store.begin().await?;
    let (_, mut token) = lock(&mut tx, id, Some(caller.user)).await?;
    end(&mut tx, &mut token, Ended::Buyer).await?;
    if token.metered {
        enqueue_settle(&mut tx, token.id).await?;
    }
    let view = view::load(&mut tx, id, caller.user).await?;
    tx.commit().await?;
    ok(view)
}
