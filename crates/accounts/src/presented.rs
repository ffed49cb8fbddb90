//! The refresh token of a request: from the body, or from the browser's cookie if the request comes from our own page.

use crate::{Opened, sessions::IDLE};
use amanat_base::Secret;
use amanat_web::{Ctx, Failure, Json, Site};
use axum::{
    RequestExt,
    extract::{FromRequest, Request},
    http::{HeaderName, header},
    response::AppendHeaders,
};
use axum_extra::extract::CookieJar;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The cookie's name: with the prefix, a browser takes it over https only and from this very host, so that neither somebody on the way nor
/// another site under the same domain can plant one, and have people act in an account that isn't theirs.
const fn cookie(site: &Site) -> &'static str {
    if site.secure_cookies {
        "__Host-amanat_refresh"
    } else {
        "amanat_refresh"
    }
}

/// As the prefix demands.
const PATH: &str = "/";

/// A refresh token in the body. A browser leaves the body out and lets its cookie speak.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefreshRequest {
    /// From the latest sign-in or refresh.
    #[garde(length(max = 200))]
    refresh_token: String,
}

/// What was presented, if anything.
pub(crate) struct Presented {
    pub(crate) token: Option<String>,
    /// Then the answer keeps the next token out of the page's reach too.
    pub(crate) by_cookie: bool,
}

impl FromRequest<Ctx> for Presented {
    type Rejection = Failure;
    async fn from_request(mut request: Request, ctx: &Ctx) -> Result<Self, Failure> {
        let Ok(site) = request.extract_parts_with_state::<Site, _>(ctx).await;
        let headers = request.headers().clone();
        if let Some(Json(body)) = Option::<Json<RefreshRequest>>::from_request(request, ctx).await? {
            return Ok(Self {
                token: Some(body.refresh_token),
                by_cookie: false,
            });
        }
        let token = CookieJar::from_headers(&headers).get(cookie(&site)).map(|c| c.value().to_owned());
        if token.is_some() {
            site.require_own(&headers)?;
        }
        Ok(Self { token, by_cookie: true })
    }
}

/// The refresh token that a browser's cookies hold, if they do.
pub(crate) fn in_cookies(site: &Site, cookies: &Secret) -> Option<String> {
    let all = cookies.expose().split(';').filter_map(|pair| pair.trim().split_once('='));
    all.filter(|(name, _)| *name == cookie(site))
        .map(|(_, value)| value.to_owned())
        .next()
}

/// The header that changes the browser's cookie.
pub(crate) type SetCookie = AppendHeaders<[(HeaderName, String); 1]>;

/// Sets the cookie to the session's next token.
pub(crate) fn keep(site: &Site, opened: &Opened) -> SetCookie {
    set(site, &opened.refresh_token, IDLE.num_seconds())
}

/// Takes the cookie back.
pub(crate) fn forget(site: &Site) -> SetCookie {
    set(site, "", 0)
}

/// `value` is hex, so it needs no escaping.
fn set(site: &Site, value: &str, max_age_s: i64) -> SetCookie {
    let secure = if site.secure_cookies { "; Secure" } else { "" };
    let name = cookie(site);
    let cookie = format!("{name}={value}; Path={PATH}; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}");
    AppendHeaders([(header::SET_COOKIE, cookie)])
}
