//! How a method is asked, and how its answer is decoded. One match says which API serves it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use client::{AccountClient, ClientError, DatedAnswer, INTERVAL_MIN, IdFilter, MetricsRequest, MetricsVersion};
use model::{Feed, Scope, Service, Unit};
use normalizer::{SampleMethod, SampleMoment, SampleTiming, SampleVersion, decode_samples};

use crate::failure::Failure;
use crate::moment::millis_of;
use crate::samples::agents::read_agents;
use crate::samples::plan::{MethodPlan, SampleRequest, SamplesPlan};
use crate::store::Decoder;

/// What a method tells of a whole hour is asked for once in it, or more seldom.
const HOUR: Duration = Duration::from_secs(3600);
/// How far back the queue of messaging is asked for, where a method wants to know: a little less than upstream keeps
/// (Messaging Operations API, methods).
const QUEUE_KEPT: TimeDelta = TimeDelta::minutes(72 * 60 - 1);
/// Upstream refuses a span that ends in its future, and clocks differ by some seconds.
const CLOCKS_DIFFER_MAX: TimeDelta = TimeDelta::seconds(5);

/// An answer of a method.
#[derive(Debug)]
pub(crate) struct Answer {
    /// As upstream sent it: one page, or more of a long list.
    pub(crate) pages: Arc<Vec<Vec<u8>>>,
    /// When, by upstream's clock.
    pub(crate) answered_at: DateTime<Utc>,
    /// Whether pages moved while they were read, so that records may be missing.
    pub(crate) is_partial: bool,
}

impl Answer {
    fn of(answer: DatedAnswer) -> Self {
        Self { pages: Arc::new(vec![answer.body]), answered_at: answer.answered_at, is_partial: false }
    }

    /// Returns the size of all pages, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.pages.iter().map(Vec::len).sum()
    }
}

/// Finds the method of a unit, by its name.
pub(crate) fn find_method(unit: &Unit) -> Result<&'static SampleMethod, Failure> {
    let method = feeds::sample_methods(unit.feed).iter().find(|method| method.name == unit.name);
    method.ok_or_else(|| Failure::UnknownMethod { name: unit.name.clone() })
}

/// Returns how a method is sampled that is read so often, and kept upstream for so long.
pub(crate) fn plan_of(
    client: &AccountClient,
    method: &SampleMethod,
    every: Duration,
    kept_upstream: TimeDelta,
) -> MethodPlan {
    let every = if method.timing == SampleTiming::Hourly { every.max(HOUR) } else { every };
    let asks_between = client.asks_between(version_of(method), method.upstream_path);
    MethodPlan { every, kept_upstream, interval_min: INTERVAL_MIN, timing: method.timing, asks_between }
}

/// Asks a method for a sample.
pub(crate) async fn ask(
    client: &AccountClient,
    method: &SampleMethod,
    samples: Option<&SamplesPlan>,
    request: &SampleRequest,
) -> Result<Answer, Failure> {
    let answer = match method.service {
        Service::Operational | Service::MessagingOperations => {
            client.sample(&metrics_request(method, samples, request)).await.map(Answer::of)
        }
        Service::EstimatedWaitTime => {
            let skills = samples.and_then(|samples| samples.skills.as_deref());
            client.sample_wait_times(skills).await.map(join_answers)
        }
        Service::AgentMetrics => read_agents(client).await,
        Service::AgentWorkspace => client.agent_summary().await.map(Answer::of),
        Service::DataAccess | Service::EngagementHistory | Service::MessagingInteractions | Service::Configuration => {
            return Err(Failure::UnknownMethod { name: method.name.to_owned() });
        }
    };
    answer.map_err(Failure::Fetch)
}

/// Asks every method of a feed for a little, to see which of them upstream lets the account have.
pub async fn probe_methods(
    client: &AccountClient,
    feed: Feed,
    now: DateTime<Utc>,
) -> Vec<(&'static str, Result<(), ClientError>)> {
    let mut probed = Vec::new();
    for method in feeds::sample_methods(feed) {
        let plan = plan_of(client, method, HOUR, feed.kept_upstream());
        let end = plan.mark_before(now);
        let span = Scope { start: end - TimeDelta::minutes(i64::from(INTERVAL_MIN)), end };
        let request = SampleRequest { span, timeframe_min: INTERVAL_MIN, lost: None };
        let answered = match ask(client, method, None, &request).await {
            Err(Failure::Fetch(error)) => Err(error),
            _ => Ok(()),
        };
        probed.push((method.name, answered));
    }
    probed
}

/// Joins answers about different skills. All are of the moment of the first.
fn join_answers(answers: Vec<DatedAnswer>) -> Answer {
    let answered_at = answers.first().map_or(DateTime::UNIX_EPOCH, |answer| answer.answered_at);
    let pages = answers.into_iter().map(|answer| answer.body).collect();
    Answer { pages: Arc::new(pages), answered_at, is_partial: false }
}

fn version_of(method: &SampleMethod) -> MetricsVersion {
    match method.version {
        SampleVersion::Fixed(version) => MetricsVersion::Fixed(version),
        SampleVersion::ByAuth => MetricsVersion::ByAuth,
        // Agent Metrics has no versions, and is not asked this way.
        SampleVersion::None => MetricsVersion::Fixed(1),
    }
}

/// Returns the request of a method, in intervals of [`INTERVAL_MIN`] where it has any. A snapshot has no time frame.
fn metrics_request<'a>(
    method: &SampleMethod,
    samples: Option<&'a SamplesPlan>,
    request: &SampleRequest,
) -> MetricsRequest<'a> {
    let span = (request.span.start, request.span.end);
    let (timeframe_min, interval_min, between) = match method.timing {
        SampleTiming::Intervals { .. } | SampleTiming::IntervalsFromStart { .. } => {
            (Some(request.timeframe_min), Some(INTERVAL_MIN), Some(span))
        }
        SampleTiming::Snapshot => {
            let end = span.1 - CLOCKS_DIFFER_MAX;
            (None, None, Some((end - QUEUE_KEPT, end)))
        }
        SampleTiming::Hourly => (Some(request.timeframe_min), None, Some(span)),
    };
    let ids = |is_wanted: bool, configured: Option<&'a Vec<String>>| match (is_wanted, configured) {
        (false, _) => IdFilter::None,
        (true, None) => IdFilter::All,
        (true, Some(ids)) => IdFilter::Only(ids),
    };
    MetricsRequest {
        service: method.service,
        method: method.upstream_path,
        version: version_of(method),
        timeframe_min,
        between,
        interval_min,
        skills: ids(method.all_skills, samples.and_then(|samples| samples.skills.as_ref())),
        agents: ids(method.all_agents, samples.and_then(|samples| samples.agents.as_ref())),
        parameters: method.parameters,
    }
}

/// Returns what decodes an answer of a method.
pub(crate) fn decoder(
    unit: &Unit,
    method: &'static SampleMethod,
    request: &SampleRequest,
    answer: &Answer,
) -> Result<Decoder, Failure> {
    let (account, pages) = (unit.account.clone(), Arc::clone(&answer.pages));
    let interval_min = if method.timing == SampleTiming::Hourly { request.timeframe_min } else { INTERVAL_MIN };
    let interval_s = i32::try_from(interval_min * 60).unwrap_or(i32::MAX);
    let fetched_at = millis_of(answer.answered_at)?;
    let moment = SampleMoment { fetched_at, interval_s, is_partial: answer.is_partial };
    Ok(Box::new(move |limits, emit| decode_samples(method, &account, &pages, moment, limits, emit)))
}
