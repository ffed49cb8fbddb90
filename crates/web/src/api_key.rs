//! API keys as they are presented: found by their hash, held to their networks, their rate and their scopes.

use crate::{
    Client, Ctx,
    caller::Entry,
    client::Address,
    harden::RateLimits,
    network::Network,
    scope::{self, Decision, Scope},
};
use amanat_base::{ApiKeyId, Code, Error, Result, Role, SessionId, Time, UserId};
use axum::http::Extensions;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// What every key begins with: tells it from an access token, and lets scanners of leaked secrets recognise it.
pub const PREFIX: &str = "amk_";
/// Characters after [`PREFIX`] that its owner is shown again, to recognise the key by.
pub const SHOWN: usize = 12;
/// Characters that are the secret: 256 random bits in hex.
pub const SECRET: usize = 64;

/// How old the time of the last use may be, in seconds: not every read shall write.
const USED_WITHIN_S: i64 = 60;

/// What is stored of a key.
pub fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

/// A key that may be used here and now.
pub(crate) struct Admitted {
    pub key: ApiKeyId,
    pub user: UserId,
    pub session: SessionId,
    pub roles: Vec<Role>,
}

struct Found {
    database_now: Time,
    id: ApiKeyId,
    user: UserId,
    session: SessionId,
    status: String,
    stands: bool,
    expires_at: Time,
    scopes: Vec<Scope>,
    networks: Vec<String>,
    per_minute: i32,
    used_at: Option<Time>,
    roles: Vec<Role>,
}

/// Whether the text is meant as an API key.
pub(crate) fn is_key(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// Whose key it is, if it may be used for this, from there, now.
pub(crate) async fn admit(ctx: &Ctx, token: &str, extensions: &Extensions, entry: Entry<'_>) -> Result<Admitted> {
    let found = find(ctx, token).await?;
    let now = ctx.store.at(found.database_now);
    if found.status == "suspended" {
        return Err(Code::AccountSuspended.into());
    }
    if !found.stands || found.expires_at <= now || found.status != "active" {
        return Err(Code::ApiKeyInvalid.into());
    }
    check_network(&found.networks, extensions.get::<Address>().map(|a| a.0))?;
    if let Some(limits) = extensions.get::<RateLimits>() {
        limits.limit_key(found.id, found.per_minute.unsigned_abs()).await?;
    }
    check_scope(&found.scopes, entry)?;
    if found.used_at.is_none_or(|at| (now - at).num_seconds() >= USED_WITHIN_S) {
        used(ctx, found.id, extensions.get::<Client>(), now).await?;
    }
    Ok(Admitted {
        key: found.id,
        user: found.user,
        session: found.session,
        // A key acts for a person, not for the platform: what its owner may decide about others' things takes the owner.
        roles: found.roles.into_iter().filter(|role| !role.has_power()).collect(),
    })
}

async fn find(ctx: &Ctx, token: &str) -> Result<Found> {
    let secret = token.strip_prefix(PREFIX).unwrap_or_default();
    if secret.len() != SHOWN + SECRET || !secret.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Code::ApiKeyInvalid.into());
    }
    sqlx::query_as!(
        Found,
        r#"select now() as "database_now!", k.id as "id: ApiKeyId", k.user_id as "user: UserId", k.session_id as "session: SessionId", u.status,
                  s.revoked_at is null as "stands!", k.expires_at, k.scopes as "scopes: Vec<Scope>",
                  k.allowed_networks as networks, k.per_minute, k.last_used_at as used_at,
                  array(select role from user_roles r where r.user_id = u.id) as "roles!: Vec<Role>"
           from api_keys k join sessions s on s.id = k.session_id join users u on u.id = k.user_id where k.key_hash = $1"#,
        hash(token),
    )
    .fetch_optional(&ctx.store.pool)
    .await?
    .ok_or(Error::new(Code::ApiKeyInvalid))
}

fn check_network(networks: &[String], address: Option<IpAddr>) -> Result<()> {
    let holds = |text: &String| match (text.parse::<Network>(), address) {
        (Ok(network), Some(address)) => network.contains(address),
        _ => false,
    };
    if networks.is_empty() || networks.iter().any(holds) {
        Ok(())
    } else {
        Err(Code::ApiKeyNetwork.into())
    }
}

fn check_scope(scopes: &[Scope], entry: Entry<'_>) -> Result<()> {
    let decision = match entry {
        Entry::Route(method, route) => route.and_then(|route| scope::decide(method, route)),
        Entry::Socket => Some(Decision::Needs(Scope::Read)),
    };
    match decision {
        Some(Decision::Needs(scope)) if scopes.contains(&scope) => Ok(()),
        _ => Err(Code::ApiKeyScope.into()),
    }
}

async fn used(ctx: &Ctx, key: ApiKeyId, from: Option<&Client>, now: Time) -> Result<()> {
    sqlx::query!(
        "update api_keys set last_used_at = $2, last_used_from = $3 where id = $1",
        key.0,
        now,
        from.map(|c| c.0.to_string()),
    )
    .execute(&ctx.store.pool)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Method;

    #[test]
    fn a_key_without_networks_works_anywhere_and_with_them_only_there() {
        let home = "203.0.113.9".parse().ok();
        let networks = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert!(check_network(&[], None).is_ok());
        assert!(check_network(&networks(&["10.0.0.0/8", "203.0.113.0/24"]), home).is_ok());
        for (list, address) in [
            (networks(&["10.0.0.0/8"]), home),
            (networks(&["203.0.113.0/24"]), None),
            (networks(&["nonsense"]), home),
            (networks(&["::/0"]), home),
        ] {
            let refusal = check_network(&list, address).expect_err("is elsewhere");
            assert_eq!(refusal.code, Code::ApiKeyNetwork, "{list:?}");
        }
    }

    #[test]
    fn every_scope_opens_its_own_routes_only() {
        let routes = [
            (Scope::Read, Method::GET, "/api/orders"),
            (Scope::Marketplace, Method::POST, "/api/marketplace/requests"),
            (Scope::Goods, Method::POST, "/api/listings"),
            (Scope::Orders, Method::POST, "/api/orders"),
            (Scope::Payments, Method::POST, "/api/payment/checkout"),
        ];
        for held in Scope::ALL {
            for (needed, method, route) in &routes {
                let allowed = check_scope(&[held], Entry::Route(method, Some(route))).is_ok();
                assert_eq!(allowed, held == *needed, "{held:?} for {method} {route}");
            }
            assert_eq!(check_scope(&[held], Entry::Socket).is_ok(), held == Scope::Read);
        }
        for (method, route) in [
            (Method::POST, Some("/api/payouts")),
            (Method::GET, Some("/api/unheard-of")),
            (Method::GET, None),
        ] {
            assert!(check_scope(&Scope::ALL, Entry::Route(&method, route)).is_err(), "{route:?}");
        }
    }
}
