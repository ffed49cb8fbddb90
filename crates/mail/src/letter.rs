//! Every letter there is, and in which languages.

use serde::{Deserialize, Serialize};

/// The languages that the platform writes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Persian, right to left.
    Fa,
    /// Arabic, right to left.
    Ar,
    /// French.
    Fr,
    /// Chinese, simplified.
    Zh,
    /// Vietnamese.
    Vi,
}

/// What changed in how an account is protected: its owner is told of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The password was set or changed.
    PasswordChanged,
    /// The e-mail address was changed; this letter goes to the old one.
    EmailChanged {
        /// The new address, shortened so that it is recognised but not told.
        to: String,
    },
    /// A passkey was added.
    PasskeyAdded {
        /// Its name.
        name: String,
    },
    /// A passkey was removed.
    PasskeyRemoved {
        /// Its name.
        name: String,
    },
    /// An authenticator app was set up.
    TotpOn,
    /// It was removed.
    TotpOff,
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// How many are left.
        left: i64,
    },
    /// New recovery codes replaced the old ones.
    RecoveryCodesRenewed,
    /// An account elsewhere can sign in here now.
    IdentityLinked {
        /// Name of the provider.
        provider: String,
    },
    /// It can't any more.
    IdentityUnlinked {
        /// Name of the provider.
        provider: String,
    },
    /// A key for programs was made.
    ApiKeyCreated {
        /// Its name.
        name: String,
    },
    /// A key for programs was revoked.
    ApiKeyRevoked {
        /// Its name.
        name: String,
    },
    /// The address that receives money on a network was set, changed or removed.
    PayoutAddressChanged,
    /// Somebody signed in from a place not seen before.
    NewSignIn {
        /// What the device called itself.
        agent: String,
        /// Address.
        client: String,
    },
    /// An administrator looked at what this person sees.
    Impersonated {
        /// Why, in the administrator's words.
        reason: String,
    },
    /// An administrator suspended the account.
    Suspended {
        /// Why, in the administrator's words.
        reason: String,
    },
    /// An administrator let the person back.
    Restored,
}

/// What there is to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Finish a registration.
    ConfirmAccount {
        /// Page with the token.
        url: String,
    },
    /// Somebody tried to register with an address that has an account.
    AlreadyRegistered {
        /// Sign-in page.
        url: String,
    },
    /// Choose a new password.
    ResetPassword {
        /// Page with the token.
        url: String,
    },
    /// Sign in by opening this.
    SignInLink {
        /// Page with the token.
        url: String,
    },
    /// Prove the new address.
    ConfirmEmail {
        /// Page with the token.
        url: String,
    },
    /// Something about the account's protection changed.
    Security(Change),
    /// The account was erased; goes to the address that it had.
    Erased,
    /// A notice of the site, for those who want notices by e-mail.
    Notice {
        /// What happened, a few words.
        title: String,
        /// A sentence or two.
        text: String,
        /// Path on the site.
        path: String,
    },
}
