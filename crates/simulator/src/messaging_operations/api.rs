//! The methods (Messaging Operations API, methods, intervals and contradictions).

mod print;
mod query;
mod wait_time;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use chrono::TimeDelta;
use serde_json::Value;

use super::world::Desks;
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::authorize::AuthKind;
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::pace::Pace;
use crate::api::{Shared, posted};
use crate::faults::{Fault, Route};
use print::Printer;
use query::{Asked, Query};
use wait_time::Calls;

/// Any method but the estimated wait time; its path ends in the method's name.
pub const METHOD: Route = Route::Feed("method of Messaging Operations");
/// The estimated wait time.
pub const WAIT_TIME: Route = Route::Feed("estimated wait time");

/// What may differ between simulated upstreams: `SimulatorOptions::feeds`.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// An account's requests within so long, in real time, are answered with 429.
    pub spacing: Duration,
    /// Requests of an account for wait times within so long, in simulated time, are answered with 429.
    pub wait_time_spacing: TimeDelta,
    /// Which forms it answers where its pages contradict themselves.
    pub form: Form,
}

impl Default for Options {
    fn default() -> Self {
        Self { spacing: Duration::ZERO, wait_time_spacing: TimeDelta::seconds(10), form: Form::Alternating }
    }
}

/// Forms of the answers (Messaging Operations API, contradictions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Printed` for the first, third, … account, `Deviating` for the others.
    Alternating,
    /// As the examples print them: `metricsTotal`, `skillsMetricsPerAgent`, and of queues and skill segments two of three
    /// intervals with their containers beside the time stamp, without `metricsData`.
    Printed,
    /// As the tables have them: `metricsTotals`, `skillsMetrics`, and `metricsData` everywhere.
    Deviating,
}

/// What the routes share.
struct Methods {
    shared: Arc<Shared>,
    options: Options,
    desks: Desks,
    pace: Pace,
    wait_time_calls: Calls,
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let methods = Methods {
        shared: shared.clone(),
        options: shared.options.feeds.get(),
        desks: Desks::of(&shared.world),
        pace: Pace::default(),
        wait_time_calls: Calls::default(),
    };
    let mut router = Router::new();
    for method in Asked::ALL {
        let path = format!("/operations/api/account/{{account}}/{}", method.path());
        let handler = move |state, extensions, account, request| metrics(method, state, extensions, account, request);
        // The pages print the paths of the current queue with a slash at the end.
        router = router.route(&format!("{path}/"), get(handler).post(handler)).route(&path, get(handler).post(handler));
    }
    router
        .route("/lp-messaging-ewt-app/api/account/{account}/ewt", get(wait_time::wait_times))
        .with_state(Arc::new(methods))
}

pub(super) fn route_of(path: &[&str], _: &str) -> Option<Route> {
    match path {
        ["operations", "api", "account", _, method @ ..] => Asked::of(method).map(|_| METHOD),
        ["lp-messaging-ewt-app", "api", "account", _, "ewt"] => Some(WAIT_TIME),
        _ => None,
    }
}

/// `GET …/account/{account}/{method}`; the metrics of conversations also take their parameters as a JSON body.
async fn metrics(
    asked: Asked,
    State(methods): State<Arc<Methods>>,
    (Extension(Injected(fault)), Extension(auth)): (Extension<Injected>, Extension<AuthKind>),
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = methods.shared.clock.now();
    let refuse = |status, message: &str| answer::json_error(status, now, message, NOT_SUPPORTED);
    if request.method() != Method::GET && asked != Asked::Conversation {
        return answer::empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    if !methods.pace.admits(&account, methods.options.spacing) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "too many requests");
    }
    let mut parameters = form_parameters(request.uri().query().unwrap_or_default());
    if request.method() == Method::POST {
        match posted::texts_of(request).await {
            Ok(more) => parameters.extend(more),
            Err((status, message)) => return refuse(status, message),
        }
    }
    let now_ms = now.timestamp_millis();
    let mut query = match Query::of(asked, &parameters, auth, now_ms) {
        Ok(query) => query,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    query.interval_min = query.interval_min.filter(|_| fault != Some(Fault::IgnoresInterval));
    let Some(desk) = methods.desks.get(&account) else { return answer::empty(StatusCode::NOT_FOUND) };
    let printer = Printer { desk, query: &query, is_deviating: is_deviating(&methods, &account), now_ms };
    answer::json(StatusCode::OK, &Value::Object(printer.print()))
}

/// Whether the account's answers have the forms that contradict the pages' examples.
fn is_deviating(methods: &Methods, account: &str) -> bool {
    match methods.options.form {
        Form::Alternating => methods.shared.is_even(account),
        Form::Printed => false,
        Form::Deviating => true,
    }
}
