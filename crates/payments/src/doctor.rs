//! What must hold of money in at any time, as queries that name each offender.

use amanat_base::{Result, Time};
use sqlx::PgConnection;

/// One sentence per broken rule. `grace_s`: how long past its due time a look at the chain may still be waiting for its worker.
pub async fn check(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let mut findings = counted(conn).await?;
    findings.extend(received(conn).await?);
    findings.extend(suspense(conn).await?);
    findings.extend(paid(conn).await?);
    findings.extend(followed(conn, now, grace_s).await?);
    findings.extend(crate::card::doctor(conn, now, grace_s).await?);
    Ok(findings)
}

/// Every counted deposit was posted exactly once more than it was reversed, with its amount; every other one as often as reversed.
async fn counted(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select d.id, d.status, coalesce(t.credits, 0) as "credits!", coalesce(t.reversals, 0) as "reversals!", d.credits as expected,
                  coalesce(d.reason = 'written off', false) as "written_off!"
           from deposits d left join (
             select split_part(key, ':', 2) as deposit, count(*) filter (where kind = 'deposit') as credits,
                    count(*) filter (where kind = 'deposit_reversed') as reversals
             from ledger_transactions where kind in ('deposit', 'deposit_reversed') group by 1
           ) t on t.deposit = d.id::text"#
    )
    .fetch_all(conn)
    .await?;
    let wrong = rows.into_iter().filter(|r| {
        // One that was written off stays posted, and may come back and be posted again.
        let open = i64::from(r.status == "confirmed") + i64::from(r.written_off);
        r.credits != i64::from(r.expected) || r.credits - r.reversals != open
    });
    Ok(wrong
        .map(|r| {
            format!(
                "deposit {} ({}) was posted {} and reversed {} times, by its row {}",
                r.id, r.status, r.credits, r.reversals, r.expected
            )
        })
        .collect())
}

/// A payment's received sum is the sum of its counted deposits.
async fn received(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select p.id, p.received::text as "received!", coalesce(sum(d.amount), 0)::text as "found!"
           from payments p left join deposits d on d.payment_id = p.id and d.asset_id = p.asset_id and d.status = 'confirmed'
           where p.rail = 'direct' group by p.id having p.received <> coalesce(sum(d.amount), 0)"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| format!("payment {} says {} came, its deposits say {}", r.id, r.received, r.found))
        .collect())
}

/// Money in suspense is either spoken for by open cases, or the beginning of a payment that may still be completed.
async fn suspense(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select a.owner as "owner!", a.balance::text as "balance!", coalesce(c.reserved, 0)::text as "reserved!"
           from ledger_accounts a
           left join payments p on a.owner = 'payment:' || p.id
           left join lateral (
             select sum(amount) as reserved from exception_cases e
             where e.payment_id = p.id and e.asset_id = a.asset_id and e.status in ('open', 'proposed') and e.kind not in ('unknown_token', 'reversed')
           ) c on true
           where a.purpose = 'suspense' and a.balance <> coalesce(c.reserved, 0)
             and (p.id is null or a.balance < coalesce(c.reserved, 0) or a.asset_id <> p.asset_id
                  or p.status not in ('waiting', 'confirming', 'underpaid'))"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| format!("{} has {} in suspense, its open cases speak for {}", r.owner, r.balance, r.reserved))
        .collect())
}

/// A paid payment belongs to an order that was funded; an order that was funded has one paid payment, or was paid from its buyer's
/// balance.
async fn paid(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select o.id, count(p.id) as "payments!" from orders o left join payments p on p.order_id = o.id and p.status = 'paid'
           group by o.id having count(p.id) <> (case
               when o.paid_in = 0 then 0
               when o.origin = 'purchase' and exists (
                   select 1 from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
                       join ledger_accounts a on a.id = e.account_id
                   where t.key = 'order:' || o.id || ':1' and t.kind = 'fund' and a.owner = 'user:' || o.buyer_id) then 0
               else 1 end)"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| format!("order {} has {} paid payments", r.id, r.payments))
        .collect())
}

/// Whatever can still change is looked at; no case of a final order hides behind a payment that is still open.
async fn followed(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let unwatched = sqlx::query!(
        r#"select id, status from deposits
           where (status = 'detected' and check_at is null) or (status = 'confirmed' and check_at is null and final_at is null)
              or check_at < $1::timestamptz - make_interval(secs => $2)"#,
        now,
        grace_s
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut findings: Vec<String> = unwatched
        .iter()
        .map(|r| format!("deposit {} ({}) is not being looked at", r.id, r.status))
        .collect();
    let open = sqlx::query!(
        r#"select p.id, p.status from payments p join orders o on o.id = p.order_id
           where p.status in ('waiting', 'confirming', 'underpaid') and o.state in ('expired', 'cancelled')
             and o.updated_at < $1::timestamptz - make_interval(secs => $2)"#,
        now,
        grace_s
    )
    .fetch_all(conn)
    .await?;
    findings.extend(
        open.iter()
            .map(|r| format!("payment {} is {} though its order is over", r.id, r.status)),
    );
    Ok(findings)
}
