//! One case with everything that two people need to decide it: its order, payment and transfer, what each action would do, its history.

use super::{CaseView, Locked, check, load};
use crate::{
    Action, CaseStatus, Proposal,
    cases::units_for,
    deposit::DepositStatus,
    payment::{self, Rail, Status},
};
use amanat_base::{Amount, DateTime, DepositId, Error, ExceptionId, OrderId, PaymentId, Price, Result, Role, UserId};
use amanat_chain::{EvmAddress, EvmHash};
use amanat_escrow::State;
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, StaffCaller, ok};
use axum::extract::State as Context;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// A person, by name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CasePerson)]
pub struct Person {
    /// Account id.
    pub id: UserId,
    /// Public name.
    pub display_name: String,
}

/// The order of a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseOrder {
    /// Its id.
    pub id: OrderId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// What the buyer pays in all.
    pub total: Price,
    /// Its currency.
    pub currency: String,
    /// The paying side.
    pub buyer: Person,
    /// The delivering side.
    pub seller: Person,
}

/// The payment of a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CasePayment {
    /// Its id.
    pub id: PaymentId,
    /// Where it stands.
    pub status: Status,
    /// By which way it is made.
    pub rail: Rail,
    /// Ticker of the asset that was asked for.
    pub symbol: String,
    /// Digits after the point of its whole unit.
    pub decimals: i16,
    /// What was asked for, base units of that asset.
    pub amount: Amount,
    /// What came and counted, base units of that asset.
    pub received: Amount,
    /// Where it was to go.
    pub address: Option<EvmAddress>,
    /// Where the buyer wants money back.
    pub refund_address: Option<EvmAddress>,
    /// When the address was asked for.
    pub created_at: DateTime,
    /// Until when it could be paid.
    pub expires_at: DateTime,
    /// Base units of the case's asset that wait in the payment's account.
    pub waiting: Amount,
}

/// The transfer of a case.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseDeposit {
    /// Its id.
    pub id: DepositId,
    /// EIP-155 id of its network.
    pub chain_id: i64,
    /// Its transaction.
    pub tx_hash: EvmHash,
    /// Who sent it.
    pub sender: EvmAddress,
    /// Base units.
    pub amount: Amount,
    /// Where it stands.
    pub status: DepositStatus,
    /// Why, where it isn't counted.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub reason: Option<String>,
    /// Its block.
    pub block_number: i64,
    /// Blocks on top of it when it was last looked at.
    pub confirmations: i64,
    /// How many it needs.
    pub required: i64,
    /// When this server first saw it.
    pub detected_at: DateTime,
}

/// Where money of a case can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CasePot {
    /// Waits under the payment.
    Suspense,
    /// The buyer's balance, to be paid out.
    Buyer,
    /// The order's escrow.
    Escrow,
    /// The platform's fees.
    Fees,
    /// Outside the platform.
    Outside,
}

/// One movement that an action would make.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseMove {
    /// Leaves here
    pub from: CasePot,
    /// arrives here
    pub to: CasePot,
    /// base units.
    pub amount: Amount,
}

/// What an action would do now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseOption {
    /// The action.
    pub action: Action,
    /// Whether the caller may propose it as things are now.
    pub allowed: bool,
    /// Why not; a sentence.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub refusal: Option<String>,
    /// What would move. Empty: nothing.
    pub moves: Vec<CaseMove>,
    /// Base units that stay under the payment, and are matched anew.
    pub left: Amount,
}

/// What somebody did to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStep {
    /// The money was found not to match.
    Opened,
    /// Somebody proposed what to do.
    Proposed,
    /// Somebody else agreed, and it was done.
    Settled,
}

/// A line of a case's history.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseEntry {
    /// What.
    pub step: CaseStep,
    /// When.
    pub at: DateTime,
    /// Who; null for the platform.
    pub by: Option<Person>,
    /// What should happen from here on, or happened.
    pub action: Action,
    /// Why, in their words.
    pub note: Option<String>,
}

