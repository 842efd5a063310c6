//! What docs/questions.md answers is right: each answer is compared with figures that are worked out here from the records of the
//! simulated world, not from the database. One of the two accounts has a day of 25 hours among its days.
//!
//! Reading order: `figures` (arithmetic), `chats`, `agents`, `conversations`, `visits` (what happened), `of_chats` and `of_others`
//! (the expected answers).

mod agents;
mod chats;
mod conversations;
mod figures;
mod of_chats;
mod of_others;
mod restatement;
mod visits;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sink::testing::TestDatabase;

use self::agents::Times;
use self::chats::Chat;
use self::conversations::Conversation;
use self::figures::LocalClock;
use self::visits::Visit;
use crate::analyst::{ANSWER_WITHIN, questions};
use crate::closing::finish;
use crate::deployment::{Deployment, Plan, now, whole_world, world_end};

/// The account of the day of 25 hours, with settings of its own.
const SETTLED_ACCOUNT: &str = "75555852";
const THRESHOLD_S: i64 = 300;
const SHORT_ABANDON_S: i64 = 900;
/// A skill of that account with settings of its own.
const SETTLED_SKILL: &str = "5";
const SKILL_THRESHOLD_S: i64 = 60;
const SKILL_SHORT_ABANDON_S: i64 = 0;

/// What happened.
pub(crate) struct Truth {
    chats: Vec<Chat>,
    conversations: Vec<Conversation>,
    visits: Vec<Visit>,
    agent_time: Times,
    clock: LocalClock,
}

impl Truth {
    fn clock(&self, account: &str) -> LocalClock {
        if account == SETTLED_ACCOUNT { self.clock } else { LocalClock::UTC }
    }

    fn live(&self) -> impl Iterator<Item = &Chat> {
        self.chats.iter().filter(|chat| chat.is_live)
    }

    fn day(&self, chat: &Chat) -> String {
        self.clock(&chat.account).day(chat.started_ms)
    }
}

/// An expected answer: the question, the columns to compare, a condition on them, and the rows in any order.
pub(crate) struct Expected {
    question: &'static str,
    columns: &'static str,
    condition: String,
    rows: Vec<String>,
}

impl Expected {
    fn new(question: &'static str, columns: &'static str, rows: Vec<String>) -> Self {
        Self { question, columns, condition: "true".to_owned(), rows }
    }
}

/// Loads the world as it is at one moment.
async fn loaded() -> (Deployment, Truth) {
    let mut world = whole_world();
    // Texts that are overwritten tonight would be other answers of surveys.
    world.history_erased_percent = 0;
    let feeds = [
        feeds::engagement::FEED,
        feeds::engagement_history::FEED,
        feeds::agent_activity::FEED,
        feeds::web_session::FEED,
        feeds::messaging_interactions::FEED,
    ];
    let deployment = Plan::of(world).reading(&feeds).deploy().await;
    let at = now();
    deployment.simulator.clock().set(at);
    let (zone, clock) = figures::zone_changing_on(world_end() - TimeDelta::days(1));
    deployment.run(&["migrate"]).await.expect_code(0);
    let settings = format!(
        "insert into mart.account_setting (account_id, time_zone, service_level_threshold_s, short_abandon_threshold_s)
            values ('{SETTLED_ACCOUNT}', '{zone}', {THRESHOLD_S}, {SHORT_ABANDON_S});
        insert into mart.skill_setting (account_id, skill_id, service_level_threshold_s, short_abandon_threshold_s)
            values ('{SETTLED_ACCOUNT}', '{SETTLED_SKILL}', {SKILL_THRESHOLD_S}, {SKILL_SHORT_ABANDON_S})"
    );
    deployment.database().execute(&settings).await;
    deployment.run_until_idle().await.expect_code(0);
    // Autovacuum does this within a minute.
    deployment.database().execute("analyze").await;

    let world = deployment.simulator.world();
    let (files, history, messaging) = (world.truth(at), world.history_truth(at), world.messaging_truth(at));
    let chats = chats::chats(&files, &history);
    let truth = Truth {
        conversations: conversations::conversations(&messaging),
        visits: visits::visits(&files, &chats),
        agent_time: Times::of(&files, |account| if account == SETTLED_ACCOUNT { clock } else { LocalClock::UTC }),
        chats,
        clock,
    };
    (deployment, truth)
}

/// Compares the answer of the page's SQL, without its `limit`; returns what differs.
async fn check(database: &TestDatabase, page: &BTreeMap<String, String>, expected: Expected) -> Option<String> {
    let Expected { question, columns, condition, mut rows } = expected;
    let sql = page.get(question).unwrap_or_else(|| panic!("the page has no `{question}`"));
    let sql = sql.trim_end().trim_end_matches(';').replace("\nlimit 20", "");
    let compared = format!("select {columns} from ({sql}) answer where {condition}");
    let mut answers = database.answers(ANSWER_WITHIN, &compared).await;
    answers.sort_unstable();
    rows.sort_unstable();
    assert!(!rows.is_empty(), "`{question}` is about nothing");
    if answers == rows {
        return None;
    }
    let without = |these: &[String], those: &[String]| {
        let lacking: Vec<_> = these.iter().filter(|row| !those.contains(row)).take(8).cloned().collect();
        lacking.join("\n    ")
    };
    let (wrong, missing) = (without(&answers, &rows), without(&rows, &answers));
    let (got, wanted) = (answers.len(), rows.len());
    Some(format!("`{question}`: {got} rows, {wanted} expected\n  answered:\n    {wrong}\n  expected:\n    {missing}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answers_are_those_of_the_simulated_world() {
    let (deployment, truth) = loaded().await;
    let page: BTreeMap<String, String> = questions().into_iter().collect();
    let (told, not_told) = (truth.agent_time.told().count(), truth.agent_time.not_told.len());
    assert!(told > 2 * not_told, "{told} days of agents are compared, {not_told} are left out");
    let mut differences = Vec::new();
    for expected in of_chats::expected(&truth).into_iter().chain(of_others::expected(&truth)) {
        differences.extend(check(deployment.database(), &page, expected).await);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    finish(deployment).await;
}
