//! What the server answers when something is wrong with it, or with others on it: each is met, none costs a unit an
//! attempt, and everything loads.

use nix::sys::signal::Signal;
use simulator::WorldSpec;
use sink::testing::TestDatabase;
use tokio::task::JoinHandle;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Deployment, Plan, small_world};
use crate::process::{Ended, has_event, until};
use crate::server::Session;

/// Answers of a server, one after the other: who is to blame is never the unit.
const SQLSTATES: [(&str, &str); 14] = [
    ("40P01", "deadlock detected"),
    ("40001", "serialization failure"),
    ("57014", "statement timeout"),
    ("55P03", "lock timeout"),
    ("53100", "disk full"),
    ("53200", "out of memory"),
    ("53300", "too many connections"),
    ("57P01", "terminated by an administrator"),
    ("57P03", "starting up"),
    ("25006", "read only"),
    ("25P03", "idle in transaction"),
    ("58030", "input or output failed"),
    ("08006", "connection failure"),
    ("XX000", "internal error"),
];

/// Enough work to meet all of them.
fn busy() -> Plan {
    Plan::of(WorldSpec { hours: 30, chats_per_hour: 4, ..small_world() })
}

/// Everything is there, and no unit was blamed.
async fn expect_all_loaded(deployment: Deployment, ended: Ended) {
    ended.expect_code(0);
    expect_truth(&deployment).await;
    let blamed = deployment.units("attempts > 0 or state <> 'loaded'").await;
    assert!(blamed.is_empty(), "blamed: {}", blamed[0]);
    finish(deployment).await;
}

