//! Everything that happens, live: a log in the database, followed by every node, told to that node's own sockets.
//!
//! [`emit`] writes the log in the transaction of a reaction. Sequence order is commit order, so following is `seq > last`: nothing is
//! skipped, nothing needs a message bus, and a client that was away says where it stopped (`since`) and gets what it missed.

mod access;
mod catch_up;
mod connection;
mod follower;
mod hub;
mod log;
mod peer;
mod room;

pub use log::{Emit, emit, prune};
pub use room::{Desk, Room};

use amanat_web::Ctx;
use connection::Server;
use hub::Hub;
use socketioxide::{SocketIo, layer::SocketIoLayer};
use std::sync::Arc;

/// Packets that wait for one slow socket; then it is behind, gets nothing more, and catches up from the log once it reads again.
const SOCKET_BUFFER_PACKETS: usize = 64;
/// Clients only send ids of rooms.
const CLIENT_MESSAGE_BYTES: usize = 16 * 1024;

/// This node's Socket.IO server.
#[derive(Clone)]
pub struct Realtime {
    ctx: Ctx,
    hub: Arc<Hub>,
    io: SocketIo,
    layer: SocketIoLayer,
}

impl std::fmt::Debug for Realtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Realtime").field("sockets", &self.sockets()).finish()
    }
}

impl Realtime {
    /// A server that waits for [`Realtime::run`] to tell it what happens.
    pub fn new(ctx: Ctx) -> Self {
        let hub = Arc::new(Hub::default());
        let (layer, io) = SocketIo::builder()
            .max_buffer_size(SOCKET_BUFFER_PACKETS)
            .max_payload(CLIENT_MESSAGE_BYTES as u64)
            .ws_max_message_size(CLIENT_MESSAGE_BYTES)
            .ws_max_frame_size(CLIENT_MESSAGE_BYTES)
            .ws_read_buffer_size(4096)
            .connect_timeout(std::time::Duration::from_secs(10))
            .with_state(Server {
                ctx: ctx.clone(),
                hub: hub.clone(),
            })
            .build_layer();
        connection::install(&io);
        Self { ctx, hub, io, layer }
    }

    /// The layer that answers `/socket.io`.
    pub fn layer(&self) -> SocketIoLayer {
        self.layer.clone()
    }

    /// Follows the log, brings slow sockets up to date and cuts those whose session has ended. Runs until dropped; survives the
    /// database going away.
    pub async fn run(&self) {
        tokio::join!(
            follower::follow(&self.ctx, &self.hub),
            follower::catch_up_slow(&self.ctx, &self.hub),
            follower::watch_sessions(&self.ctx, &self.hub),
        );
    }

    /// Cuts every socket whose session has ended or whose person is suspended, now instead of within a minute.
    pub async fn cut_ended(&self) -> amanat_base::Result<()> {
        follower::cut_ended(&self.ctx, &self.hub).await
    }

    /// How many sockets are connected to this node.
    pub fn sockets(&self) -> usize {
        self.hub.len()
    }

    /// Tells every client goodbye and closes their connections.
    pub async fn close(&self) {
        self.io.close().await;
    }
}
