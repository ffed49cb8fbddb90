//! The meter's one transaction: locks the tokens in the order of their ids, gives units back, holds units.

use super::{
    Ask, Node,
    admit::{Standing, admit},
    announce::Moved,
    held::Finish,
};
use amanat_base::{Code, Error, ListingId, Result, TokenId, UserId};
use amanat_goods::enqueue_settle;
use amanat_store::{Store, Tx};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What one transaction did.
pub(super) struct Written {
    /// One per ask, in order: units left beside those held, `None` when the ask's settings are old, or the refusal.
    pub(super) answers: Vec<Result<Option<i64>>>,
    /// Tokens whose use is another now.
    pub(super) moved: Vec<Moved>,
}

/// Why nothing was written, as far as is known.
pub(super) struct Failure {
    pub(super) error: Error,
    /// The connection was lost after the commit was sent.
    pub(super) may_be_committed: bool,
}

/// A locked token.
struct Token {
    listing: ListingId,
    buyer: UserId,
    seller: UserId,
    units: i64,
    used: i64,
    state: String,
    expires_at: amanat_base::Time,
}

type Tokens = HashMap<TokenId, Token>;

/// Writes everything, or nothing.
pub(super) async fn write(store: &Store, node: Node, asks: &[&Ask], finishes: &[Finish]) -> Result<Written, Failure> {
    let before = |error| Failure {
        error,
        may_be_committed: false,
    };
    let (tx, written) = prepare(store, node, asks, finishes).await.map_err(before)?;
    match tx.commit().await {
        Ok(()) => Ok(written),
        Err(error) => Err(Failure {
            error,
            may_be_committed: true,
        }),
    }
}

async fn prepare(store: &Store, node: Node, asks: &[&Ask], finishes: &[Finish]) -> Result<(Tx, Written)> {
    let mut tx = store.begin().await?;
    let ids: BTreeSet<_> = asks.iter().map(|a| a.token).chain(finishes.iter().map(|f| f.token)).collect();
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let mut tokens = lock(&mut tx, &ids).await?;
    let before: HashMap<_, _> = tokens.iter().map(|(id, t)| (*id, t.used)).collect();
    let returned = finish(&mut tx, &mut tokens, finishes).await?;
    let answers = hold(&mut tx, node, &mut tokens, asks).await?;
    settle_spent(&mut tx, &tokens, returned).await?;
    let moved = tokens
        .iter()
        .filter(|(id, t)| before.get(*id) != Some(&t.used))
        .map(|(id, t)| t.moved(*id));
    let written = Written {
        answers,
        moved: moved.collect(),
    };
    Ok((tx, written))
}

impl Token {
    fn moved(&self, token: TokenId) -> Moved {
        Moved {
            token,
            listing: self.listing,
            buyer: self.buyer,
            seller: self.seller,
            used: self.used,
            units: self.units,
        }
    }
}

async fn lock(tx: &mut Tx, ids: &[Uuid]) -> Result<Tokens> {
    let rows = sqlx::query!(
        r#"select id as "id: TokenId", listing_id as "listing: ListingId", buyer_id as "buyer: UserId", seller_id as "seller: UserId",
                  units, used_units, state, expires_at
           from tokens where id = any($1) order by id for update"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let tokens = rows.into_iter().map(|row| {
        let token = Token {
            listing: row.listing,
            buyer: row.buyer,
            seller: row.seller,
            units: row.units,
            used: row.used_units,
            state: row.state,
            expires_at: row.expires_at,
        };
        (row.id, token)
    });
    Ok(tokens.collect())
}

/// Ends calls; one that was ended before (by the sweep, or by this very batch whose commit went unheard) stays as it is. A call that
/// outlived the settling of its token was settled as held there, so it stays at that. Answers which tokens had one.
async fn finish(tx: &mut Tx, tokens: &mut Tokens, finishes: &[Finish]) -> Result<HashSet<TokenId>> {
    if finishes.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<Uuid> = finishes.iter().map(|f| f.usage.0).collect();
    let units: Vec<i64> = finishes.iter().map(Finish::units).collect();
    let outcomes: Vec<String> = finishes.iter().map(|f| f.outcome().to_owned()).collect();
    let statuses: Vec<Option<i16>> = finishes.iter().map(|f| f.status.and_then(|s| i16::try_from(s).ok())).collect();
    let durations: Vec<i32> = finishes.iter().map(|f| i32::try_from(f.duration_ms).unwrap_or(i32::MAX)).collect();
    let now = tx.now;
    let rows = sqlx::query!(
        r#"with done as (
               select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::smallint[], $5::int[]) as d(id, units, outcome, status, ms)
           ), finished as (
               update usage_records u
               set units = case when t.settled_at is null then d.units else u.held_units end,
                   outcome = case when t.settled_at is null then d.outcome else 'interrupted' end,
                   status = d.status, duration_ms = d.ms, finished_at = $6
               from done d, tokens t where u.id = d.id and u.finished_at is null and t.id = u.token_id
               returning u.token_id, u.listing_id, u.at, u.units, u.outcome, u.held_units - u.units as back
           ), returned as (
               update tokens t set used_units = t.used_units - b.back
               from (select token_id, sum(back)::bigint as back from finished group by token_id) b
               where t.id = b.token_id and b.back > 0
           ), summed as (
               insert into usage_hours as h (token_id, hour, listing_id, calls, units, failed)
               select token_id, date_trunc('hour', at, 'UTC'), listing_id, count(*), sum(units), count(*) filter (where outcome = 'not_billed')
               from finished group by 1, 2, 3 order by 1, 2
               on conflict (token_id, hour) do update
               set calls = h.calls + excluded.calls, units = h.units + excluded.units, failed = h.failed + excluded.failed
           )
           select token_id as "token!: TokenId", back as "back!" from finished"#,
        &ids,
        &units,
        &outcomes,
        &statuses as &[Option<i16>],
        &durations,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        if let Some(token) = tokens.get_mut(&row.token) {
            token.used -= row.back;
        }
    }
    Ok(rows.into_iter().map(|row| row.token).collect())
}

