//! First loads, against `psql` copying the very same rows into the very same tables, with the same keys and indexes: one
//! connection, one transaction, binary. So what reading, unpacking and flattening JSON costs has to be won elsewhere.

use anyhow::{Result, bail};

use super::super::Bench;
use super::super::daemon::Work;
use super::super::data::engagement::{Content, Files};
use super::super::data::{conversations, history, visits};
use super::super::meter::Usage;
use super::super::report::{Figure, Goal};
use super::super::warehouse::{Copies, Database, Server};

/// What is served.
struct Load<'l> {
    scenario: &'static str,
    feed: &'static str,
    /// What is counted by `amount`.
    things: &'static str,
    amount: u64,
    settings: &'l [(&'l str, &'l str)],
    records: u64,
    json_bytes: u64,
    /// As sent, for the report.
    sent_bytes: u64,
    goal: f64,
}

pub(in crate::bench) fn of_files(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let made = bench.files(0).of_chats(bench.options.size, bench.interrupt)?;
    bench.upstream.serve_files(made.files);
    against_copy(
        bench,
        &Load {
            scenario: "first-load",
            feed: "engagement",
            things: "chats",
            amount: made.chats,
            settings: &[],
            records: made.chats,
            json_bytes: made.json_bytes,
            sent_bytes: made.gzip_bytes,
            goal: 0.9,
        },
    )
}

/// As many visits as chats in a first load: they have more rows.
pub(in crate::bench) fn of_visits(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let files = Files { content: Content::Visits, ..bench.files(0) };
    let made = files.of_chats(bench.options.size, bench.interrupt)?;
    bench.upstream.serve_files(made.files);
    against_copy(
        bench,
        &Load {
            scenario: "visits",
            feed: "web_session",
            things: "visits",
            amount: made.chats,
            settings: &[],
            records: visits::body_count(made.chats),
            json_bytes: made.json_bytes,
            sent_bytes: made.gzip_bytes,
            goal: 1.0,
        },
    )
}

pub(in crate::bench) fn of_history(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let chats = bench.options.size / 2;
    let shelf = history::of_chats(chats, bench.midnight_ms());
    let json_bytes = shelf.json_bytes();
    bench.upstream.serve_history(shelf);
    let history_from = format!("{}d", history::REACH_DAYS);
    let figures = against_copy(
        bench,
        &Load {
            scenario: "history",
            feed: "engagement_history",
            things: "chats",
            amount: chats,
            settings: &[("ACCOUNTS__0__FEEDS__ENGAGEMENT_HISTORY__HISTORY_FROM", &history_from)],
            records: chats,
            json_bytes,
            sent_bytes: json_bytes,
            goal: 1.1,
        },
    );
    bench.upstream.serve_history(Default::default());
    figures
}

/// Loads an eighth as many conversations as a first load has chats: each has seven times as many rows.
pub(in crate::bench) fn of_messaging(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    const DAYS: i64 = 8;
    let per_day = bench.options.size / 8 / DAYS.cast_unsigned();
    let conversations = per_day * DAYS.cast_unsigned();
    let shelf = conversations::of_days(DAYS, per_day, DAYS as usize, bench.midnight_ms());
    let json_bytes = shelf.fill();
    bench.upstream.serve_conversations(Some(shelf));
    let history_from = format!("{}d", conversations::reach_days(DAYS));
    let figures = against_copy(
        bench,
        &Load {
            scenario: "messaging",
            feed: "messaging_interactions",
            things: "conversations",
            amount: conversations,
            settings: &[(conversations::HISTORY_FROM, &history_from)],
            records: conversations,
            json_bytes,
            sent_bytes: json_bytes,
            goal: 1.0,
        },
    );
    bench.upstream.serve_conversations(None);
    figures
}

/// What one side took, and the server on its behalf.
pub(super) struct Taken {
    pub(super) usage: Usage,
    pub(super) server_cpu_s: f64,
}

impl Taken {
    /// Does the work and measures it.
    pub(super) fn by(server: &Server, work: impl FnOnce() -> Result<Usage>) -> Result<Self> {
        let before_s = server.cpu_s()?;
        let usage = work()?;
        Ok(Self { usage, server_cpu_s: server.cpu_s()? - before_s })
    }
}

