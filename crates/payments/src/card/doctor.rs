//! What must hold of card payments at any time, as queries that name each offender.

use amanat_base::{Result, Time};
use sqlx::PgConnection;

/// One sentence per broken rule.
pub(crate) async fn doctor(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let mut findings = booked(conn).await?;
    findings.extend(sums(conn).await?);
    findings.extend(forgotten(conn, now, grace_s).await?);
    Ok(findings)
}

/// The row and the ledger say the same: captured once, and taken back as often as the row says.
async fn booked(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"with posted as (
             select t.reference as payment_id, t.kind, count(*) as n, sum(e.amount) as amount
             from ledger_transactions t join ledger_entries e on e.transaction_id = t.id and e.line = 2
             where t.kind in ('card_capture', 'card_reversed', 'card_restored') group by 1, 2)
           select c.payment_id, c.captured::text as "captured!", c.reversed::text as "reversed!"
           from card_payments c
           left join posted p on p.payment_id = c.payment_id and p.kind = 'card_capture'
           left join posted r on r.payment_id = c.payment_id and r.kind = 'card_reversed'
           left join posted b on b.payment_id = c.payment_id and b.kind = 'card_restored'
           where coalesce(p.n, 0) <> (c.captured > 0)::int or coalesce(p.amount, 0) <> c.captured
              or coalesce(r.amount, 0) - coalesce(b.amount, 0) <> c.reversed"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| {
            format!(
                "card payment {} says {} captured and {} taken back, the ledger says otherwise",
                r.payment_id, r.captured, r.reversed
            )
        })
        .collect())
}

/// What counts as received follows from the row; what went back is accounted for; a shortfall has its case.
async fn sums(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select p.id from payments p left join card_payments c on c.payment_id = p.id
           where p.rail = 'card' and (c.payment_id is null
             or p.received <> (case when c.captured_asset_id = p.asset_id then c.captured - c.reversed - c.written_off else 0 end)
             or c.gone <> c.reversed + c.short + c.written_off
             or c.short <> coalesce((select sum(e.amount) from exception_cases e
                                     where e.payment_id = p.id and e.kind = 'reversed' and e.status in ('open', 'proposed')), 0))"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| format!("the sums of card payment {} do not agree with each other", r.id))
        .collect())
}

/// A page that is over was asked about.
async fn forgotten(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select payment_id from card_payments
           where session_status = 'open' and session_expires_at < least($1, now()) - make_interval(secs => $2) - interval '2 minutes'"#,
        now,
        grace_s
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .iter()
        .map(|r| format!("the page of card payment {} is over and nobody asked", r.payment_id))
        .collect())
}
