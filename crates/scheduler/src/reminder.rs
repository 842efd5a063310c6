//! How often a state that lasts is said again: at once when it begins, then at a falling rate.

use std::time::{Duration, Instant};

/// The first time a state is said again; the gap doubles up to [`GAP_MAX`].
const GAP_FIRST: Duration = Duration::from_secs(60);
const GAP_MAX: Duration = Duration::from_secs(3600);

/// The state that was said last, by its name.
#[derive(Debug, Default)]
pub struct Reminder {
    said: Option<Said>,
}

#[derive(Debug)]
struct Said {
    state: &'static str,
    at: Instant,
    gap: Duration,
}

impl Reminder {
    /// Returns whether the state is to be said now: it is another one than before, or was not said for long enough.
    pub fn is_due(&mut self, state: &'static str, now: Instant) -> bool {
        let gap = match &self.said {
            Some(said) if said.state == state => {
                if now.saturating_duration_since(said.at) < said.gap {
                    return false;
                }
                GAP_MAX.min(2 * said.gap)
            }
            _ => GAP_FIRST,
        };
        self.said = Some(Said { state, at: now, gap });
        true
    }

    /// Ends the state: when it begins again, it is due at once.
    pub fn end(&mut self) {
        self.said = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_lasts_is_said_at_a_falling_rate_and_another_one_at_once() {
        let mut reminder = Reminder::default();
        let begin = Instant::now();
        let said: Vec<u64> =
            (0..6 * 3600).filter(|second| reminder.is_due("away", begin + Duration::from_secs(*second))).collect();
        let minutes: Vec<u64> = said.iter().map(|second| second / 60).collect();
        assert_eq!(minutes, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
        assert!(reminder.is_due("full", begin) && !reminder.is_due("full", begin));
        reminder.end();
        assert!(reminder.is_due("full", begin), "it began again");
    }
}
