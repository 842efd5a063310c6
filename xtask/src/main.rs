//! The project's commands: `cargo xtask --help`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its user")]

mod bare;
mod bench;
mod ci;
mod demo;
mod docs;
mod install;
mod interrupt;
mod log;
mod postgres;
mod process;
mod screenshots;
mod shipped;
mod simulate;
mod simulator;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::interrupt::Interrupt;

/// What one does with this repository. Each command brings what it needs and leaves nothing running.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    Demo(demo::Options),
    Test(test::Options),
    Bare(bare::Options),
    Simulate(simulate::Options),
    Bench(bench::Options),
    Docs(docs::Options),
    Install(install::Options),
    Shipped(shipped::Options),
    Screenshots(screenshots::Options),
    /// Run everything that has to pass before a change goes in: format, lints, docs, house rules, tests (the
    /// quick ones on a bare Debian too), the dictionary, what is shipped, demo with dbt
    Ci,
    /// Check the house rules that no other tool checks: sizes, names, arrows between crates, migrations, log events
    Tidy,
}

/// Runs one command; its exit code is ours.
fn main() -> ExitCode {
    let command = Command::parse();
    let interrupt = match Interrupt::listen() {
        Ok(interrupt) => interrupt,
        Err(error) => return failure(&error),
    };
    let done = match command {
        Command::Demo(options) => demo::run(&options, &interrupt),
        Command::Test(options) => test::run(&options, &interrupt),
        Command::Bare(_) => bare::run(&interrupt),
        Command::Simulate(options) => simulate::run(&options, &interrupt),
        Command::Bench(options) => bench::run(&options, &interrupt),
        Command::Docs(options) => docs::run(&options, &interrupt),
        Command::Install(options) => install::run(&options, &interrupt),
        Command::Shipped(options) => shipped::run(&options, &interrupt),
        Command::Screenshots(options) => screenshots::run(&options, &interrupt),
        Command::Ci => ci::run(&interrupt),
        Command::Tidy => tidy::run(),
    };
    match done {
        Ok(code) => code,
        // What breaks off because of Ctrl-C is no error.
        Err(_) if interrupt.is_raised() => ExitCode::from(interrupt::EXIT_CODE),
        Err(error) => failure(&error),
    }
}

fn failure(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
