//! Letters with a link that prove an address: registration, a new password, signing in, a new address.
//!
//! Whoever asks for one always causes the same work and gets the same answer: [`ask`] counts, writes a row and enqueues the delivery. Who has
//! the address is looked up only by that job (`deliver`), which makes the token, keeps its hash and sends the letter. [`take`] deletes the row
//! in the transaction of what the link is for, so that it works once.

mod deliver;

pub use deliver::{DeliverLink, run_deliver_link};

use crate::{sessions::hash, throttle::Attempt};
use amanat_base::{Code, Error, LinkId, Result, Time, UserId};
use amanat_mail::{GoodFor, Letter};
use amanat_store::{Tx, enqueue};
use amanat_web::{Ctx, RequestMeta};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

/// Links of one purpose that an address can have outstanding.
const OUTSTANDING: i64 = 5;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// Makes the account that was asked for.
    Register,
    /// Sets a new password.
    Reset,
    /// Signs in.
    SignIn,
    /// Makes the address the account's.
    EmailChange,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Reset => "reset",
            Self::SignIn => "sign_in",
            Self::EmailChange => "email_change",
        }
    }

    /// As the letter says it.
    const fn good_for(self) -> GoodFor {
        match self {
            Self::Register => Letter::CONFIRM_ACCOUNT,
            Self::Reset => Letter::RESET_PASSWORD,
            Self::SignIn => Letter::SIGN_IN_LINK,
            Self::EmailChange => Letter::CONFIRM_EMAIL,
        }
    }
}

/// A letter that somebody asks for.
pub(crate) struct Asked<'a> {
    pub(crate) purpose: Purpose,
    /// To which address.
    pub(crate) email: &'a str,
    /// Who asks, if they are signed in.
    pub(crate) user: Option<UserId>,
    /// What happens when it is opened.
    pub(crate) payload: Value,
}

/// What everybody hears who asks for a letter: it says nothing about whether there is an account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sent {
    /// Always true: if there is something to send, it is on its way.
    sent: bool,
}

/// Counts, writes down, and enqueues the delivery: the same statements for every address.
pub(crate) async fn ask(ctx: &Ctx, meta: &RequestMeta, asked: Asked<'_>) -> Result<Sent> {
    let email = asked.email.to_ascii_lowercase();
    let client = meta.client.map(|c| c.to_string());
    let mut tx = ctx.store.begin().await?;
    let attempt = Attempt::letter(&mut tx, asked.purpose.as_str(), &email, client.clone()).await?;
    if let Some(refusal) = attempt.count(&mut tx).await? {
        tx.commit().await?;
        return Err(refusal);
    }
    let (id, now) = (LinkId::fresh(), tx.now);
    sqlx::query!(
        "insert into links (id, purpose, email, user_id, payload, client, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        asked.purpose as Purpose,
        email,
        asked.user.map(|u| u.0),
        asked.payload,
        client,
        now,
        now + asked.purpose.good_for().time(),
    )
    .execute(&mut *tx)
    .await?;
    drop_surplus(&mut tx, asked.purpose, &email).await?;
    enqueue(&mut tx, &DeliverLink { link: id }).await?;
    tx.commit().await?;
    Ok(Sent { sent: true })
}

/// Keeps the newest links of an address, a client's first before another's second: a stranger who asks again and again pushes out their own.
async fn drop_surplus(tx: &mut Tx, purpose: Purpose, email: &str) -> Result<()> {
    sqlx::query!(
        "delete from links where id in (
             select id from (
                 select id, created_at, row_number() over (partition by client order by created_at desc, id desc) as nth
                 from links where email = $1 and purpose = $2) of_address
             order by nth, created_at desc, id desc offset $3)",
        email,
        purpose as Purpose,
        OUTSTANDING,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A link that was opened.
pub(crate) struct Link {
    /// Whose it is; none for a registration.
    pub(crate) user: Option<UserId>,
    /// The address that it proves.
    pub(crate) email: String,
    /// What it was asked for with.
    pub(crate) payload: Value,
}

/// What a token opens, without using it up; `LINK_INVALID` if nothing (any more).
pub(crate) async fn look(conn: &mut PgConnection, purpose: Purpose, token: &str, now: Time) -> Result<Link> {
    let row = sqlx::query!(
        "select user_id, email, payload from links where token_hash = $1 and purpose = $2 and expires_at > $3",
        hash(token),
        purpose as Purpose,
        now,
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::new(Code::LinkInvalid))?;
    Ok(Link {
        user: row.user_id.map(UserId),
        email: row.email,
        payload: row.payload,
    })
}

/// Uses a token up, in the transaction of what it is for. Of several at once, one; the others get `LINK_INVALID`.
///
/// Locks come in one order, so that nobody waits for each other: the person, then the links; for a registration, where there is no person
/// yet, all of its address.
pub(crate) async fn take(tx: &mut Tx, purpose: Purpose, token: &str) -> Result<Link> {
    let now = tx.now;
    let link = look(tx, purpose, token, now).await?;
    match link.user {
        Some(user) => {
            sqlx::query!("select from users where id = $1 for update", user.0)
                .execute(&mut **tx)
                .await?
        }
        None => {
            let of_address = sqlx::query!(
                "select from links where email = $1 and purpose = $2 order by id for update",
                link.email,
                purpose as Purpose
            );
            of_address.execute(&mut **tx).await?
        }
    };
    let used = sqlx::query!(
        "delete from links where token_hash = $1 and purpose = $2",
        hash(token),
        purpose as Purpose
    )
    .execute(&mut **tx)
    .await?;
    match used.rows_affected() {
        0 => Err(Error::new(Code::LinkInvalid)),
        _ => Ok(link),
    }
}

/// Ends every registration that waits for this address: it is somebody's now. To be done before it becomes theirs, so that whoever opens
/// such a link at the same moment waits for this and not this for them.
pub(crate) async fn end_registrations(tx: &mut Tx, email: &str) -> Result<()> {
    sqlx::query!(
        "delete from links where id in (select id from links where email = $1 and purpose = 'register' order by id for update)",
        email
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends every way in that is still on its way to a person: links that were sent or asked for, and sign-ins that owe their second factor.
/// For whenever the password or the address changes.
pub(crate) async fn void(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!(
        "delete from links l using users u
         where u.id = $1 and (l.user_id = u.id or (l.email = u.email and l.purpose in ('reset', 'sign_in')))",
        user.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from sign_in_tickets where user_id = $1", user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets links that are too old to be opened.
pub(crate) async fn tidy(conn: &mut PgConnection, now: Time) -> Result<()> {
    sqlx::query!("delete from links where expires_at < $1", now).execute(conn).await?;
    Ok(())
}
