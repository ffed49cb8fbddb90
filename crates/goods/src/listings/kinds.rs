//! The closed lists of words that a listing is described by: the same in the table, in code and on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[sqlx(type_name = "text", rename_all = "snake_case")]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        impl $name {
            /// As it is in the database and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),* }
            }
        }
    )*};
}

words! {
    /// What a buyer gets.
    FulfilmentKind {
        /// The listing's secret itself, to reveal.
        RevealSecret = "reveal_secret",
        /// One code of a pool per unit.
        CodePool = "code_pool",
        /// An access token for `/gateway`; one unit per use.
        MeteredGateway = "metered_gateway",
    }

    /// Where a listing stands.
    ListingStatus {
        /// Being written.
        Draft = "draft",
        /// On sale.
        Active = "active",
        /// Taken off sale by its seller for now.
        Paused = "paused",
        /// On sale, but nothing is left; back when there is stock.
        SoldOut = "sold_out",
        /// Taken off sale for good.
        Removed = "removed",
    }

    /// Whether the platform lets it be shown.
    Moderation {
        /// Waits for an admin.
        Pending = "pending",
        /// May be shown.
        Approved = "approved",
        /// May not be shown.
        Rejected = "rejected",
    }
}

impl ListingStatus {
    /// The status once `left` units can be bought: the last unit taken makes it `sold_out`, the first that comes back `active` again.
    pub(crate) fn with_left(self, left: i64) -> Self {
        match self {
            Self::Active if left <= 0 => Self::SoldOut,
            Self::SoldOut if left > 0 => Self::Active,
            same => same,
        }
    }
}
