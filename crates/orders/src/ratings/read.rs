//! Reading ratings: of an order by its parties, of a listing and of a person by everybody.

use super::write::time_to_rate;
use crate::{
    Order,
    routes::{PartyView, visible},
};
use amanat_base::{Code, Cursor, DateTime, Error, ListingId, OrderId, Page, PageQuery, Result, Time, UserId};
use amanat_escrow::Party;
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, Query, ok};
use axum::extract::State as Context;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

/// What one side of a deal said of the other.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatingView {
    /// The side that says it.
    pub by: Party,
    /// Who says it.
    pub rater: PartyView,
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub stars: i16,
    /// In words.
    pub comment: Option<String>,
    /// When it was written.
    pub created_at: DateTime,
    /// From when on everybody may read it; in the future while it waits for the other side's.
    pub revealed_at: DateTime,
}

/// The ratings of one order that the caller may read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderRatings {
    /// The caller may rate the other side now.
    pub can_rate: bool,
    /// Until when the sides may rate; null while the order can't be rated.
    pub rate_until: Option<DateTime>,
    /// At most one of each side.
    pub items: Vec<RatingView>,
    /// Always null: both fit one page.
    pub next_cursor: Option<String>,
}

/// Ratings, newest first, and what they say together.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatingsPage {
    /// Mean of the stars, 1 to 5; null without a rating.
    pub average: Option<f64>,
    /// How many there are in all.
    pub count: i64,
    /// The page.
    pub items: Vec<RatingView>,
    /// Send as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

macro_rules! ratings {
    ($which:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"select r.order_id, r.by_party as "by: Party", r.rater_id as "rater: UserId", u.display_name, r.stars, r.comment,
                      r.created_at, r.revealed_at
               from order_ratings r join users u on u.id = r.rater_id where "# + $which
            $(, $arg)*
        )
    };
}

/// Ratings of an order. A side reads the other's only once it is revealed.
#[utoipa::path(get, path = "/api/orders/{id}/ratings", tag = "ratings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<OrderRatings>)))]
pub(super) async fn list_order_ratings(ctx: Context<Ctx>, caller: Caller, Path(id): Path<OrderId>) -> Answer<OrderRatings> {
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    let order = visible(&mut conn, &caller, id).await?;
    ok(of_order(&mut conn, &caller, &order, now).await?)
}

/// What `caller`, who may see the order, may read of its ratings.
pub(super) async fn of_order(conn: &mut PgConnection, caller: &Caller, order: &Order, now: Time) -> Result<OrderRatings> {
    let side = order.party(caller.user);
    let rows = ratings!("r.order_id = $1 order by r.created_at, r.by_party", order.id.0)
        .fetch_all(&mut *conn)
        .await?;
    let until = time_to_rate(conn, order).await?;
    let has_rated = rows.iter().any(|row| Some(row.by) == side);
    // Staff read everything: they settle what the sides say of each other.
    let readable = |row: &Row| side.is_none_or(|side| row.by == side) || row.revealed_at <= now;
    Ok(OrderRatings {
        can_rate: side.is_some() && !has_rated && until.is_some_and(|until| now <= until),
        rate_until: until,
        items: rows.into_iter().filter(readable).map(Row::view).collect(),
        next_cursor: None,
    })
}

/// What buyers said of a listing's units, newest first. Only who paid for some can rate.
#[utoipa::path(get, path = "/api/listings/{id}/ratings", tag = "ratings", params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Envelope<RatingsPage>)))]
pub(super) async fn list_listing_ratings(
    ctx: Context<Ctx>,
    Path(id): Path<ListingId>,
    Query(page): Query<PageQuery>,
) -> Answer<RatingsPage> {
    let (limit, cursor, now) = (page.limit()?, page.cursor()?, ctx.store.now().await?);
    let mut conn = ctx.store.pool.acquire().await?;
    let total = sqlx::query_as!(
        Total,
        r#"select count(*) as "count!", coalesce(sum(stars), 0) as "stars!" from order_ratings where listing_id = $1 and revealed_at <= $2"#,
        id.0,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    let rows = ratings!(
        "r.listing_id = $1 and r.revealed_at <= $2 and ($3::timestamptz is null or (r.revealed_at, r.order_id) < ($3, $4))
         order by r.revealed_at desc, r.order_id desc limit $5",
        id.0,
        now,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&mut *conn)
    .await?;
    ok(total.page(rows, limit))
}

/// What others said of a person, newest first.
#[utoipa::path(get, path = "/api/users/{id}/ratings", tag = "ratings", params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Envelope<RatingsPage>)))]
pub(super) async fn list_user_ratings(ctx: Context<Ctx>, Path(id): Path<UserId>, Query(page): Query<PageQuery>) -> Answer<RatingsPage> {
    let (limit, cursor, now) = (page.limit()?, page.cursor()?, ctx.store.now().await?);
    let mut conn = ctx.store.pool.acquire().await?;
    let total = sqlx::query_as!(
        Total,
        r#"select count(r.stars) as "count!", coalesce(sum(r.stars), 0) as "stars!"
           from users u left join order_ratings r on r.rated_id = u.id and r.revealed_at <= $2 where u.id = $1 group by u.id"#,
        id.0,
        now
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let rows = ratings!(
        "r.rated_id = $1 and r.revealed_at <= $2 and ($3::timestamptz is null or (r.revealed_at, r.order_id) < ($3, $4))
         order by r.revealed_at desc, r.order_id desc limit $5",
        id.0,
        now,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&mut *conn)
    .await?;
    ok(total.page(rows, limit))
}

struct Row {
    order_id: Uuid,
    by: Party,
    rater: UserId,
    display_name: String,
    stars: i16,
    comment: Option<String>,
    created_at: DateTime,
    revealed_at: DateTime,
}

impl Row {
    /// Without the order, which only breaks the cursor's ties and is nobody else's business.
    fn view(self) -> RatingView {
        RatingView {
            by: self.by,
            rater: PartyView {
                id: self.rater,
                display_name: self.display_name,
            },
            stars: self.stars,
            comment: self.comment,
            created_at: self.created_at,
            revealed_at: self.revealed_at,
        }
    }
}

struct Total {
    count: i64,
    stars: i64,
}

impl Total {
    fn page(self, rows: Vec<Row>, limit: i64) -> RatingsPage {
        let page = Page::from_rows(rows, limit, |row| Cursor {
            at: row.revealed_at,
            id: row.order_id,
        });
        RatingsPage {
            average: (self.count > 0).then(|| (self.stars as f64 / self.count as f64 * 1000.0).round() / 1000.0),
            count: self.count,
            items: page.items.into_iter().map(Row::view).collect(),
            next_cursor: page.next_cursor,
        }
    }
}
