//! Sign-in by an Ethereum wallet that was linked before: EIP-4361 messages, signed by an ordinary account (no contract wallets).
//!
//! A wallet alone never makes an account, and a nonce that somebody asked for to link is good for linking to their account only: a signature
//! that was meant to sign in links nothing.

use super::book::{self, Proven};
use crate::{
    Accounts,
    sign_in::{self, SignIn, Way, WithCookie},
};
use amanat_base::{Code, DateTime, Error, Result, Time, UserId};
use amanat_chain::registry;
use amanat_store::Tx;
use amanat_web::{Answer, Ctx, Envelope, Json, MaybeCaller, RecentCaller, RequestMeta, Site, ok};
use axum::{Extension, extract::State};
use chrono::TimeDelta;
use garde::Validate;
use rand::{TryRng, rngs::SysRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use siwe::{Message, TimeStamp};
use url::Url;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// As which provider wallets are kept.
pub(super) const ID: &str = "ethereum";
/// How long a nonce waits for its signature, and how long ago a message may have been issued.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// How far ahead a wallet's clock may be.
const MAX_AHEAD: TimeDelta = TimeDelta::seconds(60);

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(issue_siwe_nonce))
        .routes(routes!(sign_in_by_wallet))
        .routes(routes!(link_wallet))
}

/// What the message to sign has to say.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SiweNonce {
    /// Good once.
    nonce: String,
    /// As the message has to name this site.
    domain: String,
    /// As the message has to name what is signed in to.
    uri: String,
    /// Until when.
    expires_at: DateTime,
}

/// A message and its signature.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignedMessage {
    /// EIP-4361, with the nonce, domain and URI that were given.
    #[garde(length(min = 1, max = 4096))]
    #[schema(min_length = 1, max_length = 4096)]
    message: String,
    /// `personal_sign` of it: 65 bytes in hex.
    #[garde(pattern("^0x[0-9a-fA-F]{130}$"))]
    #[schema(pattern = "^0x[0-9a-fA-F]{130}$")]
    signature: String,
}

/// Linked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WalletLinked {
    /// Which wallet signs the caller in from now on (EIP-55).
    address: String,
}

/// Gives a nonce: to sign in with a linked wallet, or, for a signed-in caller, to link one.
#[utoipa::path(post, path = "/api/auth/siwe/nonce", tag = "auth", security((), ("bearer" = [])),
    responses((status = 200, body = Envelope<SiweNonce>)))]
async fn issue_siwe_nonce(State(ctx): State<Ctx>, Extension(accounts): Extension<Accounts>, caller: MaybeCaller) -> Answer<SiweNonce> {
    let mut bytes = [0_u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    let nonce = hex::encode(bytes);
    let mut tx = ctx.store.begin().await?;
    let expires_at = tx.now + PATIENCE;
    sqlx::query!(
        "insert into siwe_nonces (nonce_hash, user_id, expires_at) values ($1, $2, $3)",
        hash(&nonce),
        caller.map(|c| c.user.0),
        expires_at,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    ok(SiweNonce {
        nonce,
        domain: domain(&accounts.site),
        uri: accounts.site.origin().ascii_serialization(),
        expires_at,
    })
}

/// Signs in with a wallet that was linked before.
#[utoipa::path(post, path = "/api/auth/siwe", tag = "auth", request_body = SignedMessage,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn sign_in_by_wallet(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    meta: RequestMeta,
    Json(body): Json<SignedMessage>,
) -> WithCookie<SignIn> {
    let mut tx = ctx.store.begin().await?;
    let proven = prove(&mut tx, &accounts.site, &body, None).await?;
    let user = book::owner(&mut tx, &proven).await?;
    let user = user.ok_or_else(|| Code::IdentityRefused.say("This wallet is linked to no account here."))?;
    sign_in::first_factor(&ctx, &site, &meta, tx, user, Way::Ethereum).await
}

/// Links a wallet to the caller's account.
#[utoipa::path(post, path = "/api/auth/siwe/link", tag = "auth", request_body = SignedMessage, security(("bearer" = [])),
    responses((status = 200, body = Envelope<WalletLinked>)))]
