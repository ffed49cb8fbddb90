//! Typed UUIDv7 ids: one type per noun, so that two ids can't be swapped.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh time-ordered id (RFC 9562, version 7).
            #[expect(clippy::disallowed_methods, reason = "the one place where ids are made")]
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A letter.
    LetterId,
    /// A letter's link that proves an address.
    LinkId,
    /// A passkey of a person.
    PasskeyId,
    /// A WebAuthn challenge.
    CeremonyId,
    /// A person's account elsewhere.
    IdentityId,
    /// A key for a program.
    ApiKeyId,
    /// A postal address of a person.
    AddressId,
    /// An entry of the audit log.
    AuditId,
    /// An uploaded file.
    FileId,
    /// A person's account.
    UserId,
    /// One sign-in of a person: a family of rotating refresh tokens.
    SessionId,
    /// A purchase request.
    RequestId,
    /// A seller's offer on a request.
    OfferId,
    /// An order: fixed terms under escrow.
    OrderId,
    /// One attempt to pay an order on a rail.
    PaymentId,
    /// One incoming transfer found on chain.
    DepositId,
    /// An instruction to send money out.
    PayoutId,
    /// A sweep of a derived address into the treasury.
    SweepId,
    /// One transaction that we send.
    OutgoingId,
    /// A case of the exception inbox.
    ExceptionId,
    /// An announced event.
    EventId,
    /// A raw inbound delivery (webhook or scanner callback).
    DeliveryId,
    /// A notification to one person.
    NotificationId,
    /// A text that a person uses again.
    TemplateId,
    /// A category of the marketplace.
    CategoryId,
    /// An asset: one token (or native coin) on one network.
    AssetId,
    /// A posted ledger transaction.
    LedgerTxId,
    /// One recomputation of all books.
    VerificationId,
    /// Goods on sale by the unit.
    ListingId,
    /// Units of a listing that one order takes.
    PurchaseId,
    /// A sealed secret.
    SecretId,
    /// What a buyer holds after paying: a secret, a code, or access to the gateway.
    TokenId,
    /// One call through the gateway.
    UsageId,
}
