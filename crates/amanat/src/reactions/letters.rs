//! Which notices also go out by e-mail, to whoever wants notices that way.

use amanat_mail::{Change, Letter};
use amanat_notifications::{Notice, Words};

/// Kinds of notices about money, deadlines and what waits for the person. Everything else is told on the site only: a letter that comes
/// too often is a letter that nobody reads.
pub(super) const BY_MAIL: &[&str] = &[
    // A deal.
    "order_created",
    "fund",
    "deliver",
    "request_changes",
    "grant_time",
    "propose_cancel",
    "decline_cancel",
    "open_dispute",
    "rule",
    "confirm",
    "release_part",
    "refund",
    "refund_part",
    "cancel",
    "accept_cancel",
    "settle",
    "time_out",
    // Money in.
    "payment_reversed",
    "payment_underpaid",
    "payment_overpaid",
    "payment_late",
    "payment_dropped",
    "payment_disputed",
    "exception_settled",
    // Money out.
    "payout_confirmed",
    "payout_rejected",
    "payout_failed",
    // Goods.
    "fulfilment_failed",
    "token_expired",
    "listing_moderated",
];

/// The letter that goes with a notice, if any does.
pub(super) fn of(notice: &Notice) -> Option<Letter> {
    match &notice.words {
        Words::Change(change) => Some(Letter::Security(change.clone())),
        Words::Said { title, body } => BY_MAIL.contains(&notice.kind).then(|| Letter::Notice {
            title: title.clone(),
            text: body.clone(),
            path: notice.link.clone().unwrap_or_else(|| "/".into()),
        }),
    }
}

/// What sort of notice tells of a change of an account's protection.
pub(super) const fn kind_of(change: &Change) -> &'static str {
    match change {
        Change::PasswordChanged => "password_changed",
        Change::EmailChanged { .. } => "email_changed",
        Change::PasskeyAdded { .. } => "passkey_added",
        Change::PasskeyRemoved { .. } => "passkey_removed",
        Change::TotpOn => "totp_on",
        Change::TotpOff => "totp_off",
        Change::RecoveryCodeUsed { .. } => "recovery_code_used",
        Change::RecoveryCodesRenewed => "recovery_codes_renewed",
        Change::IdentityLinked { .. } => "identity_linked",
        Change::IdentityUnlinked { .. } => "identity_unlinked",
        Change::ApiKeyCreated { .. } => "api_key_created",
        Change::ApiKeyRevoked { .. } => "api_key_revoked",
        Change::PayoutAddressChanged => "payout_address_changed",
        Change::NewSignIn { .. } => "signed_in",
        Change::Impersonated { .. } => "impersonated",
        Change::Suspended { .. } => "suspended",
        Change::Restored => "restored",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind that nobody uses any more would keep its row for ever.
    #[test]
    fn every_row_is_a_kind_that_a_reaction_uses() {
        let sources = [
            include_str!("orders.rs"),
            include_str!("payments.rs"),
            include_str!("custody.rs"),
            include_str!("goods.rs"),
            include_str!("../../../escrow/src/deal.rs"),
        ];
        for kind in BY_MAIL {
            let quoted = format!("\"{kind}\"");
            assert!(sources.iter().any(|source| source.contains(&quoted)), "{kind}");
        }
    }
}
