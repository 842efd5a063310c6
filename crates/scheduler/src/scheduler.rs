//! What the loops share.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use client::AccountClient;
use model::{AccountId, Clock, Feed};
use normalizer::DecodeLimits;
use sink::Sink;

use crate::files::plan::ListingPlan;
use crate::pulse::Pulse;
use crate::samples::plan::SamplesPlan;
use crate::updates::plan::UpdatesPlan;
use crate::windows::plan::WindowPlan;

/// An account, and how its feeds are read.
#[derive(Clone, Debug)]
pub struct PlannedAccount {
    /// Its number.
    pub id: AccountId,
    /// Talks to upstream for it; all its feeds share the bound on requests.
    pub client: AccountClient,
    /// The enabled feeds.
    pub feeds: BTreeMap<Feed, FeedPlan>,
}

/// When and how a feed is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPlan {
    /// Time from one listing, or planning of windows, to the next.
    pub every: Duration,
    /// What each covers.
    pub reading: Reading,
}

/// How the units of a feed come to be, by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Upstream lists files.
    Files(ListingPlan),
    /// We plan windows.
    Windows(WindowPlan),
    /// We follow updates.
    Updates(UpdatesPlan),
    /// We sample methods.
    Samples(SamplesPlan),
    /// We read lists.
    Lists,
}

/// The bounds of the work.
#[derive(Clone, Debug)]
pub struct WorkLimits {
    /// Live units loaded at once.
    pub units_in_flight_max: usize,
    /// Units of the backfill loaded at once, beside the live ones.
    pub backfill_in_flight_max: usize,
    /// A unit whose worker does not renew its lease for this long is taken by another.
    pub lease: Duration,
    /// Attempts that fail by the unit's own fault before it is dead.
    pub unit_attempts_max: u32,
    /// Gap after the first such failure; it doubles.
    pub unit_retry_first: Duration,
    /// The longest such gap.
    pub unit_retry_max: Duration,
    /// How long a feed is left alone after an outage; doubles while it lasts.
    pub outage_pause_first: Duration,
    /// The longest such pause.
    pub outage_pause_max: Duration,
    /// Pauses before a page is asked for again when some of upstream's shards did not answer, as after a server error.
    pub server_error_pauses: Vec<Duration>,
    /// The ledger is looked at this often although nothing seems due: another daemon may have left work.
    pub idle_wait_max: Duration,
    /// Bounds of decoding.
    pub decode: DecodeLimits,
    /// A download larger than this is spooled to a file.
    pub spool_memory_bytes_max: usize,
    /// How long the units in hand may go on once the daemon is to stop.
    pub shutdown_grace: Duration,
}

/// Everything the loops need.
#[derive(Debug)]
pub struct Scheduler {
    /// The warehouse.
    pub sink: Sink,
    /// What is read.
    pub accounts: Vec<PlannedAccount>,
    /// The bounds.
    pub limits: WorkLimits,
    /// Shows the time.
    pub clock: Clock,
    /// Names this daemon in leases.
    pub owner: String,
    /// Where large downloads wait; nothing in it matters after a crash.
    pub spool_dir: PathBuf,
    /// Whether the loop goes on.
    pub pulse: Pulse,
    /// For jitter.
    pub chance: Mutex<fastrand::Rng>,
}

impl Scheduler {
    /// The enabled feeds of all accounts.
    pub fn feeds(&self) -> Vec<(AccountId, Feed)> {
        let feeds =
            self.accounts.iter().flat_map(|account| account.feeds.keys().map(|feed| (account.id.clone(), *feed)));
        feeds.collect()
    }

    /// Finds the account with this number, if it is read.
    pub(crate) fn find_account(&self, id: &AccountId) -> Option<&PlannedAccount> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// Draws a number from 0 to 1.
    pub(crate) fn draw_chance(&self) -> f64 {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).f64()
    }
}
