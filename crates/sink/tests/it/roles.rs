//! The roles that users are granted: what they may read, and when somebody made or stripped them apart from the migrations.

use std::collections::BTreeMap;

use expect_test::expect_file;
use sink::migrations::Schema;
use sink::roles::RoleFacts;
use sink::testing::TestDatabase;
use sqlx::{Connection, PgConnection};

const FACTS: &str = include_str!("../../src/sql/role_facts.sql");
const NAMES: [&str; 3] = ["lp_warehouse_analyst", "lp_warehouse_reader", "lp_warehouse_writer"];

#[tokio::test]
async fn a_role_without_its_rights_gets_them_again() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let roles = |lacking: &[&str]| {
        let role = |name: &str| {
            let lacks_rights = lacking.iter().any(|lacking| name.ends_with(lacking));
            RoleFacts { name: name.to_owned(), is_there: true, lacks_rights }
        };
        NAMES.map(role)
    };
    assert_eq!(sink.role_facts().await.unwrap(), roles(&[]));
    for (stripped, lacking) in [
        ("revoke select on mart.chat from lp_warehouse_reader", &["reader"][..]),
        ("revoke usage on schema liveperson from lp_warehouse_reader", &["reader"]),
        ("revoke update on ingest.unit from lp_warehouse_writer", &["writer"]),
        ("revoke insert on mart.account_setting from lp_warehouse_writer", &["writer"]),
        ("revoke update on mart.seen_name from lp_warehouse_writer", &["writer"]),
        ("revoke select (started_at) on mart.chat from lp_warehouse_analyst", &["analyst"]),
        ("revoke usage on schema mart from lp_warehouse_analyst", &["analyst"]),
        ("revoke select on liveperson.agent_version from lp_warehouse_analyst", &["analyst"]),
        // As one that was made after all migrations.
        (
            "drop owned by lp_warehouse_analyst, lp_warehouse_reader, lp_warehouse_writer",
            &["analyst", "reader", "writer"],
        ),
    ] {
        database.execute(stripped).await;
        assert_eq!(sink.role_facts().await.unwrap(), roles(lacking), "{stripped}");
        sink.grant_roles().await.unwrap();
        assert_eq!(sink.role_facts().await.unwrap(), roles(&[]), "{stripped}");
    }
}

#[tokio::test]
async fn a_missing_role_is_seen_and_lacks_nothing() {
    let database = TestDatabase::create().await;
    for name in NAMES {
        let facts = database.answers(&format!("alter role {name} rename to lp_warehouse_renamed"), FACTS).await;
        let expected = NAMES.map(|other| format!("{other}|{}|f", if other == name { "f" } else { "t" }));
        assert_eq!(facts, expected);
    }
}

/// Columns of the views of mart, those that are personal and the others.
async fn columns(database: &TestDatabase, is_personal: bool) -> Vec<(String, String)> {
    let columns = database
        .rows(
            "select c.relname as view, a.attname as column, col_description(c.oid, a.attnum) like '% Personal.' as is_personal
             from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
             where c.relnamespace = 'mart'::regnamespace and c.relkind = 'v' order by c.relname collate \"C\", a.attnum",
        )
        .await;
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let wanted = columns.iter().filter(|column| column["is_personal"] == is_personal);
    wanted.map(|column| (text(&column["view"]), text(&column["column"]))).collect()
}

/// A reviewer sees here what a change hides from analysts, or shows them.
#[tokio::test]
async fn personal_columns_are_as_reviewed() {
    let database = TestDatabase::create().await;
    let lines = columns(&database, true).await.into_iter().map(|(view, column)| format!("mart.{view}.{column}\n"));
    expect_file!["golden/personal_columns.txt"].assert_eq(&lines.collect::<String>());
}

/// What the server says to a statement.
async fn ask(session: &mut PgConnection, sql: &str) -> Result<(), String> {
    let answer = sqlx::raw_sql(sql).execute(session).await;
    answer.map(|_| ()).map_err(|error| error.as_database_error().unwrap().message().to_owned())
}

