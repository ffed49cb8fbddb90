//! Reading listings: the public list, one listing, one's own.

use super::{
    FulfilmentKind, ListingCategory, ListingSeller, ListingStatus, ListingView,
    cache::{Loaded, ResponseCache},
    narrow::Narrowed,
    place::{ListingSort, Place},
    view,
};
use crate::Goods;
use amanat_base::{CategoryId, Code, Cursor, DateTime, Error, ListingId, Page, PageQuery, Price, Result, Role, UserId};
use amanat_web::{Answer, Caller, Envelope, Failure, MaybeCaller, PageOf, Path, Query, ok};
use axum::{
    Extension,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use bigdecimal::BigDecimal;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A line of the public list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListingLine {
    /// Its id.
    pub id: ListingId,
    /// Who sells.
    pub seller: ListingSeller,
    /// What it is sorted under.
    pub category: Option<ListingCategory>,
    /// What is sold, in a few words.
    pub service_name: String,
    /// The beginning of the description, at most 280 characters.
    pub excerpt: String,
    /// What one unit is.
    pub unit_description: String,
    /// Price of one unit.
    pub price_per_unit: Price,
    /// Currency of the price.
    pub currency: String,
    /// What a buyer gets.
    pub fulfilment: FulfilmentKind,
    /// Where it stands; `active` here.
    pub status: ListingStatus,
    /// Units that can be bought now.
    pub available_units: i64,
    /// Fewest units of an order.
    pub min_units: i64,
    /// Completed sales.
    pub sales: i64,
    /// Mean of the stars, 1 to 5 with three decimals; null without ratings.
    pub score: Option<f64>,
    /// How many ratings there are.
    pub ratings: i64,
    /// When it was written.
    pub created_at: DateTime,
}

/// Which listings, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ListingFilter {
    /// Only with all of these words, at most 200 characters; each may be the beginning of a word. Marks on letters, Arabic and Persian forms
    /// of a letter and of digits make no difference.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only of this category.
    pub category_id: Option<CategoryId>,
    /// Only with this fulfilment.
    #[param(inline)]
    pub fulfilment: Option<FulfilmentKind>,
    /// Only of this seller.
    pub seller_id: Option<UserId>,
    /// Only with prices in this currency.
    #[param(max_length = 10)]
    pub currency: Option<String>,
    /// Only with a unit price of at least this.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub price_from: Option<Price>,
    /// Only with a unit price of less than this.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub price_below: Option<Price>,
    /// The order; `newest` unless told.
    #[param(inline)]
    pub sort: Option<ListingSort>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before, in the same order.
    pub cursor: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: ListingId,
    seller_id: UserId,
    display_name: String,
    category_id: Option<CategoryId>,
    slug: Option<String>,
    category_name: Option<String>,
    service_name: String,
    excerpt: String,
    unit_description: String,
    price_per_unit: Price,
    currency: String,
    fulfilment: FulfilmentKind,
    status: ListingStatus,
    available_units: i64,
    min_units: i64,
    sales: i64,
    score: BigDecimal,
    stars_count: i64,
    created_at: DateTime,
    stamp: i64,
}

/// What is on sale, to be asked again by anybody at any time: an answer carries a strong `ETag`, `If-None-Match` answers 304.
#[utoipa::path(get, path = "/api/listings", tag = "listings", params(ListingFilter), security(()),
    responses((status = 200, body = PageOf<ListingLine>), (status = 304, description = "Nothing has changed since the ETag that was sent")))]
pub(super) async fn list_listings(
    Extension(goods): Extension<Goods>,
    Extension(cache): Extension<Arc<ResponseCache>>,
    headers: HeaderMap,
    Query(filter): Query<ListingFilter>,
) -> Result<Response, Failure> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: None,
    };
    let limit = page.limit()?;
    let sort = filter.sort.unwrap_or_default();
    let from = filter.cursor.as_deref().map(|text| Place::parse(sort, text)).transpose()?;
    let narrowed = Narrowed::of_list(&filter);
    narrowed.check()?;
    let key = format!("{filter:?}");
    let load = async {
        let query = select(&narrowed, sort, from, limit);
        let rows = query_rows(query, &goods).await?;
        Loaded::page(rows.iter().map(|row| (row.id, row.stamp)).collect(), &page_of(rows, sort, limit))
    };
    Ok(cache.serve(key, &headers, load).await?)
}

async fn query_rows(mut query: QueryBuilder<Postgres>, goods: &Goods) -> Result<Vec<Row>> {
    // Planned anew each time: what was typed decides which index is the better one.
    let query = query.build_query_as::<Row>().persistent(false);
    Ok(query.fetch_all(&goods.store.pool).await?)
}

