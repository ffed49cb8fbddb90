//! A passkey proves who somebody is: at sign-in, where it also says who that is, and when a caller proves it again.

use super::{
    ceremonies::{self, Purpose},
    passkeys::PasskeyChallenge,
    relying_party::{options, refused, webauthn},
    step_up::{self, SteppedUp},
    ways_in,
};
use crate::{
    Accounts,
    sign_in::{self, SignIn, Way, WithCookie},
};
use amanat_base::{CeremonyId, Code, Error, Result, UserId};
use amanat_store::{Store, Tx};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, RequestMeta, Site, ok};
use axum::{Extension, extract::State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use garde::Validate;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(start_passkey_sign_in))
        .routes(routes!(finish_passkey_sign_in))
        .routes(routes!(start_passkey_step_up))
        .routes(routes!(finish_passkey_step_up))
}

/// An authenticator's answer to a challenge.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasskeyProof {
    /// From the start.
    #[garde(skip)]
    ceremony: CeremonyId,
    /// `PublicKeyCredential.toJSON()` after `navigator.credentials.get`.
    #[garde(skip)]
    #[schema(value_type = Object)]
    credential: PublicKeyCredential,
}

/// Asks for any passkey of this site; the authenticator knows whose it is.
#[utoipa::path(post, path = "/api/auth/passkeys/sign-in/start", tag = "auth",
    responses((status = 200, body = Envelope<PasskeyChallenge>)))]
async fn start_passkey_sign_in(State(ctx): State<Ctx>, Extension(accounts): Extension<Accounts>) -> Answer<PasskeyChallenge> {
    ok(challenge(&ctx.store, &accounts, Purpose::SignIn).await?)
}

/// Signs in with a passkey. The passkey and its owner's presence are two factors in one, so none is owed after it.
#[utoipa::path(post, path = "/api/auth/passkeys/sign-in/finish", tag = "auth", request_body = PasskeyProof,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn finish_passkey_sign_in(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    meta: RequestMeta,
    Json(proof): Json<PasskeyProof>,
) -> WithCookie<SignIn> {
    let (tx, user) = check(&ctx.store, &accounts, Purpose::SignIn, &proof).await?;
    sign_in::both_factors(&ctx, &site, &meta, tx, user, Way::Passkey).await
}

/// Asks for one of the caller's passkeys, to prove again that it is them.
#[utoipa::path(post, path = "/api/auth/step-up/passkey/start", tag = "auth",
    responses((status = 200, body = Envelope<PasskeyChallenge>)), security(("bearer" = [])))]
async fn start_passkey_step_up(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: Caller,
) -> Answer<PasskeyChallenge> {
    caller.require_person()?;
    ok(challenge(&ctx.store, &accounts, Purpose::StepUp(&caller)).await?)
}

/// Proves with a passkey that it is the account's owner who is signed in.
#[utoipa::path(post, path = "/api/auth/step-up/passkey/finish", tag = "auth", request_body = PasskeyProof,
    responses((status = 200, body = Envelope<SteppedUp>)), security(("bearer" = [])))]
async fn finish_passkey_step_up(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: Caller,
    Json(proof): Json<PasskeyProof>,
) -> Answer<SteppedUp> {
    caller.require_person()?;
    let (mut tx, _) = check(&ctx.store, &accounts, Purpose::StepUp(&caller), &proof).await?;
    let stepped_up = step_up::stepped_up(&mut tx, &caller).await?;
    tx.commit().await?;
    ok(stepped_up)
}

async fn challenge(store: &Store, accounts: &Accounts, purpose: Purpose<'_>) -> Result<PasskeyChallenge> {
    let (challenge, state) = webauthn(accounts)?.start_discoverable_authentication().map_err(Error::internal)?;
    let mut public_key = options(&challenge)?;
    let mut tx = store.begin().await?;
    if let Purpose::StepUp(caller) = purpose {
        public_key["allowCredentials"] = allowed(&mut tx, caller.user).await?;
    }
    let ceremony = ceremonies::put(&mut tx, purpose, &state).await?;
    tx.commit().await?;
    Ok(PasskeyChallenge { ceremony, public_key })
}

/// The person's passkeys, as WebAuthn lists them; `NOT_FOUND` when there is none to ask for.
async fn allowed(tx: &mut Tx, user: UserId) -> Result<Value> {
    let stored = sqlx::query_scalar!("select credential_id from passkeys where user_id = $1 order by created_at", user.0)
        .fetch_all(&mut **tx)
        .await?;
    if stored.is_empty() {
        return Err(Code::NotFound.say("This account has no passkey."));
    }
    let list: Vec<_> = stored
        .iter()
        .map(|id| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) }))
        .collect();
    Ok(list.into())
}

/// Takes the challenge and checks the answer to it. The passkey's counter and flags are written in the transaction that comes back, for the
/// caller to commit; its row is locked, so that of two answers with one counter only the first is good.
async fn check(store: &Store, accounts: &Accounts, purpose: Purpose<'_>, proof: &PasskeyProof) -> Result<(Tx, UserId)> {
    let webauthn = webauthn(accounts)?;
    let state: DiscoverableAuthentication = ceremonies::take(store, proof.ceremony, purpose).await?;
    let mut tx = store.begin().await?;
    let credential = proof.credential.get_credential_id();
    let owner = sqlx::query_scalar!("select user_id from passkeys where credential_id = $1", credential)
        .fetch_optional(&mut *tx)
        .await?;
    let user = UserId(owner.ok_or(Error::new(Code::PasskeyRefused))?);
    require_owner(purpose, user, proof.credential.get_user_unique_id())?;
    // First the person, then the passkey: the order in which one is removed.
    ways_in::hold(&mut tx, user).await?;
    let row = sqlx::query!("select id, passkey from passkeys where credential_id = $1 for update", credential)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::new(Code::PasskeyRefused))?;
    let mut passkey: Passkey = serde_json::from_value(row.passkey).map_err(Error::internal)?;
    let result = webauthn
        .finish_discoverable_authentication_v2(&proof.credential, state, &passkey)
        .map_err(refused)?;
    passkey.update_credential(&result);
    let now = tx.now;
    sqlx::query!(
        "update passkeys set passkey = $2, last_used_at = $3 where id = $1",
        row.id,
        serde_json::to_value(&passkey).map_err(Error::internal)?,
        now,
    )
    .execute(&mut *tx)
    .await?;
    Ok((tx, user))
}

/// The user handle that the authenticator keeps is the owner's; at sign-in it must be there, in a step-up the owner must be the caller.
fn require_owner(purpose: Purpose<'_>, owner: UserId, handle: Option<&[u8]>) -> Result<()> {
    let by_handle = handle.map(|handle| handle == owner.0.as_bytes());
    let fits = match purpose {
        Purpose::StepUp(caller) => caller.user == owner && by_handle.unwrap_or(true),
        Purpose::SignIn | Purpose::Register(_) => by_handle.unwrap_or(false),
    };
    if fits { Ok(()) } else { Err(Code::PasskeyRefused.into()) }
}
