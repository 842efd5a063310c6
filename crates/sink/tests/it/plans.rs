//! The statements of the hot path and their plans, as golden files: a probe of the index per key, whatever the size of
//! the table. `UPDATE_EXPECT=1 cargo xtask test` rewrites them.

use std::collections::HashSet;

use expect_test::expect_file;
use feeds::configuration::AGENT_GROUP;
use feeds::messaging_interactions::MESSAGING_CONVERSATION;
use model::rows::Column;
use sink::table::Statements;
use sink::testing::TestDatabase;
use tuple::ColumnType;

/// `key` are the columns whose values stand in arrays.
fn arguments(key: &[Column], statement: &str) -> String {
    let keys = key.iter().map(|column| match column.column_type {
        ColumnType::Bytea => "array['\\x00'::bytea, '\\x01']",
        ColumnType::Integer => "array[1, 2]",
        ColumnType::Timestamptz => "array['epoch'::timestamptz, 'epoch']",
        _ => "array['a', 'b']",
    });
    let mut all: Vec<&str> = ["'1'"].into_iter().chain(keys).collect();
    if statement.starts_with("update") {
        all.extend(["now()", "1"]);
    }
    let mut statement = statement.to_owned();
    for (index, argument) in all.iter().enumerate().rev() {
        let number = index + 1;
        statement = statement.replace(&format!("${number}"), argument);
    }
    statement
}

#[tokio::test]
async fn statements_are_as_reviewed() {
    // Families that share a parent share its statements.
    let mut seen = HashSet::new();
    let all: Vec<String> = feeds::families()
        .flat_map(|family| Statements::new(family).all().map(|sql| format!("{sql};\n")).collect::<Vec<_>>())
        .filter(|sql| seen.insert(sql.clone()))
        .collect();
    expect_file!["golden/statements.sql"].assert_eq(&all.join("\n"));
}

/// One parent for each shape of key.
const FILLED: [&str; 4] = ["conversation", "agent_event", "engagement", "engagement_activity"];
/// The members of a set.
const MEMBERS: &str = "messaging_attribute";
/// The versions of a row, and the row.
const VERSIONS: [&str; 2] = ["agent_group_version", "agent_group"];

/// Fills what is no parent of the hot path.
async fn fill_others(database: &TestDatabase, rows: i32) {
    for statement in [
        format!(
            "insert into liveperson.{MEMBERS} (account_id, conversation_id, attribute_key)
             select '1', gen_random_uuid(), '\\x00' from generate_series(1, {rows})"
        ),
        format!(
            "insert into liveperson.agent_group
                (account_id, content_rev, content_hash, unit_id, source_version_at, agent_group_id)
             select '1', 1, '\\x00', 1, now(), gen_random_uuid() from generate_series(1, {rows})"
        ),
        format!(
            "insert into liveperson.agent_group_version (account_id, agent_group_id, valid_from)
             select '1', gen_random_uuid(), now() from generate_series(1, {rows})"
        ),
        format!(
            "insert into mart.seen_name (account_id, dimension, id, attribute, value, seen_on)
             select '1', 'agent', gen_random_uuid(), 'id', '', now() from generate_series(1, {rows})"
        ),
    ] {
        database.execute(&statement).await;
    }
}

/// The plans of the statements on them.
async fn other_plans(database: &TestDatabase, size: &str) -> String {
    let mut plans = String::new();
    let mut add = async |name: &str, statement: &str| {
        let plan = database.plan(statement).await;
        plans.push_str(&format!("-- {name}, {size}\n{plan}\n"));
    };
    let (set, statements) = (MESSAGING_CONVERSATION.members.unwrap(), Statements::new(&MESSAGING_CONVERSATION));
    let (key, statement) = (&set.table.columns[1..=1 + set.key.len()], statements.missing_members.unwrap());
    add(&format!("{MEMBERS} missing"), &arguments(key, &statement)).await;
    let (key, statements) = (&AGENT_GROUP.parent.columns[1..2], Statements::new(&AGENT_GROUP));
    add("agent_group_version close", &arguments(key, &statements.close_versions.unwrap())).await;
    add("agent_group_version open", &arguments(key, &statements.open_versions.unwrap())).await;
    let (texts, days) = ("array['a', 'b']", "array['epoch'::date, 'epoch']");
    let names = (2..=5).fold(KEEP_NAMES.to_owned(), |sql, number| sql.replace(&format!("${number}"), texts));
    add("seen_name keep", &names.replace("$1", "'1'").replace("$6", days).replace("$7", days)).await;
    plans
}

const KEEP_NAMES: &str = include_str!("../../src/sql/keep_names.sql");

/// Small and large, with and without statistics.
#[tokio::test]
async fn every_key_is_probed_in_the_index() {
    let database = TestDatabase::create().await;
    for table in FILLED.into_iter().chain([MEMBERS]).chain(VERSIONS) {
        database.execute(&format!("alter table liveperson.{table} set (autovacuum_enabled = false)")).await;
    }
    database.execute("alter table mart.seen_name set (autovacuum_enabled = false)").await;
    let mut plans = String::new();
    for (size, rows, end) in [("5 000 rows", 5_000, ""), ("100 000 rows, analyzed", 95_000, "analyze")] {
        for (table, key, values) in [
            ("conversation", "source_version_at, conversation_id", "gen_random_uuid()"),
            ("agent_event", "source_version_at, agent_session_id, event_key", "gen_random_uuid(), '\\x00'"),
            ("engagement", "source_version_at, version_rank, engagement_id", "3, gen_random_uuid()"),
            (
                "engagement_activity",
                "fetched_at, interval_s, interval_end_at, grain, skill_id, agent_id, is_final",
                "300, now(), 'skill', gen_random_uuid(), '', true",
            ),
        ] {
            database
                .execute(&format!(
                    "insert into liveperson.{table} (account_id, content_rev, content_hash, unit_id, {key})
                     select '1', 1, '\\x00', 1, now(), {values} from generate_series(1, {rows})"
                ))
                .await;
        }
        fill_others(&database, rows).await;
        database.execute(end).await;
        for family in feeds::families().filter(|family| FILLED.contains(&family.parent.name)) {
            let statements = Statements::new(family);
            for (name, statement) in
                [("ask", &statements.ask), ("lock", &statements.lock), ("raise", &statements.raise)]
            {
                if name == "raise" && family.order.is_by_fetch() {
                    // Copies with a rank are never raised.
                    continue;
                }
                let key = &family.parent.columns[1..=family.key.len()];
                let plan = database.plan(&arguments(key, statement)).await;
                plans.push_str(&format!("-- {} {name}, {size}\n{plan}\n", family.parent.name));
            }
        }
        plans.push_str(&other_plans(&database, size).await);
    }
    expect_file!["golden/plans.txt"].assert_eq(&plans);
}
