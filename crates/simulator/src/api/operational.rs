//! The Operational Real-time API (Operational Real-time API, methods, shapes and contradictions).

mod print;
mod query;
mod window;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answer::{self, NOT_SUPPORTED};
use super::gate::Injected;
use super::oauth1::form_parameters;
use super::{OperationalForm, POSTED_BYTES_MAX, Shared};
use crate::faults::Fault;
use print::Printer;
use query::{Asked, Query};

/// When the last request of each account was admitted, in real time.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<HashMap<String, Instant>>);

impl Pace {
    /// Whether the account has waited long enough; a refused request costs nothing.
    fn admits(&self, account: &str, spacing: Duration) -> bool {
        let mut admitted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if admitted.get(account).is_some_and(|last| now.duration_since(*last) < spacing) {
            return false;
        }
        admitted.insert(account.to_owned(), now);
        true
    }
}

/// `GET …/account/{account}/{method}`; agent activity also takes its parameters as a JSON body.
pub(super) async fn metrics(
    State(shared): State<Arc<Shared>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path((account, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    let now = shared.clock.now();
    let refuse = |status, message: &str| answer::json_error(status, now, message, NOT_SUPPORTED);
    let Some(asked) = Asked::of(&method) else { return answer::empty(StatusCode::NOT_FOUND) };
    if request.method() != Method::GET && asked != Asked::AgentActivity {
        return answer::empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    if !shared.pace.admits(&account, shared.options.operational_spacing) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "too many requests");
    }
    let mut parameters = form_parameters(request.uri().query().unwrap_or_default());
    if request.method() == Method::POST {
        match posted(request).await {
            Ok(more) => parameters.extend(more),
            Err((status, message)) => return refuse(status, message),
        }
    }
    let query = match Query::of(asked, &parameters) {
        Ok(query) => query,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    let Some(desk) = shared.operational.desk(&account) else { return answer::empty(StatusCode::NOT_FOUND) };
    let printer = Printer::new(desk, &query, is_deviating(&shared, &account), now.timestamp_millis());
    answer::json(StatusCode::OK, &enveloped(&shared, &query, fault.as_ref(), printer.print()))
}

/// The parameters of a JSON body, all of which must be texts.
async fn posted(request: Request) -> Result<Vec<(String, String)>, (StatusCode, &'static str)> {
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
    }
    let bytes = axum::body::to_bytes(body, POSTED_BYTES_MAX).await.unwrap_or_default();
    let Ok(Value::Object(fields)) = serde_json::from_slice(&bytes) else {
        return Err((StatusCode::BAD_REQUEST, "the body is not a JSON object"));
    };
    let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    let texts: Option<Vec<_>> = fields.into_iter().map(text).collect();
    texts.ok_or((StatusCode::BAD_REQUEST, "every value of the body must be a text"))
}

/// Whether the account's answers have the forms that contradict the pages' examples.
fn is_deviating(shared: &Shared, account: &str) -> bool {
    match shared.options.operational_form {
        OperationalForm::Alternating => {
            shared.accounts.iter().position(|known| known == account).is_some_and(|index| index % 2 == 1)
        }
        OperationalForm::Printed => false,
        OperationalForm::Deviating => true,
    }
}

/// The answer as it is, or in the envelope that clients get which say no version.
fn enveloped(shared: &Shared, query: &Query, fault: Option<&Fault>, containers: Map<String, Value>) -> Value {
    let body = Value::Object(containers);
    match fault {
        Some(Fault::OldEnvelope { response_code: 200 }) => {}
        Some(Fault::OldEnvelope { response_code }) => {
            return json!({ "meta": { "responseCode": response_code }, "body": {} });
        }
        _ if query.version.is_some() && !shared.options.is_operational_always_wrapped => return body,
        _ => {}
    }
    let mut envelope = json!({ "meta": { "responseCode": 200 } });
    envelope["body"] = body;
    envelope
}
