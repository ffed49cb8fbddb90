//! `/api/auth/passkeys`: a person's passkeys. Adding, naming, removing them.

use super::{
    ceremonies::{self, Purpose},
    relying_party::{options, refused, webauthn},
    ways_in,
};
use crate::{
    Accounts, load_user, protection,
    text::{printable, trimmed},
};
use amanat_base::{CeremonyId, Code, DateTime, Error, Page, PasskeyId, Result, UserId};
use amanat_mail::Change;
use amanat_store::{
    Tx,
    constraint::{Rule, translate},
};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, RecentCaller, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use webauthn_rs::prelude::{CredentialID, PasskeyRegistration, RegisterPublicKeyCredential};

/// Passkeys of one person.
const MOST: usize = 20;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_passkeys))
        .routes(routes!(start_passkey_registration))
        .routes(routes!(finish_passkey_registration))
        .routes(routes!(rename_passkey))
        .routes(routes!(remove_passkey))
}

/// A passkey, as its owner sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyView {
    id: PasskeyId,
    /// What its owner calls it.
    name: String,
    created_at: DateTime,
    /// When it last proved who its owner is.
    last_used_at: Option<DateTime>,
}

/// A challenge for an authenticator.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasskeyChallenge {
    /// Send it back with the answer, within five minutes, once.
    pub(super) ceremony: CeremonyId,
    /// WebAuthn's creation or request options as JSON, for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    #[schema(value_type = Object)]
    pub(super) public_key: Value,
}

/// The caller's passkeys, newest first.
#[utoipa::path(get, path = "/api/auth/passkeys", tag = "auth",
    responses((status = 200, body = PageOf<PasskeyView>)), security(("bearer" = [])))]
async fn list_passkeys(State(ctx): State<Ctx>, caller: Caller) -> Answer<Page<PasskeyView>> {
    let items = sqlx::query_as!(
        PasskeyView,
        "select id, name, created_at, last_used_at from passkeys where user_id = $1 order by created_at desc, id desc",
        caller.user.0,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page { items, next_cursor: None })
}

/// Asks an authenticator for a new passkey. One that holds a passkey of the caller already declines.
#[utoipa::path(post, path = "/api/auth/passkeys/register/start", tag = "auth",
    responses((status = 200, body = Envelope<PasskeyChallenge>)), security(("bearer" = [])))]
async fn start_passkey_registration(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
) -> Answer<PasskeyChallenge> {
    let webauthn = webauthn(&accounts)?;
    let mut tx = ctx.store.begin().await?;
    let known = credential_ids(&mut tx, caller.user).await?;
    if known.len() >= MOST {
        return Err(Code::TooMany.into());
    }
    let user = load_user(&mut tx, caller.user).await?;
    let name = user.email.as_deref().unwrap_or(&user.display_name);
    let (challenge, state) = webauthn
        .start_passkey_registration(caller.user.0, name, &user.display_name, Some(known))
        .map_err(Error::internal)?;
    let mut public_key = options(&challenge)?;
    // Without an account name typed in, only a passkey that the authenticator finds by itself signs in.
    public_key["authenticatorSelection"]["residentKey"] = json!("required");
    public_key["authenticatorSelection"]["requireResidentKey"] = json!(true);
    let ceremony = ceremonies::put(&mut tx, Purpose::Register(&caller), &state).await?;
    tx.commit().await?;
    ok(PasskeyChallenge { ceremony, public_key })
}

/// A new passkey.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewPasskey {
    /// From the start.
    #[garde(skip)]
    ceremony: CeremonyId,
    /// What its owner calls it, 1 to 60 characters.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 60), custom(printable))]
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// The authenticator's answer: `PublicKeyCredential.toJSON()` after `navigator.credentials.create`.
    #[garde(skip)]
    #[schema(value_type = Object)]
    credential: RegisterPublicKeyCredential,
}

/// Keeps a new passkey. Its owner is told.
#[utoipa::path(post, path = "/api/auth/passkeys/register/finish", tag = "auth", request_body = NewPasskey,
    responses((status = 200, body = Envelope<PasskeyView>)), security(("bearer" = [])))]
