//! Stripe's objects, as much of them as we read.

use crate::status::{Capability, ChargeStatus, DisputeStatus, IntentStatus, PaymentStatus, RefundStatus, SessionStatus};
use amanat_base::Time;
use chrono::serde::ts_seconds;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// Our own keys and values on one of Stripe's objects: up to 50, keys to 40 and values to 500 characters.
pub type Metadata = BTreeMap<String, String>;

/// Stripe sends an id, or the whole object where expansion was asked for.
fn id_of<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Expandable {
        Id(String),
        Object { id: String },
    }
    Ok(Option::<Expandable>::deserialize(from)?.map(|found| match found {
        Expandable::Id(id) | Expandable::Object { id } => id,
    }))
}

/// The whole object where expansion was asked for; an id alone is none.
fn object<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Charge>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Expandable {
        #[expect(dead_code, reason = "tells the id from the object")]
        Id(String),
        Object(Box<Charge>),
    }
    Ok(Option::<Expandable>::deserialize(from)?.and_then(|found| match found {
        Expandable::Id(_) => None,
        Expandable::Object(charge) => Some(*charge),
    }))
}

/// Fields that may be missing or null alike.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A Checkout Session (`cs_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Where the customer pays; none when it is not open.
    #[serde(default)]
    pub url: Option<String>,
    /// Where it is.
    #[serde(default, deserialize_with = "or_default")]
    pub status: SessionStatus,
    /// Whether the money came.
    #[serde(default, deserialize_with = "or_default")]
    pub payment_status: PaymentStatus,
    /// The payment (`pi_…`), once there is one.
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    /// What the customer pays, in minor units.
    pub amount_total: Option<i64>,
    /// Lower-case ISO 4217 code.
    pub currency: Option<String>,
    /// Ours.
    #[serde(default)]
    pub client_reference_id: Option<String>,
    /// Ours.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
    /// When it was made.
    #[serde(with = "ts_seconds")]
    pub created: Time,
    /// When it can't be paid any more.
    #[serde(with = "ts_seconds")]
    pub expires_at: Time,
}

/// A payment (`pi_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct PaymentIntent {
    /// Its id.
    pub id: String,
    /// What is asked for, in minor units.
    pub amount: i64,
    /// What was collected, in minor units; refunds don't lower it.
    #[serde(default)]
    pub amount_received: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// Where it is.
    #[serde(default, deserialize_with = "or_default")]
    pub status: IntentStatus,
    /// The last attempt, where it was expanded.
    #[serde(default, deserialize_with = "object")]
    pub latest_charge: Option<Charge>,
    /// Ours.
    #[serde(default)]
    pub transfer_group: Option<String>,
    /// Ours.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
}

/// An attempt to collect (`ch_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Charge {
    /// Its id.
    pub id: String,
    /// What was asked for, in minor units.
    pub amount: i64,
    /// What was collected, in minor units.
    #[serde(default)]
    pub amount_captured: i64,
    /// What went back, in minor units.
    #[serde(default)]
    pub amount_refunded: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// Where it is.
    #[serde(default, deserialize_with = "or_default")]
    pub status: ChargeStatus,
    /// Whether a dispute was ever opened.
    #[serde(default)]
    pub disputed: bool,
    /// Whether all of it went back.
    #[serde(default)]
    pub refunded: bool,
    /// The payment it belongs to.
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
}

/// Money on its way back (`re_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Refund {
    /// Its id.
    pub id: String,
    /// Minor units.
    pub amount: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// Where it is.
    #[serde(default, deserialize_with = "or_default")]
    pub status: RefundStatus,
    /// The payment.
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    /// The charge.
    #[serde(default, deserialize_with = "id_of")]
    pub charge: Option<String>,
    /// Why it failed, in Stripe's word.
    #[serde(default)]
    pub failure_reason: Option<String>,
    /// Ours; empty for one that somebody made in Stripe's dashboard.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
    /// When it was made.
    #[serde(with = "ts_seconds")]
    pub created: Time,
}

/// A customer's bank takes money back (`dp_…`). Comes in events only.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Dispute {
    /// Its id.
    pub id: String,
    /// What is disputed, in minor units.
    pub amount: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// Where it is.
    #[serde(default, deserialize_with = "or_default")]
    pub status: DisputeStatus,
    /// Why, in Stripe's word.
    #[serde(default, deserialize_with = "or_default")]
    pub reason: String,
    /// The charge.
    #[serde(default, deserialize_with = "id_of")]
    pub charge: Option<String>,
    /// The payment.
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
}

