//! What waits for a seller: orders to deliver, offers to answer, disputes to speak in, sales that can't be delivered.

use amanat_base::{DateTime, OfferId, OrderId, RequestId, Result, UserId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ToDoKind {
    /// A paid order waits for its delivery; after `dueAt` its money goes back to the buyer.
    Deliver,
    /// A sale is paid and could not be delivered by itself: the listing needs to be put in order.
    Repair,
    /// The buyer asks to cancel together.
    AnswerCancel,
    /// A resolver decides about the order's money; both sides may still say something.
    Dispute,
    /// The buyer proposed other terms.
    AnswerOffer,
    /// The request was changed: the offer counts only once it is made anew.
    ReviseOffer,
}

/// One thing to do.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToDo {
    /// What.
    pub kind: ToDoKind,
    /// Of which order.
    pub order_id: Option<OrderId>,
    /// Of which offer.
    pub offer_id: Option<OfferId>,
    /// On which request the offer is.
    pub request_id: Option<RequestId>,
    /// The title of the order or the request.
    pub title: String,
    /// The buyer.
    pub other_id: UserId,
    /// Their name.
    pub other_name: String,
    /// When the platform acts by itself; null where it doesn't.
    pub due_at: Option<DateTime>,
    /// Since when it waits, as far as that is known.
    pub since: DateTime,
}

/// How much there is of each.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToDoCounts {
    /// Paid orders that wait for their delivery.
    pub deliver: i64,
    /// Paid sales that could not be delivered by themselves.
    pub repair: i64,
    /// Buyers who ask to cancel together.
    pub answer_cancel: i64,
    /// Orders in dispute.
    pub dispute: i64,
    /// Offers to which the buyer proposed other terms.
    pub answer_offer: i64,
    /// Offers that must be made anew, because their request was changed.
    pub revise_offer: i64,
}

struct Row {
    kind: ToDoKind,
    order_id: Option<OrderId>,
    offer_id: Option<OfferId>,
    request_id: Option<RequestId>,
    title: String,
    other_id: UserId,
    other_name: String,
    due_at: Option<DateTime>,
    since: DateTime,
    of_its_kind: i64,
    place: i64,
}

/// The first 50 and the counts of all. Of each kind at least one is read, so that no count is missed.
pub(super) async fn of(conn: &mut PgConnection, seller: UserId) -> Result<(Vec<ToDo>, ToDoCounts)> {
    let rows = sqlx::query_as!(
        Row,
        r#"with things (kind, id, order_id, offer_id, request_id, title, other_id, due_at, since) as (
               select case when o.state = 'disputed' then 'dispute'
                           when o.cancel_proposed_by = 'buyer' then 'answer_cancel'
                           when p.failure is not null then 'repair'
                           else 'deliver' end,
                      o.id, o.id, null::uuid, null::uuid, o.title, o.buyer_id, o.acts_at, o.updated_at
               from orders o left join purchases p on p.order_id = o.id
               where o.seller_id = $1 and o.acts_at is not null
                 and (o.state in ('disputed', 'funded') or o.state = 'delivered' and o.cancel_proposed_by = 'buyer')
                 and (o.state <> 'funded' or p.id is null or p.failure is not null or o.cancel_proposed_by = 'buyer')
               union all
               select case when v.request_version <> r.version then 'revise_offer' else 'answer_offer' end,
                      o.id, null, o.id, r.id, r.title, r.buyer_id, null, v.created_at
               from offers o join purchase_requests r on r.id = o.request_id
               join offer_revisions v on v.offer_id = o.id and v.revision = o.revision
               where o.seller_id = $1 and o.status = 'open' and r.status = 'open'
                 and (v.author = 'buyer' or v.request_version <> r.version)),
           numbered as (
               select t.*, u.display_name, count(*) over (partition by t.kind) as of_its_kind,
                      row_number() over (order by t.due_at nulls last, t.since, t.id) as place,
                      row_number() over (partition by t.kind order by t.due_at nulls last, t.since, t.id) as place_in_kind
               from things t join users u on u.id = t.other_id)
           select kind as "kind!: ToDoKind", order_id as "order_id: OrderId", offer_id as "offer_id: OfferId",
                  request_id as "request_id: RequestId", title as "title!", other_id as "other_id!: UserId", display_name as "other_name!",
                  due_at, since as "since!", of_its_kind as "of_its_kind!", place as "place!"
           from numbered where place <= 50 or place_in_kind = 1 order by place"#,
        seller.0 as Uuid
    )
    .fetch_all(conn)
    .await?;
    let mut counts = ToDoCounts::default();
    for row in &rows {
        counts.set(row.kind, row.of_its_kind);
    }
    let shown = rows.into_iter().filter(|row| row.place <= 50).map(ToDo::from);
    Ok((shown.collect(), counts))
}

impl ToDoCounts {
    const fn set(&mut self, kind: ToDoKind, count: i64) {
        let place = match kind {
            ToDoKind::Deliver => &mut self.deliver,
            ToDoKind::Repair => &mut self.repair,
            ToDoKind::AnswerCancel => &mut self.answer_cancel,
            ToDoKind::Dispute => &mut self.dispute,
            ToDoKind::AnswerOffer => &mut self.answer_offer,
            ToDoKind::ReviseOffer => &mut self.revise_offer,
        };
        *place = count;
    }
}

impl From<Row> for ToDo {
    fn from(row: Row) -> Self {
        Self {
            kind: row.kind,
            order_id: row.order_id,
            offer_id: row.offer_id,
            request_id: row.request_id,
            title: row.title,
            other_id: row.other_id,
            other_name: row.other_name,
            due_at: row.due_at,
            since: row.since,
        }
    }
}
