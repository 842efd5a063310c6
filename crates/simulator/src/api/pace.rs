//! How often an account may ask.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When the last request of each account was admitted, in real time.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<HashMap<String, Instant>>);

impl Pace {
    /// Whether the account has waited long enough; a refused request costs nothing.
    pub(crate) fn admits(&self, account: &str, spacing: Duration) -> bool {
        let mut admitted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if admitted.get(account).is_some_and(|last| now.duration_since(*last) < spacing) {
            return false;
        }
        admitted.insert(account.to_owned(), now);
        true
    }
}
