//! The APIs of metrics: Operational Real-time, Messaging Operations, and the estimated wait time. A method answers for the
//! last minutes, in intervals, or for now.

use chrono::{DateTime, Utc};
use model::{Lane, Service};
use serde_json::{Map, Value};
use tracing::info;
use url::Url;

use crate::account::AccountClient;
use crate::api_request::{ApiRequest, DatedAnswer};
use crate::auth::Authorizer;
use crate::error::ClientError;
use crate::hosts::extend;

/// The name of the host of all metrics but wait times in the Domain API (Operational Real-time API and Messaging Operations
/// API, heads of the pages).
pub(crate) const DOMAIN_API_NAME: &str = "leDataReporting";
/// The host of wait times (Messaging Operations API, head of the page).
pub(crate) const WAIT_TIME_DOMAIN_API_NAME: &str = "msgEwtAPI";
/// The shortest interval there is (Operational Real-time API, common parameters), in minutes.
pub const INTERVAL_MIN: u32 = 5;
/// The most skills in one request for wait times (Messaging Operations API, estimated wait time).
const WAIT_TIME_SKILLS_MAX: usize = 300;
/// Thousands of agents in 289 intervals.
const ANSWER_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Proxies and servers refuse longer addresses.
const URL_BYTES_MAX: usize = 2_000;
/// The methods that also take their parameters as JSON (Operational Real-time API, methods; Messaging Operations API,
/// methods).
const POST_METHODS: [&str; 2] = ["agentactivity", "msgconversation"];

/// Which skills or agents the answer has parts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdFilter<'a> {
    /// The parameter is left out: totals only.
    None,
    /// All that upstream knows.
    All,
    /// These.
    Only(&'a [String]),
}

impl IdFilter<'_> {
    fn text(self) -> Option<String> {
        match self {
            IdFilter::None => None,
            IdFilter::All => Some("all".to_owned()),
            IdFilter::Only(ids) => Some(ids.join(",")),
        }
    }
}

/// Which form of a method is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsVersion {
    /// The same for every account.
    Fixed(u32),
    /// Version 2 with OAuth 2.0, else 1; and the other one once upstream has refused this one (Messaging Operations API,
    /// methods).
    ByAuth,
}

/// What a method is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricsRequest<'a> {
    /// The API.
    pub service: Service,
    /// Upstream's path of the method, after the account.
    pub method: &'a str,
    /// Form of the answer. It is always sent: without it, the answer has another envelope (Operational Real-time API,
    /// contradictions).
    pub version: MetricsVersion,
    /// Minutes back from now, 1 to 1440 and a multiple of the interval; `None` for a method that answers as of now.
    pub timeframe_min: Option<u32>,
    /// First and last moment, which version 2 of [`MetricsVersion::ByAuth`] takes instead of minutes.
    pub between: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Length in minutes of the intervals of the answer, at least [`INTERVAL_MIN`]; `None` for a method without
    /// intervals.
    pub interval_min: Option<u32>,
    /// The skills.
    pub skills: IdFilter<'a>,
    /// The agents.
    pub agents: IdFilter<'a>,
    /// What else the method is asked.
    pub parameters: &'a [(&'a str, &'a str)],
}

impl AccountClient {
    /// Asks a method for its metrics.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn sample(&self, request: &MetricsRequest<'_>) -> Result<DatedAnswer, ClientError> {
        let version = match request.version {
            MetricsVersion::Fixed(version) => return self.ask_metrics(request, version).await,
            MetricsVersion::ByAuth => self.0.metrics_version(request.method),
        };
        let refused = match self.ask_metrics(request, version).await {
            Err(error) if speaks_of_version(&error) => error,
            answered => return answered,
        };
        let other = 3 - version;
        let Ok(answer) = self.ask_metrics(request, other).await else { return Err(refused) };
        info!(
            event = "metrics_version_changed", account = %self.0.upstream.account, method = request.method,
            from = version, to = other, "upstream refuses this version of the method and answers the other one"
        );
        self.0.metrics_versions.lock().expect("no holder panics").insert(request.method.to_owned(), other);
        Ok(answer)
    }

    async fn ask_metrics(&self, request: &MetricsRequest<'_>, version: u32) -> Result<DatedAnswer, ClientError> {
        let state = &*self.0;
        let build = |base: &Url| metrics_request(base, state.upstream.account.as_str(), request, version);
        Ok(state.fetch(request.service, ANSWER_BYTES_MAX, build).await?.into())
    }

    /// Asks for the wait times of skills: of these, or of all that upstream has any of. One answer for each 300 of them.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn sample_wait_times(&self, skills: Option<&[String]>) -> Result<Vec<DatedAnswer>, ClientError> {
        let state = &*self.0;
        let account = state.upstream.account.as_str();
        let chunks: Vec<&[String]> = match skills {
            Some(skills) => skills.chunks(WAIT_TIME_SKILLS_MAX).collect(),
            None => vec![&[]],
        };
        let mut answers = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let build = |base: &Url| wait_time_request(base, account, chunk);
            answers.push(state.fetch(Service::EstimatedWaitTime, ANSWER_BYTES_MAX, build).await?.into());
        }
        Ok(answers)
    }

    /// Tells whether a method is asked from a moment to a moment, so that its intervals lie where we want them.
    pub fn asks_between(&self, version: MetricsVersion, method: &str) -> bool {
        version == MetricsVersion::ByAuth && self.0.metrics_version(method) == 2
    }

    /// Asks for the queue of chats as it is now.
    pub(crate) async fn check_operational(&self) -> Result<(), ClientError> {
        let version = MetricsVersion::Fixed(2);
        self.sample(&MetricsRequest { skills: IdFilter::All, ..check(Service::Operational, "queuestate", version) })
            .await
            .map(drop)
    }

    /// Asks for the conversations that were closed in the last five minutes.
    pub(crate) async fn check_messaging_operations(&self) -> Result<(), ClientError> {
        let version = MetricsVersion::Fixed(1);
        let request = check(Service::MessagingOperations, "msgconversation", version);
        self.sample(&MetricsRequest { timeframe_min: Some(INTERVAL_MIN), ..request }).await.map(drop)
    }
}

