//! `cargo xtask ci`: exactly what has to pass before a change goes in.

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::interrupt::{self, Interrupt};
use crate::process::Process;
use crate::workspace::cargo;
use crate::{bare, demo, docs, postgres, shipped, test, tidy};

/// A cargo command that has to succeed.
struct Check {
    args: &'static [&'static str],
    env: Option<(&'static str, &'static str)>,
    /// The rustup component that brings the cargo subcommand, which the toolchain may lack.
    component: Option<&'static str>,
}

const CHECKS: [Check; 4] = [
    Check { args: &["fmt", "--all", "--check"], env: None, component: Some("rustfmt") },
    Check {
        args: &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        env: None,
        component: Some("clippy"),
    },
    Check {
        args: &["test", "-p", "lp-warehouse", "--features", "otlp", "--lib", "--", "traces::"],
        env: None,
        component: None,
    },
    Check {
        args: &["doc", "--workspace", "--no-deps", "--document-private-items"],
        env: Some(("RUSTDOCFLAGS", "-Dwarnings")),
        component: None,
    },
];

/// Runs every step; the first that fails ends it, with the command that runs it alone.
pub(crate) fn run(interrupt: &Interrupt) -> Result<ExitCode> {
    for check in &CHECKS {
        let (alone, args) = (check.command_line(), check.args);
        if let Some(component) = check.component
            && !is_installed(args[0])?
        {
            eprintln!("error: `cargo {}` is missing; run `rustup component add {component}`", args[0]);
            return Ok(ExitCode::FAILURE);
        }
        let step = || {
            let status = Process::run(cargo(args).envs(check.env), interrupt)?;
            Ok(status.is_some_and(|status| status.success()))
        };
        if !passes(&alone, interrupt, step)? {
            return Ok(failure(interrupt));
        }
    }
    let tidy = || Ok(tidy::run()? == ExitCode::SUCCESS);
    // The tests run once, on the bare machine if there is one; those that it skipped, and only those, run here.
    let mut left_out = None;
    let bare = || {
        Ok(match bare::test(interrupt)? {
            bare::Outcome::Passed { skipped } => {
                left_out = Some(skipped).filter(|skipped| !skipped.is_empty());
                true
            }
            bare::Outcome::NoMachine => true,
            bare::Outcome::Failed(_) => false,
        })
    };
    if !passes("cargo xtask bare", interrupt, bare)? {
        return Ok(failure(interrupt));
    }
    let options = left_out.map_or_else(test::Options::strict, test::Options::strict_of);
    let alone = options.command_line();
    let test = || {
        postgres::install_pooler();
        shipped::install_tools_of_tests()?;
        Ok(test::run(&options, interrupt)? == ExitCode::SUCCESS)
    };
    let docs = || Ok(docs::run(&docs::Options::checking(), interrupt)? == ExitCode::SUCCESS);
    let shipped = || Ok(shipped::run(&shipped::Options::lenient(), interrupt)? == ExitCode::SUCCESS);
    // The README's first command is run as well: documents that nobody runs grow false.
    let demo = || Ok(demo::run(&demo::Options::once(), interrupt)? == ExitCode::SUCCESS);
    if passes("cargo xtask tidy", interrupt, tidy)?
        && passes(&alone, interrupt, test)?
        && passes("cargo xtask docs --check", interrupt, docs)?
        && passes("cargo xtask shipped", interrupt, shipped)?
        && passes("cargo xtask demo --once --dbt", interrupt, demo)?
    {
        println!("==> all passed");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(failure(interrupt))
}

impl Check {
    /// As one would type it.
    fn command_line(&self) -> String {
        let env = self.env.map(|(name, value)| format!("{name}={value} ")).unwrap_or_default();
        format!("{env}cargo {}", self.args.join(" "))
    }
}

/// Announces a step, runs it and says how long it took.
fn passes(alone: &str, interrupt: &Interrupt, step: impl FnOnce() -> Result<bool>) -> Result<bool> {
    println!("==> {alone}");
    let begun = Instant::now();
    let passed = step()?;
    let duration_s = begun.elapsed().as_secs_f64();
    match passed {
        true => println!("    passed in {duration_s:.1} s"),
        false if interrupt.is_raised() => eprintln!("    interrupted"),
        false => eprintln!("    failed after {duration_s:.1} s; to run it alone: {alone}"),
    }
    Ok(passed)
}

fn failure(interrupt: &Interrupt) -> ExitCode {
    if interrupt.is_raised() { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::FAILURE }
}

fn is_installed(subcommand: &str) -> Result<bool> {
    let mut version: Command = cargo(&[subcommand, "--version"]);
    let status = version.stdout(Stdio::null()).stderr(Stdio::null()).status();
    Ok(status.context("cannot run cargo")?.success())
}
