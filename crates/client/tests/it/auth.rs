//! Tokens and sessions: fetched once, used until near their end, given up when refused.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use client::{AccountClient, Auth, ClientError, Endpoints};

use crate::listing::list;
use crate::server::{Hand, Seen, Server, client_with, hasty, status, with_header};

fn oauth2() -> Auth {
    Auth::OAuth2 { client_id: "my id".to_owned(), client_secret: "client&secret".into() }
}

fn login() -> Auth {
    Auth::Login { username: "joe \"b\"".to_owned(), password: "pass\"word".into() }
}

fn json(text: String) -> Response {
    (StatusCode::OK, text).into_response()
}

/// Tokens are numbered by the request that fetched them; `accepts` says which pass.
fn token_server(seen: &Seen, before: usize, accepts: impl Fn(&str) -> bool) -> Response {
    if seen.path.ends_with("/app/token") {
        return json(format!(r#"{{"access_token": "token-{before}", "token_type": "Bearer", "expires_in": 3600}}"#));
    }
    if accepts(seen.header("authorization")) { status(204, "") } else { status(401, "") }
}

fn short_calls(server: &Server) -> Vec<String> {
    let last = |seen: &Seen| seen.path.rsplit('/').next().unwrap().to_owned();
    server.seen().iter().map(|seen| format!("{} {}", last(seen), seen.header("authorization"))).collect()
}

#[tokio::test]
async fn a_token_serves_until_five_minutes_before_its_end() {
    let server = Server::start(|seen, before| token_server(seen, before, |_| true)).await;
    let hand = Hand::new();
    let client = client_with(oauth2(), server.endpoints(), hasty(), &hand);
    list(&client).await.unwrap();
    hand.forward_s(3299);
    list(&client).await.unwrap();
    hand.forward_s(1);
    list(&client).await.unwrap();
    assert_eq!(
        short_calls(&server),
        [
            "token ",
            "agentActivity Bearer token-0",
            "agentActivity Bearer token-0",
            "token ",
            "agentActivity Bearer token-3"
        ]
    );
    let request = &server.seen()[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/sentinel/api/v2/account/75555851/app/token")
    );
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(request.body, "client_id=my+id&client_secret=client%26secret&grant_type=client_credentials");
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let server = Server::start(|seen, before| token_server(seen, before, |token| token == "Bearer token-2")).await;
    let client = client_with(oauth2(), server.endpoints(), hasty(), &Hand::new());
    list(&client).await.unwrap();
    assert_eq!(
        short_calls(&server),
        ["token ", "agentActivity Bearer token-0", "token ", "agentActivity Bearer token-2"]
    );

    let server = Server::start(|seen, before| token_server(seen, before, |_| false)).await;
    let client = client_with(oauth2(), server.endpoints(), hasty(), &Hand::new());
    assert!(matches!(list(&client).await, Err(ClientError::Unauthorized { .. })));
    assert_eq!(server.calls().len(), 4);
}

#[tokio::test]
async fn many_requests_share_one_token() {
    let server = Server::start(|seen, before| token_server(seen, before, |_| true)).await;
    let client = client_with(oauth2(), server.endpoints(), hasty(), &Hand::new());
    let tasks: Vec<_> = std::iter::repeat_with(|| client.clone())
        .take(20)
        .map(|client| tokio::spawn(async move { list(&client).await }))
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let tokens = server.calls().iter().filter(|call| call.starts_with("POST")).count();
    assert_eq!(tokens, 1);
}

#[tokio::test]
async fn what_fails_at_the_token_server_is_never_the_files_fault() {
    for code in [400, 401, 404, 500, 302] {
        let server = Server::start(move |_, _| status(code, r#"{"error": "invalid_client"}"#)).await;
        let client = client_with(oauth2(), server.endpoints(), hasty(), &Hand::new());
        let error = client.download(&server.url("file")).await.unwrap_err();
        assert!(error.is_outage(), "{code}: {error:?}");
        let is_refused = matches!(&error, ClientError::Unauthorized { said, .. } if said.ends_with("invalid_client"));
        assert_eq!(is_refused, code / 100 == 4, "{code}: {error:?}");
    }
    for body in ["<html>", "{}", r#"{"access_token": ""}"#] {
        let server = Server::start(move |_, _| status(200, body)).await;
        let error = list(&client_with(oauth2(), server.endpoints(), hasty(), &Hand::new())).await.unwrap_err();
        assert!(matches!(&error, ClientError::Unavailable { source: Some(_), .. }), "{body}: {error:?}");
    }
}

/// A login service whose session ends when told, and a data server that takes only its newest bearer.
fn login_server(seen: &Seen, before: usize) -> Response {
    if seen.path.ends_with("/login") {
        let session = json(format!(r#"{{"bearer": "bearer-{before}", "csrf": "csrf-{before}", "more": {{}}}}"#));
        return with_header(session, "set-cookie", &format!("session_id=cookie-{before}; Path=/; Secure"));
    }
    status(if seen.path.ends_with("/refresh") { 200 } else { 204 }, "")
}

async fn use_login(server: &Server, hand: &Hand, steps_s: &[i64]) -> AccountClient {
    let client = client_with(login(), server.endpoints(), hasty(), hand);
    list(&client).await.unwrap();
    for step_s in steps_s {
        hand.forward_s(*step_s);
        list(&client).await.unwrap();
    }
    client
}

#[tokio::test]
async fn a_session_is_refreshed_when_it_is_older_than_four_minutes() {
    let server = Server::start(login_server).await;
    use_login(&server, &Hand::new(), &[239, 1, 239]).await;
    assert_eq!(
        short_calls(&server),
        [
            "login ",
            "agentActivity Bearer bearer-0",
            "agentActivity Bearer bearer-0",
            "refresh ",
            "agentActivity Bearer bearer-0",
            "agentActivity Bearer bearer-0"
        ]
    );
    let seen = server.seen();
    assert_eq!(seen[0].url.as_str(), server.url("api/account/75555851/login?v=1.3"));
    assert_eq!(seen[0].body, r#"{"password":"pass\"word","username":"joe \"b\""}"#);
    assert_eq!(seen[3].url.path(), "/api/account/75555851/refresh");
    assert_eq!((seen[3].header("cookie"), seen[3].body.as_str()), ("session_id=cookie-0", r#"{"csrf":"csrf-0"}"#));
}

#[tokio::test]
async fn a_session_that_ended_is_opened_anew() {
    let server = Server::start(|seen, before| match seen.path.ends_with("/refresh") {
        true => status(401, r#"{"error": {"internalCode": 10}}"#),
        false => login_server(seen, before),
    })
    .await;
    use_login(&server, &Hand::new(), &[600]).await;
    assert_eq!(
        short_calls(&server),
        ["login ", "agentActivity Bearer bearer-0", "refresh ", "login ", "agentActivity Bearer bearer-3"]
    );
}

#[tokio::test]
async fn refusals_of_the_login_service_are_told_apart() {
    let check = async |code: u16, expected: fn(&ClientError) -> bool, requests: usize| {
        let server = Server::start(move |_, _| status(code, "")).await;
        let error = list(&client_with(login(), server.endpoints(), hasty(), &Hand::new())).await.unwrap_err();
        assert!(expected(&error), "{code}: {error:?}");
        assert_eq!(server.calls().len(), requests, "{code}");
    };
    check(401, |error| matches!(error, ClientError::Unauthorized { .. }), 1).await;
    check(451, |error| matches!(error, ClientError::Forbidden { .. }), 1).await;
    check(407, |error| matches!(error, ClientError::Unavailable { .. }), 4).await;
    // The pause is at least the login service's own.
    let is_throttled = |error: &ClientError| match error {
        ClientError::Throttled { retry_after, .. } => *retry_after == Some(hasty().login_throttle_pause_min),
        _ => false,
    };
    check(429, is_throttled, 6).await;
}

#[tokio::test]
async fn hosts_are_looked_up_once_a_day_and_kept_when_the_lookup_fails() {
    let services = Server::start(|seen, before| token_server(seen, before, |_| true)).await;
    let host = services.base.authority().to_owned();
    let one_answer = [
        format!(r#"{{"service": "sentinel", "baseURI": "{host}"}}"#),
        format!(
            r#"{{"baseURIs": [{{"service": "etool", "baseURI": "x"}}, {{"service": "sentinel", "baseURI": "{host}"}}]}}"#
        ),
    ];
    let domains = Server::start(move |_, before| match one_answer.get(before) {
        Some(answer) => json(answer.clone()),
        None => status(503, ""),
    })
    .await;
    let endpoints = Endpoints {
        domain_api: Some(domains.base.clone()),
        data_access: Some(services.base.clone()),
        ..Endpoints::default()
    };
    let hand = Hand::new();
    let client = client_with(oauth2(), endpoints, hasty(), &hand);
    // A new token each time; the second and third lookup a day after the one before; the last fails.
    for (hours, lookups) in [(0, 1), (23, 1), (1, 2), (24, 3), (0, 3), (1, 4)] {
        hand.forward_s(hours * 3600);
        list(&client).await.unwrap();
        assert_eq!(domains.calls().len(), lookups, "{hours}");
    }
    let seen = &domains.seen()[0];
    let path = "api/account/75555851/service/sentinel/baseURI.json?version=1.0";
    assert_eq!(seen.url.as_str(), domains.url(path));
    assert_eq!(seen.header("authorization"), "");
}

#[tokio::test]
async fn check_shows_which_host_serves_what() {
    let shown = async |auth: Auth, endpoints: Endpoints| {
        let client = client_with(auth, endpoints, hasty(), &Hand::new());
        let mut hosts = vec![("domain_api", Ok(client.domain_api_host()))];
        hosts.push(("data_access", client.resolve_host(model::Service::DataAccess).await));
        hosts.extend(client.resolve_credentials_host().await);
        let lines = hosts.into_iter().map(|(service, host)| match host {
            Ok(host) => format!("{service} {host}"),
            Err(error) => format!("{service} {error}"),
        });
        lines.collect::<Vec<_>>()
    };
    let sign = crate::server::oauth1();
    assert_eq!(
        shown(sign, Endpoints::default()).await,
        ["domain_api api.liveperson.net", "data_access lo.da.liveperson.net"]
    );

    let server = Server::start(|_, _| json(r#"{"baseURI": "lo.sentinel.liveperson.net"}"#.to_owned())).await;
    let own = server.base.authority().to_owned();
    let endpoints = Endpoints { oauth2: None, ..server.endpoints() };
    let expected =
        [format!("domain_api {own}"), format!("data_access {own}"), "oauth2 lo.sentinel.liveperson.net".to_owned()];
    assert_eq!(shown(oauth2(), endpoints).await, expected);

    // The Domain API does not know the service: the region does.
    let server = Server::start(|_, _| status(404, "")).await;
    let endpoints = Endpoints { oauth2: None, ..server.endpoints() };
    assert_eq!(shown(oauth2(), endpoints).await[2], "oauth2 lo.sentinel.liveperson.net");

    // A foreign host is refused, and shown to the operator.
    let server = Server::start(|_, _| json(r#"{"baseURI": "login.example"}"#.to_owned())).await;
    let endpoints = Endpoints { login: None, ..server.endpoints() };
    let foreign = "login `login.example` is neither a configured host nor LivePerson's over https";
    assert_eq!(shown(login(), endpoints).await[2], foreign);
}
