//! The most memory that the daemon holds, which must not depend on the size of a file.

use anyhow::Result;

use super::super::Bench;
use super::super::daemon::Work;
use super::super::report::{Figure, Goal};
use super::MIB;

const SMALL_MIB: u64 = 16;

/// What it may take at most.
const PEAK_MIB_MAX: f64 = 64.0;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let database = bench.warehouse("warehouse")?;
    let url = database.url();
    let work = Work { database_url: &url, feeds: &["engagement"], settings: &[] };
    let peak_mib = |size_mib: u64| -> Result<(f64, f64)> {
        eprintln!("    a file of {size_mib} MiB");
        let made = bench.files(0).of_bytes(size_mib << 20, bench.interrupt)?;
        bench.upstream.serve_files(made.files);
        database.clear(bench.interrupt)?;
        let usage = bench.daemon.load(&work, bench.interrupt)?;
        database.expect_loaded(made.chats)?;
        Ok((usage.peak_kib as f64 / 1024.0, made.json_bytes as f64 / MIB / usage.wall_s))
    };
    let ((small, _), (large, speed)) = (peak_mib(SMALL_MIB)?, peak_mib(bench.options.large_file)?);
    let large_mib = bench.options.large_file;
    let figure = |what: &str, unit, value| Figure::new("memory", what, unit, vec![value]);
    Ok(vec![
        figure(&format!("peak, a file of {SMALL_MIB} MiB"), "MiB", small).goal(Goal::AtMost(PEAK_MIB_MAX)),
        figure(&format!("peak, a file of {large_mib} MiB"), "MiB", large).goal(Goal::AtMost(PEAK_MIB_MAX)),
        figure("peak, the large file against the small", "MiB", large).against(vec![small]).goal(Goal::FlatWithin(0.1)),
        figure("JSON per second of the large file, alone", "MiB", speed),
    ])
}
