//! `cargo xtask simulate`

use std::process::ExitCode;

use anyhow::Result;

use crate::interrupt::Interrupt;
use crate::test::on_throwaway;
use crate::workspace::cargo;

/// Run the simulation of the whole system for more seeds than the tests do
///
/// Each seed is a world of some hours and two accounts, three daemons on one warehouse, and faults of upstream, network,
/// database and the daemons themselves, over two virtual days. In the end the tables must be the truth and the ledger must add up. A seed
/// that fails is printed with the command that runs it again.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: u64,

    /// The first
    #[arg(long, default_value_t = 0)]
    from: u64,

    /// Worlds at the same time: a seed takes half a minute, most of it waiting
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u64).range(1..=16))]
    worlds: u64,

    /// Begin no further seed after so many minutes
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    minutes: Option<u64>,
}

/// Runs them.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let mut test = cargo(&["test", "-p", "lp-warehouse", "--test", "it", "--", "--nocapture", "simulation::"]);
    test.env("LPW_SIMULATE_FROM", options.from.to_string()).env("LPW_SIMULATE_SEEDS", options.seeds.to_string());
    test.env("LPW_SIMULATE_WORLDS", options.worlds.to_string());
    if let Some(minutes) = options.minutes {
        test.env("LPW_SIMULATE_MINUTES", minutes.to_string());
    }
    on_throwaway(test, interrupt)
}
