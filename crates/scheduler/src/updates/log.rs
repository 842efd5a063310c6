//! What is logged of updates alone. `docs/logs.md` says what each event means.

use model::{AccountId, Feed, Unit};
use tracing::{info, warn};

pub(crate) fn log_planned(account: &AccountId, feed: Feed, unseen: u64) {
    info!(event = "ranges_planned", %account, %feed, unseen, "ranges and days planned");
}

pub(crate) fn log_given_up(unit: &Unit, unsettled: u64) {
    warn!(
        event = "updates_unsettled", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        unsettled, "upstream did not complete some records for a day; stored as they came; reading goes on after them"
    );
}
