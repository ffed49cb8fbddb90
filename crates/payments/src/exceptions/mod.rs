//! `/api/admin/exceptions`: the inbox of money that did not match. One person proposes, a second one settles.

use crate::{
    Action, CaseKind, CaseStatus, Event, Proposal,
    cases::units_for,
    payment::{self, Payment, Rail},
};
use amanat_base::{
    Amount, AssetId, Code, Cursor, DateTime, DepositId, Error, ExceptionId, OrderId, Page, PageQuery, PaymentId, Result, Role, Time, UserId,
};
use amanat_orders::Order;
use amanat_store::{Tx, announce};
use amanat_web::{
    Answer, Caller, Ctx, Envelope, Failure, IdempotencyKey, Json, PageOf, Path, Query, RecentGuard, RecentStaff, StaffCaller, ok,
};
use axum::{extract::State, response::Response};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

mod detail;
mod settlement;

use settlement::carry_out;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_exceptions))
        .routes(routes!(detail::get_exception))
        .routes(routes!(propose_exception))
        .routes(routes!(settle_exception))
}

/// A case of the inbox.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// Its id.
    pub id: ExceptionId,
    /// Why it is here.
    pub kind: CaseKind,
    /// Where it stands.
    pub status: CaseStatus,
    /// The payment whose address it came to.
    pub payment_id: PaymentId,
    /// The payment's order.
    pub order_id: OrderId,
    /// What that order is about.
    pub title: String,
    /// The transfer, where it is about one.
    pub deposit_id: Option<DepositId>,
    /// The asset; absent for a token that is not listed.
    pub asset_id: Option<AssetId>,
    /// Ticker of the asset.
    pub symbol: Option<String>,
    /// Digits after the point of the asset's whole unit.
    pub decimals: Option<i16>,
    /// Base units it is about.
    pub amount: Amount,
    /// What should happen: computed when it opened, then what the first person proposed, in the end what was done.
    pub proposal: Proposal,
    /// Why, in the proposer's words.
    pub note: Option<String>,
    /// The first person.
    pub proposed_by: Option<UserId>,
    /// When.
    pub proposed_at: Option<DateTime>,
    /// The second person.
    pub settled_by: Option<UserId>,
    /// When.
    pub settled_at: Option<DateTime>,
    /// When the money was found not to match.
    pub opened_at: DateTime,
}

struct Row {
    id: ExceptionId,
    kind: CaseKind,
    status: CaseStatus,
    payment_id: PaymentId,
    order_id: OrderId,
    title: String,
    deposit_id: Option<DepositId>,
    asset_id: Option<AssetId>,
    symbol: Option<String>,
    decimals: Option<i16>,
    amount: Amount,
    proposal: serde_json::Value,
    note: Option<String>,
    proposed_by: Option<UserId>,
    proposed_at: Option<Time>,
    settled_by: Option<UserId>,
    settled_at: Option<Time>,
    opened_at: Time,
}

impl TryFrom<Row> for CaseView {
    type Error = Error;
    fn try_from(r: Row) -> Result<Self> {
        Ok(Self {
            id: r.id,
            kind: r.kind,
            status: r.status,
            payment_id: r.payment_id,
            order_id: r.order_id,
            title: r.title,
            deposit_id: r.deposit_id,
            asset_id: r.asset_id,
            symbol: r.symbol,
            decimals: r.decimals,
            amount: r.amount,
            proposal: serde_json::from_value(r.proposal).map_err(Error::internal)?,
            note: r.note,
            proposed_by: r.proposed_by,
            proposed_at: r.proposed_at,
            settled_by: r.settled_by,
            settled_at: r.settled_at,
            opened_at: r.opened_at,
        })
    }
}

macro_rules! select {
    ($rest:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select c.id as "id: ExceptionId", c.kind as "kind: CaseKind", c.status as "status: CaseStatus",
                      c.payment_id as "payment_id: PaymentId", c.order_id as "order_id: OrderId", o.title, c.deposit_id as "deposit_id: DepositId",
                      c.asset_id as "asset_id: AssetId", a.symbol as "symbol?", a.decimals as "decimals?", c.amount as "amount: Amount",
                      c.proposal, c.note, c.proposed_by as "proposed_by: UserId", c.proposed_at, c.settled_by as "settled_by: UserId",
                      c.settled_at, c.opened_at
               from exception_cases c join orders o on o.id = c.order_id left join assets a on a.id = c.asset_id "# + $rest,
            $($arg),*
        )
    };
}

