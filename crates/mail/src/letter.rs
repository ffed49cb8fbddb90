//! Every letter there is, and in which languages.

use amanat_texts::Said;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How long the link in a letter works. Letters say it in words, so there are only these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoodFor {
    /// 24 hours.
    Day,
    /// One hour.
    Hour,
    /// Half an hour.
    HalfHour,
    /// Ten minutes.
    Minutes,
}

impl GoodFor {
    /// The same, to reckon with.
    pub const fn time(self) -> TimeDelta {
        match self {
            Self::Day => TimeDelta::hours(24),
            Self::Hour => TimeDelta::hours(1),
            Self::HalfHour => TimeDelta::minutes(30),
            Self::Minutes => TimeDelta::minutes(10),
        }
    }
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
        title: Said,
        /// A sentence or two.
        text: Said,
        /// Path on the site.
        path: String,
    },
}

impl Letter {
    /// How long a registration's link works.
    pub const CONFIRM_ACCOUNT: GoodFor = GoodFor::Day;
    /// How long a link to a new password works.
    pub const RESET_PASSWORD: GoodFor = GoodFor::HalfHour;
    /// How long a link that signs in works.
    pub const SIGN_IN_LINK: GoodFor = GoodFor::Minutes;
    /// How long a link that proves a new address works.
    pub const CONFIRM_EMAIL: GoodFor = GoodFor::Hour;

    /// How long its link works; None: as long as the page exists.
    pub(crate) const fn good_for(&self) -> Option<GoodFor> {
        match self {
            Self::ConfirmAccount { .. } => Some(Self::CONFIRM_ACCOUNT),
            Self::ResetPassword { .. } => Some(Self::RESET_PASSWORD),
            Self::SignInLink { .. } => Some(Self::SIGN_IN_LINK),
            Self::ConfirmEmail { .. } => Some(Self::CONFIRM_EMAIL),
            Self::AlreadyRegistered { .. } | Self::Security(_) | Self::Erased | Self::Notice { .. } => None,
        }
    }

    /// Sent because it is useful, not because it must be: whoever doesn't want notices by e-mail gets none.
    pub const fn is_notice(&self) -> bool {
        matches!(self, Self::Notice { .. })
    }

    /// Whether the address is not known to be the person's yet. Then the name somebody typed is not in it: whatever they would like to
    /// have sent to strangers could stand there.
    pub(crate) const fn is_to_a_stranger(&self) -> bool {
        matches!(self, Self::ConfirmAccount { .. } | Self::ConfirmEmail { .. })
    }
}