async fn finish_passkey_registration(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
    Json(body): Json<NewPasskey>,
) -> Answer<PasskeyView> {
    const RULES: &[Rule] = &[Rule {
        constraint: "passkeys_credential_key",
        code: Code::PasskeyRefused,
        path: "credential",
    }];
    let webauthn = webauthn(&accounts)?;
    let state: PasskeyRegistration = ceremonies::take(&ctx.store, body.ceremony, Purpose::Register(&caller)).await?;
    let passkey = webauthn.finish_passkey_registration(&body.credential, &state).map_err(refused)?;

    let mut tx = ctx.store.begin().await?;
    // Also keeps two that come at once from being one too many.
    ways_in::lock(&mut tx, caller.user).await?;
    if credential_ids(&mut tx, caller.user).await?.len() >= MOST {
        return Err(Code::TooMany.into());
    }
    let (id, now) = (PasskeyId::fresh(), tx.now);
    sqlx::query!(
        "insert into passkeys (id, user_id, credential_id, name, passkey, created_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        caller.user.0,
        passkey.cred_id().as_slice(),
        body.name,
        serde_json::to_value(&passkey).map_err(Error::internal)?,
        now,
    )
    .execute(&mut *tx)
    .await
    .map_err(|e| translate(e, RULES))?;
    protection::changed(
        &mut tx,
        &caller.origin,
        caller.user,
        "passkey.add",
        ("passkey", &id),
        ((), json!({ "name": body.name })),
        Change::PasskeyAdded { name: body.name.clone() },
    )
    .await?;
    let view = load(&mut tx, caller.user, id).await?;
    tx.commit().await?;
    ok(view)
}

/// Another name for a passkey.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasskeyName {
    /// 1 to 60 characters.
    #[serde(deserialize_with = "trimmed")]
    #[garde(length(chars, min = 1, max = 60), custom(printable))]
    #[schema(min_length = 1, max_length = 60)]
    name: String,
}

/// Gives one of the caller's passkeys another name.
#[utoipa::path(patch, path = "/api/auth/passkeys/{id}", tag = "auth", params(("id" = PasskeyId, Path)), request_body = PasskeyName,
    responses((status = 200, body = Envelope<PasskeyView>)), security(("bearer" = [])))]
async fn rename_passkey(
    State(ctx): State<Ctx>,
    caller: Caller,
    Path(id): Path<PasskeyId>,
    Json(body): Json<PasskeyName>,
) -> Answer<PasskeyView> {
    let mut tx = ctx.store.begin().await?;
    let view = sqlx::query_as!(
        PasskeyView,
        "update passkeys set name = $3 where id = $1 and user_id = $2 returning id, name, created_at, last_used_at",
        id.0,
        caller.user.0,
        body.name,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    ok(view)
}

/// Removes one of the caller's passkeys, unless it is their last way in. Its owner is told.
#[utoipa::path(delete, path = "/api/auth/passkeys/{id}", tag = "auth", params(("id" = PasskeyId, Path)),
    responses((status = 200, body = Envelope<PasskeyView>)), security(("bearer" = [])))]
async fn remove_passkey(State(ctx): State<Ctx>, caller: RecentCaller, Path(id): Path<PasskeyId>) -> Answer<PasskeyView> {
    let mut tx = ctx.store.begin().await?;
    ways_in::lock(&mut tx, caller.user).await?;
    let gone = sqlx::query_as!(
        PasskeyView,
        "delete from passkeys where id = $1 and user_id = $2 returning id, name, created_at, last_used_at",
        id.0,
        caller.user.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    ways_in::require_one(&mut tx, caller.user).await?;
    protection::changed(
        &mut tx,
        &caller.origin,
        caller.user,
        "passkey.remove",
        ("passkey", &id),
        (json!({ "name": gone.name }), ()),
        Change::PasskeyRemoved { name: gone.name.clone() },
    )
    .await?;
    tx.commit().await?;
    ok(gone)
}

/// What authenticators know the person's passkeys by.
async fn credential_ids(tx: &mut Tx, user: UserId) -> Result<Vec<CredentialID>> {
    let ids = sqlx::query_scalar!("select credential_id from passkeys where user_id = $1 order by created_at", user.0);
    Ok(ids.fetch_all(&mut **tx).await?)
}

async fn load(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<PasskeyView> {
    let view = sqlx::query_as!(
        PasskeyView,
        "select id, name, created_at, last_used_at from passkeys where id = $1 and user_id = $2",
        id.0,
        user.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(view)
}
