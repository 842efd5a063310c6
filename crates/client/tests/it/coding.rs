//! Answers that come gzipped, asked for or not: listing, page, metrics, token, host, refusal.

use std::io::Write;

use axum::body::Body;
use axum::response::Response;
use chrono::DateTime;
use client::{AccountClient, Auth, ClientError, Endpoints, HistoryFilter, IdFilter, MetricsRequest, MetricsVersion};
use flate2::Compression;
use flate2::write::GzEncoder;
use model::{Lane, Service};

use crate::listing::list;
use crate::server::{Hand, Seen, Server, client, client_with, hasty, with_header};

const LISTING: &str =
    r#"{"dataAccessFiles": {"file": {"@name": "Agent.1467853200000.1467856800000.part-00000-0.gz"}}}"#;
const PAGE: &str = r#"{"_metadata": {"count": 0}, "interactionHistoryRecords": []}"#;
const QUEUE_STATE: MetricsRequest<'static> = MetricsRequest {
    service: Service::Operational,
    method: "queuestate",
    version: MetricsVersion::Fixed(2),
    timeframe_min: None,
    between: None,
    interval_min: None,
    skills: IdFilter::All,
    agents: IdFilter::None,
    parameters: &[],
};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn coded(status: u16, bytes: Vec<u8>, coding: &str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap();
    with_header(response, "content-encoding", coding)
}

/// Everything that an account asks for in JSON, gzipped.
fn everything(seen: &Seen) -> Response {
    let text = match seen.path.rsplit('/').next().unwrap() {
        "baseURI.json" => format!(r#"{{"baseURI": "{}"}}"#, seen.url.authority()),
        "token" => r#"{"access_token": "t", "expires_in": 3600}"#.to_owned(),
        "login" => r#"{"bearer": "b", "csrf": "c"}"#.to_owned(),
        "search" => PAGE.to_owned(),
        "agentActivity" => LISTING.to_owned(),
        _ => "{}".to_owned(),
    };
    coded(200, gzip(&text), "gzip")
}

async fn search(client: &AccountClient) -> Result<Vec<u8>, ClientError> {
    let from = DateTime::from_timestamp(1_467_853_200, 0).unwrap();
    let filter = HistoryFilter::Started { from, to: from, duration_s: None };
    client.search_history(&filter, 0, 1, Lane::Live).await.map(|answer| answer.body)
}

#[tokio::test]
async fn json_is_asked_for_in_gzip_and_inflated() {
    let oauth2 = Auth::OAuth2 { client_id: "id".to_owned(), client_secret: "secret".into() };
    let login = Auth::Login { username: "joe".to_owned(), password: "secret".into() };
    for auth in [oauth2, login] {
        let server = Server::start(|seen, _| everything(seen)).await;
        let base = Some(server.base.clone());
        let endpoints = Endpoints { domain_api: base.clone(), data_access: base, ..Endpoints::default() };
        let client = client_with(auth, endpoints, hasty(), &Hand::new());
        assert_eq!(list(&client).await.unwrap().len(), 1);
        assert_eq!(search(&client).await.unwrap(), PAGE.as_bytes());
        assert_eq!(client.sample(&QUEUE_STATE).await.unwrap().body, b"{}");
        let seen = server.seen();
        assert!(seen.len() > 5 && seen.iter().all(|seen| seen.header("accept-encoding") == "gzip"), "{seen:?}");
    }
}

#[tokio::test]
async fn gzip_is_known_by_its_first_bytes_whatever_the_header_says() {
    let check = async |bytes: Vec<u8>, coding: &'static str| {
        let server = Server::start(move |_, _| coded(200, bytes.clone(), coding)).await;
        assert_eq!(list(&client(&server)).await.unwrap().len(), 1, "{coding}");
    };
    check(gzip(LISTING), "x-gzip").await;
    check(gzip(LISTING), "identity").await;
    check(LISTING.into(), "gzip").await;
}

#[tokio::test]
async fn upstreams_own_words_are_read_in_gzip_too() {
    const ERROR: &str = r#"{"error": {"message": "Own words"}}"#;
    let server = Server::start(|_, _| coded(403, gzip(ERROR), "gzip")).await;
    let error = list(&client(&server)).await.unwrap_err();
    assert!(matches!(&error, ClientError::Forbidden { said, .. } if said == "Own words"), "{error}");
    let server = Server::start(|_, _| coded(400, gzip("<message>No Available Files</message>"), "gzip")).await;
    assert_eq!(list(&client(&server)).await.unwrap(), []);
}

#[tokio::test]
async fn what_cannot_be_inflated_is_named_and_not_shown() {
    let check = async |status: u16, bytes: Vec<u8>, coding: &'static str, expected: &str| {
        let server = Server::start(move |_, _| coded(status, bytes.clone(), coding)).await;
        let error = list(&client(&server)).await.unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
        assert!(!error.contains('\u{fffd}'), "{error}");
    };
    let cut = gzip(LISTING)[..40].to_vec();
    check(200, cut, "gzip", "is not available: the gzip of the answer is damaged").await;
    let brotli = vec![0x0b, 0x02, 0x80, 0xff, 0xfe, 0x03];
    check(200, brotli.clone(), "br", "it is coded as `br`, which was not asked for").await;
    check(403, brotli, "br", "does not allow this: no message").await;
    // 65 MiB of nothing.
    check(200, gzip(&" ".repeat(65 << 20)), "gzip", "longer than 67108864 bytes").await;
}
