//! `/api/auth/identities`: which accounts elsewhere sign the caller in, and taking that away from one.

use crate::{
    Accounts,
    factors::ways_in::{lock, require_one},
    protection,
};
use amanat_base::{DateTime, IdentityId, Page};
use amanat_mail::Change;
use amanat_web::{Answer, Caller, Ctx, Envelope, PageOf, Path, RecentCaller, ok};
use axum::{Extension, extract::State};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_identities))
        .routes(routes!(unlink_identity))
}

/// An account elsewhere.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityView {
    id: IdentityId,
    /// Id of an OpenID provider, `telegram` or `ethereum`.
    provider: String,
    /// What people call the provider.
    name: String,
    /// What its owner recognises it by: an address or a user name.
    label: String,
    linked_at: DateTime,
    /// When it last signed its owner in.
    last_used_at: Option<DateTime>,
}

/// The caller's accounts elsewhere: at most one of each provider.
#[utoipa::path(get, path = "/api/auth/identities", tag = "auth",
    responses((status = 200, body = PageOf<IdentityView>)), security(("bearer" = [])))]
async fn list_identities(State(ctx): State<Ctx>, Extension(accounts): Extension<Accounts>, caller: Caller) -> Answer<Page<IdentityView>> {
    let rows = sqlx::query!(
        r#"select id as "id: IdentityId", provider, label, linked_at, last_used_at from identities where user_id = $1 order by provider"#,
        caller.user.0,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let items = rows.into_iter().map(|row| IdentityView {
        id: row.id,
        name: accounts.identities.name(&row.provider).to_owned(),
        provider: row.provider,
        label: row.label,
        linked_at: row.linked_at,
        last_used_at: row.last_used_at,
    });
    ok(Page {
        items: items.collect(),
        next_cursor: None,
    })
}

/// What became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityUnlinked {
    /// It signs nobody in any more.
    id: IdentityId,
}

/// Takes from an account elsewhere that it signs the caller in. The only way in stays.
#[utoipa::path(delete, path = "/api/auth/identities/{id}", tag = "auth", params(("id" = IdentityId, Path)),
    responses((status = 200, body = Envelope<IdentityUnlinked>)), security(("bearer" = [])))]
async fn unlink_identity(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    caller: RecentCaller,
    Path(id): Path<IdentityId>,
) -> Answer<IdentityUnlinked> {
    let mut tx = ctx.store.begin().await?;
    lock(&mut tx, caller.user).await?;
    let gone = sqlx::query!(
        "delete from identities where id = $1 and user_id = $2 returning provider",
        id.0,
        caller.user.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    require_one(&mut tx, caller.user).await?;
    let change = Change::IdentityUnlinked {
        provider: accounts.identities.name(&gone.provider).to_owned(),
    };
    let before = json!({ "provider": gone.provider });
    let (user, action) = (caller.user, "identity.unlink");
    protection::changed(&mut tx, &caller.origin, user, action, ("user", &user), (before, ()), change).await?;
    tx.commit().await?;
    ok(IdentityUnlinked { id })
}
