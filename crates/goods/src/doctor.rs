//! What must hold of goods at any time, as queries that say one sentence per offender.

use amanat_base::{Result, Time};
use sqlx::PgConnection;

macro_rules! findings {
    ($findings:ident, $conn:ident, $rule:literal $(, $arg:expr)*) => {
        $findings.extend(sqlx::query_scalar!($rule $(, $arg)*).fetch_all(&mut *$conn).await?);
    };
}

/// One sentence per broken rule and row. `grace_s`: how long past an order's end its goods may still be waiting for their worker.
pub async fn check(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let mut findings = stock(conn).await?;
    findings.extend(sale(conn).await?);
    findings.extend(tokens(conn, now, grace_s).await?);
    findings.extend(use_is_paid(conn).await?);
    findings.extend(places(conn).await?);
    Ok(findings)
}

/// Units are where the purchases and the codes say.
async fn stock(conn: &mut PgConnection) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    findings!(
        findings,
        conn,
        r#"select format('listing %s has %s available + %s reserved + %s sold of %s units; its purchases say %s reserved and %s sold', l.id,
                  l.available_units, l.reserved_units, l.sold_units, l.stocked_units, p.reserved, p.sold) as "finding!"
           from listings l cross join lateral (
                select coalesce(sum(units) filter (where state = 'reserved'), 0) as reserved,
                       coalesce(sum(units - returned_units) filter (where state = 'sold'), 0) as sold
                from purchases where listing_id = l.id) p
           where l.available_units + l.reserved_units + l.sold_units <> l.stocked_units or l.reserved_units <> p.reserved
              or l.sold_units <> p.sold"#
    );
    findings!(
        findings,
        conn,
        r#"select format('pool %s has %s codes, %s of them free, for %s units, %s of them not sold', l.id, c.all_codes, c.free,
                  l.stocked_units, l.available_units + l.reserved_units) as "finding!"
           from listings l cross join lateral (
                select count(*) as all_codes, count(*) filter (where order_id is null) as free from codes where listing_id = l.id) c
           where l.fulfilment = 'code_pool'
             and (c.all_codes <> l.stocked_units or c.free <> l.available_units + l.reserved_units)"#
    );
    Ok(findings)
}

/// What is on sale can be delivered, and what was sold was paid, even if that was taken back later (then the order knows where it was).
async fn sale(conn: &mut PgConnection) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    findings!(
        findings,
        conn,
        r#"select format('listing %s is on sale and not complete', id) as "finding!" from listings
           where status in ('active', 'sold_out')
             and (fulfilment <> 'code_pool' and secret_id is null or fulfilment = 'metered_gateway' and gateway is null
                  or status = 'active' and available_units = 0)"#
    );
    findings!(
        findings,
        conn,
        r#"select format('purchase %s is sold, and its order %s was never paid', p.id, o.id) as "finding!"
           from purchases p join orders o on o.id = p.order_id
           where p.state = 'sold' and o.state in ('awaiting_payment', 'expired', 'cancelled') and o.resume is null"#
    );
    Ok(findings)
}

/// Nobody uses more than was bought, or anything of an order whose money went back.
async fn tokens(conn: &mut PgConnection, now: Time, grace_s: f64) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    findings!(
        findings,
        conn,
        r#"select format('the tokens of order %s are of %s units, %s used; it bought %s', p.order_id, sum(t.units), sum(t.used_units), p.units)
                  as "finding!"
           from purchases p join tokens t on t.order_id = p.order_id group by p.order_id, p.units
           having sum(t.units) <> p.units or sum(t.used_units) > p.units"#
    );
    findings!(
        findings,
        conn,
        r#"select format('token %s has used %s units, its calls say %s', t.id, t.used_units, sum(coalesce(r.units, r.held_units))) as "finding!"
           from tokens t join usage_records r on r.token_id = t.id group by t.id
           having t.used_units <> sum(coalesce(r.units, r.held_units))"#
    );
    findings!(
        findings,
        conn,
        r#"select format('token %s is active, and its order %s is %s', t.id, o.id, o.state) as "finding!"
           from tokens t join orders o on o.id = t.order_id
           where t.state = 'active' and o.updated_at < $1::timestamptz - make_interval(secs => $2::float8)
             and (o.state in ('expired', 'cancelled') or o.state = 'refunded' and o.released = 0 or o.state in ('completed', 'resolved') and t.lookup_hash is not null)"#,
        now,
        grace_s
    );
    findings!(
        findings,
        conn,
        r#"select format('purchase %s is open, and its order %s is %s', p.id, o.id, o.state) as "finding!"
           from purchases p join orders o on o.id = p.order_id
           where p.closed_at is null and o.state in ('completed', 'refunded', 'resolved', 'expired', 'cancelled')
             and o.updated_at < $1::timestamptz - make_interval(secs => $2::float8)"#,
        now,
        grace_s
    );
    Ok(findings)
}

/// What was used was paid for, unless a person decided otherwise.
async fn use_is_paid(conn: &mut PgConnection) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    findings!(
        findings,
        conn,
        r#"select format('order %s was settled for %s of %s, and its token used %s of %s units', o.id, o.earned, o.paid_in, t.used_units, t.units)
                  as "finding!"
           from tokens t join orders o on o.id = t.order_id
           where t.lookup_hash is not null and o.state in ('completed', 'refunded') and o.earned < trunc(o.paid_in * t.used_units / t.units)
             and exists (select from order_timeline l where l.order_id = o.id and l.to_state = o.state
                         and (l.action = 'settle' or l.action = 'time_out' and l.from_state in ('delivered', 'disputed')))"#
    );
    Ok(findings)
}

/// Secrets are where they were sealed for. (That they open is shown by opening them, which needs the ring.)
async fn places(conn: &mut PgConnection) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    findings!(
        findings,
        conn,
        r#"select format('secret %s of listing %s was sealed for another place', s.id, l.id) as "finding!"
           from listings l join sealed_secrets s on s.id in (l.secret_id, l.code_key_id)
           where (s.listing_id, s.owner_id) <> (l.id, l.seller_id) or s.order_id is not null"#
    );
    findings!(
        findings,
        conn,
        r#"select format('the secret of token %s was sealed for another place', t.id) as "finding!"
           from tokens t join sealed_secrets s on s.id = t.secret_id
           where (s.listing_id, s.owner_id) <> (t.listing_id, t.buyer_id) or s.order_id is distinct from t.order_id"#
    );
    Ok(findings)
}
