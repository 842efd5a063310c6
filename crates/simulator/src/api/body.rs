//! Bodies: from disk, guarded, and misshapen on purpose.

use std::future::poll_fn;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use tokio::io::AsyncReadExt;
use tokio::sync::{mpsc, watch};

use super::line::Scissors;

/// Chunk that is read from disk at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that wait for the network.
const WAITING_CHUNKS_MAX: usize = 2;
/// A stalled body gives up after so long, should its peer never do.
const STALL_MAX: Duration = Duration::from_secs(600);
/// So long the network is given to take what was sent before a connection breaks.
const FLUSH_PAUSE: Duration = Duration::from_millis(30);
/// A slow body sends so often.
const SLOW_TICK: Duration = Duration::from_millis(100);

/// A body that another task produces.
struct Piped(mpsc::Receiver<io::Result<Bytes>>);

impl HttpBody for Piped {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// A body that keeps something until it is sent or given up.
pub(super) struct Guarded<G> {
    inner: Body,
    _guard: G,
}

impl<G: Send + Unpin + 'static> Guarded<G> {
    pub(super) fn wrap(inner: Body, guard: G) -> Body {
        Body::new(Self { inner, _guard: guard })
    }
}

impl<G: Unpin> HttpBody for Guarded<G> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A file from disk, in chunks; a failing disk breaks the answer off.
pub(crate) fn from_disk(path: PathBuf) -> Body {
    let (to_network, chunks) = mpsc::channel(WAITING_CHUNKS_MAX);
    tokio::spawn(async move {
        let mut file = match tokio::fs::File::open(path).await {
            Ok(file) => file,
            Err(error) => return drop(to_network.send(Err(error)).await),
        };
        loop {
            let mut chunk = vec![0; CHUNK_BYTES];
            let read = file.read(&mut chunk).await.map(|len| {
                chunk.truncate(len);
                Bytes::from(chunk)
            });
            let is_last = read.as_ref().map_or(true, Bytes::is_empty);
            if to_network.send(read).await.is_err() || is_last {
                return;
            }
        }
    });
    Body::new(Piped(chunks))
}

/// What becomes of a body on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The byte to invert.
    pub(super) corrupt_at: Option<u64>,
    /// Bytes that pass.
    pub(super) bytes_max: u64,
    /// What comes after them.
    pub(super) ending: Ending,
    pub(super) bytes_per_s: Option<u32>,
}

/// How a body ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    Complete,
    Closed,
    Reset,
    Stalled,
}

impl Shape {
    pub(super) const WHOLE: Self =
        Self { corrupt_at: None, bytes_max: u64::MAX, ending: Ending::Complete, bytes_per_s: None };
}

/// The body in that shape, reset when the simulator stops. The caller sees to `Content-Length`.
pub(super) fn shaped(body: Body, shape: Shape, scissors: Scissors, mut stopping: watch::Receiver<bool>) -> Body {
    let (to_network, chunks) = mpsc::channel(1);
    tokio::spawn(async move {
        let whole = async {
            if pump(body, shape, &to_network).await.is_some() {
                end(shape.ending, &to_network, &scissors).await;
            }
        };
        tokio::select! {
            () = whole => {}
            _ = stopping.changed() => end(Ending::Reset, &to_network, &scissors).await,
        }
    });
    Body::new(Piped(chunks))
}

/// Sends what the shape lets pass; `None` when the peer has gone.
async fn pump(mut body: Body, shape: Shape, to_network: &mpsc::Sender<io::Result<Bytes>>) -> Option<()> {
    let mut sent = 0u64;
    while sent < shape.bytes_max {
        let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await else { break };
        let Ok(mut chunk) = frame.into_data() else { continue };
        chunk.truncate(usize::try_from(shape.bytes_max - sent).unwrap_or(usize::MAX));
        let chunk = corrupted(chunk, shape.corrupt_at.and_then(|at| at.checked_sub(sent)));
        sent += chunk.len() as u64;
        send(chunk, shape.bytes_per_s, to_network).await?;
    }
    Some(())
}

async fn send(mut chunk: Bytes, bytes_per_s: Option<u32>, to_network: &mpsc::Sender<io::Result<Bytes>>) -> Option<()> {
    let Some(bytes_per_s) = bytes_per_s else { return to_network.send(Ok(chunk)).await.ok() };
    let per_tick = (bytes_per_s as usize / 10).max(1);
    while !chunk.is_empty() {
        to_network.send(Ok(chunk.split_to(per_tick.min(chunk.len())))).await.ok()?;
        tokio::time::sleep(SLOW_TICK).await;
    }
    Some(())
}

fn corrupted(chunk: Bytes, at: Option<u64>) -> Bytes {
    match at.and_then(|at| usize::try_from(at).ok()).filter(|at| *at < chunk.len()) {
        Some(at) => {
            let mut bytes = chunk.to_vec();
            bytes[at] ^= 0xff;
            bytes.into()
        }
        None => chunk,
    }
}

async fn end(ending: Ending, to_network: &mpsc::Sender<io::Result<Bytes>>, scissors: &Scissors) {
    match ending {
        Ending::Complete => {}
        Ending::Closed => {
            tokio::time::sleep(FLUSH_PAUSE).await;
            drop(to_network.send(Err(io::ErrorKind::UnexpectedEof.into())).await);
        }
        Ending::Reset => {
            tokio::time::sleep(FLUSH_PAUSE).await;
            scissors.cut();
            drop(to_network.send(Err(io::ErrorKind::ConnectionReset.into())).await);
        }
        Ending::Stalled => drop(tokio::time::timeout(STALL_MAX, to_network.closed()).await),
    }
}
