//! What is particular of the API that a window is searched with. Nothing else of windows knows one.

use std::collections::HashSet;
use std::io::Read;

use chrono::TimeDelta;
use client::{AccountClient, HistoryFilter, PAGE_RECORDS_MAX};
use model::{AccountId, Feed, Lane, Scope, Service, Unit};
use normalizer::{Page, PageHeads, PageShape, decode_pages, read_heads};
use sink::Sink;

use crate::failure::Failure;
use crate::scheduler::PlannedAccount;
use crate::store::Decoder;
use crate::windows::slice::Slice;

/// An API that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SearchApi {
    EngagementHistory,
}

/// What the search of an API does and does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SearchFacts {
    /// The most records of a page.
    pub(crate) page_records_max: u32,
    /// Pages reach so many matches; what counts more is split.
    pub(crate) matches_max: u64,
    /// Upstream rounds the bounds of a search to marks so far apart.
    pub(crate) mark: TimeDelta,
    /// Upstream may complete a record for so long after its end.
    pub(crate) completed_after: TimeDelta,
}

const ENGAGEMENT_HISTORY: SearchFacts = SearchFacts {
    page_records_max: PAGE_RECORDS_MAX,
    // The search reaches 10 000 deep at most (Engagement History API, open points).
    matches_max: 9_900,
    // (Engagement History API, body.)
    mark: TimeDelta::minutes(10),
    // Enriched by then (Engagement History API, availability).
    completed_after: TimeDelta::hours(2),
};

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Query {
    /// All records of a slice.
    Slice(Slice),
    /// One record.
    Record {
        /// Its id.
        id: String,
        /// A span around its start.
        within: Scope,
    },
}

/// The search for the records of a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'a> {
    api: SearchApi,
    shape: &'static PageShape,
    client: &'a AccountClient,
    scope: Scope,
    lane: Lane,
}

impl<'a> Search<'a> {
    /// Returns the search for the records of a unit.
    pub(crate) fn of(account: &'a PlannedAccount, unit: &Unit) -> Result<Self, Failure> {
        Self::within(&account.client, unit.feed, unit.scope, unit.lane)
    }

    /// Returns the search for the records of a feed that began within a span.
    pub(crate) fn within(client: &'a AccountClient, feed: Feed, scope: Scope, lane: Lane) -> Result<Self, Failure> {
        let api = match feed.service() {
            Service::EngagementHistory => SearchApi::EngagementHistory,
            Service::DataAccess | Service::Operational => return Err(Failure::NotServed { feed }),
        };
        let shape = feeds::page_shape(feed).ok_or(Failure::NotServed { feed })?;
        Ok(Self { api, shape, client, scope, lane })
    }

    /// Returns what this search does and does not do.
    pub(crate) fn facts(&self) -> &'static SearchFacts {
        match self.api {
            SearchApi::EngagementHistory => &ENGAGEMENT_HISTORY,
        }
    }

    /// Asks for a page, once: `records_max` records from the `offset`-th on.
    pub(crate) async fn ask(
        &self,
        query: &Query,
        offset: u64,
        records_max: u32,
    ) -> Result<(Vec<u8>, PageHeads), Failure> {
        let body = match self.api {
            SearchApi::EngagementHistory => {
                let filter = filter_of(query);
                self.client.search_history(&filter, offset, records_max, self.lane).await
            }
        };
        let (heads, body) = read_heads(self.shape, body.map_err(Failure::Fetch)?).map_err(Failure::Decode)?;
        Ok((body, heads))
    }

    /// Returns the query for one record of the window.
    pub(crate) fn query_of(&self, id: &str) -> Query {
        // The start is documented as required, with an id too (Engagement History API, body).
        Query::Record { id: id.to_owned(), within: self.scope }
    }

    /// Finds which of these records are stored whole already.
    pub(crate) async fn find_settled(
        &self,
        sink: &Sink,
        account: &AccountId,
        ids: &[&str],
    ) -> Result<HashSet<String>, Failure> {
        sink.settled_documents(account, self.shape.target.family, ids).await.map_err(Failure::Store)
    }

    /// Says that a slice matches too much and cannot be split.
    pub(crate) fn describe_unsplittable(&self, count: u64) -> String {
        match self.api {
            SearchApi::EngagementHistory => {
                format!("{count} chats of one second of duration in ten minutes cannot be paged")
            }
        }
    }

    /// Returns what decodes pages, whose bodies stand back to back.
    pub(crate) fn decoder(&self, account: &AccountId, bodies: impl Read + Send + 'static, pages: Vec<Page>) -> Decoder {
        let (account, shape) = (account.clone(), self.shape);
        Box::new(move |limits, emit| decode_pages(shape, &account, bodies, &pages, limits, emit))
    }
}

fn filter_of(query: &Query) -> HistoryFilter {
    match query {
        Query::Slice(Slice { start, end, duration_s }) => {
            HistoryFilter::Started { from: *start, to: *end, duration_s: *duration_s }
        }
        Query::Record { id, within: Scope { start, end } } => {
            HistoryFilter::Engagement { id: id.clone(), from: *start, to: *end }
        }
    }
}
