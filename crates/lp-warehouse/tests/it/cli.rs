//! The commands beside `run`: what they print, and their exit codes.

use std::net::TcpListener;
use std::process::Stdio;

use nix::sys::signal::Signal;
use serde_json::Value;
use tokio::process::Command;

use crate::closing::finish;
use crate::deployment::{ACCOUNT, Plan, small_world};
use crate::process::until;
use crate::service::{address, get};

#[tokio::test(flavor = "multi_thread")]
async fn help_explains_itself() {
    let deployment = Plan::of(small_world()).deploy().await;
    let check = async |arguments: &[&str], told: &[&str]| {
        let help = deployment.run(&[arguments, &["--help"]].concat()).await.expect_code(0).out;
        for told in told {
            assert!(help.contains(told), "{arguments:?} does not tell `{told}`:\n{help}");
        }
    };
    check(&[], &["Exit codes", "LPW__ACCOUNTS__0__ENDPOINTS__DOMAIN_API", "run", "check", "status"]).await;
    check(&["run"], &["Exit codes", "130", "--until-idle", "--wait"]).await;
    check(&["check"], &["Exit code 1"]).await;
    check(&["migrate"], &["may not create tables"]).await;
    check(&["status"], &["--json"]).await;
    check(&["units"], &["list", "retry", "ack"]).await;
    check(&["units", "list"], &["--state", "--json", "--limit", "--oldest"]).await;
    check(&["units", "retry"], &["--state loaded"]).await;
    check(&["units", "ack"], &["exit code 2"]).await;
    check(&["config"], &["secrets masked"]).await;
    let mistake = deployment.run(&["rum"]).await.expect_code(1);
    assert!(mistake.errors.contains("run"), "{}", mistake.errors);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_units_tell_the_same_story_to_people_and_programs() {
    let deployment = Plan::of(small_world()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    let files = deployment.simulator.world().files().len();

    let table = deployment.run(&["status"]).await.expect_code(0).out;
    assert!(table.contains("complete through") && table.contains("agent_activity"), "{table}");
    let status: Value = serde_json::from_str(&deployment.run(&["status", "--json"]).await.expect_code(0).out).unwrap();
    let feeds = status["feeds"].as_array().unwrap();
    assert_eq!(feeds.iter().map(|feed| feed["units"]["loaded"].as_u64().unwrap()).sum::<u64>(), files as u64);
    for feed in feeds {
        let count = |name: &str| feed["records"][name].as_i64().unwrap();
        assert_eq!(
            count("read"),
            count("new") + count("changed") + count("unchanged") + count("superseded") + count("rejected")
        );
        assert!(feed["complete_through"].is_string() && feed["last_error"].is_null(), "{feed}");
    }

    let list = deployment.run(&["units", "list"]).await.expect_code(0).out;
    assert_eq!(list.lines().count(), files + 1, "{list}");
    let units = deployment.run(&["units", "list", "--json", "--feed", "engagement", "--limit", "3"]).await;
    let units: Value = serde_json::from_str(&units.expect_code(0).out).unwrap();
    assert_eq!(units.as_array().unwrap().len(), 3);
    assert!(units.as_array().unwrap().iter().all(|unit| unit["feed"] == "engagement" && unit["state"] == "loaded"));
    let cut = deployment.run(&["units", "list", "--limit", "2", "--oldest"]).await.expect_code(0).out;
    let more = format!("… and {} more: --limit {files} lists all", files - 2);
    assert!(cut.lines().count() == 4 && cut.lines().last().unwrap().starts_with(&more), "{cut}");
    // A column is as wide as what stands in it.
    let columns = |line: Option<&str>| line.unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(columns(list.lines().last()), columns(cut.lines().nth(1)));

    let newest = list.lines().nth(1).unwrap().split_whitespace().next().unwrap();
    let retried = deployment.run(&["units", "retry", "--id", "99999", "--id", newest]).await.expect_code(1).out;
    assert!(retried.contains("99999: no such unit") && retried.ends_with("1 unit is due now.\n"), "{retried}");
    deployment.run_until_idle().await.expect_code(0);
    let acknowledged = deployment.run(&["units", "ack", "--id", newest]).await.expect_code(1).out;
    assert!(acknowledged.contains(&format!("{newest} is loaded; nothing to acknowledge")), "{acknowledged}");
    for (many, told) in [
        (&["units", "retry", "--state", "loaded"][..], format!("{files} loaded units would be read again")),
        (&["units", "ack", "--account", "75555851"], "0 units would be acknowledged".to_owned()),
    ] {
        let refused = deployment.run(many).await.expect_code(1).errors;
        assert!(refused.contains(&told) && refused.contains("Add --yes"), "{refused}");
    }
    assert!(deployment.units("state <> 'loaded'").await.is_empty(), "what was refused was done");
    let refused = deployment.run(&["units", "retry"]).await.expect_code(1);
    assert!(refused.errors.contains("--state"), "{}", refused.errors);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_is_green_when_all_is_well_and_gives_advice_when_not() {
    let deployment = Plan::of(small_world()).deploy().await;
    let green = deployment.run(&["check"]).await.expect_code(0).out;
    assert!(!green.contains("RED") && green.contains("authorization: Data Access answers"), "{green}");
    assert!(green.contains("ok    data folder") && green.contains("ok    server: the role may create"), "{green}");
    assert!(green.contains("warn  server: fsync is off"), "the server of the tests is one to be warned of: {green}");

    let check = async |key: &str, value: &str, told: &[&str]| {
        let red = deployment.start_with(&["check"], &[(key, value)]).ended().await.expect_code(1).out;
        for told in told {
            assert!(red.contains(told), "{key}: `{told}` is not in:\n{red}");
        }
    };
    let secret = "accounts.0.auth.app_secret";
    let advice = "→ Check the account's credentials, its number (`id`)";
    check(secret, "wrong", &["RED   account 75555851, authorization", advice]).await;
    check("service.data_dir", "/proc/nowhere", &["RED   data folder", "→ make it"]).await;
    check("database.url", "postgres://lp:x@127.0.0.1:1/x", &["RED   database", "→ is the server up"]).await;
    let endpoint = "accounts.0.endpoints.data_access";
    check(endpoint, "http://127.0.0.1:1", &["RED   account 75555851, authorization", "→ Nothing to do unless"]).await;
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = silent.local_addr().unwrap().to_string();
    check("service.listen", &taken, &["RED   status page: `run` will not start", "→ end the program that has it"])
        .await;
    let url = format!("postgres://lp:x@{taken}/x");
    check("database.url", &url, &["RED   database: the database cannot be used now", "no answer within 10 s"]).await;
    finish(deployment).await;
}

/// `check`, the log, `status` and the page report a refused method in the same words, and no run waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_account_does_not_have_is_told_and_waited_for_by_nobody() {
    const TOLD: &str = "not available to this account";
    let read = [
        feeds::operational::FEED,
        feeds::engagement_history::FEED,
        feeds::agent_metrics::FEED,
        feeds::configuration::FEED,
    ];
    let deployment = Plan::of(small_world()).reading(&read).deploy().await;
    let list = "configuration/le-users/users";
    for method in ["queuehealth", "sla", "interactions/search", "agent-view/status", "agent-view/summary", list] {
        deployment.simulator.faults().refuse_method(ACCOUNT, method, 403);
    }
    let checked = deployment.run(&["check"]).await.expect_code(0).out;
    for told in [
        "not available to this account: Agent Metrics, agent_status, agent_load, users, Engagement History, queue_health, \
         sla_histogram (",
        "configuration, list skills: answers",
        "authorization: Operational Real-time answers",
        "→ Ask LivePerson to enable the API",
    ] {
        assert!(checked.contains(told), "`{told}` is not in:\n{checked}");
    }
    let ran = deployment.run_until_idle().await.expect_code(0);
    for (event, times) in [("method_unavailable", 5), ("feed_unavailable", 1)] {
        assert_eq!(ran.out.matches(event).count(), times, "{event}: {}", ran.out);
    }
    let status = deployment.run(&["status"]).await.expect_code(0).out;
    let status = status.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [": queue_health, sla_histogram. ", ": search. ", ": agent_load, agent_status. ", ": users. "] {
        assert!(status.contains(told) && status.contains(TOLD), "`{told}` is not in:\n{status}");
    }

    let daemon = deployment.start(&["run"]);
    let address = address(&daemon).await;
    let page = get(&address, "/").await.1;
    for told in
        ["queue_health, sla_histogram", &format!("{TOLD}: search"), &format!("{TOLD}: agent_load, agent_status")]
    {
        assert!(page.contains(told) && page.contains(">not available</span>"), "`{told}` is not in:\n{page}");
    }
    assert!(page.contains("No problem"), "{page}");
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);

    // A search that is not known is another matter: the address is wrong, and `run` waits.
    deployment.simulator.faults().refuse_method(ACCOUNT, "interactions/search", 404);
    let red = deployment.run(&["check"]).await.expect_code(1).out;
    assert!(red.contains("RED   account 75555851, authorization: Engagement History"), "{red}");
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_knows_the_port_of_a_daemon_of_ours() {
    let deployment = Plan::of(small_world()).deploy().await;
    let daemon = deployment.start(&["run"]);
    let address = address(&daemon).await;
    let checked = deployment.start_with(&["check"], &[("service.listen", &address)]).ended().await.expect_code(0).out;
    assert!(checked.contains(&format!("ok    status page: an lp-warehouse that runs has {address}")), "{checked}");
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn migrate_and_config() {
    let deployment = Plan::of(small_world()).deploy().await;
    let migrated = deployment.run(&["migrate"]).await.expect_code(0).out;
    assert_eq!(migrated, "The schema is up to date.\n");
    let database = deployment.database();
    database.execute("update ingest.mart_view set sha256 = '' where name = 'chat'").await;
    assert!(deployment.run(&["check"]).await.out.contains("schema: 1 view will be applied by `run`"));
    let migrated = deployment.run(&["migrate"]).await.expect_code(0).out;
    assert_eq!(migrated, "Applied 1 view; the schema is up to date.\n");
    database.execute("update ingest.mart_view set version = '99.0.0', sha256 = ''").await;
    assert!(
        deployment
            .run(&["check"])
            .await
            .out
            .contains("schema: up to date; the views of mart are those of lp-warehouse 99.0.0")
    );
    let migrated = deployment.run(&["migrate"]).await.expect_code(0).out;
    assert!(migrated.contains("lp-warehouse 99.0.0, which is newer, and stay as they are"), "{migrated}");
    database.execute("update ingest.migration set sha256 = '' where version = 2").await;
    assert!(deployment.run(&["check"]).await.out.contains("made by a development version"));
    let refused = deployment.run(&["migrate"]).await.expect_code(1).errors;
    assert!(refused.contains("(its migration 2 is not that of a release)"), "{refused}");
    let config = deployment.run(&["config"]).await.expect_code(0).out;
    assert!(config.contains("app_secret = \"***\"") && config.contains(":***@127.0.0.1"), "{config}");
    assert!(config.contains("units_in_flight_max = 2") && config.contains("default"), "{config}");
    finish(deployment).await;
}

/// Somebody's view on `mart` does not keep a version from starting: the command says what became of it, and so does the log.
#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_the_views_of_users_is_said() {
    let deployment = Plan::of(small_world()).deploy().await;
    let database = deployment.database();
    // As an older version left it.
    let older = "drop view mart.date cascade; create view mart.date as select 1 as gone, date '2026-01-01' as day;
        update ingest.mart_view set sha256 = '' where name = 'date';";
    let views =
        "create view public.lost as select gone from mart.date; create view public.kept as select day from mart.date;
        create materialized view public.filled as select day from mart.date;";
    database.execute(&format!("{older}{views}")).await;
    let migrated = deployment.run(&["migrate"]).await.expect_code(0).out;
    assert_eq!(
        migrated,
        "Applied 1 view; the schema is up to date.\n\
         The materialized view public.filled reads views that changed; it was made again and is empty: \
         `refresh materialized view public.filled;`.\n\
         The view public.kept reads views that changed; it was made again.\n\
         The view public.lost reads views that changed, and cannot be made again (column date.gone does not exist); it is \
         gone, and ingest.displaced_view has its text: correct it and make it again.\n"
    );
    database.execute(&format!("drop materialized view public.filled; drop view public.kept; {older}{views}")).await;
    let log = deployment.run_until_idle().await.expect_code(0).out;
    for (event, view) in [("view_emptied", "filled"), ("view_made_again", "kept"), ("view_displaced", "lost")] {
        let is_it = |line: &&str| line.contains(event) && line.contains(&format!("public.{view}"));
        assert_eq!(log.lines().filter(is_it).count(), 1, "{event}: {log}");
    }
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn watching_ends_at_the_first_signal_and_writes_no_escape_codes_into_a_file() {
    let deployment = Plan::of(small_world()).deploy().await;
    let watching = deployment.start(&["status", "--watch", "--every", "10ms"]);
    until("two tables", async || watching.printed().matches("UTC, every 10ms").count() >= 2).await;
    watching.signal(Signal::SIGINT);
    let ended = watching.ended().await.expect_code(0);
    assert!(!ended.out.contains('\x1b') && !ended.errors.contains("shutdown"), "{}{}", ended.out, ended.errors);
    finish(deployment).await;
}

/// `units list | head -1`: what is left to be told is told to nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_no_error() {
    let deployment = Plan::of(small_world()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    for (arguments, code) in [
        (&["units", "list"][..], 0),
        (&["units", "list", "--json"], 0),
        (&["status"], 0),
        (&["status", "--watch"], 0),
        (&["man"], 0),
        (&["completions", "bash"], 0),
        (&["config"], 0),
        // Their exit code is their answer, which nobody has waited for.
        (&["check"], 1),
        (&["reconcile", "--counts-max", "0"], 1),
    ] {
        let (reader, unread) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_lp-warehouse"));
        command.env_clear().arg("--config").arg(deployment.folder().join("config.toml")).args(arguments);
        let ended = command.stdout(unread).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().await.unwrap();
        let errors = String::from_utf8_lossy(&ended.stderr);
        assert!(!errors.contains("error") && !errors.contains("panic"), "{arguments:?}: {errors}");
        assert_eq!(ended.status.code(), Some(code), "{arguments:?}: {errors}");
    }
    finish(deployment).await;
}
