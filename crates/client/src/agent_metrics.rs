//! The Agent Metrics API: agents of messaging and their load, as they are now.

use std::sync::atomic::Ordering;

use model::{Lane, Service};
use serde_json::Value;
use url::Url;

use crate::account::AccountClient;
use crate::api_request::{ApiRequest, DatedAnswer};
use crate::error::ClientError;
use crate::fields::{find_field, find_text};
use crate::hosts::extend;

/// The name of the host in the Domain API (Agent Metrics API, head of the page).
pub(crate) const DOMAIN_API_NAME: &str = "msgHist";
/// The name of the host that newer text names for the summary (the same).
pub(crate) const WORKSPACE_DOMAIN_API_NAME: &str = "agentManagerWorkspace";
/// The most agents on a page: newer text says 1000, older 2500 (Agent Metrics API, contradictions).
pub const AGENTS_PER_PAGE_MAX: u32 = 1_000;
/// A page of a thousand agents takes about a megabyte; one with many skills each, some.
const PAGE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// A JSON object is mandatory (Agent Metrics API, request); without a filter it means all agents who are logged in.
const ALL_AGENTS: &str = "{}";

/// A page of agents.
#[derive(Clone, Debug)]
pub struct AgentPage {
    /// As upstream sent it.
    pub answer: DatedAnswer,
    /// How many agents there are on all pages, as upstream counts them.
    pub count: Option<u64>,
    /// The ids of the agents on this page, in its order; an agent without one has an empty text.
    pub agents: Vec<String>,
    /// Whether parts of upstream did not answer.
    pub is_partial: bool,
}

impl AccountClient {
    /// Returns a page of the agents who are logged in, from the `offset`-th on.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn agent_status(&self, offset: u64) -> Result<AgentPage, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let build = |base: &Url| status_request(base, account, offset);
        let whole = state.fetch(Service::AgentMetrics, PAGE_BYTES_MAX, build).await?;
        let at = whole.at.clone();
        read_page(whole.into()).map_err(|why| ClientError::BadAnswer { at, why, status: None })
    }

    /// Returns the load of all agents together. It is asked of the host that newer text names, then of the one of older text;
    /// the one that answered serves from then on.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn agent_summary(&self) -> Result<DatedAnswer, ClientError> {
        let has_no_workspace = &self.0.has_no_workspace;
        if !has_no_workspace.load(Ordering::Relaxed) {
            match self.ask_summary(Service::AgentWorkspace).await {
                // Upstream names no such host, or that one does not serve this account.
                Err(ClientError::NotFound { .. } | ClientError::Forbidden { .. } | ClientError::BadAnswer { .. }) => {}
                answered => return answered,
            }
        }
        let answer = self.ask_summary(Service::AgentMetrics).await?;
        has_no_workspace.store(true, Ordering::Relaxed);
        Ok(answer)
    }

    async fn ask_summary(&self, service: Service) -> Result<DatedAnswer, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let build = |base: &Url| view_request(base, account, service, "summary");
        Ok(state.fetch(service, PAGE_BYTES_MAX, build).await?.into())
    }

    /// Asks for one agent.
    pub(crate) async fn check_agent_metrics(&self) -> Result<(), ClientError> {
        self.agent_status(0).await.map(drop)
    }
}

fn view_request(base: &Url, account: &str, service: Service, view: &str) -> ApiRequest {
    let url = extend(base, &["messaging_history", "api", "account", account, "agent-view", view]);
    ApiRequest::post(service, url, ALL_AGENTS.to_owned(), Lane::Live)
}

fn status_request(base: &Url, account: &str, offset: u64) -> ApiRequest {
    let mut request = view_request(base, account, Service::AgentMetrics, "status");
    request
        .url
        .query_pairs_mut()
        .append_pair("offset", &offset.to_string())
        .append_pair("limit", &AGENTS_PER_PAGE_MAX.to_string());
    request
}

/// Reads what the paging needs. A page without a list of agents is one without agents: the decoder judges its shape.
fn read_page(answer: DatedAnswer) -> Result<AgentPage, String> {
    let json: Value = serde_json::from_slice(&answer.body).map_err(|error| format!("not JSON: {error}"))?;
    let metadata = find_field(&json, "_metadata");
    let count = metadata.and_then(|metadata| find_text(metadata, "count")).and_then(|count| count.parse().ok());
    let shards = metadata.and_then(|metadata| find_field(metadata, "shardsStatusResult"));
    let is_partial = shards.and_then(|shards| find_field(shards, "partialResult")).is_some_and(is_true);
    let records = find_field(&json, "agentStatusRecords").and_then(Value::as_array);
    let agents = records.into_iter().flatten().map(|record| find_text(record, "agentId").unwrap_or_default()).collect();
    Ok(AgentPage { answer, count, agents, is_partial })
}

fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_page_says_how_many_agents_there_are_and_which_are_on_it() {
        let check = |body: &str, expected: Result<(Option<u64>, &[&str], bool), ()>| {
            let answer = DatedAnswer { body: body.as_bytes().to_vec(), answered_at: DateTime::UNIX_EPOCH };
            let page = read_page(answer);
            let found = page
                .as_ref()
                .map(|page| (page.count, page.agents.iter().map(String::as_str).collect::<Vec<_>>(), page.is_partial));
            assert_eq!(
                found.map_err(drop),
                expected.map(|(count, ids, partial)| (count, ids.to_vec(), partial)),
                "{body}"
            );
        };
        check(
            r#"{"_metadata": {"count": 2, "shardsStatusResult": {"partialResult": "true"}},
                "agentStatusRecords": [{"agentId": "8"}, {"agentId": 7}, {}]}"#,
            Ok((Some(2), &["8", "7", ""], true)),
        );
        check(r#"{"_metadata": {"count": "0"}, "agentStatusRecords": []}"#, Ok((Some(0), &[], false)));
        check("{}", Ok((None, &[], false)));
        check("<html>", Err(()));
    }

    #[test]
    fn agents_are_asked_for_by_page_with_an_object_for_a_body() {
        let request = status_request(&"https://h/".parse().unwrap(), "1", 999);
        let expected = "https://h/messaging_history/api/account/1/agent-view/status?offset=999&limit=1000";
        assert_eq!((request.url.as_str(), request.json.as_deref()), (expected, Some("{}")));
    }
}
