//! Whether money that becomes somebody's own is paid out at once, or stays in their balance until they ask.

use amanat_base::{Result, UserId};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, RecentCaller, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_payout_preferences, put_payout_preferences))
}

/// How a person wants to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PayoutPreferences {
    /// True: whatever an order releases or gives back is paid out at once. False: it stays in the balance, for purchases or to be
    /// withdrawn. What was paid by card goes back to the card either way.
    #[garde(skip)]
    pub automatic: bool,
}

/// Automatic unless the person said otherwise.
pub(crate) async fn is_automatic(conn: &mut PgConnection, user: UserId) -> Result<bool> {
    let said = sqlx::query_scalar!("select automatic from payout_preferences where user_id = $1", user.0);
    Ok(said.fetch_optional(conn).await?.unwrap_or(true))
}

/// How you want to be paid.
#[utoipa::path(get, path = "/api/payouts/preferences", tag = "custody", security(("bearer" = [])),
    responses((status = 200, body = Envelope<PayoutPreferences>)))]
async fn get_payout_preferences(ctx: State<Ctx>, caller: Caller) -> Answer<PayoutPreferences> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(PayoutPreferences {
        automatic: is_automatic(&mut conn, caller.user).await?,
    })
}

/// Changes how you want to be paid. Payouts that are under way go on.
#[utoipa::path(put, path = "/api/payouts/preferences", tag = "custody", security(("bearer" = [])), request_body = PayoutPreferences,
    responses((status = 200, body = Envelope<PayoutPreferences>)))]
async fn put_payout_preferences(ctx: State<Ctx>, caller: RecentCaller, Json(body): Json<PayoutPreferences>) -> Answer<PayoutPreferences> {
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    let automatic = is_automatic(&mut tx, caller.user).await?;
    sqlx::query!(
        "insert into payout_preferences (user_id, automatic, changed_at) values ($1, $2, $3)
         on conflict (user_id) do update set automatic = excluded.automatic, changed_at = excluded.changed_at",
        caller.user.0,
        body.automatic,
        now
    )
    .execute(&mut *tx)
    .await?;
    let before = PayoutPreferences { automatic };
    caller
        .record(&mut tx, "payout.preferences", ("user", &caller.user), before, body)
        .await?;
    tx.commit().await?;
    ok(body)
}
