//! The use of all tokens of one listing, for its seller.

use super::hours::{Per, UsageBucket, buckets};
use amanat_base::{Code, Error, ListingId};
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query of a listing's usage.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListingUsageQuery {
    /// How wide a bar is; hours unless told.
    #[param(inline)]
    per: Option<Per>,
}

/// The use of one listing, over all its tokens.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingUsage {
    /// Which listing.
    pub listing_id: ListingId,
    /// Tokens sold.
    pub tokens: i64,
    /// Units sold with them.
    pub units: i64,
    /// Units used, those of running calls included.
    pub used_units: i64,
    /// Use by hour or day.
    pub buckets: Vec<UsageBucket>,
}

/// The use of a metered listing over all its tokens (its seller).
#[utoipa::path(get, path = "/api/listings/{id}/usage", tag = "gateway", security(("bearer" = [])), params(("id" = ListingId, Path), ListingUsageQuery),
    responses((status = 200, body = Envelope<ListingUsage>)))]
pub(super) async fn get_listing_usage(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Query(query): Query<ListingUsageQuery>,
) -> Answer<ListingUsage> {
    let totals = sqlx::query!(
        r#"select count(t.id) as "tokens!", coalesce(sum(t.units), 0)::bigint as "units!",
                  coalesce(sum(t.used_units), 0)::bigint as "used!"
           from listings l left join tokens t on t.listing_id = l.id
           where l.id = $1 and l.seller_id = $2 and l.fulfilment = 'metered_gateway' group by l.id"#,
        id.0,
        caller.user.0
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let now = ctx.store.now().await?;
    let buckets = buckets(&ctx.store.pool, (None, Some(id)), query.per.unwrap_or_default(), now).await?;
    ok(ListingUsage {
        listing_id: id,
        tokens: totals.tokens,
        units: totals.units,
        used_units: totals.used,
        buckets,
    })
}
