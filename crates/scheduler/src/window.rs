//! Everything upstream has of a window, in pages, and whether it is all.
//!
//! A search is paged as [`Paging`] demands. One that matches too much is split, one that moves is read again, both a
//! bounded number of times; records that came partial are asked for by their id. What came is kept even when it is not
//! all: the window is then read again later.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use client::{ClientError, HistoryFilter, PAGE_RECORDS_MAX};
use model::Unit;
use model::tuple::Millis;
use normalizer::{Page, PageHeads, RecordHead, read_heads};

use crate::ending::Failure;
use crate::plan::paging::{PageView, Paging, Step};
use crate::plan::slice::Slice;
use crate::scheduler::{Account, Scheduler};
use crate::spool::{Spool, SpoolMark, Spooled};

/// A slice that moves while it is read is begun again this often.
const SLICE_READS_MAX: u32 = 4;
/// Slices of one window; a day of ten-minute marks has 287, each may be split by duration.
const SLICES_MAX: u32 = 4_000;
/// Partial records of one window that are asked for by their id; the others wait for its next read.
const PARTIALS_MAX: usize = 2_000;

/// What a window brought.
#[derive(Debug)]
pub(crate) struct FetchedWindow {
    /// The bodies of the pages back to back.
    pub(crate) pages: Spooled,
    /// Where each ends, and what of it counts.
    pub(crate) marks: Arc<Vec<Page>>,
    /// When the first was asked for.
    pub(crate) begun_at: DateTime<Utc>,
    /// How many records upstream counted.
    pub(crate) counted: u64,
    /// Records that upstream may still complete.
    pub(crate) unsettled: u64,
    /// What is missing, in words.
    pub(crate) missing: Option<String>,
}

/// How many records upstream counts in the window; `None` when some of its shards did not answer.
pub(crate) async fn count_window(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
) -> Result<Option<u64>, Failure> {
    let mut fetch = Fetch::new(scheduler, account, unit);
    let slice = Slice::new(unit.scope.start, unit.scope.end);
    let heads = fetch.page(&filter(slice), 0, 1).await?.heads;
    Ok(heads.shards_missing.is_none().then_some(heads.count))
}

/// Reads the window to its end.
pub(crate) async fn fetch_window(
    scheduler: &Scheduler,
    account: &Account,
    unit: &Unit,
) -> Result<FetchedWindow, Failure> {
    let begun_at = scheduler.clock.now();
    let mut fetch = Fetch::new(scheduler, account, unit);
    let (counted, missing) = fetch.read_slices(Slice::new(unit.scope.start, unit.scope.end)).await?;
    fetch.complete_partials().await?;
    let unsettled = fetch.unsettled.len() as u64;
    let Kept { spool, marks, .. } = fetch.kept;
    Ok(FetchedWindow { pages: spool.finish(), marks: Arc::new(marks), begun_at, counted, unsettled, missing })
}

/// Pages that are to be stored.
struct Kept {
    spool: Spool,
    marks: Vec<Page>,
    /// Records that came partial.
    partials: Vec<RecordHead>,
}

/// A place to go back to.
struct KeptMark {
    spool: SpoolMark,
    marks_len: usize,
    partials_len: usize,
}

impl Kept {
    fn mark(&self) -> KeptMark {
        KeptMark { spool: self.spool.mark(), marks_len: self.marks.len(), partials_len: self.partials.len() }
    }

    fn rewind(&mut self, mark: KeptMark) -> std::io::Result<()> {
        self.marks.truncate(mark.marks_len);
        self.partials.truncate(mark.partials_len);
        self.spool.rewind(mark.spool)
    }
}

/// A page as it came, and what its records are.
struct FetchedPage {
    body: Vec<u8>,
    heads: PageHeads,
    fetched_at: DateTime<Utc>,
}

/// What a slice brought.
enum SliceRead {
    Complete,
    TooMany,
    Missing(String),
}

