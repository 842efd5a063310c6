//! Bringing the schema up to date. On a big warehouse a new index takes minutes, which somebody waits for.

use std::convert::Infallible;
use std::time::Duration;

use sink::migrations::Migrated;
use sink::{Sink, SinkError};
use tracing::info;

use crate::systemd;

/// How often a long wait is told of.
const PROGRESS_EVERY: Duration = Duration::from_secs(10);

/// Migrates. While it does, `alive` is called, and an index that is being built is told of, every ten seconds.
pub(crate) async fn migrate(sink: &Sink, alive: impl Fn()) -> Result<Migrated, SinkError> {
    tokio::select! {
        migrated = sink.migrate() => migrated,
        never = tell_for_ever(sink, alive) => match never {},
    }
}

async fn tell_for_ever(sink: &Sink, alive: impl Fn()) -> Infallible {
    loop {
        tokio::time::sleep(PROGRESS_EVERY).await;
        alive();
        // What hinders the question hinders the migration, which says so.
        let Ok(Some(index)) = sink.index_progress().await else { continue };
        systemd::status(&format!("an index of {} is being built: {}", index.table, index.phase));
        info!(
            event = "index_building",
            table = index.table,
            phase = index.phase,
            done_percent = index.done_percent,
            waits_for_pid = index.waits_for_pid,
            "an index is being built; others read and write meanwhile"
        );
    }
}