/// Why the caller can't settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoSettling {
    /// The case is over.
    Over,
    /// Nobody has proposed anything yet.
    NothingProposed,
    /// The caller proposed it.
    OwnProposal,
    /// The caller is a party of the order.
    OwnDeal,
    /// The caller is no guard.
    RoleRequired,
}

/// A case with everything that is needed to decide it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseDetail {
    /// The case.
    #[serde(flatten)]
    pub case: CaseView,
    /// Its order.
    pub order: CaseOrder,
    /// Its payment.
    pub payment: CasePayment,
    /// Its transfer, where it is about one.
    pub deposit: Option<CaseDeposit>,
    /// What each action would do now; empty once it is over.
    pub options: Vec<CaseOption>,
    /// What happened, oldest first.
    pub history: Vec<CaseEntry>,
    /// Why the caller can't settle; absent for whoever can.
    pub no_settling: Option<NoSettling>,
}

/// One case, with its order, payment and transfer, what each action would do, and its history. Guards and administrators.
#[utoipa::path(get, path = "/api/admin/exceptions/{id}", tag = "exceptions", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<CaseDetail>)))]
pub(super) async fn get_exception(ctx: Context<Ctx>, caller: StaffCaller, Path(id): Path<ExceptionId>) -> Answer<CaseDetail> {
    // Never committed: only read, but with one look at everything.
    let mut tx = ctx.store.begin().await?;
    let case = load(&mut tx, id).await?;
    let looked = Locked {
        order: amanat_orders::load(&mut tx, case.order_id).await?,
        payment: payment::load(&mut tx, case.payment_id).await?,
        case,
    };
    ok(CaseDetail {
        order: order_of(&mut tx, &looked).await?,
        payment: payment_of(&mut tx, &looked).await?,
        deposit: deposit_of(&mut tx, &looked.case).await?,
        options: options(&mut tx, &looked, &caller).await?,
        history: history(&mut tx, &looked.case).await?,
        no_settling: no_settling(&caller, &looked),
        case: looked.case,
    })
}

fn is_over(case: &CaseView) -> bool {
    !matches!(case.status, CaseStatus::Open | CaseStatus::Proposed)
}

fn no_settling(caller: &Caller, looked: &Locked) -> Option<NoSettling> {
    match &looked.case {
        case if is_over(case) => Some(NoSettling::Over),
        _ if !caller.is(Role::Guard) => Some(NoSettling::RoleRequired),
        _ if looked.order.party(caller.user).is_some() => Some(NoSettling::OwnDeal),
        case if case.proposed_by.is_none() => Some(NoSettling::NothingProposed),
        case if case.proposed_by == Some(caller.user) => Some(NoSettling::OwnProposal),
        _ => None,
    }
}

async fn options(tx: &mut Tx, looked: &Locked, caller: &Caller) -> Result<Vec<CaseOption>> {
    if is_over(&looked.case) {
        return Ok(Vec::new());
    }
    let mut options = Vec::new();
    for action in [Action::RefundToBuyer, Action::CreditOrder, Action::KeepAsFee, Action::Dismiss] {
        let refusal = match check(tx, looked, action, caller.is(Role::Admin)).await {
            Ok(()) => None,
            Err(refused) => Some(refused.message.to_string()),
        };
        let (moves, left) = outcome(tx, looked, action).await?;
        options.push(CaseOption {
            action,
            allowed: refusal.is_none(),
            refusal,
            moves,
            left,
        });
    }
    Ok(options)
}

/// The same movements as settling makes.
async fn outcome(tx: &mut Tx, looked: &Locked, action: Action) -> Result<(Vec<CaseMove>, Amount)> {
    let case = &looked.case;
    let all = |from, to| {
        vec![CaseMove {
            from,
            to,
            amount: case.amount,
        }]
    };
    let holds = case.kind.holds_money();
    let moves = match action {
        Action::RefundToBuyer if holds => all(CasePot::Suspense, CasePot::Buyer),
        Action::KeepAsFee if holds => all(CasePot::Suspense, CasePot::Fees),
        Action::Dismiss if case.kind == crate::CaseKind::Reversed => all(CasePot::Fees, CasePot::Outside),
        Action::CreditOrder if holds => match case.asset_id {
            Some(asset) => match units_for(tx, &looked.order, asset).await? {
                Some(units) if units.total <= case.amount => {
                    let taken = CaseMove {
                        from: CasePot::Suspense,
                        to: CasePot::Escrow,
                        amount: units.total,
                    };
                    return Ok((vec![taken], case.amount.saturating_sub(units.total)));
                }
                _ => Vec::new(),
            },
            None => Vec::new(),
        },
        _ => Vec::new(),
    };
    Ok((moves, Amount::ZERO))
}

