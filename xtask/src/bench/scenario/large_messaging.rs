//! Messaging of a large account, on a tenth of it: the first load of 13 months, and what a daemon does with all of them in its
//! ledger. Once, whatever the rounds: it takes minutes.

use anyhow::{Result, bail};

use super::super::Bench;
use super::super::daemon::Work;
use super::super::data::{DAY_MS, MINUTE_MS, conversations};
use super::super::meter::{self, Usage};
use super::super::report::{Figure, Goal};
use super::super::warehouse::Database;
use super::copy::Taken;

/// Almost all of what upstream keeps, so that midnight may pass meanwhile.
const DAYS: i64 = 393;

/// A ledger with little in it reaches so far back.
const FEW_DAYS: i64 = 3;

/// The daemon reads two days at a time, and asks for what came partial at the end of each.
const KEPT_DAYS: usize = 4;

/// Pause between two polls of a range.
const POLL_MINUTES: i64 = 5;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let per_day = bench.options.size / DAYS.cast_unsigned();
    let shelf = conversations::of_days(DAYS, per_day, KEPT_DAYS, bench.midnight_ms());
    bench.upstream.serve_conversations(Some(shelf));
    let figures = measure_served(bench, per_day);
    bench.upstream.serve_conversations(None);
    figures
}

fn measure_served(bench: &Bench<'_>, per_day: u64) -> Result<Vec<Figure>> {
    let (large, small) = (bench.warehouse("warehouse")?, bench.warehouse("small")?);
    load(bench, &small, FEW_DAYS)?;
    small.expect_loaded(per_day * FEW_DAYS.cast_unsigned())?;
    eprintln!("    loading {DAYS} days");
    let conversations = per_day * DAYS.cast_unsigned();
    let own_before_s = meter::own_cpu_s()?;
    let taken = Taken::by(&bench.server, || load(bench, &large, DAYS))?;
    let making_s = meter::own_cpu_s()? - own_before_s - taken.usage.cpu_s;
    large.expect_loaded(conversations)?;
    let mut figures = load_figures(&large, conversations, &taken, making_s)?;

    eprintln!("    growing the ledger");
    grow_ledger(&large, bench)?;
    let (mut status_ms, mut small_status_ms, mut poll_ms) = (Vec::new(), Vec::new(), Vec::new());
    for _ in bench.rounds() {
        for (database, days, status_ms) in [(&large, DAYS, &mut status_ms), (&small, FEW_DAYS, &mut small_status_ms)] {
            let status = |work: &Work<'_>| bench.daemon.status(work, bench.interrupt);
            status_ms.push(with_work(database, days, status)?.wall_s * 1e3);
        }
        poll_ms.push(poll_ranges(bench, &large)?.wall_s * 1e3);
    }
    bench.server.drop_database("small")?;
    let attempts = large.number("select count(*) from ingest.load")?;
    let figure = |what: &str, unit, values| Figure::new("large-messaging", what, unit, values);
    figures.extend([
        figure("time of `status --json`, against a ledger of a few days", "ms", status_ms).against(small_status_ms),
        figure("time of a run that polls all ranges, nothing changed", "ms", poll_ms),
        figure("amount: attempts in the ledger then", "thousands", vec![attempts / 1e3]),
    ]);
    Ok(figures)
}

/// Runs the daemon, or a command of it, on the conversations of so many days.
fn with_work(database: &Database<'_>, days: i64, run: impl FnOnce(&Work<'_>) -> Result<Usage>) -> Result<Usage> {
    let history_from = format!("{}d", conversations::reach_days(days));
    let settings = [(conversations::HISTORY_FROM, history_from.as_str())];
    run(&Work { database_url: &database.url(), feeds: &["messaging_interactions"], settings: &settings })
}

fn load(bench: &Bench<'_>, database: &Database<'_>, days: i64) -> Result<Usage> {
    with_work(database, days, |work| bench.daemon.load(work, bench.interrupt))
}

