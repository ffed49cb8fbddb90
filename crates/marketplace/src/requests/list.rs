//! The public list of requests. One statement per way of looking, so that each walks the index made for it.

use super::{CategoryRef, RequestStatus};
use crate::check::Person;
use amanat_base::{CategoryId, Code, Cursor, DateTime, Error, Page, PageQuery, Price, RequestId, UserId};
use amanat_web::{Answer, Ctx, MaybeCaller, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
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

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RequestFilter {
    /// Only of this category.
    pub category: Option<CategoryId>,
    /// Only in this status; `open` unless told, any for one's own.
    #[param(inline)]
    pub status: Option<RequestStatus>,
    /// Only with these words, at most 200 characters; `"a phrase"`, `or` and `-not` are understood.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only the caller's own.
    pub mine: Option<bool>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

struct Row {
    id: RequestId,
    buyer: UserId,
    display_name: String,
    category: CategoryId,
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

macro_rules! rows {
    ($which:literal, $limit:expr, $cursor:expr $(, $arg:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"select r.id as "id: RequestId", r.buyer_id as "buyer: UserId", u.display_name, r.category_id as "category: CategoryId",
                      c.slug, c.name, r.title, left(r.description, 280) as "excerpt!", r.budget_min as "budget_min: Price",
                      r.budget_max as "budget_max: Price", r.currency, r.deadline_at, r.status as "status: RequestStatus", r.live_offers,
                      r.created_at
               from purchase_requests r join users u on u.id = r.buyer_id join categories c on c.id = r.category_id
               where (r.created_at, r.id) < ($1, $2) and "# + $which + r#"
               order by r.created_at desc, r.id desc limit $3"#,
            $cursor.at,
            $cursor.id,
            $limit + 1
            $(, $arg)*
        )
    };
}

/// Requests, newest first.
#[utoipa::path(get, path = "/api/marketplace/requests", tag = "marketplace", params(RequestFilter), security((), ("bearer" = [])),
    responses((status = 200, body = PageOf<RequestLine>)))]
pub(super) async fn list_requests(
    State(ctx): State<Ctx>,
    caller: MaybeCaller,
    Query(filter): Query<RequestFilter>,
) -> Answer<Page<RequestLine>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let limit = page.limit()?;
    let from = page.cursor()?.unwrap_or(Cursor::START);
    let status = filter.status.unwrap_or(RequestStatus::Open).as_str();
    let category = filter.category.map(|c| c.0);
    let pool = &ctx.store.pool;
    let rows = if filter.mine == Some(true) {
        let me = caller.ok_or(Error::new(Code::Unauthenticated))?.user.0;
        let status = filter.status.map(RequestStatus::as_str);
        rows!("r.buyer_id = $4 and ($5::text is null or r.status = $5) and ($6::uuid is null or r.category_id = $6) and ($7::text is null or r.search @@ websearch_to_tsquery('simple', $7))", limit, from, me, status, category, words(filter.q.as_deref())?)
            .fetch_all(pool)
            .await?
    } else if let Some(words) = words(filter.q.as_deref())? {
        rows!(
            "r.status = $4 and r.search @@ websearch_to_tsquery('simple', $5) and ($6::uuid is null or r.category_id = $6)",
            limit,
            from,
            status,
            words,
            category
        )
        .fetch_all(pool)
        .await?
    } else if let Some(category) = category {
        rows!("r.status = $4 and r.category_id = $5", limit, from, status, category)
            .fetch_all(pool)
            .await?
    } else {
        rows!("r.status = $4", limit, from, status).fetch_all(pool).await?
    };
    let lines = rows.into_iter().map(RequestLine::from).collect();
    ok(Page::from_rows(lines, limit, |line: &RequestLine| Cursor {
        at: line.created_at,
        id: line.id.0,
    }))
}

fn words(q: Option<&str>) -> Result<Option<&str>, Error> {
    match q.map(str::trim) {
        Some(words) if words.chars().count() > 200 => Err(Error::invalid("q", "must be at most 200 characters")),
        Some("") | None => Ok(None),
        Some(words) => Ok(Some(words)),
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
                id: row.buyer,
                display_name: row.display_name,
            },
            category: CategoryRef {
                id: row.category,
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
