//! The Messaging Interactions API: searches messaging conversations, open and closed, a page at a time.

use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use model::{Lane, Service};
use serde_json::{Value, json};
use tracing::warn;
use url::Url;

use crate::account::AccountClient;
use crate::api_request::{ApiRequest, DatedAnswer};
use crate::error::ClientError;
use crate::hosts::extend;
use crate::search_pages::{PAGE_BYTES_MAX, append_page_query};

/// Its name in the Domain API (Messaging Interactions API, head of the page).
pub(crate) const DOMAIN_API_NAME: &str = "msgHist";
/// The only order that does not shift while pages are read: `end` moves, and the search takes no id (Messaging
/// Interactions API, query parameters).
const SORT: &str = "start:asc";
/// Version 2 also returns the attributes of consumers who did not sign in, and gives values their types (Messaging
/// Interactions API, query parameters).
const VERSION: &str = "2";
/// Every container that upstream documents, those on demand too (Messaging Interactions API, body). `info` always comes.
const CONTENTS: [&str; 23] = [
    "campaign",
    "messageRecords",
    "agentParticipants",
    "agentParticipantsLeave",
    "agentParticipantsActive",
    "consumerParticipants",
    "transfers",
    "interactions",
    "messageScores",
    "messageStatuses",
    "conversationSurveys",
    "coBrowseSessions",
    "summary",
    "sdes",
    "unAuthSdes",
    "monitoring",
    "dialogs",
    "responseTime",
    "skillChanges",
    "intents",
    "uniqueIntents",
    "latestAgentSurvey",
    "previouslySubmittedAgentSurveys",
];
/// Upstream does not understand the body (Messaging Interactions API, answer codes).
const BAD_REQUEST: u16 = 400;
/// What upstream answers with 204: nothing was found.
const NOTHING: &[u8] = br#"{"_metadata":{"count":0},"conversationHistoryRecords":[]}"#;

/// The conversations that a search asks for. It never filters by status: an open conversation changes, and a closed one too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationFilter {
    /// Conversations that began in a span, at most three months long.
    Started {
        /// First moment; upstream rounds it down to a 10-minute mark (Messaging Interactions API, body).
        from: DateTime<Utc>,
        /// Last moment; upstream rounds it up to a 10-minute mark.
        to: DateTime<Utc>,
        /// Only those that upstream updated since; it rounds the moment down to a 10-minute mark.
        updated_from: Option<DateTime<Utc>>,
    },
    /// One conversation, which comes whole, with all its attributes.
    Conversation {
        /// Its id.
        id: String,
    },
}

impl ConversationFilter {
    /// Returns the end of the path of the method that serves it.
    fn method(&self) -> &'static [&'static str] {
        match self {
            Self::Started { .. } => &["search"],
            Self::Conversation { .. } => &["conversation", "search"],
        }
    }

    fn to_json(&self, names_contents: bool) -> String {
        let mut body = match self {
            Self::Started { from, to, updated_from } => {
                let mut body = json!({ "start": { "from": from.timestamp_millis(), "to": to.timestamp_millis() } });
                if let Some(updated_from) = updated_from {
                    body["latestUpdateTime"] = json!({ "from": updated_from.timestamp_millis() });
                }
                body
            }
            Self::Conversation { id } => json!({ "conversationId": id }),
        };
        if names_contents {
            body["contentToRetrieve"] = Value::from(CONTENTS.to_vec());
        }
        body.to_string()
    }
}

impl AccountClient {
    /// Returns one page of conversations, as upstream sent it, sorted by start: `records_max` (at most
    /// [`PAGE_RECORDS_MAX`](crate::PAGE_RECORDS_MAX)) of them from the `offset`-th on. It names every container; once upstream
    /// refuses the list, its default one is requested.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]: a page that breaks off is asked for again, then `Unavailable`.
    pub async fn search_conversations(
        &self,
        filter: &ConversationFilter,
        offset: u64,
        records_max: u32,
        lane: Lane,
    ) -> Result<DatedAnswer, ClientError> {
        let refuses_contents = &self.0.refuses_contents;
        let ask = |names_contents| self.ask_conversations(filter, names_contents, offset, records_max, lane);
        if refuses_contents.load(Ordering::Relaxed) {
            return ask(false).await;
        }
        match ask(true).await {
            Err(ClientError::BadAnswer { status: Some(BAD_REQUEST), .. }) => {}
            answered => return answered,
        }
        let answer = ask(false).await?;
        if !refuses_contents.swap(true, Ordering::Relaxed) {
            warn!(
                event = "containers_refused", account = %self.0.upstream.account,
                "upstream refuses the list of containers; its default list is requested, so that dialogs, intents, agent \
                 surveys, skill changes, response times, monitoring and attributes of consumers who did not sign in are \
                 missing; look for a newer version of lp-warehouse"
            );
        }
        Ok(answer)
    }

