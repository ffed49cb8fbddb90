//! The seller's test call: does the upstream answer with this secret as the listing promises?
//!
//! It is made with no transaction open, and what it found is stored in words of ours: an error of the HTTP client could repeat the
//! address with the key in it, and an answer could repeat the key.

use super::{FulfilmentKind, ListingView, lock, view};
use crate::{
    Goods,
    gateway_settings::GatewaySettings,
    inject::{InjectedKey, add_pair},
    sealed::{self, Binding},
};
use amanat_base::{Code, Error, ListingId, Result, Secret, SecretId};
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Envelope, Path, ok};
use axum::{Extension, http::Method};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::Url;
use utoipa::ToSchema;

/// However long the gateway may wait: a seller is waiting for this.
const MAX_TIMEOUT: Duration = Duration::from_secs(15);
/// How much of an answer is searched.
const MAX_ANSWER: usize = 256 * 1024;

/// A test call and what it must answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Probe {
    /// How to call.
    pub method: ProbeMethod,
    /// Where, under the upstream's base address; begins with `/`, may have a query.
    #[schema(min_length = 1, max_length = 1000, example = "/status")]
    pub path: String,
    /// The status that it must answer.
    #[schema(minimum = 100, maximum = 599)]
    pub expect_status: u16,
    /// Some text that the beginning of the answer must contain.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect_contains: Option<String>,
}

/// How a test call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ProbeMethod {
    /// `GET`.
    Get,
    /// `HEAD`.
    Head,
    /// `POST` without a body.
    Post,
}

impl Probe {
    /// From the database.
    pub(super) fn parse(json: serde_json::Value) -> Result<Self> {
        serde_json::from_value(json).map_err(Error::internal)
    }

    /// Refuses a rule that can't be followed, naming the field.
    pub(super) fn validate(&self) -> Result<()> {
        if !is_path(&self.path) {
            return Err(Error::invalid(
                "probe.path",
                "must begin with a single /, stay below it, and be at most 1,000 plain characters",
            ));
        }
        if !(100..=599).contains(&self.expect_status) {
            return Err(Error::invalid("probe.expectStatus", "must be 100 to 599"));
        }
        let text = self.expect_contains.as_deref();
        if text.is_some_and(|text| text.is_empty() || text.chars().count() > 200) {
            return Err(Error::invalid("probe.expectContains", "must be 1 to 200 characters"));
        }
        if text.is_some() && self.method == ProbeMethod::Head {
            return Err(Error::invalid("probe.expectContains", "an answer to HEAD contains nothing"));
        }
        Ok(())
    }

    /// Where the call goes: below the base address and nowhere else.
    fn url(&self, settings: &GatewaySettings) -> Option<Url> {
        let base: Url = settings.upstream_url.parse().ok()?;
        let (path, query) = self.path.split_once('?').map_or((self.path.as_str(), None), |(p, q)| (p, Some(q)));
        let mut url = base.clone();
        url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
        if query.is_some() {
            url.set_query(query);
        }
        url.path().starts_with(base.path().trim_end_matches('/')).then_some(url)
    }
}

/// A path that means the same to everybody: no way up, no second authority, no fragment.
fn is_path(path: &str) -> bool {
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'#'));
    let steps = path.split('?').next().unwrap_or_default();
    let lower = steps.to_ascii_lowercase().replace("%2e", ".");
    let up = lower.split('/').any(|step| step == "." || step == "..") || lower.contains("%2f") || lower.contains("%5c");
    path.len() <= 1000 && plain && !up && path.starts_with('/') && !path.starts_with("//")
}

/// Everything that the test call depends on; when it is still the same afterwards, the call tells something.
#[derive(PartialEq)]
pub(super) struct Proof {
    gateway: Option<serde_json::Value>,
    probe: Option<serde_json::Value>,
    secret: Option<(SecretId, Vec<u8>)>,
}

impl Proof {
    /// As it is now, of a listing whose row the caller has locked or is about to.
    pub(super) async fn of(tx: &mut Tx, listing: &lock::Locked) -> Result<Self> {
        let nonce = match listing.secret {
            None => None,
            // A secret that was replaced keeps its row but never its nonce. (A rotation changes it too: then the call is made again.)
            Some(id) => sqlx::query_scalar!("select nonce from sealed_secrets where id = $1", id.0)
                .fetch_optional(&mut **tx)
                .await?
                .map(|nonce| (id, nonce)),
        };
        Ok(Self {
            gateway: listing.gateway.clone(),
            probe: listing.probe.clone(),
            secret: nonce,
        })
    }

    /// Makes the call. `None`: there is no rule, so nothing to make. `Some(Err)`: what was wrong, in words for the seller.
    pub(super) async fn call(&self, goods: &Goods, listing: ListingId, caller: &Caller) -> Result<Option<Result<(), String>>> {
        let (Some(probe), Some(gateway), Some((id, _))) = (&self.probe, &self.gateway, &self.secret) else {
            return Ok(None);
        };
        let (probe, settings) = (Probe::parse(probe.clone())?, GatewaySettings::parse(gateway.clone())?);
        settings.validate(&goods.egress)?;
        let secret = {
            let mut conn = goods.store.pool.acquire().await?;
            sealed::open(&mut conn, &goods.ring, *id, &Binding::of_seller(caller.user, listing)).await?
        };
        Ok(Some(call(goods, &probe, &settings, &secret).await))
    }
}

