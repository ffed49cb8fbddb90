//! Writing new orders and the first lines of their timelines: one statement each, whatever their number.

use crate::{Origin, Terms};
use amanat_base::{AssetId, Code, Error, EventId, OrderId, Result, Time, UserId};
use amanat_escrow::{Actor, Deal, State};
use amanat_ledger::Posting;
use amanat_store::{
    Tx,
    constraint::{self, Rule},
};
use bigdecimal::BigDecimal;
use uuid::Uuid;

/// An order that is about to be written.
pub(crate) struct Draft {
    pub id: OrderId,
    pub origin: Origin,
    pub terms: Terms,
    pub deal: Deal,
    pub asset: Option<AssetId>,
    pub posting: Option<Posting>,
    pub acts_at: Time,
    pub steps: Vec<Step>,
}

/// A line of its timeline.
pub(crate) struct Step {
    pub actor: Actor,
    pub user: Option<UserId>,
    pub action: &'static str,
    pub from: State,
    pub to: State,
}

/// Writes orders and timelines.
pub(crate) async fn insert_all(tx: &mut Tx, drafts: &[Draft]) -> Result<()> {
    if drafts.is_empty() {
        return Ok(());
    }
    insert_orders(tx, drafts).await?;
    insert_timelines(tx, drafts).await
}

fn column<T>(drafts: &[Draft], value: impl Fn(&Draft) -> T) -> Vec<T> {
    drafts.iter().map(value).collect()
}

async fn insert_orders(tx: &mut Tx, drafts: &[Draft]) -> Result<()> {
    let terms = drafts.iter().map(|d| serde_json::to_value(&d.terms));
    let terms = terms.collect::<serde_json::Result<Vec<_>>>().map_err(Error::internal)?;
    let hashes = drafts.iter().map(|d| d.terms.hash().map(Vec::from)).collect::<Result<Vec<_>>>()?;
    let origins = column(drafts, |d| d.origin.parts());
    let now = tx.now;
    sqlx::query!(
        r#"insert into orders (id, buyer_id, seller_id, origin, origin_id, title, terms, terms_hash, price, currency, table_version, state,
                               asset_id, paid_in, fee, acts_at, created_at, updated_at)
           select t.*, $17, $17
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::jsonb[], $8::bytea[], $9::numeric[], $10::text[],
                       $11::smallint[], $12::text[], $13::uuid[], $14::numeric[], $15::numeric[], $16::timestamptz[]) as t"#,
        &column(drafts, |d| d.id.0),
        &column(drafts, |d| d.terms.buyer.0),
        &column(drafts, |d| d.terms.seller.0),
        &origins.iter().map(|(kind, _)| (*kind).to_owned()).collect::<Vec<_>>(),
        &origins.iter().map(|(_, id)| *id).collect::<Vec<_>>(),
        &column(drafts, |d| d.terms.title.clone()),
        &terms,
        &hashes,
        &column(drafts, |d| d.terms.price.decimal().clone()),
        &column(drafts, |d| d.terms.currency.clone()),
        &column(drafts, |d| d.deal.version),
        &column(drafts, |d| d.deal.state.as_str().to_owned()),
        &column(drafts, |d| d.asset.map(|a| a.0)) as &[Option<Uuid>],
        &column(drafts, |d| d.deal.paid_in.to_numeric()) as &[BigDecimal],
        &column(drafts, |d| d.deal.fee.to_numeric()) as &[BigDecimal],
        &column(drafts, |d| d.acts_at),
        now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|e| {
        constraint::translate(
            e,
            &[Rule {
                constraint: "orders_origin_once",
                code: Code::Conflict,
                path: "origin",
            }],
        )
    })?;
    Ok(())
}

async fn insert_timelines(tx: &mut Tx, drafts: &[Draft]) -> Result<()> {
    let steps: Vec<(OrderId, &Step)> = drafts.iter().flat_map(|d| d.steps.iter().map(|s| (d.id, s))).collect();
    let actors = steps.iter().map(|(_, s)| s.actor.as_str().to_owned());
    let now = tx.now;
    sqlx::query!(
        r#"insert into order_timeline (id, order_id, at, actor, actor_id, action, from_state, to_state)
           select t.id, t.order_id, $8, t.actor, t.actor_id, t.action, t.from_state, t.to_state
           from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[])
                as t (id, order_id, actor, actor_id, action, from_state, to_state)"#,
        &steps.iter().map(|_| EventId::fresh().0).collect::<Vec<_>>(),
        &steps.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &actors.collect::<Vec<_>>(),
        &steps.iter().map(|(_, s)| s.user.map(|u| u.0)).collect::<Vec<_>>() as &[Option<Uuid>],
        &steps.iter().map(|(_, s)| s.action.to_owned()).collect::<Vec<_>>(),
        &steps.iter().map(|(_, s)| s.from.as_str().to_owned()).collect::<Vec<_>>(),
        &steps.iter().map(|(_, s)| s.to.as_str().to_owned()).collect::<Vec<_>>(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
