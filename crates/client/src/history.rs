//! The search of Engagement History: one page, or one chat by its id.

use chrono::{DateTime, TimeDelta, Utc};
use model::{Feed, Lane, Service};
use serde_json::json;
use url::Url;

use crate::account::{Account, AccountClient};
use crate::ask::Ask;
use crate::domains::extend;
use crate::error::ClientError;

/// The most records upstream puts on a page (Engagement History API, query parameters).
pub const PAGE_RECORDS_MAX: u32 = 100;
/// A page of so many chats is held in memory; with long transcripts one takes some megabytes.
const PAGE_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Names the caller, at most 20 characters; refused without (Engagement History API, query parameters).
const SOURCE: &str = "LpWarehouseLoader";
/// An order that does not shift while pages are read: two chats may start in the same millisecond.
const SORT: &str = "start:asc,engagementId:asc";

/// Which chats are asked for. Never by `interactive`: that would drop those nobody answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryFilter {
    /// Those that began in a span.
    Started {
        /// First moment; upstream rounds it down to a 10-minute mark (Engagement History API, body).
        from: DateTime<Utc>,
        /// Last moment; upstream rounds it up to a 10-minute mark.
        to: DateTime<Utc>,
        /// First and last duration in seconds, if only some are wanted.
        duration_s: Option<(u32, u32)>,
    },
    /// One.
    Engagement {
        /// Its id.
        id: String,
        /// A span around its start, for an upstream that insists on one.
        within: Option<(DateTime<Utc>, DateTime<Utc>)>,
    },
}

impl HistoryFilter {
    fn to_json(&self) -> String {
        let span = |from: &DateTime<Utc>, to: &DateTime<Utc>| json!({ "from": from.timestamp_millis(), "to": to.timestamp_millis() });
        let filter = match self {
            Self::Started { from, to, duration_s: None } => json!({ "start": span(from, to) }),
            Self::Started { from, to, duration_s: Some((least, most)) } => {
                json!({ "start": span(from, to), "duration": { "from": least, "to": most } })
            }
            Self::Engagement { id, within: None } => json!({ "engagementId": id }),
            Self::Engagement { id, within: Some((from, to)) } => {
                json!({ "engagementId": id, "start": span(from, to) })
            }
        };
        filter.to_string()
    }
}

impl AccountClient {
    /// One page of ended chats, as upstream sent it, sorted by start and id: `records_max` (at most
    /// [`PAGE_RECORDS_MAX`]) of them from the `offset`-th on.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]: a page that breaks off is asked for again, then `Unavailable`.
    pub async fn search_history(
        &self,
        filter: &HistoryFilter,
        offset: u64,
        records_max: u32,
        lane: Lane,
    ) -> Result<Vec<u8>, ClientError> {
        let account = &*self.0;
        let page = account.retry(|| async {
            let ask = account.history_ask(filter, offset, records_max, lane).await?;
            account.read_whole(&ask, PAGE_BYTES_MAX).await
        });
        page.await
    }
}

impl AccountClient {
    /// Counts the chats of the last minutes.
    pub(crate) async fn count_last_minutes(&self) -> Result<(), ClientError> {
        let to = self.0.upstream.clock.now();
        let filter = HistoryFilter::Started { from: to - TimeDelta::minutes(10), to, duration_s: None };
        self.search_history(&filter, 0, 1, Lane::Live).await.map(drop)
    }
}

impl Account {
    async fn history_ask(
        &self,
        filter: &HistoryFilter,
        offset: u64,
        records_max: u32,
        lane: Lane,
    ) -> Result<Ask, ClientError> {
        let base = self.base(Service::EngagementHistory).await?;
        let account = extend(&base, &["interaction_history", "api", "account", self.upstream.account.as_str()]);
        let mut url: Url = extend(&account, &[Feed::EngagementHistory.upstream_type(), "search"]);
        url.query_pairs_mut()
            .append_pair("offset", &offset.to_string())
            .append_pair("limit", &records_max.min(PAGE_RECORDS_MAX).to_string())
            .append_pair("sort", SORT)
            .append_pair("source", SOURCE);
        Ok(Ask { body: Some(filter.to_json()), lane, ..self.small(Service::EngagementHistory, url) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_spelled_as_upstream_reads_them() {
        let check = |filter: HistoryFilter, expected: &str| assert_eq!(filter.to_json(), expected);
        let at = |ms: i64| DateTime::from_timestamp_millis(ms).unwrap();
        let (from, to) = (at(600_000), at(1_200_000));
        check(HistoryFilter::Started { from, to, duration_s: None }, r#"{"start":{"from":600000,"to":1200000}}"#);
        check(
            HistoryFilter::Started { from, to, duration_s: Some((0, 59)) },
            r#"{"duration":{"from":0,"to":59},"start":{"from":600000,"to":1200000}}"#,
        );
        check(HistoryFilter::Engagement { id: "1234".to_owned(), within: None }, r#"{"engagementId":"1234"}"#);
        check(
            HistoryFilter::Engagement { id: "1234".to_owned(), within: Some((from, to)) },
            r#"{"engagementId":"1234","start":{"from":600000,"to":1200000}}"#,
        );
        assert!(SOURCE.len() <= 20);
    }
}
