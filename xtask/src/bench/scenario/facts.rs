//! Facts that are refreshed beside a load: what they cost it, how soon reports see it, and what reports then take.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::super::Bench;
use super::super::daemon::Work;
use super::super::data::ACCOUNT;
use super::super::report::{Figure, Goal};
use super::super::warehouse::Database;
use crate::log::{create_log, log_tail};
use crate::process::Process;

const CATCH_UP_TIMEOUT_S: u64 = 1800;
const LOOK_MS: u64 = 500;
/// From the claim of the first unit to the commit of the last.
const LOAD_S: &str =
    "select extract(epoch from max(finished_at) - min(started_at)) from ingest.load where outcome = 'loaded'";
/// Since the commit of the last unit.
const BEHIND_S: &str =
    "select extract(epoch from clock_timestamp() - max(finished_at)) from ingest.load where outcome = 'loaded'";

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let made = bench.files(0).of_chats(bench.options.size, bench.interrupt)?;
    bench.upstream.serve_files(made.files);
    let database = bench.warehouse("warehouse")?;
    let url = database.url();
    let work = Work { database_url: &url, feeds: &["engagement"], settings: &[] };
    // Once, so that the program of the rounds is the one whose facts they are.
    bench.daemon.load(&work, bench.interrupt)?;
    bench.daemon.refresh_facts(&work, bench.interrupt)?;
    let (mut with_facts, mut without, mut behind) = (Vec::new(), Vec::new(), Vec::new());
    for round in bench.rounds() {
        let sides = if round % 2 == 1 { [true, false] } else { [false, true] };
        for has_facts in sides {
            database.clear(bench.interrupt)?;
            if has_facts {
                behind.push(load_beside_facts(bench, &database, &work, made.chats)?);
                with_facts.push(database.number(LOAD_S)?);
            } else {
                bench.daemon.load(&work, bench.interrupt)?;
                without.push(database.number(LOAD_S)?);
            }
        }
    }
    // The last round may have left none.
    bench.daemon.refresh_facts(&work, bench.interrupt)?;
    database.ask("vacuum analyze")?;
    let figure = |what: &str, unit, values| Figure::new("facts", what, unit, values);
    let mut figures = vec![
        figure("time of a load with facts beside it, against one without", "s", with_facts)
            .against(without)
            .goal(Goal::AtMost(1.1)),
        figure("from the last commit to the last fact", "s", behind).goal(Goal::AtMost(60.0)),
    ];
    for (what, sql, goal_ms) in questions() {
        let times = (0..bench.options.rounds).map(|_| milliseconds(&database, &sql)).collect::<Result<_>>()?;
        figures.push(figure(what, "ms", times).goal(Goal::AtMost(goal_ms)));
    }
    Ok(figures)
}

/// What an analyst asks, and the goal in milliseconds.
fn questions() -> [(&'static str, String, f64); 4] {
    let day = "select max(day) - 1 from mart.daily_summary where chats > 0";
    [
        ("daily_summary, all days", format!("select * from mart.daily_summary where account_id = '{ACCOUNT}'"), 1000.0),
        (
            "service level by half hour and skill, a day",
            format!(
                "select interval_started_at, skill_name, service_level_share from mart.contact_half_hourly
                 where account_id = '{ACCOUNT}' and day = ({day})"
            ),
            50.0,
        ),
        (
            "all columns of the chats of a day",
            format!(
                "select c.* from mart.account_calendar d join mart.chat c on c.account_id = d.account_id
                    and c.started_at >= d.day_started_at and c.started_at < d.day_ended_at
                 where d.account_id = '{ACCOUNT}' and d.day = ({day})"
            ),
            1000.0,
        ),
        (
            "chats by weekday and hour, all days",
            format!(
                "select started_weekday, started_hour, sum(chats), avg(handling_s) from mart.chat
                 where account_id = '{ACCOUNT}' group by 1, 2"
            ),
            1000.0,
        ),
    ]
}

/// What the server takes to answer.
fn milliseconds(database: &Database<'_>, sql: &str) -> Result<f64> {
    let plan = database.ask(&format!("set jit = off; explain (analyze, timing off, summary on) {sql}"))?;
    let times = plan.lines().filter_map(|line| line.trim().strip_suffix(" ms"));
    let taken = times.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    Ok(taken.sum())
}

/// Runs a daemon until everything is loaded and in the facts. Returns the seconds between the two.
fn load_beside_facts(bench: &Bench<'_>, database: &Database<'_>, work: &Work<'_>, chats: u64) -> Result<f64> {
    let (log, file) = create_log(&bench.folder.0, "daemon")?;
    let mut command = bench.daemon.command(work)?;
    command.arg("run").stderr(file.try_clone().context("cannot share the daemon's log")?).stdout(file);
    let mut daemon = Process::start(&mut command)?;
    daemon.note(&bench.folder.0.join("daemon.pid"))?;
    catch_up(bench, database, &mut daemon, chats)
        .with_context(|| format!("the facts did not come:\n{}", log_tail(&log)))
}

fn catch_up(bench: &Bench<'_>, database: &Database<'_>, daemon: &mut Process, chats: u64) -> Result<f64> {
    let deadline = Instant::now() + Duration::from_secs(CATCH_UP_TIMEOUT_S);
    while Instant::now() < deadline {
        if bench.interrupt.is_raised() {
            bail!("interrupted");
        }
        if let Some(status) = daemon.status()? {
            bail!("the daemon ended ({status})");
        }
        let read = database.number("select coalesce(sum(records_read), 0) from ingest.unit")?;
        let marks = database.number("select count(*) from ingest.fact_mark")?;
        if read as u64 >= chats && marks == 0.0 {
            return database.number(BEHIND_S);
        }
        bench.interrupt.sleep(Duration::from_millis(LOOK_MS));
    }
    bail!("not everything was in the facts within {CATCH_UP_TIMEOUT_S} s")
}
