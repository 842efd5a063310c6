//! The agents who are logged in at a moment, and how much they have to do.

use std::collections::BTreeMap;

use crate::metric::{Metric, known, metric, number};
use crate::world::World;
use crate::world::buckets::{BUCKET_MS, seen_ms};
use crate::world::dice::Dice;
use crate::world::staff::{Profile, Roster, State, Status, profile};

const SECOND_MS: i64 = 1000;

/// The agents of all accounts.
#[derive(Debug)]
pub(crate) struct Floors(BTreeMap<String, Floor>);

/// The agents of one account.
#[derive(Debug)]
pub(crate) struct Floor {
    seed: u64,
    account: String,
    roster: Roster,
}

/// An agent who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) profile: Profile,
    pub(crate) state: State,
    pub(crate) now_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) is_connected: bool,
    pub(crate) open: i64,
    pub(crate) intense: i64,
    pub(crate) ringing_slots: i64,
    pub(crate) busy_slots: i64,
    pub(crate) slots_max: i64,
}

impl Agent {
    /// Percent of the capacity.
    pub(crate) fn load(&self) -> i64 {
        self.busy_slots * 100 / self.slots_max
    }
}

impl Floors {
    pub(crate) fn of(world: &World) -> Self {
        let floor = |account: &String| {
            let roster = Roster::of(world, account);
            (account.clone(), Floor { seed: world.spec().seed, account: account.clone(), roster })
        };
        Self(world.accounts().iter().map(floor).collect())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Floor)> {
        self.0.iter().map(|(account, floor)| (account.as_str(), floor))
    }

    pub(crate) fn get(&self, account: &str) -> Option<&Floor> {
        self.0.get(account)
    }
}

impl Floor {
    /// Lists the agents who are logged in, by id.
    pub(crate) fn agents(&self, now_ms: i64) -> Vec<Agent> {
        let at_ms = seen_ms(now_ms);
        let agent = |id: i64| Some(self.agent(id, self.roster.state(id, at_ms)?, at_ms));
        self.roster.agents().filter_map(agent).collect()
    }

    fn agent(&self, id: i64, state: State, at_ms: i64) -> Agent {
        let whose = format!("{} {id}", self.account);
        let bucket = u32::try_from(at_ms.div_euclid(BUCKET_MS)).unwrap_or_default();
        let mut dice = Dice::new(self.seed, &whose, bucket, "agent load");
        let slots_max = Dice::new(self.seed, &whose, 0, "agent slots").below(1..6) * 4;
        let open = dice.below(0..slots_max + 1);
        Agent {
            id: id.to_string(),
            profile: profile(self.seed, &self.account, id),
            state,
            now_ms: at_ms,
            updated_ms: (at_ms - dice.below(0..60 * SECOND_MS)).max(state.since_ms),
            is_connected: dice.percent(95),
            open,
            intense: dice.below(0..open / 2 + 1),
            ringing_slots: dice.below(0..2),
            busy_slots: dice.below(open / 2..open + 1),
            slots_max,
        }
    }
}

/// The agents together (Agent Metrics API, summary).
pub(crate) fn summary(agents: &[Agent]) -> Vec<Metric> {
    let sum = |of: fn(&Agent) -> i64| agents.iter().map(of).sum::<i64>();
    let least = |of: fn(&Agent) -> i64| agents.iter().map(of).min().map(Into::into);
    let most = |of: fn(&Agent) -> i64| agents.iter().map(of).max().map(Into::into);
    let number_of = |status| agents.iter().filter(|agent| agent.state.status == status).count() as i64;
    let load = sum(|agent| agent.load() * agent.slots_max) as f64 / sum(|agent| agent.slots_max).max(1) as f64;
    let load = (load * 10.0).round() / 10.0;
    vec![
        metric("openAssignedConversations", "open_assigned_conversations", sum(|agent| agent.open)),
        known("weightedAvgLoad", "weighted_avg_load", Some(number(load))),
        known("minLoad", "min_load", least(Agent::load)),
        known("maxLoad", "max_load", most(Agent::load)),
        known("minConfiguredMaxSlots", "min_configured_max_slots", least(|agent| agent.slots_max)),
        known("maxConfiguredMaxSlots", "max_configured_max_slots", most(|agent| agent.slots_max)),
        metric("numAwayAgents", "num_away_agents", number_of(Status::Away)),
        metric("numBackSoonAgents", "num_back_soon_agents", number_of(Status::BackSoon)),
        metric("numOnlineAgents", "num_online_agents", number_of(Status::Online)),
    ]
}

/// Makes dice that decide how something is printed, always the same.
pub(crate) fn printing_dice(agent: &Agent) -> Dice {
    Dice::new(0, &agent.id, 0, "agent printing")
}
