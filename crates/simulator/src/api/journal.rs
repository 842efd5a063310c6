//! What was asked, and how much at once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::oauth1::form_parameters;
use crate::faults::Route;

/// Requests remembered; older ones are forgotten.
const REMEMBERED_REQUESTS_MAX: usize = 100_000;

/// A request that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLogEntry {
    /// `GET`, `POST`.
    pub method: String,
    /// As it came, percent-encoded.
    pub path_and_query: String,
    /// Whether it carried an `Authorization` header.
    pub has_authorization: bool,
    /// Status of the answer; 0 when the connection was reset instead.
    pub status: u16,
    /// Simulated time of the answer.
    pub at: DateTime<Utc>,
    /// The body of a search, or the posted parameters of an Operational request; empty for all other requests, which
    /// may hold secrets.
    pub body: String,
}

/// What a search of the Engagement History API asked for, as far as it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistorySearch {
    /// `start.from`, epoch milliseconds, not rounded.
    pub from_ms: Option<i64>,
    /// `start.to`, epoch milliseconds, not rounded.
    pub to_ms: Option<i64>,
    /// The one chat that was asked for.
    pub engagement_id: Option<String>,
    /// Index of the first record.
    pub offset: Option<usize>,
    /// Records asked for.
    pub limit: Option<usize>,
    /// As it came.
    pub sort: Option<String>,
}

impl RequestLogEntry {
    /// The search that the request was, if it was one.
    pub fn history_search(&self) -> Option<HistorySearch> {
        if Route::of(self.path_and_query.split('?').next()?) != Some(Route::History) {
            return None;
        }
        let body: Value = serde_json::from_str(&self.body).ok()?;
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let number = |value: &Value| text(value)?.parse().ok();
        let query = form_parameters(self.path_and_query.split_once('?').map_or("", |(_, query)| query));
        let get = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        Some(HistorySearch {
            from_ms: number(&body["start"]["from"]),
            to_ms: number(&body["start"]["to"]),
            engagement_id: text(&body["engagementId"]),
            offset: get("offset").and_then(|offset| offset.parse().ok()),
            limit: get("limit").and_then(|limit| limit.parse().ok()),
            sort: get("sort").map(str::to_owned),
        })
    }
}

/// Clones share one journal.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal(Arc<Mutex<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    requests: VecDeque<RequestLogEntry>,
    downloads: BTreeMap<String, usize>,
    concurrency: BTreeMap<String, Concurrency>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Concurrency {
    now: usize,
    seen_max: usize,
}

/// Counts a request as running until it is dropped.
pub(super) struct Running {
    journal: Journal,
    account: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(concurrency) = self.journal.pages().concurrency.get_mut(&self.account) {
            concurrency.now -= 1;
        }
    }
}

impl Journal {
    /// Counts a request of an account as running; the number is how many run now, this one included.
    pub(super) fn enter(&self, account: &str) -> (Running, usize) {
        let mut pages = self.pages();
        let concurrency = pages.concurrency.entry(account.to_owned()).or_default();
        concurrency.now += 1;
        concurrency.seen_max = concurrency.seen_max.max(concurrency.now);
        (Running { journal: self.clone(), account: account.to_owned() }, concurrency.now)
    }

    pub(super) fn note(&self, entry: RequestLogEntry) {
        let mut pages = self.pages();
        pages.requests.push_back(entry);
        if pages.requests.len() > REMEMBERED_REQUESTS_MAX {
            pages.requests.pop_front();
        }
    }

    /// Counts an answered download of a file that exists, so that there are never more counters than files.
    pub(super) fn note_download(&self, name: &str) {
        *self.pages().downloads.entry(name.to_owned()).or_default() += 1;
    }

    pub(super) fn requests(&self) -> Vec<RequestLogEntry> {
        self.pages().requests.iter().cloned().collect()
    }

    pub(super) fn downloads(&self, name: &str) -> usize {
        self.pages().downloads.get(name).copied().unwrap_or_default()
    }

    pub(super) fn concurrency_max_seen(&self, account: &str) -> usize {
        self.pages().concurrency.get(account).map_or(0, |concurrency| concurrency.seen_max)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
