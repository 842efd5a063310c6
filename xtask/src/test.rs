//! `cargo xtask test`

mod packages;

use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};

use self::packages::{Package, need_database, of_workspace};
use crate::interrupt::{self, Interrupt};
use crate::postgres::Throwaway;
use crate::process::Process;
use crate::workspace::cargo;

/// Where the tests find a server on which they may create databases.
const DATABASE_URL: &str = "LPW_TEST_DATABASE_URL";

/// Where tests write down what they skip, a line each, with the test's name in brackets at its end.
pub(crate) const SKIPPED: &str = "LPW_TEST_SKIPPED";

/// Set where only what needs more than a clone may be skipped.
const SKIP_NOTHING: &str = "LPW_TEST_SKIP_NOTHING";

/// Set for the long variants of tests that have one.
const LONG: &str = "LPW_TEST_LONG";

/// A test that fails does not hide what the others would say.
const TEST: [&str; 2] = ["test", "--no-fail-fast"];

/// Run all tests, on a Postgres of their own where they need one
///
/// Runs `cargo test`. When a chosen test needs a database, finds Postgres on this machine (or installs it, on Debian and
/// Ubuntu), starts a private server, sets LPW_TEST_DATABASE_URL to it, and removes the server at the end. Runs all tests
/// even when one fails, and exits as `cargo test` does.
#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Only what needs no server: the unit tests of all crates, and the other tests of those that use no database
    #[arg(long, conflicts_with_all = ["long", "skip_nothing", "cargo_test_args"])]
    fast: bool,

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

    /// The same for these tests alone.
    pub(crate) fn strict_of(tests: Vec<String>) -> Self {
        let exact = ["--", "--exact"].map(str::to_owned);
        Self { cargo_test_args: exact.into_iter().chain(tests).collect(), ..Self::strict() }
    }

    /// As one would type it.
    pub(crate) fn command_line(&self) -> String {
        let flags = [("--fast", self.fast), ("--long", self.long), ("--skip-nothing", self.skip_nothing)];
        let flags = flags.into_iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| flag);
        let more = (!self.cargo_test_args.is_empty()).then_some("--");
        let args = self.cargo_test_args.iter().map(String::as_str);
        ["cargo xtask test"].into_iter().chain(flags).chain(more).chain(args).collect::<Vec<_>>().join(" ")
    }
}

/// Tests.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let packages = of_workspace()?;
    if options.fast {
        return fast(&packages, interrupt);
    }
    let mut test = cargo(&TEST);
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
    if need_database(&packages, chosen) {
        return on_throwaway(test, interrupt);
    }
    run_tests(test, interrupt).map(exit_code)
}

/// Unit tests of all packages, then the integration tests of those that use no server. Both run, even if one fails.
fn fast(packages: &[Package], interrupt: &Interrupt) -> Result<ExitCode> {
    let mut units = cargo(&TEST);
    units.args(["--workspace", "--lib", "--bins"]);
    let mut others = cargo(&TEST);
    others.args(["--test", "*"]);
    for package in packages.iter().filter(|package| package.has_integration_tests && !package.uses_server) {
        others.args(["--package", &package.name]);
    }
    let mut worst = ExitCode::SUCCESS;
    for test in [units, others] {
        let status = run_tests(test, interrupt)?;
        if !status.is_some_and(|status| status.success()) {
            worst = exit_code(status);
        }
        if interrupt.is_raised() {
            break;
        }
    }
    Ok(worst)
}

/// Starts a server, then runs `test`.
pub(crate) fn on_throwaway(mut test: Command, interrupt: &Interrupt) -> Result<ExitCode> {
    println!("==> starting Postgres");
    let throwaway = Throwaway::start()?;
    let url = throwaway.url().context("the private cluster has no address")?;
    test.env(DATABASE_URL, url);
    run_tests(test, interrupt).map(exit_code)
}

/// Runs `test`, and shows what was skipped. Whatever it started ends with it.
fn run_tests(mut test: Command, interrupt: &Interrupt) -> Result<Option<ExitStatus>> {
    let arguments: Vec<_> = test.get_args().map(|arg| arg.to_string_lossy()).collect();
    println!("==> cargo {}", arguments.join(" "));
    let skipped = tempfile::NamedTempFile::new()?;
    test.env(SKIPPED, skipped.path());
    let status = Process::run(&mut test, interrupt)?;
    let lines = std::fs::read_to_string(skipped.path())?;
    print!("{lines}");
    // Whoever called us wants to know as well.
    if let Some(list) = std::env::var_os(SKIPPED) {
        std::fs::write(list, lines)?;
    }
    Ok(status)
}

/// The exit code of a child as ours.
fn exit_code(status: Option<ExitStatus>) -> ExitCode {
    match status {
        None => ExitCode::from(interrupt::EXIT_CODE),
        Some(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}

/// Says that a test of xtask itself is skipped.
#[cfg(test)]
pub(crate) fn note_skipped(check: &str, why: &str) {
    use std::io::Write;
    let line = format!("SKIPPED {check}: {why} [{}]\n", std::thread::current().name().unwrap_or_default());
    print!("{line}");
    if let Some(list) = std::env::var_os(SKIPPED) {
        let mut list = std::fs::File::options().create(true).append(true).open(list).unwrap();
        list.write_all(line.as_bytes()).unwrap();
    }
}
