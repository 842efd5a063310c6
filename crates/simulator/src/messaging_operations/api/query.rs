//! What a request asks for (Messaging Operations API, methods).

use std::ops::Range;

use crate::api::authorize::AuthKind;
use crate::api::parameters::{self, INTERVAL_MIN, Ids, timeframe_min};
use crate::messaging_operations::world::UserType;
use crate::messaging_operations::world::queue::{Group, Shown};

const MINUTE_MS: i64 = 60_000;
const SECOND_MS: i64 = 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// How far back the queue can be asked for, and the conversations that are in it now.
const QUEUE_BACK_MAX_MS: i64 = 24 * HOUR_MS;
const CURRENT_BACK_MAX_MS: i64 = 72 * HOUR_MS;
/// Without bounds, the current queue has the conversations that were opened within so long.
const CURRENT_BACK_MS: i64 = 24 * HOUR_MS;

/// The method of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Conversation,
    Csat,
    QueueHealth,
    QueueState,
    QueueByGroup,
    SkillSegments,
    AgentSegments,
}

impl Asked {
    pub(super) const ALL: [Self; 7] = [
        Self::Conversation,
        Self::Csat,
        Self::QueueHealth,
        Self::QueueState,
        Self::QueueByGroup,
        Self::SkillSegments,
        Self::AgentSegments,
    ];

    /// What its path has after the account.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Conversation => "msgconversation",
            Self::Csat => "msgcsatdistribution",
            Self::QueueHealth => "msgqueuehealth",
            Self::QueueState => "msgqueuehealth/current",
            Self::QueueByGroup => "msgqueuehealthbygroup/current",
            Self::SkillSegments => "msgskillsegments",
            Self::AgentSegments => "msgagentsegments",
        }
    }

    /// By the segments of a path after the account.
    pub(super) fn of(segments: &[&str]) -> Option<Self> {
        let path = segments.join("/");
        Self::ALL.into_iter().find(|method| method.path() == path)
    }

    /// Whether the account's way to sign decides the version.
    fn is_by_auth(self) -> bool {
        matches!(self, Self::QueueHealth | Self::QueueState)
    }
}

/// The parameters of a request, checked.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) asked: Asked,
    /// Minutes back from now; of the queue, from the end of `span_ms`. 0 of a method that answers as of now.
    pub(super) timeframe_min: i64,
    pub(super) interval_min: Option<i64>,
    /// Where the timeframe is counted back from the second of the request, or was given: that time. Of the current queue,
    /// when its conversations were opened.
    pub(super) span_ms: Range<i64>,
    pub(super) skills: Option<Ids>,
    pub(super) agents: Option<Ids>,
    /// Agent groups that the queue is asked of, and whether their numbers include their subgroups'.
    pub(super) groups: Ids,
    pub(super) has_subgroups: bool,
    pub(super) users: UserType,
    /// Of the current queue.
    pub(super) shown: Shown,
    /// Of the others, the metrics that are told; `None` is all.
    pub(super) metrics: Option<Vec<String>>,
}

type Checked<T> = Result<T, &'static str>;

impl Query {
    pub(super) fn of(asked: Asked, parameters: &[(String, String)], auth: AuthKind, now_ms: i64) -> Checked<Self> {
        let get = |name: &str| parameters::get(parameters, name);
        let ids = |name: &str| get(name).map(Ids::of).transpose();
        ids("groupIds")?;
        let version = version(asked, get("v"), auth)?;
        let span_ms = span_ms(asked, version, &get, now_ms)?;
        let timeframe_min = match asked {
            Asked::QueueState | Asked::QueueByGroup => 0,
            _ => (span_ms.end - span_ms.start) / MINUTE_MS,
        };
        let interval = get("interval").filter(|_| !matches!(asked, Asked::Csat) && timeframe_min > 0);
        let interval_min = interval.map(|text| interval_min(asked, text, &span_ms)).transpose()?;
        Ok(Self {
            asked,
            timeframe_min,
            interval_min,
            span_ms,
            skills: ids("skillIds")?,
            agents: ids("agentIds")?,
            groups: ids("allocatedAgentGroupIds")?.unwrap_or(Ids::All),
            has_subgroups: flag(get("includeSubGroups"))?,
            users: users(get("userType"))?,
            shown: shown(asked, get("metrics"), flag(get("overdueConversations"))?)?,
            metrics: metrics(asked, get("metrics"))?,
        })
    }

    pub(super) fn has_skill(&self, skill: i64) -> bool {
        self.skills.as_ref().is_none_or(|skills| skills.has(skill))
    }

    pub(super) fn has_agent(&self, agent: i64) -> bool {
        self.agents.as_ref().is_none_or(|agents| agents.has(agent))
    }
}

