//! The statements of the hot path and their plans, as golden files: a probe of the index per key, whatever the size of
//! the table. `UPDATE_EXPECT=1 cargo xtask test` rewrites them.

use expect_test::expect_file;
use model::rows::Family;
use sink::documents::FAMILIES;
use sink::table::Statements;
use sink::testing::TestDatabase;

fn arguments(family: &Family, statement: &str) -> String {
    let keys = ["array['a', 'b']", "array['\\x00'::bytea, '\\x01']"];
    let mut all = vec!["'1'"];
    all.extend(&keys[..family.key.len()]);
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
    let all: Vec<String> = FAMILIES
        .iter()
        .flat_map(|family| Statements::new(family).all().map(|sql| format!("{sql};\n")).collect::<Vec<_>>())
        .collect();
    expect_file!["golden/statements.sql"].assert_eq(&all.join("\n"));
}

/// Small and large, with and without statistics.
#[tokio::test]
async fn every_key_is_probed_in_the_index() {
    let database = TestDatabase::create().await;
    database.execute("alter table liveperson.conversation set (autovacuum_enabled = false)").await;
    database.execute("alter table liveperson.agent_event set (autovacuum_enabled = false)").await;
    database.execute("alter table liveperson.engagement set (autovacuum_enabled = false)").await;
    let mut plans = String::new();
    for (size, rows, end) in [("5 000 rows", 5_000, ""), ("100 000 rows, analyzed", 95_000, "analyze")] {
        for (table, key, values) in [
            ("conversation", "conversation_id", "gen_random_uuid()"),
            ("agent_event", "agent_session_id, event_key", "gen_random_uuid(), '\\x00'"),
            ("engagement", "version_rank, engagement_id", "3, gen_random_uuid()"),
        ] {
            database
                .execute(&format!(
                    "insert into liveperson.{table} (account_id, {key}, source_version_at, content_rev, content_hash, unit_id)
                     select '1', {values}, now(), 1, '\\x00', 1 from generate_series(1, {rows})"
                ))
                .await;
        }
        database.execute(end).await;
        for family in FAMILIES {
            let statements = Statements::new(family);
            for (name, statement) in
                [("ask", &statements.ask), ("lock", &statements.lock), ("raise", &statements.raise)]
            {
                if name == "raise" && family.has_version_rank {
                    // Copies with a rank are never raised.
                    continue;
                }
                let plan = database.plan(&arguments(family, statement)).await;
                plans.push_str(&format!("-- {} {name}, {size}\n{plan}\n", family.parent.name));
            }
        }
    }
    expect_file!["golden/plans.txt"].assert_eq(&plans);
}
