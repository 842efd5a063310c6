//! Lists of the account's configuration over a virtual month: renames, moves between groups, deletions; lists that do not
//! change; answers that are empty, cut, refused, or in an older version.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use simulator::configuration::{Changes, Options, PASSWORD_MARK, USERS, Versions};
use simulator::{ErrorBody, Fault, FeedSettings, SimulatorOptions, WorldSpec};
use tokio::sync::watch;

use crate::comparison::{expect_lists, expect_rows};
use crate::deployment::{ACCOUNT, Plan, empty_world, small_world};
use crate::virtual_time::{VirtualTime, plan_of};

const DAYS: u32 = 30;
const LISTS: usize = 6;

fn end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

fn start() -> DateTime<Utc> {
    end() - TimeDelta::days(DAYS.into()) + TimeDelta::minutes(7)
}

async fn begin(per_day: u32, upstream: SimulatorOptions) -> VirtualTime {
    let feeds = FeedSettings::default().with(Changes { per_day });
    let world = WorldSpec { hours: DAYS * 24, chats_per_hour: 1, end: end(), feeds, ..empty_world() };
    let feed = feeds::configuration::FEED;
    VirtualTime::begin(world, upstream, feed, plan_of(feed), start()).await
}

/// Where each row of the lists lies, and which transactions touched it.
async fn rows(time: &VirtualTime) -> Vec<Value> {
    let families = feeds::configuration::FEED.families().iter();
    let tables = families.flat_map(|family| [Some(family.parent.name), family.history.map(|history| history.table)]);
    let selects =
        tables.flatten().map(|table| format!("select ctid::text, xmin::text, xmax::text from liveperson.{table}"));
    time.database.rows(&selects.collect::<Vec<_>>().join(" union all ")).await
}

/// Reads the lists at once, due or not.
async fn read_again(time: &VirtualTime) {
    time.database.execute("update ingest.unit set reread_at = 'epoch'").await;
    time.step().await;
}

/// The next hour.
async fn pass_hour(time: &VirtualTime) {
    time.simulator.clock().advance(TimeDelta::minutes(62));
    time.step().await;
}

async fn expect_truth(time: &VirtualTime) {
    expect_rows(&time.database, time.simulator.world().configuration_truth(time.now()), "true").await;
}

fn requests(time: &VirtualTime, list: &str) -> Vec<String> {
    let asked = time.simulator.requests_of(ACCOUNT, &format!("configuration/{list}")).into_iter();
    asked.map(|request| request.path_and_query).collect()
}

