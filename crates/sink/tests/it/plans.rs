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

/// Each fact with a time on one of 5 000 quarters of an hour, or a few parts of it: table, columns, values.
const PARTS: [(&str, &str, &str); 24] = [
    ("engagement", "engagement_id, requested_at, version_rank", "p, at, 3"),
    ("conversation", "conversation_id, started_at", "p, at"),
    ("messaging_conversation", "conversation_id, started_at, version_rank", "p, at, 3"),
    ("visit", "visit_id, started_at", "p, at"),
    ("content_engagement", "content_key, occurred_at", "int4send(p), at"),
    ("agent_event", "agent_session_id, event_key, agent_id, occurred_at", "p, '\\x00', p % 50, at"),
    ("engagement_line", "engagement_id, position, canned_answer_type, rich_content", "p, 1, 7, '{}'"),
    ("engagement_line_score", "engagement_id, position", "p, 1"),
    ("cobrowse_session", "engagement_id, session_id", "p, 's'"),
    ("engagement_attribute", "engagement_id, position, server_at, type, order_id", "p, 1, at, 'purchase', p"),
    ("secure_form", "conversation_id, position", "p, 1"),
    ("messaging_message", "conversation_id, position, form_id, rich_content", "p, 1, 'f', '{}'"),
    ("messaging_message_score", "conversation_id, position", "p, 1"),
    ("messaging_message_status", "conversation_id, position", "p, 1"),
    ("messaging_intent", "conversation_id, position", "p, 1"),
    ("messaging_dialog", "conversation_id, dialog_id", "p, 'd'"),
    ("messaging_agent_participant", "conversation_id, position, state", "p, 1, 'joined'"),
    ("messaging_consumer_participant", "conversation_id, position", "p, 1"),
    ("messaging_interaction", "conversation_id, position", "p, 1"),
    ("messaging_skill_change", "conversation_id, position", "p, 1"),
    ("messaging_cobrowse_session", "conversation_id, session_id", "p, 's'"),
    (
        "messaging_attribute",
        "conversation_id, attribute_key, server_at, type, order_id",
        "p, '\\x00', at, 'purchase', p",
    ),
    ("visit_attribute", "visit_id, position, reported_at, type, order_id", "p, 1, at, 'Purchase', p"),
    ("visit_attribute_product", "visit_id, position, product_position", "p, 1, 1"),
];
/// Tables of [`PARTS`] that have the lineage.
const WITH_LINEAGE: [&str; 5] =
    ["engagement", "conversation", "messaging_conversation", "content_engagement", "agent_event"];

/// Views of parts, and the time that each is asked by.
const BY_TIME: [(&str, &str); 23] = [
    ("chat_canned_answer", "chat_started_at"),
    ("chat_cobrowse_session", "chat_started_at"),
    ("chat_line_score", "chat_started_at"),
    ("chat_rich_content", "chat_started_at"),
    ("chat_secure_form", "chat_started_at"),
    ("content_engagement", "occurred_at"),
    ("messaging_assignment", "conversation_started_at"),
    ("messaging_attribute", "conversation_started_at"),
    ("messaging_attribute_product", "conversation_started_at"),
    ("messaging_cobrowse_session", "conversation_started_at"),
    ("messaging_consumer", "conversation_started_at"),
    ("messaging_dialog", "conversation_started_at"),
    ("messaging_intent", "conversation_started_at"),
    ("messaging_message_score", "conversation_started_at"),
    ("messaging_message_status", "conversation_started_at"),
    ("messaging_participant", "conversation_started_at"),
    ("messaging_rich_content", "conversation_started_at"),
    ("messaging_secure_form", "conversation_started_at"),
    ("messaging_skill_change", "conversation_started_at"),
    ("purchase_order", "last_reported_at"),
    ("purchase_report", "reported_at"),
    ("visit_attribute", "visit_started_at"),
    ("visit_attribute_product", "visit_started_at"),
];

/// Views whose rows stand in a table with `loaded_at`, or whose parents do, and the table: what changed lately is found by its index,
/// and parts by their key.
const BY_CHANGE: [(&str, &str); 10] = [
    ("agent_interval", "engagement_activity"),
    ("agent_state_interval", "agent_state_interval"),
    ("queue_snapshot", "queue_state"),
    ("messaging_queue_snapshot", "messaging_queue_state"),
    ("content_engagement", "content_engagement"),
    ("chat_transfer", "conversation"),
    ("lead", "engagement"),
    ("survey_response", "engagement"),
    ("messaging_dialog", "messaging_conversation"),
    ("achieved_goal", "visit_body"),
];

/// Tables of parts behind [`BY_CHANGE`].
const PARTS_OF_CHANGED: [&str; 5] =
    ["transfer", "engagement_attribute", "survey_answer", "messaging_dialog", "achieved_goal"];