struct Fetch<'a> {
    scheduler: &'a Scheduler,
    account: &'a Account,
    unit: &'a Unit,
    kept: Kept,
    /// Records of all slices: their borders overlap.
    keys: HashSet<u64>,
    /// Those that came partial or not enriched, and not better since.
    unsettled: HashSet<u64>,
}

impl<'a> Fetch<'a> {
    fn new(scheduler: &'a Scheduler, account: &'a Account, unit: &'a Unit) -> Self {
        let spool = Spool::new(scheduler.limits.spool_memory_bytes_max);
        let kept = Kept { spool, marks: Vec::new(), partials: Vec::new() };
        Self { scheduler, account, unit, kept, keys: HashSet::new(), unsettled: HashSet::new() }
    }

    /// Reads the window, split where it must be. How many records upstream counts in it, and what is missing.
    async fn read_slices(&mut self, window: Slice) -> Result<(u64, Option<String>), Failure> {
        let (mut open, mut slices, mut missing, mut counted) = (vec![window], 0, None, None);
        while let Some(slice) = open.pop() {
            slices += 1;
            if slices > SLICES_MAX {
                missing = Some(format!("more than {SLICES_MAX} slices would be needed"));
                break;
            }
            let (read, count) = self.read_slice(slice).await?;
            counted.get_or_insert(count);
            match (read, slice.split()) {
                (SliceRead::Complete, _) => {}
                (SliceRead::TooMany, Some([first, second])) => open.extend([second, first]),
                (SliceRead::TooMany, None) => {
                    missing = Some(format!("{count} chats of one second of duration in ten minutes cannot be paged"));
                }
                (SliceRead::Missing(reason), _) => missing = Some(reason),
            }
        }
        if slices > 1 && missing.is_none() {
            // Whether the slices are all of it, only the whole can tell.
            let whole = self.page(&filter(window), 0, 1).await?.heads;
            counted = Some(whole.count);
            let read = self.keys.len() as u64;
            let unknown = whole.shards_missing.map(|shards| format!("upstream counted without {shards} of its shards"));
            let fewer = || format!("{read} records came in slices, {} were counted", whole.count);
            missing = unknown.or_else(|| (read < whole.count).then(fewer));
        }
        Ok((counted.unwrap_or(0), missing))
    }

    /// Reads a slice until it stands still, and how many records upstream counts in it.
    async fn read_slice(&mut self, slice: Slice) -> Result<(SliceRead, u64), Failure> {
        let mut reads = 0;
        loop {
            reads += 1;
            let mark = self.kept.mark();
            let mut paging = Paging::default();
            let reason = match self.page_through(slice, &mut paging).await? {
                Paged::Complete => {
                    self.keys.extend(paging.keys());
                    return Ok((SliceRead::Complete, paging.count()));
                }
                Paged::TooMany => {
                    self.kept.rewind(mark).map_err(Failure::Spool)?;
                    return Ok((SliceRead::TooMany, paging.count()));
                }
                Paged::Moved(reason) if reads < SLICE_READS_MAX => {
                    self.kept.rewind(mark).map_err(Failure::Spool)?;
                    tracing::debug!(event = "slice_moved", account = %self.unit.account, name = %self.unit.name, reason);
                    continue;
                }
                Paged::Moved(reason) | Paged::Partial(reason) => reason,
            };
            return Ok((SliceRead::Missing(reason), paging.count()));
        }
    }

    async fn page_through(&mut self, slice: Slice, paging: &mut Paging) -> Result<Paged, Failure> {
        let mut offset = 0;
        loop {
            let page = self.page(&filter(slice), offset, PAGE_RECORDS_MAX).await?;
            let keys: Vec<u64> = page.heads.records.iter().map(|record| record.key).collect();
            let overlap = paging.overlap();
            let step = paging.accept(PageView { count: page.heads.count, keys: &keys });
            if let Some(shards) = &page.heads.shards_missing {
                let reason = format!("upstream answered without {shards} of its shards");
                self.keep(page, 0)?;
                return Ok(Paged::Partial(reason));
            }
            match step {
                Step::More { offset: next } => {
                    self.keep(page, overlap)?;
                    offset = next;
                }
                Step::Complete => {
                    self.keep(page, overlap)?;
                    return Ok(Paged::Complete);
                }
                Step::TooMany => return Ok(Paged::TooMany),
                Step::Moved { reason } => {
                    self.keep(page, 0)?;
                    return Ok(Paged::Moved(reason));
                }
            }
        }
    }

