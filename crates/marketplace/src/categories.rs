//! `/api/marketplace/categories`: what requests are sorted by.

use crate::check;
use amanat_base::{CategoryId, Code, Error, Page, Result};
use amanat_store::constraint::{self, Rule};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Json, PageOf, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_categories))
        .routes(routes!(create_category))
        .routes(routes!(change_category))
        .routes(routes!(list_all_categories))
}

/// A category.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryView {
    /// Its id.
    pub id: CategoryId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Sort order, rising.
    pub position: i16,
    /// Takes new requests.
    pub active: bool,
}

/// A new category.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCategory {
    /// Its name in addresses.
    #[garde(length(chars, min = 1, max = 60), custom(check::slug))]
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    slug: String,
    /// Its name.
    #[garde(length(chars, min = 1, max = 60), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// Sort order, rising; 0 unless told.
    #[garde(skip)]
    #[serde(default)]
    position: i16,
}

/// What to change of a category.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CategoryChange {
    /// Its name.
    #[garde(inner(length(chars, min = 1, max = 60), custom(check::not_blank)))]
    #[schema(min_length = 1, max_length = 60)]
    name: Option<String>,
    /// Sort order, rising.
    #[garde(skip)]
    position: Option<i16>,
    /// Takes new requests.
    #[garde(skip)]
    active: Option<bool>,
}

/// Categories that take requests, in order.
#[utoipa::path(get, path = "/api/marketplace/categories", tag = "marketplace",
    responses((status = 200, body = PageOf<CategoryView>)))]
async fn list_categories(State(ctx): State<Ctx>) -> Answer<Page<CategoryView>> {
    let rows = sqlx::query_as!(
        CategoryView,
        r#"select id as "id: CategoryId", slug, name, position, active from categories where active order by position, slug limit 500"#
    );
    ok(Page::whole(rows.fetch_all(&ctx.store.pool).await?))
}

/// Every category, also those that are closed, in order (admin).
#[utoipa::path(get, path = "/api/admin/categories", tag = "admin", security(("bearer" = [])),
    responses((status = 200, body = PageOf<CategoryView>)))]
async fn list_all_categories(State(ctx): State<Ctx>, _: AdminCaller) -> Answer<Page<CategoryView>> {
    let rows = sqlx::query_as!(
        CategoryView,
        r#"select id as "id: CategoryId", slug, name, position, active from categories order by position, slug limit 500"#
    );
    ok(Page::whole(rows.fetch_all(&ctx.store.pool).await?))
}

/// Adds a category (admin).
#[utoipa::path(post, path = "/api/marketplace/categories", tag = "marketplace", security(("bearer" = [])), request_body = NewCategory,
    responses((status = 200, body = Envelope<CategoryView>)))]
async fn create_category(State(ctx): State<Ctx>, admin: AdminCaller, Json(new): Json<NewCategory>) -> Answer<CategoryView> {
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    let row = sqlx::query_as!(
        CategoryView,
        r#"insert into categories (id, slug, name, position, created_at) values ($1, $2, $3, $4, $5)
           returning id as "id: CategoryId", slug, name, position, active"#,
        CategoryId::fresh().0,
        new.slug,
        new.name.trim(),
        new.position,
        now,
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(slug_taken)?;
    admin.record(&mut tx, "category.create", ("category", &row.id), (), &row).await?;
    tx.commit().await?;
    ok(row)
}

/// Renames, moves or closes a category (admin).
#[utoipa::path(patch, path = "/api/marketplace/categories/{id}", tag = "marketplace", params(("id" = Uuid, Path)),
    security(("bearer" = [])), request_body = CategoryChange, responses((status = 200, body = Envelope<CategoryView>)))]
async fn change_category(
    State(ctx): State<Ctx>,
    admin: AdminCaller,
    Path(id): Path<CategoryId>,
    Json(change): Json<CategoryChange>,
) -> Answer<CategoryView> {
    let mut tx = ctx.store.begin().await?;
    let before = sqlx::query_as!(
        CategoryView,
        r#"select id as "id: CategoryId", slug, name, position, active from categories where id = $1 for update"#,
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    let row = sqlx::query_as!(
        CategoryView,
        r#"update categories set name = coalesce($2, name), position = coalesce($3, position), active = coalesce($4, active)
           where id = $1 returning id as "id: CategoryId", slug, name, position, active"#,
        id.0,
        change.name.as_deref().map(str::trim),
        change.position,
        change.active,
    )
    .fetch_one(&mut *tx)
    .await?;
    admin.record(&mut tx, "category.change", ("category", &id), &before, &row).await?;
    tx.commit().await?;
    ok(row)
}

fn slug_taken(error: sqlx::Error) -> Error {
    let rule = Rule {
        constraint: "categories_slug_key",
        code: Code::NameTaken,
        path: "slug",
    };
    constraint::translate(error, &[rule])
}

/// Refuses a category that takes no new requests.
pub(crate) async fn require_open(conn: &mut sqlx::PgConnection, id: CategoryId) -> Result<()> {
    let open = sqlx::query_scalar!("select 1 from categories where id = $1 and active", id.0);
    match open.fetch_optional(conn).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("categoryId", "is not a category that takes requests")),
    }
}
