//! What is repeated, how often, and what the caller is told in the end.

use std::time::Duration;

use client::{ClientError, Endpoints, TransportOptions};

use crate::listing::list;
use crate::server::{
    Ending, Hand, Server, client, client_with, hasty, is_signed, oauth1, raw_server, status, with_header,
};

/// Answers with these statuses in turn, the last one for ever; returns the number of requests and the outcome's name.
async fn sequence(statuses: &'static [u16]) -> (usize, &'static str) {
    let server = Server::start(move |_, before| status(statuses[before.min(statuses.len() - 1)], "{}")).await;
    let outcome = list(&client(&server)).await;
    assert!(server.seen().iter().all(is_signed), "each repetition is signed anew");
    let outcome = match outcome {
        Ok(_) => "ok",
        Err(error) => name(&error),
    };
    (server.calls().len(), outcome)
}

fn name(error: &ClientError) -> &'static str {
    match error {
        ClientError::Unauthorized { .. } => "unauthorized",
        ClientError::Forbidden { .. } => "forbidden",
        ClientError::NotFound { .. } => "not found",
        ClientError::Throttled { .. } => "throttled",
        ClientError::Unavailable { .. } => "unavailable",
        ClientError::ShortBody { .. } => "short body",
        ClientError::BrokenOff { .. } => "broken off",
        ClientError::ForeignHost { .. } => "foreign host",
        ClientError::BadAnswer { .. } => "bad answer",
        ClientError::Setup(_) => "setup",
    }
}

#[tokio::test]
async fn statuses_are_repeated_as_the_policy_says() {
    let check = async |statuses: &'static [u16], requests: usize, outcome: &str| {
        assert_eq!(sequence(statuses).await, (requests, outcome), "{statuses:?}");
    };
    check(&[200], 1, "ok").await;
    check(&[500, 502, 503, 200], 4, "ok").await;
    check(&[500], 4, "unavailable").await;
    check(&[429, 429, 429, 429, 429, 200], 6, "ok").await;
    check(&[429], 6, "throttled").await;
    check(&[503, 429, 503, 429, 503, 200], 6, "ok").await;
    check(&[401, 200], 2, "ok").await;
    check(&[401], 2, "unauthorized").await;
    check(&[401, 503, 200], 3, "ok").await;
    check(&[400], 1, "bad answer").await;
    check(&[403], 1, "forbidden").await;
    check(&[404], 1, "not found").await;
    check(&[410], 1, "not found").await;
    for proxys in [&[407], &[408], &[421], &[425], &[451]] {
        check(proxys, 4, "unavailable").await;
    }
    check(&[408, 425, 200], 3, "ok").await;
    check(&[418], 1, "bad answer").await;
    check(&[304], 1, "bad answer").await;
    check(&[302], 1, "bad answer").await;
}

#[tokio::test]
async fn retry_after_is_obeyed_or_handed_on() {
    // The clock in hand stands at 22:13:20.
    for (retry_after, expected_s) in [("301", 301), ("Tue, 14 Nov 2023 22:23:20 GMT", 600)] {
        let server = Server::start(move |_, _| with_header(status(429, ""), "retry-after", retry_after)).await;
        match list(&client(&server)).await {
            Err(ClientError::Throttled { retry_after, .. }) => {
                assert_eq!(retry_after, Some(Duration::from_secs(expected_s)));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(server.calls().len(), 1, "too long to wait for here");
    }
    for retry_after in ["0", "Tue, 14 Nov 2023 22:00:00 GMT", "soon"] {
        let server = Server::start(move |_, _| with_header(status(429, ""), "retry-after", retry_after)).await;
        assert!(matches!(list(&client(&server)).await, Err(ClientError::Throttled { .. })));
        assert_eq!(server.calls().len(), 6);
    }
}

#[tokio::test]
async fn a_silent_or_absent_upstream_is_an_outage() {
    let server = Server::start(|_, _| status(204, "")).await;
    let gone = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap()
    };
    let endpoints = Endpoints { data_access: Some(gone), ..server.endpoints() };
    let error = list(&client_with(oauth1(), endpoints, hasty(), &Hand::new())).await.unwrap_err();
    assert!(matches!(&error, ClientError::Unavailable { why, .. } if why == "no connection"), "{error:?}");

    let base = raw_server("", Ending::Silence).await;
    let endpoints = Endpoints { data_access: Some(base), ..server.endpoints() };
    let options = TransportOptions { idle_timeout: Duration::from_millis(10), ..hasty() };
    let error = list(&client_with(oauth1(), endpoints, options, &Hand::new())).await.unwrap_err();
    assert!(matches!(&error, ClientError::Unavailable { why, .. } if why == "no answer within 0.01 s"), "{error:?}");
}

#[tokio::test]
async fn every_error_has_advice_and_a_place() {
    for code in [400, 401, 403, 404, 407, 429, 451, 500] {
        let server = Server::start(move |_, _| status(code, r#"{"error": {"message": "upstream's words"}}"#)).await;
        let error = list(&client(&server)).await.unwrap_err();
        assert!(error.to_string().contains("/data_access_le/account/75555851/le/agentActivity"), "{error}");
        assert!(!error.to_string().contains("startTime"), "{error}");
        assert_eq!(error.to_string().contains("upstream's words"), code != 429, "{error}");
        assert_eq!(error.is_outage(), !matches!(code, 400 | 404), "{error}");
        assert!(!error.advice().is_empty());
    }
}
