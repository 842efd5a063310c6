//! The command line. Its help texts are the manual of the commands.
//!
//! A file for the arguments of each command; `filter` has those that several take, `value` makes types of texts.

mod backfill;
mod check;
mod completions;
mod facts;
mod filter;
mod init;
mod man;
mod reconcile;
mod rejects;
mod reload;
mod run;
mod status;
mod units;
mod value;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use self::backfill::BackfillArgs;
pub(crate) use self::check::CheckArgs;
pub(crate) use self::completions::CompletionsArgs;
pub(crate) use self::facts::FactsCommand;
pub(crate) use self::filter::Filter;
pub(crate) use self::init::InitArgs;
pub(crate) use self::man::ManArgs;
pub(crate) use self::reconcile::ReconcileArgs;
pub(crate) use self::rejects::{RejectsChosen, RejectsCommand, RejectsFilter};
pub(crate) use self::reload::ReloadArgs;
pub(crate) use self::run::RunArgs;
pub(crate) use self::status::StatusArgs;
pub(crate) use self::units::{UnitsAckArgs, UnitsCommand, UnitsListArgs, UnitsLoadArgs, UnitsRetryArgs};

/// Characters of a line of help at most.
const HELP_WIDTH_MAX: usize = 80;

/// Loads the contact-center data of a LivePerson account into Postgres.
#[derive(Debug, Parser)]
#[command(
    name = "lp-warehouse",
    version,
    propagate_version = true,
    max_term_width = HELP_WIDTH_MAX,
    after_help = "\
Start: `lp-warehouse init`, then `lp-warehouse check`.",
    after_long_help = "\
Configuration: a TOML file (config/example.toml shows every key), and over it
the environment: LPW__ and the key in capitals, with __ where the file has a dot
or an index. `accounts[0].endpoints.domain_api` is
LPW__ACCOUNTS__0__ENDPOINTS__DOMAIN_API. `lp-warehouse config` shows the result.

Exit codes:
  0  done
  1  an error, printed with its causes; or `check` is red, or `reconcile`
     differs
  2  `run --until-idle` and `backfill`: at the end a unit is dead or gone and
     not acknowledged
  3  `run --until-idle`: --wait ran out first
  130  `run` and `backfill`: a second signal ended it at once