fn against_copy(bench: &Bench<'_>, load: &Load<'_>) -> Result<Vec<Figure>> {
    let database = bench.warehouse("warehouse")?;
    // Once to have the rows, which also warms everything up.
    load_by_daemon(bench, &database, load)?;
    let rows = database.rows()?;
    let copies = Copies::of(&database, bench.interrupt)?;
    let url = database.url();
    let work = work_of(&url, load);
    let (mut by_daemon, mut by_copy, mut refreshes) = (Vec::new(), Vec::new(), Vec::new());
    // Once, so that the program of the rounds is the one whose facts they are.
    bench.daemon.refresh_facts(&work, bench.interrupt)?;
    for round in bench.rounds() {
        // Neither side is always the first.
        let sides = if round % 2 == 1 { [true, false] } else { [false, true] };
        for is_daemon in sides {
            if is_daemon {
                by_daemon.push(load_by_daemon(bench, &database, load)?);
                refreshes.push(bench.daemon.refresh_facts(&work, bench.interrupt)?.wall_s);
            } else {
                database.clear(bench.interrupt)?;
                by_copy.push(Taken::by(&bench.server, || copies.load(&database, bench.interrupt))?);
            }
            let loaded = database.rows()?;
            if loaded != rows {
                bail!("{loaded} rows are in the warehouse, {rows} should be; the two sides did not do the same");
            }
        }
    }
    let mut figures = figures(load, rows, copies.bytes(), &by_daemon, &by_copy);
    let per_amount = refreshes.iter().map(|seconds| seconds * 1e6 / load.amount as f64).collect();
    figures.push(Figure::new(load.scenario, "refresh of the facts afterwards", "s", refreshes));
    figures.push(Figure::new(
        load.scenario,
        &format!("refresh of the facts, for one of the {}", load.things),
        "µs",
        per_amount,
    ));
    Ok(figures)
}

fn work_of<'w>(url: &'w str, load: &'w Load<'_>) -> Work<'w> {
    Work { database_url: url, feeds: std::slice::from_ref(&load.feed), settings: load.settings }
}

fn load_by_daemon(bench: &Bench<'_>, database: &Database<'_>, load: &Load<'_>) -> Result<Taken> {
    database.clear(bench.interrupt)?;
    let url = database.url();
    let work = work_of(&url, load);
    let taken = Taken::by(&bench.server, || bench.daemon.load(&work, bench.interrupt))?;
    database.expect_loaded(load.records)?;
    Ok(taken)
}

fn figures(load: &Load<'_>, rows: u64, copied_bytes: u64, by_daemon: &[Taken], by_copy: &[Taken]) -> Vec<Figure> {
    type Of = fn(&Taken) -> f64;
    let each = |side: &[Taken], of: Of| -> Vec<f64> { side.iter().map(of).collect() };
    let one = |what: &str, unit, values| Figure::new(load.scenario, what, unit, values);
    let both = |what: &str, unit, of: Of| one(what, unit, each(by_daemon, of)).against(each(by_copy, of));
    let per_second =
        |side: &[Taken], amount: f64| -> Vec<f64> { side.iter().map(|taken| amount / taken.usage.wall_s).collect() };
    let (json_mb, rows_k, sent_mb) = (load.json_bytes as f64 / 1e6, rows as f64 / 1e3, load.sent_bytes as f64 / 1e6);
    vec![
        both("time, against \\copy", "s", |taken| taken.usage.wall_s).goal(Goal::AtMost(load.goal)),
        both("processor time of the daemon; of psql", "s", |taken| taken.usage.cpu_s),
        both("processor time of the server", "s", |taken| taken.server_cpu_s),
        one("rows per second", "thousands", per_second(by_daemon, rows_k)).against(per_second(by_copy, rows_k)),
        one(&format!("{} per second", load.things), "thousands", per_second(by_daemon, load.amount as f64 / 1e3)),
        one("records per second", "thousands", per_second(by_daemon, load.records as f64 / 1e3)),
        one("JSON per second", "MB", per_second(by_daemon, json_mb)),
        one("peak of memory", "MiB", each(by_daemon, |taken| taken.usage.peak_kib as f64 / 1024.0)),
        one(&format!("amount: {}", load.things), "thousands", vec![load.amount as f64 / 1e3]),
        one("amount: rows", "thousands", vec![rows_k]),
        one("amount: JSON", "MB", vec![json_mb]),
        one("amount: as sent; files of \\copy", "MB", vec![sent_mb]).against(vec![copied_bytes as f64 / 1e6]),
    ]
}
