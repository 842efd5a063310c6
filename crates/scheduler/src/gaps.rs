//! How long to wait before the next try.

use std::time::Duration;

/// Returns the gap after the `failures`-th failure in a row (from 1): `first`, doubled each time, at most `longest`, give or
/// take a tenth by `chance` (0 to 1), so that many units or daemons do not come back in the same second.
pub(crate) fn growing_gap(first: Duration, longest: Duration, failures: u32, chance: f64) -> Duration {
    /// More doublings than this reach any `longest`.
    const DOUBLINGS_MAX: u32 = 30;
    let doublings = failures.saturating_sub(1).min(DOUBLINGS_MAX);
    let gap = first.saturating_mul(1 << doublings).min(longest);
    gap.mul_f64(0.9 + 0.2 * chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_double_up_to_the_longest() {
        let check = |failures, chance, expected_s: f64| {
            let gap = growing_gap(Duration::from_secs(60), Duration::from_secs(3600), failures, chance);
            assert!((gap.as_secs_f64() - expected_s).abs() < 1e-6, "{failures} {chance}: {gap:?}");
        };
        check(0, 0.5, 60.0);
        check(1, 0.5, 60.0);
        check(2, 0.5, 120.0);
        check(4, 0.5, 480.0);
        check(7, 0.5, 3600.0);
        check(u32::MAX, 0.5, 3600.0);
        check(1, 0.0, 54.0);
        check(1, 1.0, 66.0);
    }
}
