//! The rows of accounts elsewhere: finding whose one is, making an account for a new one, linking one to an account.

use crate::{Event, protection, text::printable, users};
use amanat_base::{Code, IdentityId, Result, Role, UserId};
use amanat_mail::{Change, Language};
use amanat_store::{
    Tx, announce,
    audit::Origin,
    constraint::{Rule, translate},
};
use serde_json::json;

/// An account elsewhere whose owner just proved to be its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proven {
    /// Configured id of the provider.
    pub provider: String,
    /// The provider's own stable id of the person.
    pub subject: String,
    /// What its owner recognises it by.
    pub label: String,
}

/// What an account that is made for it begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Newcomer {
    /// Proven by the provider; lower case.
    pub email: Option<String>,
    /// As the provider gave it.
    pub name: String,
    pub language: Language,
}

/// Characters of a display name at most.
const NAME_LENGTH: usize = 60;
/// Characters of a label at most.
const LABEL_LENGTH: usize = 254;

/// Whose it is, if anybody's; notes that it was used. Whoever is suspended is refused here.
pub(super) async fn owner(tx: &mut Tx, proven: &Proven) -> Result<Option<UserId>> {
    let now = tx.now;
    let row = sqlx::query!(
        "update identities i set last_used_at = $3, label = $4 from users u
         where i.provider = $1 and i.subject = $2 and u.id = i.user_id returning u.id, u.status",
        proven.provider,
        proven.subject,
        now,
        label(proven),
    )
    .fetch_optional(&mut **tx)
    .await?;
    match row {
        None => Ok(None),
        Some(row) if row.status == "active" => Ok(Some(UserId(row.id))),
        Some(_) => Err(Code::AccountSuspended.into()),
    }
}

/// Makes an account for it: both sides of the market, no password. An address that somebody here has is `EMAIL_KNOWN`.
pub(super) async fn sign_up(tx: &mut Tx, proven: &Proven, newcomer: &Newcomer) -> Result<UserId> {
    const RULES: &[Rule] = &[Rule {
        constraint: "users_email_key",
        code: Code::EmailKnown,
        path: "email",
    }];
    let (user, now) = (UserId::fresh(), tx.now);
    sqlx::query!(
        "insert into users (id, email, display_name, language, created_at) values ($1, $2, $3, $4, $5)",
        user.0,
        newcomer.email,
        display_name(&newcomer.name),
        newcomer.language as Language,
        now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|e| translate(e, RULES))?;
    users::put_roles(tx, user, &[Role::Buyer, Role::Seller]).await?;
    announce(tx, &Event::Registered { user }).await?;
    insert(tx, user, proven).await?;
    Ok(user)
}

/// Links it to this account, and tells its owner. Linking what is linked already changes nothing.
pub(super) async fn link(tx: &mut Tx, origin: &Origin, user: UserId, proven: &Proven, provider_name: &str) -> Result<()> {
    let linked_to = sqlx::query_scalar!(
        "select user_id from identities where provider = $1 and subject = $2",
        proven.provider,
        proven.subject
    )
    .fetch_optional(&mut **tx)
    .await?;
    if linked_to == Some(user.0) {
        return Ok(());
    }
    insert(tx, user, proven).await?;
    let change = Change::IdentityLinked {
        provider: provider_name.to_owned(),
    };
    // Not what it is called there, often an e-mail address: the log outlives the account.
    let after = json!({ "provider": proven.provider });
    protection::changed(tx, origin, user, "identity.link", ("user", &user), ((), after), change).await
}

async fn insert(tx: &mut Tx, user: UserId, proven: &Proven) -> Result<()> {
    const RULES: &[Rule] = &[
        Rule {
            constraint: "identities_subject_key",
            code: Code::IdentityTaken,
            path: "provider",
        },
        Rule {
            constraint: "identities_one_each",
            code: Code::TooMany,
            path: "provider",
        },
    ];
    let now = tx.now;
    sqlx::query!(
        "insert into identities (id, user_id, provider, subject, label, linked_at, last_used_at) values ($1, $2, $3, $4, $5, $6, $6)",
        IdentityId::fresh().0,
        user.0,
        proven.provider,
        proven.subject,
        label(proven),
        now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|e| translate(e, RULES))?;
    Ok(())
}

fn label(proven: &Proven) -> String {
    let shown = proven.label.chars().filter(|c| !c.is_control());
    shown.take(LABEL_LENGTH).collect()
}

/// What the provider calls them, if it may be shown to others; they can change it later.
fn display_name(given: &str) -> String {
    let name: String = given.trim().chars().take(NAME_LENGTH).collect();
    let name = name.trim();
    if name.is_empty() || printable(name, &()).is_err() {
        return "Newcomer".into();
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::display_name;

    #[test]
    fn names_from_elsewhere_are_held_to_the_rules_of_names_here() {
        assert_eq!(display_name("  Ada Lovelace "), "Ada Lovelace");
        assert_eq!(display_name(&"á".repeat(90)), "á".repeat(60));
        for hidden in ["", "  ", "\u{202e}nimdA", "a\u{0}b"] {
            assert_eq!(display_name(hidden), "Newcomer");
        }
    }
}
