//! Shops: a seller's public face.

use crate::check::{self, Person};
use amanat_base::{Code, Cursor, DateTime, Error, FileId, Page, PageQuery, Result, Role, UserId};
use amanat_store::{
    Tx,
    constraint::{self, Rule},
};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, Query, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_shops))
        .routes(routes!(get_shop))
        .routes(routes!(get_shop_settings, put_shop_settings, close_shop))
        .routes(routes!(get_shop_name))
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
    /// Where its picture is, a path on this site.
    pub logo: Option<String>,
    /// Its owner takes a break. Deals go on, and listings say themselves whether they are on sale.
    pub on_break: bool,
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
    /// Its picture: a file of the caller's that was uploaded as an avatar; null for none.
    #[garde(skip)]
    #[serde(default)]
    logo: Option<FileId>,
    /// Says on its page that its owner takes a break.
    #[garde(skip)]
    #[serde(default)]
    on_break: bool,
}

/// Which shops.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ShopFilter {
    /// Only this person's: one or none.
    owner_id: Option<UserId>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Whether a shop may have this name in addresses.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShopName {
    /// The name that was asked about.
    slug: String,
    /// It is written as it has to be.
    well_formed: bool,
    /// The caller may have it: nobody has, or they do.
    free: bool,
}

struct Row {
    slug: String,
    name: String,
    about: String,
    logo: Option<String>,
    on_break: bool,
    owner: UserId,
    display_name: String,
    created_at: DateTime,
}

macro_rules! shops {
    ($which:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select s.slug, s.name, s.about, '/files/avatar/' || s.logo as logo, s.on_break, s.created_at, u.id as "owner: UserId", u.display_name
               from shops s join users u on u.id = s.owner_id
               where "# + $which
            $(, $arg)*
        )
    };
}

impl From<Row> for ShopView {
    fn from(row: Row) -> Self {
        Self {
            slug: row.slug,
            name: row.name,
            about: row.about,
            logo: row.logo,
            on_break: row.on_break,
            owner: Person {
                id: row.owner,
                display_name: row.display_name,
            },
            created_at: row.created_at,
        }
    }
}

/// Shops, newest first. Those of people who may not sell at present are left out.
#[utoipa::path(get, path = "/api/marketplace/shops", tag = "marketplace", params(ShopFilter),
    responses((status = 200, body = PageOf<ShopView>)))]
async fn list_shops(State(ctx): State<Ctx>, Query(filter): Query<ShopFilter>) -> Answer<Page<ShopView>> {
    let query = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, from) = (query.limit()?, query.cursor()?.unwrap_or(Cursor::START));
    let rows = shops!(
        "u.status = 'active' and ($1::uuid is null or s.owner_id = $1) and (s.created_at, s.owner_id) < ($2, $3) order by s.created_at desc, s.owner_id desc limit $4",
        filter.owner_id.map(|owner| owner.0),
        from.at,
        from.id,
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let page = Page::from_rows(rows, limit, |row| Cursor {
        at: row.created_at,
        id: row.owner.0,
    });
    ok(page.map(ShopView::from))
}

/// A shop. That of somebody who may not sell at present isn't there.
#[utoipa::path(get, path = "/api/marketplace/shops/{slug}", tag = "marketplace", params(("slug" = String, Path)),
    responses((status = 200, body = Envelope<ShopView>)))]
async fn get_shop(State(ctx): State<Ctx>, Path(slug): Path<String>) -> Answer<ShopView> {
    let found = shops!("s.slug = $1 and u.status = 'active'", slug).fetch_optional(&ctx.store.pool);
    ok(found.await?.ok_or(Error::new(Code::NotFound))?.into())
}

/// The caller's own shop; 404 before the first PUT.
#[utoipa::path(get, path = "/api/marketplace/shop-settings", tag = "marketplace", security(("bearer" = [])),
    responses((status = 200, body = Envelope<ShopView>)))]
