//! Facts follow what loads wrote: nothing is missed, nothing is written twice, and loads never wait.

use sink::refresh::{RefreshRound, Refreshed};
use sink::testing::TestDatabase;
use sqlx::{Connection, PgConnection};

use crate::fixture::{Doc, File, load};

const A: Doc = Doc { id: 1, says: "A", messages: 2 };
const B: Doc = Doc { id: 2, says: "B", messages: 1 };
/// The day of all chats, and the number of facts that one brings: the chat, its interval, its day.
const DAY: &str = "2023-11-14";
/// A refresh that takes more rounds does not end.
const ROUNDS_MAX: usize = 10;

async fn catch_up(database: &TestDatabase) -> Refreshed {
    assert!(database.sink.prepare_facts().await.unwrap());
    let mut all = Refreshed::default();
    for _ in 0..ROUNDS_MAX {
        if database.sink.fact_backlog().await.unwrap().marks == 0 {
            return all;
        }
        let mut round = RefreshRound::begin();
        while let Some(refreshed) = database.sink.refresh_facts(&mut round).await.unwrap() {
            all.add(refreshed);
            if refreshed.is_elsewhere {
                return all;
            }
        }
    }
    panic!("marks are left after {ROUNDS_MAX} rounds");
}

async fn marks(database: &TestDatabase) -> Vec<String> {
    database.answers("", "select subject, account_id, key from ingest.fact_mark order by 1, 2, 3").await
}

/// A database whose feeds have been looked at: what is marked from here on, loads marked.
async fn prepared() -> TestDatabase {
    let database = TestDatabase::create().await;
    catch_up(&database).await;
    database
}

#[tokio::test]
async fn a_load_marks_what_it_wrote_and_nothing_when_it_writes_nothing() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A, B])).await;
    assert_eq!(marks(&database).await, ["chat|1|1001", "chat|1|1002"]);
    let refreshed = catch_up(&database).await;
    assert!(refreshed.written > 0 && refreshed.deleted == 0, "{refreshed:?}");
    let days = "select day, chats from mart.daily_summary where chats > 0";
    assert_eq!(database.answers("", days).await, [format!("{DAY}|2")]);
    load(&database.sink, &File::engagement("one", 1, &[A, B])).await;
    assert_eq!(marks(&database).await, Vec::<String>::new());
    load(&database.sink, &File::engagement("two", 2, &[Doc { says: "A later", ..A }, B])).await;
    assert_eq!(marks(&database).await, ["chat|1|1001"]);
}

#[tokio::test]
async fn calculating_everything_again_writes_nothing() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A, B])).await;
    catch_up(&database).await;
    let place = "select ctid, xmin, xmax from fact.chat union all select ctid, xmin, xmax from fact.day
        union all select ctid, xmin, xmax from fact.contact_quarter_hourly";
    let before = database.answers("", place).await;
    database.sink.mark_facts(None).await.unwrap();
    let refreshed = catch_up(&database).await;
    assert_eq!((refreshed.written, refreshed.deleted), (0, 0));
    assert!(refreshed.marks > 0 && before.len() == 4);
    assert_eq!(database.answers("", place).await, before);
}

/// The mark is of the load's own transaction, whenever that ends.
#[tokio::test]
async fn a_load_that_commits_while_others_are_refreshed_is_not_missed() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A])).await;
    let mut late = PgConnection::connect(database.url()).await.unwrap();
    let insert = "begin;
        insert into liveperson.conversation (account_id, conversation_id, started_at, source_version_at, content_rev, content_hash, unit_id)
            values ('1', 'late', '2023-11-14 22:00Z', now(), 1, '', 1);
        insert into ingest.fact_mark (subject, account_id, key) values ('chat', '1', 'late')";
    sqlx::raw_sql(insert).execute(&mut late).await.unwrap();
    catch_up(&database).await;
    let seen = "select string_agg(chat_id, ' ' order by chat_id) from mart.chat";
    assert_eq!(database.answers("", seen).await, ["1001"]);
    sqlx::raw_sql("commit").execute(&mut late).await.unwrap();
    catch_up(&database).await;
    assert_eq!(database.answers("", seen).await, ["1001 late"]);
    assert_eq!(database.answers("", "select chats from mart.daily_summary where chats > 0").await, ["2"]);
}

/// Whoever is killed in a refresh has written nothing, and its marks are still there.
#[tokio::test]
async fn one_refreshes_at_a_time() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A])).await;
    let mut other = PgConnection::connect(database.url()).await.unwrap();
    let lock = format!("begin; select pg_advisory_xact_lock({})", 0x6c70_7761_6661_6374_i64);
    sqlx::raw_sql(&lock).execute(&mut other).await.unwrap();
    let refreshed = catch_up(&database).await;
    assert_eq!(refreshed, Refreshed { is_elsewhere: true, ..Refreshed::default() });
    // A load does not wait for it.
    load(&database.sink, &File::engagement("two", 2, &[B])).await;
    other.close().await.unwrap();
    assert!(!catch_up(&database).await.is_elsewhere);
    assert_eq!(database.answers("", "select count(*) from mart.chat").await, ["2"]);
}