/// Logged in, as what a view reads is read with its owner's rights, and what a function reads with those of the user.
#[tokio::test]
async fn an_analyst_reads_what_is_not_personal_and_nothing_else() {
    let database = TestDatabase::create().await;
    let user = format!("member_{}", std::process::id());
    database.execute(&format!("create role {user} login password 'member' in role lp_warehouse_analyst")).await;
    database
        .execute(
            "insert into mart.account_setting values ('1', 'Europe/Berlin');
             insert into liveperson.agent_version (account_id, agent_id, valid_from, full_name, login_name)
             values ('1', '7', '2026-01-01', 'Robin Hale', 'robin@example.com')",
        )
        .await;
    let (_, server) = database.url().split_once('@').unwrap();
    let url = format!("postgres://{user}:member@{server}");
    let mut analyst = PgConnection::connect(&url).await.unwrap();
    let refused = |what: &str| Err(format!("permission denied for {what}"));
    for (sql, expected) in [
        ("select * from mart.chat", refused("view chat")),
        ("select c from mart.chat c", refused("view chat")),
        ("select text from mart.chat_message", refused("view chat_message")),
        ("select chat_id from mart.chat where visitor_name = 'Kim'", refused("view chat")),
        ("select * from mart.seen_name", refused("table seen_name")),
        ("select * from liveperson.agent_version", refused("schema liveperson")),
        ("select * from ingest.feed", refused("schema ingest")),
        ("select * from mart.daily_summary", Ok(())),
        ("select mart.account_day('1', now())", Ok(())),
        ("select * from mart.agent_at('1', '7', now()), mart.agent_group_at('1', '9', now())", Ok(())),
    ] {
        assert_eq!(ask(&mut analyst, sql).await, expected, "{sql}");
    }
    let mut readable = BTreeMap::<String, Vec<String>>::new();
    for (view, column) in columns(&database, false).await {
        readable.entry(view).or_default().push(column);
    }
    assert_eq!(readable.len(), Schema::embedded().views_read().len());
    for (view, columns) in readable {
        let sql = format!("select {} from mart.{view}", columns.join(", "));
        assert_eq!(ask(&mut analyst, &sql).await, Ok(()), "{sql}");
    }
    for (view, column) in columns(&database, true).await {
        let sql = format!("select {column} from mart.{view}");
        assert_eq!(ask(&mut analyst, &sql).await, refused(&format!("view {view}")), "{sql}");
    }
    analyst.close().await.unwrap();
    database.execute(&format!("drop role {user}")).await;
}

/// Neither by its default rights, nor because a view got them once.
#[tokio::test]
async fn a_new_view_shows_an_analyst_what_its_comments_say() {
    let database = TestDatabase::create().await;
    let with = |comment_of_b: &str| {
        let sql = format!(
            "create or replace view mart.top as select 1 as a, 2 as b, 3 as c;
             comment on column mart.top.a is 'A.';{comment_of_b}"
        );
        Schema::embedded().clone().with_view("top", &sql)
    };
    let may = "select string_agg(attname, ' ' order by attnum) from pg_attribute where attrelid = 'mart.top'::regclass
        and attnum > 0 and has_column_privilege('lp_warehouse_analyst', 'mart.top', attnum, 'select')";
    for (comment_of_b, expected) in [
        ("", "a"),
        ("comment on column mart.top.b is 'B.';", "a b"),
        ("comment on column mart.top.b is 'B. Personal.';", "a"),
        ("comment on column mart.top.b is 'B.'; comment on column mart.top.c is 'C.';", "a b c"),
        ("comment on column mart.top.b is 'B. Personal.'; comment on column mart.top.c is 'C.';", "a c"),
    ] {
        database.sink.migrate_to(&with(comment_of_b)).await.unwrap();
        assert_eq!(database.answers("", may).await, [expected], "{comment_of_b}");
    }
    database.execute("create table mart.later (a integer)").await;
    let sees = "select has_any_column_privilege('lp_warehouse_analyst', 'mart.later', 'select')";
    assert_eq!(database.answers("", sees).await, ["f"]);
}
