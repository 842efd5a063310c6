//! A polite end. The first SIGTERM or SIGINT asks for it, the second one ends the process at once.

use std::{io, process};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing::{info, warn};

/// The usual exit code of a process that was interrupted.
const INTERRUPTED: i32 = 130;

/// The wish to end, seen by all who hold a clone.
#[derive(Clone, Debug)]
pub(crate) struct Shutdown {
    requested: watch::Sender<bool>,
}

impl Shutdown {
    /// Requested by [`Shutdown::request`] only.
    pub(crate) fn manual() -> Self {
        Self { requested: watch::Sender::new(false) }
    }

    /// Requested by SIGTERM and SIGINT too. Call it once, within the runtime: from then on the signals no longer kill.
    pub(crate) fn on_signals() -> io::Result<Self> {
        let shutdown = Self::manual();
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        tokio::spawn(watch_signals(shutdown.clone(), terminate, interrupt));
        Ok(shutdown)
    }

    /// Asks everybody to end. Asking again changes nothing.
    pub(crate) fn request(&self) {
        self.requested.send_replace(true);
    }

    /// The wish as a value that changes to `true`, for those who watch it by themselves.
    pub(crate) fn watch(&self) -> watch::Receiver<bool> {
        self.requested.subscribe()
    }

    /// Waits until the end is asked for; returns at once if it was.
    pub(crate) async fn requested(&self) {
        // The sender lives in `self`, so that the wait cannot fail.
        let _ = self.watch().wait_for(|requested| *requested).await;
    }
}

async fn watch_signals(shutdown: Shutdown, mut terminate: Signal, mut interrupt: Signal) {
    let name = next_signal(&mut terminate, &mut interrupt).await;
    info!(
        event = "shutdown_requested",
        signal = name,
        "work in flight is brought to its end; a second signal ends at once"
    );
    shutdown.request();
    let name = next_signal(&mut terminate, &mut interrupt).await;
    warn!(event = "shutdown_forced", signal = name, "ended at once; leased units come back when their lease runs out");
    process::exit(INTERRUPTED);
}

async fn next_signal(terminate: &mut Signal, interrupt: &mut Signal) -> &'static str {
    tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_reaches_every_clone_before_and_after() {
        let shutdown = Shutdown::manual();
        let early = tokio::spawn({
            let shutdown = shutdown.clone();
            async move { shutdown.requested().await }
        });
        assert!(!*shutdown.watch().borrow());
        shutdown.request();
        shutdown.request();
        early.await.unwrap();
        shutdown.clone().requested().await;
        assert!(*shutdown.watch().borrow());
    }

    #[tokio::test]
    async fn a_signal_requests_the_end() {
        let shutdown = Shutdown::on_signals().unwrap();
        nix::sys::signal::raise(nix::sys::signal::Signal::SIGTERM).unwrap();
        shutdown.requested().await;
        assert!(*shutdown.watch().borrow());
    }
}
