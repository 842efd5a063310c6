//! The bounds of an account hold for every request, also for those that find hosts and fetch tokens.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta};
use client::{
    AccountClient, AccountOptions, Auth, Endpoints, HistoryFilter, IdFilter, MetricsRequest, MetricsVersion, Region,
    Transport, TransportOptions,
};
use model::{AccountId, Lane, Service};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::listing::list;
use crate::server::{Hand, Seen, Server, hasty, oauth1, status, with_header};

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

/// Every service at once: hosts, tokens, and what is asked of each API.
fn everything(seen: &Seen, _: usize) -> Response {
    let last = seen.path.rsplit('/').next().unwrap();
    match last {
        "baseURI.json" => format!(r#"{{"baseURI": "{}"}}"#, seen.url.authority()).into_response(),
        "token" => status(200, r#"{"access_token": "t", "expires_in": 3600}"#),
        "login" => with_header(status(200, r#"{"bearer": "b", "csrf": "c"}"#), "set-cookie", "session_id=1"),
        _ => status(200, "{}"),
    }
}

struct Bounds {
    requests_in_flight_max: usize,
    requests_per_second_max: f64,
}

/// A client that has to look up all hosts but Data Access's.
fn client(server: &Server, auth: Auth, bounds: &Bounds) -> AccountClient {
    let transport = Transport::new(TransportOptions { operational_spacing: Duration::ZERO, ..hasty() }).unwrap();
    let base = Some(server.base.clone());
    let options = AccountOptions {
        account: AccountId("75555851".to_owned()),
        region: Region::Us,
        auth,
        endpoints: Endpoints { domain_api: base.clone(), data_access: base, ..Endpoints::default() },
        requests_in_flight_max: bounds.requests_in_flight_max,
        requests_per_second_max: bounds.requests_per_second_max,
    };
    AccountClient::new(&transport, options, Hand::new().clock(), 7)
}

/// Asks for everything at once, so many times; answers how long it took.
async fn ask_all(client: &AccountClient, times: usize) -> Duration {
    let begun = Instant::now();
    let from = DateTime::from_timestamp(1_467_853_200, 0).unwrap();
    let filter = HistoryFilter::Started { from, to: from + TimeDelta::hours(1), duration_s: None };
    let mut asked = JoinSet::new();
    for _ in 0..times {
        let (live, past, files, metrics) = (client.clone(), client.clone(), client.clone(), client.clone());
        let (live_filter, past_filter) = (filter.clone(), filter.clone());
        asked.spawn(async move { live.search_history(&live_filter, 0, 1, Lane::Live).await.map(drop) });
        asked.spawn(async move { past.search_history(&past_filter, 0, 1, Lane::Backfill).await.map(drop) });
        asked.spawn(async move { metrics.sample(&QUEUE_STATE).await.map(drop) });
        asked.spawn(async move { list(&files).await.map(drop) });
    }
    let all = timeout(Duration::from_secs(60), asked.join_all()).await.expect("nobody waits for ever");
    all.into_iter().for_each(|outcome| outcome.unwrap());
    begun.elapsed()
}

/// Checks everything that can be asked under these bounds, whatever lets it in.
async fn check(bounds: Bounds, answer_takes: Duration, check: impl Fn(&Server, Duration)) {
    let oauth2 = Auth::OAuth2 { client_id: "id".to_owned(), client_secret: "secret".into() };
    let login = Auth::Login { username: "joe".to_owned(), password: "secret".into() };
    let lookups: [(Auth, &[&str]); 3] =
        [(oauth1(), &[]), (oauth2, &["sentinel", "token"]), (login, &["agentVep", "login"])];
    for (auth, expected) in lookups {
        let server = Server::start_slow(answer_takes, everything).await;
        let took = ask_all(&client(&server, auth, &bounds), 6).await;
        check(&server, took);
        let mut seen = BTreeMap::new();
        for path in server.seen().iter().map(|seen| &seen.path) {
            let parts: Vec<_> = path.rsplit('/').collect();
            let name = if parts[0] == "baseURI.json" { parts[1] } else { parts[0] };
            *seen.entry(name.to_owned()).or_insert(0) += 1;
        }
        for once in ["engHistDomain", "leDataReporting"].iter().chain(expected) {
            assert_eq!(seen.remove(*once), Some(1), "{once}");
        }
        assert_eq!(seen.into_values().collect::<Vec<_>>(), [6, 6, 12]);
    }
}

#[tokio::test]
async fn no_more_requests_run_at_one_time() {
    for requests_in_flight_max in [1, 2, 5] {
        let bounds = Bounds { requests_in_flight_max, requests_per_second_max: 10_000.0 };
        check(bounds, Duration::from_millis(20), |server, _| {
            assert_eq!(server.at_once_max(), requests_in_flight_max);
        })
        .await;
    }
}

#[tokio::test]
async fn no_more_requests_begin_in_a_second() {
    const SPACING: Duration = Duration::from_millis(20);
    let bounds = Bounds { requests_in_flight_max: 100, requests_per_second_max: 1.0 / SPACING.as_secs_f64() };
    check(bounds, Duration::ZERO, |server, took| {
        // The first begins at once; what is behind it waits for its turn, one after the other.
        let requests = server.calls().len() as u32;
        assert!(took >= SPACING * (requests - 1), "{requests} requests within {took:?}");
    })
    .await;
}
