//! One OpenID provider: where its endpoints are, which keys it signs with, and what it says of a person.

use super::http::Http;
use crate::identities::book::{Newcomer, Proven};
use amanat_base::{Code, Error, Result, Secret, Time};
use chrono::TimeDelta;
use openidconnect::{
    AccessToken, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreGenderClaim, CoreIdTokenClaims,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenResponse, CoreUserInfoClaims,
    },
};
use std::{error::Error as StdError, sync::Arc};
use tokio::sync::Mutex;
use url::Url;

/// How long what a provider says about itself is believed before it is asked again.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// Signed with a private key of the provider's. No shared secrets: a public key could be taken for one.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Endpoints = Client<
    openidconnect::EmptyAdditionalClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    CoreTokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// How an OpenID provider knows this instance.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// In addresses and in the database: `google`, or `oidc`.
    pub id: &'static str,
    /// What people call it.
    pub name: String,
    /// Exactly as the provider names itself: with `/.well-known/openid-configuration` behind it, it tells its endpoints.
    pub issuer: String,
    /// This instance's id there.
    pub client_id: String,
    /// Its secret there.
    pub client_secret: Secret,
}

/// An OpenID provider.
#[derive(Debug)]
pub struct Provider {
    settings: ProviderSettings,
    http: Http,
    known: Mutex<Option<Known>>,
}

/// What the provider said about itself, and when.
#[derive(Clone, Debug)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    at: Time,
}

/// The address to which the browser goes, and what is kept here until it comes back.
pub(super) struct Departure {
    pub url: Url,
    pub state: String,
    pub verifier: String,
    pub nonce: String,
}

impl Provider {
    /// Asks it nothing yet.
    pub fn new(settings: ProviderSettings) -> Result<Self> {
        let http = Http::new()?;
        Ok(Self {
            settings,
            http,
            known: Mutex::new(None),
        })
    }

    pub(in crate::identities) fn id(&self) -> &str {
        self.settings.id
    }

    pub(in crate::identities) fn name(&self) -> &str {
        &self.settings.name
    }

    /// Whether an answer that names this issuer (RFC 9207) can be from here.
    pub(super) fn is_issuer(&self, named: &str) -> bool {
        named == self.settings.issuer
    }

