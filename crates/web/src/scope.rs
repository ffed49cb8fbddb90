//! What an API key may do: one table from method and matched path to a scope, or to `Never`.
//!
//! A route that no line decides is refused to every key, and a test of the whole platform fails until somebody has decided.

use axum::http::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an API key may be allowed to do. None includes another: a program that orders and looks at its orders has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Scope {
    /// Read whatever its owner may read, except what `Never` covers; listen to the owner's rooms.
    Read,
    /// Requests, offers, the shop.
    Marketplace,
    /// Listings, their stock and secrets; access tokens, except showing what they hold.
    Goods,
    /// Order, act on orders, rate; files of orders.
    Orders,
    /// Pay.
    Payments,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Read, Self::Marketplace, Self::Goods, Self::Orders, Self::Payments];
}

/// What a route asks of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A key with this scope.
    Needs(Scope),
    /// Somebody who signed in themselves: no key will do.
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Methods {
    Any,
    Reads,
    Writes,
}

use Decision::{Needs, Never};
use Methods::{Any, Reads, Writes};

/// From top to bottom, the first line that fits decides. A path stands for itself and everything below it.
const TABLE: &[(Methods, &str, Decision)] = &[
    // How its owner signs in and is protected, and what would make another key of one.
    (Any, "/api/auth", Never),
    (Any, "/api/telegram", Never),
    (Any, "/api/user/api-keys", Never),
    (Any, "/api/user/export", Never),
    (Any, "/api/user/erase", Never),
    // Power over what belongs to others.
    (Any, "/api/admin", Never),
    (Any, "/api/payment/derived-destinations", Never),
    (Writes, "/api/marketplace/categories", Never),
    // Secrets in clear.
    (Any, "/api/tokens/{id}/reveal", Never),
    // Machines that sign what they send.
    (Any, "/api/payment/callback", Never),
    (Any, "/api/payment/watch", Never),
    (Any, "/api/payment/webhook", Never),
    // Who they are, and where their money and their parcels go.
    (Writes, "/api/user", Never),
    (Writes, "/api/address", Never),
    (Writes, "/api/payouts", Never),
    (Writes, "/api/notification", Never),
    (Reads, "/api/user", Needs(Scope::Read)),
    (Reads, "/api/users", Needs(Scope::Read)),
    (Reads, "/api/address", Needs(Scope::Read)),
    (Reads, "/api/payouts", Needs(Scope::Read)),
    (Reads, "/api/notification", Needs(Scope::Read)),
    (Reads, "/api/marketplace", Needs(Scope::Read)),
    (Reads, "/api/search", Needs(Scope::Read)),
    (Reads, "/api/listings", Needs(Scope::Read)),
    (Reads, "/api/tokens", Needs(Scope::Read)),
    (Reads, "/api/orders", Needs(Scope::Read)),
    (Reads, "/api/sales", Needs(Scope::Read)),
    (Reads, "/api/files", Needs(Scope::Read)),
    (Reads, "/api/payment", Needs(Scope::Read)),
    (Reads, "/health", Needs(Scope::Read)),
    (Reads, "/healthz", Needs(Scope::Read)),
    (Writes, "/api/marketplace", Needs(Scope::Marketplace)),
    (Writes, "/api/listings", Needs(Scope::Goods)),
    (Writes, "/api/tokens", Needs(Scope::Goods)),
    (Writes, "/api/orders", Needs(Scope::Orders)),
    (Writes, "/api/files", Needs(Scope::Orders)),
    (Writes, "/api/payment", Needs(Scope::Payments)),
];

/// What the table says of this route (its path with `{parameters}`); `None` where nobody has decided.
pub fn decide(method: &Method, route: &str) -> Option<Decision> {
    let reads = is_read(method);
    let line = TABLE.iter().find(|(methods, path, _)| {
        let fits = match methods {
            Any => true,
            Reads => reads,
            Writes => !reads,
        };
        fits && is_at_or_below(route, path)
    });
    line.map(|(_, _, decision)| *decision)
}

/// A method that changes nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn is_at_or_below(route: &str, path: &str) -> bool {
    route
        .strip_prefix(path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_route_has_its_scope() {
        for (method, route, decision) in [
            (Method::GET, "/api/orders", Some(Needs(Scope::Read))),
            (Method::HEAD, "/api/orders/{id}", Some(Needs(Scope::Read))),
            (Method::POST, "/api/orders/{id}/actions", Some(Needs(Scope::Orders))),
            (Method::POST, "/api/payment/checkout", Some(Needs(Scope::Payments))),
            (Method::PATCH, "/api/listings/{id}", Some(Needs(Scope::Goods))),
            (Method::POST, "/api/marketplace/requests", Some(Needs(Scope::Marketplace))),
            (Method::POST, "/api/marketplace/categories", Some(Never)),
            (Method::GET, "/api/marketplace/categories", Some(Needs(Scope::Read))),
            (Method::POST, "/api/tokens/{id}/reveal", Some(Never)),
            (Method::POST, "/api/tokens/{id}/revoke", Some(Needs(Scope::Goods))),
            (Method::GET, "/api/payouts", Some(Needs(Scope::Read))),
            (Method::POST, "/api/payouts", Some(Never)),
            (Method::GET, "/api/admin/users", Some(Never)),
            (Method::GET, "/api/auth/sessions", Some(Never)),
            (Method::GET, "/api/user/me", Some(Needs(Scope::Read))),
            (Method::PATCH, "/api/user/me", Some(Never)),
            (Method::GET, "/api/user/export", Some(Never)),
        ] {
            assert_eq!(decide(&method, route), decision, "{method} {route}");
        }
    }

    #[test]
    fn what_nobody_decided_is_decided_by_no_look_alike() {
        for route in ["/api/whatever", "/api/orderstatistics", "/api", "/", "/gateway/{listing}"] {
            assert_eq!(decide(&Method::GET, route), None, "{route}");
            assert_eq!(decide(&Method::POST, route), None, "{route}");
        }
    }
}
