//! The caller's orders.

use super::PartyView;
use amanat_base::{Cursor, DateTime, Error, OrderId, Page, PageQuery, Price, UserId};
use amanat_escrow::{Party, State};
use amanat_web::{Answer, Caller, Ctx, PageOf, Query, ok};
use axum::extract::State as Context;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest search, in characters.
const LONGEST_QUERY: usize = 100;

/// A line of a list of orders.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// Its id.
    pub id: OrderId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// The agreed price.
    pub price: Price,
    /// Its currency.
    pub currency: String,
    /// The caller's side.
    pub you: Party,
    /// The other side.
    pub counterparty: PartyView,
    /// When the state's period runs out.
    pub acts_at: Option<DateTime>,
    /// The deal goes on only when the caller does something.
    pub waits_for_you: bool,
    /// When the terms were agreed.
    pub created_at: DateTime,
}

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// Only where the caller is this side.
    #[param(inline)]
    pub side: Option<Party>,
    /// Only in this state.
    #[param(inline)]
    pub state: Option<State>,
    /// Only with these words in the title, whatever their case.
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// With `true`, only those that wait for the caller.
    pub waiting: Option<bool>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Orders of the caller, newest first.
#[utoipa::path(get, path = "/api/orders", tag = "orders", params(OrderFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<OrderLine>)))]
pub(super) async fn list_orders(ctx: Context<Ctx>, caller: Caller, Query(filter): Query<OrderFilter>) -> Answer<Page<OrderLine>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let side = |party| filter.side.is_none_or(|wanted| wanted == party);
    let words = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    if words.is_some_and(|q| q.chars().count() > LONGEST_QUERY) {
        return Err(Error::invalid("q", "must have at most 100 characters").into());
    }
    // One index per side, read newest first and no further than the page.
    let rows = sqlx::query!(
        r#"select o.id as "id!: OrderId", o.title as "title!", o.state as "state!: State", o.price as "price!: Price", o.currency as "currency!",
                  o.acts_at, o.created_at as "created_at!", o.you as "you!: Party", o.waits as "waits!", p.id as "party: UserId", p.display_name
           from (
             (select 'buyer' as you, seller_id as other, id, title, state, price, currency, acts_at, created_at, w.waits
              from orders, lateral (select state = 'awaiting_payment' or cancel_proposed_by is not distinct from 'seller'
                                           or state = 'delivered' and terms->'units'->>'metered' is distinct from 'true' as waits) w
              where $2::bool and buyer_id = $1 and ($4::text is null or state = $4)
                and ($8::text is null or strpos(lower(title), lower($8)) > 0) and (not $9::bool or w.waits)
                and ($5::timestamptz is null or (created_at, id) < ($5, $6))
              order by created_at desc, id desc limit $7)
             union all
             (select 'seller' as you, buyer_id as other, id, title, state, price, currency, acts_at, created_at, w.waits
              from orders, lateral (select cancel_proposed_by is not distinct from 'buyer'
                                           or state = 'funded' and terms->'units' is null as waits) w
              where $3::bool and seller_id = $1 and ($4::text is null or state = $4)
                and ($8::text is null or strpos(lower(title), lower($8)) > 0) and (not $9::bool or w.waits)
                and ($5::timestamptz is null or (created_at, id) < ($5, $6))
              order by created_at desc, id desc limit $7)
           ) o join users p on p.id = o.other
           order by o.created_at desc, o.id desc limit $7"#,
        caller.user.0,
        side(Party::Buyer),
        side(Party::Seller),
        filter.state.map(State::as_str),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
        words,
        filter.waiting.unwrap_or_default(),
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let lines = rows.into_iter().map(|row| OrderLine {
        id: row.id,
        title: row.title,
        state: row.state,
        price: row.price,
        currency: row.currency,
        you: row.you,
        counterparty: PartyView {
            id: row.party,
            display_name: row.display_name,
        },
        acts_at: row.acts_at,
        waits_for_you: row.waits,
        created_at: row.created_at,
    });
    let position = |line: &OrderLine| Cursor {
        at: line.created_at,
        id: line.id.0,
    };
    ok(Page::from_rows(lines.collect(), limit, position))
}
