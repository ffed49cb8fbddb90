//! Exception cases: money that did not match, with a proposal; two people decide. While a case is open its amount is reserved in the
//! payment's suspense account.

use crate::{About, Event, view::PaymentCase};
use amanat_base::{Amount, AssetId, DepositId, ExceptionId, OrderId, PaymentId, Result};
use amanat_chain::registry;
use amanat_orders::{BaseUnits, Order};
use amanat_store::{Tx, announce};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// Why money is in the inbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum CaseKind {
    /// The order ended with less than its price paid.
    Underpaid,
    /// More than the price was paid.
    Overpaid,
    /// It came when the order or the payment was over.
    Late,
    /// The order was funded already.
    Duplicate,
    /// Another listed asset than the one asked for.
    WrongAsset,
    /// A token that is not listed: not money, only a flag.
    UnknownToken,
    /// A counted deposit vanished from its chain, or a card payment was taken back, and it could not be taken back here: a shortfall.
    Reversed,
    /// The card processor took another amount than was asked for.
    Mismatch,
}

impl CaseKind {
    /// True when money of the case waits in suspense.
    pub const fn holds_money(self) -> bool {
        !matches!(self, Self::UnknownToken | Self::Reversed)
    }
}

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum CaseStatus {
    /// Nobody has decided yet.
    Open,
    /// One person proposed what to do.
    Proposed,
    /// A second person agreed, and it was done.
    Settled,
    /// The facts changed and there is nothing left to decide.
    Dismissed,
}

/// What can be done with a case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CaseAction)]
pub enum Action {
    /// The buyer's own balance, to be paid out.
    RefundToBuyer,
    /// Fund the order with it, where the order still takes it.
    CreditOrder,
    /// The platform's fees: only dust, or proposed by an administrator.
    KeepAsFee,
    /// Nothing to move: a token that is not listed. For a shortfall: the platform's fees bear it.
    Dismiss,
}

/// What should happen with a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CaseProposal)]
pub struct Proposal {
    /// What to do
    pub action: Action,
    /// with how many base units.
    pub amount: Amount,
}

pub(crate) struct NewCase {
    pub kind: CaseKind,
    pub deposit: Option<DepositId>,
    pub asset: Option<AssetId>,
    pub amount: Amount,
    pub action: Action,
}

/// Opens a case and announces it.
pub(crate) async fn open(tx: &mut Tx, about: &About, case: &NewCase) -> Result<ExceptionId> {
    let (id, now) = (ExceptionId::fresh(), tx.now);
    let proposal = Proposal {
        action: case.action,
        amount: case.amount,
    };
    let proposal = serde_json::to_value(proposal).map_err(amanat_base::Error::internal)?;
    sqlx::query!(
        r#"insert into exception_cases (id, kind, status, payment_id, order_id, deposit_id, asset_id, amount, proposal, opened_at)
           values ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9)"#,
        id.0,
        case.kind as CaseKind,
        about.payment.0,
        about.order.0,
        case.deposit.map(|d| d.0),
        case.asset.map(|a| a.0),
        case.amount as Amount,
        proposal,
        now,
    )
    .execute(&mut **tx)
    .await?;
    let event = Event::ExceptionOpened {
        about: *about,
        exception: id,
        kind: case.kind,
        amount: case.amount,
    };
    announce(tx, &event).await?;
    Ok(id)
}

/// What did not match of a payment, oldest first, without what fell away by itself.
pub(crate) async fn of_payment(conn: &mut PgConnection, payment: PaymentId) -> Result<Vec<PaymentCase>> {
    let rows = sqlx::query!(
        r#"select kind as "kind: CaseKind", status as "status: CaseStatus", deposit_id as "deposit: DepositId", asset_id as "asset: AssetId",
                  amount as "amount: Amount", proposal, opened_at
           from exception_cases where payment_id = $1 and (status <> 'dismissed' or settled_by is not null) order by opened_at, id limit 100"#,
        payment.0
    )
    .fetch_all(conn)
    .await?;
    let decided = |settled: bool, proposal: serde_json::Value| -> Result<Option<Action>> {
        let proposal: Proposal = serde_json::from_value(proposal).map_err(amanat_base::Error::internal)?;
        Ok(settled.then_some(proposal.action))
    };
    rows.into_iter()
        .map(|row| {
            Ok(PaymentCase {
                kind: row.kind,
                status: row.status,
                transfer: row.deposit,
                asset_id: row.asset,
                amount: row.amount,
                action: decided(matches!(row.status, CaseStatus::Settled), row.proposal)?,
                opened_at: row.opened_at,
            })
        })
        .collect()
}

