//! Counts requests; `docs/metrics.md` says what each metric means.

use std::time::Duration;

use metrics::{counter, histogram};
use model::AccountId;
use reqwest::StatusCode;

use crate::error::ClientError;

/// Counts a request that was answered, or was not.
pub(crate) fn count_answer(account: &AccountId, status: Option<StatusCode>, took: Duration) {
    let status = status.map_or_else(|| "none".to_owned(), |status| status.as_str().to_owned());
    let account = account.to_string();
    counter!("lp_warehouse_api_requests_total", "account" => account.clone(), "status" => status).increment(1);
    histogram!("lp_warehouse_api_answer_seconds", "account" => account).record(took.as_secs_f64());
}

/// Counts a request that is sent once more after a pause.
pub(crate) fn count_retry(account: &AccountId, error: &ClientError, pause: Duration) {
    let reason = if matches!(error, ClientError::Throttled { .. }) { "throttled" } else { "unavailable" };
    let labels = [("account", account.to_string()), ("reason", reason.to_owned())];
    counter!("lp_warehouse_api_retries_total", &labels).increment(1);
    counter!("lp_warehouse_api_pause_milliseconds_total", &labels).increment(pause.as_millis() as u64);
}
