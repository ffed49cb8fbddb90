//! `/api/orders/{id}/files`: what the parties of a deal show each other. Added in any state, since a warranty or a dispute outlives the
//! deal; never taken away again, since it is what was agreed and handed over.

use crate::{Event, upload::Purpose};
use amanat_base::{Code, DateTime, Error, FileId, OrderId, Page, Result, Role, UserId};
use amanat_store::{Tx, announce};
use amanat_web::{Answer, Caller, Ctx, Envelope, Json, PageOf, Path, ok};
use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Most files of one order.
const PER_ORDER: i64 = 50;

pub(crate) fn router() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new().routes(routes!(list_order_files, add_order_file))
}

/// A file of an order.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderFile {
    /// The file.
    pub file_id: FileId,
    /// What it is called.
    pub name: String,
    /// What it is, by its content.
    pub content_type: String,
    /// Its size.
    pub bytes: i64,
    /// Of a picture, in pixels.
    pub width: Option<i32>,
    /// Of a picture, in pixels.
    pub height: Option<i32>,
    /// What was said with it.
    pub note: String,
    /// Who added it.
    pub added_by: UserId,
    /// When.
    pub added_at: DateTime,
}

/// A file to add.
#[derive(Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddFile {
    /// One of the caller's attachments.
    #[garde(skip)]
    file_id: FileId,
    /// What to say with it.
    #[garde(length(chars, max = 500), custom(no_nul))]
    #[schema(max_length = 500)]
    #[serde(default)]
    note: String,
}

fn no_nul(text: &str, _: &()) -> garde::Result {
    match text.contains('\0') {
        true => Err(garde::Error::new("may not contain NUL")),
        false => Ok(()),
    }
}

/// The files of an order, oldest first: to its parties, to staff, and to a resolver while it is disputed or decided.
#[utoipa::path(get, path = "/api/orders/{id}/files", tag = "files", params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = PageOf<OrderFile>)))]
async fn list_order_files(State(ctx): State<Ctx>, caller: Caller, Path(order): Path<OrderId>) -> Answer<Page<OrderFile>> {
    let mut conn = ctx.store.pool.acquire().await?;
    let parties = sqlx::query_as!(
        Parties,
        r#"select buyer_id as "buyer: UserId", seller_id as "seller: UserId", state in ('disputed', 'resolved') as "disputed!"
           from orders where id = $1"#,
        order.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    may_see(parties, &caller)?;
    let files = files(&mut conn, order, None).await?;
    ok(Page::whole(files))
}

/// Shows the other side of a deal a file.
#[utoipa::path(post, path = "/api/orders/{id}/files", tag = "files", params(("id" = Uuid, Path)), security(("bearer" = [])),
    request_body = AddFile, responses((status = 200, body = Envelope<OrderFile>)))]
async fn add_order_file(State(ctx): State<Ctx>, caller: Caller, Path(order): Path<OrderId>, Json(add): Json<AddFile>) -> Answer<OrderFile> {
    let mut tx = ctx.store.begin().await?;
    // The order first, then the file. The lock also keeps the count below true.
    let parties = sqlx::query_as!(
        Parties,
        r#"select buyer_id as "buyer: UserId", seller_id as "seller: UserId", state in ('disputed', 'resolved') as "disputed!"
           from orders where id = $1 for update"#,
        order.0
    )
    .fetch_optional(&mut *tx)
    .await?;
    let parties = may_see(parties, &caller)?;
    let other = match caller.user {
        user if user == parties.buyer => parties.seller,
        user if user == parties.seller => parties.buyer,
        _ => return Err(Code::NotAParty.into()),
    };
    let name = attachment(&mut tx, &caller, add.file_id).await?;
    if attach(&mut tx, order, &caller, &add).await? {
        let event = Event::AddedToOrder {
            order,
            file: add.file_id,
            name,
            by: caller.user,
            other,
        };
        announce(&mut tx, &event).await?;
    }
    let added = files(&mut tx, order, Some(add.file_id)).await?;
    let added = added
        .into_iter()
        .next()
        .ok_or_else(|| Error::internal("a file that was just added"))?;
    tx.commit().await?;
    ok(added)
}

struct Parties {
    buyer: UserId,
    seller: UserId,
    disputed: bool,
}

fn may_see(parties: Option<Parties>, caller: &Caller) -> Result<Parties> {
    let sees = |p: &Parties| [p.buyer, p.seller].contains(&caller.user) || caller.is_staff() || caller.is(Role::Resolver) && p.disputed;
    parties.filter(sees).ok_or(Error::new(Code::NotFound))
}

/// The name of the caller's attachment, locked: it can't be removed meanwhile.
async fn attachment(tx: &mut Tx, caller: &Caller, id: FileId) -> Result<String> {
    let file = sqlx::query!(
        r#"select name, purpose as "purpose: Purpose" from files where id = $1 and owner = $2 and deleted_at is null for update"#,
        id.0,
        caller.user.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    match file {
        Some(file) if file.purpose == Purpose::Attachment => Ok(file.name),
        Some(_) => Err(Error::invalid("fileId", "is a picture of a person; upload it as an attachment")),
        None => Err(Error::invalid("fileId", "is none of your files")),
    }
}

/// False when it was there already.
async fn attach(tx: &mut Tx, order: OrderId, caller: &Caller, add: &AddFile) -> Result<bool> {
    let there = sqlx::query!(
        r#"select count(*) as "all!", count(*) filter (where file_id = $2) > 0 as "this!" from order_files where order_id = $1"#,
        order.0,
        add.file_id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if there.this {
        return Ok(false);
    }
    if there.all >= PER_ORDER {
        return Err(Code::TooMany.say("An order can have 50 files at most."));
    }
    let now = tx.now;
    sqlx::query!(
        "insert into order_files (order_id, file_id, added_by, note, added_at) values ($1, $2, $3, $4, $5)",
        order.0,
        add.file_id.0,
        caller.user.0,
        add.note.trim(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

async fn files(conn: &mut PgConnection, order: OrderId, only: Option<FileId>) -> Result<Vec<OrderFile>> {
    let rows = sqlx::query_as!(
        OrderFile,
        r#"select a.file_id as "file_id: FileId", f.name, f.content_type, f.bytes, f.width, f.height, a.note,
                  a.added_by as "added_by: UserId", a.added_at
           from order_files a join files f on f.id = a.file_id
           where a.order_id = $1 and ($2::uuid is null or a.file_id = $2) order by a.added_at, a.file_id"#,
        order.0,
        only.map(|f| f.0),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}
