//! What is logged of samples. `docs/logs.md` says what each event means.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Scope, Tally, Unit, chain};
use sink::SinkError;
use tracing::{error, info, warn};

use crate::log::log_rejects;
use crate::measure;
use crate::samples::plan::SampleRequest;

pub(crate) fn log_sampled(unit: &Unit, tally: &Tally, request: &SampleRequest, answer_bytes: usize, took: Duration) {
    measure::count_stored_unit(unit, tally, answer_bytes as u64, took);
    info!(
        event = "method_polled", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        timeframe_min = request.timeframe_min, read = tally.read, new = tally.new, changed = tally.changed,
        unchanged = tally.unchanged, superseded = tally.superseded, rejected = tally.rejected, answer_bytes,
        took_ms = took.as_millis() as u64, "method polled"
    );
    log_rejects(unit, tally);
}

pub(crate) fn log_silent(unit: &Unit, since: DateTime<Utc>) {
    warn!(
        event = "intervals_missing", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        since = %since.format("%FT%TZ"),
        "the answer has no interval at all; they are asked for again at each poll, for as long as upstream keeps them; if \
         there was work in this time, ask LivePerson"
    );
}

pub(crate) fn log_lost(unit: &Unit, lost: Scope) {
    error!(
        event = "samples_lost", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        from = %lost.start.format("%FT%TZ"), to = %lost.end.format("%FT%TZ"),
        "upstream has deleted these samples before they were polled"
    );
}

pub(crate) fn log_unrecorded(unit: &Unit, lost: Scope, error: &SinkError) {
    error!(
        event = "loss_unrecorded", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        from = %lost.start.format("%FT%TZ"), to = %lost.end.format("%FT%TZ"), error = chain(error),
        "the ledger took no incident for these samples; report it: this line alone names them"
    );
}
