//! A line to Postgres that is cut at a chosen message.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Where the line is cut, counted in messages from the client over all connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The message does not arrive.
    Before(i64),
    /// It arrives, its answer does not.
    After(i64),
}

/// A line that listens on a port of its own.
#[derive(Debug)]
pub(crate) struct Line {
    /// The database through it.
    pub(crate) url: String,
    server_ports: Arc<Mutex<Vec<u16>>>,
}

impl Line {
    /// The ports from which the server sees its connections, for `pg_stat_activity`.
    pub(crate) fn client_ports(&self) -> Vec<u16> {
        self.server_ports.lock().unwrap().clone()
    }
}

/// Lays a line to the database of this url.
pub(crate) async fn start(url: &str, cut: Cut) -> Line {
    let (user, rest) = url.split_once('@').expect("a url with a user");
    let (server, database) = rest.split_once('/').expect("a url with a database");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = server.to_owned();
    let seen = Arc::new(AtomicI64::new(0));
    let server_ports = Arc::new(Mutex::new(Vec::new()));
    let ports = server_ports.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let is_cut = match cut {
                Cut::Before(at) | Cut::After(at) => seen.load(Ordering::Relaxed) > at,
            };
            if !is_cut {
                let server = TcpStream::connect(&server).await.unwrap();
                server.set_nodelay(true).unwrap();
                client.set_nodelay(true).unwrap();
                ports.lock().unwrap().push(server.local_addr().unwrap().port());
                tokio::spawn(relay(client, server, seen.clone(), cut));
            }
        }
    });
    Line { url: format!("{user}@{address}/{database}"), server_ports }
}

async fn relay(client: TcpStream, server: TcpStream, seen: Arc<AtomicI64>, cut: Cut) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let mut is_started = false;
    while let Some(message) = next_message(&mut from_client, &mut is_started).await {
        let number = seen.fetch_add(1, Ordering::Relaxed);
        if matches!(cut, Cut::Before(at) if number >= at) {
            break;
        }
        if to_server.write_all(&message).await.is_err() || matches!(cut, Cut::After(at) if number >= at) {
            break;
        }
    }
    answers.abort();
}

/// Type, length, body; the first messages of a connection have no type.
async fn next_message(from: &mut (impl AsyncReadExt + Unpin), is_started: &mut bool) -> Option<Vec<u8>> {
    const SSL_REQUEST: u32 = 80_877_103;
    let mut message = Vec::new();
    if *is_started {
        message.push(from.read_u8().await.ok()?);
    }
    let len = from.read_u32().await.ok()?;
    message.extend_from_slice(&len.to_be_bytes());
    let mut body = vec![0; len as usize - 4];
    from.read_exact(&mut body).await.ok()?;
    if !*is_started {
        *is_started = body[..4] != SSL_REQUEST.to_be_bytes();
    }
    message.extend_from_slice(&body);
    Some(message)
}
