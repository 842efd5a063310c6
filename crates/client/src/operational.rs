//! The Operational Real-time API: metrics of the last 24 hours, in intervals or as they are now.

use model::Service;
use url::Url;

use crate::account::AccountClient;
use crate::api_request::{ApiRequest, DatedAnswer};
use crate::error::ClientError;
use crate::hosts::extend;

/// Its name in the Domain API (Operational Real-time API, head of the page).
pub(crate) const DOMAIN_API_NAME: &str = "leDataReporting";
/// The shortest interval there is (Operational Real-time API, common parameters), in minutes.
pub const INTERVAL_MIN: u32 = 5;
/// Thousands of agents in 289 intervals.
const ANSWER_BYTES_MAX: usize = 256 * 1024 * 1024;
/// A method that answers little.
const CHECK: MetricsRequest<'static> = MetricsRequest {
    method: "queuestate",
    version: 2,
    timeframe_min: None,
    interval_min: None,
    all_skills: true,
    all_agents: false,
};

/// What a method is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricsRequest<'a> {
    /// Upstream's name of the method, the last segment of the path (Operational Real-time API, methods).
    pub method: &'a str,
    /// Form of the answer. It is always sent: without it, the answer has another envelope (Operational Real-time API,
    /// contradictions).
    pub version: u32,
    /// Minutes back from now, 1 to 1440 and a multiple of the interval; `None` for a method that answers as of now.
    pub timeframe_min: Option<u32>,
    /// Length in minutes of the intervals of the answer, at least [`INTERVAL_MIN`]; `None` for a method without
    /// intervals.
    pub interval_min: Option<u32>,
    /// Whether the answer has a part for each skill.
    pub all_skills: bool,
    /// Whether the answer has a part for each agent.
    pub all_agents: bool,
}

impl AccountClient {
    /// Asks a method for its metrics.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn sample(&self, request: &MetricsRequest<'_>) -> Result<DatedAnswer, ClientError> {
        let state = &*self.0;
        let build = |base: &Url| metrics_request(base, state.upstream.account.as_str(), request);
        Ok(state.fetch(Service::Operational, ANSWER_BYTES_MAX, build).await?.into())
    }

    /// Asks for the queue as it is now.
    pub(crate) async fn check_operational(&self) -> Result<(), ClientError> {
        self.sample(&CHECK).await.map(drop)
    }
}

fn metrics_request(base: &Url, account: &str, request: &MetricsRequest<'_>) -> ApiRequest {
    let mut url = extend(base, &["operations", "api", "account", account, request.method]);
    let all = |is_wanted: bool| is_wanted.then(|| "all".to_owned());
    let parameters = [
        ("v", Some(request.version.to_string())),
        ("timeframe", request.timeframe_min.map(|minutes| minutes.to_string())),
        ("interval", request.interval_min.map(|minutes| minutes.to_string())),
        ("skillIds", all(request.all_skills)),
        ("agentIds", all(request.all_agents)),
    ];
    let present = parameters.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    url.query_pairs_mut().extend_pairs(present);
    ApiRequest::get(Service::Operational, url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_for_is_in_the_query() {
        let check = |request: MetricsRequest<'_>, expected: &str| {
            let url = metrics_request(&"https://h/".parse().unwrap(), "1", &request).url;
            assert_eq!(url.as_str(), format!("https://h/operations/api/account/1/{expected}"));
        };
        check(CHECK, "queuestate?v=2&skillIds=all");
        let intervals = MetricsRequest {
            method: "engactivity",
            version: 1,
            timeframe_min: Some(60),
            interval_min: Some(5),
            ..CHECK
        };
        check(
            MetricsRequest { all_agents: true, ..intervals },
            "engactivity?v=1&timeframe=60&interval=5&skillIds=all&agentIds=all",
        );
        check(MetricsRequest { all_skills: false, ..intervals }, "engactivity?v=1&timeframe=60&interval=5");
    }
}
