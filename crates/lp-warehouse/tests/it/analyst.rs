//! What analysts are given is run against a loaded warehouse: the questions of the page, every panel of the dashboards, and
//! how far the sources agree.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::TimeDelta;
use serde_json::Value;
use sink::refresh::{RefreshRound, Refreshed};
use sink::testing::TestDatabase;

use crate::closing::finish;
use crate::deployment::{ACCOUNT, Deployment, Plan, is_long, now, whole_world};

/// Each question must be answered within this, by the server's own limit.
pub(crate) const ANSWER_WITHIN: &str = "set local statement_timeout = '1s'; set local role lp_warehouse_analyst";
/// Messages of the long variant: a year or two of a contact center.
const MESSAGES: i64 = 5_000_000;
/// Nothing comes late here; `questions::restatement` has an answer to it.
const NOT_ANSWERED: &str = "Which numbers changed after a report may have shown them?";
/// As many as the page promises.
const QUESTIONS: usize = 47;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Two accounts, three days, all feeds.
async fn loaded() -> Deployment {
    let deployment = Plan::of(whole_world()).reading(&feeds::all().collect::<Vec<_>>()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    // Autovacuum does this within a minute.
    deployment.database().execute("analyze").await;
    deployment
}

/// The SQL blocks of the page, each with its heading.
pub(crate) fn questions() -> Vec<(String, String)> {
    let page = std::fs::read_to_string(repository("docs/questions.md")).unwrap();
    let sections = page.split("\n## ").skip(1);
    let question = |section: &str| {
        let sql = section.split("```sql\n").nth(1)?.split("```").next()?;
        Some((section.lines().next()?.to_owned(), sql.to_owned()))
    };
    sections.filter_map(question).collect()
}

/// The queries of all panels, each with its dashboard and title, as Grafana would send them for the last `span`.
fn panels(span: &str) -> Vec<(String, String)> {
    let mut panels = Vec::new();
    for entry in std::fs::read_dir(repository("bi/grafana/dashboards")).unwrap() {
        let path = entry.unwrap().path();
        let dashboard: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for panel in dashboard["panels"].as_array().unwrap() {
            for target in panel["targets"].as_array().into_iter().flatten() {
                let title = format!("{}: {}", path.file_name().unwrap().display(), panel["title"].as_str().unwrap());
                panels.push((title, filled(target["rawSql"].as_str().unwrap(), span)));
            }
        }
    }
    panels
}

/// Grafana's macros and the variable, written out.
fn filled(sql: &str, span: &str) -> String {
    let mut filled = sql.replace("$account", ACCOUNT).replace("${account}", ACCOUNT);
    let from = format!("(now() - interval '{span}')");
    filled = filled.replace("$__timeFrom()", &from).replace("$__timeTo()", "now()");
    while let Some(start) = filled.find("$__timeFilter(") {
        let end = start + filled[start..].find(')').expect("a macro is closed");
        let column = filled[start + "$__timeFilter(".len()..end].to_owned();
        filled.replace_range(start..=end, &format!("{column} between {from} and now()"));
    }
    assert!(!filled.contains("$__"), "a macro that is not known: {filled}");
    filled
}

async fn expect_answers(database: &TestDatabase, asked: &[(String, String)]) {
    for (title, sql) in asked {
        let answers = database.answers(ANSWER_WITHIN, sql).await;
        assert!(!answers.is_empty() || title == NOT_ANSWERED, "`{title}` has no answer");
    }
}

/// Views call functions, which read with the rights of who asks, and only where there are rows.
async fn expect_columns_to_be_readable(database: &TestDatabase) {
    let views = "select format('select %s from mart.%I limit 10', string_agg(quote_ident(attname), ', '), relname)
        from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0
        where relnamespace = 'mart'::regnamespace and relkind = 'v'
            and has_column_privilege('lp_warehouse_analyst', attrelid, attnum, 'select')
        group by relname";
    let views = database.answers("", views).await;
    assert!(views.len() > 70, "{} views", views.len());
    for view in views {
        database.answers("set local role lp_warehouse_analyst", &view).await;
    }
}

/// A panel has a number, and one that is drawn over time has a row for every step: else a line would hide what is missing.
async fn expect_numbers(database: &TestDatabase, panels: &[(String, String)]) {
    for (title, sql) in panels {
        let time = if sql.contains(" as time") { "p.time" } else { "null::timestamptz" };
        let checked = format!(
            "select coalesce(bool_or(has_number), false), count(distinct step) <= 1
            from (
                select jsonb_strip_nulls(to_jsonb(p) - 'time' - 'metric') <> '{{}}' as has_number,
                    {time} - lag({time}) over (order by {time}) as step
                from ({sql}) p
            ) s
            where step is distinct from '0'"
        );
        assert_eq!(database.answers(ANSWER_WITHIN, &checked).await, ["t|t"], "`{title}`: has a number; steps evenly");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_and_panel_has_an_answer_for_an_analyst() {
    let deployment = loaded().await;
    let (questions, panels) = (questions(), panels("7 days"));
    assert_eq!(questions.len(), QUESTIONS);
    assert!(panels.len() >= QUESTIONS, "{} panels", panels.len());
    expect_columns_to_be_readable(deployment.database()).await;
    expect_answers(deployment.database(), &questions).await;
    expect_answers(deployment.database(), &panels).await;
    expect_numbers(deployment.database(), &panels).await;
    expect_sources_agree(&deployment).await;
    expect_one_rule_of_freshness(deployment.database()).await;
    finish(deployment).await;
}

/// All sources are of one world: what they tell alike agrees, and what one of them alone tells has a reason.
async fn expect_sources_agree(deployment: &Deployment) {
    let database = deployment.database();
    let chats = "select count(*) > 100, count(*) filter (where c.ended_at <> e.ended_at),
            count(*) filter (where e.is_partial is not true and (c.agent_id, c.skill_id) <> (e.agent_id, e.skill_id))
        from liveperson.conversation c
        join liveperson.engagement e on (e.account_id, e.engagement_id) = (c.account_id, c.conversation_id)";
    let agreed = database.answers("", chats).await;
    assert_eq!(agreed, ["t|0|0"], "chats of both sources; those whose end, and whose agent or skill, differ");

    let closed = "select count(*) > 100, sum(s.chats) > 100, count(*) filter (where s.chats <> coalesce(c.chats, 0))
        from (
            select account_id, interval_end_at, total_interactive_chats + total_non_interactive_chats as chats
            from liveperson.engagement_activity where grain = 'account' and interval_s = 300 and is_final
        ) s
        left join (
            select account_id, date_bin('5 min', ended_at, 'epoch') + interval '5 min' as interval_end_at, count(*) as chats
            from mart.chat where type = 'LIVE_CHAT' group by 1, 2
        ) c using (account_id, interval_end_at)";
    let sampled = database.answers("", closed).await;
    assert_eq!(sampled, ["t|t|0"], "intervals, and those in which other than the counted chats closed");

    let waits = "select count(*) > 100, count(*) filter (where history_wait_s <> data_access_wait_s),
            count(*) filter (where abs(history_duration_s - data_access_duration_s) >= 1)
        from mart.chat where is_live_chat and history_wait_s is not null and data_access_wait_s is not null";
    let timed = database.answers("", waits).await;
    assert_eq!(
        timed,
        ["t|0|0"],
        "chats of both sources; those whose wait, and whose duration in whole seconds, differ"
    );

    // Agents by the hours that were sampled whole, to a second per interval. Who is logged in twice at once counts once in the
    // samples; a shift is known when it is over, and its file may be late: so hours of half a day ago, and not quite all.
    let online = "select count(*) > 100, 20 * count(*) filter (where abs(u.online_s - s.online_s) > 12) < count(*)
        from (
            select account_id, agent_id, date_trunc('hour', interval_started_at, 'UTC') as hour_at, sum(total_s) as online_s
            from mart.agent_state_interval where state_id = 2 and interval_s = 300 and is_final
            group by 1, 2, 3
        ) s
        join mart.agent_utilization_hourly u using (account_id, agent_id, hour_at)
        where s.hour_at < now() - interval '12 hours' and (
            select count(*) = 12 from liveperson.engagement_activity e
            where e.account_id = s.account_id and e.grain = 'account' and e.interval_s = 300 and e.is_final
                and e.interval_end_at > s.hour_at and e.interval_end_at <= s.hour_at + interval '1 hour'
        ) and not exists (
            select from mart.agent_shift a join mart.agent_shift b using (account_id, agent_id)
            where a.account_id = s.account_id and a.agent_id = s.agent_id and a.shift_id <> b.shift_id
                and a.login_at < b.last_change_at and b.login_at < a.last_change_at
                and greatest(a.login_at, b.login_at) < s.hour_at + interval '1 hour'
                and least(a.last_change_at, b.last_change_at) > s.hour_at
        )";
    let worked = database.answers("", online).await;
    assert_eq!(worked, ["t|t"], "enough hours of agents, and nearly none in which the time online differs");

    let reasons = "select only_in, reason from mart.source_difference group by 1, 2 order by 1, 2";
    let met = ["data_access|not_live_chat", "engagement_history|to_come", "engagement_history|unexplained"];
    assert_eq!(database.answers("", reasons).await, met);
    // The world has chats that no file ever tells of; nothing else may be unexplained.
    let ever = now() + TimeDelta::days(30);
    let truth = deployment.simulator.world().truth(ever);
    let told: HashSet<&str> = truth["conversation"].iter().filter_map(|row| row["conversation_id"].as_str()).collect();
    let unexplained = database.rows("select chat_id from mart.source_difference where reason = 'unexplained'").await;
    let wrong = unexplained.iter().find(|row| told.contains(row["chat_id"].as_str().unwrap()));
    assert_eq!(wrong, None, "a file tells of it");
}

/// The views for analysts and the page for operators tell the same.
async fn expect_one_rule_of_freshness(database: &TestDatabase) {
    let status = database.sink.feed_status(&[]).await.unwrap();
    let rows = database.rows("select account_id, feed, complete_through_at, last_loaded_at from mart.freshness").await;
    assert_eq!(rows.len(), status.len());
    for feed in status {
        let row = rows.iter().find(|row| row["account_id"] == feed.account_id && row["feed"] == feed.feed).unwrap();
        let at = |column: &str| row[column].as_str().map(|at| at.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        assert_eq!(
            (at("complete_through_at"), at("last_loaded_at")),
            (feed.complete_through, feed.last_loaded_at),
            "{row}"
        );
    }
}

/// Copies of everything, each three days older than the one before, until there are enough messages.
async fn multiply(database: &TestDatabase) {
    const MULTIPLY: &str = "do $$
        declare
            copies integer := ceil(MESSAGES::numeric / (select count(*) from liveperson.message));
            target text;
            columns text;
            copied text;
        begin
            foreach target in array array[
                'conversation', 'conversation_skill', 'message', 'transfer', 'engagement', 'engagement_line',
                'engagement_attribute', 'engagement_attribute_product', 'survey_answer', 'agent_event'
            ] loop
                select string_agg(quote_ident(attname), ', ' order by attnum),
                    string_agg(case
                        when atttypid = 'timestamptz'::regtype then format('%I - n * interval ''3 days''', attname)
                        when attname in ('conversation_id', 'engagement_id', 'agent_session_id')
                            then format('%I || ''-'' || n', attname)
                        else quote_ident(attname) end, ', ' order by attnum)
                into columns, copied
                from pg_attribute
                where attrelid = ('liveperson.' || target)::regclass and attnum > 0 and not attisdropped;
                execute format('insert into liveperson.%I (%s) select %s from liveperson.%I, generate_series(1, %s) n',
                    target, columns, copied, target, copies);
            end loop;
        end $$";
    database.execute(&MULTIPLY.replace("MESSAGES", &MESSAGES.to_string())).await;
    database.execute("vacuum analyze").await;
}

/// Calculates everything again, without a rest.
async fn rebuild_facts(database: &TestDatabase) -> Refreshed {
    assert!(database.sink.prepare_facts().await.unwrap());
    database.sink.mark_facts(None).await.unwrap();
    let mut all = Refreshed::default();
    while database.sink.fact_backlog().await.unwrap().marks > 0 {
        let mut round = RefreshRound::begin();
        while let Some(refreshed) = database.sink.refresh_facts(&mut round).await.unwrap() {
            all.add(refreshed);
        }
    }
    all
}

/// Questions about all of it, and how long each may take on a quiet machine of two cores: printed, not asserted.
const OF_ALL_DAYS: [(&str, &str); 4] = [
    ("daily_summary, all days (goal 1 s)", "select * from mart.daily_summary where account_id = '$account'"),
    (
        "service level by month and skill (goal 1 s)",
        "select date_trunc('month', day), skill_name, mart.share(sum(within_service_level_contacts), sum(service_level_contacts))
         from mart.contact_daily where account_id = '$account' group by 1, 2",
    ),
    (
        "agents by month (goal 1 s)",
        "select date_trunc('month', day), agent_name, sum(chats), mart.share(sum(online_chatting_s), sum(online_s))
         from mart.agent_daily where account_id = '$account' group by 1, 2",
    ),
    (
        "chats by hour and weekday (goal 1 s)",
        "select started_weekday, started_hour, sum(chats) from mart.chat where account_id = '$account' group by 1, 2",
    ),
];

/// What no panel about a day reads whole, neither for its figures nor for a name.
const FACTS: [&str; 13] = [
    "message",
    "engagement_line",
    "conversation",
    "conversation_skill",
    "engagement",
    "transfer",
    "agent_event",
    "survey_answer",
    "chat",
    "chat_participation",
    "contact_quarter_hourly",
    "agent_hour",
    "agent_day",
];

/// With `cargo xtask test --long`, printed by `--nocapture`: what each question about a day costs, and that none of them
/// reads all facts.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_a_warehouse_of_years_is_found_by_an_index() {
    if !is_long() {
        return;
    }
    let deployment = loaded().await;
    let database = deployment.database();
    multiply(database).await;
    let begun = Instant::now();
    let rebuilt = rebuild_facts(database).await;
    println!("facts rebuilt in {:.1} s: {rebuilt:?}", begun.elapsed().as_secs_f64());
    database.execute("vacuum analyze").await;
    let counts = "select (select count(*) from liveperson.message), (select count(*) from liveperson.engagement_line),
        (select count(*) from mart.chat), (select count(*) from liveperson.agent_event)";
    println!("messages|history lines|chats|agent events: {}", database.answers("", counts).await[0]);
    let of_all_days = OF_ALL_DAYS.map(|(title, sql)| (title.to_owned(), filled(sql, "1 day")));
    for (title, sql) in &of_all_days {
        let begun = Instant::now();
        let rows = database.answers("", sql).await.len();
        println!("{:>6} ms {rows:>5} rows  {title}", begun.elapsed().as_millis());
    }
    for (title, sql) in panels("1 day") {
        let begun = Instant::now();
        let rows = database.answers("", &sql).await.len();
        println!("{:>6} ms {rows:>5} rows  {title}", begun.elapsed().as_millis());
        let plan = database.answers("", &format!("explain {sql}")).await.join("\n");
        for table in FACTS {
            assert!(!plan.contains(&format!("Seq Scan on {table} ")), "{title} reads all of {table}:\n{plan}");
        }
    }
    deployment.simulator.shutdown().await;
}