impl crate::account::ClientState {
    /// Returns the version that a method is asked for: the one it answered, else the one for this kind of credentials.
    fn metrics_version(&self, method: &str) -> u32 {
        let by_auth = match self.authorizer {
            Authorizer::OAuth2(_) => 2,
            Authorizer::OAuth1(_) | Authorizer::Login(_) => 1,
        };
        self.metrics_versions.lock().expect("no holder panics").get(method).copied().unwrap_or(by_auth)
    }
}

/// Returns a request that a method answers with little.
fn check(service: Service, method: &str, version: MetricsVersion) -> MetricsRequest<'_> {
    MetricsRequest {
        service,
        method,
        version,
        timeframe_min: None,
        between: None,
        interval_min: None,
        skills: IdFilter::None,
        agents: IdFilter::None,
        parameters: &[],
    }
}

/// Returns whether a refusal may mean the version: upstream's page says which credentials go with which version, and not
/// how it refuses the others.
fn speaks_of_version(error: &ClientError) -> bool {
    match error {
        ClientError::BadAnswer { status: Some(400), .. }
        | ClientError::Unauthorized { .. }
        | ClientError::Forbidden { .. } => true,
        ClientError::BadAnswer { .. }
        | ClientError::NotFound { .. }
        | ClientError::Throttled { .. }
        | ClientError::Unavailable { .. }
        | ClientError::ShortBody { .. }
        | ClientError::BrokenOff { .. }
        | ClientError::ForeignHost { .. }
        | ClientError::Setup(_) => false,
    }
}

/// Makes the request: a GET, or a POST when ids make the address too long. A method that only answers a GET is then asked for
/// all ids, which is more than was wanted.
fn metrics_request(base: &Url, account: &str, request: &MetricsRequest<'_>, version: u32) -> ApiRequest {
    let path = ["operations", "api", "account", account];
    let method: Vec<&str> = request.method.split('/').collect();
    let plain = extend(base, &[&path[..], &method].concat());
    let get = |request: &MetricsRequest<'_>| {
        let mut url = plain.clone();
        url.query_pairs_mut().extend_pairs(parameters_of(request, version));
        url
    };
    let url = get(request);
    if url.as_str().len() <= URL_BYTES_MAX {
        return ApiRequest::get(request.service, url);
    }
    if POST_METHODS.contains(&request.method) {
        let body: Map<String, Value> =
            parameters_of(request, version).map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
        return ApiRequest::post(request.service, plain, Value::Object(body).to_string(), Lane::Live);
    }
    let all = |ids| if ids == IdFilter::None { IdFilter::None } else { IdFilter::All };
    let request = MetricsRequest { skills: all(request.skills), agents: all(request.agents), ..*request };
    ApiRequest::get(request.service, get(&request))
}

