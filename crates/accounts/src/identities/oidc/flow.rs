//! Sign-ins that are away at a provider: kept until the browser that began them comes back, and taken once.

use amanat_base::{Error, Result, SessionId, UserId};
use amanat_store::Tx;
use amanat_web::Site;
use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use chrono::TimeDelta;
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};

/// How long somebody may take at the provider.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// What is kept of a sign-in that is away.
pub(super) struct Flow {
    /// Who links the provider, in which session; `None` for a sign-in.
    pub linking: Option<(UserId, SessionId)>,
    /// PKCE verifier.
    pub verifier: String,
    /// To be found in the ID token.
    pub nonce: String,
}

/// What a browser is recognised by when it comes back.
pub(super) struct Browser(String);

impl Browser {
    /// As it is known from a flow that it began moments ago (in another tab, say), else new.
    pub(super) fn meet(site: &Site, headers: &HeaderMap) -> Result<Self> {
        match Self::returning(site, headers) {
            Some(known) => Ok(known),
            None => random().map(Self),
        }
    }

    /// The one whose cookie this is.
    pub(super) fn returning(site: &Site, headers: &HeaderMap) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let value = jar.get(cookie_name(site))?.value();
        let ours = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
        ours.then(|| Self(value.to_owned()))
    }

    /// `Set-Cookie` by which it is recognised. `Lax`, because it comes back from another site.
    pub(super) fn remember(&self, site: &Site) -> String {
        set_cookie(site, &self.0, PATIENCE.num_seconds())
    }

    /// `Set-Cookie` after which it isn't.
    pub(super) fn forget(site: &Site) -> String {
        set_cookie(site, "", 0)
    }

    fn hash(&self, state: &str) -> Vec<u8> {
        Sha256::new()
            .chain_update(&self.0)
            .chain_update(b":")
            .chain_update(state)
            .finalize()
            .to_vec()
    }
}

/// With the prefix no other site under the same domain can set it.
const fn cookie_name(site: &Site) -> &'static str {
    if site.secure_cookies { "__Host-amanat_oidc" } else { "amanat_oidc" }
}

fn set_cookie(site: &Site, value: &str, max_age_s: i64) -> String {
    let secure = if site.secure_cookies { "; Secure" } else { "" };
    format!(
        "{}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}",
        cookie_name(site)
    )
}

/// Keeps it until this browser comes back with this state.
pub(super) async fn keep(tx: &mut Tx, provider: &str, browser: &Browser, state: &str, flow: &Flow) -> Result<()> {
    let expires_at = tx.now + PATIENCE;
    let (user, session) = flow.linking.unzip();
    sqlx::query!(
        "insert into oidc_flows (state_hash, provider, user_id, session_id, verifier, nonce, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        browser.hash(state),
        provider,
        user.map(|u| u.0),
        session.map(|s| s.0),
        flow.verifier,
        flow.nonce,
        expires_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The flow that this browser began with this state at this provider: once, and not too late.
pub(super) async fn take(tx: &mut Tx, provider: &str, browser: &Browser, state: &str) -> Result<Option<Flow>> {
    let now = tx.now;
    let row = sqlx::query!(
        "delete from oidc_flows where state_hash = $1 and provider = $2 and expires_at > $3
         returning user_id, session_id, verifier, nonce",
        browser.hash(state),
        provider,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Flow {
        linking: row.user_id.map(UserId).zip(row.session_id.map(SessionId)),
        verifier: row.verifier,
        nonce: row.nonce,
    }))
}

/// 256 random bits in hex.
pub(super) fn random() -> Result<String> {
    let mut bytes = [0_u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(hex::encode(bytes))
}