/// Base units of a payment's suspense account that open cases speak for.
pub(crate) async fn reserved(tx: &mut Tx, payment: PaymentId, asset: AssetId) -> Result<Amount> {
    let sum = sqlx::query_scalar!(
        r#"select coalesce(sum(amount), 0) as "sum!: Amount" from exception_cases
           where payment_id = $1 and asset_id = $2 and status in ('open', 'proposed') and kind not in ('unknown_token', 'reversed')"#,
        payment.0,
        asset.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(sum)
}

/// Whether the payment has an undecided case of this kind.
pub(crate) async fn has_open(tx: &mut Tx, payment: PaymentId, kind: CaseKind) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from exception_cases where payment_id = $1 and kind = $2 and status in ('open', 'proposed')) as "found!""#,
        payment.0,
        kind as CaseKind
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(found)
}

/// Whether an undecided shortfall holds the order.
pub(crate) async fn order_has_shortfall(tx: &mut Tx, order: OrderId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from exception_cases where order_id = $1 and kind = 'reversed' and status in ('open', 'proposed')) as "found!""#,
        order.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(found)
}

struct Fallen {
    id: ExceptionId,
    kind: CaseKind,
}

/// The undecided money cases of a payment in one asset fall away: their sums are not true any more.
pub(crate) async fn fall_away(tx: &mut Tx, about: &About, asset: AssetId) -> Result<()> {
    let fallen = sqlx::query_as!(
        Fallen,
        r#"update exception_cases set status = 'dismissed'
           where payment_id = $1 and asset_id = $2 and status in ('open', 'proposed') and kind not in ('unknown_token', 'reversed')
           returning id as "id: ExceptionId", kind as "kind: CaseKind""#,
        about.payment.0,
        asset.0
    )
    .fetch_all(&mut **tx)
    .await?;
    announce_fallen(tx, about, fallen).await
}

/// The undecided shortfall of a deposit falls away: the deposit is back.
pub(crate) async fn fall_away_of_deposit(tx: &mut Tx, about: &About, deposit: DepositId) -> Result<()> {
    let fallen = sqlx::query_as!(
        Fallen,
        r#"update exception_cases set status = 'dismissed' where deposit_id = $1 and kind = 'reversed' and status in ('open', 'proposed')
           returning id as "id: ExceptionId", kind as "kind: CaseKind""#,
        deposit.0
    )
    .fetch_all(&mut **tx)
    .await?;
    announce_fallen(tx, about, fallen).await
}

/// The undecided shortfall of a card payment falls away: its money is back.
pub(crate) async fn fall_away_of_card(tx: &mut Tx, about: &About) -> Result<()> {
    let fallen = sqlx::query_as!(
        Fallen,
        r#"update exception_cases set status = 'dismissed'
           where payment_id = $1 and deposit_id is null and kind = 'reversed' and status in ('open', 'proposed')
           returning id as "id: ExceptionId", kind as "kind: CaseKind""#,
        about.payment.0
    )
    .fetch_all(&mut **tx)
    .await?;
    announce_fallen(tx, about, fallen).await
}

async fn announce_fallen(tx: &mut Tx, about: &About, fallen: Vec<Fallen>) -> Result<()> {
    for Fallen { id, kind } in fallen {
        let event = Event::ExceptionSettled {
            about: *about,
            exception: id,
            kind,
            action: Action::Dismiss,
            freed: None,
        };
        announce(tx, &event).await?;
    }
    Ok(())
}

/// What the order costs in an asset that is accepted at par with its currency; `None` for any other.
pub(crate) async fn units_for(tx: &mut Tx, order: &Order, asset: AssetId) -> Result<Option<BaseUnits>> {
    let row = registry::unit(tx, asset).await?;
    match row.filter(|a| a.par_currency.as_deref() == Some(order.terms.currency.as_str())) {
        Some(row) => Ok(Some(order.terms.in_base_units(row.digits())?)),
        None => Ok(None),
    }
}