async fn load(conn: &mut PgConnection, id: ExceptionId) -> Result<CaseView> {
    let row = select!("where c.id = $1", id.0).fetch_optional(conn).await?;
    row.ok_or(Error::new(Code::NotFound))?.try_into()
}

/// Which cases.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CaseFilter {
    /// Only in this status; without it, every case.
    #[param(inline)]
    pub status: Option<CaseStatus>,
    /// Only of this order.
    pub order_id: Option<Uuid>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Money that did not match, newest first. Guards and administrators.
#[utoipa::path(get, path = "/api/admin/exceptions", tag = "exceptions", params(CaseFilter), security(("bearer" = [])),
    responses((status = 200, body = PageOf<CaseView>)))]
async fn list_exceptions(ctx: State<Ctx>, _: StaffCaller, Query(filter): Query<CaseFilter>) -> Answer<Page<CaseView>> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = select!(
        "where ($1::text is null or c.status = $1) and ($2::uuid is null or c.order_id = $2)
           and ($3::timestamptz is null or (c.opened_at, c.id) < ($3, $4)) order by c.opened_at desc, c.id desc limit $5",
        filter.status as Option<CaseStatus>,
        filter.order_id,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let items = rows.into_iter().map(CaseView::try_from).collect::<Result<Vec<_>>>()?;
    let position = |case: &CaseView| Cursor {
        at: case.opened_at,
        id: case.id.0,
    };
    ok(Page::from_rows(items, limit, position))
}

/// What a first person proposes.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProposeRequest {
    /// What to do with the whole case.
    #[garde(skip)]
    pub action: Action,
    /// Why, for the second person.
    #[garde(length(chars, min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: String,
}

/// Proposes what to do with a case; replaces an earlier proposal. Guards and administrators who are not a party of the order.
#[utoipa::path(post, path = "/api/admin/exceptions/{id}/propose", tag = "exceptions", params(("id" = Uuid, Path)),
    request_body = ProposeRequest, security(("bearer" = [])), responses((status = 200, body = Envelope<CaseView>)))]
async fn propose_exception(
    ctx: State<Ctx>,
    caller: RecentStaff,
    Path(id): Path<ExceptionId>,
    Json(body): Json<ProposeRequest>,
) -> Answer<CaseView> {
    let mut tx = ctx.store.begin().await?;
    let locked = lock(&mut tx, id).await?;
    not_a_party(&caller, &locked.order)?;
    check(&mut tx, &locked, body.action, caller.is(Role::Admin)).await?;
    let proposal = Proposal {
        action: body.action,
        amount: locked.case.amount,
    };
    let (proposal, now) = (serde_json::to_value(proposal).map_err(Error::internal)?, tx.now);
    sqlx::query!(
        "update exception_cases set status = 'proposed', proposal = $2, note = $3, proposed_by = $4, proposed_at = $5 where id = $1",
        id.0,
        proposal,
        body.note,
        caller.user.0,
        now
    )
    .execute(&mut *tx)
    .await?;
    let case = load(&mut tx, id).await?;
    let before = json!({ "proposal": locked.case.proposal, "note": locked.case.note, "proposedBy": locked.case.proposed_by });
    let after = json!({ "proposal": case.proposal, "note": case.note, "order": case.order_id });
    caller
        .record(&mut tx, "exception.propose", ("exception", &id), before, after)
        .await?;
    let event = Event::ExceptionProposed {
        about: locked.payment.about(&locked.order),
        exception: id,
    };
    announce(&mut tx, &event).await?;
    tx.commit().await?;
    ok(case)
}

/// What a second person agrees to.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettleRequest {
    /// The proposal as they read it: a later one that says something else is refused with CONFLICT, not carried out unread.
    #[garde(skip)]
    pub action: Action,
}

/// Does what was proposed. A guard who neither proposed it nor is a party of the order.
#[utoipa::path(post, path = "/api/admin/exceptions/{id}/settle", tag = "exceptions",
    params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255)), request_body = SettleRequest,
    security(("bearer" = [])), responses((status = 200, body = Envelope<CaseView>)))]
