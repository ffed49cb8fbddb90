//! An administrator looks at what a person sees, to help them: for half an hour, reading only, never at staff, and the person is told.
//!
//! What is private stays so: secrets are shown, and data exported, only to somebody who proved who they are, which nobody who looks
//! through another's eyes can; and keys, tokens and codes are stored as hashes.

use crate::{Ended, User, admin::ReasonRequest, load_user, protection, sessions};
use amanat_base::{Code, Error, Result, Role, SessionId, UserId};
use amanat_mail::Change;
use amanat_store::Tx;
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, Path, RecentAdmin, Via, ok};
use axum::extract::State;
use chrono::TimeDelta;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// For how long one may look, in seconds.
const LASTS_S: i64 = 30 * 60;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(impersonate_user))
        .routes(routes!(end_impersonation))
}

/// A look through somebody's eyes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Impersonation {
    /// Send as `Authorization: Bearer …`; reads only.
    access_token: String,
    /// Seconds for which it is good. There is no refresh.
    expires_in: i64,
    /// Whose eyes.
    user: User,
}

/// Looks through somebody's eyes, who is told by letter. Ends what the same administrator looked at before. Needs a proof of identity
/// within the last ten minutes; refused for staff, for oneself, and for accounts that are not active.
#[utoipa::path(post, path = "/api/admin/users/{id}/impersonate", tag = "admin", params(("id" = UserId, Path)),
    request_body = ReasonRequest, responses((status = 200, body = Envelope<Impersonation>)), security(("bearer" = [])))]
async fn impersonate_user(
    State(ctx): State<Ctx>,
    admin: RecentAdmin,
    Path(id): Path<UserId>,
    Json(body): Json<ReasonRequest>,
) -> Answer<Impersonation> {
    if id == admin.user {
        return Err(Code::Conflict.say("These are your own eyes.").into());
    }
    let mut tx = ctx.store.begin().await?;
    let status = sqlx::query_scalar!("select status from users where id = $1 for share", id.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::new(Code::NotFound))?;
    if status != "active" {
        return Err(Code::Conflict.say("This account is not active.").into());
    }
    let user = load_user(&mut tx, id).await?;
    if user.roles.iter().any(|role| role.has_power()) {
        return Err(Code::Forbidden.say("Nobody looks through the eyes of staff.").into());
    }
    end_of(&mut tx, &admin, admin.user).await?;
    let session = open(&mut tx, id, admin.user).await?;
    let now = tx.now;
    let after = json!({ "reason": body.reason, "session": session, "expiresAt": now + TimeDelta::seconds(LASTS_S) });
    let change = Change::Impersonated { reason: body.reason };
    protection::changed(&mut tx, &admin.origin, id, "user.impersonate", ("user", &id), ((), after), change).await?;
    let access_token = ctx.tokens.issue_for(id, session, now, LASTS_S)?;
    tx.commit().await?;
    ok(Impersonation {
        access_token,
        expires_in: LASTS_S,
        user,
    })
}

async fn open(tx: &mut Tx, user: UserId, admin: UserId) -> Result<SessionId> {
    let (session, now) = (SessionId::fresh(), tx.now);
    // Without an address: the administrator's isn't one from which the person is known.
    sqlx::query!(
        "insert into sessions (id, user_id, created_at, last_used_at, expires_at, kind, impersonator, signed_in_by)
         values ($1, $2, $3, $3, $4, 'impersonation', $5, 'impersonation')",
        session.0,
        user.0,
        now,
        now + TimeDelta::seconds(LASTS_S),
        admin.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(session)
}

/// That it is over.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImpersonationEnded {
    /// How many looks ended.
    ended: usize,
}

/// Stops looking: with the token of the look, or with the administrator's own, which ends whatever they look at.
#[utoipa::path(delete, path = "/api/admin/impersonation", tag = "admin",
    responses((status = 200, body = Envelope<ImpersonationEnded>)), security(("bearer" = [])))]
async fn end_impersonation(State(ctx): State<Ctx>, caller: Caller) -> Answer<ImpersonationEnded> {
    let admin = match caller.via {
        Via::Impersonation(admin) => admin,
        Via::Person | Via::ApiKey(_) => {
            caller.require(Role::Admin)?;
            caller.user
        }
    };
    let mut tx = ctx.store.begin().await?;
    let ended = end_of(&mut tx, &caller, admin).await?;
    if ended == 0 {
        return Err(Code::NotFound.say("You are not looking through anybody's eyes.").into());
    }
    tx.commit().await?;
    ok(ImpersonationEnded { ended })
}

/// Ends whatever this administrator looks at, because `by` said so. Returns how many looks ended.
pub(crate) async fn end_of(tx: &mut Tx, by: &Caller, admin: UserId) -> Result<usize> {
    let now = tx.now;
    let looks = sqlx::query!(
        r#"select id as "id: SessionId", user_id as "user: UserId" from sessions
           where impersonator = $1 and revoked_at is null and expires_at > $2 order by id"#,
        admin.0,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut ended = 0;
    for look in looks {
        if sessions::end(tx, look.user, Some(look.id), Ended::SignedOut).await? > 0 {
            ended += 1;
            record_end(tx, by, look.user, look.id).await?;
        }
    }
    Ok(ended)
}

/// Writes down that a look is over.
pub(crate) async fn record_end(tx: &mut Tx, by: &Caller, user: UserId, session: SessionId) -> Result<()> {
    by.record(tx, "user.impersonate_end", ("user", &user), json!({ "session": session }), ())
        .await
}
