//! Files: whole, cut, redirected, and from hosts that are not upstream's.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use client::{AccountClient, AccountOptions, ClientError, Download, Endpoints, Region, Transport, TransportOptions};
use model::AccountId;

use crate::server::{
    Ending, Hand, Server, client, client_with, hasty, is_signed, oauth1, raw_server, redirect, status, with_header,
};

async fn read(mut download: Download) -> Result<Vec<u8>, ClientError> {
    let mut all = Vec::new();
    loop {
        match download.chunk().await {
            Ok(Some(bytes)) => all.extend_from_slice(&bytes),
            Ok(None) => {
                assert!(download.chunk().await.unwrap().is_none(), "the end stays the end");
                return Ok(all);
            }
            Err(error) => {
                assert!(download.chunk().await.is_err(), "a broken body never becomes a whole one");
                return Err(error);
            }
        }
    }
}

/// A client for a server that is no [`Server`], and its file.
async fn raw(bytes: &'static str, ending: Ending, options: TransportOptions) -> Result<Vec<u8>, ClientError> {
    let base = raw_server(bytes, ending).await;
    let file = base.join("file.gz").unwrap();
    let endpoints = Endpoints { data_access: Some(base), ..Endpoints::default() };
    let client = client_with(oauth1(), endpoints, options, &Hand::new());
    read(client.download(file.as_str()).await?).await
}

#[tokio::test]
async fn a_file_comes_as_it_was_sent() {
    // Not inflated: the file itself is gzip, and is labelled so.
    let server =
        Server::start(|_, _| with_header(Response::new(Body::from("\x1f bytes")), "content-encoding", "gzip")).await;
    let download = client(&server).download(&server.url("le/a%20b.gz?x=1&x=%2B")).await.unwrap();
    assert_eq!(download.content_length(), Some(7));
    assert_eq!(read(download).await.unwrap(), b"\x1f bytes");
    let seen = &server.seen()[0];
    assert_eq!((seen.header("accept"), seen.header("accept-encoding")), ("*/*", "identity"));
    assert!(is_signed(seen));
}

#[tokio::test]
async fn a_body_that_ends_early_is_short() {
    let check = async |bytes: &'static str, expected: Option<u64>, received: u64| match raw(
        bytes,
        Ending::Close,
        hasty(),
    )
    .await
    {
        Err(ClientError::ShortBody { expected: e, received: r, .. }) => assert_eq!((e, r), (expected, received)),
        other => panic!("{other:?}"),
    };
    check("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345", Some(10), 5).await;
    check("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n", Some(10), 0).await;
    check("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n", None, 5).await;
    check("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n123", None, 3).await;
    assert_eq!(
        raw("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n12345", Ending::Close, hasty()).await.unwrap(),
        b"12345"
    );
}

#[tokio::test]
async fn a_reset_is_an_outage() {
    let error = raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345", Ending::Reset, hasty()).await.unwrap_err();
    assert!(matches!(&error, ClientError::BrokenOff { received: 0 | 5, .. }), "{error:?}");
}

#[tokio::test]
async fn a_body_that_stops_coming_is_an_outage() {
    let cases = [(150, 60_000, "the answer stopped coming"), (60_000, 150, "the answer took too long as a whole")];
    for (idle_ms, download_ms, expected) in cases {
        let (idle_timeout, download_timeout) = (Duration::from_millis(idle_ms), Duration::from_millis(download_ms));
        let options = TransportOptions { idle_timeout, download_timeout, ..hasty() };
        let cut = raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345", Ending::Silence, options).await;
        let why = match &cut {
            Err(ClientError::BrokenOff { why, received: 5, .. }) if idle_ms < download_ms => why,
            Err(ClientError::Unavailable { why, .. }) => why,
            _ => panic!("{cut:?}"),
        };
        assert_eq!(why, expected);
    }
}

#[tokio::test]
async fn each_hop_of_a_redirect_is_signed_for_itself() {
    let server = Server::start(|seen, _| match seen.path.as_str() {
        "/first" => redirect("/second?part=1#here"),
        "/second" => redirect("third"),
        _ => status(200, "file"),
    })
    .await;
    let file = read(client(&server).download(&server.url("first")).await.unwrap()).await.unwrap();
    assert_eq!(file, b"file");
    assert_eq!(server.calls(), ["GET /first", "GET /second", "GET /third"]);
    assert!(server.seen().iter().all(is_signed));
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let server = Server::start(|_, _| redirect("/again")).await;
    let error = client(&server).download(&server.url("again")).await.unwrap_err();
    assert!(matches!(&error, ClientError::BadAnswer { why, .. } if why == "more than 5 redirects"), "{error:?}");
    assert_eq!(server.calls().len(), 6);
}

#[tokio::test]
async fn nothing_is_sent_to_foreign_hosts() {
    let foreign = Server::start(|_, _| status(200, "stolen")).await;
    let to = foreign.url("trap");
    let server = Server::start(move |_, _| redirect(&to)).await;
    let client = client(&server);
    let port = foreign.base.port().unwrap();
    let mut with_user = server.base.clone();
    with_user.set_username("user").unwrap();
    for href in [
        server.url("file").as_str(),
        foreign.url("trap").as_str(),
        with_user.as_str(),
        "https://da.liveperson.net.example/file",
        "https://evilda.liveperson.net/file",
        "ftp://va.da.liveperson.net/file",
        &format!("http://localhost:{port}/trap"),
    ] {
        let error = client.download(href).await.unwrap_err();
        assert!(matches!(&error, ClientError::ForeignHost { .. }), "{href}: {error:?}");
    }
    assert_eq!(foreign.calls(), [""; 0]);
    let error = client.download("no address").await.unwrap_err();
    assert!(matches!(&error, ClientError::BadAnswer { .. }), "{error:?}");
}

fn one_at_a_time(server: &Server) -> AccountClient {
    let transport = Transport::new(hasty()).unwrap();
    let account = AccountId("75555851".to_owned());
    let options = AccountOptions {
        account,
        region: Region::Us,
        auth: oauth1(),
        endpoints: server.endpoints(),
        requests_in_flight_max: 1,
        requests_per_second_max: 1_000.0,
    };
    AccountClient::new(&transport, options, Hand::new().clock(), 7)
}

#[tokio::test]
async fn a_download_is_in_flight_until_read_or_dropped() {
    let server = Server::start(|_, _| status(200, "file")).await;
    let client = one_at_a_time(&server);
    let url = server.url("file");
    let is_blocked = async || tokio::time::timeout(Duration::from_millis(30), client.download(&url)).await.is_err();

    let mut first = client.download(&url).await.unwrap();
    assert!(is_blocked().await, "the body is not read yet");
    while first.chunk().await.unwrap().is_some() {}
    let second = client.download(&url).await.unwrap();
    assert!(is_blocked().await, "nothing is read of the second yet");
    drop(second);
    client.download(&url).await.unwrap();
}
