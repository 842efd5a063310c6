//! Views that users built on ours: dropped and made again with those, or kept as text.

use sink::SinkError;
use sink::migrations::{Fate, Migrated, Schema, SchemaError, UserView};
use sink::testing::TestDatabase;
use sqlx::{Connection, PgConnection};

use crate::views::{views, with_another_first_column};

/// What is to be seen of the views of users in schema `reports`.
const REPORTS: &str = "select c.relname, c.relkind, c.relowner::regrole::text as owner, pg_get_viewdef(c.oid) as text,
        c.reloptions, coalesce(c.relacl, acldefault('r', c.relowner))::text as rights, obj_description(c.oid, 'pg_class') as comment,
        array(
            select row(a.attname, a.attacl, col_description(c.oid, a.attnum), pg_get_expr(d.adbin, d.adrelid))::text
            from pg_attribute a left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where a.attrelid = c.oid order by a.attnum
        ) as columns,
        array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid order by 1) as indexes,
        array(select pg_get_statisticsobjdef(s.oid) from pg_statistic_ext s where s.stxrelid = c.oid) as statistics,
        array(select pg_get_triggerdef(t.oid) from pg_trigger t where t.tgrelid = c.oid) as triggers,
        array(select pg_get_ruledef(r.oid) from pg_rewrite r where r.ev_class = c.oid order by 1) as rules
    from pg_class c where c.relnamespace = 'reports'::regnamespace and c.relkind in ('v', 'm') order by 1";

#[tokio::test]
async fn views_of_users_are_made_again_as_they_were() {
    let database = TestDatabase::create().await;
    let (owner, reader) = (format!("analyst_{}", std::process::id()), format!("visitor_{}", std::process::id()));
    database
        .execute(&format!(
            "create role {owner}; create role {reader};
             create schema reports authorization {owner};
             grant usage on schema mart to {owner};
             grant select on mart.account, mart.daily_summary to {owner};
             alter default privileges in schema reports grant select on tables to public;
             set role {owner};
             -- Sorted by name, each reads one that comes later.
             create view reports.c with (security_barrier = true) as
                 select account_id, time_zone as \"Zone\" from mart.account;
             create materialized view reports.b with (fillfactor = 70) as
                 select account_id, day, 'It''s' as text from mart.daily_summary join reports.c using (account_id);
             create view reports.a as select b.account_id, b.day, c.\"Zone\" from reports.b join reports.c using (account_id);
             create unique index on reports.b (account_id, day);
             create statistics reports.later on account_id, day from reports.b;
             comment on view reports.c is 'It''s ours.';
             comment on column reports.c.\"Zone\" is 'Where.';
             comment on materialized view reports.b is 'Slow.';
             alter view reports.a alter column day set default '2026-01-01';
             create rule nothing as on insert to reports.a do instead nothing;
             grant select on reports.b to {reader} with grant option;
             grant select (account_id) on reports.c to {reader};
             reset role;
             create function public.nothing() returns trigger language plpgsql as 'begin return null; end';
             create trigger nothing instead of update on reports.c for each row execute function public.nothing()"
        ))
        .await;
    let before = database.rows(REPORTS).await;
    let next = with_another_first_column("account");
    let migrated = database.sink.migrate_to(&next).await.unwrap();
    let became = |(name, fate): (&str, Fate)| UserView { name: name.to_owned(), fate };
    let order = [("reports.c", Fate::MadeAgain), ("reports.b", Fate::Emptied), ("reports.a", Fate::MadeAgain)];
    assert_eq!(migrated.user_views, order.map(became));
    assert_eq!(database.rows(REPORTS).await, before);
    let filled = "select relispopulated::text from pg_class where oid = 'reports.b'::regclass";
    assert_eq!(database.answers("", filled).await, ["false"]);
    database.execute("refresh materialized view reports.b").await;
    assert_eq!(database.answers("", "select count(*) from ingest.displaced_view").await, ["0"]);
    // What only gains columns is replaced, and the views on it stay.
    assert_eq!(database.sink.migrate_to(&next).await.unwrap(), Migrated::default());
    database.execute(&format!("drop owned by {owner}, {reader}; drop role {owner}, {reader}")).await;
}

