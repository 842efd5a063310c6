//! What was fetched, decoded off the async threads and streamed into one transaction.

use std::sync::Arc;

use model::{AccountId, Batch, Feed, SampleMethod, Unit};
use normalizer::{DecodeError, DecodeLimits, Decoded, Page, SampleMoment, decode, decode_pages, decode_samples};
use sink::{SinkError, UnitCommit, UnitFacts};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::ending::Failure;
use crate::scheduler::Scheduler;
use crate::spool::SpoolReader;
use crate::watchdog;

/// Batches of a unit that are in memory: one is decoded while one is stored, and one may wait for either.
const BATCHES_MAX: usize = 3;
/// A unit that keeps meeting other workers on the same rows is begun again this often, then put back.
const RESTARTS_MAX: u32 = 5;

/// What upstream sent for a unit.
pub(crate) enum Source {
    /// A file.
    File(Feed, SpoolReader),
    /// The pages of a search.
    Pages(SpoolReader, Arc<Vec<Page>>),
    /// The answer of a method.
    Sample(SampleMethod, Arc<Vec<u8>>, SampleMoment),
}

impl Source {
    fn decode(
        self,
        account: &AccountId,
        limits: DecodeLimits,
        emit: &mut dyn FnMut(Batch) -> Option<Batch>,
    ) -> Result<Decoded, DecodeError> {
        match self {
            Source::File(feed, reader) => decode(feed, account, reader, limits, emit),
            Source::Pages(reader, pages) => decode_pages(account, reader, &pages, limits, emit),
            Source::Sample(method, answer, moment) => decode_samples(method, account, &answer, moment, limits, emit),
        }
    }
}

/// Decodes on a blocking thread and stores each batch as it comes, in one transaction that is still to be finished.
pub(crate) async fn store(
    scheduler: &Scheduler,
    unit: &Unit,
    source: Source,
    restarts: &Restarts,
) -> Result<(UnitCommit, Decoded), Failure> {
    let mut commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
    let (full, mut batches) = mpsc::channel::<Batch>(BATCHES_MAX);
    let (emptied, mut spare) = mpsc::channel::<Batch>(BATCHES_MAX);
    let account = unit.account.clone();
    let limits = DecodeLimits { keeps_records: restarts.keeps_records, ..scheduler.limits.decode };
    let decoder = spawn_blocking(move || {
        let mut batches = 1;
        source.decode(&account, limits, &mut |batch| {
            let another = (batches < BATCHES_MAX).then(|| batch.another());
            full.blocking_send(batch).ok()?;
            batches += usize::from(another.is_some());
            another.or_else(|| spare.blocking_recv())
        })
    });
    let mut stored = Ok(());
    while let Some(mut batch) = batches.recv().await {
        stored = commit.store(&batch).await;
        if stored.is_err() {
            break;
        }
        watchdog::went_on();
        batch.clear(limits.batch_bytes_max);
        // The decoder may have ended meanwhile, and need no more.
        let _ = emptied.try_send(batch);
    }
    // The decoder stops at its next batch. It is waited for: a restart reads the spool from the beginning again.
    drop((batches, emptied));
    let decoded = decoder.await.map_err(|_| Failure::Panicked)?;
    stored.map_err(Failure::Store)?;
    Ok((commit, decoded.map_err(Failure::Decode)?))
}

/// What the ledger says of a unit: how much came from upstream, and what was in it.
pub(crate) fn facts(fetched_bytes: u64, file_sha256: Option<[u8; 32]>, decoded: &Decoded) -> UnitFacts {
    UnitFacts {
        file_bytes: fetched_bytes,
        inflated_bytes: decoded.inflated_bytes,
        file_sha256,
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// How often a unit was stored again: because it met another worker on the same rows, or once because the database refused
/// a record. Then each batch keeps its records, so that this one can go to the quarantine while the others are stored; to
/// keep them always would halve what a batch holds, for something that hardly ever happens.
#[derive(Default)]
pub(crate) struct Restarts {
    count: u32,
    keeps_records: bool,
}

impl Restarts {
    pub(crate) fn may_follow(&mut self, failure: &Failure) -> bool {
        self.count += 1;
        let may_help = match failure {
            Failure::Store(SinkError::Conflict { .. }) => true,
            Failure::Store(SinkError::Refused { .. }) => !std::mem::replace(&mut self.keeps_records, true),
            _ => false,
        };
        may_help && self.count <= RESTARTS_MAX
    }
}
