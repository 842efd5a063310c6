//! How the loop ends: what is in hand may finish for a while, then every lease is given back.

use std::time::Duration;

use sink::lease::AttemptEnd;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::log::log_rolled_back;
use crate::run::Loop;

/// Giving the leases back at shutdown may take no longer; they run out by themselves.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(1);

/// Waits for the wish to stop, and then for `pause`.
pub(crate) async fn wait_for_stop(mut stop: watch::Receiver<bool>, pause: Duration) {
    if stop.wait_for(|stopping| *stopping).await.is_err() {
        // Nobody is left who could tell it to stop.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(pause).await;
}

impl Loop {
    /// Lets the units in hand finish for a while, then takes them back.
    pub(crate) async fn drain(mut self) {
        let deadline = Instant::now() + self.scheduler.limits.shutdown_grace;
        while !self.units.is_empty() {
            match tokio::time::timeout_at(deadline, self.tasks.join_next_with_id()).await {
                Ok(Some(Ok((id, _)))) => drop(self.units.remove(id)),
                Ok(Some(Err(panic))) => {
                    let _ = tokio::time::timeout_at(deadline, self.end_panicked(&panic)).await;
                }
                Ok(None) | Err(_) => break,
            }
        }
        self.tasks.shutdown().await;
        let _ = tokio::time::timeout(RELEASE_TIMEOUT, self.release()).await;
    }

    /// Gives back every lease still held.
    async fn release(&self) {
        for unit in self.units.units() {
            log_rolled_back(unit);
        }
        for unit in self.units.units() {
            // A database that does not answer leaves the lease to run out.
            let _ = self.scheduler.sink.end_attempt(unit, &AttemptEnd::Released).await;
        }
        if !self.polls.is_empty() {
            let _ = self.scheduler.sink.release_polls(&self.scheduler.owner).await;
        }
    }
}
