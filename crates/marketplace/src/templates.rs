//! `/api/marketplace/templates`: texts that a person uses again in offers, deliveries, requests and listings. Nobody else sees them.

use crate::check;
use amanat_base::{Code, DateTime, Error, Page, Price, Result, TemplateId, UserId};
use amanat_store::{
    Tx,
    constraint::{self, Rule},
};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, Query, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many a person may have: all of them fit one answer.
const MOST: i64 = 100;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_templates, create_template))
        .routes(routes!(get_template, put_template, delete_template))
}

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
enum TemplateKind {
    /// An offer's message and terms.
    Offer,
    /// The note that comes with a delivery.
    Delivery,
    /// The description of a purchase request.
    Request,
    /// The description of a listing.
    Listing,
}

impl TemplateKind {
    /// Characters that the place takes for which it is.
    const fn longest(self) -> usize {
        match self {
            Self::Offer | Self::Delivery => 5_000,
            Self::Request | Self::Listing => 10_000,
        }
    }
}

/// A text to use again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TemplateView {
    /// Its id.
    id: TemplateId,
    /// What it is for.
    kind: TemplateKind,
    /// What its owner calls it.
    name: String,
    /// The text.
    body: String,
    /// Of an offer: the price.
    price: Option<Price>,
    /// Of an offer: the currency of the price.
    currency: Option<String>,
    /// Of an offer: days from payment to delivery.
    delivery_days: Option<i16>,
    /// Of an offer: days from delivery to automatic release.
    inspection_days: Option<i16>,
    /// When it was written.
    created_at: DateTime,
    /// Last change.
    updated_at: DateTime,
}

/// A text to keep. Price, currency and days are only for offers.
#[derive(Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TemplateText {
    /// What it is for.
    #[garde(skip)]
    kind: TemplateKind,
    /// What its owner calls it; no two of a kind alike.
    #[garde(length(chars, min = 1, max = 80), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// The text: at most 5,000 characters for offers and deliveries.
    #[garde(length(chars, max = 10_000))]
    #[schema(max_length = 10_000)]
    #[serde(default)]
    body: String,
    /// The price.
    #[garde(skip)]
    price: Option<Price>,
    /// The currency of the price.
    #[garde(inner(custom(check::currency)))]
    #[schema(pattern = "^[A-Z0-9]{2,10}$")]
    currency: Option<String>,
    /// Days from payment to delivery.
    #[garde(inner(range(min = 1, max = 365)))]
    #[schema(minimum = 1, maximum = 365)]
    delivery_days: Option<i16>,
    /// Days from delivery to automatic release.
    #[garde(inner(range(min = 1, max = 60)))]
    #[schema(minimum = 1, maximum = 60)]
    inspection_days: Option<i16>,
}

impl TemplateText {
    /// Refuses what the place couldn't take for which it is.
    fn check(&self) -> Result<()> {
        let longest = self.kind.longest();
        if self.body.chars().count() > longest {
            return Err(Error::invalid("body", format!("must be at most {longest} characters")));
        }
        if let Some(price) = &self.price {
            check::positive("price", price)?;
        }
        let terms = [
            ("price", self.price.is_some()),
            ("currency", self.currency.is_some()),
            ("deliveryDays", self.delivery_days.is_some()),
            ("inspectionDays", self.inspection_days.is_some()),
        ];
        match terms.iter().find(|(_, there)| *there && self.kind != TemplateKind::Offer) {
            Some((path, _)) => Err(Error::invalid(*path, "is only for offers")),
            None => Ok(()),
        }
    }
}

/// Which templates.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplateFilter {
    /// Only of this kind.
    #[param(inline)]
    kind: Option<TemplateKind>,
}

macro_rules! templates {
    ($which:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            TemplateView,
            r#"select id as "id: TemplateId", kind as "kind: TemplateKind", name, body, price as "price: Price", currency, delivery_days,
                      inspection_days, created_at, updated_at
               from templates where "# + $which
            $(, $arg)*
        )
    };
}

