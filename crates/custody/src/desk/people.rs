//! Who is who on the desk.

use amanat_base::{DateTime, Result, Role, UserId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person, as guards see them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeskPerson)]
pub struct Person {
    /// Account id.
    pub id: UserId,
    /// Public name.
    pub display_name: String,
    /// As what they may act.
    pub roles: Vec<Role>,
}

/// What whoever gets the money has done here before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayeeRecord {
    /// Account id.
    pub id: UserId,
    /// Public name.
    pub display_name: String,
    /// `active`, `suspended` or `erased`.
    pub status: String,
    /// When the account was made.
    pub member_since: DateTime,
    /// Deals on either side that were paid for.
    pub deals: i64,
    /// Of these, those that ended with everything released.
    pub completed: i64,
    /// Of these, those that were ever disputed.
    pub disputed: i64,
    /// Payouts that arrived.
    pub paid_out: i64,
}

/// The people with these ids.
pub(super) async fn people(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<UserId, Person>> {
    let rows = sqlx::query_as!(
        Person,
        r#"select u.id as "id: UserId", u.display_name,
                  array(select role from user_roles r where r.user_id = u.id order by role) as "roles!: Vec<Role>"
           from users u where u.id = any($1)"#,
        ids
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|p| (p.id, p)).collect())
}

pub(super) async fn record(conn: &mut PgConnection, user: UserId) -> Result<PayeeRecord> {
    let row = sqlx::query_as!(
        PayeeRecord,
        r#"select u.id as "id: UserId", u.display_name, u.status, u.created_at as member_since, d.deals as "deals!",
                  d.completed as "completed!", d.disputed as "disputed!",
                  (select count(*) from payouts p where p.user_id = u.id and p.state = 'confirmed') as "paid_out!"
           from users u, lateral (
             select count(*) as deals, count(*) filter (where o.state = 'completed') as completed,
                    count(*) filter (where exists (select from order_timeline t where t.order_id = o.id and t.action = 'open_dispute')) as disputed
             from orders o where (o.buyer_id = u.id or o.seller_id = u.id) and o.paid_in > 0) d
           where u.id = $1"#,
        user.0
    );
    Ok(row.fetch_one(conn).await?)
}