/// A reader remembers the greatest number that it saw, and what has a greater one is all that changed since.
#[tokio::test]
async fn change_numbers_grow_and_deletions_have_one() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A, B])).await;
    catch_up(&database).await;
    let greatest = "select max(change_number) from mart.chat";
    let seen: i64 = database.answers("", greatest).await[0].parse().unwrap();
    load(&database.sink, &File::engagement("two", 2, &[Doc { says: "A later", ..A }])).await;
    catch_up(&database).await;
    let since = format!("select chat_id, start_page from mart.chat where change_number > {seen}");
    assert_eq!(database.answers("", &since).await, ["1001|A later"]);
    let delete = "delete from liveperson.conversation where conversation_id = '1001';
        insert into ingest.fact_mark (subject, account_id, key) values ('chat', '1', '1001')";
    let seen: i64 = database.answers("", greatest).await[0].parse().unwrap();
    database.execute(delete).await;
    catch_up(&database).await;
    let gone = format!("select relation, key from mart.deletion where change_number > {seen} order by 1");
    assert_eq!(database.answers("", &gone).await, [r#"chat|{"chat_id": "1001"}"#]);
    assert_eq!(database.answers("", "select chats from mart.daily_summary where chats > 0").await, ["1"]);
}

#[tokio::test]
async fn a_setting_changes_the_facts_of_its_account() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A])).await;
    let connect = "update liveperson.conversation set interaction_started_at = started_at + interval '30 s'";
    database.execute(connect).await;
    catch_up(&database).await;
    let within = "select c.wait_s, c.is_within_service_level, d.service_level_share, d.day
        from mart.chat c join mart.daily_summary d on d.account_id = c.account_id and d.day = c.started_on";
    assert_eq!(database.answers("", within).await, [format!("30.000|f|0.0000|{DAY}")]);
    let set = "insert into mart.account_setting (account_id, time_zone, service_level_threshold_s) values ('1', 'Asia/Tokyo', 30)";
    database.execute(set).await;
    catch_up(&database).await;
    assert_eq!(database.answers("", within).await, ["30.000|t|1.0000|2023-11-15"]);
    let days = "select day, sum(offered_contacts) from mart.contact_daily group by 1";
    assert_eq!(database.answers("", days).await, ["2023-11-15|1"]);
}

#[tokio::test]
async fn another_calculation_calculates_everything_again() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A])).await;
    catch_up(&database).await;
    database.execute("update fact.chat set start_page = 'as an older program had it'").await;
    database.execute("update ingest.fact_query set sha256 = '' where name = 'chat'").await;
    assert!(catch_up(&database).await.written > 0);
    assert_eq!(database.answers("", "select start_page from mart.chat").await, ["A"]);
    database.execute("update ingest.mart_view set version = '99.0.0', sha256 = ''").await;
    assert!(!database.sink.prepare_facts().await.unwrap(), "a newer program has the views, and with them the facts");
}

/// A chat that cannot be calculated holds up no other, and says why.
#[tokio::test]
async fn what_the_database_refuses_stands_alone() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A, B])).await;
    let refuse = "alter table fact.chat add constraint refuses check (chat_id <> '1001')";
    database.execute(refuse).await;
    let refreshed = catch_up(&database).await;
    assert_eq!(refreshed.refused, 1);
    assert_eq!(database.answers("", "select chat_id from mart.chat").await, ["1002"]);
    let why = "select key, refused_because from ingest.fact_mark";
    let because = "1001|the database refused the data (SQLSTATE 23514, refuses)";
    assert_eq!(database.answers("", why).await, [because]);
    database.execute("alter table fact.chat drop constraint refuses").await;
    database.sink.mark_facts(None).await.unwrap();
    assert_eq!(catch_up(&database).await.refused, 0);
    assert_eq!(database.answers("", "select count(*) from mart.chat").await, ["2"]);
    assert_eq!(marks(&database).await, Vec::<String>::new());
}

/// What changes after a day was complete says so, with the file that did it; a day that is not complete just grows.
#[tokio::test]
async fn a_complete_day_that_changes_is_restated() {
    let database = prepared().await;
    load(&database.sink, &File::engagement("one", 1, &[A])).await;
    catch_up(&database).await;
    load(&database.sink, &File::engagement("two", 2, &[B])).await;
    catch_up(&database).await;
    assert_eq!(database.answers("", "select * from mart.restatement").await, Vec::<String>::new());
    database.execute(&format!("insert into fact.complete_day values ('1', '{DAY}', now())")).await;
    load(&database.sink, &File::engagement("late", 3, &[Doc { id: 3, says: "C", messages: 0 }])).await;
    catch_up(&database).await;
    let restated = "select day, measure_group, before, after, feeds, units from mart.restatement order by 2";
    assert_eq!(
        database.answers("", restated).await,
        [
            r#"2023-11-14|service_level|{"service_level_chats": 2}|{"service_level_chats": 3}|{engagement}|{late}"#,
            r#"2023-11-14|volume|{"chats": 2, "abandoned_chats": 2, "interactive_chats": 2}|{"chats": 3, "abandoned_chats": 3, "interactive_chats": 3}|{engagement}|{late}"#,
        ]
    );
    let days = "select is_complete, is_restated, chats from mart.daily_summary where chats > 0";
    assert_eq!(database.answers("", days).await, ["t|t|3"]);
}

/// A column that is in one of the two only, or of another type, would fail in a daemon.
#[tokio::test]
async fn a_table_has_the_columns_of_its_query() {
    let database = TestDatabase::create().await;
    let columns = |relation: &str| {
        format!(
            "select attname, format_type(atttypid, null) from pg_attribute
             where attrelid = '{relation}'::regclass and attnum > 0 and attname not in ('change_number', 'changed_at')
             order by attname"
        )
    };
    for (table, query) in TestDatabase::fact_queries() {
        let made = database.answers(&format!("create temporary view made as {query}"), &columns("pg_temp.made")).await;
        assert!(made.len() > 3);
        assert_eq!(database.answers("", &columns(&format!("fact.{table}"))).await, made, "fact.{table}");
    }
}
