//! Everything upstream has of a span, in pages, and whether it is all.
//!
//! A search is paged as [`Paging`] demands. One that matches too much is split, one that moves is read again, both a
//! bounded number of times; records that came partial are requested by their id. What came is kept even when it is not
//! all: the span is then read again later.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use client::ClientError;
use model::Unit;
use normalizer::{Page, RecordHead};

use crate::failure::Failure;
use crate::scheduler::Scheduler;
use crate::search::api::{AskedPage, Query, Search};
use crate::search::log::log_moved;
use crate::search::page::{KeptPages, PageMark, fetch_page};
use crate::search::paging::{Motion, PageView, Paging, Step};
use crate::search::slice::Slice;
use crate::spool::Spooled;
use crate::store::Decoder;

/// A slice that moves while it is read is begun again this often.
const SLICE_READS_MAX: u32 = 4;
/// Slices of one span: splitting a day down to marks of ten minutes takes 287, and each may be split by duration.
const SLICES_MAX: u32 = 4_000;

/// What a span brought.
#[derive(Debug)]
pub(crate) struct FetchedSpan {
    /// The bodies of the pages back to back.
    pub(crate) pages: Spooled,
    /// Where each ends, and what of it counts.
    pub(crate) marks: Vec<PageMark>,
    /// When the first was requested.
    pub(crate) begun_at: DateTime<Utc>,
    /// When the first was answered, by upstream's clock.
    pub(crate) answered_at: DateTime<Utc>,
    /// How many records upstream counted.
    pub(crate) counted: u64,
    /// Records that upstream may still complete.
    pub(crate) unsettled: u64,
    /// What is missing, in words.
    pub(crate) missing: Option<String>,
}

impl FetchedSpan {
    /// Returns what decodes the pages, from their beginning.
    pub(crate) fn decoder(&self, search: &Search<'_>, unit: &Unit) -> Result<Decoder, Failure> {
        let bodies = self.pages.reader().map_err(Failure::Spool)?;
        let pages: Result<Vec<Page>, Failure> = self.marks.iter().map(|mark| mark.to_page()).collect();
        Ok(search.decoder(&unit.account, bodies, pages?))
    }
}

/// Reads all that a slice of the unit matches.
pub(crate) async fn fetch_span(
    scheduler: &Scheduler,
    search: &Search<'_>,
    unit: &Unit,
    span: Slice,
) -> Result<FetchedSpan, Failure> {
    let begun_at = scheduler.clock.now();
    let kept = KeptPages::new(scheduler.limits.spool_memory_bytes_max);
    let (keys, unsettled) = (HashSet::new(), HashSet::new());
    let mut fetch = Fetch { scheduler, unit, search, kept, keys, unsettled, answered_at: None };
    let (counted, missing) = fetch.read_slices(span).await?;
    fetch.complete_records().await?;
    let (unsettled, answered_at) = (fetch.unsettled.len() as u64, fetch.answered_at.unwrap_or(begun_at));
    let KeptPages { spool, marks, .. } = fetch.kept;
    Ok(FetchedSpan { pages: spool.finish(), marks, begun_at, answered_at, counted, unsettled, missing })
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
    search: &'a Search<'a>,
    kept: KeptPages,
    /// Records of all slices: their borders overlap.
    keys: HashSet<u64>,
    /// Those that came partial or not enriched, and not better since.
    unsettled: HashSet<u64>,
    /// When the first page was answered.
    answered_at: Option<DateTime<Utc>>,
}

