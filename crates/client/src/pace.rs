//! How often an account's requests may begin.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Slots of time at equal distance; each request takes the next free one. The callers bound how many wait.
pub(crate) struct Pace {
    spacing: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    /// Makes a pace of so many requests in a second at most; NaN, 0 and less give the slowest pace there is.
    pub(crate) fn new(per_second_max: f64) -> Self {
        /// One request in ten minutes: slower makes no sense.
        const SPACING_MAX: Duration = Duration::from_secs(600);
        Self::spaced(Duration::try_from_secs_f64(1.0 / per_second_max).unwrap_or(SPACING_MAX).min(SPACING_MAX))
    }

    /// Makes a pace whose requests are at least so far apart.
    pub(crate) fn spaced(spacing: Duration) -> Self {
        Self { spacing, next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next free slot. A slot is lost when its caller stops waiting.
    pub(crate) async fn wait(&self) {
        let slot = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = (*next).max(Instant::now());
            *next = slot + self.spacing;
            slot
        };
        sleep_until(slot).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_are_spaced_and_an_idle_time_is_no_credit() {
        let pace = Pace::new(10.0);
        let begun = Instant::now();
        for _ in 0..5 {
            pace.wait().await;
        }
        assert_eq!(begun.elapsed().as_millis(), 400);
        tokio::time::advance(Duration::from_secs(60)).await;
        let begun = Instant::now();
        for _ in 0..3 {
            pace.wait().await;
        }
        assert_eq!(begun.elapsed().as_millis(), 200);
    }

    #[test]
    fn no_pace_is_the_slowest() {
        for nonsense in [0.0, -1.0, f64::NAN, f64::INFINITY.recip()] {
            assert_eq!(Pace::new(nonsense).spacing, Duration::from_secs(600), "{nonsense}");
        }
    }
}
