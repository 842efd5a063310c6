//! `lp-warehouse run`: the daemon.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use model::{Clock, chain};
use scheduler::{Ended, Mode};
use sink::{Sink, SinkError};
use tokio::time::Instant;
use tracing::{error, info, warn};

use crate::assembly;
use crate::cli::RunArgs;
use crate::clock::machine_clock;
use crate::config::Config;
use crate::seed::machine_seed;
use crate::service::Service;
use crate::shutdown::Shutdown;
use crate::warehouse::Warehouse;

/// While the database is away at the start, it is tried again after this.
const MIGRATE_PAUSE: Duration = Duration::from_secs(2);

/// Loads until told to stop, or until there is nothing to do.
pub(crate) async fn run(config: &Config, args: &RunArgs) -> anyhow::Result<ExitCode> {
    let shutdown = Shutdown::on_signals().context("the signals SIGTERM and SIGINT cannot be watched")?;
    let (clock, seed) = (machine_clock(), machine_seed());
    info!(
        event = "daemon_started",
        version = env!("CARGO_PKG_VERSION"),
        feeds = assembly::feeds(config).len(),
        "started"
    );
    let warehouse = Warehouse::own(config).await?;
    let ended = work(config, args, &warehouse.sink, &shutdown, clock, seed).await;
    let closed = warehouse.close().await;
    let code = exit_code(ended?);
    closed?;
    Ok(code)
}

async fn work(
    config: &Config,
    args: &RunArgs,
    sink: &Sink,
    shutdown: &Shutdown,
    clock: Clock,
    seed: u64,
) -> anyhow::Result<Ended> {
    let begun = Instant::now();
    let scheduler = Arc::new(assembly::scheduler(config, sink.clone(), clock, seed)?);
    let service = match Service::start(config.service.listen, sink.clone(), assembly::feeds(config)).await {
        Ok(service) => Some(service),
        // A run that ends by itself may work beside a daemon, which has the port.
        Err(error) if args.until_idle => {
            warn!(event = "service_not_listening", error = format!("{error:#}"), "no status page for this run");
            None
        }
        Err(error) => return Err(error),
    };
    let deadline = args.until_idle.then(|| begun + args.wait);
    if let Some(ended) = migrate(sink, shutdown, deadline).await? {
        return Ok(ended);
    }
    let mode = match deadline {
        None => Mode::Forever,
        Some(deadline) => Mode::UntilIdle { wait: deadline.saturating_duration_since(Instant::now()) },
    };
    let ended = scheduler::run(scheduler, shutdown.watch(), mode).await;
    if let Some(service) = service {
        service.stop();
    }
    info!(event = "daemon_stopped", ended = format!("{ended:?}"), "stopped");
    Ok(ended)
}

/// Brings the schema up to date, as soon as the database answers. Something else than an absent database is refused.
async fn migrate(sink: &Sink, shutdown: &Shutdown, deadline: Option<Instant>) -> anyhow::Result<Option<Ended>> {
    let mut failed = false;
    loop {
        let migrated = tokio::select! {
            migrated = reach_and_migrate(sink) => migrated,
            () = shutdown.requested() => return Ok(Some(Ended::Stopped)),
        };
        match migrated {
            Ok(applied) => {
                info!(event = "schema_ready", applied, "the schema is up to date");
                return Ok(None);
            }
            Err(error @ SinkError::Unavailable(_)) => {
                if !std::mem::replace(&mut failed, true) {
                    let error = chain(&error);
                    error!(event = "database_unavailable", error, "the database cannot be used; trying again");
                }
            }
            Err(error) => return Err(error.into()),
        }
        tokio::select! {
            () = tokio::time::sleep(MIGRATE_PAUSE) => {}
            () = shutdown.requested() => return Ok(Some(Ended::Stopped)),
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(Some(Ended::TimeIsUp));
        }
    }
}

async fn reach_and_migrate(sink: &Sink) -> Result<usize, SinkError> {
    sink.reach().await?;
    sink.migrate().await
}

fn exit_code(ended: Ended) -> ExitCode {
    match ended {
        Ended::Stopped | Ended::Idle { unacknowledged: 0 } => ExitCode::SUCCESS,
        Ended::Idle { .. } => ExitCode::from(2),
        Ended::TimeIsUp => ExitCode::from(3),
    }
}
