//! Every measure of schema mart against a case that was reckoned by hand: `mart_cases.md`.

use std::collections::BTreeSet;

use serde_json::Value;
use sink::testing::TestDatabase;

const CASES: &str = include_str!("mart_cases.md");
/// Fewer would mean that the file is not read as it is written.
const CASES_MIN: usize = 62;

/// A heading with its blocks.
#[derive(Debug, Default)]
struct Case<'a> {
    title: &'a str,
    setup: String,
    queries: String,
    expected: Vec<&'a str>,
}

/// The blocks of the file: those before the first case are of all.
fn cases() -> (String, Vec<Case<'static>>) {
    let (mut prelude, mut cases, mut block) = (String::new(), Vec::<Case<'_>>::new(), None);
    for line in CASES.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { title, ..Case::default() });
        } else if let Some(kind) = line.strip_prefix("```") {
            block = block.is_none().then_some(kind);
        } else if let (Some(kind), Some(case)) = (block, cases.last_mut()) {
            let text = match kind {
                "sql prelude" => &mut prelude,
                "sql setup" => &mut case.setup,
                "sql query" => &mut case.queries,
                "expected" => {
                    case.expected.push(line);
                    continue;
                }
                other => panic!("a block of an unknown kind: {other}"),
            };
            text.push_str(line);
            text.push('\n');
        }
    }
    cases.retain(|case| !case.queries.is_empty());
    (prelude, cases)
}

#[tokio::test]
async fn every_measure_is_as_reckoned_by_hand() {
    let database = TestDatabase::create().await;
    let (prelude, cases) = cases();
    assert!(cases.len() >= CASES_MIN, "{} cases", cases.len());
    let mut wrong = String::new();
    for case in cases {
        let answers = database.answers_with_facts(&format!("{prelude}{}", case.setup), &case.queries).await;
        if answers != case.expected {
            wrong += &format!("## {}\n{}\n", case.title, answers.join("\n"));
        }
    }
    assert!(wrong.is_empty(), "answered instead of what is expected:\n{wrong}");
}

/// Tables with rows of every day.
const FACTS: [&str; 22] = [
    "conversation",
    "message",
    "engagement",
    "engagement_line",
    "messaging_conversation",
    "messaging_dialog",
    "messaging_message",
    "messaging_agent_participant",
    "messaging_consumer_participant",
    "messaging_transfer",
    "messaging_interaction",
    "messaging_survey",
    "messaging_survey_answer",
    "survey",
    "queue_health",
    "engagement_activity",
    "messaging_activity",
    "messaging_queue_health",
    "skill_segment_interval",
    "agent_segment_interval",
    "messaging_queue_state",
    "agent_status_sample",
];

/// A daily report reads the day, by the index, however much there is.
#[tokio::test]
async fn a_question_about_a_day_reaches_an_index() {
    let database = TestDatabase::create().await;
    let day = "account_id = '1' and started_at >= '2026-11-25' and started_at < '2026-11-26'";
    for question in [
        format!("select * from mart.chat where {day}"),
        format!("select m.* from mart.chat c join mart.chat_message m using (account_id, chat_id) where c.{day}"),
        "select * from mart.daily_summary where account_id = '1' and day = '2026-11-25'".to_owned(),
        format!("select * from mart.messaging_conversation where {day}"),
        format!(
            "select m.* from mart.messaging_conversation c
             join mart.messaging_message m using (account_id, conversation_id) where c.{day}"
        ),
        format!(
            "select * from mart.messaging_survey_response where {}",
            day.replace("started", "conversation_started")
        ),
        format!("select * from mart.contact where {day}"),
        format!("select * from mart.erasure where {day}"),
        format!("select * from mart.contact_queue_interval where {}", day.replace("started", "interval_end")),
        format!("select * from mart.contact_skill_interval where {}", day.replace("started", "interval_end")),
        format!("select * from mart.messaging_agent_interval where {}", day.replace("started", "interval_end")),
        format!("select * from mart.messaging_queue_snapshot where {}", day.replace("started", "sampled")),
        "select * from mart.agent_status_interval where account_id = '1' and day = '2026-11-25'".to_owned(),
        "select channel, sum(contacts) from mart.service_level_interval
            where account_id = '1' and day = '2026-11-25' group by 1"
            .to_owned(),
    ] {
        let plan = database.answers("set local enable_seqscan = off", &format!("explain {question}")).await.join("\n");
        for table in FACTS {
            assert!(!plan.contains(&format!("Seq Scan on {table} ")), "{question}\n{plan}");
        }
    }
}

