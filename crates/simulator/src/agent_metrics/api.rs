//! The methods (Agent Metrics API, request and answers).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use serde_json::{Value, json};

use super::encode;
use super::world::{Agent, Floors, summary};
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::api::pace::Pace;
use crate::api::pages::{Page, Span};
use crate::api::{Shared, parameters, posted};
use crate::faults::{Fault, Route};
use crate::metric::object;
use crate::world::dice::Dice;

/// The agents and their states.
pub const STATUS: Route = Route::Feed("agent status");
/// The agents together.
pub const SUMMARY: Route = Route::Feed("agent summary");

/// Agents on a page, if not said otherwise, and at most.
const LIMIT_DEFAULT: usize = 50;
const LIMIT_MAX: usize = 1000;

/// What may differ between simulated upstreams: `SimulatorOptions::feeds`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// An account's requests within so long, in real time, are answered with 429.
    pub spacing: Duration,
}

/// What the routes share.
struct Methods {
    shared: Arc<Shared>,
    options: Options,
    floors: Floors,
    pace: Pace,
    /// Answers so far; decides who is left out of one.
    answers: AtomicUsize,
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let methods = Methods {
        shared: shared.clone(),
        options: shared.options.feeds.get(),
        floors: Floors::of(&shared.world),
        pace: Pace::default(),
        answers: AtomicUsize::new(0),
    };
    let at = |method: &str| format!("/messaging_history/api/account/{{account}}/agent-view/{method}");
    Router::new().route(&at("status"), post(status)).route(&at("summary"), post(summed)).with_state(Arc::new(methods))
}

pub(super) fn route_of(path: &[&str], _: &str) -> Option<Route> {
    match path {
        ["messaging_history", "api", "account", _, "agent-view", "status"] => Some(STATUS),
        ["messaging_history", "api", "account", _, "agent-view", "summary"] => Some(SUMMARY),
        _ => None,
    }
}

/// `POST …/agent-view/status?offset&limit`.
async fn status(
    State(methods): State<Arc<Methods>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = methods.shared.clock.now();
    let refuse = |(status, message): (StatusCode, &str)| answer::json_error(status, now, message, NOT_SUPPORTED);
    let path = request.uri().path().to_owned();
    let span = match span(request.uri().query().unwrap_or_default()) {
        Ok(span) => span,
        Err(message) => return refuse((StatusCode::BAD_REQUEST, message)),
    };
    let mut agents = match asked(&methods, &account, request).await {
        Ok(agents) => agents,
        Err(refusal) => return refuse(refusal),
    };
    let answers = methods.answers.fetch_add(1, Ordering::Relaxed);
    if let Some(Fault::AgentsMove { percent }) = fault {
        let serial = u32::try_from(answers).unwrap_or_default();
        agents.retain(|agent| !Dice::new(0, &agent.id, serial, "agents move").percent(percent));
    }
    let page = Page::of(agents, span, fault.as_ref(), |agent| &agent.id);
    let records: Vec<Value> = page.records.iter().map(encode::record).collect();
    // Links lead to a host that only upstream can reach.
    let metadata = page.metadata(&format!("http://localhost:8083{path}"));
    let status = json!({ "_metadata": metadata, "accountID": account, "agentStatusRecords": records });
    answer::json(StatusCode::OK, &status)
}

/// `POST …/agent-view/summary`.
async fn summed(State(methods): State<Arc<Methods>>, Path(account): Path<String>, request: Request) -> Response {
    match asked(&methods, &account, request).await {
        Ok(agents) => {
            let results = Value::Object(object(summary(&agents)));
            answer::json(StatusCode::OK, &json!({ "accountID": account, "summaryResults": results }))
        }
        Err((status, message)) => answer::json_error(status, methods.shared.clock.now(), message, NOT_SUPPORTED),
    }
}

/// The agents that a request asks for, by id: the offset is zero-based and their order does not move.
async fn asked(methods: &Methods, account: &str, request: Request) -> Result<Vec<Agent>, (StatusCode, &'static str)> {
    if !methods.pace.admits(account, methods.options.spacing) {
        return Err((StatusCode::TOO_MANY_REQUESTS, "too many requests"));
    }
    let (_, body) = posted::json(request).await?;
    if !body.is_object() {
        return Err((StatusCode::BAD_REQUEST, "the body is not a JSON object"));
    }
    let floor = methods.floors.get(account).ok_or((StatusCode::NOT_FOUND, "unknown account"))?;
    let mut agents = floor.agents(methods.shared.clock.now().timestamp_millis());
    agents.retain(|agent| is_asked(agent, &body));
    Ok(agents)
}

/// Whether an agent passes the filters of a body.
fn is_asked(agent: &Agent, body: &Value) -> bool {
    let passes = |name: &str, own: &[String]| {
        posted::texts(&body[name]).is_none_or(|asked| own.iter().any(|own| asked.contains(own)))
    };
    let skills: Vec<String> = agent.profile.skills.iter().map(i64::to_string).collect();
    let connection = if agent.is_connected { "CONNECTED" } else { "DISCONNECTED" };
    passes("status", &[agent.state.status.as_str().to_owned()])
        && passes("agentIds", std::slice::from_ref(&agent.id))
        && passes("skillIds", &skills)
        && passes("agentGroupIds", &[agent.profile.group.to_string()])
        && passes("connectionStates", &[connection.to_owned()])
        // All who are logged in are present.
        && body["agentPresence"] != false
}

fn span(query: &str) -> Result<Span, &'static str> {
    let parameters = form_parameters(query);
    let number = |name: &str, default: usize| {
        parameters::get(&parameters, name).map_or(Ok(default), |text| text.parse::<usize>())
    };
    let offset = number("offset", 0).map_err(|_| "offset is not a number")?;
    let limit = number("limit", LIMIT_DEFAULT).map_err(|_| "limit is not a number")?;
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err("limit must be 1 to 1000");
    }
    Ok(Span { offset, limit })
}
