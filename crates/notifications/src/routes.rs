//! `/api/notification`: a person's own list.

use crate::Words;
use amanat_base::{Code, Cursor, DateTime, Error, NotificationId, Page, PageQuery};
use amanat_web::{Answer, Caller, Ctx, Envelope, Path, Query, language::spoken, ok};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Past this, "many" is all that the badge needs to know.
const MOST_UNREAD: i64 = 1000;

/// The routes of notifications.
pub fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(read_notification))
        .routes(routes!(read_all_notifications))
}

/// Something a person was told.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationView {
    /// Its id.
    pub id: NotificationId,
    /// What sort, in snake_case.
    pub kind: String,
    /// A few words, in the language that `Accept-Language` asks for.
    pub title: String,
    /// A sentence, in that language.
    pub body: String,
    /// Path in the web app to go to.
    pub link: Option<String>,
    /// For programs.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
    /// When it was read, if it was.
    pub read_at: Option<DateTime>,
    /// When.
    pub created_at: DateTime,
}

impl NotificationView {
    /// In the language of the request.
    fn read(mut self) -> Self {
        if let Some((title, body)) = Words::of_stored(&self.data, spoken()) {
            (self.title, self.body) = (title, body);
        }
        self
    }
}

/// A page of a person's notifications.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPage {
    /// The rows, newest first.
    pub items: Vec<NotificationView>,
    /// Send as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
    /// How many are unread in all, counted up to 1,000.
    pub unread: i64,
}

/// Which notifications to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NotificationFilter {
    /// True: only what was not read yet.
    unread: Option<bool>,
    /// Rows on a page, 1 to 100; 20 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// How many are unread now.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct Unread {
    /// Counted up to 1,000.
    pub unread: i64,
}

/// The caller's notifications, newest first.
#[utoipa::path(get, path = "/api/notification", tag = "notifications", params(NotificationFilter), security(("bearer" = [])),
    responses((status = 200, body = Envelope<NotificationPage>)))]
async fn list_notifications(State(ctx): State<Ctx>, caller: Caller, Query(filter): Query<NotificationFilter>) -> Answer<NotificationPage> {
    let page = PageQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let (limit, cursor) = (page.limit()?, page.cursor()?);
    let rows = sqlx::query_as!(
        NotificationView,
        r#"select id as "id: NotificationId", kind, title, body, link, data, read_at, created_at from notifications
           where user_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3))
             and ($5::bool is not true or read_at is null)
           order by created_at desc, id desc limit $4"#,
        caller.user.0,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
        filter.unread,
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let page = Page::from_rows(rows, limit, |n| Cursor {
        at: n.created_at,
        id: n.id.0,
    });
    ok(NotificationPage {
        items: page.items.into_iter().map(NotificationView::read).collect(),
        next_cursor: page.next_cursor,
        unread: unread(&ctx, &caller).await?,
    })
}

/// Marks one as read; reading it again changes nothing.
#[utoipa::path(patch, path = "/api/notification/{id}/read", tag = "notifications", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Envelope<NotificationView>)))]
async fn read_notification(State(ctx): State<Ctx>, caller: Caller, Path(id): Path<NotificationId>) -> Answer<NotificationView> {
    let now = ctx.store.now().await?;
    let row = sqlx::query_as!(
        NotificationView,
        r#"update notifications set read_at = coalesce(read_at, $3) where id = $1 and user_id = $2
           returning id as "id: NotificationId", kind, title, body, link, data, read_at, created_at"#,
        id.0,
        caller.user.0,
        now,
    )
    .fetch_optional(&ctx.store.pool)
    .await?;
    ok(row.ok_or(Error::new(Code::NotFound))?.read())
}

/// Marks all of them as read.
#[utoipa::path(post, path = "/api/notification/read-all", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, body = Envelope<Unread>)))]
async fn read_all_notifications(State(ctx): State<Ctx>, caller: Caller) -> Answer<Unread> {
    let now = ctx.store.now().await?;
    sqlx::query!(
        "update notifications set read_at = $2 where user_id = $1 and read_at is null and created_at <= $2",
        caller.user.0,
        now
    )
    .execute(&ctx.store.pool)
    .await?;
    ok(Unread {
        unread: unread(&ctx, &caller).await?,
    })
}

async fn unread(ctx: &Ctx, caller: &Caller) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from (select 1 from notifications where user_id = $1 and read_at is null limit $2) as unread"#,
        caller.user.0,
        MOST_UNREAD
    )
    .fetch_one(&ctx.store.pool)
    .await?)
}
