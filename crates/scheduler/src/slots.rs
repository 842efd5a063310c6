//! How many units are loaded at one time, and whose turn is next.

use std::collections::HashMap;

use model::{AccountId, Feed, FeedKind, Lane, Unit};
use tokio::task::Id;

use crate::scheduler::WorkLimits;

/// Methods sampled at one time.
pub const SAMPLING_IN_FLIGHT_MAX: u32 = 2;

/// Slots for units of one sort. Each sort has its own, so that the past never delays the present, and a large file or a
/// throttled search never a sample that cannot be had later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitSlots {
    pub(crate) lane: Lane,
    is_sampling: bool,
    units_max: usize,
}

impl UnitSlots {
    /// Returns the slots of every sort.
    pub(crate) fn all(limits: &WorkLimits) -> [Self; 3] {
        [
            Self { lane: Lane::Live, is_sampling: true, units_max: SAMPLING_IN_FLIGHT_MAX as usize },
            Self { lane: Lane::Live, is_sampling: false, units_max: limits.units_in_flight_max },
            Self { lane: Lane::Backfill, is_sampling: false, units_max: limits.backfill_in_flight_max },
        ]
    }

    fn are_for(self, lane: Lane, feed: Feed) -> bool {
        let is_sampling = match feed.kind() {
            FeedKind::Samples => true,
            FeedKind::Files | FeedKind::Windows | FeedKind::Updates | FeedKind::Lists => false,
        };
        self.lane == lane && self.is_sampling == is_sampling
    }
}

/// The units that are being loaded here, so that a panic or a shutdown can give their leases back, and whose turn it was.
#[derive(Debug, Default)]
pub(crate) struct UnitsInHand {
    units: HashMap<Id, Unit>,
    /// When each feed had its last turn, counted in claims.
    last_turns: HashMap<(AccountId, Feed), u64>,
    claims: u64,
}

impl UnitsInHand {
    /// Returns the feeds whose units may take one of these slots, the one whose turn it is first: the feed with the fewest
    /// units in hand, then the one that has waited longest, so that no backlog of one keeps another from its turn. Empty
    /// when all slots are taken.
    pub(crate) fn order_feeds(&self, slots: UnitSlots, mut feeds: Vec<(AccountId, Feed)>) -> Vec<(AccountId, Feed)> {
        let in_flight = self.units.values().filter(|unit| slots.are_for(unit.lane, unit.feed)).count();
        if in_flight >= slots.units_max {
            return Vec::new();
        }
        feeds.retain(|(_, feed)| slots.are_for(slots.lane, *feed));
        feeds.sort_by_key(|feed| (self.count_of(feed), self.last_turns.get(feed).copied()));
        feeds
    }

    fn count_of(&self, (account, feed): &(AccountId, Feed)) -> usize {
        self.units.values().filter(|unit| unit.account == *account && unit.feed == *feed).count()
    }

    /// Notes that a task loads a unit; its feed has had its turn.
    pub(crate) fn add(&mut self, task: Id, unit: Unit) {
        self.claims += 1;
        self.last_turns.insert((unit.account.clone(), unit.feed), self.claims);
        self.units.insert(task, unit);
    }

    /// Takes out the unit of a task that ended.
    pub(crate) fn remove(&mut self, task: Id) -> Option<Unit> {
        self.units.remove(&task)
    }

    /// Whether no unit is in hand.
    pub(crate) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The units in hand, in no order.
    pub(crate) fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::{PastReads, Scope, UnitId};
    use tokio::task::JoinSet;

    use super::*;

    const FILES: UnitSlots = UnitSlots { lane: Lane::Live, is_sampling: false, units_max: 3 };
    const SAMPLES: UnitSlots = UnitSlots { is_sampling: true, ..FILES };

    fn feed(feed: Feed) -> (AccountId, Feed) {
        (AccountId("1".to_owned()), feed)
    }

    fn unit(of: Feed) -> Unit {
        let (account, feed) = feed(of);
        Unit {
            id: UnitId(1),
            account,
            feed,
            name: "a".to_owned(),
            href: String::new(),
            scope: Scope { start: DateTime::UNIX_EPOCH, end: DateTime::UNIX_EPOCH },
            lane: Lane::Live,
            attempts: 0,
            missing_since: None,
            past_reads: PastReads::default(),
            abandoned_in_row: 0,
            lease_token: 1,
        }
    }

    #[tokio::test]
    async fn no_feed_keeps_another_from_its_turn() {
        let (mut tasks, mut units) = (JoinSet::new(), UnitsInHand::default());
        let all = || feeds::all().map(feed).collect::<Vec<_>>();
        let check = |units: &UnitsInHand, slots, expected: &[Feed]| {
            let order: Vec<Feed> = units.order_feeds(slots, all()).into_iter().map(|(_, feed)| feed).collect();
            assert_eq!(order, expected);
        };
        let files: Vec<Feed> = feeds::all().filter(|feed| feed.kind() != FeedKind::Samples).collect();
        let samples: Vec<Feed> = feeds::all().filter(|feed| feed.kind() == FeedKind::Samples).collect();
        check(&units, FILES, &files);
        check(&units, SAMPLES, &samples);
        let mut add = |units: &mut UnitsInHand, of| {
            let task = tasks.spawn(std::future::pending::<()>()).id();
            units.add(task, unit(of));
            task
        };
        let first = add(&mut units, files[0]);
        let first_is_last = [&files[1..], &files[..1]].concat();
        check(&units, FILES, &first_is_last);
        units.remove(first);
        // It had its turn last.
        check(&units, FILES, &first_is_last);
        for of in &first_is_last {
            add(&mut units, *of);
        }
        check(&units, FILES, &[]);
        check(&units, SAMPLES, &samples);
    }
}
