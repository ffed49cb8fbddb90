//! `/api/orders`: what a deal looks like to its parties, and the one endpoint by which they act.

mod actions;
mod disputes;
mod list;
mod timeline;
mod view;

pub use actions::ActionRequest;
pub use disputes::{DisputeCase, DisputeLine};
pub use view::{IfNobodyActs, OrderView, PartyView};

use crate::{Order, order::load};
use amanat_base::{Code, OrderId, Result, Role};
use amanat_escrow::State;
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, ok};
use axum::extract::State as Context;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of orders.
pub fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list::list_orders))
        .routes(routes!(get_order))
        .routes(routes!(timeline::get_order_timeline))
        .routes(routes!(actions::act_on_order))
        .routes(routes!(disputes::list_disputes))
        .routes(routes!(disputes::get_dispute))
        .merge(crate::ratings::router())
}

/// One order. Parties and staff only; to everybody else it doesn't exist.
#[utoipa::path(get, path = "/api/orders/{id}", tag = "orders", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<OrderView>)))]
async fn get_order(ctx: Context<Ctx>, caller: Caller, Path(id): Path<OrderId>) -> Answer<OrderView> {
    let mut conn = ctx.store.pool.acquire().await?;
    let order = visible(&mut conn, &caller, id).await?;
    ok(view::view(&mut conn, &caller, order).await?)
}

/// The order, when the caller is a party or staff: guard and admin any, resolver while it is disputed or decided.
pub(crate) async fn visible(conn: &mut PgConnection, caller: &Caller, id: OrderId) -> Result<Order> {
    let order = load(conn, id).await?;
    let disputed = matches!(order.deal.state, State::Disputed | State::Resolved);
    let staff = caller.is_staff() || caller.is(Role::Resolver) && disputed;
    if order.party(caller.user).is_some() || staff {
        Ok(order)
    } else {
        caller.require_factor()?;
        Err(Code::NotFound.into())
    }
}
