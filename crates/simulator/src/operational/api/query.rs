//! What a request asks for (Operational Real-time API, common parameters).

use std::collections::BTreeSet;

use crate::api::parameters::{self, INTERVAL_MIN, Ids, timeframe_min};

/// Lower bounds of the histogram when none are asked for, in seconds.
const LOWER_BOUNDS_S: [i64; 7] = [0, 15, 30, 45, 60, 90, 120];
/// Lower bounds are multiples of so many seconds.
const BOUND_STEP_S: i64 = 5;

/// The method of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    QueueHealth,
    EngagementActivity,
    AgentActivity,
    QueueState,
    Sla,
}

impl Asked {
    /// By the last part of the path.
    pub(super) fn of(method: &str) -> Option<Self> {
        Some(match method {
            "queuehealth" => Self::QueueHealth,
            "engactivity" => Self::EngagementActivity,
            "agentactivity" => Self::AgentActivity,
            "queuestate" => Self::QueueState,
            "sla" => Self::Sla,
            _ => return None,
        })
    }

    fn has_intervals(self) -> bool {
        matches!(self, Self::QueueHealth | Self::EngagementActivity | Self::AgentActivity)
    }
}

/// The parameters of a request, checked.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) asked: Asked,
    /// None, 1, or for the queue state 2.
    pub(super) version: Option<i64>,
    /// 0 for the queue state.
    pub(super) timeframe_min: i64,
    pub(super) interval_min: Option<i64>,
    pub(super) skills: Option<Ids>,
    pub(super) agents: Option<Ids>,
    pub(super) groups: Option<Ids>,
    /// From 0 on, ascending.
    pub(super) lower_bounds_s: Vec<i64>,
}

impl Query {
    pub(super) fn of(asked: Asked, parameters: &[(String, String)]) -> Result<Self, &'static str> {
        let get = |name: &str| parameters::get(parameters, name);
        let ids = |name: &str| get(name).map(Ids::of).transpose();
        let query = Self {
            asked,
            version: version(asked, get("v"))?,
            timeframe_min: if asked == Asked::QueueState { 0 } else { timeframe_min(get("timeframe"))? },
            interval_min: None,
            skills: ids("skillIds")?,
            agents: ids("agentIds")?,
            groups: ids("groupIds")?,
            lower_bounds_s: lower_bounds_s(get("histogram"))?,
        };
        if asked == Asked::AgentActivity && query.agents.is_none() {
            return Err("agentIds is missing");
        }
        let interval = get("interval").filter(|_| asked.has_intervals());
        let interval_min = interval.map(|interval| interval_min(interval, query.timeframe_min)).transpose()?;
        Ok(Self { interval_min, ..query })
    }
}

fn version(asked: Asked, text: Option<&str>) -> Result<Option<i64>, &'static str> {
    match text {
        None => Ok(None),
        Some("1") => Ok(Some(1)),
        Some("2") if asked == Asked::QueueState => Ok(Some(2)),
        Some(_) => Err("v is no version of this method"),
    }
}

fn interval_min(text: &str, timeframe_min: i64) -> Result<i64, &'static str> {
    let interval = parameters::interval_min(text, timeframe_min)?;
    // The pages do not say so, but intervals of anything else would not end on five-minute marks.
    if interval % INTERVAL_MIN != 0 { Err("interval is not a multiple of 5") } else { Ok(interval) }
}

fn lower_bounds_s(text: Option<&str>) -> Result<Vec<i64>, &'static str> {
    let Some(text) = text else { return Ok(LOWER_BOUNDS_S.to_vec()) };
    let bounds: Result<BTreeSet<i64>, _> = text.split(',').map(|bound| bound.trim().parse()).collect();
    let mut bounds = bounds.map_err(|_| "histogram is not numbers with commas")?;
    if bounds.iter().any(|bound| *bound < 0 || bound % BOUND_STEP_S != 0) {
        return Err("histogram has a bound that is not a multiple of 5");
    }
    bounds.insert(0);
    Ok(bounds.into_iter().collect())
}
