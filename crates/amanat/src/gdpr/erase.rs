//! `/api/user/erase`: a person is forgotten, as far as the books allow.
//!
//! One transaction. What they have on the table is locked and taken back first, because deals lock requests and listings before people;
//! then their own row, for update; then what came in between is taken back too, and only then it is looked whether anything is owed. An
//! order that was on its way has either been seen by then, or is refused by the database when it comes through.

use crate::App;
use amanat_base::{Code, Error, Result, UserId};
use amanat_mail::{Letter, Recipient, post_to};
use amanat_store::Tx;
use amanat_web::{Answer, Envelope, Json, RecentCaller, ok};
use axum::Extension;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// How often it is tried when it meets others in a circle of locks.
const TRIES: usize = 3;

/// That it is meant.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EraseRequest {
    /// One's own display name, exactly.
    #[garde(length(chars, min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    confirm: String,
}

/// That it is done.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Erasure {
    /// Always true: a refusal says why.
    erased: bool,
}

/// Forgets the caller for good. Refused with `MONEY_REMAINS`, whose details name what, while deals or money are under way. What the books
/// and the other sides of deals need stays under the account's id: terms, payments, ratings, the audit log.
#[utoipa::path(post, path = "/api/user/erase", tag = "user", request_body = EraseRequest, security(("bearer" = [])),
    responses((status = 200, body = Envelope<Erasure>)))]
pub(super) async fn erase_account(Extension(app): Extension<App>, caller: RecentCaller, Json(body): Json<EraseRequest>) -> Answer<Erasure> {
    for _ in 1..TRIES {
        match erase(&app, &caller, &body.confirm).await {
            Err(error) if is_deadlock(&error) => tracing::info!(user.id = %caller.user, "erasing met others' locks and is tried again"),
            done => return ok(done.map(|()| Erasure { erased: true })?),
        }
    }
    erase(&app, &caller, &body.confirm).await?;
    ok(Erasure { erased: true })
}

async fn erase(app: &App, caller: &RecentCaller, confirm: &str) -> Result<()> {
    let user = caller.user;
    let mut tx = app.ctx.store.begin().await?;
    take_back(&mut tx, user).await?;
    let leaver = amanat_accounts::lock_to_erase(&mut tx, user, confirm).await?;
    take_back(&mut tx, user).await?;
    require_settled(&mut tx, user).await?;

    amanat_marketplace::forget(&mut tx, user).await?;
    amanat_goods::forget(&app.goods, &mut tx, user).await?;
    amanat_custody::forget(&mut tx, user).await?;
    amanat_notifications::forget(&mut tx, user).await?;
    amanat_accounts::forget(&mut tx, user).await?;
    amanat_files::forget(&mut tx, user).await?;
    forget_answers(&mut tx, user, &leaver.name).await?;
    if let Some(email) = leaver.email {
        let (name, language) = (leaver.name, leaver.language);
        amanat_mail::forget(&mut tx, &email).await?;
        post_to(&mut tx, Recipient { email, name, language }, Letter::Erased).await?;
    }
    caller.record(&mut tx, "user.erase", ("user", &user), (), ()).await?;
    tx.commit().await
}

async fn take_back(tx: &mut Tx, user: UserId) -> Result<()> {
    amanat_marketplace::take_all_back(tx, user).await?;
    amanat_goods::take_all_off(tx, user).await
}

