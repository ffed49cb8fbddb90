//! Payments that customers made, and their refunds.

use crate::{Metadata, PaymentIntent, Refund, Stripe, form::Form};
use amanat_base::Result;

/// Money to send back to the card it came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRefund {
    /// The payment (`pi_…`).
    pub payment_intent: String,
    /// Minor units; no more than what was collected and has not gone back.
    pub amount: i64,
    /// Ours.
    pub metadata: Metadata,
}

impl Stripe {
    /// How a payment stands, its last charge with it.
    pub async fn payment_intent(&self, id: &str) -> Result<PaymentIntent> {
        self.get(&["payment_intents", id], Form::default().with("expand[]", "latest_charge"))
            .await
    }

    /// Sends money back. `charge_already_refunded` and amounts too large are [`crate::Refused`].
    pub async fn create_refund(&self, new: &NewRefund, idempotency_key: &str) -> Result<Refund> {
        let form = Form::default()
            .with("payment_intent", &new.payment_intent)
            .with("amount", new.amount);
        self.post(&["refunds"], form.map("metadata", &new.metadata), idempotency_key).await
    }

    /// How a refund stands.
    pub async fn refund(&self, id: &str) -> Result<Refund> {
        self.get(&["refunds", id], Form::default()).await
    }
}