impl Fetch<'_> {
    /// Reads the span, split where it must be. Returns how many records upstream counts in it, and what is missing.
    async fn read_slices(&mut self, span: Slice) -> Result<(u64, Option<String>), Failure> {
        let (mut open, mut slices, mut missing, mut counted) = (vec![span], 0, None, None);
        while let Some(slice) = open.pop() {
            slices += 1;
            if slices > SLICES_MAX {
                missing = Some(format!("more than {SLICES_MAX} slices would be needed"));
                break;
            }
            let (read, count) = self.read_slice(slice).await?;
            counted.get_or_insert(count);
            match (read, slice.split(self.search.facts().split_by)) {
                (SliceRead::Complete, _) => {}
                (SliceRead::TooMany, Some([first, second])) => open.extend([second, first]),
                (SliceRead::TooMany, None) => missing = Some(self.search.describe_unsplittable(count)),
                (SliceRead::Missing(reason), _) => missing = Some(reason),
            }
        }
        let mut counted = counted.unwrap_or(0);
        if slices > 1 && missing.is_none() {
            let mut unknown = None;
            if self.search.facts().motion == Motion::Still {
                // Whether the slices are all of it, only the whole can tell.
                let whole = self.fetch_page(&Query::Slice(span), 0, 1).await?.heads;
                counted = whole.count;
                unknown = whole.shards_missing.map(|shards| format!("upstream counted without {shards} of its shards"));
            }
            let read = self.keys.len() as u64;
            let fewer = || format!("{read} records came in slices, {counted} were counted");
            missing = unknown.or_else(|| (read < counted).then(fewer));
        }
        Ok((counted, missing))
    }

    /// Reads a slice until it stands still. Returns what it brought, and how many records upstream counts in it.
    async fn read_slice(&mut self, slice: Slice) -> Result<(SliceRead, u64), Failure> {
        let mut reads = 0;
        loop {
            reads += 1;
            let mark = self.kept.mark();
            let facts = self.search.facts();
            let mut paging = Paging::new(facts.motion, facts.matches_max);
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
            let overlap = paging.overlap(&keys);
            let is_full = keys.len() >= records_max as usize;
            let step = paging.accept(PageView { count: page.heads.count, keys: &keys, is_full });
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

    async fn fetch_page(&mut self, query: &Query, offset: u64, records_max: u32) -> Result<AskedPage, Failure> {
        let page = fetch_page(self.scheduler, self.search, query, offset, records_max).await?;
        self.answered_at.get_or_insert(page.answered_at);
        Ok(page)
    }

    /// Asks for each record that a search does not show whole, unless it is settled already. One that cannot be had stays
    /// unsettled, so that the span is read again.
    async fn complete_records(&mut self) -> Result<(), Failure> {
        let mut shown = std::mem::take(&mut self.kept.to_complete);
        shown.sort_by(|one, other| one.record.id.cmp(&other.record.id));
        let ids: Vec<&str> = shown.iter().filter_map(|shown| shown.record.id.as_deref()).collect();
        let settled = self.search.find_settled(&self.scheduler.sink, &self.unit.account, &ids).await?;
        let mut asked = 0;
        for copies in shown.chunk_by(|one, other| one.record.id == other.record.id) {
            let RecordHead { id: Some(id), key, .. } = &copies[0].record else { continue };
            if settled.contains(id) && !copies.iter().any(|copy| copy.record.is_erased) {
                self.unsettled.remove(key);
                continue;
            }
            asked += 1;
            if asked > self.search.facts().by_id_max {
                break;
            }
            if let Some(page) = self.fetch_record(id).await? {
                let whole = self.kept.push(self.scheduler, page, 0)?;
                whole.iter().for_each(|whole| self.note(whole.record.key, is_unsettled(&whole.record)));
                if whole.iter().any(|whole| whole.record.id.as_ref() == Some(id)) {
                    copies.iter().for_each(|copy| self.kept.leave_out(copy));
                }
            }
        }
        Ok(())
    }

    /// Asks for one record. `None`: upstream has no such record, or does not understand the question.
    async fn fetch_record(&mut self, id: &str) -> Result<Option<AskedPage>, Failure> {
        match self.fetch_page(&self.search.query_of(id), 0, 1).await {
            Ok(page) => Ok(Some(page)),
            Err(Failure::Fetch(ClientError::BadAnswer { .. } | ClientError::NotFound { .. })) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn keep(&mut self, page: AskedPage, records_skipped: usize) -> Result<(), Failure> {
        for shown in self.kept.push(self.scheduler, page, records_skipped)? {
            let record = &shown.record;
            let has_more = record.has_more && self.search.wants_whole_records;
            self.note(record.key, is_unsettled(record) || has_more);
            if record.is_partial || has_more {
                self.kept.to_complete.push(shown);
            }
        }
        Ok(())
    }

    fn note(&mut self, key: u64, is_unsettled: bool) {
        if is_unsettled {
            self.unsettled.insert(key);
        } else {
            self.unsettled.remove(&key);
        }
    }
}

/// Whether upstream may still complete the record.
fn is_unsettled(record: &RecordHead) -> bool {
    record.is_partial || record.is_unenriched
}

/// How paging through a slice ended.
enum Paged {
    Complete,
    TooMany,
    Moved(String),
    Partial(String),
}