/// Version 2 is for OAuth 2.0 alone, version 1 for all others.
fn version(asked: Asked, text: Option<&str>, auth: AuthKind) -> Checked<i64> {
    let version = match text.unwrap_or("1") {
        "1" => 1,
        "2" if asked.is_by_auth() => 2,
        _ => return Err("v is no version of this method"),
    };
    match (version, auth) {
        (1, AuthKind::Token) if asked.is_by_auth() => Err("version 1 does not support OAuth 2.0"),
        (2, AuthKind::Signed | AuthKind::Login) => Err("version 2 supports OAuth 2.0 alone"),
        _ => Ok(version),
    }
}

/// The time that is asked for.
fn span_ms<'p>(asked: Asked, version: i64, get: &impl Fn(&str) -> Option<&'p str>, now_ms: i64) -> Checked<Range<i64>> {
    let end_ms = now_ms.div_euclid(SECOND_MS) * SECOND_MS;
    let back = |text: &str| match text.parse::<i64>() {
        Ok(hours) if hours > 0 => Ok(0..end_ms),
        _ => Err("timeframe is not a number of hours"),
    };
    match (asked, version) {
        (Asked::QueueHealth, 2) if get("timeframe").is_some() => Err("version 2 has no timeframe"),
        (Asked::QueueHealth, 2) => given_ms(get, QUEUE_BACK_MAX_MS, now_ms),
        (Asked::QueueState, 2) => given_ms(get, CURRENT_BACK_MAX_MS, now_ms),
        (Asked::QueueState, _) => Ok(now_ms - CURRENT_BACK_MS..now_ms + 1),
        (Asked::QueueByGroup, _) => get("timeframe").map_or(Ok(0..end_ms), back),
        _ => Ok(end_ms - timeframe_min(get("timeframe"))? * MINUTE_MS..end_ms),
    }
}

fn given_ms<'p>(get: &impl Fn(&str) -> Option<&'p str>, back_max_ms: i64, now_ms: i64) -> Checked<Range<i64>> {
    let bound = |name: &str| get(name)?.parse::<i64>().ok();
    let (Some(from_ms), Some(to_ms)) = (bound("fromMillis"), bound("toMillis")) else {
        return Err("version 2 requires fromMillis and toMillis");
    };
    if from_ms < now_ms - back_max_ms || from_ms >= to_ms || to_ms > now_ms {
        return Err("fromMillis is too long ago, or not before toMillis, or toMillis is not over");
    }
    Ok(from_ms..to_ms)
}

fn interval_min(asked: Asked, text: &str, span_ms: &Range<i64>) -> Checked<i64> {
    let length_ms = span_ms.end - span_ms.start;
    let interval_min = parameters::interval_min(text, length_ms / MINUTE_MS)?;
    if length_ms % (interval_min * MINUTE_MS) != 0 {
        return Err("interval does not divide the time from fromMillis to toMillis");
    }
    // The pages do not say so, but intervals of anything else would not end on five-minute marks.
    if asked == Asked::Conversation && interval_min % INTERVAL_MIN != 0 {
        return Err("interval is not a multiple of 5");
    }
    Ok(interval_min)
}

fn flag(text: Option<&str>) -> Checked<bool> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err("a flag is neither true nor false"),
    }
}

fn users(text: Option<&str>) -> Checked<UserType> {
    match text {
        None | Some("all") => Ok(UserType::All),
        Some("human") => Ok(UserType::Human),
        Some("bot") => Ok(UserType::Bot),
        Some(_) => Err("userType is not human, bot or all"),
    }
}

/// Overdue conversations are counted on request.
fn shown(asked: Asked, text: Option<&str>, is_overdue_asked: bool) -> Checked<Shown> {
    let text = text.filter(|_| asked == Asked::QueueState);
    let mut shown = Shown { queue: text.is_none(), wait_times: text.is_none(), overdue: is_overdue_asked };
    for kind in text.into_iter().flat_map(|text| text.split(',')) {
        match kind {
            "all" => shown = Shown { queue: true, wait_times: true, overdue: true },
            "queue" => shown.queue = true,
            "waittimes" => shown.wait_times = true,
            "overdue" => shown.overdue = true,
            _ => return Err("metrics is not queue, waittimes, overdue or all"),
        }
    }
    Ok(shown)
}

/// Names of metrics; by group, `all` is none.
fn metrics(asked: Asked, text: Option<&str>) -> Checked<Option<Vec<String>>> {
    let names = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
    match (asked, text) {
        (Asked::AgentSegments, Some("all")) => Ok(None),
        (Asked::AgentSegments, Some(text)) => Ok(Some(names(text))),
        (Asked::QueueByGroup, Some(text)) => {
            let names = names(text);
            let known = Group::default().metrics();
            let is_known = |name: &String| known.iter().any(|metric| metric.name == name);
            if names.iter().all(is_known) { Ok(Some(names)) } else { Err("metrics has a name that is no metric") }
        }
        _ => Ok(None),
    }
}
