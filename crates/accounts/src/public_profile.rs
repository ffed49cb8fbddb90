//! `/api/users/{id}`: what everybody may know of a person. Nothing about how the account is protected, and nothing of a suspension.

use amanat_base::{Code, Error, Result, Time, UserId};
use amanat_web::{Answer, Ctx, Envelope, Path, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_public_profile))
}

/// A person, as everybody sees them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PublicProfile {
    display_name: String,
    /// What they say about themselves.
    about: String,
    /// Where their picture is, a path on this site.
    avatar: Option<String>,
    /// The month in which they came, like `2026-01`.
    #[schema(pattern = r"^\d{4}-\d{2}$")]
    member_since: String,
    /// Whether they proved an e-mail address.
    email_proven: bool,
    /// Deals that ended with money for the seller.
    completed_deals: CompletedDeals,
    /// What others said of them.
    rating: Rating,
    /// Their shop, if they opened one.
    shop: Option<PublicShop>,
}

/// Where a seller's shop is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PublicShop {
    /// Its name in addresses.
    slug: String,
    /// Its name.
    name: String,
}

/// Deals that ended with money for the seller.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CompletedDeals {
    as_buyer: i64,
    as_seller: i64,
}

/// The revealed ratings together.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Rating {
    /// Mean of the stars, 1 to 5; null without a rating.
    average: Option<f64>,
    count: i64,
}

/// A person. Whoever was erased is nobody.
#[utoipa::path(get, path = "/api/users/{id}", tag = "user", params(("id" = Uuid, Path)),
    responses((status = 200, body = Envelope<PublicProfile>)))]
async fn get_public_profile(State(ctx): State<Ctx>, Path(id): Path<UserId>) -> Answer<PublicProfile> {
    let now = ctx.store.now().await?;
    let mut conn = ctx.store.pool.acquire().await?;
    let user = sqlx::query!(
        r#"select display_name, about, '/files/avatar/' || avatar as avatar, to_char(created_at at time zone 'UTC', 'YYYY-MM') as "month!",
                  email is not null as "proven!"
           from users where id = $1 and status <> 'erased'"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::new(Code::NotFound))?;
    ok(PublicProfile {
        display_name: user.display_name,
        about: user.about,
        avatar: user.avatar,
        member_since: user.month,
        email_proven: user.proven,
        completed_deals: completed_deals(&mut conn, id).await?,
        rating: rating(&mut conn, id, now).await?,
        shop: shop(&mut conn, id).await?,
    })
}

/// Counted over the index that holds just these deals.
async fn completed_deals(conn: &mut PgConnection, id: UserId) -> Result<CompletedDeals> {
    let deals = sqlx::query_as!(
        CompletedDeals,
        r#"select (select count(*) from orders where buyer_id = $1 and state in ('completed', 'resolved') and released > 0) as "as_buyer!",
                  (select count(*) from orders where seller_id = $1 and state in ('completed', 'resolved') and released > 0) as "as_seller!""#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(deals)
}

async fn rating(conn: &mut PgConnection, id: UserId, now: Time) -> Result<Rating> {
    let rating = sqlx::query_as!(
        Rating,
        r#"select avg(stars)::float8 as average, count(*) as "count!" from order_ratings where rated_id = $1 and revealed_at <= $2"#,
        id.0,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(rating)
}

/// Shown as the shop itself is: not of somebody who may not sell at present.
async fn shop(conn: &mut PgConnection, id: UserId) -> Result<Option<PublicShop>> {
    let shop = sqlx::query_as!(
        PublicShop,
        "select s.slug, s.name from shops s join users u on u.id = s.owner_id and u.status = 'active' where s.owner_id = $1",
        id.0
    );
    Ok(shop.fetch_optional(conn).await?)
}