    /// Asks for a page, again while some of upstream's shards do not answer; then with what came.
    async fn page(&mut self, filter: &HistoryFilter, offset: u64, records_max: u32) -> Result<FetchedPage, Failure> {
        let mut pauses = self.scheduler.limits.server_error_pauses.iter();
        loop {
            let asked = self.account.client.search_history(filter, offset, records_max, self.unit.lane);
            let body = asked.await.map_err(Failure::Fetch)?;
            let heads = read_heads(&body).map_err(Failure::Decode)?;
            if heads.shards_missing.is_some()
                && let Some(pause) = pauses.next()
            {
                tokio::time::sleep(*pause).await;
                continue;
            }
            return Ok(FetchedPage { body, heads, fetched_at: self.scheduler.clock.now() });
        }
    }

    /// Records that came partial are asked for one by one, but for those that are stored whole. One that cannot be had
    /// stays partial, and keeps the window from being final.
    async fn complete_partials(&mut self) -> Result<(), Failure> {
        let mut partials = std::mem::take(&mut self.kept.partials);
        partials.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        partials.dedup();
        let ids: Vec<&str> = partials.iter().filter_map(|record| record.id.as_deref()).collect();
        let stored = self.scheduler.sink.settled_engagements(&self.unit.account, &ids).await.map_err(Failure::Store)?;
        let mut asked = 0;
        for RecordHead { id, key, is_erased, .. } in partials {
            let Some(id) = id else { continue };
            if stored.contains(&id) && !is_erased {
                self.unsettled.remove(&key);
                continue;
            }
            asked += 1;
            if asked > PARTIALS_MAX {
                break;
            }
            let alone = HistoryFilter::Engagement { id: id.clone(), within: None };
            let page = match self.page(&alone, 0, 1).await {
                // The pages disagree whether a start is needed with an id.
                Err(Failure::Fetch(ClientError::BadAnswer { .. })) => {
                    let within = Some((self.unit.scope.start, self.unit.scope.end));
                    self.page(&HistoryFilter::Engagement { id, within }, 0, 1).await
                }
                asked => asked,
            };
            match page {
                Ok(page) => self.keep(page, 0)?,
                Err(Failure::Fetch(ClientError::BadAnswer { .. } | ClientError::NotFound { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn keep(&mut self, page: FetchedPage, records_skipped: usize) -> Result<(), Failure> {
        let file_bytes_max = self.scheduler.limits.decode.file_bytes_max;
        let bytes = page.body.len() as u64;
        if self.kept.spool.len() + bytes > file_bytes_max {
            return Err(Failure::TooLarge { file_bytes_max });
        }
        self.kept.spool.push(&page.body, &self.scheduler.spool_dir).map_err(Failure::Spool)?;
        let fetched_at = Millis::new(page.fetched_at.timestamp_millis()).ok_or(Failure::NoSuchTime)?;
        self.kept.marks.push(Page { bytes, fetched_at, records_skipped });
        for record in page.heads.records.into_iter().skip(records_skipped) {
            if record.is_partial || record.is_unenriched {
                self.unsettled.insert(record.key);
            } else {
                self.unsettled.remove(&record.key);
            }
            if record.is_partial {
                self.kept.partials.push(record);
            }
        }
        Ok(())
    }
}

/// How paging through a slice ended.
enum Paged {
    Complete,
    TooMany,
    Moved(String),
    Partial(String),
}

fn filter(slice: Slice) -> HistoryFilter {
    HistoryFilter::Started { from: slice.start, to: slice.end, duration_s: slice.duration_s }
}