/// States that were seen, each with the time from which and to which it held upstream, are those of the truth. A state was
/// first seen by the first read after it began.
async fn expect_versions(time: &VirtualTime, from: DateTime<Utc>) {
    const SEEN_WITHIN_MIN: i64 = 63;
    let at = |row: &Value, column: &str| row[column].as_str().map(|at| at.parse::<DateTime<Utc>>().unwrap());
    for (table, truth) in time.simulator.world().configuration_versions(from, time.now()) {
        let key = table.replace("_version", "_id");
        let order = format!("order by account_id, {key}, valid_from");
        let mut stored = time.database.rows(&format!("select * from liveperson.{table} {order}")).await.into_iter();
        let mut several = 0;
        for expected in truth {
            let found = stored.next().unwrap_or_else(|| panic!("{table}: nothing for {expected}"));
            for (column, value) in expected.as_object().unwrap() {
                let is_time = column == "changed_from" || column == "changed_to";
                assert!(is_time || &found[column] == value, "{table}.{column}: {expected}\n{found}");
            }
            for (began, seen) in [("changed_from", "valid_from"), ("changed_to", "valid_to")] {
                let (began, seen) = (at(&expected, began), at(&found, seen));
                match (began, seen) {
                    (Some(began), Some(seen)) => {
                        assert!((0..=SEEN_WITHIN_MIN).contains(&(seen - began).num_minutes()), "{expected}\n{found}");
                    }
                    (None, seen) => assert!(seen.is_none_or(|seen| seen == from), "{expected}\n{found}"),
                    (Some(_), None) => panic!("{table}: still valid: {found}"),
                }
            }
            several += i32::from(!expected["changed_from"].is_null());
        }
        assert_eq!(stored.next(), None, "{table}: a state that never was");
        assert!(several > 3, "{table}: a month without changes proves nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_changes_is_in_the_versions_and_quiet_hours_cost_a_request_a_list() {
    let time = begin(3, SimulatorOptions::default()).await;
    time.step().await;
    expect_truth(&time).await;
    let (mut quiet_hours, mut changed_hours) = (0, 0);
    let (mut truth, mut rows) = (time.simulator.world().configuration_truth(time.now()), rows(&time).await);
    for _ in 0..24 * DAYS {
        let asked = time.simulator.requests().len();
        pass_hour(&time).await;
        let requests = time.simulator.requests().split_off(asked);
        // Beside them, the host is looked up now and then.
        let of_lists = requests.iter().filter(|request| request.path_and_query.contains("/configuration/"));
        assert_eq!(of_lists.count(), LISTS, "requests in an hour at {}: {requests:?}", time.now());
        let before = std::mem::replace(&mut truth, time.simulator.world().configuration_truth(time.now()));
        let rows_before = std::mem::replace(&mut rows, self::rows(&time).await);
        if before == truth {
            quiet_hours += 1;
            assert_eq!(rows, rows_before, "an unchanged hour wrote a row at {}", time.now());
        } else {
            changed_hours += 1;
        }
    }
    assert!(quiet_hours > 500 && changed_hours > 30, "{quiet_hours} {changed_hours}");
    expect_lists(time.simulator.world(), &time.database).await;
    expect_versions(&time, start()).await;
    assert_eq!(time.number("select count(*) from ingest.reject").await, 0);
    assert_eq!(time.number("select count(*) from ingest.drift").await, 0, "a field is not known");
}

/// Every text in the database, as a dump has it.
async fn dump(time: &VirtualTime) -> String {
    let tables = "select oid::regclass::text as name from pg_class
         where relkind = 'r' and relnamespace in ('liveperson'::regnamespace, 'ingest'::regnamespace, 'mart'::regnamespace)";
    let mut all = String::new();
    for table in time.database.rows(tables).await {
        let name = table["name"].as_str().unwrap();
        let rows = time.database.rows(&format!("select t::text as row from {name} t")).await;
        rows.iter().for_each(|row| all.push_str(row["row"].as_str().unwrap_or_default()));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_nowhere_in_the_database() {
    let time = begin(0, SimulatorOptions::default()).await;
    // Every user is refused by the database, so that all go to the quarantine.
    time.database.execute("alter table liveperson.agent add constraint none check (agent_id = '')").await;
    time.step().await;
    assert!(time.number("select count(*) from ingest.reject where reason = 'refused_by_database'").await > 20);
    let kept = "select string_agg(convert_from(record_bytes, 'UTF8'), '') as kept from ingest.reject";
    let kept = time.database.rows(kept).await[0]["kept"].as_str().unwrap().to_owned();
    assert!(kept.contains("loginName") && !kept.contains(PASSWORD_MARK) && !kept.contains("passwordSh"), "{kept}");
    time.database.execute("alter table liveperson.agent drop constraint none").await;
    // A person tries again: the list is read whole, although it has not changed.
    time.database.sink.retry_units(&sink::units::UnitFilter::default(), time.now()).await.unwrap();
    time.step().await;
    assert_eq!(time.number("select count(*) from ingest.reject where closed_at is null").await, 0);
    expect_truth(&time).await;
    assert!(!dump(&time).await.contains(PASSWORD_MARK));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_or_cut_list_deletes_nothing() {
    for fault in [Fault::ListEmpty, Fault::ListShrunken { percent: 40 }] {
        let time = begin(0, SimulatorOptions::default()).await;
        time.step().await;
        let before = time.database.physical_rows().await;
        time.simulator.faults().always(USERS, None, fault);
        for _ in 0..3 {
            pass_hour(&time).await;
            assert_eq!(time.database.physical_rows().await, before);
        }
        time.simulator.faults().clear();
        pass_hour(&time).await;
        assert_eq!(time.database.physical_rows().await, before);
        expect_truth(&time).await;
    }
}

/// The answer was cut at the revision that the list has still: what it left out is not taken for known.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_cut_list_left_out_is_read_with_the_next() {
    let time = begin(8, SimulatorOptions::default()).await;
    time.step().await;
    let known = "select list_revision as revision from ingest.unit where name = 'users'";
    time.simulator.faults().inject(USERS, None, Fault::ListShrunken { percent: 40 }, 1);
    pass_hour(&time).await;
    assert_eq!(time.database.rows(known).await[0]["revision"], Value::Null, "the cut list is asked for whole again");
    for _ in 0..24 {
        pass_hour(&time).await;
    }
    expect_truth(&time).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_the_key_may_not_read_keeps_nothing_else_from_being_read() {
    for status in [403, 404] {
        let time = begin(0, SimulatorOptions::default()).await;
        time.simulator.faults().refuse_method(ACCOUNT, "configuration/le-users/users", status);
        time.step().await;
        let feed = time.status().await.remove(0);
        assert_eq!((feed.unavailable_names(), feed.is_unavailable), ("users".to_owned(), false), "{status}");
        assert_eq!(time.number("select count(*) from liveperson.agent").await, 0);
        assert!(time.number("select count(*) from liveperson.skill").await > 0);
        let loaded = "select count(*) from ingest.unit where state = 'loaded'";
        assert_eq!(time.number(loaded).await, 5);
        // The right was given: a day later at most, the list is there.
        time.simulator.faults().allow_method(ACCOUNT, "configuration/le-users/users");
        time.simulator.clock().advance(TimeDelta::hours(25));
        time.step().await;
        expect_truth(&time).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_versions_are_read_where_upstream_has_no_newer_one() {
    let check = async |versions: Versions, answered: &str, requests_first: usize| {
        let mut options = Options::default();
        (options.users.versions, options.skills.versions) = (versions, versions);
        let upstream = SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() };
        let time = begin(0, upstream).await;
        time.step().await;
        let version = "select list_version as version from ingest.unit where name = 'users'";
        assert_eq!(time.database.rows(version).await[0]["version"], answered);
        assert_eq!(requests(&time, "le-users/users").len(), requests_first);
        pass_hour(&time).await;
        assert_eq!(
            requests(&time, "le-users/users").len(),
            requests_first + 1,
            "the version that answers is asked for alone"
        );
        assert!(time.number("select count(*) from liveperson.agent where login_name is not null").await > 20);
    };
    check(Versions::UpTo("4.0"), "4.0", 2).await;
    check(Versions::Refused, "", 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_refused_for_a_moment_makes_no_states() {
    let time = begin(0, SimulatorOptions::default()).await;
    time.step().await;
    let before = time.database.physical_rows().await;
    let refused = Fault::Status { code: 400, retry_after_s: None, body: ErrorBody::Json };
    time.simulator.faults().inject(USERS, None, refused, 2);
    time.database.execute("update ingest.unit set list_revision = null").await;
    read_again(&time).await;
    assert_eq!(time.database.physical_rows().await, before);
    assert_eq!(
        time.number("select count(*) from ingest.unit where list_version = '6.0' and state = 'loaded'").await,
        1
    );
    expect_truth(&time).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_know_lists() {
    let deployment = Plan::of(small_world()).reading(&[feeds::configuration::FEED]).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    // A restart asks with the revisions that it left.
    let asked = deployment.simulator.requests().len();
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    let whole = deployment.simulator.requests().split_off(asked);
    let of_lists = whole.iter().filter(|request| request.path_and_query.contains("/configuration/"));
    assert!(of_lists.clone().count() == LISTS && of_lists.clone().all(|request| request.status == 200), "{whole:?}");
    let reconciled = deployment.run(&["reconcile"]).await.expect_code(0).out;
    assert!(reconciled.contains("configuration"), "{reconciled}");
    let status = deployment.run(&["status"]).await.expect_code(0).out;
    assert!(status.contains("configuration"), "{status}");
    let units = deployment.run(&["units", "list", "--feed", "configuration"]).await.expect_code(0).out;
    assert!(
        ["users", "skills", "agent_groups", "lobs", "profiles", "status_reasons"]
            .iter()
            .all(|list| units.contains(list))
    );
    let backfill = ["backfill", "--account", ACCOUNT, "--feed", "configuration", "--from", "2026-01-01"];
    let refused = deployment.run(&backfill).await.expect_code(1);
    assert!(refused.errors.contains("nothing older can be loaded"), "{}", refused.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_fails_falls_behind_and_nothing_is_about_to_be_lost() {
    let time = begin(0, SimulatorOptions::default()).await;
    time.step().await;
    let read_at = time.now();
    let refused = Fault::Status { code: 400, retry_after_s: None, body: ErrorBody::Json };
    time.simulator.faults().always(USERS, None, refused);
    for _ in 0..3 {
        time.simulator.clock().advance(TimeDelta::hours(10));
        let (_stop, stopping) = watch::channel(false);
        time.run_for(stopping, Duration::from_secs(1)).await;
    }
    let feed = time.status().await.remove(0);
    assert_eq!((feed.units.failed, feed.units.dead), (1, 0));
    assert_eq!(feed.complete_through, Some(read_at), "it is late after its usual lag");
    assert_eq!(feed.next_deletion_at, None, "a list can always be read as it is now");
}
