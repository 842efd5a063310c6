//! A unit that a person loads: from a file of this machine, or the sound parts of upstream's file.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use model::{Feed, FeedKind, Unit, UnitId, UnitState, chain};
use sink::SinkError;
use tokio::sync::watch;

use crate::failure::Failure;
use crate::files::{self, DownloadedFile};
use crate::ingest::store_file;
use crate::lease::hold_unit;
use crate::log::{log_lease_lost, log_not_loaded_by_hand};
use crate::scheduler::Scheduler;

/// What a person wants of a unit.
#[derive(Clone, Copy, Debug)]
pub struct HandLoad<'h> {
    /// The unit.
    pub unit: UnitId,
    /// Its feed, one of files.
    pub feed: Feed,
    /// A file of this machine that takes the place of upstream's.
    pub file: Option<&'h Path>,
    /// Whether its sound parts are enough.
    pub salvages: bool,
}

/// How a load by hand ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandEnd {
    /// The unit is stored. `ingest.unit.salvaged_because` says why a part of it is missing.
    Loaded,
    /// The unit was never claimed, or another process took it over: the ledger says nothing of this load.
    Refused(String),
    /// Nothing is stored, and the unit is as it was before the claim.
    HandedBack {
        /// Why it could not be loaded.
        why: String,
        /// Its state before the claim, and again now.
        state: UnitState,
    },
}

/// Loads a unit with all checks that a daemon makes. A load that fails leaves the unit as it was.
///
/// # Errors
/// When the database is away; the lease then runs out by itself, and a daemon tries the unit again.
pub async fn load_by_hand(scheduler: &Scheduler, wanted: HandLoad<'_>) -> Result<HandEnd, SinkError> {
    if wanted.feed.kind() != FeedKind::Files {
        return Ok(HandEnd::Refused(format!("units of feed {} are no files", wanted.feed)));
    }
    // Before the claim: a lease is not renewed meanwhile.
    let local = match wanted.file.map(|path| read_local(scheduler, path)).transpose() {
        Ok(local) => local,
        Err(failure) => return Ok(HandEnd::Refused(chain(&failure))),
    };
    let (now, lease) = (scheduler.clock.now(), scheduler.limits.lease);
    let claimed = scheduler.sink.claim_by_hand(wanted.feed, wanted.unit, &scheduler.owner, now, lease).await?;
    let Some(claim) = claimed else {
        return Ok(HandEnd::Refused("a daemon is loading it; try again when it has ended".to_owned()));
    };
    let Err(failure) = fetch_and_store(scheduler, &claim.unit, local, wanted.salvages).await else {
        return Ok(HandEnd::Loaded);
    };
    let why = chain(&failure);
    if scheduler.sink.hand_back(&claim, &why).await? {
        log_not_loaded_by_hand(&claim.unit, &why);
        return Ok(HandEnd::HandedBack { why, state: claim.state });
    }
    log_lease_lost(&claim.unit);
    Ok(HandEnd::Refused(format!("{why}; meanwhile a daemon took the unit over: `units list` shows what becomes of it")))
}

fn read_local(scheduler: &Scheduler, path: &Path) -> Result<DownloadedFile, Failure> {
    files::read_local(scheduler, File::open(path).map_err(Failure::Local)?)
}

async fn fetch_and_store(
    scheduler: &Scheduler,
    unit: &Unit,
    local: Option<DownloadedFile>,
    salvages: bool,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let file = match local {
        Some(file) => file,
        None => {
            let account = scheduler.find_account(&unit.account).ok_or(Failure::NotServed { feed: unit.feed })?;
            let (_stop, mut stopping) = watch::channel(false);
            hold_unit(scheduler, unit, &mut stopping, files::download(scheduler, account, unit)).await?
        }
    };
    store_file(scheduler, unit, &file, salvages, begun).await
}