async fn fill_parts(database: &TestDatabase) {
    database
        .execute(
            "insert into mart_input.shift
        select '1', p % 50, at, at + interval '15 minutes' from generate_series(1, 5000) p
        cross join lateral (select timestamptz '2026-03-01 00:00+00' - p * interval '15 minutes') t (at)",
        )
        .await;
    database
        .execute(
            "insert into ingest.feed (account_id, feed, kind, kept_upstream, usual_lag, loss_near)
        values ('1', 'feed', 'files', '30 days', '10 hours', '3 days')",
        )
        .await;
    for (table, columns, values) in PARTS {
        let (lineage, theirs) = match WITH_LINEAGE.contains(&table) {
            true => (", source_version_at, content_rev, content_hash, unit_id", ", now(), 1, '\\x00', 1"),
            false => ("", ""),
        };
        database
            .execute(&format!(
                "insert into liveperson.{table} (account_id, {columns}{lineage})
                 select '1', {values}{theirs} from generate_series(1, 5000) p
                 cross join lateral (select timestamptz '2026-03-01 00:00+00' - p * interval '15 minutes') t (at)"
            ))
            .await;
    }
    database.execute("analyze").await;
}

/// A condition on account and time reaches an index, and the parts are looked up by their key: no table is read whole, neither
/// by itself nor through an index.
#[tokio::test]
async fn parts_of_an_hour_are_looked_up() {
    const WHOLE: &str = "Index Cond: (account_id = '1'::text COLLATE \"C\")";
    let database = TestDatabase::create().await;
    fill_parts(&database).await;
    let of_time = BY_TIME.map(|(view, time)| {
        (
            format!("select * from mart.{view} where account_id = '1'"),
            format!("{time} >= '2026-02-20 10:00+00' and {time} < '2026-02-20 11:00+00'"),
        )
    });
    let of_day = ["schedule_adherence", "schedule_adherence_daily"]
        .map(|view| (format!("select * from mart.{view} where account_id = '1'"), "day = '2026-02-20'".to_owned()));
    for (question, when) in of_time.into_iter().chain(of_day) {
        let explain = format!("explain (costs off) {question} and {when}");
        let plan = database.answers("set local enable_seqscan = off", &explain).await;
        let reads_whole = |pair: &[String]| {
            let is_part =
                |table: &str| pair[0].contains(&format!(" on {table} ")) || pair[0].ends_with(&format!(" on {table}"));
            let is_filled = is_part("shift") || PARTS.iter().any(|(table, ..)| is_part(table));
            is_filled && (pair[0].contains("Seq Scan") || pair[1].trim() == WHOLE)
        };
        assert!(!plan.windows(2).any(reads_whole), "{question} and {when}\n{}", plan.join("\n"));
    }
}

/// Rows of a year, so that the last hour is in few of the pages.
#[tokio::test]
async fn what_changed_lately_is_found_by_the_index_on_the_time() {
    const ROWS: i32 = 40_000;
    let database = TestDatabase::create().await;
    let at = format!("now() - ({ROWS} - p) * interval '13 minutes'");
    let lineage = "content_rev, content_hash, unit_id, loaded_at";
    for (table, columns, values) in [
        (
            "engagement_activity",
            "fetched_at, interval_s, interval_end_at, grain, skill_id, agent_id, is_final",
            "at, 300, at, 'agent', '', '7', true",
        ),
        (
            "agent_state_interval",
            "fetched_at, interval_s, interval_end_at, grain, agent_id, state_id, reason_id, is_final",
            "at, 300, at, 'agent', '7', '2', '', true",
        ),
        ("queue_state", "fetched_at, sampled_at, grain, skill_id, is_final", "at, at, 'account', '', true"),
        ("messaging_queue_state", "fetched_at, sampled_at, grain, skill_id, is_final", "at, at, 'account', '', true"),
        ("content_engagement", "source_version_at, content_key", "at, int4send(p)"),
        ("conversation", "source_version_at, conversation_id", "at, p"),
        ("engagement", "source_version_at, version_rank, engagement_id", "at, 3, p"),
        ("messaging_conversation", "source_version_at, version_rank, conversation_id", "at, 3, p"),
        ("visit_body", "source_version_at, visit_id, body_kind, is_identified, item_count", "at, p, 'goal', true, 1"),
    ] {
        let fill = format!(
            "insert into liveperson.{table} (account_id, {columns}, {lineage})
             select '1', {values}, 1, '\\x00', 1, at from generate_series(1, {ROWS}) p cross join lateral (select {at}) t (at)"
        );
        database.execute(&fill).await;
    }
    for (table, columns, values) in [
        ("transfer", "conversation_id, position", "p, 0"),
        ("engagement_attribute", "engagement_id, position, type", "p, 0, 'lead'"),
        ("survey_answer", "engagement_id, survey_kind, position", "p, 'post_chat', 0"),
        ("messaging_dialog", "conversation_id, dialog_id", "p, 'd'"),
        ("achieved_goal", "visit_id, position", "p, 0"),
    ] {
        let fill = format!(
            "insert into liveperson.{table} (account_id, {columns}) select '1', {values} from generate_series(1, {ROWS}) p"
        );
        database.execute(&fill).await;
    }
    database.execute("vacuum analyze").await;
    for (view, table) in BY_CHANGE {
        let question = format!("select * from mart.{view} where changed_at > now() - interval '1 hour'");
        let plan = database.plan(&question).await;
        let is_found = plan.contains(&format!("Bitmap Index Scan on {table}_loaded_at_idx"));
        assert!(
            is_found && PARTS_OF_CHANGED.iter().all(|part| !plan.contains(&format!("Seq Scan on {part}"))),
            "{question}\n{plan}"
        );
    }
}