/// A condition on a view, and the table whose rows it must choose by which column, before they are joined or added up.
const PUSHED_DOWN: [(&str, &str, &str, &str); 13] = [
    ("chat", "started_at >= '2026-11-25' and started_at < '2026-11-26'", "fact.chat", "started_at"),
    ("chat", "chat_id = 'A'", "fact.chat", "chat_id"),
    ("chat", "change_number > 7", "fact.chat", "change_number"),
    ("contact", "started_at >= '2026-11-25' and started_at < '2026-11-26'", "fact.chat", "started_at"),
    (
        "contact",
        "started_at >= '2026-11-25' and started_at < '2026-11-26'",
        "fact.messaging_conversation",
        "started_at",
    ),
    ("messaging_conversation", "conversation_id = 'A'", "fact.messaging_conversation", "conversation_id"),
    ("chat_participation", "started_at > '2026-11-25'", "fact.chat_participation", "started_at"),
    ("contact_quarter_hourly", "day = '2026-11-25'", "fact.contact_quarter_hourly", "day"),
    ("contact_half_hourly", "day = '2026-11-25' and skill_name = 'Support'", "fact.contact_quarter_hourly", "day"),
    ("contact_daily", "day >= '2026-11-01'", "fact.contact_quarter_hourly", "day"),
    ("agent_utilization_hourly", "day = '2026-11-25'", "fact.agent_hour", "day"),
    ("agent_daily", "day = '2026-11-25' and agent_name = 'Robin'", "fact.agent_day", "day"),
    ("daily_summary", "day = '2026-11-25'", "fact.day", "day"),
];

#[tokio::test]
async fn conditions_on_views_of_facts_reach_their_tables() {
    let database = TestDatabase::create().await;
    for (view, condition, table, column) in PUSHED_DOWN {
        let question =
            format!("explain (verbose, costs off) select * from mart.{view} where account_id = '1' and {condition}");
        let mut plan = database.answers("set local enable_seqscan = off", &question).await;
        plan.retain(|line| !line.contains("Output: "));
        let is_searched = |line: &String| {
            let condition = ["Index Cond: ", "Filter: ", "Recheck Cond: "].iter().any(|kind| line.contains(kind));
            condition && line.contains(&format!(".{column} "))
        };
        let scans = (0..plan.len()).filter(|at| plan[*at].contains(&format!(" on {table} ")));
        let of_node = |at: usize| plan[at + 1..].iter().take_while(|line| !line.contains("->"));
        let is_pushed_down = scans.into_iter().any(|at| of_node(at).any(is_searched));
        assert!(is_pushed_down, "{view} where {condition}\n{}", plan.join("\n"));
    }
}

/// Views of what facts refer to, and the tables they may read: all small.
const DIMENSIONS: [(&str, &str); 4] =
    [("agent", "agent_id"), ("skill", "skill_id"), ("agent_group", "agent_group_id"), ("campaign", "campaign_id")];
const NAMES: [&str; 5] = ["agent", "agent_group", "agent_profile", "seen_name", "skill"];

/// The tables that a plan reads.
async fn tables(database: &TestDatabase, query: &str) -> BTreeSet<String> {
    fn collect(plan: &Value, found: &mut BTreeSet<String>) {
        found.extend(plan["Relation Name"].as_str().map(str::to_owned));
        for part in plan["Plans"].as_array().into_iter().flatten() {
            collect(part, found);
        }
    }
    let plan = database.answers("", &format!("explain (format json) {query}")).await.join("\n");
    let mut found = BTreeSet::new();
    collect(&serde_json::from_str::<Value>(&plan).unwrap()[0]["Plan"], &mut found);
    found
}

/// However many facts there are: no scan of one, an index for one name, and nothing where no name is asked for.
#[tokio::test]
async fn a_name_costs_a_lookup() {
    let database = TestDatabase::create().await;
    for (view, id) in DIMENSIONS {
        let read = tables(&database, &format!("select * from mart.{view}")).await;
        assert!(read.iter().all(|table| NAMES.contains(&table.as_str())), "mart.{view} reads {read:?}");
        let unasked = format!(
            "select s.started_at from liveperson.conversation s
             left join mart.{view} n on n.account_id = s.account_id and n.{id} = s.conversation_id"
        );
        assert_eq!(tables(&database, &unasked).await, BTreeSet::from(["conversation".to_owned()]), "{unasked}");
    }
    let lookups = DIMENSIONS.map(|(view, id)| format!("mart.{view} where account_id = '1' and {id} = '7'"));
    let then = ["mart.agent_at('1', '7', now())", "mart.agent_group_at('1', '7', now())"].map(str::to_owned);
    for lookup in lookups.into_iter().chain(then) {
        let explain = format!("explain select * from {lookup}");
        let plan = database.answers("set local enable_seqscan = off", &explain).await.join("\n");
        assert!(!plan.contains("Seq Scan") && !plan.contains("Function Scan on agent_"), "{lookup}\n{plan}");
    }
}

