//! What accounts announce. Together they are also the record of who was let in and who changed whose rights.

use crate::UserStatus;
use amanat_base::{Role, SessionId, UserId};
use amanat_mail::Change;
use amanat_store::Announce;
use serde::{Deserialize, Serialize};

/// Why a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Its owner signed out of it, or of everything.
    SignedOut,
    /// Its owner ended it from another session.
    Revoked,
    /// A used refresh token was used again.
    TokenReused,
    /// The account was suspended.
    Suspended,
    /// The password was changed or reset, so whoever else is signed in is out.
    PasswordChanged,
    /// The account was erased.
    Erased,
    /// An administrator ended it.
    ByAdmin,
}

impl Ended {
    /// As stored in `sessions.revoked_because`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::TokenReused => "token_reused",
            Self::Suspended => "suspended",
            Self::PasswordChanged => "password_changed",
            Self::Erased => "erased",
            Self::ByAdmin => "by_admin",
        }
    }
}

/// An event of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Somebody has an account now.
    Registered {
        /// Whose.
        user: UserId,
    },
    /// Somebody signed in with the password.
    SignedIn {
        /// Who.
        user: UserId,
        /// The session that began.
        session: SessionId,
        /// False the first time this account is used from that address.
        known_client: bool,
    },
    /// A session ended; its sockets are to be cut.
    SessionRevoked {
        /// Which.
        session: SessionId,
        /// Whose.
        user: UserId,
        /// Why.
        because: Ended,
    },
    /// The address that receives a person's money on a network was set, changed or removed.
    PayoutAddressChanged {
        /// Whose.
        user: UserId,
        /// EIP-155 id of the network.
        chain_id: i64,
    },
    /// An administrator changed what a person may act as.
    RolesChanged {
        /// Whose.
        user: UserId,
        /// The roles now.
        roles: Vec<Role>,
        /// The administrator; nobody when it was done from the command line.
        by: Option<UserId>,
    },
    /// An administrator suspended a person or let them back.
    StatusChanged {
        /// Whose.
        user: UserId,
        /// The status now.
        status: UserStatus,
        /// The administrator.
        by: UserId,
        /// Why, in the administrator's words.
        #[serde(default)]
        reason: String,
    },
    /// How an account is protected was changed by its owner (or looked past, by an administrator): its owner is told.
    Security {
        /// Whose.
        user: UserId,
        /// What changed.
        change: Change,
    },
    /// A person asked to be forgotten, and was.
    Erased {
        /// Whose row is nobody's now.
        user: UserId,
    },
}

impl Announce for Event {
    const FEATURE: &'static str = "accounts";
}
