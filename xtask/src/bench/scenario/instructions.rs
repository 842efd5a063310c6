//! Instructions that parsing and flattening the same data takes, counted by valgrind: they say what a change costs also on
//! a machine that is too busy for times to say anything.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::super::Bench;
use super::super::data::engagement::{Content, Files};
use super::super::data::{ACCOUNT, DAY_MS, HOUR_MS, history};
use super::super::report::{Figure, Goal};
use super::super::upstream::Served;
use crate::process::Process;
use crate::workspace::{cargo, target_dir};

/// What the counts were when somebody last looked: a line for each kind of data, `name count`.
const BASELINE: &str = include_str!("instructions.txt");
/// From the root of the repository.
const BASELINE_PATH: &str = "xtask/src/bench/scenario/instructions.txt";

/// Another compiler, or another way to compress the same data, changes the counts by less.
const CHANGE_MAX: f64 = 0.02;

/// Enough that what a process costs as such does not count.
const CHATS: u64 = 1000;
/// Any hour, as long as it is always the same.
const HOUR: i64 = 495_000;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    if !valgrind_is_there()? {
        eprintln!("    skipped: there is no valgrind; `apt-get install valgrind`");
        return Ok(Vec::new());
    }
    let mut build = cargo(&["build", "--release", "-p", "feeds", "--example", "decode"]);
    if !Process::run(&mut build, bench.interrupt)?.is_some_and(|status| status.success()) {
        bail!("the example `decode` was not built");
    }
    let program = target_dir()?.join("release/examples/decode");
    let mut counted = Vec::new();
    for (feed, file) in [("engagement", engagement_file(bench)?), ("engagement_history", history_page(bench)?)] {
        counted.push((feed, count(bench, &program, feed, &file)?));
    }
    if bench.options.bless {
        let lines: String = counted.iter().map(|(feed, instructions)| format!("{feed} {instructions}\n")).collect();
        fs::write(BASELINE_PATH, lines).with_context(|| format!("cannot write {BASELINE_PATH}"))?;
    }
    let figure = |(feed, instructions): (&str, u64)| {
        let what = format!("instructions for {CHATS} chats, {feed}");
        let before = BASELINE.lines().find_map(|line| line.strip_prefix(feed)?.strip_prefix(' ')?.parse().ok());
        let before: f64 =
            before.with_context(|| format!("{BASELINE_PATH} has no line for {feed}; run with --bless"))?;
        let figure = Figure::new("instructions", &what, "millions", vec![instructions as f64 / 1e6]);
        Ok(figure.against(vec![before / 1e6]).goal(Goal::FlatWithin(CHANGE_MAX)))
    };
    counted.into_iter().map(figure).collect()
}

fn valgrind_is_there() -> Result<bool> {
    let silent = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    match silent(Command::new("valgrind").arg("--version")) {
        Ok(status) => Ok(status.success()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("cannot run valgrind"),
    }
}

fn engagement_file(bench: &Bench<'_>) -> Result<PathBuf> {
    let files =
        Files { folder: bench.folder.0.join("files"), last_hour_ms: HOUR * HOUR_MS, set: 0, content: Content::Chats };
    match files.of_chats(CHATS, bench.interrupt)?.files.pop().map(|file| file.content) {
        Some(Served::OnDisk(path)) => Ok(path),
        _ => bail!("no file was made"),
    }
}

fn history_page(bench: &Bench<'_>) -> Result<PathBuf> {
    let midnight_ms = (HOUR * HOUR_MS).div_euclid(DAY_MS) * DAY_MS;
    let path = bench.folder.0.join("page.json");
    fs::write(&path, history::of_chats(CHATS, midnight_ms).whole_page())
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn count(bench: &Bench<'_>, program: &Path, feed: &str, file: &Path) -> Result<u64> {
    let report = bench.folder.0.join("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--quiet").arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", report.display()));
    valgrind.arg(program).args([feed, ACCOUNT]).arg(file).stdout(Stdio::null());
    if !Process::run(&mut valgrind, bench.interrupt)?.is_some_and(|status| status.success()) {
        bail!("`decode` failed under valgrind");
    }
    let report = fs::read_to_string(&report).context("cannot read what callgrind wrote")?;
    let total = report.lines().find_map(|line| line.strip_prefix("summary: ").or(line.strip_prefix("totals: ")));
    total.and_then(|total| total.trim().parse().ok()).context("callgrind wrote no total")
}
