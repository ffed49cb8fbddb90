//! Connected accounts: where a person's money of the card rail goes. The processor asks them its questions on pages of its own.

use crate::{
    Custody, WaitingCode,
    payouts::{self, Why},
};
use amanat_base::{Code, DateTime, Error, Result, UserId};
use amanat_store::Store;
use amanat_stripe::{Capability, NewAccount};
use amanat_web::{Answer, Caller, Ctx, Envelope, RecentCaller, ok};
use axum::{Extension, extract::State};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Why a payout waits for its owner.
pub(crate) const NO_ACCOUNT: Why<'_> = (
    WaitingCode::NoCardAccount,
    "Card payouts are not set up yet: the card processor needs to know where the money goes. It goes out as soon as that is done.",
);
/// How often an account that waits is looked at, besides what the processor tells us.
const LOOK_EVERY_S: i64 = 300;

pub(super) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(get_card_account, create_card_account))
}

/// Where your money of the card rail goes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardAccountView {
    /// You have an account at the card processor.
    pub connected: bool,
    /// It can be paid.
    pub ready: bool,
    /// What is still missing, as a sentence.
    #[serde(serialize_with = "amanat_web::language::said")]
    pub waiting_for: Option<String>,
    /// When the card processor was last asked.
    pub checked_at: Option<DateTime>,
}

/// Where you answer the card processor's questions.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardAccountLink {
    /// Valid once and for minutes: go there at once.
    pub url: String,
}

struct Row {
    account_id: Option<String>,
    transfers_active: bool,
    waiting_for: Option<String>,
    checked_at: Option<DateTime>,
}

async fn row(conn: &mut PgConnection, user: UserId) -> Result<Option<Row>> {
    let row = sqlx::query_as!(
        Row,
        "select account_id, transfers_active, waiting_for, checked_at from card_accounts where user_id = $1",
        user.0
    );
    Ok(row.fetch_optional(conn).await?)
}

/// An account that can be paid.
#[derive(Clone, Debug)]
pub(crate) struct Recipient(pub(crate) String);

/// The account of `user`, once it can be paid.
pub(crate) async fn ready_account(conn: &mut PgConnection, user: UserId) -> Result<Option<Recipient>> {
    let id = sqlx::query_scalar!(
        r#"select account_id as "id!" from card_accounts where user_id = $1 and transfers_active"#,
        user.0
    );
    Ok(id.fetch_optional(conn).await?.map(Recipient))
}

/// Asks the processor how the account stands, and goes on with what waited for it. Nothing happens without an account.
pub(crate) async fn refresh(custody: &Custody, store: &Store, user: UserId) -> Result<()> {
    let Some(id) = row(&mut *store.pool.acquire().await?, user).await?.and_then(|r| r.account_id) else {
        return Ok(());
    };
    let account = custody.stripe()?.account(&id).await?;
    let active = account.transfers == Capability::Active;
    let waiting_for = match account.transfers {
        Capability::Active => None,
        _ if !account.details_submitted => Some("Answer the card processor's questions."),
        _ => Some("The card processor is checking your answers."),
    };
    let mut tx = store.begin().await?;
    let now = tx.now;
    sqlx::query!(
        "update card_accounts set transfers_active = $2, waiting_for = $3, checked_at = $4 where user_id = $1",
        user.0,
        active,
        waiting_for,
        now
    )
    .execute(&mut *tx)
    .await?;
    payouts::account_ready(&mut tx, user).await?;
    tx.commit().await
}

/// People whose payouts wait for an account that was not looked at lately.
pub(crate) async fn due_accounts(store: &Store) -> Result<Vec<UserId>> {
    let now = store.now().await?;
    let users = sqlx::query_scalar!(
        r#"select a.user_id as "id: UserId" from card_accounts a
           where a.account_id is not null and coalesce(a.checked_at, a.created_at) < $1
             and exists (select 1 from payouts p where p.user_id = a.user_id and p.chain_id is null and p.state = 'waiting_address')
           order by a.checked_at nulls first limit 100"#,
        now - TimeDelta::seconds(LOOK_EVERY_S)
    );
    Ok(users.fetch_all(&store.pool).await?)
}

/// Your account at the card processor, as it stands now.
#[utoipa::path(get, path = "/api/payouts/card-account", tag = "custody", security(("bearer" = [])),
    responses((status = 200, body = Envelope<CardAccountView>)))]
async fn get_card_account(ctx: State<Ctx>, custody: Extension<Custody>, caller: Caller) -> Answer<CardAccountView> {
    if let Err(error) = refresh(&custody, &ctx.store, caller.user).await {
        // What was true when it was last asked is still an answer.
        if error.code == Code::DatabaseUnavailable {
            return Err(error.into());
        }
        tracing::warn!(?error, user.id = %caller.user, "the card processor could not be asked about an account");
    }
    let row = row(&mut *ctx.store.pool.acquire().await?, caller.user).await?;
    let row = row.filter(|r| r.account_id.is_some());
    ok(CardAccountView {
        connected: row.is_some(),
        ready: row.as_ref().is_some_and(|r| r.transfers_active),
        checked_at: row.as_ref().and_then(|r| r.checked_at),
        waiting_for: match row {
            Some(row) => row.waiting_for,
            None => Some("Set up card payouts.".to_owned()),
        },
    })
}

/// Sets up card payouts, or goes on with it: answers where to go. `NOT_CONFIGURED` where there is no card processor.
#[utoipa::path(post, path = "/api/payouts/card-account", tag = "custody", security(("bearer" = [])),
    responses((status = 200, body = Envelope<CardAccountLink>)))]
async fn create_card_account(ctx: State<Ctx>, custody: Extension<Custody>, caller: RecentCaller) -> Answer<CardAccountLink> {
    let stripe = custody.stripe()?;
    let mut tx = ctx.store.begin().await?;
    let now = tx.now;
    sqlx::query!(
        "insert into card_accounts (user_id, created_at) values ($1, $2) on conflict (user_id) do nothing",
        caller.user.0,
        now
    )
    .execute(&mut *tx)
    .await?;
    let email = sqlx::query_scalar!("select email from users where id = $1", caller.user.0)
        .fetch_one(&mut *tx)
        .await?;
    let known = row(&mut tx, caller.user).await?.and_then(|r| r.account_id);
    caller
        .record(&mut tx, "payout.card_account", ("user", &caller.user), (), ())
        .await?;
    tx.commit().await?;
    let id = match known {
        Some(id) => id,
        None => {
            // Under the person's id, so that two clicks and a lost answer make one account.
            let new = NewAccount {
                email,
                metadata: [("userId".to_owned(), caller.user.to_string())].into(),
            };
            let made = stripe.create_account(&new, &format!("account:{}", caller.user)).await?;
            keep(&ctx.store, caller.user, &made.id).await?
        }
    };
    let url = stripe
        .account_link(&id, &custody.page("/payouts?card=again"), &custody.page("/payouts?card=done"))
        .await?;
    ok(CardAccountLink { url })
}

/// The first answer that is kept stands.
async fn keep(store: &Store, user: UserId, account: &str) -> Result<String> {
    let id = sqlx::query_scalar!(
        r#"update card_accounts set account_id = coalesce(account_id, $2) where user_id = $1 returning account_id as "id!""#,
        user.0,
        account
    )
    .fetch_optional(&store.pool)
    .await?;
    id.ok_or_else(|| Error::internal("an account without its row"))
}
