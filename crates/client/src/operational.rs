//! The Operational Real-time API: metrics of the last 24 hours, in intervals or as they are now.

use chrono::{DateTime, Utc};
use model::{Feed, SampleMethod, Service};

use crate::account::AccountClient;
use crate::domains::extend;
use crate::error::ClientError;

/// The shortest interval there is (Operational Real-time API, common parameters), in minutes.
pub const INTERVAL_MIN: u32 = 5;
/// Thousands of agents in 289 intervals.
const ANSWER_BYTES_MAX: usize = 256 * 1024 * 1024;

/// An answer, and when it was given.
#[derive(Clone, Debug)]
pub struct SampleAnswer {
    /// JSON.
    pub body: Vec<u8>,
    /// Upstream's clock, to the second.
    pub answered_at: DateTime<Utc>,
}

impl AccountClient {
    /// What a method says of the last `timeframe_min` minutes (1 to 1440, a multiple of [`INTERVAL_MIN`]), in intervals
    /// of [`INTERVAL_MIN`], for all skills and agents; snapshots need no time frame.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn sample(&self, method: SampleMethod, timeframe_min: u32) -> Result<SampleAnswer, ClientError> {
        let account = &*self.0;
        let answer = account.retry(|| async {
            let base = account.base(Service::Operational).await?;
            let id = account.upstream.account.as_str();
            let path = [Feed::Operational.upstream_type(), "api", "account", id, method.upstream_path()];
            let mut url = extend(&base, &path);
            for (name, value) in parameters(method, timeframe_min) {
                url.query_pairs_mut().append_pair(name, &value);
            }
            let ask = account.small(Service::Operational, url);
            let Some(opened) = account.attempt(&ask).await? else {
                return Err(ClientError::BadAnswer { at: ask.url.path().to_owned(), why: "no answer".to_owned() });
            };
            let answered_at = opened.answered_at;
            Ok(SampleAnswer { body: opened.body.read(ANSWER_BYTES_MAX).await?, answered_at })
        });
        answer.await
    }
}

/// Always with a version: without, the answer has another envelope (Operational Real-time API, contradictions).
fn parameters(method: SampleMethod, timeframe_min: u32) -> Vec<(&'static str, String)> {
    /// The histogram is of the last hour.
    const HISTOGRAM_MIN: u32 = 60;
    let all = || "all".to_owned();
    let intervals =
        [("v", "1".to_owned()), ("timeframe", timeframe_min.to_string()), ("interval", INTERVAL_MIN.to_string())];
    let ids: Vec<(&'static str, String)> = match method {
        SampleMethod::EngagementActivity => vec![("skillIds", all()), ("agentIds", all())],
        SampleMethod::QueueHealth => vec![("skillIds", all())],
        SampleMethod::AgentActivity => vec![("agentIds", all())],
        // Version 2 adds the wait time.
        SampleMethod::QueueState => return vec![("v", "2".to_owned()), ("skillIds", all())],
        SampleMethod::SlaHistogram => return vec![("v", "1".to_owned()), ("timeframe", HISTOGRAM_MIN.to_string())],
    };
    intervals.into_iter().chain(ids).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_its_parameters() {
        let check = |method: SampleMethod, expected: &str| {
            let spelled: Vec<String> =
                parameters(method, 60).iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(spelled.join("&"), expected, "{method}");
        };
        check(SampleMethod::EngagementActivity, "v=1&timeframe=60&interval=5&skillIds=all&agentIds=all");
        check(SampleMethod::QueueHealth, "v=1&timeframe=60&interval=5&skillIds=all");
        check(SampleMethod::AgentActivity, "v=1&timeframe=60&interval=5&agentIds=all");
        check(SampleMethod::QueueState, "v=2&skillIds=all");
        check(SampleMethod::SlaHistogram, "v=1&timeframe=60");
    }
}