/// One statement per combination, so that each walks the index of its order or of its words.
fn select(narrowed: &Narrowed, sort: ListingSort, from: Option<Place>, limit: i64) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "select l.id, l.seller_id, u.display_name, l.category_id, c.slug, c.name as category_name, l.service_name,
                left(l.description, 280) as excerpt, l.unit_description, l.price_per_unit, l.currency, l.fulfilment, l.status,
                l.available_units, l.min_units, l.sales, l.score, l.stars_count, l.created_at, l.xmin::text::bigint as stamp
         from listings l join users u on u.id = l.seller_id and u.status = 'active' left join categories c on c.id = l.category_id
         where l.status = 'active' and l.moderation = 'approved'",
    );
    narrowed.push_all(&mut query);
    if let Some(place) = from {
        after(&mut query, place);
    }
    query.push(match sort {
        ListingSort::Newest => " order by l.created_at desc, l.id desc",
        ListingSort::Price => " order by l.price_per_unit, l.id",
        ListingSort::Rating => " order by l.score desc, l.id desc",
        ListingSort::Popularity => " order by l.sales desc, l.id desc",
    });
    query.push(" limit ").push_bind(limit + 1);
    query
}

fn after(query: &mut QueryBuilder<Postgres>, place: Place) {
    let id = match place {
        Place::Newest(at, id) => {
            query.push(" and (l.created_at, l.id) < (").push_bind(at);
            id
        }
        Place::Price(price, id) => {
            query.push(" and (l.price_per_unit, l.id) > (").push_bind(price);
            id
        }
        Place::Rating(score, id) => {
            query.push(" and (l.score, l.id) < (").push_bind(score);
            id
        }
        Place::Popularity(sales, id) => {
            query.push(" and (l.sales, l.id) < (").push_bind(sales);
            id
        }
    };
    query.push(", ").push_bind(id).push(")");
}

fn page_of(mut rows: Vec<Row>, sort: ListingSort, limit: i64) -> Page<ListingLine> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|last| last.place(sort).to_string());
    Page {
        items: rows.into_iter().map(ListingLine::from).collect(),
        next_cursor,
    }
}

impl Row {
    fn place(&self, sort: ListingSort) -> Place {
        let id = self.id.0;
        match sort {
            ListingSort::Newest => Place::Newest(self.created_at, id),
            ListingSort::Price => Place::Price(self.price_per_unit.clone(), id),
            ListingSort::Rating => Place::Rating(self.score.clone(), id),
            ListingSort::Popularity => Place::Popularity(self.sales, id),
        }
    }
}

impl From<Row> for ListingLine {
    fn from(row: Row) -> Self {
        use bigdecimal::ToPrimitive;
        let category = row.category_id.zip(row.slug).zip(row.category_name);
        Self {
            id: row.id,
            seller: ListingSeller {
                id: row.seller_id,
                display_name: row.display_name,
            },
            category: category.map(|((id, slug), name)| ListingCategory { id, slug, name }),
            service_name: row.service_name,
            excerpt: row.excerpt,
            unit_description: row.unit_description,
            price_per_unit: row.price_per_unit,
            currency: row.currency,
            fulfilment: row.fulfilment,
            status: row.status,
            available_units: row.available_units,
            min_units: row.min_units,
            sales: row.sales,
            score: row.score.to_f64().filter(|_| row.stars_count > 0),
            ratings: row.stars_count,
            created_at: row.created_at,
        }
    }
}

/// A listing: as everybody sees it, with `ETag`; for its seller and admins with `own`.
#[utoipa::path(get, path = "/api/listings/{id}", tag = "listings", params(("id" = Uuid, Path)), security((), ("bearer" = [])),
    responses((status = 200, body = Envelope<ListingView>), (status = 304, description = "Nothing has changed since the ETag that was sent")))]
pub(super) async fn get_listing(
    Extension(goods): Extension<Goods>,
    Extension(cache): Extension<Arc<ResponseCache>>,
    caller: MaybeCaller,
    headers: HeaderMap,
    Path(id): Path<ListingId>,
) -> Result<Response, Failure> {
    if let Some(caller) = caller.filter(|c| c.is(Role::Seller) || c.is(Role::Admin)) {
        let mut conn = goods.store.pool.acquire().await?;
        let row = view::row(&mut conn, id).await?;
        if row.seller == caller.user || caller.is(Role::Admin) {
            return Ok(ok(row.own()?).into_response());
        }
    }
    let load = async {
        let mut conn = goods.store.pool.acquire().await?;
        let row = view::row(&mut conn, id).await?;
        if !row.is_public() {
            return Err(Error::new(Code::NotFound));
        }
        Loaded::item((id, row.stamp), &row.public()?)
    };
    Ok(cache.serve(format!("item {id}"), &headers, load).await?)
}

/// The caller's own listings, newest first; removed ones too.
#[utoipa::path(get, path = "/api/listings/mine", tag = "listings", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<ListingView>)))]
pub(super) async fn list_my_listings(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Answer<Page<ListingView>> {
    let limit = page.limit()?;
    let from = page.cursor()?.unwrap_or(Cursor::START);
    let rows = view::listing_rows!(
        "l.seller_id = $1 and (l.created_at, l.id) < ($2, $3) order by l.created_at desc, l.id desc limit $4",
        caller.user.0,
        from.at,
        from.id,
        limit + 1
    );
    ok(view::own_page(rows.fetch_all(&goods.store.pool).await?, limit)?)
}
