//! A listing's service as the gateway needs it: settings, address, the opened key and how to find it again in answers.
//!
//! Kept in memory by the listing's version. The meter compares that version in the transaction that holds a call's units, so a change
//! of the listing is seen by the very next call, on every node.

use crate::scrub::Scrubber;
use amanat_base::{Code, Error, ListingId, Result, SecretId, UserId};
use amanat_goods::{
    Egress, GatewaySettings, KeyRing,
    gateway_settings::InjectKind,
    sealed::{self, Binding},
};
use amanat_store::Store;
use axum::http::{HeaderName, HeaderValue};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use url::{Url, form_urlencoded};

/// Listings kept at most.
const MOST: usize = 2_000;
/// Longest key that can be put into a call, in bytes.
const LONGEST_KEY: usize = 8_192;

/// One version of a listing's service. Holds the opened key, so it has no `Debug`.
pub(crate) struct Service {
    pub(crate) listing: ListingId,
    pub(crate) version: i64,
    pub(crate) settings: GatewaySettings,
    pub(crate) base: Url,
    pub(crate) key: Key,
    pub(crate) scrubber: Arc<Scrubber>,
}

/// The key, ready to be put in.
pub(crate) enum Key {
    /// As this header.
    Header(HeaderName, HeaderValue),
    /// As this query parameter: its name, and the encoded pair.
    Query(String, String),
}

impl Service {
    /// The header that the key goes in.
    pub(crate) fn injected_header(&self) -> Option<&str> {
        match &self.key {
            Key::Header(name, _) => Some(name.as_str()),
            Key::Query(..) => None,
        }
    }

    /// The query parameter that the key goes in.
    pub(crate) fn injected_query(&self) -> Option<&str> {
        match &self.key {
            Key::Header(..) => None,
            Key::Query(name, _) => Some(name),
        }
    }
}

/// The services that are in use.
#[derive(Clone, Default)]
pub(crate) struct Services(Arc<Mutex<HashMap<ListingId, Arc<Service>>>>);

impl Services {
    /// The newest that is known here, read from the database when none is.
    pub(crate) async fn get(&self, store: &Store, ring: &KeyRing, egress: &Egress, listing: ListingId) -> Result<Arc<Service>> {
        let known = self.locked().get(&listing).cloned();
        match known {
            Some(service) => Ok(service),
            None => self.load(store, ring, egress, listing).await,
        }
    }

    /// Reads it anew.
    pub(crate) async fn load(&self, store: &Store, ring: &KeyRing, egress: &Egress, listing: ListingId) -> Result<Arc<Service>> {
        let service = Arc::new(read(store, ring, egress, listing).await?);
        let mut services = self.locked();
        if services.len() >= MOST {
            services.clear();
        }
        services.insert(listing, service.clone());
        Ok(service)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<ListingId, Arc<Service>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(store: &Store, ring: &KeyRing, egress: &Egress, listing: ListingId) -> Result<Service> {
    let row = sqlx::query!(
        r#"select gateway, secret_id as "secret: SecretId", seller_id as "seller: UserId", version
           from listings where id = $1 and fulfilment = 'metered_gateway'"#,
        listing.0
    )
    .fetch_optional(&store.pool)
    .await?
    .ok_or(Error::new(Code::TokenInvalid))?;
    let (Some(gateway), Some(secret)) = (row.gateway, row.secret) else {
        return Err(unusable("it has no address or no key"));
    };
    let binding = Binding {
        owner: row.seller,
        listing,
        order: None,
    };
    let mut conn = store.pool.acquire().await?;
    let secret = sealed::open(&mut conn, ring, secret, &binding).await?;
    drop(conn);
    let settings = GatewaySettings::parse(gateway)?;
    let base: Url = settings.upstream_url.parse().map_err(|_| unusable("its address can't be read"))?;
    egress.check_url(&base).map_err(|_| unusable("its address is not allowed"))?;
    let key = put_in(&settings, secret.expose())?;
    Ok(Service {
        listing,
        version: row.version,
        base,
        key,
        scrubber: Arc::new(Scrubber::new(secret.expose())),
        settings,
    })
}

fn unusable(why: &'static str) -> Error {
    Code::UpstreamFailed.say(format!("The seller's service can't be called: {why}. The call was not billed."))
}

fn put_in(settings: &GatewaySettings, secret: &str) -> Result<Key> {
    let refused = || unusable("its key can't be put into a call");
    if secret.len() > LONGEST_KEY {
        return Err(refused());
    }
    let inject = &settings.inject;
    let value = format!("{}{secret}", inject.prefix.as_deref().unwrap_or_default());
    match inject.kind {
        InjectKind::Header => {
            let name = HeaderName::try_from(inject.name.as_str()).map_err(|_| refused())?;
            let mut value = HeaderValue::try_from(value).map_err(|_| refused())?;
            value.set_sensitive(true);
            Ok(Key::Header(name, value))
        }
        InjectKind::Query => {
            let pair = form_urlencoded::Serializer::new(String::new())
                .append_pair(&inject.name, &value)
                .finish();
            Ok(Key::Query(inject.name.clone(), pair))
        }
    }
}
