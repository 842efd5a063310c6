//! Listings over the wire; their forms are tested where they are parsed.

use chrono::{DateTime, TimeDelta, Utc};
use client::{AccountClient, ClientError, Endpoints, HistoryFilter};
use model::{Lane, ListedFile, Service};

use crate::server::{
    Ending, Hand, Server, client, client_with, hasty, is_signed, oauth1, raw_server, status, with_header,
};

const LISTING: &str =
    r#"{"dataAccessFiles": {"file": {"@name": "Agent.1467853200000.1467856800000.part-00000-0.gz"}}}"#;

pub(crate) async fn list(client: &AccountClient) -> Result<Vec<ListedFile>, ClientError> {
    let start: DateTime<Utc> = DateTime::from_timestamp(1_467_853_200, 0).unwrap();
    let listed = client.list_files("agentActivity", start, start + TimeDelta::hours(1)).await?;
    Ok(listed.files)
}

#[tokio::test]
async fn a_listing_is_asked_for_as_the_page_says() {
    let server = Server::start(|_, _| status(200, LISTING)).await;
    let files = list(&client(&server)).await.unwrap();
    let seen = &server.seen()[0];
    let path = "data_access_le/account/75555851/le/agentActivity";
    assert_eq!(seen.url.as_str(), server.url(&format!("{path}?startTime=1467853200000&endTime=1467856800000")));
    assert_eq!((seen.method.as_str(), seen.header("accept")), ("GET", "application/json"));
    assert!(is_signed(seen));
    assert_eq!(files[0].href, server.url(&format!("{path}/Agent.1467853200000.1467856800000.part-00000-0.gz")));
}

#[tokio::test]
async fn a_base_may_have_a_path_of_its_own() {
    let server = Server::start(|_, _| status(204, "")).await;
    let endpoints = Endpoints { data_access: Some(server.base.join("proxy/").unwrap()), ..Endpoints::default() };
    list(&client_with(oauth1(), endpoints, hasty(), &Hand::new())).await.unwrap();
    assert_eq!(server.calls(), ["GET /proxy/data_access_le/account/75555851/le/agentActivity"]);
}

#[tokio::test]
async fn nothing_to_list_is_no_error_whatever_the_status() {
    for code in [200, 204, 400, 401, 403, 404, 429, 500, 503] {
        let text = if code == 204 { "" } else { "<error><message>No Available Files for this time</message></error>" };
        let server = Server::start(move |_, _| status(code, text)).await;
        assert_eq!(list(&client(&server)).await.unwrap(), [], "{code}");
        assert_eq!(server.calls().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn a_listing_that_breaks_off_is_asked_for_again_and_then_an_outage() {
    let base = raw_server("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"dataAcc", Ending::Close).await;
    let endpoints = Endpoints { data_access: Some(base), ..Endpoints::default() };
    let error = list(&client_with(oauth1(), endpoints, hasty(), &Hand::new())).await.unwrap_err();
    assert!(matches!(&error, ClientError::Unavailable { .. }), "{error}");
}

#[tokio::test]
async fn a_success_without_a_byte_is_an_outage_of_upstream() {
    for (code, text) in [(200, ""), (200, " \r\n"), (200, "\u{feff}"), (203, "")] {
        let server = Server::start(move |_, _| status(code, text)).await;
        let client = client(&server);
        let start = DateTime::from_timestamp(1_467_853_200, 0).unwrap();
        let filter = HistoryFilter::Started { from: start, to: start, duration_s: None };
        let errors = [
            list(&client).await.map(drop),
            client.search_history(&filter, 0, 1, Lane::Live).await.map(drop),
            client.check_authorization(Service::Operational).await,
            client.check_authorization(Service::DataAccess).await,
        ];
        for error in errors.map(Result::unwrap_err) {
            assert!(error.to_string().ends_with("without a byte"), "{error}");
            assert!(matches!(error, ClientError::Unavailable { .. }), "{error:?}");
        }
        assert_eq!(server.calls().len(), 16, "each is asked for again, three times");
    }
}

#[tokio::test]
async fn what_is_no_listing_is_not_taken_for_an_empty_one() {
    for body in ["<html>", r#"{"le": {"link": []}}"#, r#"{"dataAccessFiles": {"file": [{"@name": "x"}]}}"#] {
        let server = Server::start(move |_, _| status(200, body)).await;
        let error = list(&client(&server)).await.unwrap_err();
        assert!(matches!(&error, ClientError::BadAnswer { .. }), "{body}: {error}");
        assert!(error.to_string().contains("/le/agentActivity gave an answer"), "{error}");
    }
}

#[tokio::test]
async fn the_date_header_tells_how_far_the_clocks_are_apart() {
    // The clock in hand stands at 22:13:20.
    let server = Server::start(|_, _| with_header(status(204, ""), "date", "Tue, 14 Nov 2023 22:12:20 GMT")).await;
    let client = client(&server);
    assert_eq!(client.clock_skew().await, None);
    list(&client).await.unwrap();
    assert_eq!(client.clock_skew().await, Some(TimeDelta::seconds(-60)));
}

#[tokio::test]
async fn check_asks_for_the_base_resource() {
    let server = Server::start(|_, _| status(200, r#"{"le": {}}"#)).await;
    client(&server).check_authorization(Service::DataAccess).await.unwrap();
    assert_eq!(server.calls(), ["GET /data_access_le/account/75555851/le"]);
}
