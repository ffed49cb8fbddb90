//! Bringing one socket from where it stopped to the end of the log.

use super::{
    log::{self, Entry},
    peer::{Peer, Resumed, Told},
};
use amanat_base::Result;
use amanat_store::Store;
use serde_json::json;

/// Most messages that are told again; who missed more is told to `resync` instead: to read everything anew.
const MOST_REPLAYED: i64 = 500;

/// Reads the log for this peer until it has everything, then makes it live. When the socket doesn't read or the database is away, it
/// stays as it is: whoever calls again continues from there.
pub(super) async fn catch_up(store: &Store, peer: &Peer) -> Result<()> {
    let _once = peer.catching.lock().await;
    run(store, peer).await
}

/// Sets where a new connection begins: where the client stopped, but never beyond the end of the log (a forged position, or a database
/// restored from a backup: then everything must be read anew).
pub(super) async fn begin(store: &Store, peer: &Peer) -> Result<()> {
    let _once = peer.catching.lock().await;
    let (head, _) = log::bounds(&mut *store.pool.acquire().await?).await?;
    if peer.since.is_some_and(|since| since > head) {
        peer.owe_resync();
    }
    peer.set_cursor(peer.since.unwrap_or(head).clamp(0, head));
    run(store, peer).await
}

/// Joins a room through `join` and tells what happened there after `since`, as if the peer had been in it.
pub(super) async fn join_since(store: &Store, peer: &Peer, room: String, since: i64, join: impl FnOnce() -> bool) -> Result<bool> {
    let _once = peer.catching.lock().await;
    peer.pause();
    // Up to `cursor`, the other rooms have been told; the new room still has to be, from `since` to there.
    read_to_end(store, peer).await?;
    let (others, cursor) = (peer.rooms(), peer.cursor());
    if !join() {
        run(store, peer).await?;
        return Ok(false);
    }
    let (_, kept) = log::bounds(&mut *store.pool.acquire().await?).await?;
    let rooms = [room];
    let missed = log::in_rooms(
        &mut *store.pool.acquire().await?,
        &rooms,
        &others,
        (since, cursor),
        MOST_REPLAYED + 1,
    )
    .await?;
    let too_much = since < kept || missed.len() > limit();
    if too_much || tell_all(peer, &missed, false).await != Told::Yes {
        peer.owe_resync();
    }
    run(store, peer).await?;
    Ok(true)
}

async fn run(store: &Store, peer: &Peer) -> Result<()> {
    loop {
        peer.pause();
        if read_to_end(store, peer).await? != Told::Yes {
            return Ok(());
        }
        match peer.resume() {
            Resumed::Live | Resumed::NotReading => return Ok(()),
            // What the follower passed by while we read: read again.
            Resumed::Missed => tokio::task::yield_now().await,
        }
    }
}

async fn read_to_end(store: &Store, peer: &Peer) -> Result<Told> {
    let mut conn = store.pool.acquire().await?;
    let (head, kept) = log::bounds(&mut conn).await?;
    let (rooms, cursor) = (peer.rooms(), peer.cursor());
    let missed = log::in_rooms(&mut conn, &rooms, &[], (cursor, head), MOST_REPLAYED + 1).await?;
    drop(conn);
    let pruned = cursor < kept && head > cursor;
    if peer.owes_resync() || pruned || missed.len() > limit() {
        let told = peer.tell("resync", &json!({ "seq": head })).await;
        if told == Told::Yes {
            peer.resynced(head);
        }
        return Ok(told);
    }
    let told = tell_all(peer, &missed, true).await;
    if told == Told::Yes {
        peer.set_cursor(head.max(cursor));
    }
    Ok(told)
}

async fn tell_all(peer: &Peer, entries: &[Entry], moves_cursor: bool) -> Told {
    for entry in entries {
        let told = peer.tell(&entry.name, &entry.message()).await;
        if told != Told::Yes {
            return told;
        }
        if moves_cursor {
            peer.set_cursor(entry.seq);
        }
    }
    Told::Yes
}

fn limit() -> usize {
    usize::try_from(MOST_REPLAYED).unwrap_or(usize::MAX)
}
