//! The methods (Operational Real-time API, methods, shapes and contradictions).

mod print;
mod query;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::{Map, Value, json};

use super::world::Operational;
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::pace::Pace;
use crate::api::{Shared, posted};
use crate::faults::{Fault, Route};
use print::Printer;
use query::{Asked, Query};

/// Any method; its path ends in the method's name.
pub const METHOD: Route = Route::Feed("method of Operational Real-time");

/// What may differ between simulated upstreams: `SimulatorOptions::feeds`.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// An account's requests within so long, in real time, are answered with 429.
    pub spacing: Duration,
    /// Which forms it answers where its page contradicts itself.
    pub form: Form,
    /// Whether it answers in the envelope `meta` and `body` also if a version is asked for.
    pub is_always_wrapped: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { spacing: Duration::ZERO, form: Form::Alternating, is_always_wrapped: false }
    }
}

/// Forms of the answers (Operational Real-time API, contradictions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Printed` for the first, third, … account, `Deviating` for the others.
    Alternating,
    /// As the examples print them: `skillsMetricsPerAgent`, `currentQueueSize`, totals as an object, and the empty
    /// totals of agent activity inside `agentsMetrics`.
    Printed,
    /// `skillsMetrics` for engagement activity, `currentQueueState` in skills, totals as a list of one object, and the
    /// empty totals of agent activity beside `agentsMetrics`.
    Deviating,
}

/// What the routes share.
struct Methods {
    shared: Arc<Shared>,
    options: Options,
    operational: Operational,
    pace: Pace,
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let methods = Methods {
        shared: shared.clone(),
        options: shared.options.feeds.get(),
        operational: Operational::of(&shared.world),
        pace: Pace::default(),
    };
    Router::new()
        .route("/operations/api/account/{account}/{method}", get(metrics).post(metrics))
        .with_state(Arc::new(methods))
}

pub(super) fn route_of(path: &[&str], _: &str) -> Option<Route> {
    match path {
        // Other feeds have methods beside these.
        ["operations", "api", "account", _, method] => Asked::of(method).map(|_| METHOD),
        _ => None,
    }
}

/// `GET …/account/{account}/{method}`; agent activity also takes its parameters as a JSON body.
async fn metrics(
    State(methods): State<Arc<Methods>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path((account, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    let now = methods.shared.clock.now();
    let refuse = |status, message: &str| answer::json_error(status, now, message, NOT_SUPPORTED);
    let Some(asked) = Asked::of(&method) else { return answer::empty(StatusCode::NOT_FOUND) };
    if request.method() != Method::GET && asked != Asked::AgentActivity {
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
    let mut query = match Query::of(asked, &parameters) {
        Ok(query) => query,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    query.interval_min = query.interval_min.filter(|_| fault != Some(Fault::IgnoresInterval));
    let Some(desk) = methods.operational.desk(&account) else { return answer::empty(StatusCode::NOT_FOUND) };
    let printer = Printer::new(desk, &query, is_deviating(&methods, &account), now.timestamp_millis());
    answer::json(StatusCode::OK, &enveloped(&methods, &query, fault.as_ref(), printer.print()))
}

/// Whether the account's answers have the forms that contradict the pages' examples.
fn is_deviating(methods: &Methods, account: &str) -> bool {
    match methods.options.form {
        Form::Alternating => methods.shared.is_even(account),
        Form::Printed => false,
        Form::Deviating => true,
    }
}

/// The answer as it is, or in the envelope that clients get which say no version.
fn enveloped(methods: &Methods, query: &Query, fault: Option<&Fault>, containers: Map<String, Value>) -> Value {
    let body = Value::Object(containers);
    match fault {
        Some(Fault::OldEnvelope { response_code: 200 }) => {}
        Some(Fault::OldEnvelope { response_code }) => {
            return json!({ "meta": { "responseCode": response_code }, "body": {} });
        }
        _ if query.version.is_some() && !methods.options.is_always_wrapped => return body,
        _ => {}
    }
    let mut envelope = json!({ "meta": { "responseCode": 200 } });
    envelope["body"] = body;
    envelope
}
