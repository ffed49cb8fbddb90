//! `/api/auth/change-email` asks for a letter to the new address; `/api/auth/confirm-email` makes it the account's.

use crate::{
    UserStatus,
    links::{self, Asked, Purpose, Sent},
    text::trimmed,
};
use amanat_base::{Code, Error, Result, SessionId, UserId};
use amanat_mail::{Change, Language, Letter, Recipient, post_to};
use amanat_store::{
    Tx,
    constraint::{Rule, translate},
};
use amanat_web::{Answer, Ctx, Envelope, Json, RecentCaller, RequestMeta, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(change_email)).routes(routes!(confirm_email))
}

/// The address to be.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangeEmailRequest {
    /// Not case-sensitive.
    #[serde(deserialize_with = "trimmed")]
    #[garde(ascii, email, length(max = 254))]
    #[schema(max_length = 254)]
    email: String,
}

/// In which session somebody asked. Once it has ended its letter is worth nothing: whoever signs a thief out must not lose the account to a
/// link that the thief asked for before.
#[derive(Serialize, Deserialize)]
struct AskedIn {
    session: SessionId,
}

/// Sends a letter with a link to the address that the caller wants. Nothing changes until it is opened, and whether somebody has that
/// address is told only there.
#[utoipa::path(post, path = "/api/auth/change-email", tag = "auth", request_body = ChangeEmailRequest,
    responses((status = 200, body = Envelope<Sent>)), security(("bearer" = [])))]
async fn change_email(
    State(ctx): State<Ctx>,
    caller: RecentCaller,
    meta: RequestMeta,
    Json(body): Json<ChangeEmailRequest>,
) -> Answer<Sent> {
    let asked = Asked {
        purpose: Purpose::EmailChange,
        email: &body.email,
        user: Some(caller.user),
        payload: serde_json::to_value(AskedIn { session: caller.session }).map_err(Error::internal)?,
    };
    ok(links::ask(&ctx, &meta, asked).await?)
}

/// The token of the letter.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ConfirmEmailRequest {
    /// From the link.
    #[garde(length(max = 200))]
    #[schema(max_length = 200)]
    token: String,
}

/// The address now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EmailConfirmed {
    /// Lower case.
    email: String,
}

/// Makes the new address the account's, while the session stands that asked for it. The old one is told, and links that are on their way to
/// the person work no more.
#[utoipa::path(post, path = "/api/auth/confirm-email", tag = "auth", request_body = ConfirmEmailRequest,
    responses((status = 200, body = Envelope<EmailConfirmed>)))]
async fn confirm_email(State(ctx): State<Ctx>, meta: RequestMeta, Json(body): Json<ConfirmEmailRequest>) -> Answer<EmailConfirmed> {
    let mut tx = ctx.store.begin().await?;
    let link = links::take(&mut tx, Purpose::EmailChange, &body.token).await?;
    let user = link.user.ok_or(Error::new(Code::LinkInvalid))?;
    let AskedIn { session } = serde_json::from_value(link.payload).map_err(Error::internal)?;
    let old = old_address(&mut tx, user, session).await?;
    links::void(&mut tx, user).await?;
    put(&mut tx, user, &link.email).await?;
    let to = masked(&link.email);
    let before = json!({ "email": old.as_ref().map(|old| masked(&old.email)) });
    let after = json!({ "email": to });
    meta.origin(user)
        .record(&mut tx, "email.change", ("user", &user), before, after)
        .await?;
    if let Some(old) = old.filter(|old| old.email != link.email) {
        post_to(&mut tx, old, Letter::Security(Change::EmailChanged { to })).await?;
    }
    tx.commit().await?;
    ok(EmailConfirmed { email: link.email })
}

/// Where the person was reached until now; refuses whoever may not act any more, or not in the session that asked.
async fn old_address(tx: &mut Tx, user: UserId, session: SessionId) -> Result<Option<Recipient>> {
    let now = tx.now;
    let row = sqlx::query!(
        r#"select email, display_name, language as "language: Language", status as "status: UserStatus",
                  exists(select 1 from sessions s where s.id = $2 and s.user_id = u.id and s.revoked_at is null and s.expires_at > $3) as "stands!"
           from users u where id = $1"#,
        user.0,
        session.0,
        now,
    )
    .fetch_one(&mut **tx)
    .await?;
    if row.status != UserStatus::Active || !row.stands {
        return Err(Error::new(Code::LinkInvalid));
    }
    Ok(row.email.map(|email| Recipient {
        email,
        name: row.display_name,
        language: row.language,
    }))
}

/// Whoever opened the letter has proven the address, so they may hear that somebody has it.
async fn put(tx: &mut Tx, user: UserId, email: &str) -> Result<()> {
    const RULES: &[Rule] = &[Rule {
        constraint: "users_email_key",
        code: Code::EmailTaken,
        path: "token",
    }];
    links::end_registrations(tx, email).await?;
    sqlx::query!("update users set email = $2 where id = $1", user.0, email)
        .execute(&mut **tx)
        .await
        .map_err(|e| translate(e, RULES))?;
    Ok(())
}

/// Recognised by whoever knows it, and not told to whoever doesn't.
fn masked(email: &str) -> String {
    let (name, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_is_recognised_and_not_told() {
        assert_eq!(masked("ada@example.test"), "a…@example.test");
        assert_eq!(masked("a@b@example.test"), "a…@example.test");
    }
}
