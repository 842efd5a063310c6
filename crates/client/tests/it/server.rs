//! A server whose answers are a closure, and which remembers what it was asked; a clock that moves by hand.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use client::{AccountClient, AccountOptions, Auth, Endpoints, Region, SignAs, Transport, TransportOptions};
use hmac::{Hmac, KeyInit, Mac};
use model::{AccountId, Clock};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha1::Sha1;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) struct Server {
    pub(crate) base: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
    at_once: Arc<AtOnce>,
}

/// Requests that run at one time.
#[derive(Default)]
struct AtOnce {
    now: AtomicUsize,
    max: AtomicUsize,
}

impl Server {
    /// `answer` gets the request and how many came before it.
    pub(crate) async fn start(answer: impl Fn(&Seen, usize) -> Response + Send + Sync + 'static) -> Self {
        Self::start_slow(Duration::ZERO, answer).await
    }

    /// The same; each answer takes so long.
    pub(crate) async fn start_slow(
        delay: Duration,
        answer: impl Fn(&Seen, usize) -> Response + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let at_once = Arc::new(AtOnce::default());
        let (memory, counted, origin, answer) =
            (Arc::clone(&seen), Arc::clone(&at_once), base.clone(), Arc::new(answer));
        let app = Router::new().fallback(move |request: Request| {
            let (memory, counted, origin, answer) =
                (Arc::clone(&memory), Arc::clone(&counted), origin.clone(), Arc::clone(&answer));
            async move {
                counted.max.fetch_max(counted.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let (head, body) = request.into_parts();
                let request = Seen {
                    method: head.method.to_string(),
                    path: head.uri.path().to_owned(),
                    url: origin.join(&head.uri.to_string()).unwrap(),
                    headers: head.headers,
                    body: String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap(),
                };
                let before = {
                    let mut seen = memory.lock().unwrap();
                    seen.push(request.clone());
                    seen.len() - 1
                };
                if !delay.is_zero() {
                    tokio::time::sleep(delay).await;
                }
                counted.now.fetch_sub(1, Ordering::SeqCst);
                answer(&request, before)
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, seen, at_once }
    }

    /// The most requests that ran at one time.
    pub(crate) fn at_once_max(&self) -> usize {
        self.at_once.max.load(Ordering::SeqCst)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// `GET /path` of each request, in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    /// Everything this server stands in for.
    pub(crate) fn endpoints(&self) -> Endpoints {
        let base = Some(self.base.clone());
        Endpoints {
            domain_api: base.clone(),
            data_access: base.clone(),
            engagement_history: base.clone(),
            messaging_interactions: base.clone(),
            operational: base.clone(),
            messaging_operations: base.clone(),
            estimated_wait_time: base.clone(),
            agent_metrics: base.clone(),
            configuration: base.clone(),
            oauth2: base.clone(),
            login: base,
            sign_as: SignAs::default(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.base.join(path).unwrap().into()
    }
}

/// How a raw server leaves its client.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ending {
    /// In good order.
    Close,
    /// With a reset.
    Reset,
    /// Not at all: it falls silent.
    Silence,
}

/// Sends `bytes` to whoever comes, then ends as told.
pub(crate) async fn raw_server(bytes: &'static str, ending: Ending) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 16 * 1024];
            // Closing with unread bytes makes the kernel send a reset.
            let wanted = if ending == Ending::Reset { 1 } else { request.len() };
            assert_ne!(stream.read(&mut request[..wanted]).await.unwrap(), 0);
            stream.write_all(bytes.as_bytes()).await.unwrap();
            if ending == Ending::Silence {
                silent.push(stream);
            }
        }
    });
    base
}

pub(crate) fn status(status: u16, text: &'static str) -> Response {
    (StatusCode::from_u16(status).unwrap(), text).into_response()
}

pub(crate) fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    response.headers_mut().append(name, value.parse().unwrap());
    response
}

pub(crate) fn redirect(to: &str) -> Response {
    with_header(status(302, ""), header::LOCATION.as_str(), to)
}

/// Time in tests: stands still until moved.
#[derive(Clone)]
pub(crate) struct Hand(Arc<AtomicI64>);

impl Hand {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_700_000_000)))
    }

    pub(crate) fn clock(&self) -> Clock {
        let seconds = Arc::clone(&self.0);
        Clock::new(move || DateTime::from_timestamp(seconds.load(Ordering::SeqCst), 0).unwrap())
    }

    pub(crate) fn forward_s(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// The pauses of the real policy in milliseconds, as many as there; other deadlines as given.
pub(crate) fn hasty() -> TransportOptions {
    let ms = Duration::from_millis;
    TransportOptions {
        server_error_pauses: vec![ms(1); 3],
        throttle_pause_min: ms(1),
        login_throttle_pause_min: ms(5),
        ..TransportOptions::default()
    }
}

pub(crate) fn oauth1() -> Auth {
    Auth::OAuth1 {
        app_key: "app-key".to_owned(),
        app_secret: "app/secret".into(),
        access_token: "access token".to_owned(),
        access_token_secret: "token+secret".into(),
    }
}

pub(crate) fn client_with(auth: Auth, endpoints: Endpoints, options: TransportOptions, hand: &Hand) -> AccountClient {
    let transport = Transport::new(options).unwrap();
    let account = AccountId("75555851".to_owned());
    let options = AccountOptions {
        account,
        region: Region::Uk,
        auth,
        endpoints,
        requests_in_flight_max: 4,
        requests_per_second_max: 1_000.0,
    };
    AccountClient::new(&transport, options, hand.clock(), 7)
}

/// A client that signs, against one server.
pub(crate) fn client(server: &Server) -> AccountClient {
    client_with(oauth1(), server.endpoints(), hasty(), &Hand::new())
}

/// Verifies an OAuth 1 header against the request as the server saw it, written apart from the client's own code.
pub(crate) fn is_signed(seen: &Seen) -> bool {
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let Some(line) = seen.header("authorization").strip_prefix("OAuth ") else { return false };
    let mut pairs: Vec<(String, String)> = seen.url.query_pairs().map(|(k, v)| (encode(&k), encode(&v))).collect();
    let mut signature = String::new();
    for part in line.split(", ") {
        let (name, value) = part.split_once('=').unwrap();
        let value = value.trim_matches('"');
        match name {
            "oauth_signature" => signature = percent_decode_str(value).decode_utf8().unwrap().into_owned(),
            _ => pairs.push((name.to_owned(), value.to_owned())),
        }
    }
    pairs.sort();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut address = seen.url.clone();
    address.set_query(None);
    let base = format!("{}&{}&{}", seen.method, encode(address.as_str()), encode(&pairs.join("&")));
    let mut hmac = Hmac::<Sha1>::new_from_slice(b"app%2Fsecret&token%2Bsecret").unwrap();
    hmac.update(base.as_bytes());
    STANDARD.encode(hmac.finalize().into_bytes()) == signature
}
