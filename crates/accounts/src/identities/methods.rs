//! `/api/auth/methods`: in which ways people can sign in to this instance.

use crate::{Accounts, factors::has_passkeys};
use amanat_chain::registry;
use amanat_mail::Mailer;
use amanat_web::{Answer, Ctx, Envelope, ok};
use axum::{Extension, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_sign_in_methods))
}

/// What the sign-in page offers besides e-mail and password.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Methods {
    /// Whether this site's address is one that passkeys can be bound to.
    passkeys: bool,
    /// Whether letters go out, so that a link can be sent.
    magic_link: bool,
    /// Whether a Mini App of this instance's bot can sign in.
    telegram: bool,
    /// Whether a linked wallet can sign in.
    wallet: bool,
    /// OpenID providers, in the order in which to offer them.
    providers: Vec<ProviderView>,
}

/// An OpenID provider.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProviderView {
    /// For `/api/auth/oidc/{provider}/start`.
    id: String,
    /// What people call it.
    name: String,
}

/// In which ways people can sign in here.
#[utoipa::path(get, path = "/api/auth/methods", tag = "auth", responses((status = 200, body = Envelope<Methods>)))]
async fn get_sign_in_methods(State(ctx): State<Ctx>, Extension(accounts): Extension<Accounts>) -> Answer<Methods> {
    let mut conn = ctx.store.pool.acquire().await?;
    let wallet = registry::networks(&mut conn).await?.iter().any(|network| network.enabled);
    let identities = &accounts.identities;
    let providers = identities.providers().iter().map(|provider| ProviderView {
        id: provider.id().to_owned(),
        name: provider.name().to_owned(),
    });
    ok(Methods {
        passkeys: has_passkeys(&accounts),
        magic_link: ctx.development || !matches!(accounts.mailer, Mailer::Kept { .. }),
        telegram: identities.has_bot(),
        wallet,
        providers: providers.collect(),
    })
}
