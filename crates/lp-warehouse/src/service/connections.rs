//! Connections of the status port: few, and none for long. Whoever knocks takes no descriptor and no time from the loading.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

/// Open at one time. Who comes when all are taken takes the place of the one that has waited longest without a request.
pub(super) const CONNECTIONS_MAX: usize = 64;
/// A request whose head takes longer gets no answer.
const HEAD_WAIT_MAX: Duration = Duration::from_secs(5);
/// Each connection brings one request, and is cut after this, read or not.
const CONNECTION_AGE_MAX: Duration = Duration::from_secs(30);
/// No request of ours has a longer head.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// After a connection that could not be taken: the process is out of descriptors, perhaps.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Answers whoever comes, until it is dropped.
pub(super) async fn serve(listener: TcpListener, routes: Router) {
    let mut open = Open::default();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => open.add(stream, routes.clone()).await,
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// The connections that are open, the oldest first. Dropped, it cuts them.
#[derive(Default)]
struct Open {
    tasks: JoinSet<()>,
    connections: VecDeque<Connection>,
}

struct Connection {
    task: AbortHandle,
    /// Its request has come.
    is_asked: Arc<AtomicBool>,
}

impl Open {
    async fn add(&mut self, stream: TcpStream, routes: Router) {
        while self.tasks.try_join_next().is_some() {}
        self.connections.retain(|connection| !connection.task.is_finished());
        if self.tasks.len() >= CONNECTIONS_MAX {
            let silent = self.connections.iter().position(|connection| !connection.is_asked.load(Ordering::Relaxed));
            if let Some(cut) = self.connections.remove(silent.unwrap_or(0)) {
                cut.task.abort();
            }
            // A task that was aborted has closed its stream when it has been joined.
            self.tasks.join_next().await;
        }
        let is_asked = Arc::new(AtomicBool::new(false));
        let task = self.tasks.spawn(answer(stream, routes, Arc::clone(&is_asked)));
        self.connections.push_back(Connection { task, is_asked });
    }
}

async fn answer(stream: TcpStream, routes: Router, is_asked: Arc<AtomicBool>) {
    let routes = TowerToHyperService::new(routes);
    let noted = service_fn(move |request: Request<Incoming>| {
        is_asked.store(true, Ordering::Relaxed);
        routes.call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_WAIT_MAX).max_buf_size(HEAD_BYTES_MAX).keep_alive(false);
    // However it ends, nobody else is concerned.
    let _ = timeout(CONNECTION_AGE_MAX, http.serve_connection(TokioIo::new(stream), noted)).await;
}