/// Holds the units of every call that may go out.
async fn hold(tx: &mut Tx, node: Node, tokens: &mut Tokens, asks: &[&Ask]) -> Result<Vec<Result<Option<i64>>>> {
    if asks.is_empty() {
        return Ok(Vec::new());
    }
    let mut standings = standings(tx, tokens, asks).await?;
    let now = tx.now;
    let mut admitted = Vec::new();
    let mut answers = Vec::with_capacity(asks.len());
    for ask in asks {
        let standing = standings.get_mut(&ask.token).filter(|_| is_of(tokens, ask));
        let outcome = standing
            .ok_or_else(|| Error::new(Code::TokenInvalid))
            .and_then(|standing| Ok(admit(standing, ask, now)?.then(|| standing.units - standing.used)));
        if let Ok(Some(_)) = outcome {
            admitted.push(*ask);
        }
        answers.push(outcome);
    }
    for (id, standing) in &standings {
        if let Some(token) = tokens.get_mut(id) {
            token.used = standing.used;
        }
    }
    record(tx, node, &admitted).await?;
    Ok(answers)
}

fn is_of(tokens: &Tokens, ask: &Ask) -> bool {
    tokens.get(&ask.token).is_some_and(|t| t.listing == ask.listing)
}

/// Read after the tokens are locked, so that whoever changed order or listing before is seen.
async fn standings(tx: &mut Tx, tokens: &Tokens, asks: &[&Ask]) -> Result<HashMap<TokenId, Standing>> {
    let ids: BTreeSet<_> = asks.iter().map(|a| a.token.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = sqlx::query!(
        r#"select t.id as "id: TokenId", o.state, o.hold_reason is not null as "is_held!", o.cancel_proposed_by is not null as "is_proposed!",
                  l.status = 'removed' or l.moderation = 'rejected' as "is_gone!", l.version
           from tokens t join orders o on o.id = t.order_id join listings l on l.id = t.listing_id
           where t.id = any($1) and t.fulfilment = 'metered_gateway'"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let standings = rows.into_iter().filter_map(|row| {
        let token = tokens.get(&row.id)?;
        let standing = Standing {
            state: token.state.clone(),
            expires_at: token.expires_at,
            units: token.units,
            used: token.used,
            order_state: row.state,
            order_is_held: row.is_held,
            cancel_is_proposed: row.is_proposed,
            listing_is_gone: row.is_gone,
            version: row.version,
        };
        Some((row.id, standing))
    });
    Ok(standings.collect())
}

/// One row per call, and its units on the token.
async fn record(tx: &mut Tx, node: Node, asks: &[&Ask]) -> Result<()> {
    if asks.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = asks.iter().map(|a| a.usage.0).collect();
    let tokens: Vec<Uuid> = asks.iter().map(|a| a.token.0).collect();
    let listings: Vec<Uuid> = asks.iter().map(|a| a.listing.0).collect();
    let methods: Vec<String> = asks.iter().map(|a| a.method.clone()).collect();
    let paths: Vec<String> = asks.iter().map(|a| a.path.clone()).collect();
    let units: Vec<i64> = asks.iter().map(|a| a.units).collect();
    let now = tx.now;
    sqlx::query!(
        r#"with calls as (
               select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[])
                        as c(id, token_id, listing_id, method, path, units)
           ), taken as (
               update tokens t set used_units = t.used_units + c.units
               from (select token_id, sum(units)::bigint as units from calls group by token_id) c where t.id = c.token_id
           )
           insert into usage_records (id, token_id, listing_id, node, at, method, path, held_units)
           select id, token_id, listing_id, $7, $8, method, path, units from calls"#,
        &ids,
        &tokens,
        &listings,
        &methods,
        &paths,
        &units,
        node.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A token whose last unit was counted, with no call running that may give some back, is settled now rather than when its order's
/// period ends.
async fn settle_spent(tx: &mut Tx, tokens: &Tokens, ended: HashSet<TokenId>) -> Result<()> {
    let spent = ended.into_iter().filter(|id| tokens.get(id).is_some_and(|t| t.used == t.units));
    let spent: Vec<Uuid> = spent.map(|id| id.0).collect();
    settle_if_idle(tx, &spent).await
}

/// Enqueues the settling of those tokens that have no running call.
pub(super) async fn settle_if_idle(tx: &mut Tx, tokens: &[Uuid]) -> Result<()> {
    if tokens.is_empty() {
        return Ok(());
    }
    let idle = sqlx::query_scalar!(
        r#"select id as "id: TokenId" from tokens t
           where id = any($1) and used_units = units and state = 'active'
             and not exists (select from usage_records u where u.token_id = t.id and u.finished_at is null)"#,
        tokens
    )
    .fetch_all(&mut **tx)
    .await?;
    for token in idle {
        enqueue_settle(tx, token).await?;
    }
    Ok(())
}
