//! The public list of requests. One statement per way of looking, so that each walks the index made for it.

use super::{
    CategoryRef, RequestStatus,
    narrow::Narrowed,
    place::{Place, RequestSort},
};
use crate::check::Person;
use amanat_base::{CategoryId, Code, Cursor, DateTime, Error, Page, PageQuery, Price, RequestId, Time, UserId};
use amanat_web::{Answer, Ctx, MaybeCaller, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

/// A line of the list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestLine {
    /// Its id.
    pub id: RequestId,
    /// Who asks.
    pub buyer: Person,
    /// What it is sorted under.
    pub category: CategoryRef,
    /// What is wanted, in a few words.
    pub title: String,
    /// The beginning of the description, at most 280 characters.
    pub excerpt: String,
    /// The least that the buyer expects to pay.
    pub budget_min: Option<Price>,
    /// The most that the buyer wants to pay.
    pub budget_max: Option<Price>,
    /// Currency of the budget and of every offer.
    pub currency: String,
    /// New offers are taken until then.
    pub deadline_at: Option<DateTime>,
    /// Where it stands.
    pub status: RequestStatus,
    /// How many offers are on the table.
    pub offer_count: i32,
    /// When it was posted.
    pub created_at: DateTime,
}

/// Which requests, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RequestFilter {
    /// Only of this category.
    pub category: Option<CategoryId>,
    /// Only in this status; `open` unless told, any for one's own.
    #[param(inline)]
    pub status: Option<RequestStatus>,
    /// Only with all of these words, at most 200 characters; each may be the beginning of a word. Marks on letters, Arabic and Persian forms
    /// of a letter and of digits make no difference.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only with budgets in this currency.
    #[param(max_length = 10)]
    pub currency: Option<String>,
    /// Only with a budget (its upper end) of at least this.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub budget_from: Option<Price>,
    /// Only with a budget (its upper end) of less than this.
    #[param(value_type = Option<String>, pattern = r"^[0-9]+(\.[0-9]+)?$")]
    pub budget_below: Option<Price>,
    /// Only the caller's own.
    pub mine: Option<bool>,
    /// The order; `newest` unless told.
    #[param(inline)]
    pub sort: Option<RequestSort>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before, in the same order.
    pub cursor: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: RequestId,
    buyer_id: UserId,
    display_name: String,
    category_id: CategoryId,
    slug: String,
    name: String,
    title: String,
    excerpt: String,
    budget_min: Option<Price>,
    budget_max: Option<Price>,
    currency: String,
    deadline_at: Option<DateTime>,
    status: RequestStatus,
    live_offers: i32,
    created_at: DateTime,
}

/// Requests, newest first unless told.
#[utoipa::path(get, path = "/api/marketplace/requests", tag = "marketplace", params(RequestFilter), security((), ("bearer" = [])),
    responses((status = 200, body = PageOf<RequestLine>)))]
pub(super) async fn list_requests(
    State(ctx): State<Ctx>,
    caller: MaybeCaller,
    Query(filter): Query<RequestFilter>,
) -> Answer<Page<RequestLine>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: None,
    };
    let limit = page.limit()?;
    let sort = filter.sort.unwrap_or_default();
    let from = filter.cursor.as_deref().map(|text| Place::parse(sort, text)).transpose()?;
    let buyer = match (filter.mine, caller.as_ref()) {
        (Some(true), Some(caller)) => Some(caller.user),
        (Some(true), None) => return Err(Error::new(Code::Unauthenticated).into()),
        _ => None,
    };
    let narrowed = Narrowed {
        status: filter.status.or(buyer.is_none().then_some(RequestStatus::Open)),
        buyer,
        q: filter.q,
        category: filter.category,
        currency: filter.currency,
        budget_from: filter.budget_from,
        budget_below: filter.budget_below,
    };
    narrowed.check()?;
    let now = ctx.store.now().await?;
    let mut query = select(&narrowed, sort, from, now, limit);
    // Planned anew each time: what was typed decides which index is the better one.
    let rows = query.build_query_as::<Row>().persistent(false).fetch_all(&ctx.store.pool).await?;
    ok(page_of(rows, sort, limit))
}

fn select(narrowed: &Narrowed, sort: RequestSort, from: Option<Place>, now: Time, limit: i64) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "select r.id, r.buyer_id, u.display_name, r.category_id, c.slug, c.name, r.title, left(r.description, 280) as excerpt,
                r.budget_min, r.budget_max, r.currency, r.deadline_at, r.status, r.live_offers, r.created_at
         from purchase_requests r join users u on u.id = r.buyer_id join categories c on c.id = r.category_id where true",
    );
    narrowed.push_all(&mut query);
    if sort == RequestSort::Ending {
        query.push(" and r.deadline_at > ").push_bind(now);
    }
    if let Some(place) = from {
        after(&mut query, place);
    }
    query.push(match sort {
        RequestSort::Newest => " order by r.created_at desc, r.id desc",
        RequestSort::Budget => " order by coalesce(r.budget_max, r.budget_min, 0) desc, r.id desc",
        RequestSort::Ending => " order by r.deadline_at, r.id",
    });
    query.push(" limit ").push_bind(limit + 1);
    query
}

fn after(query: &mut QueryBuilder<Postgres>, place: Place) {
    let id = match place {
        Place::Newest(Cursor { at, id }) => {
            query.push(" and (r.created_at, r.id) < (").push_bind(at);
            id
        }
        Place::Budget(budget, id) => {
            query
                .push(" and (coalesce(r.budget_max, r.budget_min, 0), r.id) < (")
                .push_bind(budget);
            id
        }
        Place::Ending(at, id) => {
            query.push(" and (r.deadline_at, r.id) > (").push_bind(at);
            id
        }
    };
    query.push(", ").push_bind(id).push(")");
}

fn page_of(mut rows: Vec<Row>, sort: RequestSort, limit: i64) -> Page<RequestLine> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|last| last.place(sort).to_string());
    Page {
        items: rows.into_iter().map(RequestLine::from).collect(),
        next_cursor,
    }
}

impl Row {
    fn place(&self, sort: RequestSort) -> Place {
        let id = self.id.0;
        match sort {
            RequestSort::Newest => Place::Newest(Cursor { at: self.created_at, id }),
            RequestSort::Budget => {
                let budget = self.budget_max.as_ref().or(self.budget_min.as_ref());
                Place::Budget(budget.cloned().unwrap_or_default(), id)
            }
            // The rows of this order have one.
            RequestSort::Ending => Place::Ending(self.deadline_at.unwrap_or(self.created_at), id),
        }
    }
}

impl RequestStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<Row> for RequestLine {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            buyer: Person {
                id: row.buyer_id,
                display_name: row.display_name,
            },
            category: CategoryRef {
                id: row.category_id,
                slug: row.slug,
                name: row.name,
            },
            title: row.title,
            excerpt: row.excerpt,
            budget_min: row.budget_min,
            budget_max: row.budget_max,
            currency: row.currency,
            deadline_at: row.deadline_at,
            status: row.status,
            offer_count: row.live_offers,
            created_at: row.created_at,
        }
    }
}
