//! `cargo xtask test`

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::interrupt::{self, Interrupt};
use crate::postgres::Throwaway;
use crate::process::Process;
use crate::workspace::cargo;

/// Where the tests find a server on which they may create databases.
const DATABASE_URL: &str = "LPW_TEST_DATABASE_URL";

/// Where tests write down what they skip, a line each.
const SKIPPED: &str = "LPW_TEST_SKIPPED";

/// Set where only what needs more than a clone may be skipped.
const SKIP_NOTHING: &str = "LPW_TEST_SKIP_NOTHING";

/// Set for the long variants of tests that have one.
const LONG: &str = "LPW_TEST_LONG";

/// Run all tests, on a Postgres of their own
///
/// Finds Postgres on this machine (or installs it, on Debian and Ubuntu), starts a private server, runs `cargo test`
/// with LPW_TEST_DATABASE_URL set to it, and removes the server. Exits as `cargo test` does.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Also run what takes minutes: more seeds, larger files (sets LPW_TEST_LONG=1)
    #[arg(long)]
    long: bool,

    /// Fail when a check cannot be made on this machine, instead of listing it (sets LPW_TEST_SKIP_NOTHING=1)
    #[arg(long)]
    skip_nothing: bool,

    /// Further arguments of `cargo test`, e.g. `cargo xtask test -- -p sink commit`
    #[arg(last = true)]
    cargo_test_args: Vec<String>,
}

impl Options {
    /// As a change is tested before it goes in.
    pub(crate) fn strict() -> Self {
        Self { skip_nothing: true, ..Self::default() }
    }
}

/// Tests.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let mut test = cargo(&["test"]);
    let chosen = &options.cargo_test_args;
    if !chosen.iter().any(|arg| arg.starts_with("-p") || arg.starts_with("--package")) {
        test.arg("--workspace");
    }
    test.args(chosen);
    if options.long {
        test.env(LONG, "1");
    }
    if options.skip_nothing {
        test.env(SKIP_NOTHING, "1");
    }
    on_throwaway(test, interrupt)
}

/// Starts a server, builds what tests start, then runs `test`.
pub(crate) fn on_throwaway(mut test: Command, interrupt: &Interrupt) -> Result<ExitCode> {
    println!("==> starting Postgres");
    let throwaway = Throwaway::start()?;
    let url = throwaway.url().context("the private cluster has no address")?;

    println!("==> building the programs that tests start");
    let mut build = cargo(&["build", "-p", "lp-warehouse", "-p", "simulator"]);
    let built = Process::run(&mut build, interrupt)?;
    if !built.is_some_and(|status| status.success()) {
        return Ok(exit_code(built));
    }

    println!("==> cargo test");
    let skipped = tempfile::NamedTempFile::new()?;
    test.env(DATABASE_URL, url).env(SKIPPED, skipped.path());
    let status = Process::run(&mut test, interrupt)?;
    print!("{}", std::fs::read_to_string(skipped.path())?);
    Ok(exit_code(status))
}

/// The exit code of a child as ours.
fn exit_code(status: Option<std::process::ExitStatus>) -> ExitCode {
    match status {
        None => ExitCode::from(interrupt::EXIT_CODE),
        Some(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}