fn parameters_of<'r>(
    request: &'r MetricsRequest<'_>,
    version: u32,
) -> impl Iterator<Item = (&'r str, String)> + use<'r> {
    let is_between = version == 2 && request.between.is_some() && request.version == MetricsVersion::ByAuth;
    let timeframe_min = request.timeframe_min.filter(|_| !is_between);
    let between = request.between.filter(|_| is_between);
    let fixed = [
        ("v", Some(version.to_string())),
        ("timeframe", timeframe_min.map(|minutes| minutes.to_string())),
        ("fromMillis", between.map(|(from, _)| from.timestamp_millis().to_string())),
        ("toMillis", between.map(|(_, to)| to.timestamp_millis().to_string())),
        ("interval", request.interval_min.map(|minutes| minutes.to_string())),
        ("skillIds", request.skills.text()),
        ("agentIds", request.agents.text()),
    ];
    let further = request.parameters.iter().map(|(name, value)| (*name, Some((*value).to_owned())));
    fixed.into_iter().chain(further).filter_map(|(name, value)| Some((name, value?)))
}

fn wait_time_request(base: &Url, account: &str, skills: &[String]) -> ApiRequest {
    let mut url = extend(base, &["lp-messaging-ewt-app", "api", "account", account, "ewt"]);
    url.query_pairs_mut().append_pair("v", "1");
    if !skills.is_empty() {
        url.query_pairs_mut().append_pair("skills", &skills.join(","));
    }
    ApiRequest::get(Service::EstimatedWaitTime, url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request_of(request: &MetricsRequest<'_>, version: u32) -> (String, Option<String>) {
        let ApiRequest { url, json, .. } = metrics_request(&"https://h/".parse().unwrap(), "1", request, version);
        (url.as_str().strip_prefix("https://h/operations/api/account/1/").unwrap().to_owned(), json)
    }

    const INTERVALS: MetricsRequest<'static> = MetricsRequest {
        service: Service::Operational,
        method: "engactivity",
        version: MetricsVersion::Fixed(1),
        timeframe_min: Some(60),
        between: None,
        interval_min: Some(5),
        skills: IdFilter::All,
        agents: IdFilter::None,
        parameters: &[],
    };

    #[test]
    fn only_what_is_asked_for_is_in_the_query() {
        let check = |request: MetricsRequest<'_>, version, expected: &str| {
            assert_eq!(request_of(&request, version), (expected.to_owned(), None));
        };
        let state = MetricsRequest { method: "queuestate", timeframe_min: None, interval_min: None, ..INTERVALS };
        check(state, 2, "queuestate?v=2&skillIds=all");
        check(
            MetricsRequest { agents: IdFilter::All, ..INTERVALS },
            1,
            "engactivity?v=1&timeframe=60&interval=5&skillIds=all&agentIds=all",
        );
        let ids = ["4".to_owned(), "15".to_owned()];
        check(
            MetricsRequest {
                skills: IdFilter::Only(&ids),
                parameters: &[("userType", "bot")],
                method: "msgqueuehealth/current",
                ..INTERVALS
            },
            1,
            "msgqueuehealth/current?v=1&timeframe=60&interval=5&skillIds=4%2C15&userType=bot",
        );
        let moment = |ms| DateTime::from_timestamp_millis(ms).unwrap();
        let between = Some((moment(600_000), moment(900_000)));
        let aligned = MetricsRequest { between, version: MetricsVersion::ByAuth, ..INTERVALS };
        check(aligned, 1, "engactivity?v=1&timeframe=60&interval=5&skillIds=all");
        check(aligned, 2, "engactivity?v=2&fromMillis=600000&toMillis=900000&interval=5&skillIds=all");
    }

    #[test]
    fn ids_that_are_too_long_for_an_address_are_posted_or_not_named() {
        let ids: Vec<String> = (1_000_000_000..1_000_000_300_u32).map(|id| id.to_string()).collect();
        let check = |method: &str, expected: &str, is_posted: bool| {
            let request = MetricsRequest { method, agents: IdFilter::Only(&ids), ..INTERVALS };
            let (url, json) = request_of(&request, 1);
            assert_eq!((url.as_str(), json.is_some()), (expected, is_posted));
            if let Some(json) = json {
                let body: Value = serde_json::from_str(&json).unwrap();
                assert_eq!(body["agentIds"], Value::String(ids.join(",")));
                assert!(body.as_object().unwrap().values().all(Value::is_string), "{body}");
            }
        };
        check("msgconversation", "msgconversation", true);
        check("agentactivity", "agentactivity", true);
        check("msgagentsegments", "msgagentsegments?v=1&timeframe=60&interval=5&skillIds=all&agentIds=all", false);
    }

    #[test]
    fn wait_times_are_asked_for_by_skill() {
        let check = |skills: &[&str], expected: &str| {
            let skills: Vec<String> = skills.iter().map(|skill| (*skill).to_owned()).collect();
            let url = wait_time_request(&"https://h/".parse().unwrap(), "1", &skills).url;
            assert_eq!(url.as_str(), format!("https://h/lp-messaging-ewt-app/api/account/1/ewt?{expected}"));
        };
        check(&[], "v=1");
        check(&["3", "4"], "v=1&skills=3%2C4");
    }
}
