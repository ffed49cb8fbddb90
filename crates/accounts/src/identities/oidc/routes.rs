//! `/api/auth/oidc/{provider}`: a browser goes to the provider, and comes back.

use super::{
    flow::{self, Browser, Flow},
    provider::Provider,
};
use crate::{
    Accounts,
    identities::book::{self, Newcomer, Proven},
    presented::SetCookie,
    sign_in::{self, SignIn, Way},
};
use amanat_base::{Code, Error, Result, SessionId, UserId};
use amanat_store::{Tx, audit::Origin};
use amanat_web::{Caller, Ctx, Envelope, Failure, Path, Query, RecentCaller, RequestMeta, Site, ok};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Where a browser that signed in goes on: the page asks for an access token with its cookie.
const SIGNED_IN: &str = "/login/done";
/// Where it goes on with a ticket or an error, in the fragment.
const SIGN_IN: &str = "/login";
/// Where it goes on after linking, with `linked` or `error` in the fragment.
const SETTINGS: &str = "/account/security";

pub(in crate::identities) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(start_oidc))
        .routes(routes!(finish_oidc))
        .routes(routes!(link_oidc))
}

type Cookie = AppendHeaders<[(HeaderName, String); 1]>;

fn cookie(value: String) -> Cookie {
    AppendHeaders([(header::SET_COOKIE, value)])
}

fn see_other(location: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// Sends the browser to the provider to sign in there.
#[utoipa::path(get, path = "/api/auth/oidc/{provider}/start", tag = "auth", params(("provider" = String, Path)),
    responses((status = 303, description = "To the provider, or back to the sign-in page with an error in the fragment.")))]
async fn start_oidc(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    Path(provider): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let provider = accounts.identities.provider(&provider)?;
    Ok(match depart(&ctx, &accounts, &site, provider, &headers, None).await {
        Ok((remember, url)) => (remember, see_other(url.as_str())).into_response(),
        Err(error) => see_other(&with_error(SIGN_IN, &error)),
    })
}

/// The provider's page on which to go on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LinkStarted {
    /// To open in this browser; it comes back to the settings.
    url: String,
}

/// Begins to link an account at the provider to the caller's: the browser goes to the address that is answered.
#[utoipa::path(post, path = "/api/auth/oidc/{provider}/link", tag = "auth", params(("provider" = String, Path)),
    responses((status = 200, body = Envelope<LinkStarted>)), security(("bearer" = [])))]
async fn link_oidc(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    caller: RecentCaller,
    Path(provider): Path<String>,
    headers: HeaderMap,
) -> Result<(Cookie, Json<Envelope<LinkStarted>>), Failure> {
    let provider = accounts.identities.provider(&provider)?;
    let (remember, url) = depart(&ctx, &accounts, &site, provider, &headers, Some(&caller.0)).await?;
    Ok((remember, ok(LinkStarted { url: url.into() })?))
}

/// With what a browser comes back. Providers add parameters of their own.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Return {
    /// As it was sent along.
    state: Option<String>,
    /// To be exchanged for who they are.
    code: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// Who answers (RFC 9207).
    iss: Option<String>,
}

/// Where the provider sends the browser back to.
#[utoipa::path(get, path = "/api/auth/oidc/{provider}/callback", tag = "auth", params(("provider" = String, Path), Return),
    responses((status = 303, description = "Signed in: the refresh cookie is set. Else a ticket for the second factor, or an error, is in the fragment.")))]
async fn finish_oidc(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    meta: RequestMeta,
    Path(provider): Path<String>,
    Query(back): Query<Return>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let provider = accounts.identities.provider(&provider)?;
    let flow = match take(&ctx, &site, provider, &headers, &back).await {
        Ok(flow) => flow,
        Err(error) => return Ok(see_other(&with_error(SIGN_IN, &error))),
    };
    let forget = cookie(Browser::forget(&site));
    let linking = flow.linking;
    let arrived = arrive(&ctx, &accounts, provider, back, flow).await;
    let answer = match (arrived, linking) {
        (Ok((proven, _)), Some(who)) => match link(&ctx, &meta, provider, &proven, who).await {
            Ok(()) => see_other(&format!("{SETTINGS}#linked={}", provider.id())),
            Err(error) => see_other(&with_error(SETTINGS, &error)),
        },
        (Ok((proven, newcomer)), None) => match sign_in(&ctx, &site, &meta, &proven, &newcomer).await {
            Ok((refresh, SignIn::Done(_))) => (refresh, see_other(SIGNED_IN)).into_response(),
            Ok((_, SignIn::Owed { second_factor })) => see_other(&format!("{SIGN_IN}#ticket={}", second_factor.ticket)),
            Err(Failure(error)) => see_other(&with_error(SIGN_IN, &error)),
        },
        (Err(error), linking) => see_other(&with_error(if linking.is_some() { SETTINGS } else { SIGN_IN }, &error)),
    };
    Ok((forget, answer).into_response())
}

