//! Listings of everything that upstream keeps, when all of it is known: what a daemon does at each start and each day.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::Bench;
use super::super::daemon::Work;
use super::super::data::HOUR_MS;
use super::super::data::engagement::file_name;
use super::super::report::{Figure, Goal};
use super::super::upstream::{Served, ServedFile};

/// What upstream keeps.
const HOURS: i64 = 30 * 24;

const PARTS_PER_HOUR: u64 = 4;

/// As addresses spell them, and as file names begin.
const FEEDS: [(&str, &str); 2] = [("engagement", "Engagement"), ("agentActivity", "AgentActivity")];

const CPU_MS_MAX: f64 = 150.0;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let database = bench.warehouse("warehouse")?;
    let url = database.url();
    let work = Work { database_url: &url, feeds: &["engagement", "agent_activity"], settings: &[] };
    let files = files(bench)?;
    let names = files.len();
    bench.upstream.serve_files(files.clone());
    // Files without a record: what is left is what a file costs as such.
    let first = bench.daemon.load(&work, bench.interrupt)?;
    database.expect_loaded(0)?;
    database.run_script("vacuum;\ncheckpoint;\n", bench.interrupt)?;

    let (mut full_ms, mut full_s, mut empty_ms) = (Vec::new(), Vec::new(), Vec::new());
    for _ in bench.rounds() {
        bench.upstream.serve_files(files.clone());
        let full = bench.daemon.load(&work, bench.interrupt)?;
        full_ms.push(full.cpu_s * 1e3);
        full_s.push(full.wall_s);
        bench.upstream.serve_files(Vec::new());
        empty_ms.push(bench.daemon.load(&work, bench.interrupt)?.cpu_s * 1e3);
    }
    let figure = |what: &str, unit, values| Figure::new("listing", what, unit, values);
    let listed = format!("processor time of a run that lists {names} known names");
    Ok(vec![
        figure(&listed, "ms", full_ms).goal(Goal::AtMost(CPU_MS_MAX)),
        figure("of this: a run with empty listings", "ms", empty_ms),
        figure("time of the same run", "s", full_s),
        figure("empty files per second, at their first load", "files", vec![names as f64 / first.wall_s]),
        figure("processor time per empty file", "ms", vec![first.cpu_s * 1e3 / names as f64]),
    ])
}

fn files(bench: &Bench<'_>) -> Result<Vec<ServedFile>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let document = br#"{"dataType":null,"metaData":null,"recordCollection":[]}"#;
    let content: Arc<[u8]> =
        gzip.write_all(document).and_then(|()| gzip.finish()).context("cannot make an empty file")?.into();
    let mut files = Vec::new();
    for (feed, prefix) in FEEDS {
        for hour_ms in (0..HOURS).rev().map(|hours_ago| bench.last_hour_ms - hours_ago * HOUR_MS) {
            files.extend((0..PARTS_PER_HOUR).map(|part| ServedFile {
                feed,
                name: file_name(prefix, hour_ms, part),
                hour_ms,
                content: Served::InMemory(Arc::clone(&content)),
            }));
        }
    }
    Ok(files)
}
