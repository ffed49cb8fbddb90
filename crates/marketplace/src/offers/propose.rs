//! Making, revising, withdrawing and declining an offer.

use super::{Locked, OfferView, lock, read::one};
use crate::{Event, check, requests};
use amanat_base::{Code, Error, OfferId, Price, RequestId, Result, Role};
use amanat_escrow::Party;
use amanat_orders::MilestoneTerm;
use amanat_store::{
    Tx, announce,
    constraint::{self, Rule},
};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// More proposals than this, and the two sides should talk.
const MOST_REVISIONS: i32 = 100;

/// Proposed terms.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proposal {
    /// The price, in the request's currency.
    #[garde(skip)]
    price: Price,
    /// Days from payment to delivery.
    #[garde(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365)]
    delivery_days: i16,
    /// Days from delivery to automatic release.
    #[garde(range(min = 1, max = 60))]
    #[schema(minimum = 1, maximum = 60)]
    inspection_days: i16,
    /// What to say with it.
    #[garde(length(chars, max = 5000))]
    #[schema(max_length = 5000)]
    #[serde(default)]
    message: String,
    /// Parts that sum to the price; absent for one part.
    #[garde(length(max = 50), dive)]
    #[schema(max_items = 50)]
    #[serde(default)]
    milestones: Vec<Milestone>,
}

/// One part of the work.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Milestone {
    /// What is delivered.
    #[garde(length(chars, min = 1, max = 120), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    /// Its part of the price.
    #[garde(skip)]
    amount: Price,
}

/// Makes an offer on somebody's request (seller); one at a time.
#[utoipa::path(post, path = "/api/marketplace/requests/{id}/offers", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), request_body = Proposal, responses((status = 200, body = Envelope<OfferView>)))]
pub(super) async fn make_offer(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<RequestId>,
    Json(terms): Json<Proposal>,
) -> Answer<OfferView> {
    caller.require(Role::Seller)?;
    let terms = terms.checked()?;
    let mut tx = ctx.store.begin().await?;
    let request = requests::lock(&mut tx, id).await?;
    if request.buyer == caller.user {
        return Err(Error::new(Code::OwnRequest).into());
    }
    request.require_open()?;
    if request.deadline_at.is_some_and(|at| at <= tx.now) {
        return Err(Code::RequestClosed.say("This request took offers until its deadline.").into());
    }
    let (offer, now) = (OfferId::fresh(), tx.now);
    sqlx::query!(
        "insert into offers (id, request_id, seller_id, created_at, updated_at) values ($1, $2, $3, $4, $4)",
        offer.0,
        id.0,
        caller.user.0,
        now
    )
    .execute(&mut *tx)
    .await
    .map_err(one_live)?;
    write(&mut tx, &request, offer, 1, Party::Seller, &caller, &terms).await?;
    count(&mut tx, id, 1).await?;
    let (buyer, seller) = (request.buyer, caller.user);
    announce(
        &mut tx,
        &Event::OfferMade {
            request: id,
            offer,
            buyer,
            seller,
            title: request.title,
        },
    )
    .await?;
    let view = one(&mut tx, offer).await?;
    tx.commit().await?;
    ok(view)
}

