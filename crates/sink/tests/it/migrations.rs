//! Numbered migrations: indexes of a warehouse that grew before its program learned of them, and histories that are not ours.

use std::time::Duration;

use sink::migrations::{Migrated, Schema, SchemaError, SchemaState};
use sink::testing::TestDatabase;
use sink::{Sink, SinkError, SinkOptions};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinHandle;

/// A migration of nothing but indexes.
const INDEXED: &str = "-- Why.

    create index engagement_later_idx on liveperson.engagement (account_id, ended_at);
    create index agent_event_later_idx on liveperson.agent_event (account_id, loaded_at);";
const ONE_MIGRATION: Migrated = Migrated { migrations: 1, views: 0, user_views: Vec::new() };
/// A transaction that writes the table of the first index, and is not over: a build waits for it.
const WRITE: &str = "begin; lock table liveperson.engagement in row exclusive mode";
/// Answers when the process is waited for.
const IS_WAITED_FOR: &str = "do $$ begin
    while not exists (select from pg_locks where not granted and PID = any (pg_blocking_pids(pid))) loop
        perform pg_sleep(0.01);
    end loop;
end $$";
const INDEXES: &str = "select c.relname::text as index, i.indisvalid as valid from pg_index i
    join pg_class c on c.oid = i.indexrelid
    where c.relname in ('engagement_later_idx', 'agent_event_later_idx')
    order by c.relname";
const PATIENCE: Duration = Duration::from_secs(30);

async fn session(database: &TestDatabase) -> PgConnection {
    PgConnection::connect(database.url()).await.unwrap()
}

async fn execute(session: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(sql).execute(session).await.expect(sql);
}

/// As of the program after this one.
fn indexed() -> Schema {
    Schema::embedded().clone().with_migration("later", INDEXED)
}

/// Index and whether it is valid, of those of [`INDEXED`].
async fn indexes(database: &TestDatabase) -> Vec<(String, bool)> {
    let index = |row: serde_json::Value| (row["index"].as_str().unwrap().to_owned(), row["valid"] == true);
    database.rows(INDEXES).await.into_iter().map(index).collect()
}

/// A migration that waits for a transaction, which is the answer's first session; the second is of somebody else.
async fn waiting_migration(
    database: &TestDatabase,
) -> (JoinHandle<Result<Migrated, SinkError>>, PgConnection, PgConnection) {
    let (mut writer, mut other) = (session(database).await, session(database).await);
    execute(&mut writer, WRITE).await;
    let sink = database.sink.clone();
    let building = tokio::spawn(async move { sink.migrate_to(&indexed()).await });
    let waited_for = IS_WAITED_FOR.replace("PID", &process_of(&mut writer).await.to_string());
    tokio::time::timeout(PATIENCE, execute(&mut other, &waited_for)).await.expect("the build waits");
    (building, writer, other)
}

async fn process_of(session: &mut PgConnection) -> i32 {
    sqlx::query_scalar("select pg_backend_pid()").fetch_one(session).await.unwrap()
}

#[tokio::test]
async fn an_index_is_built_while_others_read_and_write() {
    let database = TestDatabase::create().await;
    let (building, mut writer, mut other) = waiting_migration(&database).await;

    let progress = database.sink.index_progress().await.unwrap().expect("an index is being built");
    assert_eq!((progress.table.as_str(), progress.waits_for_pid), ("engagement", Some(process_of(&mut writer).await)));
    execute(&mut other, "set lock_timeout = '5s'; select count(*) from liveperson.engagement").await;
    execute(&mut other, &format!("{WRITE}; commit")).await;

    execute(&mut writer, "commit").await;
    assert_eq!(building.await.unwrap().unwrap(), ONE_MIGRATION);
    let expected = ["agent_event_later_idx", "engagement_later_idx"];
    assert_eq!(indexes(&database).await, expected.map(|index| (index.to_owned(), true)));
    assert_eq!(database.sink.index_progress().await.unwrap(), None);
    assert_eq!(database.sink.migrate_to(&indexed()).await.unwrap(), Migrated::default());
}

