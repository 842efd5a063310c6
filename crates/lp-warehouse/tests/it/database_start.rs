//! What `run` and `check` say of a database that cannot be worked with.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use nix::sys::signal::Signal;
use url::Url;

use crate::closing::finish;
use crate::database_errors::ordinary_role;
use crate::deployment::{Deployment, Plan, small_world};
use crate::server::Line;
use crate::service::{address, get, heard};

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_refused_ends_the_start_at_once() {
    let deployment = Plan::of(small_world()).deploy().await;
    let (role, url) = ordinary_role(deployment.database()).await;
    let url: Url = url.parse().unwrap();
    let place = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let check = async |change: fn(&mut Url), database: &str, reason: &str| {
        let mut wrong = url.clone();
        change(&mut wrong);
        let settings = [("database.url", wrong.as_str())];
        let ended = deployment.start_with(&["run"], &settings).ended().await.expect_code(1);
        let told = format!("does not let role `{}` into database `{database}` at {place}", wrong.username());
        assert!(ended.errors.contains(&told) && ended.errors.contains(reason), "{told}: {}", ended.errors);
        let checked = deployment.start_with(&["check"], &settings).ended().await.expect_code(1).out;
        assert!(checked.contains("RED   database") && checked.contains(&told), "{checked}");
    };
    let name = url.path().trim_start_matches('/').to_owned();
    check(|url| url.set_password(Some("wrong")).unwrap(), &name, "password authentication failed").await;
    check(|url| url.set_path("nowhere"), "nowhere", "does not exist").await;
    check(|url| url.set_username("nobody_at_all").unwrap(), &name, "nobody_at_all").await;
    deployment.database().execute(&format!("revoke connect on database {name} from public, {role}")).await;
    check(|_| (), &name, "permission denied").await;
    finish(deployment).await;
}

/// The service manager is not kept waiting, and learns why nothing is loaded.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_at_the_start_is_waited_for() {
    let deployment = Plan::of(small_world()).deploy().await;
    let (mut line, url) = Line::to(deployment.database().url()).await;
    line.cut().await;
    let socket = deployment.folder().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let environment = [("NOTIFY_SOCKET", socket.to_str().unwrap()), ("LPW__DATABASE__URL", url.as_str())];
    let daemon = deployment.start_in(&["run"], &environment);
    let mut said = heard(&manager);
    while !said.contains("READY=1") {
        assert!(said.starts_with("STATUS=waiting for the database: "), "{said}");
        said = heard(&manager);
    }
    assert!(said.contains("STATUS=waiting for the database: ") && said.contains("refused"), "{said}");
    let address = address(&daemon).await;
    let (status, told) = get(&address, "/readyz").await;
    assert!(status == 503 && told.contains("waiting for the database"), "{told}");
    // Some more tries, of which nothing is said.
    for _ in 0..2 {
        while !heard(&manager).contains("waiting for the database") {}
    }
    assert_eq!(daemon.printed().matches("\"event\":\"database_unavailable\"").count(), 1);
    line.mend().await;
    daemon.logged("daemon_ready").await;
    assert_eq!(get(&address, "/readyz").await, (200, "ready\n".to_owned()));
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    finish(deployment).await;
}

/// A role that may create, in a database of its own.
async fn owner(deployment: &Deployment) -> (String, String) {
    let (role, url) = ordinary_role(deployment.database()).await;
    deployment.database().execute(&format!("create database w_{role} owner {role} template template0")).await;
    let mut url: Url = url.parse().unwrap();
    url.set_path(&format!("w_{role}"));
    (role, url.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn check_is_red_where_run_cannot_work() {
    let deployment = Plan::of(small_world()).deploy().await;
    let (role, url) = owner(&deployment).await;
    let (writer, writer_url) = (role.as_str(), url.as_str());
    let check = async |url: &str, code: i32, told: &[&str]| {
        let ended = deployment.start_with(&["check"], &[("database.url", url)]).ended().await.expect_code(code).out;
        for told in told {
            assert!(ended.contains(told), "`{told}` is not in:\n{ended}");
        }
    };
    let alter = async |change: &str| deployment.database().execute(&format!("alter role {writer} {change}")).await;
    const GREEN: &str = "ok    server: the role may create and write what it needs";
    check(writer_url, 0, &[GREEN, "will be applied by `run`"]).await;
    alter("set default_transaction_read_only = on").await;
    check(writer_url, 1, &["RED   server: default_transaction_read_only is on (by: user)", "→ `alter role"]).await;
    alter("reset default_transaction_read_only").await;
    alter("set search_path = ''").await;
    check(writer_url, 0, &[GREEN]).await;

    // Somebody else owns the database, or a schema in the way.
    deployment.database().execute(&format!("alter database w_{role} owner to current_user")).await;
    check(writer_url, 1, &["RED   server: `run` will fail", "permission denied for database", "→ let it own"]).await;
    deployment.database().execute(&format!("alter database w_{role} owner to {role}")).await;
    let mut admin: Url = deployment.database().url().parse().unwrap();
    admin.set_path(&format!("w_{role}"));
    let psql = sink::Sink::new(&sink::SinkOptions::new(String::from(admin.clone()).into())).unwrap();
    let database = sink::testing::TestDatabase { sink: psql, url: String::from(admin).into() };
    database.execute("create schema liveperson").await;
    check(writer_url, 1, &["RED   server: `run` will fail", "schema \"liveperson\" already exists"]).await;
    database.execute("drop schema liveperson").await;
    check(writer_url, 0, &[GREEN]).await;

    // Nothing of what was tried has stayed, and what is there may be worked with.
    let there = database.rows("select from pg_namespace where nspname in ('ingest', 'mart')").await;
    assert!(there.is_empty(), "{there:?}");
    database.sink.migrate().await.unwrap();
    database.execute(&format!("revoke lp_warehouse_writer from {role}")).await;
    check(writer_url, 1, &["RED   server: the role may not write fact.agent_day and others"]).await;
    database.execute(&format!("grant lp_warehouse_writer to {role}")).await;
    check(writer_url, 0, &[GREEN]).await;
    database.execute("alter table ingest.unit enable row level security").await;
    check(writer_url, 1, &["RED   server: `run` will fail", "row-level security"]).await;
    database.sink.close().await;
    finish(deployment).await;
}
