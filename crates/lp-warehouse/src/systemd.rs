//! What the service manager is told: ready, alive, stopping. Without one, nothing happens.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::task::JoinHandle;

/// Without a watchdog nobody is told that we are alive.
const PING_EVERY_MAX: Duration = Duration::from_secs(60);

/// The daemon can work.
pub(crate) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Shown by `systemctl status`.
pub(crate) fn status(status: &str) {
    tell(&[NotifyState::Status(status)]);
}

/// The daemon drains.
pub(crate) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Tells the watchdog, as long as nothing is in trouble, twice as often as it asks. A runtime that is blocked tells nothing.
pub(crate) fn keep_alive(trouble: impl Fn() -> Option<String> + Send + 'static) -> Option<JoinHandle<()>> {
    let every = (sd_notify::watchdog_enabled()? / 2).min(PING_EVERY_MAX);
    Some(tokio::spawn(async move {
        loop {
            match trouble() {
                None => tell(&[NotifyState::Watchdog]),
                Some(trouble) => status(&trouble),
            }
            tokio::time::sleep(every).await;
        }
    }))
}

fn tell(states: &[NotifyState<'_>]) {
    // A manager that does not listen is not our trouble.
    let _ = sd_notify::notify(states);
}
