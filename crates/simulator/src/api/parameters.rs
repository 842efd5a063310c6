//! Parameters that the methods of metrics share (Operational Real-time API, common parameters).

use std::collections::BTreeSet;

/// The longest timeframe: a day.
const TIMEFRAME_MAX_MIN: i64 = 1440;
/// Intervals are as long as buckets at least.
pub(crate) const INTERVAL_MIN: i64 = 5;

/// A list of ids.
#[derive(Clone, Debug)]
pub(crate) enum Ids {
    All,
    These(BTreeSet<i64>),
}

impl Ids {
    pub(crate) fn has(&self, id: i64) -> bool {
        match self {
            Self::All => true,
            Self::These(ids) => ids.contains(&id),
        }
    }

    pub(crate) fn of(text: &str) -> Result<Self, &'static str> {
        if text == "all" {
            return Ok(Self::All);
        }
        let ids: Result<_, _> = text.split(',').map(|id| id.trim().parse()).collect();
        ids.map(Self::These).map_err(|_| "a list of ids is neither numbers with commas nor all")
    }
}

/// Finds a parameter; of one that comes twice, the last counts.
pub(crate) fn get<'p>(parameters: &'p [(String, String)], name: &str) -> Option<&'p str> {
    parameters.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Reads the minutes back from now.
pub(crate) fn timeframe_min(text: Option<&str>) -> Result<i64, &'static str> {
    let timeframe = text.ok_or("timeframe is missing")?.parse().ok();
    timeframe.filter(|timeframe| (1..=TIMEFRAME_MAX_MIN).contains(timeframe)).ok_or("timeframe is not 1 to 1440")
}

/// Reads the length of the intervals that a timeframe is cut into.
pub(crate) fn interval_min(text: &str, timeframe_min: i64) -> Result<i64, &'static str> {
    let interval: i64 = text.parse().map_err(|_| "interval is not a number")?;
    if !(INTERVAL_MIN..=timeframe_min).contains(&interval) || timeframe_min % interval != 0 {
        return Err("interval is not 5 or more and a divisor of timeframe");
    }
    Ok(interval)
}
