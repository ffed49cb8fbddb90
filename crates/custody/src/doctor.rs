//! What must hold of money out at any time, as queries that name each offender.

use amanat_base::{Result, Time};
use sqlx::PgConnection;

/// One sentence per broken rule. `grace_s`: how long past its time a payout or sweep may still wait for its worker.
pub async fn check(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let mut findings = balances(&mut *conn).await?;
    findings.extend(transactions(&mut *conn).await?);
    findings.extend(cards(&mut *conn).await?);
    let late = sqlx::query!(
        r#"select 'payout ' || id || ' (' || state || ')' as "what!" from payouts where check_at < $1::timestamptz - make_interval(secs => $2::float8)
           union all
           select 'sweep ' || id || ' (' || state || ')' from sweeps where check_at < $1::timestamptz - make_interval(secs => $2::float8)"#,
        now,
        grace_s
    )
    .fetch_all(&mut *conn)
    .await?;
    findings.extend(late.iter().map(|r| format!("{} is due and nobody looks at it", r.what)));
    let forgotten = sqlx::query!(
        r#"select id, state from payouts where check_at is null and (state in ('approved', 'signed', 'broadcast', 'requested') or (state = 'confirmed' and final_at is null))"#
    )
    .fetch_all(conn)
    .await?;
    findings.extend(
        forgotten
            .iter()
            .map(|r| format!("payout {} ({}) will never be looked at", r.id, r.state)),
    );
    Ok(findings)
}

/// Each person's money that is set aside or under way is exactly that of their open payouts.
async fn balances(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"with open as (
             select 'user:' || user_id as owner, asset_id,
                    case when state in ('signed', 'broadcast', 'requested') then 'in_transit' else 'releasable' end as purpose, sum(amount) as amount
             from payouts where state in ('waiting_address', 'pending_approval', 'approved', 'prepared', 'signed', 'broadcast', 'requested') group by 1, 2, 3),
           held as (select owner, asset_id, purpose, balance from ledger_accounts where purpose in ('releasable', 'in_transit'))
           select coalesce(o.owner, h.owner) as "owner!", coalesce(o.purpose, h.purpose) as "purpose!",
                  coalesce(o.amount, 0)::text as "expected!", coalesce(h.balance, 0)::text as "found!"
           from open o full join held h on h.owner = o.owner and h.asset_id = o.asset_id and h.purpose = o.purpose
           where coalesce(o.amount, 0) <> coalesce(h.balance, 0)"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| {
            format!(
                "{} should have {} {} by its payouts, the ledger says {}",
                r.owner, r.expected, r.purpose, r.found
            )
        })
        .collect())
}

/// One nonce per instruction, one mined transaction per nonce, and a transaction for whatever was sent.
async fn transactions(conn: &mut PgConnection) -> Result<Vec<String>> {
    let twice = sqlx::query!(
        r#"select coalesce(payout_id, sweep_id) as "id!" from outgoing_transactions where purpose in ('payout', 'sweep')
           group by 1 having count(distinct (chain_id, from_address, nonce)) > 1 or count(*) filter (where state in ('mined', 'failed')) > 1"#
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut findings: Vec<String> = twice
        .iter()
        .map(|r| format!("{} was sent under two nonces or mined twice", r.id))
        .collect();
    let unlike = sqlx::query!(
        r#"select p.id from payouts p join outgoing_transactions o on o.payout_id = p.id join assets a on a.id = p.asset_id
           where o.amount <> p.amount or o.recipient <> p.to_address or o.token is distinct from a.contract"#
    )
    .fetch_all(&mut *conn)
    .await?;
    findings.extend(
        unlike
            .iter()
            .map(|r| format!("payout {} has a transaction that says something else", r.id)),
    );
    let unbacked = sqlx::query!(
        r#"select id, state from payouts p where state in ('signed', 'broadcast', 'confirmed') and chain_id is not null
             and not exists (select 1 from outgoing_transactions o where o.payout_id = p.id and o.raw is not null)
           union all
           select id, state from payouts p where state = 'confirmed' and chain_id is not null
             and not exists (select 1 from outgoing_transactions o where o.payout_id = p.id and o.state = 'mined')"#
    )
    .fetch_all(&mut *conn)
    .await?;
    findings.extend(
        unbacked
            .iter()
            .map(|r| format!("payout {:?} is {:?} without its transaction", r.id, r.state)),
    );
    let gaps = sqlx::query!(
        r#"select encode(n.address, 'hex') as "address!", n.chain_id from treasury_nonces n
           where exists (select 1 from outgoing_transactions o where o.chain_id = n.chain_id and o.from_address = n.address and o.nonce >= n.next_nonce)"#
    )
    .fetch_all(conn)
    .await?;
    findings.extend(
        gaps.iter()
            .map(|r| format!("0x{} on {} would use a nonce twice", r.address, r.chain_id)),
    );
    Ok(findings)
}

/// No more goes back to a card than came from it.
async fn cards(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select c.intent_id as "intent!" from card_payments c
           where c.intent_id is not null and c.captured < (select coalesce(sum(o.amount), 0) from payouts o
                                                           where o.card_target = c.intent_id and o.state in ('requested', 'confirmed'))"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| format!("more is being refunded of {} than was captured", r.intent))
        .collect())
}
