//! The statements of the search. Each looks through titles first and goes on only while there is room; a slip of the finger is forgiven only
//! where nothing was found.

use super::{FoundListing, FoundOrder, FoundRequest, FoundShop};
use amanat_base::{OrderId, Result, UserId};
use amanat_escrow::{Party, State};
use sqlx::{FromRow, PgConnection, postgres::PgRow};

/// So many of the latest orders of each side are looked through by title; older ones are found by their id, and in the list of orders.
const ORDERS_BACK: i64 = 500;

const REQUESTS_BY_WORDS: &str = "
    select * from (
        (select id, title, status, budget_min, budget_max, currency
         from purchase_requests where status = 'open' and search @@ search_query($1, 'A')
           and exists (select from users o where o.id = buyer_id and o.status = 'active') order by created_at desc, id desc limit $2)
        union all
        (select id, title, status, budget_min, budget_max, currency
         from purchase_requests where status = 'open' and search @@ search_query($1) and not search @@ search_query($1, 'A')
           and exists (select from users o where o.id = buyer_id and o.status = 'active')
         order by created_at desc, id desc limit $2)
    ) found limit $2";
const REQUESTS_NEARLY: &str = "
    select id, title, status, budget_min, budget_max, currency from purchase_requests
    where status = 'open' and near @@ search_near_query($1)
      and exists (select from users o where o.id = buyer_id and o.status = 'active') order by created_at desc, id desc limit $2";

/// Open requests of people who may accept an offer.
pub(super) async fn requests(conn: &mut PgConnection, typed: &str, limit: i64) -> Result<Vec<FoundRequest>> {
    first_found(conn, [REQUESTS_BY_WORDS, REQUESTS_NEARLY], typed, limit).await
}

const LISTINGS_BY_WORDS: &str = "
    select * from (
        (select l.id, l.service_name, l.unit_description, l.price_per_unit, l.currency
         from listings l join users u on u.id = l.seller_id and u.status = 'active'
         where l.status = 'active' and l.moderation = 'approved' and l.words @@ search_query($1, 'A')
         order by l.sales desc, l.id desc limit $2)
        union all
        (select l.id, l.service_name, l.unit_description, l.price_per_unit, l.currency
         from listings l join users u on u.id = l.seller_id and u.status = 'active'
         where l.status = 'active' and l.moderation = 'approved' and l.words @@ search_query($1) and not l.words @@ search_query($1, 'A')
         order by l.sales desc, l.id desc limit $2)
    ) found limit $2";
const LISTINGS_NEARLY: &str = "
    select l.id, l.service_name, l.unit_description, l.price_per_unit, l.currency
    from listings l join users u on u.id = l.seller_id and u.status = 'active'
    where l.status = 'active' and l.moderation = 'approved' and l.near @@ search_near_query($1) order by l.sales desc, l.id desc limit $2";

/// What is on sale, by people who may sell.
pub(super) async fn listings(conn: &mut PgConnection, typed: &str, limit: i64) -> Result<Vec<FoundListing>> {
    first_found(conn, [LISTINGS_BY_WORDS, LISTINGS_NEARLY], typed, limit).await
}

/// What the first of these statements finds that finds anything. Planned anew each time: whether the words are rare or in every row decides
/// which index is the better one, and a plan made for all would ask for the query's form in each row.
async fn first_found<T>(conn: &mut PgConnection, statements: [&'static str; 2], typed: &str, limit: i64) -> Result<Vec<T>>
where
    T: Send + Unpin + for<'r> FromRow<'r, PgRow>,
{
    for statement in statements {
        let query = sqlx::query_as(statement).bind(typed).bind(limit).persistent(false);
        let found: Vec<T> = query.fetch_all(&mut *conn).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Shops of people who may sell.
pub(super) async fn shops(conn: &mut PgConnection, typed: &str, limit: i64) -> Result<Vec<FoundShop>> {
    let by_words = sqlx::query_as!(
        FoundShop,
        "select s.slug, s.name, u.display_name as owner_name from shops s join users u on u.id = s.owner_id and u.status = 'active'
         where s.search @@ (select search_query($1)) order by s.search @@ (select search_query($1, 'A')) desc, s.name, s.slug limit $2",
        typed,
        limit
    );
    let by_words = by_words.fetch_all(&mut *conn).await?;
    if !by_words.is_empty() {
        return Ok(by_words);
    }
    let near = sqlx::query_as!(
        FoundShop,
        "select s.slug, s.name, u.display_name as owner_name from shops s join users u on u.id = s.owner_id and u.status = 'active'
         where s.near @@ (select search_near_query($1)) order by s.name, s.slug limit $2",
        typed,
        limit
    );
    Ok(near.fetch_all(conn).await?)
}

/// Orders of which this person is a side: the one with this id, or by title.
pub(super) async fn orders(conn: &mut PgConnection, user: UserId, typed: &str, limit: i64) -> Result<Vec<FoundOrder>> {
    let id = typed.parse::<OrderId>().ok();
    let rows = sqlx::query_as!(
        FoundOrder,
        r#"select id as "id!: OrderId", title as "title!", state as "state!: State", you as "you!: Party", created_at as "created_at!"
           from (
             select id, title, state, case when buyer_id = $1 then 'buyer' else 'seller' end as you, created_at
             from orders where id = $2 and $1 in (buyer_id, seller_id)
             union all
             (select id, title, state, 'buyer', created_at from orders where buyer_id = $1 and $2::uuid is null
              order by created_at desc, id desc limit $5)
             union all
             (select id, title, state, 'seller', created_at from orders where seller_id = $1 and $2::uuid is null
              order by created_at desc, id desc limit $5)
           ) own
           where $2::uuid is not null or to_tsvector('simple', search_form(title)) @@ (select search_query($3))
           order by created_at desc, id desc limit $4"#,
        user.0,
        id.map(|id| id.0),
        typed,
        limit,
        ORDERS_BACK
    );
    Ok(rows.fetch_all(conn).await?)
}
