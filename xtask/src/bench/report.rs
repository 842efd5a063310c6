//! Figures, and how they are shown: one table for people, the same as JSON for programs.

use std::fmt;

use serde_json::{Value, json};

use super::machine::Machine;

/// What a figure has to be.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    AtMost(f64),
    /// 1, but for this much more or less.
    FlatWithin(f64),
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::FlatWithin(share) => (value - 1.0).abs() <= share,
        }
    }
}

/// One thing that was measured, once in each round.
pub(super) struct Figure {
    scenario: String,
    what: String,
    unit: &'static str,
    daemon: Vec<f64>,
    /// What it is compared with, measured in the same rounds.
    baseline: Vec<f64>,
    /// Of the ratio where there is a baseline, else of the figure itself.
    goal: Option<Goal>,
}

impl Figure {
    pub(super) fn new(scenario: &str, what: &str, unit: &'static str, daemon: Vec<f64>) -> Self {
        Self { scenario: scenario.to_owned(), what: what.to_owned(), unit, daemon, baseline: Vec::new(), goal: None }
    }

    pub(super) fn against(mut self, baseline: Vec<f64>) -> Self {
        self.baseline = baseline;
        self
    }

    pub(super) fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    /// The middle of the ratios of the rounds: what disturbed a round disturbed both sides.
    fn ratio(&self) -> Option<f64> {
        let pairs = self.daemon.iter().zip(&self.baseline).filter(|(_, baseline)| **baseline != 0.0);
        let ratios: Vec<f64> = pairs.map(|(daemon, baseline)| daemon / baseline).collect();
        (!ratios.is_empty()).then(|| median(&ratios))
    }

    fn is_met(&self) -> Option<bool> {
        Some(self.goal?.is_met(self.ratio().unwrap_or_else(|| median(&self.daemon))))
    }

    fn to_json(&self) -> Value {
        let baseline = (!self.baseline.is_empty()).then(|| median(&self.baseline));
        json!({
            "scenario": self.scenario, "what": self.what, "unit": self.unit,
            "daemon": median(&self.daemon), "daemon_rounds": self.daemon,
            "baseline": baseline, "baseline_rounds": self.baseline,
            "ratio": self.ratio(), "goal": self.goal.map(|goal| goal.to_string()), "is_met": self.is_met(),
        })
    }

    fn cells(&self) -> [String; 7] {
        let amount = |values: &[f64]| if values.is_empty() { String::new() } else { shown(median(values)) };
        let is_met = self.is_met().map_or("", |is_met| if is_met { "met" } else { "MISSED" });
        [
            self.scenario.clone(),
            format!("{}, {}", self.what, self.unit),
            amount(&self.daemon),
            amount(&self.baseline),
            self.ratio().map_or(String::new(), shown),
            self.goal.map_or(String::new(), |goal| self.goal_in_words(goal)),
            is_met.to_owned(),
        ]
    }

    fn goal_in_words(&self, goal: Goal) -> String {
        let of = if self.baseline.is_empty() { "" } else { "ratio " };
        format!("{of}{goal}")
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "at most {}", shown(*most)),
            Self::FlatWithin(share) => write!(f, "1 ± {}", shown(*share)),
        }
    }
}

/// Everything that a run of the benchmark found out.
pub(super) struct Report {
    pub(super) machine: Machine,
    pub(super) command: String,
    pub(super) figures: Vec<Figure>,
}

impl Report {
    /// Whether every goal was met.
    pub(super) fn is_met(&self) -> bool {
        self.figures.iter().all(|figure| figure.is_met() != Some(false))
    }

    pub(super) fn to_json(&self) -> Value {
        let figures: Vec<Value> = self.figures.iter().map(Figure::to_json).collect();
        json!({ "command": self.command, "machine": self.machine.to_json(), "figures": figures })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEAD: [&str; 7] = ["scenario", "what", "daemon", "baseline", "ratio", "goal", ""];
        writeln!(f, "{}\n{}\n", self.command, self.machine)?;
        let mut rows = vec![HEAD.map(str::to_owned)];
        rows.extend(self.figures.iter().map(Figure::cells));
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(
                    |(column, (cell, width))| {
                        if (2..5).contains(&column) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
                    },
                )
                .collect();
            writeln!(f, "| {} |", cells.join(" | "))?;
            if index == 0 {
                let rule = |(column, width): (usize, &usize)| {
                    if (2..5).contains(&column) { format!("{}:", "-".repeat(width - 1)) } else { "-".repeat(*width) }
                };
                writeln!(f, "| {} |", widths.iter().enumerate().map(rule).collect::<Vec<_>>().join(" | "))?;
            }
        }
        Ok(())
    }
}

/// The middle of some values, none of which is NaN; 0 of none.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => 0.0,
        (length, middle) if length % 2 == 1 => sorted[middle],
        (_, middle) => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// Three digits that count.
fn shown(value: f64) -> String {
    let decimals = match value.abs() {
        0.0 => 0,
        small if small < 0.01 => 5,
        small if small < 1.0 => 3,
        small if small < 10.0 => 2,
        small if small < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_of_the_ratio_where_there_is_one() {
        let check = |figure: Figure, expected: &[&str]| assert_eq!(figure.cells()[2..], *expected);
        let time = || Figure::new("load", "time", "s", vec![9.0, 1.0, 10.0]);
        check(time(), &["9.00", "", "", "", ""]);
        check(time().goal(Goal::AtMost(8.0)), &["9.00", "", "", "at most 8.00", "MISSED"]);
        // Round by round 0.9, 0.5 and 1: the middle of these, not the ratio of the middles.
        let paired = time().against(vec![10.0, 2.0, 10.0]);
        check(paired.goal(Goal::AtMost(0.9)), &["9.00", "10.0", "0.900", "ratio at most 0.900", "met"]);
        let flat = Figure::new("linear", "cost", "µs", vec![11.5]).against(vec![10.0]);
        check(flat.goal(Goal::FlatWithin(0.1)), &["11.5", "10.0", "1.15", "ratio 1 ± 0.100", "MISSED"]);
    }

    #[test]
    fn medians() {
        let check = |values: &[f64], expected: f64| assert_eq!(median(values), expected);
        check(&[], 0.0);
        check(&[3.0, 1.0, 2.0], 2.0);
        check(&[4.0, 1.0, 2.0, 3.0], 2.5);
    }
}
