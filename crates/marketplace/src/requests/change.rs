//! Changing and cancelling a request.

use super::{Locked, RequestStatus, RequestView, check_budget, check_deadline, files, lock, view};
use crate::{Closed, Event, check, offers};
use amanat_base::{CategoryId, Code, DateTime, FileId, Price, RequestId, Result};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// What to change of a request; what is absent stays. `null` takes a budget or the deadline away.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestChange {
    /// What to sort it under.
    #[garde(skip)]
    category_id: Option<CategoryId>,
    /// What is wanted, in a few words.
    #[garde(inner(length(chars, min = 3, max = 120), custom(check::not_blank)))]
    #[schema(min_length = 3, max_length = 120)]
    title: Option<String>,
    /// What exactly is wanted.
    #[garde(inner(length(chars, min = 10, max = 10_000), custom(check::not_blank)))]
    #[schema(min_length = 10, max_length = 10_000)]
    description: Option<String>,
    /// The least that the buyer expects to pay.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Price>)]
    budget_min: Option<Option<Price>>,
    /// The most that the buyer wants to pay.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Price>)]
    budget_max: Option<Option<Price>>,
    /// Currency of the budget and of every offer.
    #[garde(inner(custom(check::currency)))]
    #[schema(pattern = "^[A-Z0-9]{2,10}$")]
    currency: Option<String>,
    /// New offers are taken until then.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime>)]
    deadline_at: Option<Option<DateTime>>,
    /// All attachments to show with it from now on, at most 10: what is left out is taken off.
    #[garde(inner(length(max = 10)))]
    #[schema(max_items = 10)]
    file_ids: Option<Vec<FileId>>,
}

/// Absent and `null` are different things here.
fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

/// Changes a request while it is open (its buyer). When the wording, the attachments, the category or the currency change, offers on the
/// old ones can't be accepted until they are revised.
#[utoipa::path(patch, path = "/api/marketplace/requests/{id}", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), request_body = RequestChange, responses((status = 200, body = Envelope<RequestView>)))]
pub(super) async fn change_request(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<RequestId>,
    Json(change): Json<RequestChange>,
) -> Answer<RequestView> {
    let mut tx = ctx.store.begin().await?;
    let request = own(&mut tx, &caller, id).await?;
    request.require_open()?;
    let terms_changed = apply(&mut tx, &request, change).await?;
    let offers = offers::live(&mut tx, id).await?;
    changed(&mut tx, request, RequestStatus::Open, terms_changed, offers).await?;
    let now = tx.now;
    let view = view(&mut tx, id, Some(&caller), now).await?;
    tx.commit().await?;
    ok(view)
}

/// Takes a request back while it is open (its buyer); its offers are closed.
#[utoipa::path(post, path = "/api/marketplace/requests/{id}/cancel", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), responses((status = 200, body = Envelope<RequestView>)))]
pub(super) async fn cancel_request(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<RequestId>) -> Answer<RequestView> {
    let mut tx = ctx.store.begin().await?;
    let request = own(&mut tx, &caller, id).await?;
    request.require_open()?;
    cancel(&mut tx, request).await?;
    let now = tx.now;
    let view = view(&mut tx, id, Some(&caller), now).await?;
    tx.commit().await?;
    ok(view)
}

/// Cancels a locked, open request and closes its offers.
pub(crate) async fn cancel(tx: &mut Tx, request: Locked) -> Result<()> {
    let (id, now) = (request.id, tx.now);
    let closed = offers::close_all(tx, id, None).await?;
    sqlx::query!(
        "update purchase_requests set status = 'cancelled', live_offers = 0, updated_at = $2 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    changed(tx, request, RequestStatus::Cancelled, false, closed).await
}

async fn own(tx: &mut Tx, caller: &Caller, id: RequestId) -> Result<Locked> {
    let request = lock(tx, id).await?;
    if request.buyer == caller.user {
        Ok(request)
    } else {
        Err(Code::Forbidden.say("Only the buyer who posted this request may change it."))
    }
}

/// Writes the change; true when what was asked for has changed.
async fn apply(tx: &mut Tx, request: &Locked, change: RequestChange) -> Result<bool> {
    let now = tx.now;
    let title = change.title.as_deref().map_or(request.title.as_str(), str::trim);
    let description = change.description.as_deref().map_or(request.description.as_str(), str::trim);
    let currency = change.currency.as_deref().unwrap_or(&request.currency);
    let category = change.category_id.unwrap_or(request.category);
    let files_changed = match &change.file_ids {
        Some(wanted) => files::replace(tx, request.id, request.buyer, wanted).await?,
        None => false,
    };
    // The fee depends on the category, so that is a term too.
    let terms_changed = files_changed
        || (title, description, currency, category)
            != (
                request.title.as_str(),
                request.description.as_str(),
                request.currency.as_str(),
                request.category,
            );
    if category != request.category {
        crate::categories::require_open(tx, category).await?;
    }
    let old = sqlx::query!(
        r#"select budget_min as "min: Price", budget_max as "max: Price" from purchase_requests where id = $1"#,
        request.id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    let (min, max) = (change.budget_min.unwrap_or(old.min), change.budget_max.unwrap_or(old.max));
    check_budget(min.as_ref(), max.as_ref())?;
    check_deadline(change.deadline_at.flatten(), now)?;
    let deadline = change.deadline_at.unwrap_or(request.deadline_at);
    sqlx::query!(
        r#"update purchase_requests
           set category_id = $2, title = $3, description = $4, budget_min = $5, budget_max = $6, currency = $7, deadline_at = $8,
               version = version + $9, updated_at = $10
           where id = $1"#,
        request.id.0,
        category.0,
        title,
        description,
        min.as_ref().map(Price::decimal),
        max.as_ref().map(Price::decimal),
        currency,
        deadline,
        i32::from(terms_changed),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(terms_changed)
}

async fn changed(tx: &mut Tx, request: Locked, status: RequestStatus, terms_changed: bool, offers: Vec<Closed>) -> Result<()> {
    let title = sqlx::query_scalar!("select title from purchase_requests where id = $1", request.id.0)
        .fetch_one(&mut **tx)
        .await?;
    announce(
        tx,
        &Event::RequestChanged {
            request: request.id,
            buyer: request.buyer,
            title,
            status,
            terms_changed,
            offers,
        },
    )
    .await?;
    Ok(())
}