    /// Where to send a browser that shall come back to `redirect`.
    pub(super) async fn depart(&self, now: Time, redirect: &Url) -> Result<Departure> {
        let known = self.known(now, false).await?;
        let verifier = super::flow::random()?;
        let (state, nonce) = (super::flow::random()?, super::flow::random()?);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let (url, state, nonce) = self
            .endpoints(&known, redirect)
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.into())))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Departure {
            url,
            state: state.into_secret(),
            verifier,
            nonce: nonce.secret().clone(),
        })
    }

    /// Exchanges the code, and reads who came back. Whatever doesn't hold is `IDENTITY_REFUSED`, with the cause for the log.
    pub(super) async fn arrive(
        &self,
        now: Time,
        redirect: &Url,
        code: String,
        verifier: String,
        nonce: String,
    ) -> Result<(Proven, Newcomer)> {
        let known = self.known(now, false).await?;
        let tokens: CoreTokenResponse = self
            .endpoints(&known, redirect)
            .exchange_code(AuthorizationCode::new(code))
            .map_err(refused)?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.http)
            .await
            .map_err(refused)?;
        let nonce = Nonce::new(nonce);
        let claims = match self.claims(&known, redirect, &tokens, now, &nonce) {
            Ok(claims) => claims,
            // Keys are exchanged now and then: what doesn't fit the keys of an hour ago is looked at once more with those of today.
            Err(_) => {
                let known = self.known(now, true).await?;
                self.claims(&known, redirect, &tokens, now, &nonce)?
            }
        };
        if claims.email().is_some() {
            return Ok(self.told(&claims));
        }
        // Some put only the subject into the token, and tell the rest when asked.
        let info = self.user_info(&known, redirect, tokens.access_token(), &claims).await?;
        Ok(self.told_by(&info))
    }

    fn claims(&self, known: &Known, redirect: &Url, tokens: &CoreTokenResponse, now: Time, nonce: &Nonce) -> Result<CoreIdTokenClaims> {
        let endpoints = self.endpoints(known, redirect);
        let verifier = endpoints.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
        let token = tokens.id_token().ok_or_else(|| refused("the answer has no ID token"))?;
        token.claims(&verifier, nonce).cloned().map_err(refused)
    }

    async fn user_info(
        &self,
        known: &Known,
        redirect: &Url,
        access: &AccessToken,
        claims: &CoreIdTokenClaims,
    ) -> Result<CoreUserInfoClaims> {
        self.endpoints(known, redirect)
            .user_info(access.clone(), Some(claims.subject().clone()))
            .map_err(refused)?
            .request_async(&self.http)
            .await
            .map_err(refused)
    }

    fn told(&self, claims: &CoreIdTokenClaims) -> (Proven, Newcomer) {
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let email = claims.email().map(|email| (email.as_str(), claims.email_verified() == Some(true)));
        self.person(claims.subject().as_str(), email, name)
    }

    fn told_by(&self, claims: &CoreUserInfoClaims) -> (Proven, Newcomer) {
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let email = claims.email().map(|email| (email.as_str(), claims.email_verified() == Some(true)));
        self.person(claims.subject().as_str(), email, name)
    }

    fn person(&self, subject: &str, email: Option<(&str, bool)>, name: Option<&str>) -> (Proven, Newcomer) {
        let proven = Proven {
            provider: self.settings.id.into(),
            // A subject is somebody only together with who says so (OpenID Connect Core 1.0, section 2): another issuer's are other people.
            subject: format!("{} {subject}", self.settings.issuer),
            label: email.map_or(name.unwrap_or(subject), |(email, _)| email).into(),
        };
        let newcomer = Newcomer {
            email: email.filter(|(_, verified)| *verified).and_then(|(email, _)| address(email)),
            name: name.unwrap_or_default().into(),
            language: amanat_web::language::spoken(),
        };
        (proven, newcomer)
    }

    fn endpoints(&self, known: &Known, redirect: &Url) -> Endpoints {
        CoreClient::from_provider_metadata(
            CoreProviderMetadata::clone(&known.metadata),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.expose().into())),
        )
        .set_redirect_uri(RedirectUrl::from_url(redirect.clone()))
    }

    /// What the provider says about itself: as known, unless that is old or `anew` is wanted. One asks for all who wait.
    async fn known(&self, now: Time, anew: bool) -> Result<Known> {
        let mut slot = self.known.lock().await;
        if let Some(known) = slot.as_ref().filter(|known| !anew && now - known.at < FRESH) {
            return Ok(known.clone());
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(refused)?;
        let asked = CoreProviderMetadata::discover_async(issuer, &self.http).await;
        let known = match (asked, slot.as_ref()) {
            (Ok(metadata), _) => Known {
                metadata: Arc::new(metadata),
                at: now,
            },
            // A provider that can't be asked right now may well still be what it was.
            (Err(error), Some(known)) => {
                tracing::warn!(provider = self.settings.id, %error, "the provider can't be asked about itself");
                known.clone()
            }
            (Err(error), None) => return Err(refused(error)),
        };
        *slot = Some(known.clone());
        Ok(known)
    }
}

fn refused(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
    Error::new(Code::IdentityRefused).because(cause)
}

/// An address as accounts here have it. One with other than ASCII letters can't be anybody's.
fn address(email: &str) -> Option<String> {
    let fits = email.is_ascii() && email.len() <= 254 && email.contains('@') && !email.chars().any(|c| c.is_control() || c == ' ');
    fits.then(|| email.to_ascii_lowercase())
}
