//! `/api/telegram`: signing in from a Mini App, and linking Telegram to an account.

use super::{
    ID,
    init_data::{Opened, TelegramUser},
};
use crate::{
    Accounts,
    identities::book::{self, Newcomer, Proven},
    sign_in::{self, SignIn, Way, WithCookie},
};
use amanat_base::{Code, Error, Result};
use amanat_mail::Language;
use amanat_store::Tx;
use amanat_web::{Answer, Ctx, Envelope, Json, RecentCaller, RequestMeta, Site, ok};
use axum::{Extension, extract::State};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(in crate::identities) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(sign_in_by_telegram))
        .routes(routes!(link_telegram))
}

/// What Telegram told the Mini App.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InitDataRequest {
    /// `Telegram.WebApp.initData` as it is. Good for ten minutes, once.
    #[garde(length(min = 1, max = 4096))]
    #[schema(min_length = 1, max_length = 4096)]
    init_data: String,
}

/// Linked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TelegramLinked {
    /// Who at Telegram signs the caller in from now on.
    label: String,
}

/// Signs in whoever opened the Mini App; somebody new gets an account without e-mail address.
#[utoipa::path(post, path = "/api/telegram/session", tag = "auth", request_body = InitDataRequest,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn sign_in_by_telegram(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    meta: RequestMeta,
    Json(body): Json<InitDataRequest>,
) -> WithCookie<SignIn> {
    let mut tx = ctx.store.begin().await?;
    let opened = accounts.identities.bot()?.open(&body.init_data, tx.now)?;
    use_up(&mut tx, &opened).await?;
    let (proven, newcomer) = told(opened.user);
    let user = match book::owner(&mut tx, &proven).await? {
        Some(user) => user,
        None => book::sign_up(&mut tx, &proven, &newcomer).await?,
    };
    sign_in::first_factor(&ctx, &site, &meta, tx, user, Way::Telegram).await
}

/// Links whoever opened the Mini App to the caller's account.
#[utoipa::path(post, path = "/api/telegram/link", tag = "auth", request_body = InitDataRequest, security(("bearer" = [])),
    responses((status = 200, body = Envelope<TelegramLinked>)))]
async fn link_telegram(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
    Json(body): Json<InitDataRequest>,
) -> Answer<TelegramLinked> {
    let mut tx = ctx.store.begin().await?;
    let opened = accounts.identities.bot()?.open(&body.init_data, tx.now)?;
    use_up(&mut tx, &opened).await?;
    let (proven, _) = told(opened.user);
    book::link(&mut tx, &caller.origin, caller.user, &proven, accounts.identities.name(ID)).await?;
    tx.commit().await?;
    ok(TelegramLinked { label: proven.label })
}

/// Of several requests with the same init data, at whatever time, one gets by.
async fn use_up(tx: &mut Tx, opened: &Opened) -> Result<()> {
    let noted = sqlx::query!(
        "insert into telegram_seen (hash, expires_at) values ($1, $2) on conflict do nothing",
        opened.hash.as_slice(),
        opened.expires_at,
    )
    .execute(&mut **tx)
    .await?;
    match noted.rows_affected() {
        0 => Err(Error::new(Code::TelegramRefused).because("it was used before")),
        _ => Ok(()),
    }
}

fn told(user: TelegramUser) -> (Proven, Newcomer) {
    let name = format!("{} {}", user.first_name, user.last_name).trim().to_owned();
    let proven = Proven {
        provider: ID.into(),
        subject: user.id.to_string(),
        label: user.username.map_or_else(|| name.clone(), |username| format!("@{username}")),
    };
    let newcomer = Newcomer {
        email: None,
        name,
        language: user.language_code.as_deref().map(language).unwrap_or_default(),
    };
    (proven, newcomer)
}

/// From an IETF tag; English for what we don't write in.
fn language(tag: &str) -> Language {
    match tag.split('-').next().unwrap_or_default() {
        "fa" => Language::Fa,
        "ar" => Language::Ar,
        "fr" => Language::Fr,
        "zh" => Language::Zh,
        "vi" => Language::Vi,
        _ => Language::En,
    }
}
