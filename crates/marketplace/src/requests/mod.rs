//! Purchase requests: what buyers look for.

mod change;
mod facets;
mod files;
mod list;
mod narrow;
mod place;

pub(crate) use change::cancel;
pub use files::RequestFile;
pub(crate) use files::forget as forget_files;

use crate::{
    Event,
    check::{self, Person},
    offers::{self, OfferView},
};
use amanat_base::{CategoryId, Code, DateTime, Error, FileId, OfferId, Price, RequestId, Result, Role, Time, UserId};
use amanat_store::announce;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, MaybeCaller, Path, ok};
use axum::extract::State;
use chrono::TimeDelta;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list::list_requests))
        .routes(routes!(facets::get_request_facets))
        .routes(routes!(create_request))
        .routes(routes!(get_request))
        .routes(routes!(change::change_request))
        .routes(routes!(change::cancel_request))
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RequestStatus {
    /// Takes offers.
    Open,
    /// An offer was accepted: there is an order.
    Accepted,
    /// Taken back by the buyer.
    Cancelled,
}

/// The category of a request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryRef {
    /// Its id.
    pub id: CategoryId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A purchase request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// Its id.
    pub id: RequestId,
    /// Who asks.
    pub buyer: Person,
    /// What it is sorted under.
    pub category: CategoryRef,
    /// What is wanted, in a few words.
    pub title: String,
    /// What exactly is wanted.
    pub description: String,
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
    /// Raised when the wording, the category or the currency changes; an offer on an older version can't be accepted.
    pub version: i32,
    /// What the buyer shows with it, in their order: part of the wording.
    pub files: Vec<RequestFile>,
    /// How many offers are on the table.
    pub offer_count: i32,
    /// The offers that the caller may see: all for the buyer, their own for a seller. Newest first, at most 100.
    pub offers: Vec<OfferView>,
    /// The accepted offer; only for its two sides.
    pub accepted_offer_id: Option<OfferId>,
    /// When it was posted.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
}

/// A new purchase request.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRequest {
    /// What to sort it under.
    #[garde(skip)]
    category_id: CategoryId,
    /// What is wanted, in a few words.
    #[garde(length(chars, min = 3, max = 120), custom(check::not_blank))]
    #[schema(min_length = 3, max_length = 120)]
    title: String,
    /// What exactly is wanted.
    #[garde(length(chars, min = 10, max = 10_000), custom(check::not_blank))]
    #[schema(min_length = 10, max_length = 10_000)]
    description: String,
    /// The least that the buyer expects to pay.
    #[garde(skip)]
    budget_min: Option<Price>,
    /// The most that the buyer wants to pay.
    #[garde(skip)]
    budget_max: Option<Price>,
    /// Currency of the budget and of every offer.
    #[garde(custom(check::currency))]
    #[schema(pattern = "^[A-Z0-9]{2,10}$")]
    currency: String,
    /// New offers are taken until then; within two years.
    #[garde(skip)]
    deadline_at: Option<DateTime>,
    /// Attachments of the caller to show with it, at most 10. Everybody who is signed in may open them.
    #[garde(length(max = 10))]
    #[schema(max_items = 10)]
    #[serde(default)]
    file_ids: Vec<FileId>,
}

/// Posts a request (buyer).
#[utoipa::path(post, path = "/api/marketplace/requests", tag = "marketplace", security(("bearer" = [])), request_body = NewRequest,
    responses((status = 200, body = Envelope<RequestView>)))]
async fn create_request(State(ctx): State<Ctx>, caller: Caller, Json(new): Json<NewRequest>) -> Answer<RequestView> {
    caller.require(Role::Buyer)?;
    check_budget(new.budget_min.as_ref(), new.budget_max.as_ref())?;
    let mut tx = ctx.store.begin().await?;
    let (id, now) = (RequestId::fresh(), tx.now);
    check_deadline(new.deadline_at, now)?;
    crate::categories::require_open(&mut tx, new.category_id).await?;
    sqlx::query!(
        r#"insert into purchase_requests (id, buyer_id, category_id, title, description, budget_min, budget_max, currency, deadline_at,
                                          created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)"#,
        id.0,
        caller.user.0,
        new.category_id.0,
        new.title.trim(),
        new.description.trim(),
        new.budget_min.as_ref().map(Price::decimal),
        new.budget_max.as_ref().map(Price::decimal),
        new.currency,
        new.deadline_at,
        now,
    )
    .execute(&mut *tx)
    .await?;
    files::put(&mut tx, id, caller.user, &new.file_ids).await?;
    let (buyer, category, title) = (caller.user, new.category_id, new.title.trim().to_owned());
    announce(
        &mut tx,
        &Event::RequestCreated {
            request: id,
            buyer,
            category,
            title,
        },
    )
    .await?;
    let view = view(&mut tx, id, Some(&caller), now).await?;
    tx.commit().await?;
    ok(view)
}

