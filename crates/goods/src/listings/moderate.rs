//! What admins look at before, or after, it is shown.

use super::{ListingView, Moderation, check, view};
use crate::{Event, Goods};
use amanat_base::{Code, Cursor, Error, ListingId, Page, PageQuery};
use amanat_store::announce;
use amanat_web::{AdminCaller, Answer, Envelope, Json, PageOf, Path, Query, ok};
use axum::Extension;
use garde::Validate;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

/// Which listings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ModerationFilter {
    /// Only these; `pending` unless told.
    #[param(inline)]
    pub moderation: Option<Moderation>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// An admin's decision.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModerationDecision {
    /// `approved` or `rejected`.
    #[garde(custom(decided))]
    moderation: Moderation,
    /// Why, for the seller; needed to reject.
    #[garde(inner(length(chars, min = 1, max = 1000), custom(check::not_blank)))]
    #[schema(min_length = 1, max_length = 1000)]
    note: Option<String>,
}

fn decided(moderation: &Moderation, (): &()) -> garde::Result {
    match moderation {
        Moderation::Pending => Err(garde::Error::new("must be approved or rejected")),
        _ => Ok(()),
    }
}

/// Listings by what was decided about them, newest first (admin).
#[utoipa::path(get, path = "/api/admin/listings", tag = "listings", params(ModerationFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<ListingView>)))]
pub(super) async fn list_listings_to_moderate(
    Extension(goods): Extension<Goods>,
    _: AdminCaller,
    Query(filter): Query<ModerationFilter>,
) -> Answer<Page<ListingView>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let limit = page.limit()?;
    let from = page.cursor()?.unwrap_or(Cursor::START);
    let moderation = filter.moderation.unwrap_or(Moderation::Pending);
    let rows = view::listing_rows!(
        "l.moderation = $1 and (l.created_at, l.id) < ($2, $3) and l.status <> 'removed' order by l.created_at desc, l.id desc limit $4",
        moderation.as_str(),
        from.at,
        from.id,
        limit + 1
    );
    ok(view::own_page(rows.fetch_all(&goods.store.pool).await?, limit)?)
}

/// Approves or rejects a listing (admin; never their own). A rejected one is not shown and not sold until its seller changes it.
#[utoipa::path(post, path = "/api/admin/listings/{id}/moderation", tag = "listings", params(("id" = Uuid, Path)),
    security(("bearer" = [])), request_body = ModerationDecision, responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn moderate_listing(
    Extension(goods): Extension<Goods>,
    admin: AdminCaller,
    Path(id): Path<ListingId>,
    Json(decision): Json<ModerationDecision>,
) -> Answer<ListingView> {
    if decision.moderation == Moderation::Rejected && decision.note.is_none() {
        return Err(Error::invalid("note", "say why").into());
    }
    let mut tx = goods.store.begin().await?;
    let now = tx.now;
    let before = sqlx::query!(
        "select seller_id, moderation, moderation_note from listings where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    if before.seller_id == admin.user.0 {
        return Err(Code::FourEyes.say("Another admin must look at your listing.").into());
    }
    let note = decision.note.as_deref().map(str::trim);
    sqlx::query!(
        "update listings set moderation = $2, moderation_note = $3, version = version + 1, updated_at = $4 where id = $1",
        id.0,
        decision.moderation.as_str(),
        note,
        now
    )
    .execute(&mut *tx)
    .await?;
    let view = view::own(&mut tx, id).await?;
    let (was, is) = (
        json!({ "moderation": before.moderation, "note": before.moderation_note }),
        json!({ "moderation": decision.moderation, "note": note }),
    );
    admin.record(&mut tx, "listing.moderate", ("listing", &id), was, is).await?;
    let event = Event::ListingModerated {
        listing: id,
        seller: view.seller.id,
        service_name: view.service_name.clone(),
        moderation: decision.moderation,
        note: note.map(str::to_owned),
    };
    announce(&mut tx, &event).await?;
    tx.commit().await?;
    ok(view)
}
