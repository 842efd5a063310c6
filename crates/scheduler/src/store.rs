//! What was fetched, decoded off the async threads and streamed into one transaction.

use model::{Batch, Unit};
use normalizer::{DecodeError, DecodeLimits, Decoded, Emit};
use sink::{SinkError, UnitCommit, UnitFacts};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::failure::Failure;
use crate::scheduler::Scheduler;
use crate::watchdog;

/// Batches of a unit that are in memory: one is decoded while one is stored, and one may wait for either.
const BATCHES_MAX: usize = 3;
/// A unit that keeps meeting other workers on the same rows is begun again this often, then put back.
const RESTARTS_MAX: u32 = 5;

/// Decodes what upstream sent for a unit, from its beginning.
pub(crate) type Decoder = Box<dyn FnOnce(DecodeLimits, Emit<'_>) -> Result<Decoded, DecodeError> + Send>;

/// Decodes on a blocking thread and stores each batch as it comes, in one transaction that is still to be finished.
pub(crate) async fn store(
    scheduler: &Scheduler,
    unit: &Unit,
    decoder: Decoder,
    restarts: Restarts,
) -> Result<(UnitCommit, Decoded), Failure> {
    let mut commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
    let (full, mut batches) = mpsc::channel::<Batch>(BATCHES_MAX);
    let (emptied, mut spare) = mpsc::channel::<Batch>(BATCHES_MAX);
    let limits = DecodeLimits { keeps_records: restarts.keeps_records, ..scheduler.limits.decode };
    let decoding = spawn_blocking(move || {
        let mut batches = 1;
        decoder(limits, &mut |batch| {
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
        watchdog::note_progress();
        batch.clear(limits.batch_bytes_max);
        // The decoder may have ended meanwhile, and need no more.
        let _ = emptied.try_send(batch);
    }
    // The decoder stops at its next batch. It is waited for: a restart reads the spool from the beginning again.
    drop((batches, emptied));
    let decoded = decoding.await.map_err(|_| Failure::DecoderPanicked)?;
    stored.map_err(Failure::Store)?;
    Ok((commit, decoded.map_err(Failure::Decode)?))
}

/// Returns what the ledger notes of a unit: how much came from upstream, and what was in it.
pub(crate) fn facts_of(fetched_bytes: u64, file_sha256: Option<[u8; 32]>, decoded: &Decoded) -> UnitFacts {
    UnitFacts {
        file_bytes: fetched_bytes,
        inflated_bytes: decoded.inflated_bytes,
        file_sha256,
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// Stores a unit, from its beginning again for as long as that may help.
pub(crate) async fn restart_while_it_helps<T, F>(store_once: impl Fn(Restarts) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let mut restarts = Restarts::default();
    loop {
        match store_once(restarts).await {
            Err(failure) if restarts.may_follow(&failure) => {}
            stored => return stored,
        }
    }
}

/// How often a unit was stored again: because it met another worker on the same rows, or once because the database refused
/// a record. Then each batch keeps its records, so that this one can go to the quarantine while the others are stored; to
/// keep them always would halve what a batch holds, for something that hardly ever happens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Restarts {
    count: u32,
    keeps_records: bool,
}

impl Restarts {
    fn may_follow(&mut self, failure: &Failure) -> bool {
        self.count += 1;
        let may_help = match failure {
            Failure::Store(SinkError::Conflict { .. }) => true,
            Failure::Store(SinkError::Refused { .. }) => !std::mem::replace(&mut self.keeps_records, true),
            Failure::Store(
                SinkError::Unavailable(_)
                | SinkError::NotAdmitted { .. }
                | SinkError::Pooler(_)
                | SinkError::LeaseLost
                | SinkError::Miscounted { .. }
                | SinkError::Unusable(_)
                | SinkError::Migration(_)
                | SinkError::MigratedElsewhere
                | SinkError::InUse
                | SinkError::BadUrl,
            )
            | Failure::Fetch(_)
            | Failure::Decode(_)
            | Failure::DecoderPanicked
            | Failure::LoadPanicked
            | Failure::TooLarge { .. }
            | Failure::Spool(_)
            | Failure::Local(_)
            | Failure::NoSuchTime
            | Failure::NotServed { .. }
            | Failure::UnknownMethod { .. }
            | Failure::NotInIntervals { .. }
            | Failure::NotYet { .. }
            | Failure::Stopped => false,
        };
        may_help && self.count <= RESTARTS_MAX
    }
}