async fn link_wallet(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
    Json(body): Json<SignedMessage>,
) -> Answer<WalletLinked> {
    let mut tx = ctx.store.begin().await?;
    let proven = prove(&mut tx, &accounts.site, &body, Some(caller.user)).await?;
    book::link(&mut tx, &caller.origin, caller.user, &proven, accounts.identities.name(ID)).await?;
    tx.commit().await?;
    ok(WalletLinked { address: proven.subject })
}

/// The wallet that signed, if the message says what it must, and its nonce was given to `user` and not used yet.
async fn prove(tx: &mut Tx, site: &Url, signed: &SignedMessage, user: Option<UserId>) -> Result<Proven> {
    let message: Message = signed.message.parse().map_err(refused)?;
    check(&message, site, tx.now)?;
    let mut signature = [0_u8; 65];
    hex::decode_to_slice(signed.signature.trim_start_matches("0x"), &mut signature).map_err(refused)?;
    message.verify_eip191(&signature).map_err(refused)?;
    if !is_network(tx, message.chain_id).await? {
        return Err(refused("the chain is none of ours"));
    }
    use_up(tx, &message.nonce, user).await?;
    let address = siwe::eip55(&message.address);
    Ok(Proven {
        provider: ID.into(),
        subject: address.clone(),
        label: address,
    })
}

/// What can be told from the message itself.
fn check(message: &Message, site: &Url, now: Time) -> Result<()> {
    if message.domain.as_str() != domain(site) {
        return Err(refused("it is meant for another site"));
    }
    let uri = Url::parse(message.uri.as_str()).map_err(refused)?;
    if uri.origin() != site.origin() {
        return Err(refused("its URI is another site's"));
    }
    let issued = moment(&message.issued_at)?;
    let expires = message.expiration_time.as_ref().map(moment).transpose()?;
    let begins = message.not_before.as_ref().map(moment).transpose()?;
    let too_old = issued < now - PATIENCE || expires.is_some_and(|at| at <= now);
    let too_early = issued > now + MAX_AHEAD || begins.is_some_and(|at| at > now);
    if too_old || too_early {
        return Err(refused("it is too old, or not valid yet"));
    }
    Ok(())
}

async fn is_network(tx: &mut Tx, chain_id: u64) -> Result<bool> {
    let Ok(chain_id) = i64::try_from(chain_id) else {
        return Ok(false);
    };
    Ok(registry::network(tx, chain_id).await?.is_some_and(|network| network.enabled))
}

/// In the transaction of what it is used for: a failure leaves it, and whoever has the signature may try again.
async fn use_up(tx: &mut Tx, nonce: &str, user: Option<UserId>) -> Result<()> {
    let now = tx.now;
    let used = sqlx::query!(
        "delete from siwe_nonces where nonce_hash = $1 and user_id is not distinct from $2 and expires_at > $3",
        hash(nonce),
        user.map(|u| u.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    match used.rows_affected() {
        0 => Err(refused("its nonce wasn't given for this, was used before, or is too old")),
        _ => Ok(()),
    }
}

/// Host, and port unless it is the usual one: as a browser shows it.
fn domain(site: &Url) -> String {
    let host = site.host_str().unwrap_or_default();
    site.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn moment(stamp: &TimeStamp) -> Result<Time> {
    let at = stamp.as_ref();
    chrono::DateTime::from_timestamp(at.unix_timestamp(), at.nanosecond()).ok_or_else(|| refused("it has a time beyond all times"))
}

fn hash(nonce: &str) -> Vec<u8> {
    Sha256::digest(nonce.as_bytes()).to_vec()
}

fn refused(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Code::IdentityRefused).because(cause)
}