/// Proposes other terms (either side); the other side may then accept them.
#[utoipa::path(post, path = "/api/marketplace/offers/{id}/revisions", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), request_body = Proposal, responses((status = 200, body = Envelope<OfferView>)))]
pub(super) async fn revise_offer(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<OfferId>,
    Json(terms): Json<Proposal>,
) -> Answer<OfferView> {
    let terms = terms.checked()?;
    let mut tx = ctx.store.begin().await?;
    let locked = lock(&mut tx, id).await?;
    let side = locked.side(caller.user)?;
    locked.require_open()?;
    let revision = locked.latest.revision + 1;
    if revision > MOST_REVISIONS {
        return Err(Code::OfferClosed
            .say("This offer has been revised a hundred times; make a new one.")
            .into());
    }
    write(&mut tx, &locked.request, id, revision, side, &caller, &terms).await?;
    let now = tx.now;
    sqlx::query!(
        "update offers set revision = $2, updated_at = $3 where id = $1",
        id.0,
        revision,
        now
    )
    .execute(&mut *tx)
    .await?;
    let Locked { request, seller, .. } = locked;
    let (by, buyer, title) = (caller.user, request.buyer, request.title);
    announce(
        &mut tx,
        &Event::OfferRevised {
            request: request.id,
            offer: id,
            buyer,
            seller,
            by,
            revision,
            title,
        },
    )
    .await?;
    let view = one(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

/// Takes an offer back (its seller).
#[utoipa::path(post, path = "/api/marketplace/offers/{id}/withdraw", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), responses((status = 200, body = Envelope<OfferView>)))]
pub(super) async fn withdraw_offer(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<OfferId>) -> Answer<OfferView> {
    ok(end(&ctx, &caller, id, Party::Seller).await?)
}

/// Declines an offer (the request's buyer).
#[utoipa::path(post, path = "/api/marketplace/offers/{id}/decline", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), responses((status = 200, body = Envelope<OfferView>)))]
pub(super) async fn decline_offer(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<OfferId>) -> Answer<OfferView> {
    ok(end(&ctx, &caller, id, Party::Buyer).await?)
}

async fn end(ctx: &Ctx, caller: &Caller, id: OfferId, by: Party) -> Result<OfferView> {
    let mut tx = ctx.store.begin().await?;
    let locked = lock(&mut tx, id).await?;
    if locked.side(caller.user)? != by {
        return Err(Code::Forbidden.say("The seller withdraws an offer, the buyer declines it."));
    }
    locked.require_open()?;
    end_locked(&mut tx, locked, by).await?;
    let view = one(&mut tx, id).await?;
    tx.commit().await?;
    Ok(view)
}

/// Ends a locked, open offer: its seller withdraws it, or the buyer declines it.
pub(crate) async fn end_locked(tx: &mut Tx, locked: Locked, by: Party) -> Result<()> {
    let Locked { request, id, seller, .. } = locked;
    let (status, now) = (if by == Party::Seller { "withdrawn" } else { "declined" }, tx.now);
    sqlx::query!("update offers set status = $2, updated_at = $3 where id = $1", id.0, status, now)
        .execute(&mut **tx)
        .await?;
    count(tx, request.id, -1).await?;
    let (buyer, title) = (request.buyer, request.title);
    let event = match by {
        Party::Seller => Event::OfferWithdrawn {
            request: request.id,
            offer: id,
            buyer,
            seller,
            title,
        },
        Party::Buyer => Event::OfferDeclined {
            request: request.id,
            offer: id,
            buyer,
            seller,
            title,
        },
    };
    announce(tx, &event).await.map(drop)
}

/// Terms that hold together.
struct Checked {
    price: Price,
    delivery_days: i16,
    inspection_days: i16,
    message: String,
    milestones: Vec<MilestoneTerm>,
}

impl Proposal {
    fn checked(self) -> Result<Checked> {
        check::positive("price", &self.price)?;
        let mut sum = Price::zero();
        for (i, milestone) in self.milestones.iter().enumerate() {
            check::positive(&format!("milestones[{i}].amount"), &milestone.amount)?;
            sum = sum
                .checked_add(&milestone.amount)
                .map_err(|_| Error::invalid("milestones", "must sum to the price"))?;
        }
        if !self.milestones.is_empty() && sum != self.price {
            return Err(Error::invalid("milestones", "must sum to the price"));
        }
        let milestones = self.milestones.into_iter();
        Ok(Checked {
            price: self.price,
            delivery_days: self.delivery_days,
            inspection_days: self.inspection_days,
            message: self.message.trim().to_owned(),
            milestones: milestones
                .map(|m| MilestoneTerm {
                    title: m.title.trim().to_owned(),
                    amount: m.amount,
                })
                .collect(),
        })
    }
}

async fn write(
    tx: &mut Tx,
    request: &requests::Locked,
    offer: OfferId,
    revision: i32,
    side: Party,
    caller: &Caller,
    terms: &Checked,
) -> Result<()> {
    let (now, milestones) = (tx.now, serde_json::to_value(&terms.milestones).map_err(Error::internal)?);
    sqlx::query!(
        r#"insert into offer_revisions (offer_id, revision, author, author_id, request_version, price, currency, delivery_days,
                                        inspection_days, message, milestones, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#,
        offer.0,
        revision,
        side.as_str(),
        caller.user.0,
        request.version,
        terms.price.decimal(),
        request.currency,
        terms.delivery_days,
        terms.inspection_days,
        terms.message,
        milestones,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn count(tx: &mut Tx, request: RequestId, by: i32) -> Result<()> {
    sqlx::query!(
        "update purchase_requests set live_offers = live_offers + $2 where id = $1",
        request.0,
        by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn one_live(error: sqlx::Error) -> Error {
    let rule = Rule {
        constraint: "offers_one_live",
        code: Code::OfferExists,
        path: "requestId",
    };
    constraint::translate(error, &[rule])
}
