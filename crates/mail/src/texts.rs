//! The catalogue: every sentence in every language, one file each in `texts/`. A sentence that is missing or that nobody needs is refused
//! when the file is read; a test reads all of them.

use crate::{Change, GoodFor, Language, Letter};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// One letter's own words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) subject: String,
    /// Paragraphs.
    pub(crate) lines: Vec<String>,
    /// On the button; without one it is [`Frame::account`].
    #[serde(default)]
    pub(crate) button: Option<String>,
}

/// What letters have in common.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    pub(crate) greeting: String,
    pub(crate) greeting_nameless: String,
    pub(crate) link_below: String,
    works_for_a_day: String,
    works_for_an_hour: String,
    works_for_half_an_hour: String,
    works_for_minutes: String,
    pub(crate) not_you: String,
    pub(crate) account: String,
    pub(crate) open: String,
    pub(crate) why_stranger: String,
    pub(crate) why_account: String,
    pub(crate) why_notice: String,
}

impl Frame {
    pub(crate) fn works_for(&self, time: GoodFor) -> &str {
        match time {
            GoodFor::Day => &self.works_for_a_day,
            GoodFor::Hour => &self.works_for_an_hour,
            GoodFor::HalfHour => &self.works_for_half_an_hour,
            GoodFor::Minutes => &self.works_for_minutes,
        }
    }
}

/// A language's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(crate) frame: Frame,
    confirm_account: Text,
    already_registered: Text,
    reset_password: Text,
    sign_in_link: Text,
    confirm_email: Text,
    erased: Text,
    password_changed: Text,
    email_changed: Text,
    passkey_added: Text,
    passkey_removed: Text,
    totp_on: Text,
    totp_off: Text,
    recovery_code_used: Text,
    recovery_codes_renewed: Text,
    identity_linked: Text,
    identity_unlinked: Text,
    api_key_created: Text,
    api_key_revoked: Text,
    payout_address_changed: Text,
    new_sign_in: Text,
    impersonated: Text,
    suspended: Text,
    restored: Text,
}

impl Texts {
    pub(crate) fn of(language: Language) -> &'static Self {
        static ALL: LazyLock<HashMap<Language, Texts>> = LazyLock::new(|| {
            let read = |language: Language| toml::from_str(source(language)).expect("the texts are part of the program; a test reads them");
            Language::ALL.into_iter().map(|language| (language, read(language))).collect()
        });
        &ALL[&language]
    }

    /// The words of a letter; a notice brings its own.
    pub(crate) fn letter(&self, letter: &Letter) -> Option<&Text> {
        Some(match letter {
            Letter::ConfirmAccount { .. } => &self.confirm_account,
            Letter::AlreadyRegistered { .. } => &self.already_registered,
            Letter::ResetPassword { .. } => &self.reset_password,
            Letter::SignInLink { .. } => &self.sign_in_link,
            Letter::ConfirmEmail { .. } => &self.confirm_email,
            Letter::Security(change) => self.change(change),
            Letter::Erased => &self.erased,
            Letter::Notice { .. } => return None,
        })
    }

    fn change(&self, change: &Change) -> &Text {
        match change {
            Change::PasswordChanged => &self.password_changed,
            Change::EmailChanged { .. } => &self.email_changed,
            Change::PasskeyAdded { .. } => &self.passkey_added,
            Change::PasskeyRemoved { .. } => &self.passkey_removed,
            Change::TotpOn => &self.totp_on,
            Change::TotpOff => &self.totp_off,
            Change::RecoveryCodeUsed { .. } => &self.recovery_code_used,
            Change::RecoveryCodesRenewed => &self.recovery_codes_renewed,
            Change::IdentityLinked { .. } => &self.identity_linked,
            Change::IdentityUnlinked { .. } => &self.identity_unlinked,
            Change::ApiKeyCreated { .. } => &self.api_key_created,
            Change::ApiKeyRevoked { .. } => &self.api_key_revoked,
            Change::PayoutAddressChanged => &self.payout_address_changed,
            Change::NewSignIn { .. } => &self.new_sign_in,
            Change::Impersonated { .. } => &self.impersonated,
            Change::Suspended { .. } => &self.suspended,
            Change::Restored => &self.restored,
        }
    }
}

/// The file of a language.
pub(crate) const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../texts/en.toml"),
        Language::Fa => include_str!("../texts/fa.toml"),
        Language::Ar => include_str!("../texts/ar.toml"),
        Language::Fr => include_str!("../texts/fr.toml"),
        Language::Zh => include_str!("../texts/zh.toml"),
        Language::Vi => include_str!("../texts/vi.toml"),
    }
}
