//! The second factor at sign-in: a ticket for whoever passed the first, and `/api/auth/second-factor`, where a code redeems it.

use super::codes;
use crate::{
    Accounts,
    sign_in::{self, SignIn, Way, WithCookie},
};
use amanat_base::{Code, Error, Result, UserId, keyring::random};
use amanat_store::{Store, Tx};
use amanat_web::{Ctx, Envelope, Json, RequestMeta, Site};
use axum::{Extension, extract::State};
use chrono::TimeDelta;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// How long a ticket stands for the first factor.
const TICKET: TimeDelta = TimeDelta::minutes(5);
/// Codes that may be tried with one ticket.
const TRIES: i32 = 5;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(second_factor))
}

/// The second factor that is owed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecondFactor {
    /// Stands for the first factor for five minutes, once.
    pub(crate) ticket: String,
    /// What is accepted.
    methods: Vec<Method>,
}

/// A kind of second factor.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Method {
    /// What the authenticator app shows.
    Totp,
    /// One of the codes on paper.
    RecoveryCode,
}

/// Whether this sign-in owes a second factor, and the ticket for it. A passkey is two factors in one.
pub(crate) async fn owed(tx: &mut Tx, user: UserId, way: Way) -> Result<Option<SecondFactor>> {
    let confirmed = sqlx::query_scalar!(
        r#"select exists(select 1 from totp where user_id = $1 and confirmed_at is not null) as "on!""#,
        user.0
    );
    if way == Way::Passkey || !confirmed.fetch_one(&mut **tx).await? {
        return Ok(None);
    }
    let ticket = hex::encode(random::<32>()?);
    let now = tx.now;
    sqlx::query!(
        "insert into sign_in_tickets (id, token_hash, user_id, signed_in_by, expires_at) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        hash(&ticket),
        user.0,
        way as Way,
        now + TICKET,
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(SecondFactor {
        ticket,
        methods: vec![Method::Totp, Method::RecoveryCode],
    }))
}

/// A code for a ticket.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SecondFactorRequest {
    /// From the sign-in.
    #[garde(length(max = 200))]
    #[schema(max_length = 200)]
    ticket: String,
    /// What the authenticator app shows, or a recovery code.
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    code: String,
}

/// Finishes a sign-in with the second factor. The refusal doesn't say whether the code or the ticket is wrong; after five codes the ticket
/// is good for nothing, and the sign-in begins anew.
#[utoipa::path(post, path = "/api/auth/second-factor", tag = "auth", request_body = SecondFactorRequest,
    responses((status = 200, body = Envelope<SignIn>)))]
async fn second_factor(
    State(ctx): State<Ctx>,
    Extension(accounts): Extension<Accounts>,
    site: Site,
    meta: RequestMeta,
    Json(body): Json<SecondFactorRequest>,
) -> WithCookie<SignIn> {
    let ticket = hash(&body.ticket);
    let user = try_with(&ctx.store, &ticket).await?;
    let origin = meta.origin(user);
    let mut tx = codes::check(&ctx.store, &accounts, &meta, &origin, user, &body.code).await?;
    let way = redeem(&mut tx, &ticket).await?;
    sign_in::both_factors(&ctx, &site, &meta, tx, user, way).await
}

/// Counts a try with this ticket for good, and says whose it is.
async fn try_with(store: &Store, ticket: &[u8]) -> Result<UserId> {
    let now = store.now().await?;
    let user = sqlx::query_scalar!(
        "update sign_in_tickets set tries = tries + 1 where token_hash = $1 and expires_at > $2 and tries < $3 returning user_id",
        ticket,
        now,
        TRIES,
    );
    let user = user.fetch_optional(&store.pool).await?.ok_or(Error::new(Code::SecondFactorWrong))?;
    Ok(UserId(user))
}

/// Takes the ticket; of two with different good codes at once, one.
async fn redeem(tx: &mut Tx, ticket: &[u8]) -> Result<Way> {
    let way = sqlx::query_scalar!(
        r#"delete from sign_in_tickets where token_hash = $1 returning signed_in_by as "way: Way""#,
        ticket
    );
    way.fetch_optional(&mut **tx).await?.ok_or(Error::new(Code::SecondFactorWrong))
}

fn hash(ticket: &str) -> Vec<u8> {
    Sha256::digest(ticket.as_bytes()).to_vec()
}
