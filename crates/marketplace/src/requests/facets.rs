//! How many requests there are under each filter, with the other filters as they are set.

use super::{CategoryRef, RequestStatus, narrow::Narrowed};
use amanat_base::{CategoryId, Error, Price, Result};
use amanat_web::{Answer, Ctx, Envelope, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Where one band of budgets ends and the next one begins, in whole units of whichever currency.
const BANDS: [&str; 5] = ["50", "200", "1000", "5000", "20000"];

/// Which requests are counted: open ones.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RequestFacetFilter {
    /// As in the list.
    pub category: Option<CategoryId>,
    /// As in the list.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// As in the list.
    #[param(max_length = 10)]
    pub currency: Option<String>,
    /// As in the list.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub budget_from: Option<Price>,
    /// As in the list.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub budget_below: Option<Price>,
}

/// Counts by what one could choose; each with all filters but its own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestFacets {
    /// How many fit all filters.
    pub total: i64,
    /// By category, most first; those without any are left out.
    pub categories: Vec<CategoryCount>,
    /// By currency, most first.
    pub currencies: Vec<CurrencyCount>,
    /// By budget (its upper end), lowest first; requests without a budget are in none. A number means the same in every currency here, so it
    /// says little before a currency is chosen.
    pub budgets: Vec<PriceBand>,
}

/// Of one category.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryCount {
    /// Which.
    pub category: CategoryRef,
    /// How many.
    pub count: i64,
}

/// Of one currency.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyCount {
    /// Which.
    pub currency: String,
    /// How many.
    pub count: i64,
}

/// Of one band of prices.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceBand {
    /// From this on; null for the lowest band.
    pub from: Option<Price>,
    /// Less than this; null for the highest band.
    pub below: Option<Price>,
    /// How many.
    pub count: i64,
}

/// Counts of open requests by category, currency and budget.
#[utoipa::path(get, path = "/api/marketplace/requests/facets", tag = "marketplace", params(RequestFacetFilter), security(()),
    responses((status = 200, body = Envelope<RequestFacets>)))]
pub(super) async fn get_request_facets(State(ctx): State<Ctx>, Query(filter): Query<RequestFacetFilter>) -> Answer<RequestFacets> {
    let narrowed = Narrowed {
        status: Some(RequestStatus::Open),
        buyer: None,
        q: filter.q,
        category: filter.category,
        currency: filter.currency,
        budget_from: filter.budget_from,
        budget_below: filter.budget_below,
    };
    narrowed.check()?;
    ok(count(&ctx.store.pool, &narrowed).await?)
}

#[derive(FromRow)]
struct Row {
    facet: String,
    id: Option<Uuid>,
    key: Option<String>,
    name: Option<String>,
    band: Option<i32>,
    count: i64,
}

async fn count(pool: &PgPool, narrowed: &Narrowed) -> Result<RequestFacets> {
    let mut query = select(narrowed);
    let rows = query.build_query_as::<Row>().persistent(false).fetch_all(pool).await?;
    let mut facets = RequestFacets {
        total: 0,
        categories: Vec::new(),
        currencies: Vec::new(),
        budgets: Vec::new(),
    };
    for row in rows {
        let count = row.count;
        match (row.facet.as_str(), row.id, row.key, row.name, row.band) {
            ("category", Some(id), Some(slug), Some(name), _) => facets.categories.push(CategoryCount {
                category: CategoryRef {
                    id: CategoryId(id),
                    slug,
                    name,
                },
                count,
            }),
            ("currency", _, Some(currency), ..) => facets.currencies.push(CurrencyCount { currency, count }),
            ("budget", .., Some(band)) => facets.budgets.push(band_of(band, count)?),
            ("total", ..) => facets.total = count,
            (facet, ..) => return Err(Error::internal(format!("a facet {facet} without what it counts"))),
        }
    }
    Ok(facets)
}

/// One reading of the rows, whatever is counted.
fn select(narrowed: &Narrowed) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "with f as materialized (select r.category_id, r.currency, width_bucket(coalesce(r.budget_max, r.budget_min), array[",
    );
    query.push(BANDS.join(", ")).push("]::numeric[]) as band, (");
    narrowed.push_category(&mut query);
    query.push(") as of_category, (");
    narrowed.push_currency(&mut query);
    query.push(") as of_currency, coalesce(");
    narrowed.push_budget(&mut query);
    query.push(", false) as of_budget from purchase_requests r where true");
    narrowed.push_rest(&mut query);
    query.push(
        ") select 'category' as facet, c.id, c.slug as key, c.name, null::integer as band, n.count
           from (select category_id, count(*) from f where of_currency and of_budget group by 1) n join categories c on c.id = n.category_id
         union all select 'currency', null, currency, null, null, count(*) from f where of_category and of_budget group by currency
         union all select 'budget', null, null, null, band, count(*) from f where of_category and of_currency and band is not null group by band
         union all select 'total', null, null, null, null, count(*) from f where of_category and of_currency and of_budget
         order by facet, band, count desc, key",
    );
    query
}

/// Band 0 is what is below the first end.
fn band_of(band: i32, count: i64) -> Result<PriceBand> {
    let end = |at: i32| -> Result<Option<Price>> {
        let end = usize::try_from(at).ok().and_then(|at| BANDS.get(at));
        end.map(|end| end.parse()).transpose().map_err(Error::internal)
    };
    Ok(PriceBand {
        from: end(band - 1)?,
        below: end(band)?,
        count,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_meet_without_a_gap() {
        let ends = |band| {
            let band = band_of(band, 1).unwrap();
            (band.from.map(|p| p.to_string()), band.below.map(|p| p.to_string()))
        };
        assert_eq!(ends(0), (None, Some("50".into())));
        assert_eq!(ends(2), (Some("200".into()), Some("1000".into())));
        assert_eq!(ends(5), (Some("20000".into()), None));
    }
}