/// The group at the time of a contact is looked up only where it is asked for.
#[tokio::test]
async fn a_group_of_then_costs_nothing_where_nobody_asks() {
    let database = TestDatabase::create().await;
    for view in ["chat", "messaging_conversation", "contact"] {
        let read = |columns| {
            let database = &database;
            async move { tables(database, &format!("select {columns} from mart.{view}")).await.contains("agent_version") }
        };
        assert!(read("agent_group_id_then").await, "mart.{view}");
        assert!(!read("started_at, agent_id, agent_group_id, is_connected, handling_s").await, "mart.{view}");
    }
}

/// Names of today are looked up only where they are asked for.
#[tokio::test]
async fn a_name_of_today_costs_nothing_where_nobody_asks() {
    let database = TestDatabase::create().await;
    for (view, ids, names) in [
        ("chat", "agent_id, agent_group_id, skill_id, campaign_id, agent_name_at_chat", "agent_name, skill_name"),
        ("messaging_conversation", "agent_id, skill_id, campaign_id, skill_name_at_conversation", "campaign_name"),
        ("contact", "agent_id, agent_group_id, skill_id, campaign_id, agent_name_at_contact", "agent_group_name"),
        ("messaging_transfer", "from_skill_id, to_skill_id, to_agent_id, to_agent_name_at_transfer", "to_agent_name"),
        ("impression", "skill_id, skill_name_at_impression", "skill_name"),
    ] {
        let read = |columns| {
            let database = &database;
            async move { tables(database, &format!("select {columns} from mart.{view}")).await }
        };
        let is_name = |table: &String| NAMES.contains(&table.as_str());
        assert!(read(names).await.iter().any(is_name), "mart.{view}");
        assert!(!read(ids).await.iter().any(is_name), "mart.{view}");
    }
}

/// dbt declares them one by one: a view that is new is to be declared, too.
#[tokio::test]
async fn dbt_declares_every_view() {
    const MODELS: [&str; 8] = [
        include_str!("../../../../bi/dbt/models/attributes.yml"),
        include_str!("../../../../bi/dbt/models/chats.yml"),
        include_str!("../../../../bi/dbt/models/dimensions.yml"),
        include_str!("../../../../bi/dbt/models/facts.yml"),
        include_str!("../../../../bi/dbt/models/messaging.yml"),
        include_str!("../../../../bi/dbt/models/operations.yml"),
        include_str!("../../../../bi/dbt/models/samples.yml"),
        include_str!("../../../../bi/dbt/models/visits.yml"),
    ];
    let database = TestDatabase::create().await;
    let names = "select relname from pg_class where relnamespace in ('mart'::regnamespace, 'mart_input'::regnamespace) and relkind in ('r', 'v')";
    let missing = database
        .answers("", names)
        .await
        .into_iter()
        .filter(|name| !MODELS.iter().any(|model| model.contains(&format!("\n      - name: {name}\n"))));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<String>::new());
}

/// The reader sees what analysts need, and neither message texts in the quarantine nor who decided about them.
#[tokio::test]
async fn the_reader_reads_reports_and_not_the_quarantine() {
    let database = TestDatabase::create().await;
    let may = "select string_agg(c.oid::regclass::text, ' ' order by c.oid::regclass::text) from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('ingest', 'liveperson', 'mart', 'mart_input') and c.relkind in ('r', 'v')
            and not has_table_privilege('lp_warehouse_reader', c.oid, 'select')";
    let hidden = database.answers("", may).await;
    let expected = "ingest.deletion ingest.displaced_view ingest.drift ingest.fact_mark ingest.fact_query ingest.feed_progress \
        ingest.mart_view ingest.migration ingest.operator_action ingest.reject ingest.restore_attempt ingest.stray \
        ingest.unit_extra";
    assert_eq!(hidden, [expected]);
    let later = "create table liveperson.later (a integer); create view mart.later as select 1 as a";
    let sees = "select has_table_privilege('lp_warehouse_reader', 'liveperson.later', 'select'),
        has_table_privilege('lp_warehouse_reader', 'mart.later', 'select')";
    assert_eq!(database.answers(later, sees).await, ["t|t"]);
}
