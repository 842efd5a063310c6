//! What is logged of windows alone. `docs/logs.md` says what each event means.

use model::{AccountId, Feed, Unit};
use tracing::{info, warn};

pub(crate) fn log_planned(account: &AccountId, feed: Feed, unseen: u64) {
    info!(event = "windows_planned", %account, %feed, unseen, "windows planned");
}

pub(crate) fn log_given_up(unit: &Unit, unsettled: u64) {
    warn!(event = "window_final_unsettled", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
        name = %unit.name, unsettled, "upstream never completed some of its records");
}
