//! Who a person may act as. A person may hold several roles.

use serde::{Deserialize, Serialize};

/// What a person may do beyond being signed in. Stored as text in `user_roles.role`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Role {
    /// Posts requests and buys.
    Buyer,
    /// Makes offers and delivers.
    Seller,
    /// Decides disputes.
    Resolver,
    /// Second pair of eyes on money out.
    Guard,
    /// Runs the instance.
    Admin,
}

impl Role {
    /// All of them, in rising order of power.
    pub const ALL: [Self; 5] = [Self::Buyer, Self::Seller, Self::Resolver, Self::Guard, Self::Admin];

    /// Whether it decides about what belongs to others.
    pub const fn has_power(self) -> bool {
        matches!(self, Self::Resolver | Self::Guard | Self::Admin)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
            Self::Resolver => "resolver",
            Self::Guard => "guard",
            Self::Admin => "admin",
        })
    }
}

impl std::str::FromStr for Role {
    type Err = &'static str;

    /// The name as `Display` writes it.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|role| role.to_string() == name);
        known.ok_or("a role is buyer, seller, resolver, guard or admin")
    }
}
