//! The tasks of a node: following the log, bringing slow sockets up to date, ending connections whose session has ended.

use super::{
    access,
    catch_up::catch_up,
    hub::Hub,
    log::{self, Entry, SESSION_REVOKED, USER_UPDATED},
};
use amanat_base::{Kind, Result};
use amanat_store::REALTIME_CHANNEL;
use amanat_web::Ctx;
use sqlx::{PgConnection, postgres::PgListener};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use uuid::Uuid;

/// Rows read at once.
const BATCH: i64 = 500;
/// How often to look without having been woken.
const POLL: Duration = Duration::from_secs(1);
/// How often every connection's session is looked at, whatever was or wasn't announced.
const SESSIONS_EVERY: Duration = Duration::from_secs(60);

/// Follows the log from its present end, for ever.
pub(super) async fn follow(ctx: &Ctx, hub: &Hub) {
    let mut last = None;
    let mut listener = None;
    loop {
        if let Err(error) = advance(ctx, hub, &mut last).await {
            tracing::warn!(%error, "the realtime log can't be read; trying again");
            listener = None;
            sleep(POLL).await;
            continue;
        }
        match &mut listener {
            // Listening began after the last look, so look again before waiting.
            None => listener = listen(ctx).await,
            Some(waiting) => {
                if !wait(waiting).await {
                    listener = None;
                }
            }
        }
        if listener.is_none() {
            sleep(POLL).await;
        }
    }
}

async fn listen(ctx: &Ctx) -> Option<PgListener> {
    let connect = async {
        let mut listener = PgListener::connect_with(&ctx.store.pool).await?;
        listener.listen(REALTIME_CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    };
    timeout(Duration::from_secs(5), connect).await.ok()?.ok()
}

/// Until woken or it is time to look anyway. False: the connection is lost.
async fn wait(listener: &mut PgListener) -> bool {
    match timeout(POLL, listener.try_recv()).await {
        Ok(Ok(Some(_))) => {
            // One look answers all that have come in.
            while listener.next_buffered().is_some() {}
            true
        }
        Ok(Ok(None) | Err(_)) => false,
        Err(_) => true,
    }
}

async fn advance(ctx: &Ctx, hub: &Hub, last: &mut Option<i64>) -> Result<()> {
    let mut conn = ctx.store.pool.acquire().await?;
    let mut from = match *last {
        Some(seq) => seq,
        None => log::bounds(&mut conn).await?.0,
    };
    *last = Some(from);
    loop {
        let entries = log::after(&mut conn, from, BATCH).await?;
        for entry in &entries {
            dispatch(hub, entry);
            if entry.name == USER_UPDATED {
                leave_what_is_closed(&mut conn, hub, entry).await?;
            }
            from = entry.seq;
            *last = Some(from);
        }
        if entries.len() < BATCH as usize {
            return Ok(());
        }
    }
}

fn dispatch(hub: &Hub, entry: &Entry) {
    let peers = hub.in_room(&entry.room);
    if peers.is_empty() {
        return;
    }
    let message = entry.message();
    for peer in &peers {
        peer.hear(entry, &message);
    }
    if entry.name == SESSION_REVOKED {
        // Without a session in it, it means all of the person's.
        let session = message
            .get("sessionId")
            .and_then(|s| s.as_str())
            .and_then(|s| s.parse::<Uuid>().ok());
        for peer in peers.iter().filter(|p| session.is_none_or(|s| s == p.caller.session.0)) {
            hub.remove(peer.id());
            peer.cut("The session has ended.");
        }
    }
}

/// A person's roles were changed: their sockets leave the rooms into which those no longer let them.
async fn leave_what_is_closed(conn: &mut PgConnection, hub: &Hub, entry: &Entry) -> Result<()> {
    for peer in hub.in_room(&entry.room) {
        for name in peer.rooms() {
            match access::check(conn, &peer.caller, name.parse()?).await {
                Err(error) if error.kind() == Kind::NotFound => hub.leave(&peer, &name),
                checked => checked?,
            }
        }
    }
    Ok(())
}

/// Sockets whose buffer ran full, or that came while the database was away, are looked at again; those that don't read, ever less often.
pub(super) async fn catch_up_slow(ctx: &Ctx, hub: &Arc<Hub>) {
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut tick = 0_u32;
    loop {
        ticks.tick().await;
        tick = tick.wrapping_add(1);
        for peer in hub.all() {
            if !peer.connected() {
                hub.remove(peer.id());
            } else if !peer.is_live() && peer.is_due(tick) {
                let _ = catch_up(&ctx.store, &peer).await;
            }
        }
    }
}

/// Every minute, all sessions of this node in one question: also sees what nobody announced, such as a session that ran out.
pub(super) async fn watch_sessions(ctx: &Ctx, hub: &Hub) {
    let mut ticks = interval(SESSIONS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = cut_ended(ctx, hub).await {
            tracing::warn!(%error, "sessions can't be looked at; trying again in a minute");
        }
    }
}

/// Cuts every socket whose session has ended or whose person is suspended, and of those who look through another's eyes and are no
/// administrators any more, or look through the eyes of who came to power since.
pub(super) async fn cut_ended(ctx: &Ctx, hub: &Hub) -> Result<()> {
    let peers = hub.all();
    if peers.is_empty() {
        return Ok(());
    }
    let now = ctx.store.now().await?;
    let sessions: Vec<Uuid> = peers.iter().map(|p| p.caller.session.0).collect();
    let standing = sqlx::query_scalar!(
        r#"select s.id from sessions s join users u on u.id = s.user_id
           where s.id = any($1) and s.revoked_at is null and s.expires_at > $2 and u.status = 'active'
             and (s.impersonator is null
                  or exists (select 1 from users a join user_roles r on r.user_id = a.id
                             where a.id = s.impersonator and a.status = 'active' and r.role = 'admin')
                     and not exists (select 1 from user_roles r where r.user_id = u.id and r.role in ('resolver', 'guard', 'admin')))"#,
        &sessions,
        now
    )
    .fetch_all(&ctx.store.pool)
    .await?;
    let standing: HashSet<Uuid> = standing.into_iter().collect();
    for peer in peers.iter().filter(|p| !standing.contains(&p.caller.session.0)) {
        hub.remove(peer.id());
        peer.cut("The session has ended.");
    }
    Ok(())
}