#[tokio::test]
async fn a_view_of_a_user_that_cannot_be_made_again_is_kept_as_text() {
    let database = TestDatabase::create().await;
    let with = |columns: &str| {
        let sql = format!("create or replace view mart.top as select {columns};");
        Schema::embedded().clone().with_view("top", &sql)
    };
    database.sink.migrate_to(&with("1 as a, 2 as b")).await.unwrap();
    database
        .execute(
            "create schema reports;
             create view reports.lost as select a from mart.top; comment on view reports.lost is 'Mine.';
             grant select on reports.lost to public;
             create materialized view reports.also_lost as select a from reports.lost;
             create view reports.stays as select b from mart.top",
        )
        .await;
    let migrated = database.sink.migrate_to(&with("2 as b, 3 as c")).await.unwrap();
    assert_eq!(database.answers("", "select * from mart.top").await, ["2|3"]);
    assert_eq!(database.answers("", "select * from reports.stays").await, ["2"]);
    let displaced = |error: &str| Fate::Displaced { error: error.to_owned() };
    let became = [
        ("reports.stays", Fate::MadeAgain),
        ("reports.also_lost", displaced("relation \"reports.lost\" does not exist")),
        ("reports.lost", displaced("column top.a does not exist")),
    ];
    assert_eq!(migrated.user_views, became.map(|(name, fate)| UserView { name: name.to_owned(), fate }));
    let texts = "select name, kind, owner = current_user as is_owner, definition, error from ingest.displaced_view order by name";
    let texts = database.rows(texts).await;
    let text = |name: &str, kind: &str, definition: &str, error: &str| serde_json::json!({"name": name, "kind": kind, "is_owner": true, "definition": definition, "error": error});
    let expected = [
        text(
            "reports.also_lost",
            "materialized view",
            "create materialized view reports.also_lost as SELECT lost.a\n   FROM reports.lost with no data;",
            "relation \"reports.lost\" does not exist",
        ),
        text(
            "reports.lost",
            "view",
            "create view reports.lost as SELECT top.a\n   FROM mart.top;\ncomment on view reports.lost is 'Mine.';\n\
             grant select on reports.lost to public;",
            "column top.a does not exist",
        ),
    ];
    assert_eq!(texts, expected);
    // A view that no file names any more takes the views on it with it.
    let migrated = database.sink.migrate().await.unwrap();
    let gone = Fate::Displaced { error: "relation \"mart.top\" does not exist".to_owned() };
    assert_eq!(migrated.user_views, [UserView { name: "reports.stays".to_owned(), fate: gone }]);
}

/// A daemon that is no superuser drops what stands on its own views, and makes it again for owners that it is a member of.
#[tokio::test]
async fn a_view_of_a_user_comes_back_where_the_daemon_may_act_for_its_owner() {
    let database = TestDatabase::create().await;
    let name = format!("owned_{}", std::process::id());
    let (loader, friend, stranger) = (format!("loader_{name}"), format!("friend_{name}"), format!("stranger_{name}"));
    database
        .execute(&format!(
            "create role {friend}; create role {stranger}; create role {loader} login password 'loader' in role {friend}"
        ))
        .await;
    database.execute(&format!("create database {name} owner {loader} template template0")).await;
    let (_, server) = database.url().rsplit_once('/').unwrap().0.split_once('@').unwrap();
    let url = format!("postgres://{loader}:loader@{server}/{name}");
    let sink = sink::Sink::new(&sink::SinkOptions::new(url.into())).unwrap();
    sink.migrate().await.unwrap();
    let (admin, _) = database.url().rsplit_once('/').unwrap();
    let mut admin = PgConnection::connect(&format!("{admin}/{name}")).await.unwrap();
    for user in [&friend, &stranger] {
        let views = format!(
            "grant usage on schema mart to {user}; grant select on mart.account to {user};
             create schema {user} authorization {user};
             set role {user}; create view {user}.report as select account_id from mart.account; reset role"
        );
        sqlx::raw_sql(&views).execute(&mut admin).await.unwrap();
    }
    let migrated = sink.migrate_to(&with_another_first_column("account")).await.unwrap();
    let denied = Fate::Displaced { error: format!("permission denied for schema {stranger}") };
    let became = [(format!("{friend}.report"), Fate::MadeAgain), (format!("{stranger}.report"), denied)];
    assert_eq!(migrated.user_views, became.map(|(name, fate)| UserView { name, fate }));
    let owner = format!("select relowner::regrole::text from pg_class where oid = '{friend}.report'::regclass");
    assert_eq!(sqlx::query_scalar::<_, String>(&owner).fetch_one(&mut admin).await.unwrap(), friend);
    // Its owner makes it again from the text.
    let text = sqlx::query_scalar::<_, String>("select definition from ingest.displaced_view").fetch_one(&mut admin);
    let text = text.await.unwrap();
    sqlx::raw_sql(&text).execute(&mut admin).await.unwrap();
    sqlx::raw_sql(&format!("select account_id from {stranger}.report")).execute(&mut admin).await.unwrap();
    sink.close().await;
    admin.close().await.unwrap();
    database.execute(&format!("drop database {name}")).await;
    database.execute(&format!("drop role {loader}, {friend}, {stranger}")).await;
}

#[tokio::test]
async fn what_is_no_view_and_not_ours_keeps_a_view_from_being_dropped() {
    let database = TestDatabase::create().await;
    database.execute("create view public.report as select account_id from mart.account").await;
    let before = views(&database).await;
    let next = with_another_first_column("account");
    for (made, dropped, named) in [
        (
            "create function public.zone() returns text begin atomic select max(time_zone) from mart.account; end",
            "drop function public.zone()",
            "function public.zone() depends on view mart.account",
        ),
        (
            "create function public.rows() returns setof public.report language sql as 'select null'",
            "drop function public.rows()",
            "function public.rows() depends on type public.report",
        ),
        (
            "create table public.mine (id text);
             create rule also as on insert to public.mine do also select account_id from public.report",
            "drop table public.mine",
            "rule also on table public.mine depends on view public.report",
        ),
    ] {
        database.execute(made).await;
        let refused = database.sink.migrate_to(&next).await.unwrap_err();
        let SinkError::Migration(SchemaError::ReadByOthers(what)) = &refused else { panic!("{refused:?}") };
        assert_eq!(what, named);
        assert_eq!(views(&database).await, before);
        database.execute(dropped).await;
    }
    let migrated = database.sink.migrate_to(&next).await.unwrap();
    assert_eq!(migrated.user_views, [UserView { name: "public.report".to_owned(), fate: Fate::MadeAgain }]);
}
