//! The log that sockets are told from: written under one lock, so that the order of `seq` is the order of commits.

use super::Room;
use amanat_base::{EventId, Result};
use amanat_store::{REALTIME_CHANNEL, Store, Tx};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Cuts the sockets of the session in `sessionId`, or all of the person's when there is none. Told live only: to who comes back later
/// with a session that stands, it means nothing.
pub(super) const SESSION_REVOKED: &str = "session:revoked";
/// A person's roles were changed.
pub(super) const USER_UPDATED: &str = "user:updated";
/// Held from choosing `seq` to the commit.
const ORDER_LOCK: i64 = 0x414d_414e_4154;
/// How long a client may be away and still be brought up to date.
const KEPT_DAYS: i64 = 7;
/// Rows deleted in one statement.
const PRUNE_ROWS: i64 = 10_000;

/// One message to one room.
#[derive(Clone, Debug)]
pub struct Emit {
    /// Who hears it.
    pub room: Room,
    /// Name of the Socket.IO event, for example `order:updated`.
    pub name: &'static str,
    /// A JSON object; clients get it with `seq` added.
    pub payload: Value,
}

/// Writes messages to the log. A replay of the same event writes nothing. Call it last in a transaction: the lock that keeps the log
/// in commit order is held until then.
///
/// `seq` is the time in microseconds, or the last one plus one: it also rises over a restored backup and over rows that an
/// asynchronous commit lost in a crash, which a sequence of the database would hand out twice.
pub async fn emit(tx: &mut Tx, event: EventId, emits: &[Emit]) -> Result<()> {
    if emits.is_empty() {
        return Ok(());
    }
    let rooms: Vec<String> = emits.iter().map(|e| e.room.to_string()).collect();
    let names: Vec<String> = emits.iter().map(|e| e.name.to_owned()).collect();
    let payloads: Vec<Value> = emits.iter().map(|e| e.payload.clone()).collect();
    sqlx::query!("select pg_advisory_xact_lock($1)", ORDER_LOCK)
        .fetch_one(&mut **tx)
        .await?;
    sqlx::query!(
        r#"insert into realtime_events (seq, event_id, room, name, payload) overriding system value
           select greatest((select max(seq) from realtime_events), (extract(epoch from clock_timestamp()) * 1000000)::bigint) + e.n,
                  $1, e.room, e.name, e.payload
           from unnest($2::text[], $3::text[], $4::jsonb[]) with ordinality as e (room, name, payload, n)
           on conflict (event_id, room, name) do nothing"#,
        event.0,
        &rooms,
        &names,
        &payloads,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("select pg_notify($1, '')", REALTIME_CHANNEL)
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}

/// Deletes what nobody can ask for any more; returns how many rows. For a daily job.
pub async fn prune(store: &Store) -> Result<u64> {
    let mut deleted = 0;
    loop {
        let rows = sqlx::query!(
            r#"delete from realtime_events where seq in
               (select seq from realtime_events
                where seq < (extract(epoch from clock_timestamp() - make_interval(days => $1::int)) * 1000000)::bigint
                order by seq limit $2)"#,
            KEPT_DAYS as i32,
            PRUNE_ROWS
        )
        .execute(&store.pool)
        .await?
        .rows_affected();
        deleted += rows;
        if rows < PRUNE_ROWS as u64 {
            return Ok(deleted);
        }
    }
}

/// A row of the log.
#[derive(Debug)]
pub(super) struct Entry {
    pub seq: i64,
    pub event: Uuid,
    pub room: String,
    pub name: String,
    payload: Value,
}

impl Entry {
    /// What the client gets: the payload and where it stands in the log.
    pub fn message(&self) -> Value {
        let mut message = self.payload.clone();
        if let Value::Object(fields) = &mut message {
            fields.insert("seq".into(), self.seq.into());
        }
        message
    }
}

/// Where the log ends, and before which `seq` it may have been pruned. An empty log, or one that has been quiet for long, ends an hour
/// ago: later than what was pruned, earlier than whatever is being written just now.
pub(super) async fn bounds(conn: &mut PgConnection) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select greatest(max(seq), (extract(epoch from clock_timestamp() - interval '1 hour') * 1000000)::bigint) as "head!",
                  (extract(epoch from clock_timestamp() - make_interval(days => $1::int)) * 1000000)::bigint as "kept!"
           from realtime_events"#,
        KEPT_DAYS as i32
    )
    .fetch_one(conn)
    .await?;
    Ok((row.head, row.kept))
}

/// What comes after `seq`, for everybody.
pub(super) async fn after(conn: &mut PgConnection, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    Ok(sqlx::query_as!(
        Entry,
        "select seq, event_id as event, room, name, payload from realtime_events where seq > $1 order by seq limit $2",
        seq,
        limit
    )
    .fetch_all(conn)
    .await?)
}

/// What comes after `after` and not after `until` in `rooms`. Of a message that went to several of `rooms` or `also`, only the first.
pub(super) async fn in_rooms(
    conn: &mut PgConnection,
    rooms: &[String],
    also: &[String],
    (after, until): (i64, i64),
    limit: i64,
) -> Result<Vec<Entry>> {
    Ok(sqlx::query_as!(
        Entry,
        r#"select seq, event_id as event, room, name, payload from realtime_events e
           where room = any($1) and seq > $3 and seq <= $4 and name <> $6
             and not exists (select 1 from realtime_events twin
                             where twin.event_id = e.event_id and twin.name = e.name
                               and (twin.room = any($2) or twin.room = any($1) and twin.seq < e.seq))
           order by seq limit $5"#,
        rooms,
        also,
        after,
        until,
        limit,
        SESSION_REVOKED
    )
    .fetch_all(conn)
    .await?)
}
