//! Which failures are tried again, and after what pause. The only file that names the crate `backoff`, which has no
//! maintainer any more; `backon` would take its place here.

use std::sync::Mutex;
use std::time::Duration;

use backoff::backoff::Stop;
use model::{AccountId, chain};
use tracing::warn;

use crate::error::ClientError;
use crate::measure;
use crate::transport::TransportOptions;

/// Runs `attempt` until it succeeds, fails for good, or the retries are used up; then the last error is the result.
pub(crate) async fn retry<T, F, A>(
    options: &TransportOptions,
    random: &Mutex<fastrand::Rng>,
    account: &AccountId,
    attempt: F,
) -> Result<T, ClientError>
where
    F: Fn() -> A,
    A: Future<Output = Result<T, ClientError>>,
{
    let schedule = Mutex::new(RetrySchedule { options, server_errors: 0, throttles: 0 });
    let classified = || {
        let attempt = attempt();
        let schedule = &schedule;
        async move {
            attempt.await.map_err(|error| {
                let jitter = random.lock().expect("no holder panics").f64();
                match schedule.lock().expect("no holder panics").pause_after(&error, jitter) {
                    Some(pause) => backoff::Error::retry_after(error, pause),
                    None => backoff::Error::permanent(error),
                }
            })
        }
    };
    let log_retry = |error: ClientError, pause: Duration| {
        let pause_ms = pause.as_millis() as u64;
        measure::count_retry(account, &error, pause);
        let error = chain(&error);
        warn!(event = "upstream_retry", %account, pause_ms, error, "trying again");
    };
    // Every pause is decided above, where the error is known; there is no schedule besides.
    backoff::future::retry_notify(Stop {}, classified, log_retry).await
}

/// What is left of the retries of one request (vendor's retry policy).
struct RetrySchedule<'a> {
    options: &'a TransportOptions,
    server_errors: usize,
    throttles: u32,
}

impl RetrySchedule<'_> {
    /// Returns the pause before the next try; `None` when there is none. `jitter` is from 0 to 1.
    fn pause_after(&mut self, error: &ClientError, jitter: f64) -> Option<Duration> {
        match error {
            ClientError::Throttled { retry_after, .. } => self.throttle_pause(*retry_after, jitter),
            ClientError::Unavailable { .. } => {
                let pause = self.options.server_error_pauses.get(self.server_errors).copied();
                self.server_errors += 1;
                pause
            }
            ClientError::Unauthorized { .. }
            | ClientError::Forbidden { .. }
            | ClientError::NotFound { .. }
            | ClientError::ShortBody { .. }
            | ClientError::BrokenOff { .. }
            | ClientError::ForeignHost { .. }
            | ClientError::BadAnswer { .. }
            | ClientError::Setup(_) => None,
        }
    }

    fn throttle_pause(&mut self, retry_after: Option<Duration>, jitter: f64) -> Option<Duration> {
        let (min, max) = (self.options.throttle_pause_min, self.options.throttle_pause_max);
        if self.throttles >= self.options.throttle_retries_max || retry_after.is_some_and(|asked| asked > max) {
            return None;
        }
        let grown = min.saturating_mul(2_u32.saturating_pow(self.throttles)).min(max);
        self.throttles += 1;
        // Jitter is only ever added: upstream's word and the vendor's second are least values.
        let pause = retry_after.map_or(grown, |asked| asked.max(min));
        Some(pause + (pause / 2).mul_f64(jitter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn throttled(retry_after_s: Option<u64>) -> ClientError {
        ClientError::Throttled { at: String::new(), retry_after: retry_after_s.map(Duration::from_secs) }
    }

    fn unavailable() -> ClientError {
        ClientError::Unavailable { at: String::new(), why: String::new(), source: None }
    }

    /// Pauses in seconds after the same failure again and again, without jitter.
    fn check(error: &ClientError, expected_s: &[u64]) {
        let options = TransportOptions::default();
        let mut schedule = RetrySchedule { options: &options, server_errors: 0, throttles: 0 };
        let pauses: Vec<_> = std::iter::from_fn(|| schedule.pause_after(error, 0.0)).map(|p| p.as_secs()).collect();
        assert_eq!(pauses, expected_s, "{error:?}");
    }

    #[test]
    fn pauses_follow_the_vendors_policy() {
        check(&unavailable(), &[5, 10, 15]);
        check(&throttled(None), &[1, 2, 4, 8, 16]);
        check(&throttled(Some(0)), &[1; 5]);
        check(&throttled(Some(7)), &[7; 5]);
        check(&throttled(Some(301)), &[]);
        check(&ClientError::NotFound { at: String::new(), said: String::new() }, &[]);
        check(&ClientError::BadAnswer { at: String::new(), why: String::new(), status: None }, &[]);
    }

    #[test]
    fn jitter_only_adds_and_at_most_half_the_pause() {
        let options = TransportOptions::default();
        for retry_after in [None, Some(0), Some(7), Some(300)] {
            let mut schedule = RetrySchedule { options: &options, server_errors: 0, throttles: 0 };
            let pause = schedule.pause_after(&throttled(retry_after), 1.0).unwrap();
            let least = Duration::from_secs(retry_after.unwrap_or(1)).max(SECOND);
            assert!(least <= pause && pause <= least * 3 / 2, "{retry_after:?}: {pause:?}");
        }
    }

    #[test]
    fn throttles_and_server_errors_are_counted_apart() {
        let options = TransportOptions::default();
        let mut schedule = RetrySchedule { options: &options, server_errors: 0, throttles: 0 };
        assert_eq!(schedule.pause_after(&unavailable(), 0.0), Some(5 * SECOND));
        assert_eq!(schedule.pause_after(&throttled(None), 0.0), Some(SECOND));
        assert_eq!(schedule.pause_after(&unavailable(), 0.0), Some(10 * SECOND));
    }
}
