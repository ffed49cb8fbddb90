//! The caller's body on its way to the service: bounded in size and in pauses, and never held as a whole.

use amanat_base::{Code, Error};
use axum::body::{Body, Bytes};
use futures::{Stream, StreamExt};
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// What is known of an upload from outside.
#[derive(Clone, Debug)]
pub(crate) struct Progress(Arc<Mutex<Seen>>);

#[derive(Debug)]
struct Seen {
    at: Instant,
    fault: Option<Code>,
    /// The service would take more, and the caller doesn't send it.
    is_awaited: bool,
}

impl Progress {
    fn note(&self, fault: Option<Code>) {
        *self.seen() = Seen {
            at: Instant::now(),
            fault,
            is_awaited: false,
        };
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True while it is the caller who is waited for, and not the service.
    pub(crate) fn is_callers_turn(&self) -> bool {
        self.seen().is_awaited
    }

    /// When something was last heard of the caller.
    pub(crate) fn last(&self) -> Instant {
        self.seen().at
    }

    /// Why the upload broke off, if it was the caller's doing.
    pub(crate) fn fault(&self) -> Option<Error> {
        self.seen().fault.map(Error::new)
    }
}

/// The body as a stream, and its progress.
pub(crate) fn watch(body: Body, most: u64, idle: Duration) -> (impl Stream<Item = io::Result<Bytes>> + Send + 'static, Progress) {
    let progress = Progress(Arc::new(Mutex::new(Seen {
        at: Instant::now(),
        fault: None,
        is_awaited: false,
    })));
    let upload = Upload {
        body: body.into_data_stream(),
        left: most,
        idle,
        progress: progress.clone(),
    };
    let stream = futures::stream::unfold(Some(upload), |upload| async move {
        let mut upload = upload?;
        match upload.next().await? {
            Ok(chunk) => Some((Ok(chunk), Some(upload))),
            Err(fault) => {
                upload.progress.note(Some(fault));
                Some((Err(io::Error::other("the caller's body broke off")), None))
            }
        }
    });
    (stream, progress)
}

struct Upload {
    body: axum::body::BodyDataStream,
    left: u64,
    idle: Duration,
    progress: Progress,
}

impl Upload {
    async fn next(&mut self) -> Option<Result<Bytes, Code>> {
        self.progress.seen().is_awaited = true;
        let chunk = match timeout(self.idle, self.body.next()).await {
            Err(_) => return Some(Err(Code::RequestTimeout)),
            Ok(None) => {
                self.progress.note(None);
                return None;
            }
            Ok(Some(Err(_))) => return Some(Err(Code::MalformedRequest)),
            Ok(Some(Ok(chunk))) => chunk,
        };
        let Some(left) = self.left.checked_sub(chunk.len() as u64) else {
            return Some(Err(Code::PayloadTooLarge));
        };
        self.left = left;
        self.progress.note(None);
        Some(Ok(chunk))
    }
}
