//! `cargo xtask bench`: what loading costs, measured against what it would cost at least. What the figures mean is in
//! docs/performance.md.

mod daemon;
mod data;
mod machine;
mod meter;
mod report;
mod scenario;
mod upstream;
mod warehouse;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;
use nix::unistd::geteuid;

use self::daemon::{Daemon, Work};
use self::data::engagement::{Content, Files};
use self::data::{DAY_MS, HOUR_MS};
use self::machine::Machine;
use self::report::{Figure, Report};
use self::upstream::Upstream;
use self::warehouse::{Database, Server};
use crate::interrupt::{self, Interrupt};
use crate::postgres::{remove, stop_leftover_server};
use crate::process::{Process, stop_leftover};
use crate::workspace::{cargo, target_dir};

/// A server of root's benchmark runs as somebody else, who may not reach the target folder.
const ROOT_FOLDER: &str = "/var/tmp/lp-warehouse-bench";

/// Measure the daemon: against psql's \copy, against itself, and against fixed bounds
///
/// Builds the daemon with optimizations, starts a Postgres of its own, makes data up (the same in every run), serves it
/// from this process, and has the real `lp-warehouse run --until-idle` load it. Rounds of both sides alternate; the
/// table shows the medians, and the median of the rounds' ratios, with the goal beside each. With the defaults it takes
/// about 40 minutes, two cores and 20 GB of disk. Stops and removes all that it started. Exits with 1 when a goal is
/// missed.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Chats in a first load, each with some 14 lines; other sizes follow from it
    #[arg(long, default_value_t = 104_000, value_parser = clap::value_parser!(u64).range(1000..=1_000_000))]
    size: u64,

    /// Rounds of each scenario
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,

    /// Only this scenario; may be repeated
    #[arg(long, value_name = "SCENARIO")]
    only: Vec<Scenario>,

    /// Size of the largest file, inflated, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(32..=16_000))]
    large_file: u64,

    /// How long the idle daemon is watched, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(5..=86_400))]
    idle: u64,

    /// Take this run's instruction counts as the ones to compare with from now on
    #[arg(long)]
    bless: bool,

    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// First load of engagement files, against \copy of the same rows into the same tables
    FirstLoad,
    /// First load of Engagement History, against \copy of the same rows into the same tables
    History,
    /// First load of web sessions, against \copy of the same rows into the same tables
    Visits,
    /// First load of messaging conversations, against \copy of the same rows into the same tables
    Messaging,
    /// All files once more, nothing changed, against their first load
    Reread,
    /// Fresh files into a warehouse that holds 50 times as much, against an empty one
    Grown,
    /// Peak of memory with a file of 16 MiB and one of --large-file, inflated
    Memory,
    /// Listings of 30 days that name nothing new
    Listing,
    /// A daemon with four feeds and nothing to do, watched for --idle seconds
    Idle,
    /// Processor time per chat, with up to 100 times as many
    Linear,
    /// First load of 13 months of messaging, a tenth of a large account: whether it slows down, once
    LargeMessaging,
    /// Facts that a daemon refreshes beside a load, and what reports take then
    Facts,
    /// Instructions that parsing and flattening take, counted by valgrind, against those of the last --bless
    Instructions,
}

/// What the scenarios work with.
struct Bench<'b> {
    options: &'b Options,
    interrupt: &'b Interrupt,
    server: Server,
    upstream: Upstream,
    daemon: Daemon,
    simulator_binary: PathBuf,
    /// Begin of the last hour that is over.
    last_hour_ms: i64,
    // Last: removed when the server is gone.
    folder: Folder,
}

/// The benchmark's files, removed when dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.0) {
            eprintln!("warning: {error:#}; the next run tries again");
        }
    }
}

