//! Connect: sellers' accounts, and money sent to them.

use crate::{Account, Metadata, Reversal, Stripe, Transfer, form::Form};
use amanat_base::Result;
use serde::Deserialize;

/// Money to send to a connected account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTransfer {
    /// Minor units.
    pub amount: i64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// The account (`acct_…`); its `transfers` capability has to be active.
    pub destination: String,
    /// Joins it with the payment.
    pub transfer_group: String,
    /// The charge (`ch_…`) from whose money it is: goes out even before that money is available.
    pub source_transaction: Option<String>,
    /// Ours.
    pub metadata: Metadata,
}

/// A seller to pay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccount {
    /// Filled in on Stripe's form, if known.
    pub email: Option<String>,
    /// Ours.
    pub metadata: Metadata,
}

#[derive(Deserialize)]
struct AccountLink {
    url: String,
}

impl Stripe {
    /// Sends money to a connected account.
    pub async fn create_transfer(&self, new: &NewTransfer, idempotency_key: &str) -> Result<Transfer> {
        let form = Form::default()
            .with("amount", new.amount)
            .with("currency", &new.currency)
            .with("destination", &new.destination)
            .with("transfer_group", &new.transfer_group)
            .maybe("source_transaction", new.source_transaction.as_ref())
            .map("metadata", &new.metadata);
        self.post(&["transfers"], form, idempotency_key).await
    }

    /// How a transfer stands.
    pub async fn transfer(&self, id: &str) -> Result<Transfer> {
        self.get(&["transfers", id], Form::default()).await
    }

    /// Takes money of a transfer back, in minor units.
    pub async fn reverse_transfer(&self, id: &str, amount: i64, metadata: &Metadata, idempotency_key: &str) -> Result<Reversal> {
        let form = Form::default().with("amount", amount).map("metadata", metadata);
        self.post(&["transfers", id, "reversals"], form, idempotency_key).await
    }

    /// An Express account with the `transfers` capability asked for; its owner has to answer Stripe's questions before it is active.
    pub async fn create_account(&self, new: &NewAccount, idempotency_key: &str) -> Result<Account> {
        let form = Form::default()
            .with("type", "express")
            .maybe("email", new.email.as_ref())
            .with("capabilities[transfers][requested]", true)
            .map("metadata", &new.metadata);
        self.post(&["accounts"], form, idempotency_key).await
    }

    /// How an account stands.
    pub async fn account(&self, id: &str) -> Result<Account> {
        self.get(&["accounts", id], Form::default()).await
    }

    /// Where the account's owner answers Stripe's questions: valid once and for minutes. `refresh_url` should ask for another.
    pub async fn account_link(&self, id: &str, refresh_url: &str, return_url: &str) -> Result<String> {
        let form = Form::default()
            .with("account", id)
            .with("refresh_url", refresh_url)
            .with("return_url", return_url)
            .with("type", "account_onboarding");
        let link: AccountLink = self.post_again(&["account_links"], form).await?;
        Ok(link.url)
    }
}
