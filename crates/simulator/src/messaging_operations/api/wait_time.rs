//! The estimated wait time (Messaging Operations API, estimated wait time).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Methods;
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::oauth1::form_parameters;
use crate::api::parameters::{self, Ids};

/// Skills of one answer.
const SKILLS_MAX: usize = 300;

/// When each account called last, in simulated time.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<HashMap<String, DateTime<Utc>>>);

impl Calls {
    /// Whether the account has waited long enough; a refused call costs nothing.
    fn admits(&self, account: &str, now: DateTime<Utc>, spacing: TimeDelta) -> bool {
        let mut called = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_soon = |last: &DateTime<Utc>| *last <= now && now - *last < spacing;
        if called.get(account).is_some_and(is_soon) {
            return false;
        }
        called.insert(account.to_owned(), now);
        true
    }
}

/// `GET …/account/{account}/ewt`.
pub(super) async fn wait_times(
    State(methods): State<Arc<Methods>>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = methods.shared.clock.now();
    let refuse = |status, message: &str| answer::json_error(status, now, message, NOT_SUPPORTED);
    let Some(desk) = methods.desks.get(&account) else { return answer::empty(StatusCode::NOT_FOUND) };
    let parameters = form_parameters(request.uri().query().unwrap_or_default());
    if !matches!(parameters::get(&parameters, "v"), None | Some("1")) {
        return refuse(StatusCode::BAD_REQUEST, "v is no version of this method");
    }
    let skills: Vec<i64> = match parameters::get(&parameters, "skills").map(Ids::of) {
        // Whoever names none gets as many as an answer has.
        None => desk.skills().take(SKILLS_MAX).collect(),
        Some(Ok(Ids::These(skills))) if skills.len() <= SKILLS_MAX => skills.into_iter().collect(),
        Some(_) => return refuse(StatusCode::BAD_REQUEST, "skills is not up to 300 numbers with commas"),
    };
    if !methods.wait_time_calls.admits(&account, now, methods.options.wait_time_spacing) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "called within ten seconds");
    }
    let now_ms = now.timestamp_millis();
    let estimate = |skill: i64| -> Value {
        let (wait_time_s, at_ms) = desk.wait_time_s(skill, now_ms);
        json!({ "skillId": skill, "estimatedWaitTime": wait_time_s.unwrap_or(-1), "timestamp": at_ms })
    };
    let is_manned = desk.manned_now(now_ms).is_some();
    let estimates: Vec<Value> = skills.into_iter().filter(|_| is_manned).map(estimate).collect();
    answer::json(StatusCode::OK, &json!({ "estimatedWaitTimeResponse": estimates }))
}
