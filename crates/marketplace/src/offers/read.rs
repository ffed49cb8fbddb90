//! Reading offers: only their two sides (and admins) see them.

use super::{
    Closed, OfferStatus, OfferView, Revision,
    accept::periods,
    standing::{self, SellerStanding},
};
use crate::check::Person;
use amanat_base::{
    CategoryId, Code, Cursor, DateTime, Error, OfferId, OrderId, Page, PageQuery, Price, RequestId, Result, Role, Time, UserId,
};
use amanat_escrow::{Party, Periods};
use amanat_orders::{FeeQuote, MilestoneTerm, fee_for};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, types::Json};
use utoipa::ToSchema;

/// An offer with everything that was proposed, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferHistory {
    /// The offer.
    #[serde(flatten)]
    pub offer: OfferView,
    /// Every proposal of either side, oldest first.
    pub revisions: Vec<Revision>,
}

/// What each side pays and gets if the terms on the table are accepted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferPreview {
    /// The revision that these are the figures of: send it with the acceptance.
    pub revision: i32,
    /// Currency of every figure.
    pub currency: String,
    /// The figures.
    pub fee: FeeQuote,
    /// How long each state of the order may last.
    pub periods: Periods,
    /// Who may accept.
    pub may_accept: Option<Party>,
}

pub(super) struct Row {
    id: OfferId,
    request_id: RequestId,
    request_title: String,
    request_version: i32,
    buyer: UserId,
    pub category: CategoryId,
    pub seller: UserId,
    seller_name: String,
    status: OfferStatus,
    order_id: Option<OrderId>,
    created_at: DateTime,
    updated_at: DateTime,
    revision: i32,
    author: Party,
    answers_version: i32,
    pub price: Price,
    currency: String,
    delivery_days: i16,
    inspection_days: i16,
    message: String,
    milestones: Json<Vec<MilestoneTerm>>,
    revised_at: DateTime,
}

macro_rules! rows {
    ($which:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"select o.id as "id: OfferId", o.request_id as "request_id: RequestId", r.title as request_title, r.version as request_version,
                      r.buyer_id as "buyer: UserId", r.category_id as "category: CategoryId", o.seller_id as "seller: UserId",
                      u.display_name as seller_name, o.status as "status: OfferStatus", o.order_id as "order_id: OrderId", o.created_at,
                      o.updated_at, v.revision, v.author as "author: Party", v.request_version as answers_version, v.price as "price: Price",
                      v.currency, v.delivery_days, v.inspection_days, v.message, v.milestones as "milestones: Json<Vec<MilestoneTerm>>",
                      v.created_at as revised_at
               from offers o join purchase_requests r on r.id = o.request_id join users u on u.id = o.seller_id
               join offer_revisions v on v.offer_id = o.id and v.revision = o.revision
               where "# + $which
            $(, $arg)*
        )
    };
}

/// Offers on a request: all for its buyer, their own for a seller; newest first.
#[utoipa::path(get, path = "/api/marketplace/requests/{id}/offers", tag = "marketplace", params(("id" = Uuid, Path), PageQuery),
    security(("bearer" = [])), responses((status = 200, body = PageOf<OfferView>)))]
