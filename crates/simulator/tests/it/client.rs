//! A client that does nothing by itself: what a test does not send is not sent.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sha1::Sha1;
use simulator::{Credentials, SimClock, Simulator, SimulatorOptions, World, WorldSpec};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const ACCOUNT: &str = "75555851";
/// Of `WorldSpec::default`, in milliseconds.
pub(crate) const END_MS: i64 = 1_782_864_000_000;
const HOUR_MS: i64 = 3_600_000;

/// A simulator at `END_MS` + 8 h, with a day of the default world.
pub(crate) async fn start(options: SimulatorOptions) -> Simulator {
    let spec = WorldSpec { hours: 24, ..WorldSpec::default() };
    let clock = SimClock::fixed(spec.end + chrono::TimeDelta::hours(8));
    Simulator::start(World::generate(&spec), clock, options).await.unwrap()
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// Sends and reads until the peer closes; the answer is cut off where the connection broke.
pub(crate) async fn send(
    base_url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (Option<Answer>, io::Result<()>) {
    let host = base_url.strip_prefix("http://").unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.map(|_| ());
    (parse(&bytes), end)
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let head_len = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..head_len]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Some(Answer { status, headers: lines.filter_map(header).collect(), body: bytes[head_len + 4..].to_vec() })
}

/// Sends and expects a whole answer.
pub(crate) async fn ask(
    simulator: &Simulator,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let (answer, end) = send(&simulator.base_url(), method, path, headers, body).await;
    end.unwrap();
    answer.unwrap()
}

/// A signed GET.
pub(crate) async fn get(simulator: &Simulator, path: &str, accept: Option<&str>) -> Answer {
    let authorization = Signer::of(simulator).header(path);
    let mut headers = vec![("Authorization", authorization.as_str())];
    headers.extend(accept.map(|accept| ("Accept", accept)));
    ask(simulator, "GET", path, &headers, "").await
}

/// A GET with a new token of OAuth 2.0.
pub(crate) async fn get_with_token(simulator: &Simulator, path: &str) -> Answer {
    let Credentials { client_id, client_secret, .. } = Credentials::of(ACCOUNT);
    let form = format!("client_id={client_id}&client_secret={client_secret}&grant_type=client_credentials");
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let tokens = format!("/sentinel/api/v2/account/{ACCOUNT}/app/token");
    let token = ask(simulator, "POST", &tokens, &headers, &form).await.json();
    let authorization = format!("Bearer {}", token["access_token"].as_str().unwrap());
    ask(simulator, "GET", path, &[("Authorization", &authorization)], "").await
}

/// A signed POST of JSON.
pub(crate) async fn post(simulator: &Simulator, path: &str, body: &Value) -> Answer {
    let authorization = Signer::of(simulator).header_of("POST", path);
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    ask(simulator, "POST", path, &headers, &body.to_string()).await
}

/// Signs; each field may be bent by a test. A second reading of RFC 5849, independent of the simulator's.
pub(crate) struct Signer {
    pub(crate) host: String,
    pub(crate) credentials: Credentials,
    pub(crate) timestamp_s: i64,
    pub(crate) nonce: String,
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Signer {
    pub(crate) fn of(simulator: &Simulator) -> Self {
        Self {
            host: simulator.base_url(),
            credentials: Credentials::of(ACCOUNT),
            timestamp_s: simulator.clock().now().timestamp(),
            nonce: format!("nonce-{}", simulator.requests().len()),
        }
    }

    /// The `Authorization` of a GET.
    pub(crate) fn header(&self, path_and_query: &str) -> String {
        self.header_of("GET", path_and_query)
    }

    /// The `Authorization` of a request; bodies are signed only if they are forms. The query must not be encoded.
    pub(crate) fn header_of(&self, method: &str, path_and_query: &str) -> String {
        let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let Credentials { app_key, app_secret, access_token, access_token_secret, .. } = &self.credentials;
        let oauth = [
            format!("oauth_consumer_key={app_key}"),
            format!("oauth_nonce={}", self.nonce),
            "oauth_signature_method=HMAC-SHA1".to_owned(),
            format!("oauth_timestamp={}", self.timestamp_s),
            format!("oauth_token={access_token}"),
            "oauth_version=1.0".to_owned(),
        ];
        let mut parameters: Vec<String> = oauth.to_vec();
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        parameters.extend(pairs.map(|(name, value)| format!("{name}={}", encode(value))));
        parameters.sort_unstable();
        let base = format!("{method}&{}&{}", encode(&format!("{}{path}", self.host)), encode(&parameters.join("&")));
        let mut mac = Hmac::<Sha1>::new_from_slice(format!("{app_secret}&{access_token_secret}").as_bytes()).unwrap();
        mac.update(base.as_bytes());
        let signature = encode(&STANDARD.encode(mac.finalize().into_bytes()));
        let quoted: Vec<String> = oauth.iter().map(|pair| pair.replacen('=', "=\"", 1) + "\"").collect();
        format!("OAuth {}, oauth_signature=\"{signature}\"", quoted.join(", "))
    }
}

/// The listing address of an hour range before `END_MS`.
pub(crate) fn listing_path(feed: &str, from_hours: i64, to_hours: i64) -> String {
    let (from_ms, to_ms) = (END_MS - from_hours * HOUR_MS, END_MS - to_hours * HOUR_MS);
    format!("/data_access_le/account/{ACCOUNT}/le/{feed}?startTime={from_ms}&endTime={to_ms}")
}

/// The path of the first engagement file of the world, and its name without `.gz`.
pub(crate) fn first_file(simulator: &Simulator) -> (String, String) {
    let files = simulator.world().files();
    let is_first =
        |file: &&simulator::WorldFile| file.feed == "engagement" && file.account == ACCOUNT && file.body.len() > 200;
    let name = files.iter().find(is_first).unwrap().name.clone();
    (format!("/data_access_le/account/{ACCOUNT}/le/engagement/{name}.gz"), name)
}
