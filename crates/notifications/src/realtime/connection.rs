//! The conversation with a client: who it is, which rooms it wants, which it gets.
//!
//! Handshake `auth`: `{token, since?, rooms?}`; `rooms` are names like `order-…`, so that a client that comes back is told what it
//! missed in all its rooms in one order. Then `join-user-room`, `join-request-room`, `join-order-room`, `join-chat-room` and the same
//! with `leave-`, each with an id or `{id, since?}`, answered by `{success:true,data:{room}}` or `{success:false,error:{code,message}}`.

use super::{
    Room, access,
    catch_up::{begin, join_since},
    hub::Hub,
    peer::{MOST_ROOMS, Peer},
};
use amanat_base::{Code, Error, Kind, Language, Result};
use amanat_web::{Caller, Ctx, Entry, language::refusal_in};
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{AckSender, SocketRef, State, TryData},
    handler::ConnectHandler,
};
use std::{fmt, sync::Arc};

/// What the handlers reach.
#[derive(Clone)]
pub(super) struct Server {
    pub ctx: Ctx,
    pub hub: Arc<Hub>,
}

#[derive(Deserialize)]
struct Hello {
    token: String,
    since: Option<i64>,
    rooms: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Target {
    Id(String),
    Since { id: String, since: Option<i64> },
}

/// The code of the refusal: what `connect_error` carries as its message.
struct Refused(Code);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Sets up the one namespace.
pub(super) fn install(io: &SocketIo) {
    let result = io.dyn_ns("/", welcome.with(admit));
    if let Err(error) = result {
        tracing::error!(%error, "no sockets: the namespace can't be made");
    }
}

async fn admit(socket: SocketRef, State(server): State<Server>, TryData(hello): TryData<Hello>) -> Result<(), Refused> {
    let hello = hello.map_err(|_| Refused(Code::Unauthenticated))?;
    let token = hello.token.trim_start_matches("Bearer ");
    let extensions = &socket.req_parts().extensions;
    match Caller::authenticate(&server.ctx, token, extensions, Entry::Socket).await {
        Ok(caller) => {
            socket.extensions.insert(caller);
            Ok(())
        }
        Err(error) => {
            log(&error);
            Err(Refused(error.code))
        }
    }
}

async fn welcome(socket: SocketRef, State(server): State<Server>, TryData(hello): TryData<Hello>) {
    let (Some(caller), Ok(hello)) = (socket.extensions.get::<Caller>(), hello) else {
        let _ = socket.disconnect();
        return;
    };
    let own = Room::User(caller.user);
    let peer = Arc::new(Peer::new(socket.clone(), caller, hello.since));
    listen(&socket);
    server.hub.add(&peer);
    if !socket.connected() {
        server.hub.remove(socket.id);
        return;
    }
    server.hub.join(&peer, &own.to_string());
    for name in hello.rooms.unwrap_or_default().into_iter().take(MOST_ROOMS) {
        match permit(&server, &peer, &name).await {
            Ok(room) if server.hub.join(&peer, &room.to_string()) => {}
            _ => peer.refuse(name),
        }
    }
    if let Err(error) = begin(&server.ctx.store, &peer).await {
        // Where it begins isn't known yet, so it reads everything anew once the database is back.
        peer.owe_resync();
        log(&error);
    }
}

fn listen(socket: &SocketRef) {
    for kind in ["user", "request", "order", "chat", "desk"] {
        socket.on(
            format!("join-{kind}-room"),
            async move |s: SocketRef, State(server): State<Server>, TryData(target): TryData<Target>, ack: AckSender| {
                let done = join(&server, &s, kind, target.ok()).await;
                let _ = ack.send(&answer(&server, &s, done).await);
            },
        );
        socket.on(
            format!("leave-{kind}-room"),
            async move |s: SocketRef, State(server): State<Server>, TryData(target): TryData<Target>, ack: AckSender| {
                let done = leave(&server, &s, kind, target.ok());
                let _ = ack.send(&answer(&server, &s, done).await);
            },
        );
    }
    socket.on_disconnect(async |s: SocketRef, State(server): State<Server>| server.hub.remove(s.id));
}

async fn join(server: &Server, socket: &SocketRef, kind: &str, target: Option<Target>) -> Result<Room> {
    let peer = server.hub.get(socket.id).ok_or(Error::new(Code::SessionEnded))?;
    let _turn = peer.joins.try_acquire().map_err(|_| Error::new(Code::RateLimited))?;
    let (id, since) = parts(target)?;
    let room = permit(server, &peer, &format!("{kind}-{id}")).await?;
    let name = room.to_string();
    if peer.is_in(&name) {
        return Ok(room);
    }
    let enter = || server.hub.join(&peer, &name);
    let joined = match since.or(peer.since) {
        Some(since) => join_since(&server.ctx.store, &peer, name.clone(), since.max(0), enter).await?,
        None => enter(),
    };
    if joined {
        Ok(room)
    } else {
        Err(Code::RateLimited.say(format!("A connection can be in {MOST_ROOMS} rooms at most.")))
    }
}

fn leave(server: &Server, socket: &SocketRef, kind: &str, target: Option<Target>) -> Result<Room> {
    let peer = server.hub.get(socket.id).ok_or(Error::new(Code::SessionEnded))?;
    let room: Room = format!("{kind}-{}", parts(target)?.0).parse()?;
    server.hub.leave(&peer, &room.to_string());
    Ok(room)
}

fn parts(target: Option<Target>) -> Result<(String, Option<i64>)> {
    match target {
        Some(Target::Id(id)) => Ok((id, None)),
        Some(Target::Since { id, since }) => Ok((id, since)),
        None => Err(Code::MalformedRequest.say("Send the id, or {id, since}.")),
    }
}

async fn permit(server: &Server, peer: &Peer, name: &str) -> Result<Room> {
    let room: Room = name.parse()?;
    let mut conn = server.ctx.store.pool.acquire().await?;
    access::check(&mut conn, &peer.caller, room).await?;
    Ok(room)
}

async fn answer(server: &Server, socket: &SocketRef, done: Result<Room>) -> Value {
    match done {
        Ok(room) => json!({ "success": true, "data": { "room": room.to_string() } }),
        Err(error) => {
            log(&error);
            let (code, language) = (error.code, language_of(server, socket).await);
            let (message, _) = refusal_in(language, error);
            json!({ "success": false, "error": { "code": code, "message": message } })
        }
    }
}

/// A socket's messages name no language, so it is the person's own; English where that can't be asked.
async fn language_of(server: &Server, socket: &SocketRef) -> Language {
    let Some(caller) = socket.extensions.get::<Caller>() else {
        return Language::default();
    };
    let found = sqlx::query_scalar!(r#"select language as "language: Language" from users where id = $1"#, caller.user.0);
    found.fetch_one(&server.ctx.store.pool).await.unwrap_or_default()
}

fn log(error: &Error) {
    match error.kind() {
        Kind::Internal => tracing::error!(?error, "a socket's request failed"),
        Kind::Unavailable => tracing::warn!(?error, "a socket's request was refused for now"),
        _ => tracing::debug!(%error, "a socket was refused"),
    }
}
