//! Conversations that were closed, and what consumers thought of them.

use super::Measure;
use super::bucket::{Answer, Closed, Closer};
use crate::metric::{Metric, known, metric, number};

/// Conversations closed (Messaging Operations API, conversation).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Resolved {
    /// By whom: `CLOSERS`.
    by: [Sum; 3],
}

/// How many, and how long together.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: i64,
    handling: i64,
}

const CLOSERS: [Closer; 3] = [Closer::Ccp, Closer::Consumer, Closer::System];
/// Of each closer, then of all: how many, how long together, how long on average.
const NAMES: [[(&str, &str); 3]; 4] = [
    [
        ("resolvedConversations_byCCP", "resolved_conversations_by_ccp"),
        ("totalHandlingTime_resolvedConversations_byCCP", "total_handling_time_resolved_conversations_by_ccp"),
        ("avgTime_resolvedConversations_byCCP", "avg_time_resolved_conversations_by_ccp"),
    ],
    [
        ("resolvedConversations_byConsumer", "resolved_conversations_by_consumer"),
        (
            "totalHandlingTime_resolvedConversations_byConsumer",
            "total_handling_time_resolved_conversations_by_consumer",
        ),
        ("avgTime_resolvedConversations_byConsumer", "avg_time_resolved_conversations_by_consumer"),
    ],
    [
        ("resolvedConversations_bySystem", "resolved_conversations_by_system"),
        ("totalHandlingTime_resolvedConversations_bySystem", "total_handling_time_resolved_conversations_by_system"),
        ("avgTime_resolvedConversations_bySystem", "avg_time_resolved_conversations_by_system"),
    ],
    [
        ("totalResolvedConversations", "total_resolved_conversations"),
        ("totalHandlingTime_resolvedConversations", "total_handling_time_resolved_conversations"),
        ("avgTime_resolvedConversations", "avg_time_resolved_conversations"),
    ],
];

impl Sum {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.handling += other.handling;
    }
}

impl Resolved {
    pub(super) fn count(&mut self, closed: &Closed) {
        let closer = CLOSERS.iter().position(|closer| *closer == closed.by).unwrap_or_default();
        self.by[closer].add(&Sum { count: 1, handling: closed.handling });
    }
}

impl Measure for Resolved {
    fn add(&mut self, other: &Self) {
        self.by.iter_mut().zip(&other.by).for_each(|(sum, other)| sum.add(other));
    }

    /// Of none, everything is zero.
    fn metrics(&self) -> Vec<Metric> {
        let mut all = Sum::default();
        self.by.iter().for_each(|sum| all.add(sum));
        let sums = self.by.iter().chain([&all]).zip(NAMES);
        let of_sum = |(sum, [count, handling, average]): (&Sum, [(&'static str, &'static str); 3])| {
            [
                metric(count.0, count.1, sum.count),
                metric(handling.0, handling.1, sum.handling),
                known(average.0, average.1, Some(number(sum.handling as f64 / sum.count.max(1) as f64))),
            ]
        };
        sums.flat_map(of_sum).collect()
    }
}

/// Answers to the question of satisfaction (Messaging Operations API, CSAT distribution).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Answers {
    scores: [i64; 5],
}

const SCORES: [&str; 5] =
    ["csat_score1_answers", "csat_score2_answers", "csat_score3_answers", "csat_score4_answers", "csat_score5_answers"];

impl Answers {
    pub(super) fn count(&mut self, answer: &Answer) {
        self.scores[answer.score - 1] += 1;
    }
}

impl Measure for Answers {
    fn add(&mut self, other: &Self) {
        self.scores.iter_mut().zip(&other.scores).for_each(|(score, other)| *score += other);
    }

    /// Of none, the share of the positive ones is "none".
    fn metrics(&self) -> Vec<Metric> {
        let total: i64 = self.scores.iter().sum();
        let positive = self.scores[3] + self.scores[4];
        let share = (total > 0).then(|| number(positive as f64 * 100.0 / total as f64));
        let mut metrics: Vec<Metric> =
            SCORES.iter().zip(self.scores).map(|(name, answers)| metric(name, name, answers)).collect();
        metrics.extend([
            metric("total_answers", "total_answers", total),
            metric("positive_answers", "positive_answers", positive),
            known("csat_score", "csat_score", share),
        ]);
        metrics
    }
}
