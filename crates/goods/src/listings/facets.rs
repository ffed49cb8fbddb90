//! How many listings there are under each filter, with the other filters as they are set.

use super::{FulfilmentKind, ListingCategory, narrow::Narrowed};
use crate::Goods;
use amanat_base::{CategoryId, Error, Price, Result, UserId};
use amanat_web::{Answer, Envelope, Query, ok};
use axum::Extension;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Where one band of unit prices ends and the next one begins, in whole units of whichever currency.
const BANDS: [&str; 5] = ["0.01", "0.1", "1", "10", "100"];

/// Which listings are counted: those on sale.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ListingFacetFilter {
    /// As in the list.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// As in the list.
    pub category_id: Option<CategoryId>,
    /// As in the list.
    #[param(inline)]
    pub fulfilment: Option<FulfilmentKind>,
    /// As in the list.
    pub seller_id: Option<UserId>,
    /// As in the list.
    #[param(max_length = 10)]
    pub currency: Option<String>,
    /// As in the list.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub price_from: Option<Price>,
    /// As in the list.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub price_below: Option<Price>,
}

/// Counts by what one could choose; each with all filters but its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingFacets {
    /// How many fit all filters.
    pub total: i64,
    /// By category, most first; those without any are left out.
    pub categories: Vec<ListingCategoryCount>,
    /// By what a buyer gets, most first.
    pub fulfilments: Vec<FulfilmentCount>,
    /// By currency, most first.
    pub currencies: Vec<ListingCurrencyCount>,
    /// By unit price, lowest first. A number means the same in every currency here, so it says little before a currency is chosen.
    pub prices: Vec<UnitPriceBand>,
}

/// Of one category.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingCategoryCount {
    /// Which.
    pub category: ListingCategory,
    /// How many.
    pub count: i64,
}

/// Of one way to be served.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FulfilmentCount {
    /// Which.
    pub fulfilment: FulfilmentKind,
    /// How many.
    pub count: i64,
}

/// Of one currency.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingCurrencyCount {
    /// Which.
    pub currency: String,
    /// How many.
    pub count: i64,
}

/// Of one band of unit prices.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitPriceBand {
    /// From this on; null for the lowest band.
    pub from: Option<Price>,
    /// Less than this; null for the highest band.
    pub below: Option<Price>,
    /// How many.
    pub count: i64,
}

/// Counts of what is on sale by category, kind, currency and unit price.
#[utoipa::path(get, path = "/api/listings/facets", tag = "listings", params(ListingFacetFilter), security(()),
    responses((status = 200, body = Envelope<ListingFacets>)))]
pub(super) async fn get_listing_facets(
    Extension(goods): Extension<Goods>,
    Query(filter): Query<ListingFacetFilter>,
) -> Answer<ListingFacets> {
    let narrowed = Narrowed {
        q: filter.q,
        seller: filter.seller_id,
        category: filter.category_id,
        fulfilment: filter.fulfilment,
        currency: filter.currency,
        price_from: filter.price_from,
        price_below: filter.price_below,
    };
    narrowed.check()?;
    ok(count(&goods.store.pool, &narrowed).await?)
}

#[derive(FromRow)]
struct Row {
    facet: String,
    id: Option<Uuid>,
    key: Option<String>,
    name: Option<String>,
    band: Option<i32>,
    kind: Option<FulfilmentKind>,
    count: i64,
}

async fn count(pool: &PgPool, narrowed: &Narrowed) -> Result<ListingFacets> {
    let mut query = select(narrowed);
    let rows = query.build_query_as::<Row>().persistent(false).fetch_all(pool).await?;
    let mut facets = ListingFacets::default();
    for row in rows {
        let count = row.count;
        match row {
            Row {
                kind: Some(fulfilment), ..
            } => facets.fulfilments.push(FulfilmentCount { fulfilment, count }),
            Row { band: Some(band), .. } => facets.prices.push(band_of(band, count)?),
            Row {
                id: Some(id),
                key: Some(slug),
                name: Some(name),
                ..
            } => {
                let id = CategoryId(id);
                let category = ListingCategory { id, slug, name };
                facets.categories.push(ListingCategoryCount { category, count });
            }
            Row { key: Some(currency), .. } => facets.currencies.push(ListingCurrencyCount { currency, count }),
            Row { facet, .. } if facet == "total" => facets.total = count,
            Row { facet, .. } => return Err(Error::internal(format!("a facet {facet} without what it counts"))),
        }
    }
    Ok(facets)
}

/// One reading of the rows, whatever is counted.
fn select(narrowed: &Narrowed) -> QueryBuilder<Postgres> {
    let mut query =
        QueryBuilder::new("with f as materialized (select l.category_id, l.fulfilment, l.currency, width_bucket(l.price_per_unit, array[");
    query.push(BANDS.join(", ")).push("]::numeric[]) as band, (");
    narrowed.push_category(&mut query);
    query.push(") as of_category, (");
    narrowed.push_fulfilment(&mut query);
    query.push(") as of_kind, (");
    narrowed.push_currency(&mut query);
    query.push(") as of_currency, ");
    narrowed.push_price(&mut query);
    query.push(
        " as of_price from listings l join users u on u.id = l.seller_id and u.status = 'active'
          where l.status = 'active' and l.moderation = 'approved'",
    );
    narrowed.push_rest(&mut query);
    query.push(
        ") select 'category' as facet, c.id, c.slug as key, c.name, null::integer as band, null::text as kind, n.count
           from (select category_id, count(*) from f where of_kind and of_currency and of_price group by 1) n
           join categories c on c.id = n.category_id
         union all select 'kind', null, null, null, null, fulfilment, count(*) from f where of_category and of_currency and of_price
           group by fulfilment
         union all select 'currency', null, currency, null, null, null, count(*) from f where of_category and of_kind and of_price
           group by currency
         union all select 'price', null, null, null, band, null, count(*) from f where of_category and of_kind and of_currency group by band
         union all select 'total', null, null, null, null, null, count(*) from f where of_category and of_kind and of_currency and of_price
         order by facet, band, count desc, key, kind",
    );
    query
}

/// Band 0 is what is below the first end.
fn band_of(band: i32, count: i64) -> Result<UnitPriceBand> {
    let end = |at: i32| -> Result<Option<Price>> {
        let end = usize::try_from(at).ok().and_then(|at| BANDS.get(at));
        end.map(|end| end.parse()).transpose().map_err(Error::internal)
    };
    Ok(UnitPriceBand {
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
        assert_eq!(ends(0), (None, Some("0.01".into())));
        assert_eq!(ends(3), (Some("1".into()), Some("10".into())));
        assert_eq!(ends(5), (Some("100".into()), None));
    }
}