/// Lets the server answer with each error once, and do its work in between: pauses grow while nothing succeeds.
async fn check_refusals(trigger: &str) {
    let deployment = busy().deploy().await;
    let database = deployment.database();
    let codes: Vec<_> = SQLSTATES.iter().map(|(code, _)| format!("'{code}'")).collect();
    database
        .execute(&format!(
            "create sequence public.refusals;
             create function public.refuse() returns trigger language plpgsql as $$
             declare
                 number bigint := nextval('public.refusals');
                 code text := case when number % 2 = 0 then (array[{}])[number / 2] end;
             begin
                 if code is not null then raise exception 'injected' using errcode = code; end if;
                 return null;
             end $$;
             {trigger}",
            codes.join(", ")
        ))
        .await;
    let ended = deployment.run_until_idle().await;
    let met = database.rows("select last_value from public.refusals").await[0]["last_value"].as_i64();
    assert!(met > Some(2 * SQLSTATES.len() as i64), "all of them were met: {met:?}");
    expect_all_loaded(deployment, ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_a_statement_cost_no_unit_an_attempt() {
    check_refusals(
        "create trigger refuse after insert on liveperson.conversation for each statement execute function public.refuse()",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_a_commit_cost_no_unit_an_attempt() {
    check_refusals(
        "create constraint trigger refuse after update on ingest.unit deferrable initially deferred
         for each row when (new.state = 'loaded') execute function public.refuse()",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long_is_given_up_and_done_again() {
    let deployment = busy().set("database.statement_timeout", "1s").deploy().await;
    deployment
        .database()
        .execute(
            "create sequence public.slow;
             create function public.slow() returns trigger language plpgsql as $$
             begin
                 if nextval('public.slow') <= 3 then perform pg_sleep(20); end if;
                 return null;
             end $$;
             create trigger slow after insert on liveperson.message for each statement execute function public.slow()",
        )
        .await;
    let ended = deployment.run_until_idle().await.expect_event("unit_postponed");
    expect_all_loaded(deployment, ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_held_too_long_is_waited_for_in_vain_and_then_again() {
    let deployment = busy().set("database.lock_timeout", "1s").deploy().await;
    let holding = Session::lock(&deployment, "liveperson.message").await;
    let daemon = deployment.start(&["run", "--until-idle"]);
    daemon.logged("unit_postponed").await;
    Session::on(&deployment).unlock(holding).await;
    let ended = daemon.ended().await;
    assert!(!has_event(&ended.out, "database_unavailable"), "one table is locked, the database is there");
    expect_all_loaded(deployment, ended).await;
}

/// A real one: a session and the daemon wait for each other, and the server gives up the daemon's transaction.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_lost_and_begun_again() {
    let deployment = busy().deploy().await;
    let database = deployment.database();
    database
        .execute(
            "create function public.meet() returns trigger language plpgsql as $$
             begin perform pg_advisory_xact_lock(7); return null; end $$;
             create trigger meet after insert on liveperson.conversation
             for each statement execute function public.meet()",
        )
        .await;
    let other = other_side(&deployment).await;
    let ended = deployment.run_until_idle().await;
    other.await.unwrap();
    database.execute("select pg_stat_force_next_flush()").await;
    let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    until("the server counted the deadlock", async || database.rows(deadlocks).await[0]["deadlocks"] == 1).await;
    expect_all_loaded(deployment, ended).await;
}

/// A session that holds what the daemon waits for, and then asks for what the daemon has. It never gives up itself.
async fn other_side(deployment: &Deployment) -> JoinHandle<()> {
    let other = Session::on(deployment);
    other.execute("set deadlock_timeout = '10min'").await;
    let meeting = tokio::spawn(async move {
        other
            .execute(
                "do $$ begin
                     perform pg_advisory_xact_lock(7);
                     while not exists (select from pg_locks where locktype = 'advisory' and not granted) loop
                         perform pg_sleep(0.01);
                     end loop;
                     lock table liveperson.conversation in share mode;
                 end $$",
            )
            .await;
    });
    let holding = "select from pg_locks where locktype = 'advisory' and granted";
    until("the other side is there", async || !deployment.database().rows(holding).await.is_empty()).await;
    meeting
}

/// A report that runs for hours sees what was there when it began, and holds up nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_an_old_snapshot_neither_waits_nor_is_waited_for() {
    let deployment = busy().deploy().await;
    let daemon = deployment.start(&["run"]);
    daemon.logged("unit_loaded").await;
    let reader = Session::on(&deployment);
    reader.execute("begin isolation level repeatable read").await;
    const QUESTION: &str = "select count(*) as rows from liveperson.message";
    let seen = reader.rows(QUESTION).await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    let ended = deployment.run_until_idle().await;
    assert_eq!(reader.rows(QUESTION).await, seen, "the snapshot stands still");
    reader.execute("commit").await;
    assert_ne!(reader.rows(QUESTION).await, seen, "more was loaded meanwhile");
    expect_all_loaded(deployment, ended).await;
}

/// No report is ever blocked by loading: nothing stronger is locked than what reading bears with.
#[tokio::test(flavor = "multi_thread")]
async fn loading_takes_no_lock_that_a_reader_would_wait_for() {
    let deployment = busy().deploy().await;
    let daemon = deployment.start(&["run", "--until-idle"]);
    let watcher = Session::on(&deployment);
    watcher
        .execute(
            "create table public.seen (mode text primary key);
             do $$ begin
                 for look in 1..400 loop
                     insert into public.seen select distinct mode from pg_locks l join pg_class c on c.oid = l.relation
                     join pg_stat_activity a on a.pid = l.pid and a.backend_type = 'client backend'
                     -- Of tables, not of their rows, nor of their growing.
                     where c.relnamespace = 'liveperson'::regnamespace and l.locktype = 'relation'
                        and l.pid <> pg_backend_pid() and l.granted
                     on conflict do nothing;
                     perform pg_sleep(0.005), pg_stat_clear_snapshot();
                 end loop;
             end $$",
        )
        .await;
    let ended = daemon.ended().await;
    let seen: Vec<_> = watcher.rows("select mode from public.seen order by mode").await;
    let seen: Vec<_> = seen.iter().map(|row| row["mode"].as_str().unwrap()).collect();
    assert!(seen.contains(&"RowExclusiveLock"), "nothing was loaded meanwhile: {seen:?}");
    let harmless = ["AccessShareLock", "RowShareLock", "RowExclusiveLock"];
    assert!(seen.iter().all(|mode| harmless.contains(mode)), "{seen:?}");
    expect_all_loaded(deployment, ended).await;
}

/// A role that may have no more connections than it has is refused until some are free.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_without_a_free_connection_waits_for_one() {
    let deployment = busy().deploy().await;
    let (role, url) = ordinary_role(deployment.database()).await;
    let daemon = deployment.start_with(&["run", "--until-idle"], &[("database.url", &url)]);
    daemon.logged("unit_loaded").await;
    let session = Session::on(&deployment);
    session.execute(&format!("alter role {role} connection limit 0")).await;
    session.end_others().await;
    daemon.logged("database_unavailable").await;
    session.execute(&format!("alter role {role} connection limit -1")).await;
    let ended = daemon.ended().await.expect_event("database_back");
    assert!(ended.out.contains("too many connections"), "the operator reads why");
    expect_all_loaded(deployment, ended).await;
}

/// A role that is no superuser and owns nothing, with the rights that the migrations give, and the url by which it logs in.
pub(crate) async fn ordinary_role(database: &TestDatabase) -> (String, String) {
    let name = database.rows("select current_database() as name").await[0]["name"].as_str().unwrap().to_owned();
    let role = format!("loader_{name}");
    let made = format!("create role {role} login password 'loader' in role lp_warehouse_writer");
    database.execute(&made).await;
    let mut url: url::Url = database.url().parse().unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("loader")).unwrap();
    (role, url.into())
}
