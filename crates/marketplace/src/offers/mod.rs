//! Offers and counter-offers: either side proposes, the other side accepts, everything that was said stays.

mod accept;
mod propose;
mod read;
mod standing;

pub use accept::{AcceptedOffer, accept};
pub(crate) use propose::end_locked;
pub(crate) use read::{live, of_request};
pub use standing::SellerStanding;

use crate::{Closed, check::Person, requests};
use amanat_base::{Code, DateTime, Error, OfferId, OrderId, Price, RequestId, Result, UserId};
use amanat_escrow::Party;
use amanat_orders::MilestoneTerm;
use amanat_store::Tx;
use amanat_web::Ctx;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(propose::make_offer))
        .routes(routes!(read::list_request_offers))
        .routes(routes!(read::list_own_offers))
        .routes(routes!(read::get_offer))
        .routes(routes!(read::preview_offer))
        .routes(routes!(propose::revise_offer))
        .routes(routes!(propose::withdraw_offer))
        .routes(routes!(propose::decline_offer))
        .routes(routes!(accept::accept_offer))
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum OfferStatus {
    /// On the table.
    Open,
    /// Both sides agreed: there is an order.
    Accepted,
    /// The buyer said no.
    Declined,
    /// The seller took it back.
    Withdrawn,
    /// The request went another way.
    Closed,
}

/// One proposal of terms; never changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// 1 is the first offer.
    pub revision: i32,
    /// Who proposed it.
    pub author: Party,
    /// The version of the request that it answers.
    pub request_version: i32,
    /// The price.
    pub price: Price,
    /// Its currency.
    pub currency: String,
    /// Days from payment to delivery.
    pub delivery_days: i16,
    /// Days from delivery to automatic release.
    pub inspection_days: i16,
    /// What was said with it.
    pub message: String,
    /// Parts that sum to the price; empty for one part.
    pub milestones: Vec<MilestoneTerm>,
    /// When.
    pub created_at: DateTime,
}

/// An offer as its two sides see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferView {
    /// Its id.
    pub id: OfferId,
    /// The request that it answers.
    pub request_id: RequestId,
    /// The request's title.
    pub request_title: String,
    /// Who asked.
    pub buyer_id: UserId,
    /// Who offers.
    pub seller: Person,
    /// What is known of them.
    pub standing: SellerStanding,
    /// Where it stands.
    pub status: OfferStatus,
    /// The terms on the table.
    pub latest: Revision,
    /// What the buyer pays in all at these terms, with the platform's fee where the buyer bears it.
    pub buyer_pays: Price,
    /// Who may accept the terms on the table; absent when nobody may: it is over, or the request has changed since.
    pub may_accept: Option<Party>,
    /// The order that it became.
    pub order_id: Option<OrderId>,
    /// When it was first made.
    pub created_at: DateTime,
    /// Last change.
    pub updated_at: DateTime,
}

/// An offer under lock, its request locked before it.
pub(crate) struct Locked {
    pub request: requests::Locked,
    pub id: OfferId,
    pub seller: UserId,
    pub status: OfferStatus,
    pub latest: Revision,
}

impl Locked {
    /// The caller's side. To everybody else the offer doesn't exist.
    pub fn side(&self, user: UserId) -> Result<Party> {
        match user {
            u if u == self.seller => Ok(Party::Seller),
            u if u == self.request.buyer => Ok(Party::Buyer),
            _ => Err(Code::NotFound.into()),
        }
    }

    pub fn require_open(&self) -> Result<()> {
        if self.status == OfferStatus::Open {
            Ok(())
        } else {
            Err(Code::OfferClosed.into())
        }
    }
}

/// Locks the request's row, then the offer's, always in this order.
pub(crate) async fn lock(conn: &mut PgConnection, id: OfferId) -> Result<Locked> {
    let request = sqlx::query_scalar!(r#"select request_id as "id: RequestId" from offers where id = $1"#, id.0)
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    let request = requests::lock(conn, request).await?;
    let offer = sqlx::query!(
        r#"select seller_id as "seller: UserId", status as "status: OfferStatus", revision from offers where id = $1 for update"#,
        id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let latest = read::revision(conn, id, offer.revision).await?;
    Ok(Locked {
        request,
        id,
        seller: offer.seller,
        status: offer.status,
        latest,
    })
}

/// Closes the open offers of a request, except one. The request's row must be locked.
pub(crate) async fn close_all(tx: &mut Tx, request: RequestId, except: Option<OfferId>) -> Result<Vec<Closed>> {
    let now = tx.now;
    Ok(sqlx::query_as!(
        Closed,
        r#"update offers set status = 'closed', updated_at = $3
           where request_id = $1 and status = 'open' and id is distinct from $2
           returning id as "offer: OfferId", seller_id as "seller: UserId""#,
        request.0,
        except.map(|e| e.0),
        now
    )
    .fetch_all(&mut **tx)
    .await?)
}
