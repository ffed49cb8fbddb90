//! The job behind every link: looks who has the address, makes the token, sends the letter. Nobody waits for it, so nobody can tell from
//! the time that it takes whether there is an account.

use super::Purpose;
use crate::{Accounts, UserStatus, registration::Registration, sessions::hash};
use amanat_base::{Error, LinkId, Result, keyring::random};
use amanat_mail::{Language, Letter, Recipient};
use amanat_store::{Job, Store};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

/// Sends the letter of a link.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeliverLink {
    /// Which.
    pub link: LinkId,
}

impl Job for DeliverLink {
    const NAME: &'static str = "deliver_link";
    const QUEUE: Option<&'static str> = Some(amanat_mail::LETTERS);
}

/// What was asked for.
struct Waiting {
    purpose: Purpose,
    email: String,
    payload: Value,
    user_id: Option<Uuid>,
}

/// Who has the address, or asked for it.
struct Known {
    id: Uuid,
    display_name: String,
    language: Language,
    status: UserStatus,
}

/// Sends the letter, if there is one to send. A token is made anew each time that it is tried: the one before may have got lost.
pub async fn run_deliver_link(accounts: &Accounts, store: &Store, job: &DeliverLink) -> Result<()> {
    let now = store.now().await?;
    let waiting = sqlx::query_as!(
        Waiting,
        r#"select purpose as "purpose: Purpose", email, payload, user_id from links where id = $1 and expires_at > $2"#,
        job.link.0,
        now,
    )
    .fetch_optional(&store.pool)
    .await?;
    let Some(waiting) = waiting else {
        return Ok(());
    };
    let known = who(store, &waiting).await?;
    let (to, page) = match (waiting.purpose, &known) {
        (Purpose::Register, None) => (newcomer(&waiting)?, "verify"),
        (Purpose::Register, Some(known)) if known.status == UserStatus::Active => {
            let url = at(&accounts.site, "login", None)?;
            accounts
                .mailer
                .send(&known.at(&waiting), &Letter::AlreadyRegistered { url })
                .await?;
            return drop_link(store, job).await;
        }
        (Purpose::Reset, Some(known)) if known.status == UserStatus::Active => (known.at(&waiting), "reset"),
        (Purpose::SignIn, Some(known)) if known.status == UserStatus::Active => (known.at(&waiting), "magic"),
        (Purpose::EmailChange, Some(known)) if known.status == UserStatus::Active => (known.at(&waiting), "confirm-email"),
        _ => return drop_link(store, job).await,
    };
    let Some(token) = make_token(store, job.link, known.map(|known| known.id)).await? else {
        return Ok(());
    };
    let url = at(&accounts.site, page, Some(&token))?;
    let letter = match waiting.purpose {
        Purpose::Register => Letter::ConfirmAccount { url },
        Purpose::Reset => Letter::ResetPassword { url },
        Purpose::SignIn => Letter::SignInLink { url },
        Purpose::EmailChange => Letter::ConfirmEmail { url },
    };
    accounts.mailer.send(&to, &letter).await
}

/// A token, of which the link keeps the hash; none if the link is gone.
async fn make_token(store: &Store, link: LinkId, user: Option<Uuid>) -> Result<Option<String>> {
    let token = hex::encode(random::<32>()?);
    let kept = sqlx::query!(
        "update links set token_hash = $2, user_id = $3 where id = $1",
        link.0,
        hash(&token),
        user,
    )
    .execute(&store.pool)
    .await?;
    Ok((kept.rows_affected() > 0).then_some(token))
}

/// The account that the letter is about: of whoever asked signed in, else of whoever has the address.
async fn who(store: &Store, waiting: &Waiting) -> Result<Option<Known>> {
    let known = sqlx::query_as!(
        Known,
        r#"select id, display_name, language as "language: Language", status as "status: UserStatus" from users
           where case when $1::uuid is null then email = $2 else id = $1 end"#,
        waiting.user_id,
        waiting.email,
    )
    .fetch_optional(&store.pool)
    .await?;
    Ok(known)
}

impl Known {
    fn at(&self, waiting: &Waiting) -> Recipient {
        Recipient {
            email: waiting.email.clone(),
            name: self.display_name.clone(),
            language: self.language,
        }
    }
}

fn newcomer(waiting: &Waiting) -> Result<Recipient> {
    let asked: Registration = serde_json::from_value(waiting.payload.clone()).map_err(Error::internal)?;
    Ok(Recipient {
        email: waiting.email.clone(),
        name: asked.display_name,
        language: asked.language,
    })
}

/// Nobody has anything to open.
async fn drop_link(store: &Store, job: &DeliverLink) -> Result<()> {
    sqlx::query!("delete from links where id = $1", job.link.0)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// A page of the site. The token is in the fragment, which no server and no Referer ever sees.
fn at(site: &Url, page: &str, token: Option<&str>) -> Result<String> {
    let mut url = site.join(page).map_err(Error::internal)?;
    url.set_fragment(token.map(|token| format!("token={token}")).as_deref());
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn a_token_travels_in_the_fragment() {
        let site = "https://deal.example/".parse().expect("an address");
        assert_eq!(
            at(&site, "verify", Some("ab")).expect("an address"),
            "https://deal.example/verify#token=ab"
        );
        assert_eq!(at(&site, "login", None).expect("an address"), "https://deal.example/login");
    }
}
