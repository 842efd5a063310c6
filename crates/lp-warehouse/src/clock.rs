//! The machine's clock. Everything else is handed a [`Clock`].

use chrono::Utc;
use model::Clock;

/// Tells the machine's time.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine what time it is")]
pub(crate) fn machine_clock() -> Clock {
    Clock::new(Utc::now)
}
