//! Which accounts elsewhere this instance accepts.

use super::{Bot, Provider};
use amanat_base::{Code, Result};
use std::sync::Arc;

/// What is configured. Cheap to clone; the default accepts nobody but wallets.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    providers: Arc<[Provider]>,
    bot: Option<Arc<Bot>>,
}

impl Identities {
    /// These providers, in the order in which they are offered, and this bot's users.
    pub fn new(providers: Vec<Provider>, bot: Option<Bot>) -> Self {
        Self {
            providers: providers.into(),
            bot: bot.map(Arc::new),
        }
    }

    pub(super) fn providers(&self) -> &[Provider] {
        &self.providers
    }

    pub(super) fn provider(&self, id: &str) -> Result<&Provider> {
        let found = self.providers.iter().find(|provider| provider.id() == id);
        found.ok_or_else(|| Code::NotFound.say("This instance has no such provider."))
    }

    pub(super) fn bot(&self) -> Result<&Bot> {
        self.bot
            .as_deref()
            .ok_or_else(|| Code::NotFound.say("This instance has no bot in Telegram."))
    }

    pub(super) fn has_bot(&self) -> bool {
        self.bot.is_some()
    }

    /// What people call it.
    pub(super) fn name<'a>(&'a self, provider: &'a str) -> &'a str {
        match provider {
            super::telegram::ID => "Telegram",
            super::siwe::ID => "Ethereum",
            id => self.providers.iter().find(|p| p.id() == id).map_or(id, Provider::name),
        }
    }
}
