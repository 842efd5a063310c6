//! Everything upstream has of a window, in pages, and whether it is all.
//!
//! A search is paged as [`Paging`] demands. One that matches too much is split, one that moves is read again, both a
//! bounded number of times; records that came partial are asked for by their id. What came is kept even when it is not
//! all: the window is then read again later.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use client::ClientError;
use model::Unit;
use normalizer::RecordHead;

use crate::failure::Failure;
use crate::scheduler::{PlannedAccount, Scheduler};
use crate::spool::Spooled;
use crate::windows::log::log_moved;
use crate::windows::page::{FetchedPage, KeptPages, PageMark, fetch_page};
use crate::windows::paging::{PageView, Paging, Step};
use crate::windows::search::{Query, Search};
use crate::windows::slice::Slice;

/// A slice that moves while it is read is begun again this often.
const SLICE_READS_MAX: u32 = 4;
/// Slices of one window: splitting a day down to marks of ten minutes takes 287, and each may be split by duration.
const SLICES_MAX: u32 = 4_000;
/// Partial records of one window that are asked for by their id; the others wait for its next read.
const PARTIALS_MAX: usize = 2_000;

/// What a window brought.
#[derive(Debug)]
pub(crate) struct FetchedWindow {
    /// The bodies of the pages back to back.
    pub(crate) pages: Spooled,
    /// Where each ends, and what of it counts.
    pub(crate) marks: Vec<PageMark>,
    /// When the first was asked for.
    pub(crate) begun_at: DateTime<Utc>,
    /// How many records upstream counted.
    pub(crate) counted: u64,
    /// Records that upstream may still complete.
    pub(crate) unsettled: u64,
    /// What is missing, in words.
    pub(crate) missing: Option<String>,
}

/// Reads the window to its end.
pub(crate) async fn fetch_window(
    scheduler: &Scheduler,
    account: &PlannedAccount,
    unit: &Unit,
) -> Result<FetchedWindow, Failure> {
    let begun_at = scheduler.clock.now();
    let search = Search::of(account, unit)?;
    let kept = KeptPages::new(scheduler.limits.spool_memory_bytes_max);
    let mut fetch = Fetch { scheduler, unit, search, kept, keys: HashSet::new(), unsettled: HashSet::new() };
    let (counted, missing) = fetch.read_slices(Slice::new(unit.scope.start, unit.scope.end)).await?;
    fetch.complete_partials().await?;
    let unsettled = fetch.unsettled.len() as u64;
    let KeptPages { spool, marks, .. } = fetch.kept;
    Ok(FetchedWindow { pages: spool.finish(), marks, begun_at, counted, unsettled, missing })
}

/// What a slice brought.
enum SliceRead {
    Complete,
    TooMany,
    Missing(String),
}

struct Fetch<'a> {
    scheduler: &'a Scheduler,
    unit: &'a Unit,
    search: Search<'a>,
    kept: KeptPages,
    /// Records of all slices: their borders overlap.
    keys: HashSet<u64>,
    /// Those that came partial or not enriched, and not better since.
    unsettled: HashSet<u64>,
}

impl Fetch<'_> {
    /// Reads the window, split where it must be. Returns how many records upstream counts in it, and what is missing.
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
            match (read, slice.split(self.search.facts().mark)) {
                (SliceRead::Complete, _) => {}
                (SliceRead::TooMany, Some([first, second])) => open.extend([second, first]),
                (SliceRead::TooMany, None) => missing = Some(self.search.describe_unsplittable(count)),
                (SliceRead::Missing(reason), _) => missing = Some(reason),
            }
        }
        if slices > 1 && missing.is_none() {
            // Whether the slices are all of it, only the whole can tell.
            let whole = self.fetch_page(&Query::Slice(window), 0, 1).await?.heads;
            counted = Some(whole.count);
            let read = self.keys.len() as u64;
            let unknown = whole.shards_missing.map(|shards| format!("upstream counted without {shards} of its shards"));
            let fewer = || format!("{read} records came in slices, {} were counted", whole.count);
            missing = unknown.or_else(|| (read < whole.count).then(fewer));
        }
        Ok((counted.unwrap_or(0), missing))
    }

    /// Reads a slice until it stands still. Returns what it brought, and how many records upstream counts in it.
    async fn read_slice(&mut self, slice: Slice) -> Result<(SliceRead, u64), Failure> {
        let mut reads = 0;
        loop {
            reads += 1;
            let mark = self.kept.mark();
            let mut paging = Paging::new(self.search.facts().matches_max);
            let reason = match self.page_through(slice, &mut paging).await? {
                Paged::Complete => {
                    self.keys.extend(paging.keys());
                    return Ok((SliceRead::Complete, paging.count()));
                }
                Paged::TooMany => {
                    self.kept.rewind(mark)?;
                    return Ok((SliceRead::TooMany, paging.count()));
                }
                Paged::Moved(reason) if reads < SLICE_READS_MAX => {
                    self.kept.rewind(mark)?;
                    log_moved(self.unit, &reason);
                    continue;
                }
                Paged::Moved(reason) | Paged::Partial(reason) => reason,
            };
            return Ok((SliceRead::Missing(reason), paging.count()));
        }
    }

    async fn page_through(&mut self, slice: Slice, paging: &mut Paging) -> Result<Paged, Failure> {
        let (query, records_max, mut offset) = (Query::Slice(slice), self.search.facts().page_records_max, 0);
        loop {
            let page = self.fetch_page(&query, offset, records_max).await?;
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

    async fn fetch_page(&self, query: &Query, offset: u64, records_max: u32) -> Result<FetchedPage, Failure> {
        fetch_page(self.scheduler, &self.search, query, offset, records_max).await
    }

    /// Asks for each record that came partial, unless it is stored whole already. One that cannot be had stays partial,
    /// and keeps the window from being final.
    async fn complete_partials(&mut self) -> Result<(), Failure> {
        let mut partials = std::mem::take(&mut self.kept.partials);
        partials.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        partials.dedup();
        let ids: Vec<&str> = partials.iter().filter_map(|record| record.id.as_deref()).collect();
        let settled = self.search.find_settled(&self.scheduler.sink, &self.unit.account, &ids).await?;
        let mut asked = 0;
        for RecordHead { id, key, is_erased, .. } in partials {
            let Some(id) = id else { continue };
            if settled.contains(&id) && !is_erased {
                self.unsettled.remove(&key);
                continue;
            }
            asked += 1;
            if asked > PARTIALS_MAX {
                break;
            }
            if let Some(page) = self.fetch_record(&id).await? {
                self.keep(page, 0)?;
            }
        }
        Ok(())
    }

    /// Asks for one record. `None`: upstream has no such record, or does not understand the question.
    async fn fetch_record(&self, id: &str) -> Result<Option<FetchedPage>, Failure> {
        match self.fetch_page(&self.search.query_of(id), 0, 1).await {
            Ok(page) => Ok(Some(page)),
            Err(Failure::Fetch(ClientError::BadAnswer { .. } | ClientError::NotFound { .. })) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn keep(&mut self, page: FetchedPage, records_skipped: usize) -> Result<(), Failure> {
        for record in self.kept.push(self.scheduler, page, records_skipped)? {
            if record.is_partial || record.is_unenriched {
                self.unsettled.insert(record.key);
            } else {
                self.unsettled.remove(&record.key);
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
