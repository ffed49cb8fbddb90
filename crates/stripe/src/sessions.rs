//! Checkout Sessions: Stripe's hosted payment page.

use crate::{Metadata, Session, Stripe, form::Form};
use amanat_base::{Error, Result, Time};
use serde::Deserialize;

/// Largest page that Stripe gives.
const PAGE: usize = 100;
/// Asking for more than this many pages means asking too far back.
const MAX_PAGES: usize = 1000;

/// One thing to pay for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSession {
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// What the customer pays, in minor units.
    pub amount: i64,
    /// What for, on Stripe's page and receipt.
    pub product_name: String,
    /// Ours, shown in Stripe's dashboard.
    pub client_reference_id: String,
    /// Ours, on the session and on the payment: Stripe does not copy it from one to the other.
    pub metadata: Metadata,
    /// Joins the payment with later transfers.
    pub transfer_group: Option<String>,
    /// Filled in on Stripe's page.
    pub customer_email: Option<String>,
    /// 30 minutes to 24 hours from now.
    pub expires_at: Time,
    /// Where the customer comes back to; `{CHECKOUT_SESSION_ID}` in it is replaced.
    pub success_url: String,
    /// Where the customer comes back to without having paid.
    pub cancel_url: String,
}

impl NewSession {
    fn form(&self) -> Form {
        Form::default()
            .with("mode", "payment")
            .with("line_items[0][price_data][currency]", &self.currency)
            .with("line_items[0][price_data][product_data][name]", &self.product_name)
            .with("line_items[0][price_data][unit_amount]", self.amount)
            .with("line_items[0][quantity]", 1)
            .with("client_reference_id", &self.client_reference_id)
            .map("metadata", &self.metadata)
            .map("payment_intent_data[metadata]", &self.metadata)
            .maybe("payment_intent_data[transfer_group]", self.transfer_group.as_ref())
            .maybe("customer_email", self.customer_email.as_ref())
            .with("expires_at", self.expires_at.timestamp())
            .with("success_url", &self.success_url)
            .with("cancel_url", &self.cancel_url)
    }
}

#[derive(Deserialize)]
struct Page<T> {
    data: Vec<T>,
    #[serde(default)]
    has_more: bool,
}

impl Stripe {
    /// Opens a session.
    pub async fn create_session(&self, new: &NewSession, idempotency_key: &str) -> Result<Session> {
        self.post(&["checkout", "sessions"], new.form(), idempotency_key).await
    }

    /// How a session stands.
    pub async fn session(&self, id: &str) -> Result<Session> {
        self.get(&["checkout", "sessions", id], Form::default()).await
    }

    /// Closes an open session, so that it can't be paid any more. Refused for one that is not open.
    pub async fn expire_session(&self, id: &str) -> Result<Session> {
        self.post_again(&["checkout", "sessions", id, "expire"], Form::default()).await
    }

    /// Every session made at or after an instant, newest first.
    pub async fn sessions_since(&self, created_gte: Time) -> Result<Vec<Session>> {
        let mut all: Vec<Session> = Vec::new();
        for _ in 0..MAX_PAGES {
            let query = Form::default().with("limit", PAGE).with("created[gte]", created_gte.timestamp());
            let query = query.maybe("starting_after", all.last().map(|session| &session.id));
            let page: Page<Session> = self.get(&["checkout", "sessions"], query).await?;
            let more = page.has_more && !page.data.is_empty();
            all.extend(page.data);
            if !more {
                return Ok(all);
            }
        }
        Err(Error::internal("Stripe lists more sessions than anybody should ask for at once"))
    }
}
