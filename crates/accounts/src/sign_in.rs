//! Where every way to sign in ends: the second factor if the account asks for one, else a session.

use crate::{
    Ended, Event, Opened, User,
    factors::{self, SecondFactor},
    load_user,
    presented::{SetCookie, forget, in_cookies, keep},
    sessions,
};
use amanat_base::{Result, UserId};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Ctx, Envelope, Failure, RequestMeta, Site, ok, tokens::ACCESS_TOKEN_S};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub(crate) enum Way {
    /// E-mail and password.
    Password,
    /// A passkey: possession and presence in one, so no second factor is asked for.
    Passkey,
    /// A link sent to the account's address.
    Link,
    /// An OpenID provider.
    Oidc,
    /// Telegram's init data.
    Telegram,
    /// An Ethereum wallet's signature.
    Ethereum,
}

/// A session's tokens and its owner.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedIn {
    /// Send as `Authorization: Bearer …`.
    access_token: String,
    /// Seconds for which it is good.
    expires_in: i64,
    /// For the next refresh, once. Also set as a cookie; absent when the cookie was what was presented, or a page of this site asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    user: User,
}

/// Signed in, or a second factor is owed.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SignIn {
    /// A session has begun.
    Done(Box<SignedIn>),
    /// Send the ticket with a code to `/api/auth/second-factor`.
    #[serde(rename_all = "camelCase")]
    Owed {
        /// What is owed.
        second_factor: SecondFactor,
    },
}

pub(crate) type WithCookie<T> = Result<(SetCookie, axum::Json<Envelope<T>>), Failure>;

/// The first factor is proven: asks for the second if the account has one and this way doesn't hold it already, else opens a session.
pub(crate) async fn first_factor(ctx: &Ctx, site: &Site, meta: &RequestMeta, mut tx: Tx, user: UserId, way: Way) -> WithCookie<SignIn> {
    if let Some(second_factor) = factors::owed(&mut tx, user, way).await? {
        tx.commit().await?;
        let answer: Answer<SignIn> = ok(SignIn::Owed { second_factor });
        return Ok((forget(site), answer?));
    }
    both_factors(ctx, site, meta, tx, user, way).await
}

/// Everything is proven: opens a session.
pub(crate) async fn both_factors(ctx: &Ctx, site: &Site, meta: &RequestMeta, mut tx: Tx, user: UserId, way: Way) -> WithCookie<SignIn> {
    let known_client = sessions::is_known_client(&mut tx, user, meta).await?;
    let opened = sessions::open(&mut tx, user, meta, way).await?;
    let session = opened.session;
    replace(&mut tx, site, meta).await?;
    announce(
        &mut tx,
        &Event::SignedIn {
            user,
            session,
            known_client,
        },
    )
    .await?;
    let (cookie, data) = signed_in(ctx, site, tx, opened, meta.own_page).await?;
    let answer: Answer<SignIn> = ok(SignIn::Done(Box::new(data)));
    Ok((cookie, answer?))
}

/// The browser's cookie is about to hold the new session: the one that it holds now would stand on, with nobody to use it.
async fn replace(tx: &mut Tx, site: &Site, meta: &RequestMeta) -> Result<()> {
    let Some(token) = meta.cookies.as_ref().and_then(|cookies| in_cookies(site, cookies)) else {
        return Ok(());
    };
    if let Some((whose, session)) = sessions::by_token(tx, &token).await? {
        sessions::end(tx, whose, Some(session), Ended::SignedOut).await?;
    }
    Ok(())
}

/// Commits, and answers with the tokens of a session.
pub(crate) async fn signed_in(
    ctx: &Ctx,
    site: &Site,
    mut tx: Tx,
    opened: Opened,
    by_cookie: bool,
) -> Result<(SetCookie, SignedIn), Failure> {
    let user = load_user(&mut tx, opened.user).await?;
    let access_token = ctx.tokens.issue(opened.user, opened.session, tx.now)?;
    tx.commit().await?;
    let data = SignedIn {
        access_token,
        expires_in: ACCESS_TOKEN_S,
        refresh_token: (!by_cookie).then(|| opened.refresh_token.clone()),
        user,
    };
    Ok((keep(site, &opened), data))
}
