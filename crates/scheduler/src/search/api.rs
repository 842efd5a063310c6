//! What is particular of the API that is searched. Nothing else of a search knows one.

use std::collections::HashSet;
use std::io::Read;

use chrono::{DateTime, TimeDelta, Utc};
use client::{AccountClient, ConversationFilter, HistoryFilter, PAGE_RECORDS_MAX};
use model::{AccountId, Feed, Lane, Scope, Service, Unit};
use normalizer::{Page, PageHeads, PageShape, decode_pages, read_heads};
use sink::Sink;

use crate::failure::Failure;
use crate::scheduler::{PlannedAccount, Reading};
use crate::search::paging::Motion;
use crate::search::slice::{Slice, SplitBy};
use crate::store::Decoder;

/// An API that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SearchApi {
    EngagementHistory,
    MessagingInteractions,
}

/// What the search of an API does and does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SearchFacts {
    /// The most records of a page.
    pub(crate) page_records_max: u32,
    /// Pages reach so many matches; what counts more is split.
    pub(crate) matches_max: u64,
    /// How the result may move while it is read.
    pub(crate) motion: Motion,
    /// How a search that matches more is split.
    pub(crate) split_by: SplitBy,
    /// Upstream may complete a record for so long after its end.
    pub(crate) completed_after: TimeDelta,
    /// Whether a record that is stored whole need not be requested by its id when it comes partial once more.
    pub(crate) is_settled_once: bool,
    /// The most records of one read that are requested by their id.
    pub(crate) by_id_max: usize,
}

/// Pages reach 10 000 deep at most (Engagement History API, open points).
const MATCHES_MAX: u64 = 9_900;
/// Upstream rounds the bounds of a search to marks so far apart (Engagement History API and Messaging Interactions API,
/// body).
const MARK: TimeDelta = TimeDelta::minutes(10);

const ENGAGEMENT_HISTORY: SearchFacts = SearchFacts {
    page_records_max: PAGE_RECORDS_MAX,
    matches_max: MATCHES_MAX,
    motion: Motion::Still,
    split_by: SplitBy::TimeThenDuration { mark: MARK },
    // Enriched by then (Engagement History API, availability).
    completed_after: TimeDelta::hours(2),
    // A chat has ended: what is stored whole stays as it is.
    is_settled_once: true,
    by_id_max: 2_000,
};

const MESSAGING_INTERACTIONS: SearchFacts = SearchFacts {
    page_records_max: PAGE_RECORDS_MAX,
    matches_max: MATCHES_MAX,
    motion: Motion::Entering,
    // The duration of an open conversation grows while it is read.
    split_by: SplitBy::Time { mark: MARK },
    // What changes later is an update.
    completed_after: TimeDelta::zero(),
    is_settled_once: false,
    by_id_max: 100_000,
};

/// What is requested.
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

/// A page as upstream sent it.
#[derive(Debug)]
pub(crate) struct AskedPage {
    pub(crate) body: Vec<u8>,
    pub(crate) heads: PageHeads,
    /// When, by upstream's clock.
    pub(crate) answered_at: DateTime<Utc>,
}

/// The search for the records of a span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'a> {
    api: SearchApi,
    shape: &'static PageShape,
    client: &'a AccountClient,
    scope: Scope,
    lane: Lane,
    /// Whether a record that may say more is requested by its id.
    pub(crate) wants_whole_records: bool,
}

impl<'a> Search<'a> {
    /// Returns the search for the records of a unit.
    pub(crate) fn of(account: &'a PlannedAccount, unit: &Unit) -> Result<Self, Failure> {
        let search = Self::within(&account.client, unit.feed, unit.scope, unit.lane)?;
        let reading = account.feeds.get(&unit.feed).map(|plan| &plan.reading);
        let wants_whole_records = matches!(reading, Some(Reading::Updates(plan)) if plan.wants_whole_records);
        Ok(Self { wants_whole_records, ..search })
    }

