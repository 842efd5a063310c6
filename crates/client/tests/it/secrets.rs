//! Secrets are planted everywhere, upstream repeats them in every answer, and everything public is printed.

use std::error::Error;
use std::fmt::{Debug, Write};

use axum::response::{IntoResponse, Response};
use client::{AccountOptions, Auth, ClientError, Endpoints, Region, SignAs, Transport};
use model::AccountId;

use crate::listing::list;
use crate::server::{Hand, Seen, Server, client_with, hasty, redirect, status, with_header};

/// Every planted secret contains this, so that half of one is found as well.
const PLANTED: &str = "hush";

fn auths() -> [Auth; 3] {
    [
        Auth::OAuth1 {
            app_key: "hush-key".to_owned(),
            app_secret: "hush/app+secret".into(),
            access_token: "hush-token".to_owned(),
            access_token_secret: "hush token secret".into(),
        },
        Auth::OAuth2 { client_id: "hush-id".to_owned(), client_secret: "hush&client".into() },
        Auth::Login { username: "hush-user".to_owned(), password: "hush\"pass".into() },
    ]
}

/// Repeats, in the forms of error bodies, what a server can know of the credentials.
fn leak(seen: &Seen, code: u16, form: usize) -> Response {
    let known = match seen.header("authorization").strip_prefix("Bearer ") {
        Some(bearer) => bearer.to_owned(),
        None if seen.path.contains("data_access") => "hush/app+secret, hush%20token%20secret".to_owned(),
        None => seen.body.clone(),
    };
    let text = match form {
        0 => format!("your credentials were {known}"),
        1 => serde_json::json!({ "error": { "message": known } }).to_string(),
        _ => format!("<error><message>{}</message></error>", known.replace('&', "&amp;")),
    };
    (axum::http::StatusCode::from_u16(code).unwrap(), text).into_response()
}

/// Everything an error can print, its sources included.
fn printed(error: &ClientError) -> String {
    let mut text = format!("{error:?} {error:#?}");
    let mut next: Option<&dyn Error> = Some(error);
    while let Some(error) = next {
        write!(text, " {error}").unwrap();
        next = error.source();
    }
    text
}

fn silent(shown: &str) {
    assert!(!shown.contains(PLANTED), "{shown}");
}

#[tokio::test]
async fn errors_keep_secrets_when_upstream_does_not() {
    for auth in auths() {
        for (code, form) in [400, 401, 403, 404, 500].into_iter().flat_map(|code| (0..3).map(move |form| (code, form)))
        {
            // First the token server, the login service; then, when they hand out secrets, the data server.
            for tokens_come in [false, true] {
                let server = Server::start(move |seen, _| match seen.method == "POST" && tokens_come {
                    true => status(200, r#"{"access_token":"hush-jwt","bearer":"hush-bearer","csrf":"hush-csrf"}"#),
                    false => leak(seen, code, form),
                })
                .await;
                let client = client_with(auth.clone(), server.endpoints(), hasty(), &Hand::new());
                silent(&printed(&list(&client).await.unwrap_err()));
                silent(&printed(&client.check_authorization(model::Service::DataAccess).await.unwrap_err()));
                silent(&format!("{client:?}"));
            }
        }
    }
}

#[tokio::test]
async fn errors_keep_secrets_when_answers_are_broken() {
    for auth in auths() {
        for body in ["hush-not-json", r#"{"access_token":"hush\nx","bearer":"hush\nx","csrf":"hush"}"#, "[\"hush\""] {
            let server = Server::start(move |_, _| status(200, body)).await;
            let client = client_with(auth.clone(), server.endpoints(), hasty(), &Hand::new());
            silent(&printed(&list(&client).await.unwrap_err()));
        }
        let server = Server::start(|_, _| redirect("https://other.example/?token=hush")).await;
        let client = client_with(auth.clone(), server.endpoints(), hasty(), &Hand::new());
        silent(&printed(&list(&client).await.unwrap_err()));
    }
}

#[tokio::test]
async fn public_types_keep_secrets() {
    let show = |value: &dyn Debug| silent(&format!("{value:?} {value:#?}"));
    let proxy = Some("https://hush:hush@proxy.example/?key=hush".parse().unwrap());
    let endpoints = Endpoints {
        domain_api: proxy.clone(),
        data_access: proxy.clone(),
        engagement_history: proxy.clone(),
        messaging_interactions: proxy.clone(),
        operational: proxy.clone(),
        messaging_operations: proxy.clone(),
        estimated_wait_time: proxy.clone(),
        agent_metrics: proxy.clone(),
        configuration: proxy.clone(),
        oauth2: proxy.clone(),
        login: proxy.clone(),
        sign_as: SignAs {
            data_access: proxy.clone(),
            engagement_history: proxy.clone(),
            messaging_interactions: proxy.clone(),
            operational: proxy.clone(),
            messaging_operations: proxy.clone(),
            estimated_wait_time: proxy.clone(),
            agent_metrics: proxy.clone(),
            configuration: proxy,
        },
    };
    for auth in auths() {
        show(&auth);
        let account = AccountId("1".to_owned());
        let endpoints = endpoints.clone();
        show(&AccountOptions {
            account,
            region: Region::Apac,
            auth,
            endpoints,
            requests_in_flight_max: 4,
            requests_per_second_max: 1_000.0,
        });
    }
    show(&endpoints);
    show(&Transport::new(hasty()).unwrap());

    let server = Server::start(|_, _| with_header(status(200, "hush"), "set-cookie", "hush=1")).await;
    let [sign, ..] = auths();
    let client = client_with(sign, server.endpoints(), hasty(), &Hand::new());
    let mut download = client.download(&server.url("file?signature=hush")).await.unwrap();
    show(&download);
    while download.chunk().await.unwrap().is_some() {}
    show(&download);
    show(&client.domain_api_host());
    show(&client.resolve_host(model::Service::DataAccess).await.unwrap());
}