    async fn ask_conversations(
        &self,
        filter: &ConversationFilter,
        names_contents: bool,
        offset: u64,
        records_max: u32,
        lane: Lane,
    ) -> Result<DatedAnswer, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let build = |base: &Url| search_request(base, account, filter, names_contents, (offset, records_max), lane);
        let answer = state.fetch(Service::MessagingInteractions, PAGE_BYTES_MAX, build).await?;
        let body = if answer.body.is_empty() { NOTHING.to_vec() } else { answer.body };
        Ok(DatedAnswer { body, answered_at: answer.answered_at })
    }

    /// Counts the conversations of the last ten minutes.
    pub(crate) async fn check_messaging_interactions(&self) -> Result<(), ClientError> {
        let to = self.0.upstream.clock.now();
        let filter = ConversationFilter::Started { from: to - TimeDelta::minutes(10), to, updated_from: None };
        self.search_conversations(&filter, 0, 1, Lane::Live).await.map(drop)
    }
}

fn search_request(
    base: &Url,
    account: &str,
    filter: &ConversationFilter,
    names_contents: bool,
    (offset, records_max): (u64, u32),
    lane: Lane,
) -> ApiRequest {
    let path = ["messaging_history", "api", "account", account, "conversations"];
    let mut url = extend(base, &[&path, filter.method()].concat());
    append_page_query(&mut url, offset, records_max, SORT);
    url.query_pairs_mut().append_pair("v", VERSION);
    ApiRequest::post(Service::MessagingInteractions, url, filter.to_json(names_contents), lane)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(ms).unwrap()
    }

    #[test]
    fn filters_are_spelled_as_upstream_reads_them() {
        let check = |filter: ConversationFilter, expected: &str| {
            let found = search_request(&"https://h/".parse().unwrap(), "1", &filter, false, (0, 1), Lane::Live);
            let path = found.url.path().strip_prefix("/messaging_history/api/account/1/conversations/").unwrap();
            assert_eq!(format!("{path} {}", found.json.unwrap()), expected);
        };
        let (from, to) = (at(600_000), at(1_200_000));
        check(
            ConversationFilter::Started { from, to, updated_from: None },
            r#"search {"start":{"from":600000,"to":1200000}}"#,
        );
        check(
            ConversationFilter::Started { from, to, updated_from: Some(at(900_000)) },
            r#"search {"latestUpdateTime":{"from":900000},"start":{"from":600000,"to":1200000}}"#,
        );
        check(
            ConversationFilter::Conversation { id: "a-1".to_owned() },
            r#"conversation/search {"conversationId":"a-1"}"#,
        );
    }

    #[test]
    fn a_search_asks_for_one_page_and_every_container() {
        let filter = ConversationFilter::Conversation { id: "a-1".to_owned() };
        let check = |page: (u64, u32), expected: &str| {
            let request = search_request(&"https://h/".parse().unwrap(), "1", &filter, true, page, Lane::Backfill);
            let order = "sort=start%3Aasc&source=LpWarehouseLoader&v=2";
            assert_eq!(request.url.query(), Some(format!("{expected}&{order}").as_str()));
            let body: Value = serde_json::from_str(&request.json.unwrap()).unwrap();
            assert_eq!(body["contentToRetrieve"].as_array().map(Vec::len), Some(CONTENTS.len()));
            assert_eq!(request.lane, Lane::Backfill);
        };
        check((0, 1), "offset=0&limit=1");
        check((99, 100), "offset=99&limit=100");
        check((200, 1_000), "offset=200&limit=100");
    }
}
