//! Whether the loop goes on: what `/healthz` and systemd's watchdog ask. And what it waits for, which is no reason to restart it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// The last sign of life of the loop, and what has stalled beside it.
#[derive(Debug)]
pub struct Pulse {
    last_turn: Mutex<Instant>,
    stalled: AtomicUsize,
    hindrance: watch::Sender<Option<String>>,
}

impl Default for Pulse {
    fn default() -> Self {
        let hindrance = watch::Sender::new(None);
        Self { last_turn: Mutex::new(Instant::now()), stalled: AtomicUsize::new(0), hindrance }
    }
}

impl Pulse {
    /// The loop turned; so many works have stalled.
    pub(crate) fn beat(&self, stalled: usize) {
        *self.last_turn.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.stalled.store(stalled, Ordering::Relaxed);
    }

    /// The loop has not begun: something is waited for before it.
    pub fn wait(&self) {
        self.beat(0);
    }

    /// Notes what keeps everything from being loaded, in words; `None`: nothing does.
    pub fn hinder(&self, hindrance: Option<String>) {
        self.hindrance.send_if_modified(|shown| {
            let is_other = *shown != hindrance;
            *shown = hindrance;
            is_other
        });
    }

    /// Returns what keeps everything from being loaded: the database, or the disk.
    pub fn hindrance(&self) -> Option<String> {
        self.hindrance.borrow().clone()
    }

    /// Returns the same as a value that changes when it does.
    pub fn watch_hindrance(&self) -> watch::Receiver<Option<String>> {
        self.hindrance.subscribe()
    }

    /// Why it is not well: silent for longer than `silence_max`, or a work has stalled. `None`: it is.
    pub fn trouble(&self, silence_max: Duration) -> Option<String> {
        let silence = self.last_turn.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
        let stalled = self.stalled.load(Ordering::Relaxed);
        if silence > silence_max {
            return Some(format!("the loop has not turned for {} s", silence.as_secs()));
        }
        (stalled > 0).then(|| format!("{stalled} units or listings have not gone on for hours"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hindrance_is_news_only_when_it_is_another_one() {
        let pulse = Pulse::default();
        let mut seen = pulse.watch_hindrance();
        for (reason, is_news) in [(None, false), (Some("away"), true), (Some("away"), false), (None, true)] {
            pulse.hinder(reason.map(str::to_owned));
            assert_eq!(seen.has_changed().unwrap(), is_news, "{reason:?}");
            assert_eq!(seen.borrow_and_update().as_deref(), reason);
            assert_eq!(pulse.hindrance().as_deref(), reason);
        }
    }

    #[test]
    fn silence_and_stalled_work_are_trouble() {
        let pulse = Pulse::default();
        assert_eq!(pulse.trouble(Duration::from_secs(60)), None);
        assert!(pulse.trouble(Duration::ZERO).is_some_and(|trouble| trouble.contains("not turned")));
        pulse.beat(2);
        assert!(pulse.trouble(Duration::from_secs(60)).is_some_and(|trouble| trouble.contains("2 units")));
        pulse.beat(0);
        assert_eq!(pulse.trouble(Duration::from_secs(60)), None);
    }
}