async fn call(goods: &Goods, probe: &Probe, settings: &GatewaySettings, secret: &Secret) -> Result<(), String> {
    let mut url = probe.url(settings).ok_or("the path doesn't fit the base address")?;
    goods.egress.check_url(&url).map_err(|_| "the address may not be called")?;
    let method = match probe.method {
        ProbeMethod::Get => Method::GET,
        ProbeMethod::Head => Method::HEAD,
        ProbeMethod::Post => Method::POST,
    };
    let timeout = MAX_TIMEOUT.min(Duration::from_secs(settings.timeout_s.into()));
    let client = goods.egress.client();
    let request = match settings.inject.key(secret)? {
        InjectedKey::Header(name, value) => client.request(method, url).header(name, value),
        InjectedKey::Query(_, pair) => {
            add_pair(&mut url, &pair);
            client.request(method, url)
        }
    };
    let mut answer = request.timeout(timeout).send().await.map_err(|e| unanswered(&e, timeout))?;
    let status = answer.status().as_u16();
    if status != probe.expect_status {
        return Err(format!("answered {status} instead of {}", probe.expect_status));
    }
    let Some(text) = &probe.expect_contains else {
        return Ok(());
    };
    let mut read = Vec::new();
    while read.len() < MAX_ANSWER {
        match answer.chunk().await.map_err(|e| unanswered(&e, timeout))? {
            Some(chunk) => read.extend_from_slice(&chunk),
            None => break,
        }
    }
    let found = read.windows(text.len()).any(|part| part == text.as_bytes());
    found
        .then_some(())
        .ok_or_else(|| "the answer doesn't contain the expected text".to_owned())
}

fn unanswered(error: &reqwest::Error, timeout: Duration) -> String {
    if error.is_timeout() {
        format!("no answer within {} s", timeout.as_secs())
    } else if error.is_connect() {
        "could not be reached".to_owned()
    } else {
        "broke off before it had answered".to_owned()
    }
}

/// Writes down what the call found.
pub(super) async fn store(tx: &mut Tx, id: ListingId, found: &Result<(), String>) -> Result<()> {
    let now = tx.now;
    sqlx::query!(
        "update listings set probed_at = $2, probe_failure = $3, version = version + 1, updated_at = $2 where id = $1",
        id.0,
        now,
        found.as_ref().err()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Makes the test call now (its seller); what it found is in `own.probedAt` and `own.probeFailure`.
#[utoipa::path(post, path = "/api/listings/{id}/probe", tag = "listings", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<ListingView>)))]
pub(super) async fn probe_listing(Extension(goods): Extension<Goods>, caller: Caller, Path(id): Path<ListingId>) -> Answer<ListingView> {
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    if listing.fulfilment != FulfilmentKind::MeteredGateway || listing.probe.is_none() {
        return Err(Error::invalid("probe", "this listing has no test call").into());
    }
    let proof = Proof::of(&mut tx, &listing).await?;
    tx.rollback().await?;
    let Some(found) = proof.call(&goods, id, &caller).await? else {
        return Err(Error::invalid("probe", "a test call needs the gateway settings and the secret").into());
    };
    let mut tx = goods.store.begin().await?;
    let listing = lock::lock_own(&mut tx, &caller, id).await?;
    if Proof::of(&mut tx, &listing).await? != proof {
        return Err(Code::Conflict.into());
    }
    store(&mut tx, id, &found).await?;
    let view = view::own(&mut tx, id).await?;
    tx.commit().await?;
    ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_stays_below_the_base_address() {
        for fine in ["/", "/v1/models", "/a?q=..%2f", "/a%20b", "/a.b/..c"] {
            assert!(is_path(fine), "{fine}");
        }
        for wrong in [
            "",
            "v1",
            "//evil.example",
            "/../x",
            "/a/%2e%2E/b",
            "/a/./b",
            "/a\\b",
            "/a#b",
            "/a b",
            "/a%2fb",
            "/a%5cb",
            "/é",
            "@evil.example",
        ] {
            assert!(!is_path(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_address_is_the_base_with_the_path_under_it() {
        let settings =
            |url: &str| GatewaySettings::parse(json!({ "upstreamUrl": url, "inject": { "kind": "query", "name": "key" } })).unwrap();
        let probe = |path: &str| Probe {
            method: ProbeMethod::Get,
            path: path.into(),
            expect_status: 200,
            expect_contains: None,
        };
        for (base, path, expected) in [
            ("https://a.example", "/x", "https://a.example/x"),
            ("https://a.example/v1/", "/x?y=1", "https://a.example/v1/x?y=1"),
            ("https://a.example/v1", "/@evil.example/", "https://a.example/v1/@evil.example/"),
        ] {
            assert_eq!(probe(path).url(&settings(base)).unwrap().as_str(), expected);
        }
    }
}
