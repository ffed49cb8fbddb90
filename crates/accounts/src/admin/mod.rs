//! `/api/admin/users`: finding people, their roles, suspending them.

use crate::{Channels, Ended, Event, User, UserStatus, load_user, sessions, users::put_roles};
use amanat_base::{Code, Cursor, Error, Page, PageQuery, Result, Role, UserId};
use amanat_mail::Language;
use amanat_store::{Tx, announce};
use amanat_web::{AdminCaller, Answer, Ctx, Envelope, Json, PageOf, Path, Query, ok};
use axum::extract::State;
use garde::Validate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(put_user_roles))
        .routes(routes!(put_user_status))
}

/// Which people, and which page of them. (Not flattened: query values of flattened structs lose their types.)
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UserQuery {
    /// Part of the e-mail or of the name.
    q: Option<String>,
    /// Only with this role.
    role: Option<Role>,
    /// Only with this status.
    status: Option<UserStatus>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// People, newest first.
#[utoipa::path(get, path = "/api/admin/users", tag = "admin", params(UserQuery),
    responses((status = 200, body = PageOf<User>)), security(("bearer" = [])))]
async fn list_users(State(ctx): State<Ctx>, _: AdminCaller, Query(query): Query<UserQuery>) -> Answer<Page<User>> {
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
           where ($1::text is null or position(lower($1) in email) > 0 or position(lower($1) in lower(display_name)) > 0)
             and ($2::text is null or exists(select 1 from user_roles r where r.user_id = u.id and r.role = $2))
             and ($3::text is null or status = $3)
             and ($4::timestamptz is null or (created_at, id) < ($4, $5))
           order by created_at desc, id desc limit $6"#,
        query.q,
        query.role.map(|r| r.to_string()),
        query.status as Option<UserStatus>,
        after.map(|c| c.at),
        after.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    ok(Page::from_rows(rows, limit, |u| Cursor {
        at: u.created_at,
        id: u.id.0,
    }))
}

/// What a person may act as.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RolesRequest {
    /// All the roles that the person has from now on.
    #[garde(length(max = 5))]
    roles: Vec<Role>,
}

/// Sets what a person may act as; it holds from their next request. The last administrator can't be removed.
#[utoipa::path(put, path = "/api/admin/users/{id}/roles", tag = "admin", params(("id" = UserId, Path)),
    request_body = RolesRequest, responses((status = 200, body = Envelope<User>)), security(("bearer" = [])))]
async fn put_user_roles(
    State(ctx): State<Ctx>,
    admin: AdminCaller,
    Path(id): Path<UserId>,
    Json(body): Json<RolesRequest>,
) -> Answer<User> {
    let mut tx = ctx.store.begin().await?;
    let before = load_user(&mut tx, id).await?;
    if before.roles.contains(&Role::Admin) && !body.roles.contains(&Role::Admin) {
        keep_an_admin(&mut tx, id).await?;
    }
    put_roles(&mut tx, id, &body.roles).await?;
    let user = load_user(&mut tx, id).await?;
    if user.roles != before.roles {
        let (roles, by) = (user.roles.clone(), admin.user);
        announce(&mut tx, &Event::RolesChanged { user: id, roles, by }).await?;
    }
    tx.commit().await?;
    ok(user)
}

/// Whether a person may act at all.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StatusRequest {
    #[garde(skip)]
    status: UserStatus,
}

/// Suspends a person, which ends their sessions at once, or lets them back. Nobody suspends themselves.
#[utoipa::path(put, path = "/api/admin/users/{id}/status", tag = "admin", params(("id" = UserId, Path)),
    request_body = StatusRequest, responses((status = 200, body = Envelope<User>)), security(("bearer" = [])))]
async fn put_user_status(
    State(ctx): State<Ctx>,
    admin: AdminCaller,
    Path(id): Path<UserId>,
    Json(body): Json<StatusRequest>,
) -> Answer<User> {
    if id == admin.user {
        return Err(Code::Conflict.say("You can't suspend yourself.").into());
    }
    let mut tx = ctx.store.begin().await?;
    let before = load_user(&mut tx, id).await?;
    if body.status == UserStatus::Suspended && before.roles.contains(&Role::Admin) {
        keep_an_admin(&mut tx, id).await?;
    }
    let changed = sqlx::query!(
        "update users set status = $2 where id = $1 and status <> $2",
        id.0,
        body.status as UserStatus,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if changed > 0 {
        let (status, by) = (body.status, admin.user);
        let reason = String::new();
        announce(
            &mut tx,
            &Event::StatusChanged {
                user: id,
                status,
                by,
                reason,
            },
        )
        .await?;
    }
    if body.status == UserStatus::Suspended {
        sessions::end(&mut tx, id, None, Ended::Suspended).await?;
    }
    let user = load_user(&mut tx, id).await?;
    tx.commit().await?;
    ok(user)
}

/// Two administrators who remove each other at the same moment wait for one another here.
async fn keep_an_admin(tx: &mut Tx, except: UserId) -> Result<()> {
    let admins = sqlx::query!(
        "select r.user_id, u.status from user_roles r join users u on u.id = r.user_id
         where r.role = 'admin' order by r.user_id for update",
    )
    .fetch_all(&mut **tx)
    .await?;
    let another = admins.iter().any(|a| a.user_id != except.0 && a.status == "active");
    if another {
        Ok(())
    } else {
        Err(Error::new(Code::Conflict).say("This is the last administrator."))
    }
}