/// A request, with the offers that the caller may see.
#[utoipa::path(get, path = "/api/marketplace/requests/{id}", tag = "marketplace", params(("id" = Uuid, Path)),
    security((), ("bearer" = [])), responses((status = 200, body = Envelope<RequestView>)))]
async fn get_request(State(ctx): State<Ctx>, caller: MaybeCaller, Path(id): Path<RequestId>) -> Answer<RequestView> {
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    ok(view(&mut conn, id, caller.as_ref(), now).await?)
}

fn check_budget(min: Option<&Price>, max: Option<&Price>) -> Result<()> {
    for (path, price) in [("budgetMin", min), ("budgetMax", max)] {
        price.map_or(Ok(()), |p| check::positive(path, p))?;
    }
    match (min, max) {
        (Some(min), Some(max)) if min > max => Err(Error::invalid("budgetMax", "must not be less than budgetMin")),
        _ => Ok(()),
    }
}

fn check_deadline(at: Option<Time>, now: Time) -> Result<()> {
    match at {
        Some(at) if at <= now => Err(Error::invalid("deadlineAt", "must be in the future")),
        Some(at) if at > now + TimeDelta::days(731) => Err(Error::invalid("deadlineAt", "must be within two years")),
        _ => Ok(()),
    }
}

/// The request as `caller` may see it.
async fn view(conn: &mut PgConnection, id: RequestId, caller: Option<&Caller>, now: Time) -> Result<RequestView> {
    let row = sqlx::query!(
        r#"select r.id as "id: RequestId", r.buyer_id as "buyer: UserId", u.display_name, r.category_id as "category: CategoryId", c.slug,
                  c.name, r.title, r.description, r.budget_min as "budget_min: Price", r.budget_max as "budget_max: Price", r.currency,
                  r.deadline_at, r.status as "status: RequestStatus", r.version, r.live_offers,
                  r.accepted_offer_id as "accepted: OfferId", r.created_at, r.updated_at
           from purchase_requests r join users u on u.id = r.buyer_id join categories c on c.id = r.category_id where r.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let offers = match caller {
        Some(caller) => {
            let seller = (caller.user != row.buyer).then_some(caller.user);
            offers::of_request(conn, id, seller, now).await?
        }
        None => Vec::new(),
    };
    let files = files::of(conn, id).await?;
    let accepted = row.accepted.filter(|accepted| offers.iter().any(|o| o.id == *accepted));
    Ok(RequestView {
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
        description: row.description,
        budget_min: row.budget_min,
        budget_max: row.budget_max,
        currency: row.currency,
        deadline_at: row.deadline_at,
        status: row.status,
        version: row.version,
        files,
        offer_count: row.live_offers,
        offers,
        accepted_offer_id: accepted,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// What the rules about offers need to know of a request.
#[derive(Clone, Debug)]
pub(crate) struct Locked {
    pub id: RequestId,
    pub buyer: UserId,
    pub category: CategoryId,
    pub title: String,
    pub description: String,
    pub currency: String,
    pub deadline_at: Option<Time>,
    pub status: RequestStatus,
    pub version: i32,
}

/// Locks the request's row until the end of the transaction. Taken before any of its offers.
pub(crate) async fn lock(conn: &mut PgConnection, id: RequestId) -> Result<Locked> {
    sqlx::query_as!(
        Locked,
        r#"select id as "id: RequestId", buyer_id as "buyer: UserId", category_id as "category: CategoryId", title, description, currency,
                  deadline_at, status as "status: RequestStatus", version
           from purchase_requests where id = $1 for update"#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Code::NotFound.into())
}

impl Locked {
    /// Refuses whatever a closed request can't have.
    pub fn require_open(&self) -> Result<()> {
        if self.status == RequestStatus::Open {
            Ok(())
        } else {
            Err(Code::RequestClosed.into())
        }
    }
}
