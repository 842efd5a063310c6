//! The simulator's idea of now.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// A clock that a test holds still, sets and advances, or that follows another one. Clones show the same time.
///
/// Everything that the API does in time asks it: which files are visible, OAuth timestamps, expiry, the `Date` header.
#[derive(Clone)]
pub struct SimClock(Arc<Mutex<Source>>);

enum Source {
    Fixed(DateTime<Utc>),
    Following { now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>, ahead: TimeDelta },
}

impl SimClock {
    /// A clock that stands still at `at`.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(Source::Fixed(at))))
    }

    /// A clock that shows what `now` answers, plus whatever it is advanced by later.
    pub fn following(now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>) -> Self {
        Self(Arc::new(Mutex::new(Source::Following { now, ahead: TimeDelta::zero() })))
    }

    /// The simulated time.
    pub fn now(&self) -> DateTime<Utc> {
        match &*self.source() {
            Source::Fixed(at) => *at,
            Source::Following { now, ahead } => now() + *ahead,
        }
    }

    /// Stands still at `at` from here on.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.source() = Source::Fixed(at);
    }

    /// Moves the clock; a negative `by` moves it back.
    pub fn advance(&self, by: TimeDelta) {
        match &mut *self.source() {
            Source::Fixed(at) => *at += by,
            Source::Following { ahead, .. } => *ahead += by,
        }
    }

    fn source(&self) -> MutexGuard<'_, Source> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SimClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SimClock").field(&self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_move_together() {
        let at = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let clock = SimClock::following(Arc::new(move || at));
        let clone = clock.clone();
        clone.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), at + TimeDelta::hours(2));
        clock.set(at);
        assert_eq!(clone.now(), at);
    }
}
