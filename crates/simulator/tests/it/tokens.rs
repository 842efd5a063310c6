//! Bearer tokens: by client credentials and by login.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use simulator::{Credentials, SECRET_MARKER, Simulator, SimulatorOptions};

use crate::client::{ACCOUNT, Answer, ask, listing_path, start};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn form(account: &str) -> String {
    let Credentials { client_id, client_secret, .. } = Credentials::of(account);
    format!("client_id={client_id}&client_secret={client_secret}")
}

async fn list(simulator: &Simulator, bearer: &str) -> u16 {
    let authorization = format!("Bearer {bearer}");
    let headers = [("Authorization", authorization.as_str()), ("Accept", "application/json")];
    ask(simulator, "GET", &listing_path("engagement", 24, 0), &headers, "").await.status
}

#[tokio::test]
async fn client_credentials() {
    let simulator = start(SimulatorOptions { token_lifetime_s: 900, ..SimulatorOptions::default() }).await;
    let path = format!("/sentinel/api/v2/account/{ACCOUNT}/app/token");
    let check = async |query: &str, headers: &[(&str, &str)], body: String, expected: u16| -> Answer {
        let answer = ask(&simulator, "POST", &format!("{path}{query}"), headers, &body).await;
        assert_eq!(answer.status, expected, "{}", answer.text());
        answer
    };
    check("", &[FORM], form(ACCOUNT), 400).await;
    check("", &[], format!("{}&grant_type=client_credentials", form(ACCOUNT)), 400).await;
    check("", &[FORM], format!("{}&grant_type=client_credentials", form("75555852")), 400).await;
    check("?grant_type=client_credentials", &[FORM], form(ACCOUNT), 200).await;
    let answer = check("", &[FORM], format!("{}&grant_type=client_credentials", form(ACCOUNT)), 200).await.json();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"Bearer".into(), &900.into()));
    let token = answer["access_token"].as_str().unwrap();
    assert!(token.contains(SECRET_MARKER));
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
    assert!(token.split('.').all(|part| URL_SAFE_NO_PAD.decode(part).is_ok()));
    assert_eq!(list(&simulator, token).await, 200);
    assert_eq!(list(&simulator, "planted").await, 401);
    simulator.clock().advance(TimeDelta::seconds(900));
    assert_eq!(list(&simulator, token).await, 401);
}

#[tokio::test]
async fn lifetime_may_go_unsaid() {
    let simulator = start(SimulatorOptions { is_expires_in_sent: false, ..SimulatorOptions::default() }).await;
    let path = format!("/sentinel/api/v2/account/{ACCOUNT}/app/token?grant_type=client_credentials");
    let answer = ask(&simulator, "POST", &path, &[FORM], &form(ACCOUNT)).await.json();
    assert!(answer["access_token"].is_string() && answer.get("expires_in").is_none());
}

#[tokio::test]
async fn a_login_lives_while_it_is_refreshed() {
    let simulator = start(SimulatorOptions::default()).await;
    let own = format!("/api/account/{ACCOUNT}");
    let Credentials { username, password, .. } = Credentials::of(ACCOUNT);
    let body = serde_json::json!({ "username": username, "password": password }).to_string();
    let login = format!("{own}/login?v=1.3");
    assert_eq!(ask(&simulator, "POST", &format!("{own}/login"), &[], &body).await.status, 400);
    let refused = ask(&simulator, "POST", &login, &[], &body.replace("password-", "guess-")).await;
    assert_eq!((refused.status, &refused.json()["error"]["internalCode"]), (401, &10.into()));
    let answer = ask(&simulator, "POST", &login, &[], &body).await;
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let json = answer.json();
    let (bearer, csrf) = (json["bearer"].as_str().unwrap(), serde_json::json!({ "csrf": json["csrf"] }).to_string());
    let prolong = async |what: &str, headers: &[(&str, &str)]| {
        let answer = ask(&simulator, "POST", &format!("{own}/{what}"), headers, &csrf).await;
        (answer.status, answer.body.len())
    };
    let cookies = [("Cookie", cookie.as_str())];
    assert_eq!(list(&simulator, bearer).await, 200);
    simulator.clock().advance(TimeDelta::minutes(9));
    assert_eq!(prolong("refresh", &[]).await.0, 401);
    assert_eq!(prolong("refresh", &cookies).await, (200, 0));
    simulator.clock().advance(TimeDelta::minutes(9));
    assert_eq!(list(&simulator, bearer).await, 200);
    simulator.clock().advance(TimeDelta::minutes(2));
    assert_eq!(list(&simulator, bearer).await, 401);
    assert_eq!(prolong("refresh", &cookies).await.0, 401);

    let answer = ask(&simulator, "POST", &login, &[], &body).await;
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    let csrf = serde_json::json!({ "csrf": answer.json()["csrf"] }).to_string();
    let logout = ask(&simulator, "POST", &format!("{own}/logout"), &[("Cookie", &cookie)], &csrf).await;
    assert_eq!(logout.status, 200);
    assert_eq!(list(&simulator, answer.json()["bearer"].as_str().unwrap()).await, 401);
}
