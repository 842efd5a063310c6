//! One page of a search, and those that are to be stored.

use chrono::{DateTime, Utc};
use normalizer::{Page, PageHeads, RecordHead};

use crate::failure::Failure;
use crate::moment::millis_of;
use crate::scheduler::Scheduler;
use crate::spool::{Spool, SpoolMark};
use crate::windows::search::{Query, Search};

/// A page as it came, and what its records are.
#[derive(Debug)]
pub(crate) struct FetchedPage {
    body: Vec<u8>,
    pub(crate) heads: PageHeads,
    fetched_at: DateTime<Utc>,
}

/// Asks for a page, again while some of upstream's shards do not answer; then returns what came.
pub(crate) async fn fetch_page(
    scheduler: &Scheduler,
    search: &Search<'_>,
    query: &Query,
    offset: u64,
    records_max: u32,
) -> Result<FetchedPage, Failure> {
    let mut pauses = scheduler.limits.server_error_pauses.iter();
    loop {
        let (body, heads) = search.ask(query, offset, records_max).await?;
        if heads.shards_missing.is_some()
            && let Some(pause) = pauses.next()
        {
            tokio::time::sleep(*pause).await;
            continue;
        }
        return Ok(FetchedPage { body, heads, fetched_at: scheduler.clock.now() });
    }
}

/// Where a page ends in the spool, and what of it counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageMark {
    bytes: u64,
    fetched_at: DateTime<Utc>,
    records_skipped: usize,
}

impl PageMark {
    /// Converts it for the decoder.
    pub(crate) fn to_page(self) -> Result<Page, Failure> {
        let Self { bytes, fetched_at, records_skipped } = self;
        Ok(Page { bytes, fetched_at: millis_of(fetched_at)?, records_skipped })
    }
}

/// Pages that are to be stored.
#[derive(Debug)]
pub(crate) struct KeptPages {
    pub(crate) spool: Spool,
    pub(crate) marks: Vec<PageMark>,
    /// Records that came partial.
    pub(crate) partials: Vec<RecordHead>,
}

/// A place to go back to.
#[derive(Debug)]
pub(crate) struct KeptMark {
    spool: SpoolMark,
    marks_len: usize,
    partials_len: usize,
}

impl KeptPages {
    /// Returns none, which are kept in memory up to a bound.
    pub(crate) fn new(memory_bytes_max: usize) -> Self {
        Self { spool: Spool::new(memory_bytes_max), marks: Vec::new(), partials: Vec::new() }
    }

    /// Keeps a page, whose first records may overlap with the page before. Returns the heads of the others.
    pub(crate) fn push(
        &mut self,
        scheduler: &Scheduler,
        page: FetchedPage,
        records_skipped: usize,
    ) -> Result<Vec<RecordHead>, Failure> {
        let FetchedPage { body, heads, fetched_at } = page;
        let file_bytes_max = scheduler.limits.decode.file_bytes_max;
        let bytes = body.len() as u64;
        if self.spool.bytes() + bytes > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        self.spool.push(&body, &scheduler.spool_dir).map_err(Failure::Spool)?;
        self.marks.push(PageMark { bytes, fetched_at, records_skipped });
        let records: Vec<RecordHead> = heads.records.into_iter().skip(records_skipped).collect();
        self.partials.extend(records.iter().filter(|record| record.is_partial).cloned());
        Ok(records)
    }

    /// Returns the present end.
    pub(crate) fn mark(&self) -> KeptMark {
        KeptMark { spool: self.spool.mark(), marks_len: self.marks.len(), partials_len: self.partials.len() }
    }

    /// Forgets what came since the mark.
    pub(crate) fn rewind(&mut self, mark: KeptMark) -> Result<(), Failure> {
        self.marks.truncate(mark.marks_len);
        self.partials.truncate(mark.partials_len);
        self.spool.rewind(mark.spool).map_err(Failure::Spool)
    }
}
