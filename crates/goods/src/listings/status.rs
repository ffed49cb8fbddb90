//! On sale, off sale, gone.

use super::{FulfilmentKind, ListingStatus, ListingView, lock, probe, view};
use crate::Goods;
use amanat_base::{Code, Error, ListingId, Result};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Envelope, Json, Path, ok};
use axum::Extension;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a seller may make of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WantedStatus {
    /// On sale.
    Active,
    /// Off sale for now.
    Paused,
    /// Off sale for good. Orders go on.
    Removed,
}

/// The status that a listing shall have.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListingStatusChange {
    /// `active`, `paused` or `removed`; `sold_out` comes by itself.
    #[garde(skip)]
    status: WantedStatus,
}

/// Puts a listing on sale, takes it off, or removes it for good (its seller). To go on sale it must be complete, and the test call, if it
/// has one, must pass (`PROBE_FAILED` says what was wrong).
#[utoipa::path(post, path = "/api/listings/{id}/status", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = ListingStatusChange, responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn change_listing_status(
    Extension(goods): Extension<Goods>,
    caller: Caller,
    Path(id): Path<ListingId>,
    Json(asked): Json<ListingStatusChange>,
) -> Answer<ListingView> {
    match asked.status {
        WantedStatus::Active => activate(&goods, &caller, id).await?,
        WantedStatus::Paused => take_off(&goods, &caller, id, ListingStatus::Paused).await?,
        WantedStatus::Removed => take_off(&goods, &caller, id, ListingStatus::Removed).await?,
    }
    let mut conn = goods.store.pool.acquire().await?;
    ok(view::own(&mut conn, id).await?)
}

async fn take_off(goods: &Goods, caller: &Caller, id: ListingId, to: ListingStatus) -> Result<()> {
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, caller, id).await?;
    if listing.status == ListingStatus::Draft && to == ListingStatus::Paused {
        return Err(Error::invalid("status", "a draft is not on sale yet"));
    }
    set(&mut tx, &listing, to).await?;
    tx.commit().await
}

/// Looks, makes the test call with nothing locked, and looks again: what was tested is what goes on sale.
async fn activate(goods: &Goods, caller: &Caller, id: ListingId) -> Result<()> {
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, caller, id).await?;
    if listing.status == ListingStatus::Active {
        return Ok(());
    }
    require_complete(&listing)?;
    let proof = probe::Proof::of(&mut tx, &listing).await?;
    tx.rollback().await?;
    let found = proof.call(goods, id, caller).await?;

    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, caller, id).await?;
    require_complete(&listing)?;
    if probe::Proof::of(&mut tx, &listing).await? != proof {
        return Err(Code::Conflict.into());
    }
    if let Some(found) = &found {
        probe::store(&mut tx, id, found).await?;
    }
    let failure = found.and_then(Result::err);
    if failure.is_none() {
        set(&mut tx, &listing, ListingStatus::Active).await?;
    }
    tx.commit().await?;
    match failure {
        None => Ok(()),
        Some(why) => Err(Error::new(Code::ProbeFailed).at("probe", why)),
    }
}

/// Everything that a buyer pays for must be there; all that is missing is named at once.
fn require_complete(listing: &lock::Locked) -> Result<()> {
    let kind = listing.fulfilment;
    let missing = [
        (listing.available_units == 0, "availableUnits", "there is nothing to sell yet"),
        (
            kind != FulfilmentKind::CodePool && listing.secret.is_none(),
            "secret",
            "the secret is missing",
        ),
        (
            kind == FulfilmentKind::MeteredGateway && listing.gateway.is_none(),
            "gateway",
            "the gateway settings are missing",
        ),
    ];
    let refusal = Error::new(Code::ValidationFailed).say("The listing isn't complete.");
    let error = missing
        .into_iter()
        .filter(|(missing, ..)| *missing)
        .fold(refusal, |error, (_, path, why)| error.at(path, why));
    if error.details.is_empty() { Ok(()) } else { Err(error) }
}

async fn set(tx: &mut Tx, listing: &lock::Locked, to: ListingStatus) -> Result<()> {
    if listing.status == to {
        return Ok(());
    }
    let now = tx.now;
    sqlx::query!(
        "update listings set status = $2, version = version + 1, updated_at = $3 where id = $1",
        listing.id.0,
        to.as_str(),
        now
    )
    .execute(&mut **tx)
    .await?;
    listing.announce_status(tx, to).await
}
