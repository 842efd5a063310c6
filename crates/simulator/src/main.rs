//! The simulator as a program, for the demo.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Parser;
use simulator::messaging_interactions::Conversations;
use simulator::{Credentials, FeedSettings, SimClock, Simulator, SimulatorOptions, World, WorldSpec};
use tokio::signal::unix::{SignalKind, signal};

/// Stands in for the LivePerson APIs: serves an invented contact centre whose last hour is the current one.
#[derive(Parser)]
#[command(name = "simulator", version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Account ids, separated by commas.
    #[arg(long, value_name = "IDS", value_delimiter = ',', default_value = "75555851,75555852")]
    accounts: Vec<String>,
    /// Days before the current hour that have files.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=400))]
    days: u32,
    /// Decides everything that is left to chance.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Chats that close in an hour, on average, per account.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    chats_per_hour: u32,
    /// Messaging conversations that begin on a day, per account.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    conversations_per_day: u32,
    /// Print the credentials that are accepted, too.
    #[arg(long)]
    print_credentials: bool,
    /// Print how many rows a warehouse must hold by now, as JSON by table, and exit.
    #[arg(long)]
    truth_counts: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere is left to say that standard error is closed.
            let _ = writeln!(io::stderr(), "simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let conversations =
        Conversations { days: arguments.days, per_day: arguments.conversations_per_day, ..Conversations::default() };
    let world = World::generate(&WorldSpec {
        feeds: FeedSettings::default().with(conversations),
        seed: arguments.seed,
        accounts: arguments.accounts.clone(),
        hours: arguments.days * 24,
        end: wall_clock(),
        chats_per_hour: arguments.chats_per_hour,
        ..WorldSpec::default()
    });
    if arguments.truth_counts {
        let rows = world.truth(wall_clock()).into_iter();
        let counts: serde_json::Map<_, _> = rows.map(|(table, rows)| (table.to_owned(), rows.len().into())).collect();
        return writeln!(io::stdout(), "{}", serde_json::Value::Object(counts));
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(arguments, world))
}

async fn serve(arguments: &Arguments, world: World) -> io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let options = SimulatorOptions { listen: arguments.listen, ..SimulatorOptions::default() };
    let simulator = Simulator::start(world, SimClock::following(Arc::new(wall_clock)), options).await?;
    print(arguments, &simulator.base_url())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    simulator.shutdown().await;
    Ok(())
}

fn print(arguments: &Arguments, base_url: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "simulator listening on {base_url}")?;
    if arguments.print_credentials {
        for account in &arguments.accounts {
            for (name, value) in Credentials::of(account).fields() {
                writeln!(out, "{account} {name} = {value}")?;
            }
        }
    }
    out.flush()
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine; everyone else is handed the clock")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}
