//! Views of `mart` follow their files: what changed is made anew, and nothing else is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sink::SinkError;
use sink::migrations::{Migrated, Schema, SchemaState};
use sink::testing::TestDatabase;
use sqlx::{Connection, PgConnection};

/// One row per view of mart; another number when it was made or replaced, another id when it was dropped.
const TOUCHED: &str = "select c.relname as name, c.oid::bigint as id, r.xmin::text as touched from pg_class c
    join pg_rewrite r on r.ev_class = c.oid where c.relnamespace = 'mart'::regnamespace";
const PATIENCE: Duration = Duration::from_secs(60);

/// Id and number.
pub(crate) type Touch = (i64, String);
pub(crate) type Views = BTreeMap<String, Touch>;

pub(crate) async fn views(database: &TestDatabase) -> Views {
    let view = |row: serde_json::Value| {
        let text = |column: &str| row[column].as_str().unwrap().to_owned();
        (text("name"), (row["id"].as_i64().unwrap(), text("touched")))
    };
    database.rows(TOUCHED).await.into_iter().map(view).collect()
}

/// Views that differ: replaced, and dropped (made again or not).
fn differences(before: &Views, after: &Views) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = |is: fn(&Touch, Option<&Touch>) -> bool| {
        before.iter().filter(|(name, was)| is(was, after.get(*name))).map(|(name, _)| name.clone()).collect()
    };
    let replaced = names(|was, now| now.is_some_and(|now| was.0 == now.0 && was.1 != now.1));
    let dropped = names(|was, now| now.is_none_or(|now| was.0 != now.0));
    (replaced, dropped)
}

