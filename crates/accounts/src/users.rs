//! The account itself: creating it, reading it.

use crate::{Event, PasswordHash};
use amanat_base::{Code, DateTime, Result, Role, UserId};
use amanat_mail::Language;
use amanat_store::{
    Tx, announce,
    constraint::{Rule, translate},
};
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

/// Whether a person may act.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum UserStatus {
    /// May sign in.
    Active,
    /// May not, until an administrator changes it.
    Suspended,
    /// Asked to be forgotten; nobody any more.
    Erased,
}

/// By which ways notices reach a person besides the list on the site. Letters about the account's own protection go out regardless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Channels {
    /// By letters to the account's address.
    #[garde(skip)]
    pub email: bool,
}

/// A person, as they and the administrators see them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Account id.
    pub id: UserId,
    /// Lower case; nobody's for an account that came by Telegram.
    pub email: Option<String>,
    /// What others see.
    pub display_name: String,
    /// What they may act as.
    pub roles: Vec<Role>,
    /// Whether they may act.
    pub status: UserStatus,
    /// What they say about themselves; others see it too.
    pub about: String,
    /// Where their picture is, a path on this site.
    pub avatar: Option<String>,
    /// In which language the platform writes to them.
    pub language: Language,
    /// In which currency prices are shown to them, ISO 4217.
    pub currency: String,
    /// By which ways notices reach them besides the list on the site.
    #[schema(value_type = Channels)]
    pub channels: sqlx::types::Json<Channels>,
    /// Since when.
    pub created_at: DateTime,
}

/// What an account needs to begin with.
pub struct NewUser<'a> {
    /// ASCII; kept in lower case.
    pub email: &'a str,
    /// From [`crate::hash_password`].
    pub password: &'a PasswordHash,
    /// What others see, 1 to 60 characters.
    pub display_name: &'a str,
    /// What they may act as.
    pub roles: &'a [Role],
}

/// Creates an account. An address that has one already is `EMAIL_TAKEN`.
pub async fn create(tx: &mut Tx, new: &NewUser<'_>) -> Result<UserId> {
    const RULES: &[Rule] = &[Rule {
        constraint: "users_email_key",
        code: Code::EmailTaken,
        path: "email",
    }];
    let (id, now) = (UserId::fresh(), tx.now);
    sqlx::query!(
        "insert into users (id, email, password_hash, display_name, created_at) values ($1, $2, $3, $4, $5)",
        id.0,
        new.email.to_ascii_lowercase(),
        new.password.0,
        new.display_name,
        now,
    )
    .execute(&mut **tx)
    .await
    .map_err(|e| translate(e, RULES))?;
    put_roles(tx, id, new.roles).await?;
    announce(tx, &Event::Registered { user: id }).await?;
    Ok(id)
}

/// Makes these the person's roles, keeping the date of those that stay.
pub(crate) async fn put_roles(tx: &mut Tx, user: UserId, roles: &[Role]) -> Result<()> {
    let now = tx.now;
    let names: Vec<String> = roles.iter().map(Role::to_string).collect();
    sqlx::query!("delete from user_roles where user_id = $1 and role <> all($2)", user.0, &names)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "insert into user_roles (user_id, role, granted_at) select $1, role, $3 from unnest($2::text[]) role on conflict do nothing",
        user.0,
        &names,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Reads a person; `NOT_FOUND` if there is none.
pub async fn load(conn: &mut PgConnection, id: UserId) -> Result<User> {
    let user = sqlx::query_as!(
        User,
        r#"select id, email, display_name, status as "status: UserStatus", about, '/files/avatar/' || avatar as avatar,
                  language as "language: Language", currency, channels as "channels: sqlx::types::Json<Channels>", created_at,
                  array(select role from user_roles r where r.user_id = u.id order by role) as "roles!: Vec<Role>"
           from users u where id = $1"#,
        id.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(user)
}