Start: `lp-warehouse init`, or for a service
`sudo lp-warehouse init --output /etc/lp-warehouse/config.toml`; it asks for
what is needed. Or copy config/example.toml to config/lp-warehouse.toml (of an
installed program /etc/lp-warehouse/config.example.toml to
/etc/lp-warehouse/config.toml) and fill in your account. Then
`lp-warehouse check`."
)]
pub(crate) struct Cli {
    /// Configuration file (TOML) [default: config/lp-warehouse.toml, then /etc/lp-warehouse/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// Reads the command line of this process. Help and mistakes are printed; then the exit code is what is left.
    /// Mistakes are 1, not clap's 2: that code says something else about `run`.
    pub(crate) fn parse_or_explain() -> Result<Self, ExitCode> {
        Cli::try_parse().map_err(|error| {
            // Nobody is left to be told when the terminal is gone.
            let _ = error.print();
            if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        })
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the daemon: list, download, load; serve the status page
    ///
    /// Migrates the database first. Ends politely on SIGTERM or SIGINT: work in flight may end (work.shutdown_grace),
    /// the rest is given back. A second signal ends the process at once. Either way nothing is lost and nothing is
    /// doubled: a unit counts as loaded in the same transaction that writes its rows.
    #[command(after_long_help = run::EXIT_CODES)]
    Run(RunArgs),
    /// Check configuration, database and its settings, disk, hosts, credentials and clock; say what to do about each
    ///
    /// One line each: ok, warn or RED, the last two with the next step. Changes nothing. Exit code 1 if a line is red.
    /// With sudo it checks as the installed service: what root may do says nothing of the service's user.
    Check(CheckArgs),
    /// Bring the database's tables to this version, then exit
    ///
    /// `run` does the same at its start. Run it by hand if the daemon's database user may not create tables, or when one of the
    /// roles `lp_warehouse_analyst`, `lp_warehouse_reader` and `lp_warehouse_writer` was made after that: it gets its rights.
    Migrate,
    /// Show feeds, their freshness, and how many units are in which state
    Status(StatusArgs),
    /// List units (files, windows of history, polled methods), try them again, acknowledge them
    #[command(subcommand)]
    Units(UnitsCommand),
    /// Look into the quarantine: records that could not be stored; read them again, or settle them
    #[command(subcommand)]
    Rejects(RejectsCommand),
    /// Compare ledger, tables and LivePerson's counts; name every difference
    ///
    /// For each account, feed and hour: units listed are loaded, pending, dead or gone; records read are stored or in the
    /// quarantine. For each feed: its tables have as many rows as were ever stored as new. For each final window:
    /// LivePerson counts no more now than came. Changes nothing. Exit code 1 when anything differs.
    Reconcile(ReconcileArgs),
    /// Refresh or rebuild the tables that the views of mart read
    #[command(subcommand)]
    Facts(FactsCommand),
    /// Load what is missing between two moments, beside the daemon, and show how it goes
    ///
    /// Names of files are listed, days of history planned, and what is not loaded is loaded, at most
    /// work.backfill_in_flight_max units at a time. A running daemon and this command share the work by leases. Ctrl-C
    /// stops politely; the same command goes on where it was. Exit code 2 if something is dead or gone in the end.
    Backfill(BackfillArgs),
    /// Ask the daemon of this machine whether it goes on: exit code 0 or 1
    ///
    /// Asks /healthz of service.listen. For HEALTHCHECK of a container.
    Health,
    /// Have a running daemon read its configuration again
    ///
    /// Fails when the configuration is refused, and leaves the daemon alone then. `systemctl reload lp-warehouse` runs it.
    /// `log.level` changes at once; the daemon's log names the keys that need a restart (`configuration_reloaded`).
    Reload(ReloadArgs),
    /// Write a configuration by asking, secrets into files of their own
    Init(InitArgs),
    /// Print what a shell needs to complete commands
    Completions(CompletionsArgs),
    /// Print the manual page, as troff
    Man(ManArgs),
    /// Print the configuration that serves, as TOML, secrets masked
    ///
    /// Says which file it came from, which keys come from the environment and which are defaults. Neither database nor
    /// network is touched.
    Config,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use expect_test::{Expect, expect};

    use super::*;

    fn check(line: &str, expected: Expect) {
        let shown = match Cli::try_parse_from(line.split_whitespace()) {
            Ok(cli) => format!("{:?}\n", cli.command),
            Err(error) => error.to_string().lines().take(2).map(|line| format!("{}\n", line.trim_end())).collect(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    /// A command and all below it, each by its line.
    fn commands(line: &str, command: &clap::Command) -> Vec<(String, clap::Command)> {
        let below = command.get_subcommands();
        let below = below.flat_map(|below| commands(&format!("{line} {}", below.get_name()), below));
        [(line.to_owned(), command.clone())].into_iter().chain(below).collect()
    }

    #[test]
    fn help_fits_80_columns() {
        let mut program = Cli::command();
        program.build();
        let commands = commands("lp-warehouse", &program);
        assert!(commands.len() > 20, "{} commands", commands.len());
        for (line, mut command) in commands {
            for help in [command.render_help(), command.render_long_help()] {
                let help = help.to_string();
                let wide = help.lines().find(|line| line.chars().count() > HELP_WIDTH_MAX);
                assert_eq!(wide, None, "`{line} --help` is wider than {HELP_WIDTH_MAX}:\n{help}");
            }
        }
    }

    /// Words that nobody could make sense of later are refused where a decision is written down.
    #[test]
    fn blank_reasons_and_names_are_refused() {
        for line in [
            "rejects retry --id 1 --because",
            "rejects discard --id 1 --because",
            "rejects discard --id 1 --because x --as",
            "rejects retry --id 1 --as",
            "rejects list --reason",
            "reconcile --deleted",
        ] {
            for blank in ["", "  ", "\t"] {
                let arguments = ["lp-warehouse"].into_iter().chain(line.split(' ')).chain([blank]);
                let refused = Cli::try_parse_from(arguments).unwrap_err().to_string();
                assert!(refused.contains("it is blank"), "{line}: {refused}");
            }
        }
    }

    #[test]
    fn a_configuration_file_may_be_named_anywhere() {
        let cli = Cli::try_parse_from(["lp-warehouse", "check", "--config", "a.toml"]).unwrap();
        assert_eq!(cli.config, Some(PathBuf::from("a.toml")));
    }

    #[test]
    fn run() {
        check(
            "lp-warehouse run",
            expect![[r#"
            Run(RunArgs { until_idle: false, wait: 900s, leave_facts: false })
        "#]],
        );
        check(
            "lp-warehouse run --until-idle --wait 90s",
            expect![[r#"
            Run(RunArgs { until_idle: true, wait: 90s, leave_facts: false })
        "#]],
        );
        check(
            "lp-warehouse run --wait 90s",
            expect![[r#"
            error: the following required arguments were not provided:
              --until-idle
        "#]],
        );
        check(
            "lp-warehouse run --until-idle --wait 90",
            expect![[r#"
            error: invalid value '90' for '--wait <DURATION>': `90` is not a duration; write for example `1h` or `90s`

        "#]],
        );
    }

    #[test]
    fn units() {
        check(
            "lp-warehouse units list --feed engagement --state dead --account 75555851",
            expect![[r#"
                Units(List(UnitsListArgs { filter: Filter { account: Some(AccountId("75555851")), feed: Some(Feed(engagement)) }, state: Some(Dead), oldest: false, list: ListArgs { limit: 100, json: false } }))
            "#]],
        );
        check(
            "lp-warehouse units list --state late",
            expect![[r#"
            error: invalid value 'late' for '--state <STATE>'
              [possible values: pending, leased, loaded, failed, dead, gone]
        "#]],
        );
        check(
            "lp-warehouse units retry",
            expect![[r#"
            error: the following required arguments were not provided:
              <--id <N>|--account <ACCOUNT>|--feed <FEED>|--state <STATE>>
        "#]],
        );
        check(
            "lp-warehouse units retry --id 1 --id 2",
            expect![[r#"
                Units(Retry(UnitsRetryArgs { chosen: UnitsChosen { ids: [1, 2], filter: Filter { account: None, feed: None } }, state: None, yes: false }))
            "#]],
        );
        check(
            "lp-warehouse units retry --state leased",
            expect![[r#"
            error: invalid value 'leased' for '--state <STATE>'
              [possible values: failed, dead, gone, loaded]
        "#]],
        );
        check(
            "lp-warehouse units ack --id 1 --feed engagement",
            expect![[r#"
            error: the argument '--id <N>' cannot be used with '--feed <FEED>'

        "#]],
        );
        let names = feeds::all().map(model::Feed::as_str).collect::<Vec<_>>().join(", ");
        let line = "lp-warehouse units ack --feed chats";
        let told = Cli::try_parse_from(line.split_whitespace()).unwrap_err().to_string();
        assert!(told.contains("invalid value 'chats' for '--feed <FEED>'") && told.contains(&names), "{told}");
    }
}
