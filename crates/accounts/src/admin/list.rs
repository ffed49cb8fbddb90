//! Finding people.

use crate::{Channels, User, UserStatus};
use amanat_base::{Cursor, Page, PageQuery, Role};
use amanat_mail::Language;
use amanat_web::{AdminCaller, Answer, Ctx, PageOf, Query, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a person has proven or set up.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum Verified {
    /// An e-mail address.
    Email,
    /// A passkey.
    Passkey,
    /// An authenticator app.
    Totp,
    /// An account elsewhere that signs them in.
    Identity,
}

/// Which people, and which page of them. (Not flattened: query values of flattened structs lose their types.)
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UserQuery {
    /// Part of the e-mail or of the name, taken literally; or an id.
    q: Option<String>,
    /// Only with this role.
    role: Option<Role>,
    /// Only with this status.
    status: Option<UserStatus>,
    /// Only who have this.
    #[param(inline)]
    verified: Option<Verified>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// People, newest first.
#[utoipa::path(get, path = "/api/admin/users", tag = "admin", params(UserQuery),
    responses((status = 200, body = PageOf<User>)), security(("bearer" = [])))]
pub(super) async fn list_users(State(ctx): State<Ctx>, _: AdminCaller, Query(query): Query<UserQuery>) -> Answer<Page<User>> {
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor,
    };
    let (limit, after) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        User,
        r#"select id, email, display_name, status as "status: UserStatus", about, '/files/avatar/' || avatar as avatar,
                  language as "language: Language", currency, channels as "channels: sqlx::types::Json<Channels>", created_at,
                  array(select role from user_roles r where r.user_id = u.id order by role) as "roles!: Vec<Role>"
           from users u
           where ($1::text is null or position(lower($1) in email) > 0 or position(lower($1) in lower(display_name)) > 0 or id::text = lower($1))
             and ($2::text is null or exists(select 1 from user_roles r where r.user_id = u.id and r.role = $2))
             and ($3::text is null or status = $3)
             and case $7::text
                   when 'email' then email is not null
                   when 'passkey' then exists(select 1 from passkeys k where k.user_id = u.id)
                   when 'totp' then exists(select 1 from totp t where t.user_id = u.id and t.confirmed_at is not null)
                   when 'identity' then exists(select 1 from identities i where i.user_id = u.id)
                   else true
                 end
             and ($4::timestamptz is null or (created_at, id) < ($4, $5))
           order by created_at desc, id desc limit $6"#,
        query.q,
        query.role.map(|r| r.to_string()),
        query.status as Option<UserStatus>,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1,
        query.verified as Option<Verified>,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |u| Cursor {
        at: u.created_at,
        id: u.id.0,
    }))
}
