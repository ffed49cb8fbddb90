//! What must hold of orders at any time, as queries that name each offender.

use amanat_base::{Result, Time};
use sqlx::PgConnection;
use uuid::Uuid;

/// One sentence per broken rule and order. `grace_s`: how long past its due time a timer may still be waiting for its worker.
pub async fn check(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let held = sqlx::query!(
        r#"select o.id, o.state, (o.paid_in - o.released - o.refunded)::text as "expected!", coalesce(sum(a.balance), 0)::text as "found!"
           from orders o left join ledger_accounts a on a.owner = 'order:' || o.id and a.purpose = 'held'
           group by o.id having o.paid_in - o.released - o.refunded <> coalesce(sum(a.balance), 0)"#
    )
    .fetch_all(&mut *conn)
    .await?;
    findings.extend(held.iter().map(|r| {
        format!(
            "order {} ({}) should hold {}, the ledger holds {}",
            r.id, r.state, r.expected, r.found
        )
    }));
    let late = sqlx::query!(
        "select id, state from orders where acts_at < $1::timestamptz - make_interval(secs => $2::float8)",
        now,
        grace_s
    )
    .fetch_all(&mut *conn)
    .await?;
    findings.extend(
        late.iter()
            .map(|r| format!("order {} ({}) is past its time and nothing happened", r.id, r.state)),
    );
    let orphans = sqlx::query!(
        r#"select a.owner, a.balance::text as "balance!" from ledger_accounts a
           where a.purpose = 'held' and a.balance <> 0 and not exists (select 1 from orders o where 'order:' || o.id = a.owner)"#
    )
    .fetch_all(&mut *conn)
    .await?;
    findings.extend(orphans.iter().map(|r| format!("{} holds {} but is no order", r.owner, r.balance)));
    findings.extend(terms(conn).await?);
    Ok(findings)
}

/// Terms whose hash doesn't match any more: altered behind the platform's back. Read in portions, because there may be many orders.
async fn terms(conn: &mut PgConnection) -> Result<Vec<String>> {
    let (mut findings, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let rows = sqlx::query!(
            "select id, terms, terms_hash from orders where id > $1 order by id limit 1000",
            after
        )
        .fetch_all(&mut *conn)
        .await?;
        let Some(last) = rows.last() else { return Ok(findings) };
        after = last.id;
        let altered = rows.into_iter().filter(|row| {
            let terms: Option<crate::Terms> = serde_json::from_value(row.terms.clone()).ok();
            !terms.is_some_and(|t| t.hash().is_ok_and(|hash| hash[..] == row.terms_hash[..]))
        });
        findings.extend(altered.map(|row| format!("the terms of order {} were altered", row.id)));
    }
}
