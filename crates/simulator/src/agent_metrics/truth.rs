//! What the warehouse must hold of the agents.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::encode;
use super::world::{Agent, Floors, summary};
use crate::metric::keyed;
use crate::truth::{self, Tables, time};
use crate::world::World;

/// The tables of `World::agent_metrics_truth`.
pub const TABLES: [&str; 3] = ["agent_load_sample", "agent_profile", "agent_status_sample"];

impl World {
    /// The rows that a sample of all agents taken at `now` must give, but for `sampled_at` and the lineage; of
    /// `agent_profile`, those of the agents who are logged in at `now`. What a profile says never changes.
    ///
    /// Keyed by [`TABLES`], each present even if empty. Sorted by account and agent.
    pub fn agent_metrics_truth(&self, now: DateTime<Utc>) -> Tables {
        let mut tables = truth::empty(&TABLES);
        for (account, floor) in Floors::of(self).all() {
            let base = Map::from_iter([("account_id".to_owned(), account.into())]);
            let agents = floor.agents(now.timestamp_millis());
            let mut push = |table: &'static str, row: Value| tables.entry(table).or_default().push(row);
            push("agent_load_sample", keyed(&base, &[], summary(&agents)));
            for agent in &agents {
                push("agent_status_sample", filled(&base, status(agent)));
                push("agent_profile", filled(&base, profile(agent)));
            }
        }
        tables
    }
}

fn filled<const N: usize>(base: &Map<String, Value>, columns: [(&str, Value); N]) -> Value {
    let mut row = base.clone();
    row.extend(columns.into_iter().map(|(column, value)| (column.to_owned(), value)));
    row.into()
}

fn status(agent: &Agent) -> [(&'static str, Value); 17] {
    let state = &agent.state;
    let (reason, given_ms) = state.reason.unzip();
    [
        ("agent_id", agent.id.clone().into()),
        ("status", state.status.as_str().into()),
        ("status_started_at", time(Some(state.since_ms)).into()),
        ("status_duration_ms", (agent.now_ms - state.since_ms).into()),
        ("reason_id", reason.into()),
        ("reason_started_at", time(given_ms).into()),
        ("reason_duration_ms", given_ms.map(|given_ms| agent.now_ms - given_ms).into()),
        ("load", agent.load().into()),
        ("ringing_slots", agent.ringing_slots.into()),
        ("busy_slots", agent.busy_slots.into()),
        ("configured_max_slots", agent.slots_max.into()),
        ("open_assigned_conversations", agent.open.into()),
        ("intense_conversations", agent.intense.into()),
        ("connection_state", if agent.is_connected { "CONNECTED" } else { "DISCONNECTED" }.into()),
        ("is_present", true.into()),
        ("last_updated_at", time(Some(agent.updated_ms)).into()),
        ("is_partial", false.into()),
    ]
}

fn profile(agent: &Agent) -> [(&'static str, Value); 8] {
    let profile = &agent.profile;
    [
        ("agent_id", agent.id.clone().into()),
        ("full_name", profile.full_name.clone().into()),
        ("nickname", profile.nickname.clone().into()),
        ("login_name", profile.login_name.clone().into()),
        ("picture_url", profile.picture_url.clone().into()),
        ("agent_group_id", profile.group.to_string().into()),
        ("agent_group_name", profile.group_name.clone().into()),
        ("skills", encode::skills(&profile.skills)),
    ]
}
