//! Why a payout waits, or why it ended without success, as a word for programs. The sentence beside it is in English; whoever speaks
//! another language says the word.

use super::Payout;
use amanat_base::{Code, Error, Result};
use amanat_store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a payout waits, or why it ended without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum WaitingCode {
    /// Its owner has no payout address on this network. They can set one.
    NoAddress,
    /// Its owner has no account at the card processor that can be paid. They can set one up.
    NoCardAccount,
    /// A guard must approve it, because of its amount or of what was paid out within a day.
    Approval,
    /// The money of its order, or of another order of its owner, is held until an irregular payment is settled.
    OrderHeld,
    /// The treasury has too little of the asset yet; deposits are being swept into it.
    TreasuryShort,
    /// The treasury has too little of the network's coin to pay for the transaction.
    GasShort,
    /// Its transaction waits for its signature elsewhere.
    ToBeSigned,
    /// The chain can't be reached; tried again shortly.
    ChainAway,
    /// The card processor can't be reached or had a fault; tried again shortly.
    ProcessorAway,
    /// The balance at the card processor does not cover it yet; tried again every hour.
    ProcessorShort,
    /// The card processor has it; the bank takes some days.
    OnItsWay,
    /// Sent, but the chain takes its time; it is sent again, with a higher fee if need be.
    Resent,
    /// The chain or a node says that the transfer would fail: the address may be one that can't take this token.
    WouldFail,
    /// Something that only the operator can put in order.
    Operator,
    /// A guard refused it; the money is available again.
    Rejected,
    /// It could not be done; the money is available again.
    Failed,
}

/// The word and the sentence.
pub(crate) type Why<'a> = (WaitingCode, &'a str);

/// Why an attempt that failed with this error is put off.
pub(super) fn put_off(error: &Error) -> Why<'_> {
    match error.code {
        Code::NotConfigured => (WaitingCode::Operator, error.message.as_ref()),
        Code::CardRailUnavailable => (
            WaitingCode::ProcessorAway,
            "The card processor can't be reached right now; it is tried again shortly.",
        ),
        Code::PayoutMismatch => (
            WaitingCode::Operator,
            "The key file does not hold the address that this transaction was built for. An administrator must look.",
        ),
        _ => (
            WaitingCode::ChainAway,
            "The chain can't be reached right now; it is tried again shortly.",
        ),
    }
}

/// Writes the reason down as the last word on a payout that is over.
pub(super) async fn last_word(tx: &mut Tx, payout: &Payout, (code, reason): Why<'_>) -> Result<()> {
    sqlx::query!(
        "update payouts set waiting_reason = $2, waiting_code = $3 where id = $1",
        payout.id.0,
        reason,
        code as WaitingCode
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