/// The caller's templates by name, all of them: there are at most 100.
#[utoipa::path(get, path = "/api/marketplace/templates", tag = "marketplace", params(TemplateFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<TemplateView>)))]
async fn list_templates(State(ctx): State<Ctx>, caller: Caller, Query(filter): Query<TemplateFilter>) -> Answer<Page<TemplateView>> {
    let rows = templates!(
        "owner_id = $1 and ($2::text is null or kind = $2) order by lower(name), id limit $3",
        caller.user.0,
        filter.kind as Option<TemplateKind>,
        MOST
    );
    ok(Page::whole(rows.fetch_all(&ctx.store.pool).await?))
}

/// One of the caller's templates.
#[utoipa::path(get, path = "/api/marketplace/templates/{id}", tag = "marketplace", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<TemplateView>)))]
async fn get_template(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<TemplateId>) -> Answer<TemplateView> {
    let found = templates!("id = $1 and owner_id = $2", id.0, caller.user.0);
    ok(found.fetch_optional(&ctx.store.pool).await?.ok_or(Error::new(Code::NotFound))?)
}

/// Keeps a text. `TOO_MANY` beyond 100.
#[utoipa::path(post, path = "/api/marketplace/templates", tag = "marketplace", security(("bearer" = [])), request_body = TemplateText,
    responses((status = 200, body = Envelope<TemplateView>)))]
async fn create_template(State(ctx): State<Ctx>, caller: Caller, Json(text): Json<TemplateText>) -> Answer<TemplateView> {
    text.check()?;
    let mut tx = ctx.store.begin().await?;
    refuse_too_many(&mut tx, caller.user).await?;
    let (id, now) = (TemplateId::fresh(), tx.now);
    sqlx::query!(
        "insert into templates (id, owner_id, kind, name, body, price, currency, delivery_days, inspection_days, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        id.0,
        caller.user.0,
        text.kind as TemplateKind,
        text.name.trim(),
        text.body.trim(),
        text.price.as_ref().map(Price::decimal),
        text.currency,
        text.delivery_days,
        text.inspection_days,
        now,
    )
    .execute(&mut *tx)
    .await
    .map_err(name_taken)?;
    let view = templates!("id = $1", id.0).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    ok(view)
}

/// Replaces one of the caller's templates.
#[utoipa::path(put, path = "/api/marketplace/templates/{id}", tag = "marketplace", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = TemplateText, responses((status = 200, body = Envelope<TemplateView>)))]
async fn put_template(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<TemplateId>,
    Json(text): Json<TemplateText>,
) -> Answer<TemplateView> {
    text.check()?;
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    let changed = sqlx::query!(
        "update templates set kind = $3, name = $4, body = $5, price = $6, currency = $7, delivery_days = $8, inspection_days = $9,
                updated_at = $10
         where id = $1 and owner_id = $2",
        id.0,
        caller.user.0,
        text.kind as TemplateKind,
        text.name.trim(),
        text.body.trim(),
        text.price.as_ref().map(Price::decimal),
        text.currency,
        text.delivery_days,
        text.inspection_days,
        now,
    )
    .execute(&mut *tx)
    .await
    .map_err(name_taken)?;
    if changed.rows_affected() == 0 {
        return Err(Error::new(Code::NotFound).into());
    }
    let view = templates!("id = $1", id.0).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    ok(view)
}

/// Removes one of the caller's templates; what was written with it stays.
#[utoipa::path(delete, path = "/api/marketplace/templates/{id}", tag = "marketplace", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<TemplateView>)))]
async fn delete_template(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<TemplateId>) -> Answer<TemplateView> {
    let mut tx = ctx.store.begin().await?;
    let gone = templates!("id = $1 and owner_id = $2 for update", id.0, caller.user.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    sqlx::query!("delete from templates where id = $1", id.0).execute(&mut *tx).await?;
    tx.commit().await?;
    ok(gone)
}

/// Counted under the person's row lock, so that two at once are not one too many.
async fn refuse_too_many(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query_scalar!("select 1 from users where id = $1 for no key update", user.0)
        .fetch_one(&mut **tx)
        .await?;
    let there = sqlx::query_scalar!(r#"select count(*) as "n!" from templates where owner_id = $1"#, user.0)
        .fetch_one(&mut **tx)
        .await?;
    if there >= MOST {
        return Err(Error::new(Code::TooMany));
    }
    Ok(())
}

fn name_taken(error: sqlx::Error) -> Error {
    let rule = Rule {
        constraint: "templates_name_key",
        code: Code::NameTaken,
        path: "name",
    };
    constraint::translate(error, &[rule])
}
