//! The Engagement History API: searches ended chats, a page at a time.

use chrono::{DateTime, TimeDelta, Utc};
use model::{Lane, Service};
use serde_json::json;
use url::Url;

use crate::account::AccountClient;
use crate::api_request::{ApiRequest, DatedAnswer};
use crate::error::ClientError;
use crate::hosts::extend;
use crate::search_pages::{PAGE_BYTES_MAX, append_page_query};

/// Its name in the Domain API (Engagement History API, head of the page).
pub(crate) const DOMAIN_API_NAME: &str = "engHistDomain";
/// An order that does not shift while pages are read: two chats may start in the same millisecond.
const SORT: &str = "start:asc,engagementId:asc";

/// The chats that a search asks for. It never filters by `interactive`: that would drop chats that nobody answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryFilter {
    /// Chats that began in a span.
    Started {
        /// First moment; upstream rounds it down to a 10-minute mark (Engagement History API, body).
        from: DateTime<Utc>,
        /// Last moment; upstream rounds it up to a 10-minute mark.
        to: DateTime<Utc>,
        /// First and last duration in seconds; `None` for all.
        duration_s: Option<(u32, u32)>,
    },
    /// One chat.
    Engagement {
        /// Its id.
        id: String,
        /// First moment of a span around its start, which upstream requires with an id too.
        from: DateTime<Utc>,
        /// Last moment of that span.
        to: DateTime<Utc>,
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
            Self::Engagement { id, from, to } => json!({ "engagementId": id, "start": span(from, to) }),
        };
        filter.to_string()
    }
}

impl AccountClient {
    /// Returns one page of ended chats, as upstream sent it, sorted by start and id: `records_max` (at most
    /// [`PAGE_RECORDS_MAX`](crate::PAGE_RECORDS_MAX)) of them from the `offset`-th on.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]: a page that breaks off is asked for again, then `Unavailable`.
    pub async fn search_history(
        &self,
        filter: &HistoryFilter,
        offset: u64,
        records_max: u32,
        lane: Lane,
    ) -> Result<DatedAnswer, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let build = |base: &Url| search_request(base, account, filter, offset, records_max, lane);
        Ok(state.fetch(Service::EngagementHistory, PAGE_BYTES_MAX, build).await?.into())
    }

    /// Counts the chats of the last ten minutes.
    pub(crate) async fn check_engagement_history(&self) -> Result<(), ClientError> {
        let to = self.0.upstream.clock.now();
        let filter = HistoryFilter::Started { from: to - TimeDelta::minutes(10), to, duration_s: None };
        self.search_history(&filter, 0, 1, Lane::Live).await.map(drop)
    }
}

fn search_request(
    base: &Url,
    account: &str,
    filter: &HistoryFilter,
    offset: u64,
    records_max: u32,
    lane: Lane,
) -> ApiRequest {
    let path = ["interaction_history", "api", "account", account, "interactions", "search"];
    let mut url = extend(base, &path);
    append_page_query(&mut url, offset, records_max, SORT);
    ApiRequest::post(Service::EngagementHistory, url, filter.to_json(), lane)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(ms).unwrap()
    }

    #[test]
    fn filters_are_spelled_as_upstream_reads_them() {
        let check = |filter: HistoryFilter, expected: &str| assert_eq!(filter.to_json(), expected);
        let (from, to) = (at(600_000), at(1_200_000));
        check(HistoryFilter::Started { from, to, duration_s: None }, r#"{"start":{"from":600000,"to":1200000}}"#);
        check(
            HistoryFilter::Started { from, to, duration_s: Some((0, 59)) },
            r#"{"duration":{"from":0,"to":59},"start":{"from":600000,"to":1200000}}"#,
        );
        check(
            HistoryFilter::Engagement { id: "1234".to_owned(), from, to },
            r#"{"engagementId":"1234","start":{"from":600000,"to":1200000}}"#,
        );
    }

    #[test]
    fn a_search_asks_for_one_page_in_a_steady_order() {
        let filter = HistoryFilter::Started { from: at(600_000), to: at(1_200_000), duration_s: None };
        let check = |offset: u64, records_max: u32, lane: Lane, page: &str| {
            let base = "https://h/".parse().unwrap();
            let request = search_request(&base, "1", &filter, offset, records_max, lane);
            let path = "https://h/interaction_history/api/account/1/interactions/search";
            let order = "sort=start%3Aasc%2CengagementId%3Aasc&source=LpWarehouseLoader";
            assert_eq!(request.url.as_str(), format!("{path}?{page}&{order}"));
            assert_eq!((request.json, request.lane), (Some(filter.to_json()), lane));
        };
        check(0, 1, Lane::Live, "offset=0&limit=1");
        check(99, 100, Lane::Backfill, "offset=99&limit=100");
        check(200, 1_000, Lane::Live, "offset=200&limit=100");
    }
}
