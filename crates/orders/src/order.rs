//! An order's row, and the deal inside it.

use crate::Terms;
use amanat_base::{Amount, AssetId, Code, Cursor, Error, OrderId, Result, Time, UserId};
use amanat_escrow::{Actor, Deal, Party, State};
use sqlx::PgConnection;

/// An order as stored.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What was agreed.
    pub terms: Terms,
    /// SHA-256 of the terms as stored when they were agreed.
    pub terms_hash: Vec<u8>,
    /// State and money.
    pub deal: Deal,
    /// The asset it was paid in, once known.
    pub asset: Option<AssetId>,
    /// When the state's period runs out.
    pub acts_at: Option<Time>,
    /// Why no money moves, while it doesn't.
    pub hold_reason: Option<String>,
    /// When the terms were agreed.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

impl Order {
    /// The side that `user` is.
    pub fn party(&self, user: UserId) -> Option<Party> {
        match user {
            u if u == self.terms.buyer => Some(Party::Buyer),
            u if u == self.terms.seller => Some(Party::Seller),
            _ => None,
        }
    }

    /// The side as an actor of the table.
    pub fn actor(&self, user: UserId) -> Option<Actor> {
        self.party(user).map(|party| match party {
            Party::Buyer => Actor::Buyer,
            Party::Seller => Actor::Seller,
        })
    }
}

struct Row {
    id: OrderId,
    terms: serde_json::Value,
    terms_hash: Vec<u8>,
    table_version: i16,
    state: State,
    asset_id: Option<AssetId>,
    paid_in: Amount,
    fee: Amount,
    released: Amount,
    fee_taken: Amount,
    refunded: Amount,
    earned: Amount,
    milestones: Vec<Amount>,
    milestones_done: i16,
    change_requests: i16,
    cancel_proposed_by: Option<Party>,
    resume: Option<State>,
    hold_reason: Option<String>,
    acts_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

impl TryFrom<Row> for Order {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let terms: Terms = serde_json::from_value(row.terms).map_err(Error::internal)?;
        let deal = Deal {
            version: row.table_version,
            kind: terms.kind(),
            state: row.state,
            periods: terms.periods,
            paid_in: row.paid_in,
            fee: row.fee,
            released: row.released,
            fee_taken: row.fee_taken,
            refunded: row.refunded,
            earned: row.earned,
            milestones: row.milestones,
            milestones_done: row.milestones_done,
            change_requests: row.change_requests,
            cancel_proposed_by: row.cancel_proposed_by,
            resume: row.resume,
        };
        Ok(Self {
            id: row.id,
            terms,
            terms_hash: row.terms_hash,
            deal,
            asset: row.asset_id,
            acts_at: row.acts_at,
            hold_reason: row.hold_reason,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

macro_rules! select {
    ($condition:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select id as "id: OrderId", terms, terms_hash, table_version, state as "state: State", asset_id as "asset_id: AssetId", paid_in as "paid_in: Amount",
                      fee as "fee: Amount", released as "released: Amount", fee_taken as "fee_taken: Amount", refunded as "refunded: Amount",
                      earned as "earned: Amount",
                      milestones as "milestones: Vec<Amount>", milestones_done, change_requests,
                      cancel_proposed_by as "cancel_proposed_by: Party", resume as "resume: State", hold_reason, acts_at, created_at, updated_at
               from orders "# + $condition,
            $($arg),*
        )
    };
}

/// Reads an order; `NOT_FOUND` when there is none.
pub async fn load(conn: &mut PgConnection, id: OrderId) -> Result<Order> {
    select!("where id = $1", id.0)
        .fetch_optional(conn)
        .await?
        .ok_or(Error::new(Code::NotFound))?
        .try_into()
}

/// Disputed orders, the one that ends soonest first, after that position.
pub(crate) async fn disputed(conn: &mut PgConnection, opened_by: Option<Party>, after: Option<Cursor>, limit: i64) -> Result<Vec<Order>> {
    let rows = select!(
        "o where state = 'disputed' and ($1::timestamptz is null or (acts_at, id) > ($1, $2))
           and ($3::text is null or $3 = (select t.actor from order_timeline t where t.order_id = o.id and t.action = 'open_dispute'
                                          order by t.at desc, t.id desc limit 1))
         order by acts_at, id limit $4",
        after.map(|c| c.at),
        after.map(|c| c.id),
        opened_by as Option<Party>,
        limit
    );
    rows.fetch_all(conn).await?.into_iter().map(Order::try_from).collect()
}

/// Orders about which somebody ruled, newest first, after that position.
pub(crate) async fn resolved(conn: &mut PgConnection, opened_by: Option<Party>, after: Option<Cursor>, limit: i64) -> Result<Vec<Order>> {
    let rows = select!(
        "o where state = 'resolved' and ($1::timestamptz is null or (updated_at, id) < ($1, $2))
           and ($3::text is null or $3 = (select t.actor from order_timeline t where t.order_id = o.id and t.action = 'open_dispute'
                                          order by t.at desc, t.id desc limit 1))
         order by updated_at desc, id desc limit $4",
        after.map(|c| c.at),
        after.map(|c| c.id),
        opened_by as Option<Party>,
        limit
    );
    rows.fetch_all(conn).await?.into_iter().map(Order::try_from).collect()
}

/// Locks an order's row until the end of the transaction, then reads it.
pub async fn lock(conn: &mut PgConnection, id: OrderId) -> Result<Order> {
    sqlx::query_scalar!("select 1 from orders where id = $1 for update", id.0)
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    load(conn, id).await
}