async fn get_shop_settings(State(ctx): State<Ctx>, caller: Caller) -> Answer<ShopView> {
    ok(own(&mut *ctx.store.pool.acquire().await?, caller.user).await?)
}

/// Whether the caller may have a name for their shop, to be asked while they type it. Somebody else may still be quicker.
#[utoipa::path(get, path = "/api/marketplace/shop-names/{slug}", tag = "marketplace", params(("slug" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = Envelope<ShopName>)))]
async fn get_shop_name(State(ctx): State<Ctx>, caller: Caller, Path(slug): Path<String>) -> Answer<ShopName> {
    let well_formed = (3..=40).contains(&slug.chars().count()) && check::slug(&slug, &()).is_ok();
    let taken = sqlx::query_scalar!(
        r#"select exists (select from shops where slug = $1 and owner_id <> $2) as "taken!""#,
        slug,
        caller.user.0
    );
    let taken = taken.fetch_one(&ctx.store.pool).await?;
    ok(ShopName {
        free: well_formed && !taken,
        slug,
        well_formed,
    })
}

/// Opens or changes the caller's shop (seller).
#[utoipa::path(put, path = "/api/marketplace/shop-settings", tag = "marketplace", security(("bearer" = [])), request_body = ShopSettings,
    responses((status = 200, body = Envelope<ShopView>)))]
async fn put_shop_settings(State(ctx): State<Ctx>, caller: Caller, Json(shop): Json<ShopSettings>) -> Answer<ShopView> {
    caller.require(Role::Seller)?;
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    if let Some(logo) = shop.logo {
        lock_picture(&mut tx, caller.user, logo).await?;
    }
    sqlx::query!(
        r#"insert into shops (owner_id, slug, name, about, created_at, updated_at, logo, on_break) values ($1, $2, $3, $4, $5, $5, $6, $7)
           on conflict (owner_id) do update
           set slug = excluded.slug, name = excluded.name, about = excluded.about, updated_at = excluded.updated_at, logo = excluded.logo,
               on_break = excluded.on_break"#,
        caller.user.0,
        shop.slug,
        shop.name.trim(),
        shop.about.trim(),
        now,
        shop.logo.map(|logo| logo.0),
        shop.on_break,
    )
    .execute(&mut *tx)
    .await
    .map_err(slug_taken)?;
    let view = own(&mut tx, caller.user).await?;
    tx.commit().await?;
    ok(view)
}

/// Closes the caller's shop for good: its address is free again. Listings and deals stay as they are.
#[utoipa::path(delete, path = "/api/marketplace/shop-settings", tag = "marketplace", security(("bearer" = [])),
    responses((status = 200, body = Envelope<ShopView>)))]
async fn close_shop(State(ctx): State<Ctx>, caller: Caller) -> Answer<ShopView> {
    let mut tx = ctx.store.begin().await?;
    let view = own(&mut tx, caller.user).await?;
    sqlx::query!("delete from shops where owner_id = $1", caller.user.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    ok(view)
}

/// Locked: a picture that is just being removed is not shown.
async fn lock_picture(tx: &mut Tx, owner: UserId, file: FileId) -> Result<()> {
    let locked = sqlx::query!(
        "select id from files where id = $1 and owner = $2 and purpose = 'avatar' and deleted_at is null for update",
        file.0,
        owner.0
    );
    match locked.fetch_optional(&mut **tx).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("logo", "is no picture of yours; upload it as an avatar")),
    }
}

fn slug_taken(error: sqlx::Error) -> Error {
    let rule = Rule {
        constraint: "shops_slug_key",
        code: Code::NameTaken,
        path: "slug",
    };
    constraint::translate(error, &[rule])
}

async fn own(conn: &mut PgConnection, owner: UserId) -> Result<ShopView> {
    let row = shops!("s.owner_id = $1", owner.0).fetch_optional(conn).await?;
    Ok(row.ok_or(Error::new(Code::NotFound))?.into())
}