pub(super) async fn list_request_offers(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<RequestId>,
    Query(page): Query<PageQuery>,
) -> Answer<Page<OfferView>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let buyer = sqlx::query_scalar!(r#"select buyer_id as "buyer: UserId" from purchase_requests where id = $1"#, id.0)
        .fetch_optional(&ctx.store.pool)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    let seller = (buyer != caller.user && !caller.is(Role::Admin)).then_some(caller.user.0);
    let rows = rows!(
        "o.request_id = $1 and ($2::uuid is null or o.seller_id = $2) and ($3::timestamptz is null or (o.created_at, o.id) < ($3, $4)) order by o.created_at desc, o.id desc limit $5",
        id.0,
        seller,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(page_of(&ctx, rows, limit).await?)
}

/// The caller's own offers as a seller, newest first.
#[utoipa::path(get, path = "/api/marketplace/offers", tag = "marketplace", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, body = PageOf<OfferView>)))]
pub(super) async fn list_own_offers(State(ctx): State<Ctx>, caller: Caller, Query(page): Query<PageQuery>) -> Answer<Page<OfferView>> {
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = rows!(
        "o.seller_id = $1 and ($2::timestamptz is null or (o.created_at, o.id) < ($2, $3)) order by o.created_at desc, o.id desc limit $4",
        caller.user.0,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(page_of(&ctx, rows, limit).await?)
}

/// An offer with its whole history. Its two sides only; to everybody else it doesn't exist.
#[utoipa::path(get, path = "/api/marketplace/offers/{id}", tag = "marketplace", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<OfferHistory>)))]
pub(super) async fn get_offer(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<OfferId>) -> Answer<OfferHistory> {
    let mut conn = ctx.store.pool.acquire().await?;
    let now = ctx.store.now().await?;
    let row = visible(&mut conn, &caller, id).await?;
    let offer = first(standing::views(&mut conn, vec![row], now).await?)?;
    ok(OfferHistory {
        offer,
        revisions: history(&mut conn, id).await?,
    })
}

/// What each side pays and gets if the terms on the table are accepted.
#[utoipa::path(get, path = "/api/marketplace/offers/{id}/preview", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), responses((status = 200, body = Envelope<OfferPreview>)))]
pub(super) async fn preview_offer(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<OfferId>) -> Answer<OfferPreview> {
    let mut conn = ctx.store.pool.acquire().await?;
    let row = visible(&mut conn, &caller, id).await?;
    let fee = fee_for(&mut conn, Some(row.category), row.seller, &row.price).await?;
    ok(OfferPreview {
        revision: row.revision,
        currency: row.currency.clone(),
        may_accept: row.may_accept(),
        fee,
        periods: periods(row.delivery_days, row.inspection_days),
    })
}

async fn visible(conn: &mut PgConnection, caller: &Caller, id: OfferId) -> Result<Row> {
    let row = rows!("o.id = $1", id.0).fetch_optional(conn).await?;
    row.filter(|r| r.seller == caller.user || r.buyer == caller.user || caller.is(Role::Admin))
        .ok_or(Code::NotFound.into())
}

/// One offer, for the answer to whoever just changed it.
pub(super) async fn one(tx: &mut Tx, id: OfferId) -> Result<OfferView> {
    let (row, now) = (rows!("o.id = $1", id.0).fetch_one(&mut **tx).await?, tx.now);
    first(standing::views(tx, vec![row], now).await?)
}

fn first(views: Vec<OfferView>) -> Result<OfferView> {
    views
        .into_iter()
        .next()
        .ok_or_else(|| Error::internal("an offer that was just read"))
}

/// The newest offers on a request: all, or one seller's.
pub(crate) async fn of_request(conn: &mut PgConnection, id: RequestId, seller: Option<UserId>, now: Time) -> Result<Vec<OfferView>> {
    let rows = rows!(
        "o.request_id = $1 and ($2::uuid is null or o.seller_id = $2) order by o.created_at desc, o.id desc limit 100",
        id.0,
        seller.map(|s| s.0)
    );
    let rows = rows.fetch_all(&mut *conn).await?;
    standing::views(conn, rows, now).await
}

/// Whom a change of the request concerns.
pub(crate) async fn live(conn: &mut PgConnection, request: RequestId) -> Result<Vec<Closed>> {
    Ok(sqlx::query_as!(
        Closed,
        r#"select id as "offer: OfferId", seller_id as "seller: UserId" from offers where request_id = $1 and status = 'open'"#,
        request.0
    )
    .fetch_all(conn)
    .await?)
}

struct RevisionRow {
    revision: i32,
    author: Party,
    request_version: i32,
    price: Price,
    currency: String,
    delivery_days: i16,
    inspection_days: i16,
    message: String,
    milestones: Json<Vec<MilestoneTerm>>,
    created_at: DateTime,
}

macro_rules! revisions {
    ($which:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            RevisionRow,
            r#"select revision, author as "author: Party", request_version, price as "price: Price", currency, delivery_days, inspection_days,
                      message, milestones as "milestones: Json<Vec<MilestoneTerm>>", created_at
               from offer_revisions where offer_id = $1 "# + $which
            $(, $arg)*
        )
    };
}

async fn history(conn: &mut PgConnection, id: OfferId) -> Result<Vec<Revision>> {
    let rows = revisions!("order by revision", id.0).fetch_all(conn).await?;
    Ok(rows.into_iter().map(Revision::from).collect())
}

pub(super) async fn revision(conn: &mut PgConnection, id: OfferId, revision: i32) -> Result<Revision> {
    Ok(revisions!("and revision = $2", id.0, revision).fetch_one(conn).await?.into())
}

impl From<RevisionRow> for Revision {
    fn from(row: RevisionRow) -> Self {
        Self {
            revision: row.revision,
            author: row.author,
            request_version: row.request_version,
            price: row.price,
            currency: row.currency,
            delivery_days: row.delivery_days,
            inspection_days: row.inspection_days,
            message: row.message,
            milestones: row.milestones.0,
            created_at: row.created_at,
        }
    }
}

impl Row {
    fn may_accept(&self) -> Option<Party> {
        let stands = self.status == OfferStatus::Open && self.answers_version == self.request_version;
        stands.then_some(self.author.other())
    }
}

impl Row {
    /// With what was looked up of its seller.
    pub(super) fn view(self, standing: SellerStanding, buyer_pays: Price) -> OfferView {
        OfferView {
            may_accept: self.may_accept(),
            id: self.id,
            request_id: self.request_id,
            request_title: self.request_title,
            buyer_id: self.buyer,
            seller: Person {
                id: self.seller,
                display_name: self.seller_name,
            },
            standing,
            status: self.status,
            latest: Revision {
                revision: self.revision,
                author: self.author,
                request_version: self.answers_version,
                price: self.price,
                currency: self.currency,
                delivery_days: self.delivery_days,
                inspection_days: self.inspection_days,
                message: self.message,
                milestones: self.milestones.0,
                created_at: self.revised_at,
            },
            buyer_pays,
            order_id: self.order_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

async fn page_of(ctx: &Ctx, rows: Vec<Row>, limit: i64) -> Result<Page<OfferView>> {
    let page = Page::from_rows(rows, limit, |row| Cursor {
        at: row.created_at,
        id: row.id.0,
    });
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    Ok(Page {
        items: standing::views(&mut conn, page.items, now).await?,
        next_cursor: page.next_cursor,
    })
}