    /// Returns the search for the records of a feed that began within a span.
    pub(crate) fn within(client: &'a AccountClient, feed: Feed, scope: Scope, lane: Lane) -> Result<Self, Failure> {
        let api = match feed.service() {
            Service::EngagementHistory => SearchApi::EngagementHistory,
            Service::MessagingInteractions => SearchApi::MessagingInteractions,
            Service::DataAccess
            | Service::Operational
            | Service::MessagingOperations
            | Service::EstimatedWaitTime
            | Service::AgentMetrics
            | Service::AgentWorkspace
            | Service::Configuration => return Err(Failure::NotServed { feed }),
        };
        let shape = feeds::page_shape(feed).ok_or(Failure::NotServed { feed })?;
        Ok(Self { api, shape, client, scope, lane, wants_whole_records: false })
    }

    /// Returns what this search does and does not do.
    pub(crate) fn facts(&self) -> &'static SearchFacts {
        match self.api {
            SearchApi::EngagementHistory => &ENGAGEMENT_HISTORY,
            SearchApi::MessagingInteractions => &MESSAGING_INTERACTIONS,
        }
    }

    /// Asks for a page, once: `records_max` records from the `offset`-th on.
    pub(crate) async fn ask(&self, query: &Query, offset: u64, records_max: u32) -> Result<AskedPage, Failure> {
        let answer = match self.api {
            SearchApi::EngagementHistory => {
                self.client.search_history(&history_filter(query), offset, records_max, self.lane).await
            }
            SearchApi::MessagingInteractions => {
                self.client.search_conversations(&conversation_filter(query), offset, records_max, self.lane).await
            }
        };
        let answer = answer.map_err(Failure::Fetch)?;
        let (heads, body) = read_heads(self.shape, answer.body).map_err(Failure::Decode)?;
        Ok(AskedPage { body, heads, answered_at: answer.answered_at })
    }

    /// Returns the query for one record of the span.
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
        if !self.facts().is_settled_once {
            return Ok(HashSet::new());
        }
        sink.settled_documents(account, self.shape.target.family, ids).await.map_err(Failure::Store)
    }

    /// Counts the records that are stored and began within the span.
    pub(crate) async fn count_stored(&self, sink: &Sink, account: &AccountId) -> Result<u64, Failure> {
        sink.count_started(account, self.shape.target.family, self.scope).await.map_err(Failure::Store)
    }

    /// Says that a slice matches too much and cannot be split.
    pub(crate) fn describe_unsplittable(&self, count: u64) -> String {
        match self.api {
            SearchApi::EngagementHistory => {
                format!("{count} chats of one second of duration in ten minutes cannot be paged")
            }
            SearchApi::MessagingInteractions => {
                format!("{count} conversations that began in the same ten minutes cannot be paged")
            }
        }
    }

    /// Returns what decodes pages, whose bodies stand back to back.
    pub(crate) fn decoder(&self, account: &AccountId, bodies: impl Read + Send + 'static, pages: Vec<Page>) -> Decoder {
        let (account, shape) = (account.clone(), self.shape);
        Box::new(move |limits, emit| decode_pages(shape, &account, bodies, &pages, limits, emit))
    }
}

fn history_filter(query: &Query) -> HistoryFilter {
    match query {
        Query::Slice(Slice { start, end, duration_s, .. }) => {
            HistoryFilter::Started { from: *start, to: *end, duration_s: *duration_s }
        }
        Query::Record { id, within: Scope { start, end } } => {
            HistoryFilter::Engagement { id: id.clone(), from: *start, to: *end }
        }
    }
}

fn conversation_filter(query: &Query) -> ConversationFilter {
    match query {
        Query::Slice(Slice { start, end, updated_from, .. }) => {
            ConversationFilter::Started { from: *start, to: *end, updated_from: *updated_from }
        }
        Query::Record { id, .. } => ConversationFilter::Conversation { id: id.clone() },
    }
}