/// Builds, measures, prints.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    eprintln!("==> building with optimizations");
    let mut build = cargo(&["build", "--release", "-p", "lp-warehouse", "-p", "simulator"]);
    if !Process::run(&mut build, interrupt)?.is_some_and(|status| status.success()) {
        return Ok(if interrupt.is_raised() { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::FAILURE });
    }
    let bench = Bench::start(options, interrupt)?;
    let machine = Machine::look(&bench.server.first_database())?;
    let chosen = |scenario: &&Scenario| options.only.is_empty() || options.only.contains(scenario);
    let mut figures = Vec::new();
    for scenario in Scenario::value_variants().iter().filter(chosen) {
        eprintln!("==> {}", scenario.name());
        let (begun, others_before_s) = (Instant::now(), bench.others_cpu_s()?);
        figures.extend(scenario.run(&bench)?);
        let others = (bench.others_cpu_s()? - others_before_s) / begun.elapsed().as_secs_f64();
        figures.push(Figure::new(&scenario.name(), "taken by other programs meanwhile", "cores", vec![others]));
    }
    let report = Report { machine, command: options.command_line(), figures };
    if options.json {
        println!("{:#}", report.to_json());
    } else {
        println!("{report}");
    }
    Ok(if report.is_met() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    /// As one would type it.
    fn command_line(&self) -> String {
        let Self { size, rounds, large_file, idle, .. } = self;
        let only: String = self.only.iter().map(|scenario| format!(" --only {}", scenario.name())).collect();
        format!("cargo xtask bench --size {size} --rounds {rounds} --large-file {large_file} --idle {idle}{only}")
    }
}

impl Scenario {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self, bench: &Bench<'_>) -> Result<Vec<Figure>> {
        match self {
            Self::FirstLoad => scenario::copy::of_files(bench),
            Self::History => scenario::copy::of_history(bench),
            Self::Visits => scenario::copy::of_visits(bench),
            Self::Messaging => scenario::copy::of_messaging(bench),
            Self::Reread => scenario::reread::measure(bench),
            Self::Grown => scenario::grown::measure(bench),
            Self::Memory => scenario::memory::measure(bench),
            Self::Listing => scenario::listing::measure(bench),
            Self::Idle => scenario::idle::measure(bench),
            Self::Linear => scenario::linear::measure(bench),
            Self::LargeMessaging => scenario::large_messaging::measure(bench),
            Self::Facts => scenario::facts::measure(bench),
            Self::Instructions => scenario::instructions::measure(bench),
        }
    }
}

impl<'b> Bench<'b> {
    /// Starts what all scenarios share.
    fn start(options: &'b Options, interrupt: &'b Interrupt) -> Result<Self> {
        let target = target_dir()?;
        let folder = if geteuid().is_root() { PathBuf::from(ROOT_FOLDER) } else { target.join("bench") };
        let binaries = target.join("release");
        let (daemon_binary, simulator_binary) = (binaries.join("lp-warehouse"), binaries.join("simulator"));

        eprintln!("==> starting Postgres");
        stop_leftover_server(&folder.join("postgres")).context("cannot clear away the last benchmark")?;
        stop_leftover(&folder.join("daemon.pid"), &daemon_binary);
        stop_leftover(&folder.join("simulator.pid"), &simulator_binary);
        remove(&folder)?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = Folder(folder);
        let server = Server::start(&folder.0)?;
        let now_ms = server.first_database().number("select floor(extract(epoch from now()) * 1000)")? as i64;
        let upstream = Upstream::start()?;
        let daemon = Daemon { binary: daemon_binary, folder: folder.0.clone(), upstream_url: upstream.url() };
        let last_hour_ms = now_ms.div_euclid(HOUR_MS) * HOUR_MS - HOUR_MS;
        Ok(Self { options, interrupt, server, upstream, daemon, simulator_binary, last_hour_ms, folder })
    }

    /// Processor time so far that was neither ours nor the server's.
    fn others_cpu_s(&self) -> Result<f64> {
        Ok(meter::machine_cpu_s()? - meter::own_cpu_s()? - self.server.cpu_s()?)
    }

    /// Files of conversations for the hours up to now.
    fn files(&self, set: u64) -> Files {
        let (folder, last_hour_ms) = (self.folder.0.join("files"), self.last_hour_ms);
        Files { folder, last_hour_ms, set, content: Content::Chats }
    }

    /// Begin of today, UTC.
    fn midnight_ms(&self) -> i64 {
        self.last_hour_ms.div_euclid(DAY_MS) * DAY_MS
    }

    /// An empty warehouse with the daemon's tables.
    fn warehouse(&self, name: &str) -> Result<Database<'_>> {
        let database = self.server.create_database(name)?;
        let work = Work { database_url: &database.url(), feeds: &[], settings: &[] };
        self.daemon.migrate(&work, self.interrupt)?;
        Ok(database)
    }

    /// The rounds, announced.
    fn rounds(&self) -> impl Iterator<Item = u32> {
        let rounds = self.options.rounds;
        (1..=rounds).inspect(move |round| eprintln!("    round {round} of {rounds}"))
    }
}