/// Says what the load of all days took, and whether it slowed down.
fn load_figures(database: &Database<'_>, conversations: u64, taken: &Taken, making_s: f64) -> Result<Vec<Figure>> {
    /// The days in the order in which they were loaded.
    const ENDED: &str = "with ended as (
        select load.started_at, load.finished_at, count(*) over () / 10 as tenth,
            row_number() over (order by load.finished_at) as number,
            row_number() over (order by load.finished_at desc) as number_from_end
        from ingest.load join ingest.unit using (unit_id)
        where lane = 'backfill' and load.records_read > 0
    )";
    let seconds = |from: &str, to: &str| -> Result<f64> {
        database.number(&format!("{ENDED} select extract(epoch from {to} - {from}) from ended"))
    };
    let first_s = seconds("min(started_at)", "max(finished_at) filter (where number <= tenth)")?;
    let last_s = seconds("max(finished_at) filter (where number_from_end > tenth)", "max(finished_at)")?;
    let messages = database.number("select count(*) from liveperson.messaging_message")?;
    let bytes = database.number("select pg_database_size(current_database())")?;
    let (rows, wall_s) = (database.rows()? as f64, taken.usage.wall_s);
    let figure = |what: &str, unit, value| Figure::new("large-messaging", what, unit, vec![value]);
    Ok(vec![
        figure("time of the last tenth of the days, against the first", "s", last_s)
            .against(vec![first_s])
            .goal(Goal::AtMost(1.2)),
        figure("time of the whole load", "s", wall_s),
        figure("conversations per second", "conversations", conversations as f64 / wall_s),
        figure("rows per second", "thousands", rows / 1e3 / wall_s),
        figure("processor time of the daemon", "s", taken.usage.cpu_s),
        figure("processor time of the server", "s", taken.server_cpu_s),
        figure("processor time of the upstream, which makes the data up", "s", making_s),
        figure("peak of memory", "MiB", taken.usage.peak_kib as f64 / 1024.0),
        figure("amount: conversations", "thousands", conversations as f64 / 1e3),
        figure("amount: messages", "thousands", messages / 1e3),
        figure("amount: rows", "thousands", rows / 1e3),
        figure("amount: size of the warehouse", "MB", bytes / 1e6),
    ])
}

/// Adds the attempts that a daemon would have left in as many days of polls.
fn grow_ledger(database: &Database<'_>, bench: &Bench<'_>) -> Result<()> {
    let polls = DAYS * DAY_MS / MINUTE_MS / POLL_MINUTES;
    let script = format!(
        "insert into ingest.load (
             unit_id, lease_token, owner, started_at, finished_at, outcome, file_bytes, records_read, records_new,
             records_changed, records_unchanged, records_superseded, records_rejected
         )
         select
             unit_id, -ago, owner, started_at - ago * interval '{POLL_MINUTES} minutes',
             finished_at - ago * interval '{POLL_MINUTES} minutes', outcome, file_bytes, records_read, records_new,
             records_changed, records_unchanged, records_superseded, records_rejected
         from generate_series({polls}, 1, -1) ago, (
             select distinct on (unit_id) load.* from ingest.load join ingest.unit using (unit_id)
             where lane = 'live' order by unit_id, lease_token
         ) poll;
         vacuum analyze ingest.feed, ingest.load, ingest.unit;
         checkpoint;
"
    );
    database.run_script(&script, bench.interrupt).map(drop)
}

/// Has all ranges polled, in which nothing changed.
fn poll_ranges(bench: &Bench<'_>, database: &Database<'_>) -> Result<Usage> {
    const POLLS: &str = "select count(*) from ingest.load join ingest.unit using (unit_id) where lane = 'live'";
    database.ask("update ingest.unit set reread_at = now() where lane = 'live'")?;
    let ranges = database.number("select count(*) from ingest.unit where lane = 'live'")?;
    let before = database.number(POLLS)?;
    let usage = load(bench, database, DAYS)?;
    let polled = database.number(POLLS)? - before;
    if polled < ranges {
        bail!("{polled} of {ranges} ranges were polled");
    }
    Ok(usage)
}