/// The page with the code of what went wrong in the fragment; the log gets the rest.
fn with_error(page: &str, error: &Error) -> String {
    tracing::info!(?error, "sign-in by a provider was refused");
    format!("{page}#error={}", error.code.as_str())
}

fn redirect_uri(accounts: &Accounts, provider: &Provider) -> Result<Url> {
    let path = format!("/api/auth/oidc/{}/callback", provider.id());
    accounts.site.join(&path).map_err(Error::internal)
}

async fn depart(
    ctx: &Ctx,
    accounts: &Accounts,
    site: &Site,
    provider: &Provider,
    headers: &HeaderMap,
    caller: Option<&Caller>,
) -> Result<(Cookie, Url)> {
    let now = ctx.store.now().await?;
    let departure = provider.depart(now, &redirect_uri(accounts, provider)?).await?;
    let browser = Browser::meet(site, headers)?;
    let flow = Flow {
        linking: caller.map(|caller| (caller.user, caller.session)),
        verifier: departure.verifier,
        nonce: departure.nonce,
    };
    let mut tx = ctx.store.begin().await?;
    flow::keep(&mut tx, provider.id(), &browser, &departure.state, &flow).await?;
    tx.commit().await?;
    Ok((cookie(browser.remember(site)), departure.url))
}

/// The flow that this browser began, for good.
async fn take(ctx: &Ctx, site: &Site, provider: &Provider, headers: &HeaderMap, back: &Return) -> Result<Flow> {
    let refused = || Error::new(Code::IdentityRefused);
    let browser = Browser::returning(site, headers).ok_or_else(refused)?;
    let state = back.state.as_deref().ok_or_else(refused)?;
    let mut tx = ctx.store.begin().await?;
    let flow = flow::take(&mut tx, provider.id(), &browser, state).await?;
    tx.commit().await?;
    flow.ok_or_else(refused)
}

async fn arrive(ctx: &Ctx, accounts: &Accounts, provider: &Provider, back: Return, flow: Flow) -> Result<(Proven, Newcomer)> {
    let refused = |cause: String| Error::new(Code::IdentityRefused).because(cause);
    if let Some(issuer) = back.iss.filter(|issuer| !provider.is_issuer(issuer)) {
        return Err(refused(format!("the answer is from {issuer}")));
    }
    let code = back
        .code
        .ok_or_else(|| refused(back.error.unwrap_or_else(|| "neither code nor error".into())))?;
    let now = ctx.store.now().await?;
    let redirect = redirect_uri(accounts, provider)?;
    provider.arrive(now, &redirect, code, flow.verifier, flow.nonce).await
}

async fn link(ctx: &Ctx, meta: &RequestMeta, provider: &Provider, proven: &Proven, (user, session): (UserId, SessionId)) -> Result<()> {
    let mut tx = ctx.store.begin().await?;
    require_session(&mut tx, user, session).await?;
    let origin = Origin {
        session: Some(session),
        ..meta.origin(user)
    };
    book::link(&mut tx, &origin, user, proven, provider.name()).await?;
    tx.commit().await?;
    Ok(())
}

/// Whoever signed out meanwhile, or was signed out, links nothing any more.
async fn require_session(tx: &mut Tx, user: UserId, session: SessionId) -> Result<()> {
    let now = tx.now;
    let stands = sqlx::query_scalar!(
        r#"select exists(select 1 from sessions s join users u on u.id = s.user_id
                         where s.id = $1 and u.id = $2 and s.revoked_at is null and s.expires_at > $3 and u.status = 'active') as "stands!""#,
        session.0,
        user.0,
        now,
    )
    .fetch_one(&mut **tx)
    .await?;
    if stands { Ok(()) } else { Err(Code::SessionEnded.into()) }
}

/// A known identity signs in; an unknown one makes an account, if the provider vouches for an address that nobody here has.
async fn sign_in(ctx: &Ctx, site: &Site, meta: &RequestMeta, proven: &Proven, newcomer: &Newcomer) -> Result<(SetCookie, SignIn), Failure> {
    let mut tx = ctx.store.begin().await?;
    let user = match book::owner(&mut tx, proven).await? {
        Some(user) => user,
        None if newcomer.email.is_none() => {
            return Err(Code::IdentityRefused
                .say("The other service did not confirm your e-mail address.")
                .into());
        }
        None => book::sign_up(&mut tx, proven, newcomer).await?,
    };
    let (refresh, Json(envelope)) = sign_in::first_factor(ctx, site, meta, tx, user, Way::Oidc).await?;
    Ok((refresh, envelope.data))
}
