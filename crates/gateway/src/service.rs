//! A listing's service as the gateway needs it: settings, address, the opened key and how to find it again in answers.
//!
//! Kept in memory by the listing's version. The meter compares that version in the transaction that holds a call's units, so a change
//! of the listing is seen by the very next call, on every node.

use crate::scrub::Scrubber;
use amanat_base::{Code, Error, ListingId, Result, Secret, SecretId, UserId};
use amanat_goods::{
    Egress, GatewaySettings, KeyRing,
    inject::InjectedKey,
    sealed::{self, Binding},
};
use amanat_store::Store;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use url::Url;

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
    pub(crate) key: InjectedKey,
    pub(crate) scrubber: Arc<Scrubber>,
}

impl Service {
    /// The header that the key goes in.
    pub(crate) fn injected_header(&self) -> Option<&str> {
        match &self.key {
            InjectedKey::Header(name, _) => Some(name.as_str()),
            InjectedKey::Query(..) => None,
        }
    }

    /// The query parameter that the key goes in.
    pub(crate) fn injected_query(&self) -> Option<&str> {
        match &self.key {
            InjectedKey::Header(..) => None,
            InjectedKey::Query(name, _) => Some(name),
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
    let binding = Binding::of_seller(row.seller, listing);
    let mut conn = store.pool.acquire().await?;
    let secret = sealed::open(&mut conn, ring, secret, &binding).await?;
    drop(conn);
    let settings = GatewaySettings::parse(gateway)?;
    let base: Url = settings.upstream_url.parse().map_err(|_| unusable("its address can't be read"))?;
    egress.check_url(&base).map_err(|_| unusable("its address is not allowed"))?;
    let key = put_in(&settings, &secret)?;
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

fn put_in(settings: &GatewaySettings, secret: &Secret) -> Result<InjectedKey> {
    let refused = || unusable("its key can't be put into a call");
    if secret.expose().len() > LONGEST_KEY {
        return Err(refused());
    }
    settings.inject.key(secret).map_err(|_| refused())
}