/// Answers are kept for a month, to be repeated. The person's own go; those of the other sides of their deals must stay, or a request that
/// is repeated would be carried out twice, but don't tell the name any more.
async fn forget_answers(tx: &mut Tx, user: UserId, name: &str) -> Result<()> {
    sqlx::query!("delete from idempotency_keys where owner = $1", user.to_string())
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        r#"with others as (
               select seller_id as id from orders where buyer_id = $1
               union select buyer_id from orders where seller_id = $1
               union select r.buyer_id from offers o join purchase_requests r on r.id = o.request_id where o.seller_id = $1
               union select o.seller_id from offers o join purchase_requests r on r.id = o.request_id where r.buyer_id = $1)
           update idempotency_keys k
           set answer = replace(k.answer::text, ': ' || to_json($2::text)::text, ': ' || to_json($3::text)::text)::jsonb
           from others where k.owner = others.id::text and position($1::text in k.answer::text) > 0"#,
        user.0,
        name,
        amanat_accounts::ERASED_NAME
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Refuses, and names, whatever is owed to the person or by them. Orders before balances: money that an order frees between the two looks
/// is seen by one of them.
async fn require_settled(conn: &mut PgConnection, user: UserId) -> Result<()> {
    let left = [
        ("orders", orders(conn, user).await?),
        ("payments", payments(conn, user).await?),
        ("cases", cases(conn, user).await?),
        ("payouts", payouts(conn, user).await?),
        ("balance", balances(conn, user).await?),
    ];
    let refusal = Error::new(Code::MoneyRemains);
    let named = left.into_iter().filter_map(|(what, why)| Some((what, why?)));
    let error = named.fold(refusal, |error, (what, why)| error.at(what, why));
    if error.details.is_empty() { Ok(()) } else { Err(error) }
}

async fn orders(conn: &mut PgConnection, user: UserId) -> Result<Option<String>> {
    let open = sqlx::query!(
        r#"with open as (
               select buyer_id from orders where buyer_id = $1 and acts_at is not null
               union all
               select buyer_id from orders where seller_id = $1 and acts_at is not null)
           select count(*) filter (where buyer_id = $1) as "bought!", count(*) filter (where buyer_id <> $1) as "sold!" from open"#,
        user.0
    )
    .fetch_one(conn)
    .await?;
    let (bought, sold) = (open.bought, open.sold);
    Ok((bought + sold > 0).then(|| format!("{bought} as buyer and {sold} as seller not over yet")))
}

/// What is on its way in, or may be taken back, for an order that is over.
async fn payments(conn: &mut PgConnection, user: UserId) -> Result<Option<String>> {
    let open = sqlx::query_scalar!(
        r#"select count(*) as "open!" from orders o join payments p on p.order_id = o.id
           where (o.buyer_id = $1 or o.seller_id = $1)
             and (exists (select from deposits d where d.payment_id = p.id and d.status = 'detected')
                  or exists (select from card_payments c where c.payment_id = p.id and (c.pending > 0 or c.dispute = 'open')))"#,
        user.0
    )
    .fetch_one(conn)
    .await?;
    Ok((open > 0).then(|| format!("{open} still on their way or disputed")))
}

async fn cases(conn: &mut PgConnection, user: UserId) -> Result<Option<String>> {
    let open = sqlx::query_scalar!(
        r#"select count(*) as "open!" from exception_cases c
           left join payments p on p.id = c.payment_id join orders o on o.id = coalesce(c.order_id, p.order_id)
           where c.status in ('open', 'proposed') and (o.buyer_id = $1 or o.seller_id = $1)"#,
        user.0
    )
    .fetch_one(conn)
    .await?;
    Ok((open > 0).then(|| format!("{open} still being looked into")))
}

async fn payouts(conn: &mut PgConnection, user: UserId) -> Result<Option<String>> {
    let open = sqlx::query_scalar!(
        r#"select count(*) as "open!" from payouts where user_id = $1 and state not in ('confirmed', 'failed', 'cancelled')"#,
        user.0
    )
    .fetch_one(conn)
    .await?;
    Ok((open > 0).then(|| format!("{open} not done yet")))
}

async fn balances(conn: &mut PgConnection, user: UserId) -> Result<Option<String>> {
    let left = sqlx::query!(
        r#"select a.symbol, trim_scale(sum(l.balance) / 10::numeric ^ a.decimals::int)::text as "amount!"
           from ledger_accounts l join assets a on a.id = l.asset_id
           where l.owner = $1 and l.balance <> 0 group by a.id order by a.symbol"#,
        format!("user:{user}")
    )
    .fetch_all(conn)
    .await?;
    let each: Vec<String> = left.into_iter().map(|row| format!("{} {}", row.amount, row.symbol)).collect();
    Ok((!each.is_empty()).then(|| format!("the balance is {}", each.join(", "))))
}

fn is_deadlock(error: &Error) -> bool {
    let cause = error.cause.as_ref().and_then(|cause| cause.downcast_ref::<sqlx::Error>());
    let code = cause.and_then(|e| e.as_database_error()?.code());
    code.is_some_and(|code| code == "40P01")
}
