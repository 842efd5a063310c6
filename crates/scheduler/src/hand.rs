//! A unit that a person loads: a file from this machine, or what is sound of upstream's.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use model::{Feed, FeedKind, Unit, UnitId, UnitState, chain};
use sink::SinkError;
use sink::lease::AttemptEnd;
use tokio::sync::watch;

use crate::failure::Failure;
use crate::files::{self, DownloadedFile};
use crate::ingest::store_file;
use crate::lease::hold_unit;
use crate::log::log_attempt_end;
use crate::scheduler::Scheduler;

/// What a person wants of a unit.
#[derive(Clone, Copy, Debug)]
pub struct HandLoad<'h> {
    /// The unit.
    pub unit: UnitId,
    /// Its feed, one of files.
    pub feed: Feed,
    /// What it is now, and will be when nothing comes of it.
    pub state: UnitState,
    /// A file of this machine that takes the place of upstream's.
    pub file: Option<&'h Path>,
    /// Whether its sound parts are enough.
    pub salvages: bool,
}

/// How a load by hand ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandEnd {
    /// It is stored; why not all of it, the ledger says.
    Loaded,
    /// Nothing is stored.
    Refused(String),
}

/// Loads a unit with all checks that a daemon makes. What goes wrong leaves it as it was.
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
    let Some(unit) = claimed else {
        return Ok(HandEnd::Refused("it is being loaded right now; try again".to_owned()));
    };
    match fetch_and_store(scheduler, &unit, local, wanted.salvages).await {
        Ok(()) => Ok(HandEnd::Loaded),
        Err(Failure::Store(error)) => Err(error),
        Err(failure) => {
            let error = chain(&failure);
            // Whoever had it before is gone.
            let state = if wanted.state == UnitState::Leased { UnitState::Failed } else { wanted.state };
            let end = AttemptEnd::HandedBack { error: error.clone(), state };
            log_attempt_end(&unit, &end);
            scheduler.sink.end_attempt(&unit, &end).await?;
            Ok(HandEnd::Refused(error))
        }
    }
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
