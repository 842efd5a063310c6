//! A daemon that has loaded everything and waits, with four feeds. The simulator is its upstream: it knows them all.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::super::Bench;
use super::super::daemon::Work;
use super::super::data::ACCOUNT;
use super::super::meter::{cpu_s, memory_kib};
use super::super::report::{Figure, Goal};
use super::super::warehouse::Database;
use crate::log::{create_log, log_tail};
use crate::process::Process;
use crate::simulator::Simulator;

const LOAD_TIMEOUT_S: u64 = 600;

/// After the last unit is loaded, the daemon gets this long to come to rest.
const REST_S: u64 = 15;

const LOOK_S: u64 = 1;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let folder = &bench.folder.0;
    let world = [("--accounts", ACCOUNT.to_owned()), ("--days", "1".to_owned())];
    let simulator = Simulator::start(&bench.simulator_binary, folder, &world, bench.interrupt)?;
    let database = bench.warehouse("warehouse")?;
    let (url, simulator_url) = (database.url(), simulator.url());
    let settings = [
        ("ACCOUNTS__0__ENDPOINTS__DOMAIN_API", simulator_url),
        ("ACCOUNTS__0__ENDPOINTS__DATA_ACCESS", simulator_url),
        ("ACCOUNTS__0__ENDPOINTS__ENGAGEMENT_HISTORY", simulator_url),
        ("ACCOUNTS__0__ENDPOINTS__OPERATIONAL", simulator_url),
        ("ACCOUNTS__0__FEEDS__ENGAGEMENT_HISTORY__HISTORY_FROM", "6d"),
    ];
    let feeds = ["agent_activity", "engagement", "engagement_history", "operational"];
    let (log, file) = create_log(folder, "daemon")?;
    let mut command = bench.daemon.command(&Work { database_url: &url, feeds: &feeds, settings: &settings })?;
    command.arg("run").stderr(file.try_clone().context("cannot share the daemon's log")?).stdout(file);
    let mut daemon = Process::start(&mut command)?;
    daemon.note(&folder.join("daemon.pid"))?;
    let mut watch = || -> Result<(f64, f64)> {
        wait_until_loaded(bench, &database, &mut daemon)?;
        bench.interrupt.sleep(Duration::from_secs(REST_S));
        watch(bench, &mut daemon)
    };
    let (share_percent, memory_mib) =
        watch().with_context(|| format!("the idle daemon could not be watched:\n{}", log_tail(&log)))?;
    let figure = |what: &str, unit, value| Figure::new("idle", what, unit, vec![value]);
    Ok(vec![
        figure("share of one core", "%", share_percent).goal(Goal::AtMost(0.3)),
        figure("memory (VmRSS)", "MiB", memory_mib).goal(Goal::AtMost(30.0)),
        figure("watched for", "s", bench.options.idle as f64),
    ])
}

fn wait_until_loaded(bench: &Bench<'_>, database: &Database<'_>, daemon: &mut Process) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(LOAD_TIMEOUT_S);
    while Instant::now() < deadline {
        expect_running(bench, daemon)?;
        let feeds = database.number("select count(distinct feed) from ingest.unit")?;
        let open = database.number("select count(*) from ingest.unit where state <> 'loaded'")?;
        if feeds >= 4.0 && open == 0.0 {
            return Ok(());
        }
        bench.interrupt.sleep(Duration::from_secs(LOOK_S));
    }
    bail!("not everything was loaded within {LOAD_TIMEOUT_S} s")
}

/// The share of a core in percent, and the most memory seen.
fn watch(bench: &Bench<'_>, daemon: &mut Process) -> Result<(f64, f64)> {
    let (begun, cpu_before_s) = (Instant::now(), cpu_s(daemon.id())?);
    let mut memory_max_kib = 0;
    while begun.elapsed() < Duration::from_secs(bench.options.idle) {
        bench.interrupt.sleep(Duration::from_secs(LOOK_S));
        expect_running(bench, daemon)?;
        memory_max_kib = memory_max_kib.max(memory_kib(daemon.id(), "VmRSS").unwrap_or(0));
    }
    let share = (cpu_s(daemon.id())? - cpu_before_s) / begun.elapsed().as_secs_f64();
    Ok((share * 100.0, memory_max_kib as f64 / 1024.0))
}

fn expect_running(bench: &Bench<'_>, daemon: &mut Process) -> Result<()> {
    if bench.interrupt.is_raised() {
        bail!("interrupted");
    }
    match daemon.status()? {
        None => Ok(()),
        Some(status) => bail!("the daemon ended ({status})"),
    }
}