async fn settle_exception(
    ctx: State<Ctx>,
    caller: RecentGuard,
    Path(id): Path<ExceptionId>,
    key: IdempotencyKey,
    Json(body): Json<SettleRequest>,
) -> Result<Response, Failure> {
    let mut tx = ctx.store.begin().await?;
    if let Some(again) = key.claim(&mut tx, &caller, &(id, body.action)).await? {
        return Ok(again);
    }
    let mut locked = lock(&mut tx, id).await?;
    not_a_party(&caller, &locked.order)?;
    let proposer = locked
        .case
        .proposed_by
        .ok_or_else(|| Code::FourEyes.say("Nobody has proposed anything yet: propose, and another person settles."))?;
    if proposer == caller.user {
        return Err(Error::new(Code::FourEyes).into());
    }
    let action = locked.case.proposal.action;
    if action != body.action {
        return Err(Code::Conflict
            .say("Something else is proposed by now: read it, then settle.")
            .into());
    }
    let proposed_by_admin = has_role(&mut tx, proposer, Role::Admin).await?;
    check(&mut tx, &locked, action, proposed_by_admin).await?;
    finish(&mut tx, id, caller.user).await?;
    let freed = carry_out(&mut tx, &mut locked, action, caller.user).await?;
    let event = Event::ExceptionSettled {
        about: locked.payment.about(&locked.order),
        exception: id,
        kind: locked.case.kind,
        action,
        freed,
    };
    announce(&mut tx, &event).await?;
    let case = load(&mut tx, id).await?;
    let after = json!({ "proposal": case.proposal, "note": case.note, "proposedBy": proposer, "order": case.order_id });
    caller.record(&mut tx, "exception.settle", ("exception", &id), (), after).await?;
    key.answer(tx, &caller, case).await
}

struct Locked {
    case: CaseView,
    order: Order,
    payment: Payment,
}

/// Order, payment, case: the fixed order of locks. Refuses a case that is over.
async fn lock(tx: &mut Tx, id: ExceptionId) -> Result<Locked> {
    let payment = load(tx, id).await?.payment_id;
    let (order, payment) = payment::lock(tx, payment).await?;
    sqlx::query_scalar!("select 1 from exception_cases where id = $1 for update", id.0)
        .fetch_one(&mut **tx)
        .await?;
    let case = load(tx, id).await?;
    if !matches!(case.status, CaseStatus::Open | CaseStatus::Proposed) {
        return Err(Code::ExceptionClosed.into());
    }
    Ok(Locked { case, order, payment })
}

fn not_a_party(caller: &Caller, order: &Order) -> Result<()> {
    if order.party(caller.user).is_some() {
        Err(Code::FourEyes.into())
    } else {
        Ok(())
    }
}

async fn has_role(conn: &mut PgConnection, user: UserId, role: Role) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from user_roles where user_id = $1 and role = $2) as "found!""#,
        user.0,
        role.to_string()
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// Whether the action fits the case as things are now.
async fn check(tx: &mut Tx, locked: &Locked, action: Action, by_admin: bool) -> Result<()> {
    let Locked { case, order, .. } = locked;
    let unfit = |why: &'static str| Err(Code::ActionNotAllowed.say(why));
    if case.kind.holds_money() == (action == Action::Dismiss) {
        return unfit(if case.kind.holds_money() {
            "This case holds money: it can be refunded, credited or kept as a fee, but not dismissed."
        } else {
            "This case holds no money: it can only be dismissed."
        });
    }
    match (action, case.asset_id) {
        (Action::CreditOrder, Some(asset)) => {
            let units = units_for(tx, order, asset).await?;
            let open = matches!(
                order.deal.state,
                amanat_escrow::State::AwaitingPayment | amanat_escrow::State::Confirming
            );
            if !open || units.is_none_or(|units| case.amount < units.total) {
                return unfit("The order does not take this money: it is not waiting for payment, or this does not cover it.");
            }
        }
        (Action::RefundToBuyer, Some(_)) if is_out_of_reach(tx, &locked.payment).await? => {
            return unfit("The buyer was erased and left no address to pay back to. Keep it as a fee, and settle it with them outside.");
        }
        (Action::KeepAsFee, Some(asset)) if !by_admin => {
            let dust = sqlx::query_scalar!(r#"select dust as "dust: Amount" from assets where id = $1"#, asset.0)
                .fetch_one(&mut **tx)
                .await?;
            if case.amount >= dust {
                return Err(Code::RoleRequired.say("More than dust is kept only when an administrator proposes it."));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Nobody could ever withdraw what is credited to them, and no address will be told: the money would wait for ever.
async fn is_out_of_reach(conn: &mut PgConnection, payment: &Payment) -> Result<bool> {
    if payment.rail == Rail::Card || payment.refund_address.is_some() {
        return Ok(false);
    }
    let erased = sqlx::query_scalar!(
        r#"select exists (select 1 from users where id = $1 and status = 'erased') as "erased!""#,
        payment.buyer.0
    );
    Ok(erased.fetch_one(conn).await?)
}

async fn finish(tx: &mut Tx, id: ExceptionId, by: UserId) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update exception_cases set status = 'settled', settled_by = $2, settled_at = $3 where id = $1",
        id.0,
        by.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
