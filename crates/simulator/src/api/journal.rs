//! What was asked, and how much at once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

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
    /// What was posted to the API of a feed; empty for all other requests, which may hold secrets.
    pub body: String,
}

/// Clones share one journal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<Pages>>);

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
pub(crate) struct Running {
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
    pub(crate) fn enter(&self, account: &str) -> (Running, usize) {
        let mut pages = self.pages();
        let concurrency = pages.concurrency.entry(account.to_owned()).or_default();
        concurrency.now += 1;
        concurrency.seen_max = concurrency.seen_max.max(concurrency.now);
        (Running { journal: self.clone(), account: account.to_owned() }, concurrency.now)
    }

    pub(crate) fn note(&self, entry: RequestLogEntry) {
        let mut pages = self.pages();
        pages.requests.push_back(entry);
        if pages.requests.len() > REMEMBERED_REQUESTS_MAX {
            pages.requests.pop_front();
        }
    }

    /// Counts an answered download of a file that exists, so that there are never more counters than files.
    pub(crate) fn note_download(&self, name: &str) {
        *self.pages().downloads.entry(name.to_owned()).or_default() += 1;
    }

    pub(crate) fn requests(&self) -> Vec<RequestLogEntry> {
        self.pages().requests.iter().cloned().collect()
    }

    pub(crate) fn downloads(&self, name: &str) -> usize {
        self.pages().downloads.get(name).copied().unwrap_or_default()
    }

    pub(crate) fn concurrency_max_seen(&self, account: &str) -> usize {
        self.pages().concurrency.get(account).map_or(0, |concurrency| concurrency.seen_max)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