#[tokio::test]
async fn an_index_whose_build_was_killed_is_built_again() {
    let database = TestDatabase::create().await;
    let (building, mut writer, mut other) = waiting_migration(&database).await;
    let kill = "select pg_terminate_backend(pid, 10000) from pg_stat_progress_create_index
        where datname = current_database()";
    execute(&mut other, kill).await;
    assert!(matches!(building.await.unwrap(), Err(SinkError::Unavailable(_))));
    let left_over = ("engagement_later_idx".to_owned(), false);
    assert_eq!(indexes(&database).await, [left_over], "the server keeps what serves no query");

    execute(&mut writer, "rollback").await;
    assert_eq!(database.sink.migrate_to(&indexed()).await.unwrap(), ONE_MIGRATION);
    let valid: Vec<bool> = indexes(&database).await.into_iter().map(|(_, valid)| valid).collect();
    assert_eq!(valid, [true, true]);
}

/// Two daemons that are started at once: one migrates, the other finds it done.
#[tokio::test]
async fn two_that_migrate_at_once_do_not_meet() {
    let database = TestDatabase::create().await;
    let schema = indexed();
    let (one, other) = tokio::join!(database.sink.migrate_to(&schema), database.sink.migrate_to(&schema));
    assert_eq!(one.unwrap().migrations + other.unwrap().migrations, 1);
    assert_eq!(indexes(&database).await.len(), 2);
}

#[tokio::test]
async fn a_database_of_another_history_is_left_as_it_is() {
    let database = TestDatabase::create().await;
    database.sink.migrate_to(&indexed()).await.unwrap();
    let later = i64::try_from(Schema::embedded().migrations()).unwrap() + 1;
    assert_eq!(database.sink.schema_state().await.unwrap(), SchemaState::Newer { migration: later });
    let refused = database.sink.migrate().await;
    assert!(matches!(refused, Err(SinkError::Migration(SchemaError::Newer(migration))) if migration == later));
    let refused = database.sink.rehearse().await;
    assert!(matches!(refused, Err(SinkError::Migration(SchemaError::Newer(migration))) if migration == later));

    // As a development version left it: more migrations, and other ones.
    database.execute("update ingest.migration set sha256 = 'abc' where version > 1").await;
    assert_eq!(database.sink.schema_state().await.unwrap(), SchemaState::Foreign { migration: 2 });
    let refused = database.sink.migrate().await;
    assert!(matches!(refused, Err(SinkError::Migration(SchemaError::Foreign(2)))));
    assert!(matches!(database.sink.rehearse().await, Err(SinkError::Migration(SchemaError::Foreign(2)))));
}

/// What passes by itself is no reason to be red.
#[tokio::test]
async fn a_rehearsal_that_meets_others_says_that_they_are_in_its_way() {
    let database = TestDatabase::create().await;
    assert!(database.sink.rehearse().await.is_ok());
    let mut holder = session(&database).await;
    execute(&mut holder, "begin; lock table ingest.unit").await;
    let met = database.sink.rehearse().await.unwrap_err();
    assert!(matches!(met, SinkError::InUse) && met.is_passing(), "{met:?}");
    execute(&mut holder, "rollback").await;
    assert!(database.sink.rehearse().await.is_ok());
}

/// The server has kept what SASLprep makes of the password; libpq sends the same.
#[tokio::test]
async fn a_password_is_prepared_as_the_server_does() {
    let database = TestDatabase::create().await;
    let name = database.rows("select current_database() as name").await[0]["name"].as_str().unwrap().to_owned();
    let role = format!("prepared_{name}");
    database.execute(&format!("create role {role} login password 'a\u{a0}I\u{ad}X'")).await;
    let (server, _) = database.url().rsplit_once('@').unwrap().1.rsplit_once('/').unwrap();
    for password in ["a%C2%A0I%C2%ADX", "a%20IX"] {
        let url = format!("postgres://{role}:{password}@{server}/{name}");
        let sink = Sink::new(&SinkOptions::new(url.into())).unwrap();
        sink.reach().await.unwrap_or_else(|error| panic!("{password}: {error:?}"));
        sink.close().await;
    }
}
