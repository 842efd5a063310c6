//! What was fetched, decoded off the async threads and streamed into one transaction.

use std::sync::Arc;

use model::{AccountId, Batch, Feed, SampleMethod, Unit};
use normalizer::{DecodeError, DecodeLimits, Decoded, Page, SampleMoment, decode, decode_pages, decode_samples};
use sha2::{Digest, Sha256};
use sink::{SinkError, UnitCommit, UnitFacts};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::ending::Failure;
use crate::scheduler::Scheduler;
use crate::spool::{SpoolReader, Spooled};

/// Batches that wait for the database while the next is decoded.
const BATCHES_QUEUED_MAX: usize = 2;
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
        emit: &mut dyn FnMut(Batch) -> bool,
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
) -> Result<(UnitCommit, Decoded), Failure> {
    let mut commit = scheduler.sink.begin(unit).await.map_err(Failure::Store)?;
    let (sender, mut batches) = mpsc::channel::<Batch>(BATCHES_QUEUED_MAX);
    let (account, limits) = (unit.account.clone(), scheduler.limits.decode);
    let decoder =
        spawn_blocking(move || source.decode(&account, limits, &mut |batch| sender.blocking_send(batch).is_ok()));
    let mut stored = Ok(());
    while let Some(batch) = batches.recv().await {
        stored = commit.store(&batch).await;
        if stored.is_err() {
            break;
        }
    }
    // The decoder stops at its next batch. It is waited for: a restart reads the spool from the beginning again.
    drop(batches);
    let decoded = decoder.await.map_err(|_| Failure::Panicked)?;
    stored.map_err(Failure::Store)?;
    Ok((commit, decoded.map_err(Failure::Decode)?))
}

/// What the ledger says of a unit that came through the spool.
pub(crate) fn facts(spooled: &Spooled, decoded: &Decoded) -> UnitFacts {
    UnitFacts {
        file_bytes: spooled.len,
        inflated_bytes: decoded.inflated_bytes,
        sha256: spooled.sha256,
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// The same for an answer that was held in memory.
pub(crate) fn facts_of_answer(answer: &[u8], decoded: &Decoded) -> UnitFacts {
    UnitFacts {
        file_bytes: answer.len() as u64,
        inflated_bytes: decoded.inflated_bytes,
        sha256: Sha256::digest(answer).into(),
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// How often a unit was stored again because it met another worker on the same rows.
#[derive(Default)]
pub(crate) struct Restarts(u32);

impl Restarts {
    pub(crate) fn may_follow(&mut self, failure: &Failure) -> bool {
        self.0 += 1;
        self.0 <= RESTARTS_MAX && matches!(failure, Failure::Store(SinkError::Conflict { .. }))
    }
}
