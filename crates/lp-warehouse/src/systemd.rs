//! What the service manager learns: ready, alive, stopping, and in words how it goes. Without one, nothing happens.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The trouble of the process is looked for this often, also where no watchdog is.
const LOOK_EVERY_MAX: Duration = Duration::from_secs(60);

/// Says that the daemon can work.
pub(crate) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Sets the line that `systemctl status` shows.
pub(crate) fn status(status: &str) {
    tell(&[NotifyState::Status(status)]);
}

/// Says that the daemon drains.
pub(crate) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Tells the watchdog twice as often as it asks that the process is well, as long as there is no trouble. A runtime that is
/// blocked tells nothing.
pub(crate) fn keep_alive(trouble: impl Fn() -> Option<String> + Send + 'static) -> Option<JoinHandle<()>> {
    let every = (sd_notify::watchdog_enabled()? / 2).min(LOOK_EVERY_MAX);
    Some(tokio::spawn(async move {
        loop {
            if trouble().is_none() {
                tell(&[NotifyState::Watchdog]);
            }
            tokio::time::sleep(every).await;
        }
    }))
}

/// Keeps the status line true until the daemon ends: it shows the trouble of the process, else what hinders the loading, else
/// `usual`, which is shown already.
pub(crate) async fn follow(
    usual: &str,
    mut hindrance: watch::Receiver<Option<String>>,
    trouble: impl Fn() -> Option<String>,
) {
    let mut shown = usual.to_owned();
    loop {
        let hindered = hindrance.borrow_and_update().clone();
        let line = trouble().or(hindered).map_or_else(|| usual.to_owned(), |line| line.replace('\n', " "));
        if line != shown {
            status(&line);
            shown = line;
        }
        // Trouble does not announce itself.
        if let Ok(Err(_)) = timeout(LOOK_EVERY_MAX, hindrance.changed()).await {
            return;
        }
    }
}

fn tell(states: &[NotifyState<'_>]) {
    // A manager that does not listen is not our trouble.
    let _ = sd_notify::notify(states);
}