async fn person(conn: &mut PgConnection, id: UserId) -> Result<Person> {
    let row = sqlx::query_as!(Person, r#"select id as "id: UserId", display_name from users where id = $1"#, id.0);
    Ok(row.fetch_one(conn).await?)
}

async fn order_of(conn: &mut PgConnection, looked: &Locked) -> Result<CaseOrder> {
    let order = &looked.order;
    Ok(CaseOrder {
        id: order.id,
        title: order.terms.title.clone(),
        state: order.deal.state,
        total: order.terms.total.clone(),
        currency: order.terms.currency.clone(),
        buyer: person(conn, order.terms.buyer).await?,
        seller: person(conn, order.terms.seller).await?,
    })
}

async fn payment_of(conn: &mut PgConnection, looked: &Locked) -> Result<CasePayment> {
    let payment = &looked.payment;
    let unit = amanat_chain::registry::unit(conn, payment.asset).await?;
    let unit = unit.ok_or_else(|| Error::internal("a payment of no asset"))?;
    let waiting = match looked.case.asset_id {
        Some(asset) => amanat_ledger::balance(conn, &payment.suspense(asset)).await?,
        None => Amount::ZERO,
    };
    Ok(CasePayment {
        id: payment.id,
        status: payment.status,
        rail: payment.rail,
        symbol: unit.symbol,
        decimals: unit.decimals,
        amount: payment.amount,
        received: payment.received,
        address: payment.address,
        refund_address: payment.refund_address,
        created_at: payment.created_at,
        expires_at: payment.expires_at,
        waiting,
    })
}

async fn deposit_of(conn: &mut PgConnection, case: &CaseView) -> Result<Option<CaseDeposit>> {
    let row = sqlx::query_as!(
        CaseDeposit,
        r#"select id as "id: DepositId", chain_id, tx_hash as "tx_hash: EvmHash", sender as "sender: EvmAddress", amount as "amount: Amount",
                  status as "status: DepositStatus", reason, block_number, confirmations, required, detected_at
           from deposits where id = $1"#,
        case.deposit_id.map(|d| d.0)
    );
    Ok(row.fetch_optional(conn).await?)
}

/// From the audit log, which has every proposal with the one before it.
async fn history(conn: &mut PgConnection, case: &CaseView) -> Result<Vec<CaseEntry>> {
    let rows = sqlx::query!(
        r#"select l.at, l.action, l.before->'proposal' as before, l.after->'proposal' as after, l.after->>'note' as note,
                  u.id as "by?: UserId", u.display_name as "name?"
           from audit_log l left join users u on u.id = l.actor
           where l.subject = $1 and l.action in ('exception.propose', 'exception.settle') order by l.at, l.id limit 100"#,
        case.id.to_string()
    )
    .fetch_all(conn)
    .await?;
    let proposal = |value: Option<serde_json::Value>| value.and_then(|v| serde_json::from_value::<Proposal>(v).ok());
    let computed = rows.first().and_then(|row| proposal(row.before.clone())).unwrap_or(case.proposal);
    let mut history = vec![CaseEntry {
        step: CaseStep::Opened,
        at: case.opened_at,
        by: None,
        action: computed.action,
        note: None,
    }];
    history.extend(rows.into_iter().map(|row| CaseEntry {
        step: match row.action.as_str() {
            "exception.settle" => CaseStep::Settled,
            _ => CaseStep::Proposed,
        },
        at: row.at,
        by: row.by.zip(row.name).map(|(id, display_name)| Person { id, display_name }),
        action: proposal(row.after).unwrap_or(computed).action,
        note: row.note,
    }));
    Ok(history)
}