fn views_changed(views: usize) -> Migrated {
    Migrated { views, ..Migrated::default() }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The program after this one, in which a piece of a view's text is another.
fn changed(view: &str, piece: &str, other: &str) -> Schema {
    let ours = Schema::embedded();
    let sql = ours.view(view);
    assert!(sql.contains(piece), "{view} has {piece}");
    ours.clone().with_view(view, &sql.replace(piece, other)).of_version("99.0.0")
}

/// Those that read a view, however far, and itself.
fn with_readers(view: &str) -> BTreeSet<String> {
    let reads = Schema::embedded().views_read();
    let mut found = set(&[view]);
    loop {
        let before = found.len();
        let reader =
            |(name, reads): &(String, Vec<String>)| reads.iter().any(|read| found.contains(read)).then(|| name.clone());
        let more: Vec<String> = reads.iter().filter_map(reader).collect();
        found.extend(more);
        if found.len() == before {
            return found;
        }
    }
}

/// A column that comes first moves all others, as `create or replace` refuses.
pub(crate) fn with_another_first_column(view: &str) -> Schema {
    let first = Schema::embedded().view(view).lines().find(|line| line.starts_with("    k.account_id,")).unwrap();
    let comment = format!("comment on view mart.{view} is");
    let also = format!("comment on column mart.{view}.first is 'Another.';\n{comment}");
    let moved = changed(view, first, &format!("    1 as first,\n{first}"));
    let sql = moved.view(view).replace(&comment, &also);
    moved.with_view(view, &sql)
}

#[tokio::test]
async fn what_a_text_names_is_what_the_server_knows() {
    let database = TestDatabase::create().await;
    let depends = "select distinct v.relname as view, t.relname as reads from pg_depend d
        join pg_rewrite r on r.oid = d.objid join pg_class v on v.oid = r.ev_class
        join pg_class t on t.oid = d.refobjid and t.relkind = 'v' and t.oid <> v.oid
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
            and v.relnamespace = 'mart'::regnamespace
            and t.relnamespace = 'mart'::regnamespace";
    let known: BTreeSet<(String, String)> = database
        .rows(depends)
        .await
        .into_iter()
        .map(|row| (row["view"].as_str().unwrap().to_owned(), row["reads"].as_str().unwrap().to_owned()))
        .collect();
    let named = Schema::embedded().views_read().into_iter();
    let named: BTreeSet<_> =
        named.flat_map(|(view, reads)| reads.into_iter().map(move |read| (view.clone(), read))).collect();
    assert!(!known.is_empty());
    assert_eq!(named, known);
}

#[tokio::test]
async fn a_view_that_gains_a_column_is_replaced_and_the_others_are_not_touched() {
    let database = TestDatabase::create().await;
    let before = views(&database).await;
    let last = "), 0) as facts_behind_s";
    let next = changed("complete_through", last, &format!("{last},\n    1 as later"));
    let behind = SchemaState::Behind { migrations: 0, views: 1, is_empty: false };
    // A report on another view is not in the way.
    let mut report = PgConnection::connect(database.url()).await.unwrap();
    sqlx::raw_sql("begin; select count(*) from mart.daily_summary").execute(&mut report).await.unwrap();
    assert_eq!(database.sink.migrate_to(&next).await.unwrap(), views_changed(1));
    assert_eq!(differences(&before, &views(&database).await), (set(&["complete_through"]), set(&[])));
    assert_eq!(database.sink.migrate_to(&next).await.unwrap(), Migrated::default());
    // Made by hand in between, it would be another: whoever drops a view gets it again.
    database.execute("drop view mart.complete_through").await;
    assert_eq!(database.sink.migrate_to(&next).await.unwrap(), views_changed(1));
    database.execute("update ingest.mart_view set version = '0.1.0'").await;
    assert_eq!(database.sink.schema_state().await.unwrap(), behind);
}

#[tokio::test]
async fn views_that_read_a_replaced_one_are_replaced_with_it() {
    let database = TestDatabase::create().await;
    let before = views(&database).await;
    let next = changed("account", "-- Each an index lookup", "-- Another reason: each an index lookup");
    let migrated = database.sink.migrate_to(&next).await.unwrap();
    let readers = with_readers("account");
    assert!(readers.contains("daily_summary") && !readers.contains("chat"));
    assert_eq!(migrated, views_changed(readers.len()));
    assert_eq!(differences(&before, &views(&database).await), (readers, set(&[])));
}

#[tokio::test]
async fn a_view_of_other_columns_is_made_again_with_its_readers_and_the_rights_on_them() {
    let database = TestDatabase::create().await;
    let person = format!("person_{}", std::process::id());
    database
        .execute(&format!(
            "create role {person};
             grant select on mart.daily_summary to {person} with grant option;
             grant select (account_id, time_zone) on mart.account to {person};
             grant select on mart.date to public;
             revoke select on mart.account_calendar from lp_warehouse_reader"
        ))
        .await;
    let rights = "select c.relname, a.grantee::regrole::text as role, a.privilege_type, a.is_grantable, null as attname
        from pg_class c cross join aclexplode(c.relacl) a where c.relnamespace = 'mart'::regnamespace
        union all
        select c.relname, a.grantee::regrole::text, a.privilege_type, a.is_grantable, t.attname
        from pg_class c join pg_attribute t on t.attrelid = c.oid cross join aclexplode(t.attacl) a
        where c.relnamespace = 'mart'::regnamespace
        order by 1, 2, 3, 5";
    let (before, rights_before) = (views(&database).await, database.rows(rights).await);
    let next = with_another_first_column("account");
    let migrated = database.sink.migrate_to(&next).await.unwrap();
    let readers = with_readers("account");
    assert_eq!(migrated, views_changed(readers.len()));
    assert_eq!(differences(&before, &views(&database).await), (set(&[]), readers));
    assert_eq!(database.rows(rights).await, rights_before);
    let silent = "select a.attname from pg_attribute a where a.attrelid = 'mart.daily_summary'::regclass and attnum > 0
        and col_description(a.attrelid, a.attnum) is null";
    assert!(database.rows(silent).await.is_empty(), "comments are made again as well");
    database.execute(&format!("drop owned by {person}; drop role {person}")).await;
}

#[tokio::test]
async fn a_view_that_no_file_names_any_more_is_dropped() {
    let database = TestDatabase::create().await;
    let more = Schema::embedded().clone();
    let more = more.with_view("above", "create or replace view mart.above as select account_id from mart.account;");
    let more = more.with_view("top", "create or replace view mart.top as select account_id from mart.above;");
    assert_eq!(database.sink.migrate_to(&more).await.unwrap(), views_changed(2));
    let before = views(&database).await;
    assert_eq!(database.sink.migrate().await.unwrap(), views_changed(2));
    assert_eq!(differences(&before, &views(&database).await), (set(&[]), set(&["above", "top"])));
    assert_eq!(database.sink.schema_state().await.unwrap(), SchemaState::Current);
}

/// Two versions beside each other, in whatever order they are started again.
#[tokio::test]
async fn an_older_program_leaves_the_views_of_a_newer_one_alone() {
    let database = TestDatabase::create().await;
    let newer = changed("skill", "'Unassigned'", "'None'").without_view("date");
    let made = with_readers("skill").len() + set(&["date"]).len();
    assert_eq!(database.sink.migrate_to(&newer).await.unwrap(), views_changed(made));
    let after = views(&database).await;
    let state = SchemaState::NewerViews { version: "99.0.0".to_owned() };
    assert_eq!(database.sink.schema_state().await.unwrap(), state);
    assert_eq!(database.sink.migrate().await.unwrap(), Migrated::default());
    assert_eq!(views(&database).await, after);
    // One more of the newer kind finds nothing to do.
    assert_eq!(database.sink.migrate_to(&newer).await.unwrap(), Migrated::default());
}

/// Whoever reads next would wait behind a view that waits to be replaced; so it does not for long.
#[tokio::test]
async fn a_changed_view_gives_way_to_a_report() {
    let database = TestDatabase::create().await;
    let before = views(&database).await;
    let next = changed("daily_summary", "as is_complete,", "as is_complete, -- Another.");
    let mut report = PgConnection::connect(database.url()).await.unwrap();
    sqlx::raw_sql("begin; select count(*) from mart.daily_summary").execute(&mut report).await.unwrap();
    let migrated = tokio::time::timeout(PATIENCE, database.sink.migrate_to(&next)).await.unwrap();
    assert!(matches!(migrated, Err(SinkError::InUse)));
    assert_eq!(views(&database).await, before);
    sqlx::raw_sql("commit").execute(&mut report).await.unwrap();
    assert_eq!(database.sink.migrate_to(&next).await.unwrap(), views_changed(1));
}

/// A daemon that may not make anything runs on what is there.
#[tokio::test]
async fn who_may_not_make_views_finds_them_made() {
    let database = TestDatabase::create().await;
    let role = format!("writer_{}", std::process::id());
    database.execute(&format!("create role {role} login password 'writer' in role lp_warehouse_writer")).await;
    let (_, server) = database.url().split_once('@').unwrap();
    let url = format!("postgres://{role}:writer@{server}");
    let sink = sink::Sink::new(&sink::SinkOptions::new(url.into())).unwrap();
    assert_eq!(sink.schema_state().await.unwrap(), SchemaState::Current);
    assert_eq!(sink.migrate().await.unwrap(), Migrated::default());
    sink.close().await;
    database.execute(&format!("drop role {role}")).await;
}
