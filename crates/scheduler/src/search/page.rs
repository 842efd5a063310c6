//! One page of a search, and those that are to be stored.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use normalizer::{Page, RecordHead};

use crate::failure::Failure;
use crate::moment::millis_of;
use crate::scheduler::Scheduler;
use crate::search::api::{AskedPage, Query, Search};
use crate::spool::{Spool, SpoolMark};

/// Asks for a page, again while some of upstream's shards do not answer; then returns what came.
pub(crate) async fn fetch_page(
    scheduler: &Scheduler,
    search: &Search<'_>,
    query: &Query,
    offset: u64,
    records_max: u32,
) -> Result<AskedPage, Failure> {
    let mut pauses = scheduler.limits.server_error_pauses.iter();
    loop {
        let page = search.ask(query, offset, records_max).await?;
        if page.heads.shards_missing.is_some()
            && let Some(pause) = pauses.next()
        {
            tokio::time::sleep(*pause).await;
            continue;
        }
        return Ok(page);
    }
}

/// Where a page ends in the spool, and what of it counts.
#[derive(Clone, Debug)]
pub(crate) struct PageMark {
    bytes: u64,
    fetched_at: DateTime<Utc>,
    /// Places of records that are not stored.
    skipped: BTreeSet<usize>,
}

impl PageMark {
    /// Converts it for the decoder.
    pub(crate) fn to_page(&self) -> Result<Page, Failure> {
        let Self { bytes, fetched_at, skipped } = self;
        Ok(Page { bytes: *bytes, fetched_at: millis_of(*fetched_at)?, skipped: skipped.clone() })
    }
}

/// A record that a search does not show whole, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct ShownInPart {
    pub(crate) record: RecordHead,
    page: usize,
    place: usize,
}

/// Pages that are to be stored.
#[derive(Debug)]
pub(crate) struct KeptPages {
    pub(crate) spool: Spool,
    pub(crate) marks: Vec<PageMark>,
    /// Records that are to be requested by their id.
    pub(crate) to_complete: Vec<ShownInPart>,
}

/// A place to go back to.
#[derive(Debug)]
pub(crate) struct KeptMark {
    spool: SpoolMark,
    marks_len: usize,
    to_complete_len: usize,
}

impl KeptPages {
    /// Returns none, which are kept in memory up to a bound.
    pub(crate) fn new(memory_bytes_max: usize) -> Self {
        Self { spool: Spool::new(memory_bytes_max), marks: Vec::new(), to_complete: Vec::new() }
    }

    /// Keeps a page, whose first records may overlap with the page before. Returns the others, and where they are.
    pub(crate) fn push(
        &mut self,
        scheduler: &Scheduler,
        page: AskedPage,
        records_skipped: usize,
    ) -> Result<Vec<ShownInPart>, Failure> {
        let AskedPage { body, heads, answered_at } = page;
        let file_bytes_max = scheduler.limits.decode.file_bytes_max;
        let bytes = body.len() as u64;
        if self.spool.bytes() + bytes > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        self.spool.push(&body, &scheduler.spool_dir).map_err(Failure::Spool)?;
        let page = self.marks.len();
        self.marks.push(PageMark { bytes, fetched_at: answered_at, skipped: (0..records_skipped).collect() });
        let records = heads.records.into_iter().enumerate().skip(records_skipped);
        Ok(records.map(|(place, record)| ShownInPart { record, page, place }).collect())
    }

    /// Leaves out what a search showed of a record that came whole.
    pub(crate) fn leave_out(&mut self, shown: &ShownInPart) {
        self.marks[shown.page].skipped.insert(shown.place);
    }

    /// Returns the present end.
    pub(crate) fn mark(&self) -> KeptMark {
        KeptMark { spool: self.spool.mark(), marks_len: self.marks.len(), to_complete_len: self.to_complete.len() }
    }

    /// Forgets what came since the mark.
    pub(crate) fn rewind(&mut self, mark: KeptMark) -> Result<(), Failure> {
        self.marks.truncate(mark.marks_len);
        self.to_complete.truncate(mark.to_complete_len);
        self.spool.rewind(mark.spool).map_err(Failure::Spool)
    }
}
