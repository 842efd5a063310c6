//! What is served beside the loading: health, metrics; and what the service manager is told.

use std::collections::BTreeSet;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

use model::Feed;
use nix::sys::signal::Signal;
use serde_json::Value;
use simulator::{ErrorBody, Fault, FileBody, Route};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::closing::finish;
use crate::database_errors::ordinary_role;
use crate::deployment::{ACCOUNT, Deployment, Plan, small_world};
use crate::process::{Process, until};
use crate::server::Line;
use crate::skipped::skipped;

/// The root of the repository.
fn repository(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Where the daemon's page is.
pub(crate) async fn address(daemon: &Process) -> String {
    daemon.logged("service_listening").await;
    let line = daemon.printed().lines().find(|line| line.contains("service_listening")).unwrap().to_owned();
    let line: Value = serde_json::from_str(&line).unwrap();
    line["address"].as_str().unwrap().to_owned()
}

/// Status and body.
pub(crate) async fn get(address: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

pub(crate) async fn stop(daemon: Process) {
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
}

/// Names of metrics in a text.
fn metrics_in(text: &str) -> BTreeSet<String> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let words = text.split(|character| !is_part(character));
    words.filter(|word| word.starts_with("lp_warehouse_")).map(str::to_owned).collect()
}

/// Every feed but the one of which some methods are asked on a mark of five minutes: nobody waits for that here.
pub(crate) fn feeds_of_well_used() -> Vec<Feed> {
    feeds::all().filter(|feed| *feed != feeds::messaging_operations::FEED).collect()
}

/// These feeds, with a file that is dead, a request that was repeated, and all of it loaded.
pub(crate) async fn well_used() -> (Deployment, Process) {
    let deployment = Plan::of(small_world())
        .reading(&feeds_of_well_used())
        .set("work.unit_attempts_max", "1")
        .set("work.lease", "1m")
        .deploy()
        .await;
    deployment.publish("broken", FileBody::Bytes(b"no file"[..].into()));
    let away = Fault::Status { code: 503, retry_after_s: None, body: ErrorBody::Html };
    deployment.simulator.faults().inject(Route::Listing, None, away, 1);
    let daemon = deployment.start(&["run"]);
    daemon.logged("unit_dead").await;
    daemon.logged("method_polled").await;
    let open = "select from ingest.unit where state in ('pending', 'leased', 'failed')";
    until("all is loaded", async || deployment.database().rows(open).await.is_empty()).await;
    (deployment, daemon)
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_those_that_are_documented_and_tell_the_truth() {
    let (deployment, daemon) = well_used().await;
    let (status, text) = get(&address(&daemon).await, "/metrics").await;
    assert_eq!(status, 200);
    let samples = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let without_suffix = |name: &str| {
        let of_histogram = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| name.strip_suffix(suffix));
        of_histogram.filter(|name| name.ends_with("_seconds")).unwrap_or(name).to_owned()
    };
    let scraped: BTreeSet<String> =
        samples.map(|line| without_suffix(line.split(['{', ' ']).next().unwrap())).collect();
    let documented = metrics_in(&repository("docs/metrics.md"));
    assert_eq!(scraped, documented);
    let alerts = metrics_in(&repository("deploy/prometheus/alerts.yml"));
    let unknown: Vec<_> = alerts.difference(&documented).collect();
    assert!(!alerts.is_empty() && unknown.is_empty(), "the alerts speak of {unknown:?}");

    let value = |series: &str| {
        let line = text.lines().find(|line| line.starts_with(series) && line[series.len()..].starts_with(' '));
        let line = line.unwrap_or_else(|| panic!("no {series} in\n{text}"));
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let labels = format!("account=\"{ACCOUNT}\",feed=\"engagement\"");
    let files = deployment.units("feed = 'engagement' and state = 'loaded'").await.len();
    assert_eq!(value(&format!("lp_warehouse_units{{{labels},state=\"loaded\"}}")), files as f64);
    assert_eq!(value(&format!("lp_warehouse_unit_attempts_total{{{labels},outcome=\"loaded\"}}")), files as f64);
    assert_eq!(value(&format!("lp_warehouse_unit_attempts_total{{{labels},outcome=\"dead\"}}")), 1.0);
    assert_eq!(value(&format!("lp_warehouse_units_unacknowledged{{{labels}}}")), 1.0);
    assert_eq!(value(&format!("lp_warehouse_api_retries_total{{account=\"{ACCOUNT}\",reason=\"unavailable\"}}")), 1.0);
    assert_eq!(value("lp_warehouse_database_up"), 1.0);
    let records = deployment.database().rows("select sum(load.records_new)::int as n from ingest.load join ingest.unit using (unit_id) where feed = 'engagement'").await;
    assert_eq!(
        value(&format!("lp_warehouse_records_total{{{labels},class=\"new\"}}")),
        records[0]["n"].as_f64().unwrap()
    );
    stop(daemon).await;
    finish(deployment).await;
}

/// Each alert names a heading of the runbook.
#[test]
fn every_alert_has_its_place_in_the_runbook() {
    let runbook = repository("deploy/README.md");
    let headings: BTreeSet<String> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .map(|heading| heading.to_lowercase().replace(' ', "-").replace([',', '`', '\'', '.'], ""))
        .collect();
    let alerts = repository("deploy/prometheus/alerts.yml");
    let places =
        alerts.lines().filter_map(|line| line.trim().strip_prefix("runbook: \"deploy/README.md#")?.strip_suffix('"'));
    let places: Vec<_> = places.collect();
    assert_eq!(places.len(), alerts.matches("- alert:").count());
    for place in places {
        assert!(headings.contains(place), "no heading `{place}` in the runbook: {headings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_of_the_process_and_readiness_of_the_database() {
    let deployment = Plan::of(small_world()).deploy().await;
    let (mut line, url) = Line::to(deployment.database().url()).await;
    let daemon = deployment.start_with(&["run"], &[("database.url", &url)]);
    daemon.logged("daemon_ready").await;
    let address = address(&daemon).await;
    assert_eq!(get(&address, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(get(&address, "/readyz").await, (200, "ready\n".to_owned()));
    let listen = [("service.listen", address.as_str())];
    let told = deployment.start_with(&["health"], &listen).ended().await.expect_code(0).out;
    assert_eq!(told, "ok\n");
    let database = deployment.database();
    database.execute("update ingest.mart_view set sha256 = '' where name = 'chat'").await;
    // However many ask, the schema is compared once in a few seconds.
    let outdated = (503, "the schema is not up to date\n".to_owned());
    until("the schema is not up to date", async || get(&address, "/readyz").await == outdated).await;
    database.sink.migrate().await.unwrap();
    until("ready again", async || get(&address, "/readyz").await.0 == 200).await;

    line.cut().await;
    daemon.logged("database_unavailable").await;
    assert_eq!(get(&address, "/readyz").await.0, 503);
    assert_eq!(get(&address, "/healthz").await.0, 200, "a database that is away is no reason to restart");
    assert!(get(&address, "/metrics").await.1.contains("lp_warehouse_database_up 0"));
    line.mend().await;
    stop(daemon).await;
    let told = deployment.start_with(&["health"], &listen).ended().await.expect_code(1).errors;
    assert!(told.contains("cannot be asked"), "{told}");
    deployment.run_until_idle().await.expect_code(0);
    finish(deployment).await;
}

/// What comes next on the socket that stands for systemd's.
pub(crate) fn heard(manager: &UnixDatagram) -> String {
    let mut bytes = [0; 512];
    let len = manager.recv(&mut bytes).expect("the daemon says something in time");
    String::from_utf8_lossy(&bytes[..len]).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_manager_hears_ready_alive_and_stopping() {
    let deployment = Plan::of(small_world()).deploy().await;
    let socket = deployment.folder().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let environment = [("NOTIFY_SOCKET", socket.to_str().unwrap()), ("WATCHDOG_USEC", "200000")];
    let daemon = deployment.start_in(&["run"], &environment);
    let mut before = Vec::new();
    let ready = loop {
        let said = heard(&manager);
        if said.contains("READY=1") {
            break said;
        }
        before.push(said);
    };
    assert!(ready.contains("STATUS=1 of 1 accounts authorized"), "{ready}");
    assert!(before.iter().all(|said| said == "WATCHDOG=1" || said.starts_with("STATUS=")), "{before:?}");
    for _ in 0..3 {
        assert_eq!(heard(&manager), "WATCHDOG=1");
    }
    daemon.signal(Signal::SIGTERM);
    while !heard(&manager).contains("STOPPING=1") {}
    daemon.ended().await.expect_code(0);
    finish(deployment).await;
}

/// One trouble follows another, and both pass: `/readyz` and the service manager show the one that there is.
#[tokio::test(flavor = "multi_thread")]
async fn the_reason_that_is_shown_is_the_current_one() {
    let deployment = Plan::of(small_world()).deploy().await;
    let database = deployment.database();
    let (role, url) = ordinary_role(database).await;
    let (mut line, url) = Line::to(&url).await;
    let socket = deployment.folder().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let environment = [("NOTIFY_SOCKET", socket.to_str().unwrap()), ("LPW__DATABASE__URL", url.as_str())];
    let daemon = deployment.start_in(&["run"], &environment);
    let address = address(&daemon).await;
    let check = async |status: u16, reason: &str, said: &str| {
        while !heard(&manager).contains(said) {}
        let (found, told) = get(&address, "/readyz").await;
        assert!(found == status && told.contains(reason), "{reason}: {found} {told}");
    };
    check(200, "ready", "STATUS=1 of 1 accounts authorized").await;
    line.cut().await;
    check(503, "Connection refused", "Connection refused").await;
    database.execute(&format!("alter role {role} nologin")).await;
    line.mend().await;
    check(503, "not permitted to log in", "not permitted to log in").await;
    database.execute(&format!("alter role {role} login")).await;
    check(200, "ready", "STATUS=1 of 1 accounts authorized").await;
    assert_eq!(daemon.printed().matches("\"event\":\"database_unavailable\"").count(), 1, "said at a falling rate");
    stop(daemon).await;
    finish(deployment).await;
}

/// SIGHUP: what can change does, the rest is named, and what is refused changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_hangup_reads_the_configuration_again() {
    let deployment = Plan::of(small_world()).deploy().await;
    let file = deployment.folder().join("config.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let daemon = deployment.start(&["run"]);
    daemon.logged("daemon_ready").await;
    assert!(daemon.printed().contains("\"level\":\"DEBUG\""));

    let quiet = before.replace("level = \"debug\"", "level = \"warn,lp_warehouse::reload=info\"");
    let changed = quiet.replace("lease = \"2s\"", "lease = \"3s\"");
    // What is said of each in turn: what needs a restart is said as long as it is so.
    let told = [(&changed, "log.level", "work.lease"), (&changed, "", "work.lease"), (&quiet, "", "")];
    for (times, (text, applied, needs_restart)) in (1..).zip(told) {
        std::fs::write(&file, text).unwrap();
        daemon.signal(Signal::SIGHUP);
        daemon.logged_times("configuration_reloaded", times).await;
        let printed = daemon.printed();
        let line = printed.lines().rfind(|line| line.contains("configuration_reloaded")).unwrap();
        let said = format!("\"applied\":\"{applied}\",\"needs_restart\":\"{needs_restart}\"");
        assert!(line.contains(&said), "{line}");
    }

    // Of secrets, too, it is said what changed: the key, and nothing of either value.
    std::fs::write(&file, quiet.replace("app_secret = \"", "app_secret = \"other")).unwrap();
    daemon.signal(Signal::SIGHUP);
    daemon.logged_times("configuration_reloaded", told.len() + 1).await;
    assert!(daemon.printed().contains("\"needs_restart\":\"accounts[0].auth.app_secret\""), "{}", daemon.printed());

    std::fs::write(&file, before.replace("lease = \"2s\"", "lease = \"soon\"")).unwrap();
    daemon.signal(Signal::SIGHUP);
    daemon.logged("configuration_refused").await;
    let after = daemon.printed().split("configuration_reloaded").nth(1).unwrap().to_owned();
    assert!(after.contains("work.lease") && !after.contains("\"level\":\"DEBUG\""), "{after}");
    stop(daemon).await;
    finish(deployment).await;
}

/// A secret that systemd copied at the start stays what it was. A reload says so.
#[tokio::test(flavor = "multi_thread")]
async fn reload_names_secrets_that_were_changed_after_they_were_copied() {
    if !nix::unistd::geteuid().is_root() {
        return skipped("secrets and their copies compared", "only root sees both");
    }
    let deployment = Plan::of(small_world()).deploy().await;
    let file = deployment.folder().join("config.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let line = before.lines().find(|line| line.starts_with("app_secret = ")).unwrap();
    std::fs::write(&file, before.replace(line, "app_secret_file = \"app-secret\"")).unwrap();
    let secret = line.split('"').nth(1).unwrap();
    let folders = ["credentials", "copies"].map(|folder| deployment.folder().join(folder));
    let original = folders[0].join("app-secret");
    for (folder, name) in folders.iter().zip(["app-secret", "lp-warehouse_app-secret"]) {
        std::fs::create_dir(folder).unwrap();
        std::fs::write(folder.join(name), secret).unwrap();
    }
    let environment = [("CREDENTIALS_DIRECTORY", folders[1].to_str().unwrap())];
    let daemon = deployment.start_in(&["run"], &environment);
    daemon.logged("daemon_ready").await;
    let pid = daemon.id().to_string();
    let reload =
        async || deployment.start_in(&["reload", "--pid", &pid], &environment).ended().await.expect_code(0).out;
    assert_eq!(reload().await, "");
    std::fs::write(&original, "of tomorrow").unwrap();
    let said = reload().await;
    assert!(said.contains("`accounts[0].auth.app_secret_file` was changed") && said.lines().count() == 1, "{said}");
    stop(daemon).await;
    finish(deployment).await;
}

/// `systemctl reload` fails where the configuration is refused, and the daemon hears nothing of it.
#[tokio::test(flavor = "multi_thread")]
async fn reload_fails_where_the_configuration_is_refused() {
    let deployment = Plan::of(small_world()).deploy().await;
    let daemon = deployment.start(&["run"]);
    daemon.logged("daemon_ready").await;
    let (pid, own) = (daemon.id().to_string(), std::process::id().to_string());
    deployment.run(&["reload", "--pid", &pid]).await.expect_code(0);
    daemon.logged("configuration_reloaded").await;
    let other = deployment.run(&["reload", "--pid", &own]).await.expect_code(1).errors;
    assert!(other.contains(&format!("process {own} is no lp-warehouse")), "{other}");

    let file = deployment.folder().join("config.toml");
    let refused = std::fs::read_to_string(&file).unwrap().replace("lease = \"2s\"", "lease = \"soon\"");
    std::fs::write(&file, refused).unwrap();
    let errors = deployment.run(&["reload", "--pid", &pid]).await.expect_code(1).errors;
    assert!(errors.contains("`work.lease`"), "{errors}");
    stop(daemon).await;
    let printed = std::fs::read_to_string(deployment.folder().join("process-0.out")).unwrap();
    let heard = ["configuration_reloaded", "configuration_refused"].map(|event| printed.matches(event).count());
    assert_eq!(heard, [1, 0], "{printed}");
    finish(deployment).await;
}
