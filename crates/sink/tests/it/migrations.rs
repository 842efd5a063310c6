//! Indexes of a warehouse that grew before its program learned of them.

use std::time::Duration;

use sink::SinkError;
use sink::testing::TestDatabase;
use sqlx::{Connection, PgConnection};
use tokio::task::JoinHandle;

/// As if the program of the migration before had made this database.
const BEFORE_INDEXES: &str = "
    drop index liveperson.engagement_account_id_requested_at_idx;
    drop index liveperson.agent_event_account_id_occurred_at_idx;
    delete from _sqlx_migrations where version = 15";
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
    where c.relname in ('engagement_account_id_requested_at_idx', 'agent_event_account_id_occurred_at_idx')
    order by c.relname";
const PATIENCE: Duration = Duration::from_secs(30);

async fn session(database: &TestDatabase) -> PgConnection {
    PgConnection::connect(database.url()).await.unwrap()
}

async fn execute(session: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(sql).execute(session).await.expect(sql);
}

/// Index and whether it is valid, of those of [`BEFORE_INDEXES`].
async fn indexes(database: &TestDatabase) -> Vec<(String, bool)> {
    let index = |row: serde_json::Value| (row["index"].as_str().unwrap().to_owned(), row["valid"] == true);
    database.rows(INDEXES).await.into_iter().map(index).collect()
}

/// A migration that waits for a transaction, which is the answer's first session; the second is of somebody else.
async fn waiting_migration(
    database: &TestDatabase,
) -> (JoinHandle<Result<usize, SinkError>>, PgConnection, PgConnection) {
    database.execute(BEFORE_INDEXES).await;
    let (mut writer, mut other) = (session(database).await, session(database).await);
    execute(&mut writer, WRITE).await;
    let sink = database.sink.clone();
    let building = tokio::spawn(async move { sink.migrate().await });
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
    assert_eq!(building.await.unwrap().unwrap(), 1);
    let expected = ["agent_event_account_id_occurred_at_idx", "engagement_account_id_requested_at_idx"];
    assert_eq!(indexes(&database).await, expected.map(|index| (index.to_owned(), true)));
    assert_eq!(database.sink.index_progress().await.unwrap(), None);
    assert_eq!(database.sink.migrate().await.unwrap(), 0);
}

#[tokio::test]
async fn an_index_whose_build_was_killed_is_built_again() {
    let database = TestDatabase::create().await;
    let (building, mut writer, mut other) = waiting_migration(&database).await;
    let kill = "select pg_terminate_backend(pid, 10000) from pg_stat_progress_create_index
        where datname = current_database()";
    execute(&mut other, kill).await;
    assert!(matches!(building.await.unwrap(), Err(SinkError::Unavailable(_))));
    let left_over = ("engagement_account_id_requested_at_idx".to_owned(), false);
    assert_eq!(indexes(&database).await, [left_over], "the server keeps what serves no query");

    execute(&mut writer, "rollback").await;
    assert_eq!(database.sink.migrate().await.unwrap(), 1);
    let valid: Vec<bool> = indexes(&database).await.into_iter().map(|(_, valid)| valid).collect();
    assert_eq!(valid, [true, true]);
}

/// Whoever reads next would wait behind a migration that waits; so it does not for long.
#[tokio::test]
async fn a_migration_gives_way_to_a_report() {
    let database = TestDatabase::create().await;
    database.execute("delete from _sqlx_migrations where version = 18").await;
    let mut report = session(&database).await;
    execute(&mut report, "begin; select count(*) from mart.daily_summary").await;
    assert!(matches!(database.sink.migrate().await, Err(SinkError::InUse)));
    execute(&mut report, "commit").await;
    assert!(!matches!(database.sink.migrate().await, Err(SinkError::InUse)));
}

/// Two daemons that are started at once: one migrates, the other finds it done.
#[tokio::test]
async fn two_that_migrate_at_once_do_not_meet() {
    let database = TestDatabase::create().await;
    database.execute(BEFORE_INDEXES).await;
    let (one, other) = tokio::join!(database.sink.migrate(), database.sink.migrate());
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(indexes(&database).await.len(), 2);
}
