//! Shops: a seller's public face.

use crate::check::{self, Person};
use amanat_base::{Code, DateTime, Error, Role, UserId};
use amanat_store::constraint::{self, Rule};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(get_shop))
        .routes(routes!(get_shop_settings))
        .routes(routes!(put_shop_settings))
}

/// A shop.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShopView {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it says about itself.
    pub about: String,
    /// Whose it is.
    pub owner: Person,
    /// When it opened.
    pub created_at: DateTime,
}

/// How a seller's shop looks.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShopSettings {
    /// Its name in addresses.
    #[garde(length(chars, min = 3, max = 40), custom(check::slug))]
    #[schema(min_length = 3, max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    slug: String,
    /// Its name.
    #[garde(length(chars, min = 1, max = 80), custom(check::not_blank))]
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What it says about itself.
    #[garde(length(chars, max = 5000))]
    #[schema(max_length = 5000)]
    #[serde(default)]
    about: String,
}

/// A shop.
#[utoipa::path(get, path = "/api/marketplace/shops/{slug}", tag = "marketplace", params(("slug" = String, Path)),
    responses((status = 200, body = Envelope<ShopView>)))]
async fn get_shop(State(ctx): State<Ctx>, Path(slug): Path<String>) -> Answer<ShopView> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(find(&mut conn, None, Some(&slug)).await?)
}

/// The caller's own shop; 404 before the first PUT.
#[utoipa::path(get, path = "/api/marketplace/shop-settings", tag = "marketplace", security(("bearer" = [])),
    responses((status = 200, body = Envelope<ShopView>)))]
async fn get_shop_settings(State(ctx): State<Ctx>, caller: Caller) -> Answer<ShopView> {
    let mut conn = ctx.store.pool.acquire().await?;
    ok(find(&mut conn, Some(caller.user), None).await?)
}

/// Opens or changes the caller's shop (seller).
#[utoipa::path(put, path = "/api/marketplace/shop-settings", tag = "marketplace", security(("bearer" = [])), request_body = ShopSettings,
    responses((status = 200, body = Envelope<ShopView>)))]
async fn put_shop_settings(State(ctx): State<Ctx>, caller: Caller, Json(shop): Json<ShopSettings>) -> Answer<ShopView> {
    caller.require(Role::Seller)?;
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    sqlx::query!(
        r#"insert into shops (owner_id, slug, name, about, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)
           on conflict (owner_id) do update
           set slug = excluded.slug, name = excluded.name, about = excluded.about, updated_at = excluded.updated_at"#,
        caller.user.0,
        shop.slug,
        shop.name.trim(),
        shop.about.trim(),
        now,
    )
    .execute(&mut *tx)
    .await
    .map_err(slug_taken)?;
    let view = find(&mut tx, Some(caller.user), None).await?;
    tx.commit().await?;
    ok(view)
}

fn slug_taken(error: sqlx::Error) -> Error {
    let rule = Rule {
        constraint: "shops_slug_key",
        code: Code::NameTaken,
        path: "slug",
    };
    constraint::translate(error, &[rule])
}

async fn find(conn: &mut PgConnection, owner: Option<UserId>, slug: Option<&str>) -> Result<ShopView, Error> {
    let row = sqlx::query!(
        r#"select s.slug, s.name, s.about, s.created_at, u.id as "owner: UserId", u.display_name
           from shops s join users u on u.id = s.owner_id where s.owner_id = $1 or s.slug = $2"#,
        owner.map(|o| o.0),
        slug
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    Ok(ShopView {
        slug: row.slug,
        name: row.name,
        about: row.about,
        owner: Person {
            id: row.owner,
            display_name: row.display_name,
        },
        created_at: row.created_at,
    })
}
