//! What belongs to one payment or group: for looking up how things stand instead of believing an event.

use crate::{Dispute, Refund, Stripe, Transfer, form::Form};
use amanat_base::Result;
use serde::Deserialize;

/// Largest page that Stripe gives; no payment of ours comes near.
const PAGE: usize = 100;

#[derive(Deserialize)]
struct Page<T> {
    data: Vec<T>,
}

impl Stripe {
    /// The refunds of a payment (`pi_…`), newest first, at most 100.
    pub async fn refunds_of(&self, payment_intent: &str) -> Result<Vec<Refund>> {
        let query = Form::default().with("limit", PAGE).with("payment_intent", payment_intent);
        let page: Page<Refund> = self.get(&["refunds"], query).await?;
        Ok(page.data)
    }

    /// The disputes of a payment (`pi_…`), newest first, at most 100.
    pub async fn disputes_of(&self, payment_intent: &str) -> Result<Vec<Dispute>> {
        let query = Form::default().with("limit", PAGE).with("payment_intent", payment_intent);
        let page: Page<Dispute> = self.get(&["disputes"], query).await?;
        Ok(page.data)
    }

    /// The transfers of a group, newest first, at most 100.
    pub async fn transfers_of(&self, transfer_group: &str) -> Result<Vec<Transfer>> {
        let query = Form::default().with("limit", PAGE).with("transfer_group", transfer_group);
        let page: Page<Transfer> = self.get(&["transfers"], query).await?;
        Ok(page.data)
    }
}