/// Money sent to a connected account (`tr_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Transfer {
    /// Its id.
    pub id: String,
    /// Minor units.
    pub amount: i64,
    /// What was taken back, in minor units.
    #[serde(default)]
    pub amount_reversed: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// The account (`acct_…`).
    #[serde(default, deserialize_with = "id_of")]
    pub destination: Option<String>,
    /// The charge from whose money it is.
    #[serde(default, deserialize_with = "id_of")]
    pub source_transaction: Option<String>,
    /// Ours.
    #[serde(default)]
    pub transfer_group: Option<String>,
    /// Ours.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
    /// When it was made.
    #[serde(with = "ts_seconds")]
    pub created: Time,
}

/// Money taken back from a connected account (`trr_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Reversal {
    /// Its id.
    pub id: String,
    /// Minor units.
    pub amount: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// The transfer.
    #[serde(default, deserialize_with = "id_of")]
    pub transfer: Option<String>,
}

/// A connected account (`acct_…`).
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(from = "AccountBody")]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Whether it can be sent money.
    pub transfers: Capability,
    /// Whether it has answered Stripe's questions.
    pub details_submitted: bool,
    /// Whether Stripe pays out to its bank.
    pub payouts_enabled: bool,
    /// Ours.
    pub metadata: Metadata,
}

#[derive(Deserialize)]
struct AccountBody {
    id: String,
    #[serde(default, deserialize_with = "or_default")]
    capabilities: Capabilities,
    #[serde(default)]
    details_submitted: bool,
    #[serde(default)]
    payouts_enabled: bool,
    #[serde(default, deserialize_with = "or_default")]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Capabilities {
    transfers: Option<Capability>,
}

impl From<AccountBody> for Account {
    fn from(body: AccountBody) -> Self {
        Self {
            id: body.id,
            // A capability that was never asked for is not listed.
            transfers: body.capabilities.transfers.unwrap_or(Capability::Inactive),
            details_submitted: body.details_submitted,
            payouts_enabled: body.payouts_enabled,
            metadata: body.metadata,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_words_and_nulls_are_unknown() {
        let mut body = json!({ "id": "cs_1", "status": "haggling", "payment_status": null, "payment_intent": { "id": "pi_1" },
            "amount_total": 5, "currency": "usd", "metadata": null, "created": 1, "expires_at": 2 });
        let session: Session = serde_json::from_value(body.clone()).expect("parses");
        assert_eq!(
            (session.status, session.payment_status),
            (SessionStatus::Unknown, PaymentStatus::Unknown)
        );
        assert_eq!(session.payment_intent.as_deref(), Some("pi_1"));
        body["payment_status"] = json!("no_payment_required");
        body["payment_intent"] = json!("pi_2");
        let session: Session = serde_json::from_value(body).expect("parses");
        assert_eq!(session.payment_status, PaymentStatus::NoPaymentRequired);
        assert_eq!(session.payment_intent.as_deref(), Some("pi_2"));
    }

    #[test]
    fn a_charge_is_read_only_where_it_was_expanded() {
        let mut body = json!({ "id": "pi_1", "amount": 5, "currency": "usd", "status": "succeeded", "latest_charge": "ch_1" });
        let intent: PaymentIntent = serde_json::from_value(body.clone()).expect("parses");
        assert_eq!((intent.status, intent.latest_charge), (IntentStatus::Succeeded, None));
        body["latest_charge"] = json!({ "id": "ch_1", "amount": 5, "currency": "usd", "status": "succeeded", "disputed": true });
        let intent: PaymentIntent = serde_json::from_value(body).expect("parses");
        assert!(
            intent
                .latest_charge
                .is_some_and(|charge| charge.disputed && charge.status == ChargeStatus::Succeeded)
        );
    }

    #[test]
    fn a_capability_that_nobody_asked_for_is_inactive() {
        let account: Account = serde_json::from_value(json!({ "id": "acct_1", "capabilities": {} })).expect("parses");
        assert_eq!(account.transfers, Capability::Inactive);
        let account: Account =
            serde_json::from_value(json!({ "id": "acct_1", "capabilities": { "transfers": "active" } })).expect("parses");
        assert_eq!(account.transfers, Capability::Active);
    }
}
