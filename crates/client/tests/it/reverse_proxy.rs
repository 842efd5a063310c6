//! A reverse proxy under `endpoints`: what it is asked for, and what LivePerson sees of it behind the proxy.

use axum::response::IntoResponse;
use client::{AccountClient, Endpoints, SignAs};
use url::Url;

use crate::listing::list;
use crate::server::{Hand, Seen, Server, client_with, hasty, is_signed, oauth1, redirect};

const PUBLIC: &str = "https://va.da.liveperson.net";

/// A listing whose file is on another host of LivePerson's than was asked, and says so over http.
const LISTING: &str = r#"{"dataAccessFiles": {"file": {
    "@name": "Agent.1467853200000.1467856800000.part-00000-0.gz", "@href": "http://va-a.da.liveperson.net/le/a%20b.gz?x=1"
}}}"#;

/// Answers as LivePerson does, without knowing of the proxy: the second file is where a redirect from the first leads.
async fn proxy() -> Server {
    Server::start(|seen, _| match seen.path.as_str() {
        "/lp/le/a%20b.gz" => redirect("/le/moved.gz"),
        "/lp/le/moved.gz" => "file".into_response(),
        _ => LISTING.into_response(),
    })
    .await
}

fn behind(proxy: &Server, sign_as: SignAs) -> AccountClient {
    let data_access = Some(proxy.base.join("lp").unwrap());
    client_with(oauth1(), Endpoints { data_access, sign_as, ..Endpoints::default() }, hasty(), &Hand::new())
}

/// The request as it arrives behind the proxy, which takes its own path away and puts the real host in.
fn passed_on(seen: &Seen) -> Seen {
    let query = seen.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let url = format!("{PUBLIC}{}{query}", seen.path.strip_prefix("/lp").unwrap());
    Seen { url: Url::parse(&url).unwrap(), ..seen.clone() }
}

#[tokio::test]
async fn requests_are_signed_for_what_liveperson_sees() {
    let proxy = proxy().await;
    let data_access = Some(PUBLIC.parse().unwrap());
    let client = behind(&proxy, SignAs { data_access, ..SignAs::default() });
    let files = list(&client).await.unwrap();
    let mut download = client.download(&files[0].href).await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "file");
    let seen = proxy.seen();
    assert_eq!(seen.len(), 3, "{:?}", proxy.calls());
    assert!(seen.iter().all(|seen| is_signed(&passed_on(seen)) && !is_signed(seen)));
}

#[tokio::test]
async fn files_are_asked_for_at_the_proxy_without_sign_as_too() {
    let proxy = proxy().await;
    let client = behind(&proxy, SignAs::default());
    let files = list(&client).await.unwrap();
    assert!(client.download(&files[0].href).await.is_ok());
    assert_eq!(proxy.calls()[1..], ["GET /lp/le/a%20b.gz", "GET /le/moved.gz"]);
    assert!(proxy.seen().iter().all(is_signed));
}

#[tokio::test]
async fn the_advice_at_401_names_sign_as() {
    let server = Server::start(|_, _| crate::server::status(401, "bad_signature")).await;
    let error = list(&behind(&server, SignAs::default())).await.unwrap_err();
    assert!(error.advice().contains("sign_as"), "{}", error.advice());
}
