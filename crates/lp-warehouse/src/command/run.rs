//! `lp-warehouse run`: the daemon.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use model::chain;
use scheduler::{LoopEnd, Mode, Reminder, Scheduler};
use sink::SinkError;
use sink::migrations::{Fate, Migrated, SchemaState, UserView};
use tokio::time::Instant;
use tracing::{error, info, warn};

use crate::assembly;
use crate::cli::RunArgs;
use crate::clock::machine_clock;
use crate::command::check::services_read;
use crate::config::Config;
use crate::reload::Reload;
use crate::schema;
use crate::seed::machine_seed;
use crate::service::{Served, Service, Watched};
use crate::shutdown::Shutdown;
use crate::warehouse::Warehouse;
use crate::{descriptors, prometheus, systemd, user};

/// While the database is away at the start, it is tried again after this.
const MIGRATE_PAUSE: Duration = Duration::from_secs(2);
/// While a report uses what a migration changes: each try keeps other reports waiting for as long as it lasts.
const IN_USE_PAUSE: Duration = Duration::from_secs(30);
/// The first authorization of all accounts is waited for so long before the daemon calls itself ready.
const AUTHORIZATION_WAIT_MAX: Duration = Duration::from_secs(30);

/// Loads until told to stop, or until there is nothing to do.
pub(crate) async fn run(config: &Config, args: &RunArgs, reload: Reload) -> anyhow::Result<ExitCode> {
    descriptors::raise_soft_limit();
    let shutdown = Shutdown::on_signals().context("the signals SIGTERM and SIGINT cannot be watched")?;
    let (clock, seed) = (machine_clock(), machine_seed());
    let metrics = prometheus::install(clock.now())?;
    tokio::spawn(prometheus::keep_up(metrics.clone()));
    reload.watch(config.effective.clone()).context("the signal SIGHUP cannot be watched")?;
    info!(
        event = "daemon_started",
        version = env!("CARGO_PKG_VERSION"),
        feeds = assembly::feeds(config).len(),
        "started"
    );
    let warehouse = tokio::select! {
        warehouse = Warehouse::own(config) => warehouse?,
        // A private server that recovers from a crash takes minutes; the next start adopts it.
        () = shutdown.requested() => return Ok(ExitCode::SUCCESS),
    };
    let scheduler = Arc::new(assembly::scheduler(config, warehouse.sink.clone(), clock.clone(), seed)?);
    let served = Arc::new(Served {
        scheduler,
        watched: Watched::of(&warehouse.sink, assembly::feeds(config)),
        metrics,
        clock,
        data_dir: config.service.data_dir.clone(),
        statement_timeout: config.database.statement_timeout,
        shell: config.shell.clone(),
    });
    let ended = work(config, args, served, &shutdown).await;
    systemd::stopping();
    let closed = warehouse.close().await;
    let code = exit_code(ended?);
    closed?;
    Ok(code)
}

async fn work(config: &Config, args: &RunArgs, served: Arc<Served>, shutdown: &Shutdown) -> anyhow::Result<LoopEnd> {
    let begun = Instant::now();
    let scheduler = Arc::clone(&served.scheduler);
    let service = match Service::start(&config.service, Arc::clone(&served)).await {
        Ok(service) => Some(service),
        // A run that ends by itself may work beside a daemon, which has the port.
        Err(error) if args.until_idle => {
            warn!(event = "service_not_listening", error = format!("{error:#}"), "no status page for this run");
            None
        }
        Err(error) => return Err(error),
    };
    let deadline = args.until_idle.then(|| begun + args.wait);
    let of_watchdog = Arc::clone(&served);
    systemd::keep_alive(move || of_watchdog.trouble());
    if let Some(ended) = migrate(&scheduler, shutdown, deadline).await? {
        return Ok(ended);
    }
    let mode = match deadline {
        None => Mode::Forever,
        Some(deadline) => Mode::UntilIdle {
            wait: deadline.saturating_duration_since(Instant::now()),
            refreshes_facts: !args.leave_facts,
        },
    };
    if mode == Mode::Forever {
        tokio::spawn(tell_manager(config.clone(), served));
    }
    let ended = scheduler::run(scheduler, shutdown.watch(), mode).await;
    if let Some(service) = service {
        service.stop();
    }
    info!(event = "daemon_stopped", ended = format!("{ended:?}"), "stopped");
    Ok(ended)
}

/// Brings the schema up to date, as soon as the database answers. What will not pass by itself is refused. A server that
/// cannot be reached does not keep the service manager waiting: what is started after us may be what it needs.
async fn migrate(
    scheduler: &Scheduler,
    shutdown: &Shutdown,
    deadline: Option<Instant>,
) -> anyhow::Result<Option<LoopEnd>> {
    let mut reminder = Reminder::default();
    let mut is_ready = false;
    loop {
        let migrated = tokio::select! {
            migrated = reach_and_migrate(scheduler) => migrated,
            () = shutdown.requested() => return Ok(Some(LoopEnd::Stopped)),
        };
        let error = match migrated {
            Ok(Migrated { migrations, views, user_views }) => {
                info!(event = "schema_ready", applied = migrations, views, "the schema is up to date");
                scheduler.pulse.hinder(None);
                user_views.iter().for_each(log_user_view);
                tell_of_newer_views(scheduler).await;
                return Ok(None);
            }
            Err(error) if !error.is_passing() => {
                let advice = user::advice_on_refusal(&error);
                let error = anyhow::Error::from(error);
                return Err(match advice {
                    Some(advice) => error.context(advice),
                    None => error,
                });
            }
            Err(error) => error,
        };
        let waiting = Waiting::of(&error);
        systemd::status(&waiting.status);
        scheduler.pulse.hinder(Some(waiting.status.clone()));
        if waiting.is_ready && !std::mem::replace(&mut is_ready, true) {
            systemd::ready(&waiting.status);
        }
        if reminder.is_due(waiting.event, std::time::Instant::now()) {
            waiting.log(&error);
        }
        // It is alive, although the loop has not begun.
        scheduler.pulse.wait();
        tokio::select! {
            () = tokio::time::sleep(waiting.pause) => {}
            () = shutdown.requested() => return Ok(Some(LoopEnd::Stopped)),
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(Some(LoopEnd::TimeIsUp));
        }
    }
}

async fn reach_and_migrate(scheduler: &Scheduler) -> Result<Migrated, SinkError> {
    scheduler.sink.reach().await?;
    schema::migrate(&scheduler.sink, || scheduler.pulse.wait()).await
}

/// Users miss their views before we do.
fn log_user_view(UserView { name: view, fate }: &UserView) {
    match fate {
        Fate::MadeAgain => {
            info!(event = "view_made_again", view, "a user's view reads views that changed; it was made again")
        }
        Fate::Emptied => warn!(
            event = "view_emptied",
            view,
            "a user's materialized view reads views that changed; it was made again and is empty until it is refreshed"
        ),
        Fate::Displaced { error } => error!(
            event = "view_displaced",
            view,
            error,
            "a user's view reads views that changed, and cannot be made again; it is gone, ingest.displaced_view has its text"
        ),
    }
}

/// They serve reports, and loading does without.
async fn tell_of_newer_views(scheduler: &Scheduler) {
    if let Ok(SchemaState::NewerViews { version }) = scheduler.sink.schema_state().await {
        info!(
            event = "views_newer",
            version, "the views of mart are those of a newer lp-warehouse and stay as they are"
        );
    }
}

/// What is waited for before the loop begins.
struct Waiting {
    event: &'static str,
    /// For the service manager, in one line.
    status: String,
    /// Whether it is told that the daemon is ready all the same.
    is_ready: bool,
    /// How long, before it is tried again.
    pause: Duration,
}

impl Waiting {
    fn of(error: &SinkError) -> Self {
        let (event, status, is_ready, pause) = match error {
            SinkError::MigratedElsewhere => {
                let status = "waiting for another process to migrate the database".to_owned();
                ("schema_migrated_elsewhere", status, false, MIGRATE_PAUSE)
            }
            SinkError::InUse => {
                let status = "waiting for a report to end, to migrate the database".to_owned();
                ("schema_in_use", status, false, IN_USE_PAUSE)
            }
            _ => {
                let trouble = chain(error).replace('\n', " ");
                ("database_unavailable", format!("waiting for the database: {trouble}"), true, MIGRATE_PAUSE)
            }
        };
        Self { event, status, is_ready, pause }
    }

    fn log(&self, error: &SinkError) {
        match error {
            SinkError::MigratedElsewhere => {
                info!(event = "schema_migrated_elsewhere", "another process migrates the database; waiting for it");
            }
            SinkError::InUse => {
                warn!(event = "schema_in_use", "a session uses what a migration changes; trying again every 30 s");
            }
            _ => {
                let error = chain(error);
                error!(event = "database_unavailable", error, "the database cannot be used; trying again");
            }
        }
    }
}

/// Tells the service manager that the daemon is ready, and from then on what hinders it.
async fn tell_manager(config: Config, served: Arc<Served>) {
    let scheduler = &served.scheduler;
    let usual = authorize(&config, scheduler).await;
    systemd::ready(&usual);
    systemd::follow(&usual, scheduler.pulse.watch_hindrance(), || served.trouble()).await;
}

/// Waits until every account was let in, or was not for a while: upstream being away is normal, and the status page shows
/// who is refused. Returns how many were let in, in words.
async fn authorize(config: &Config, scheduler: &Scheduler) -> String {
    let asking = scheduler.accounts.iter().zip(&config.accounts).map(|(account, config)| async move {
        let Some(service) = services_read(config).first().copied() else { return true };
        match account.client.check_authorization(service).await {
            Ok(()) => true,
            Err(error) => {
                let (advice, error) = (error.advice(), chain(&error));
                warn!(event = "account_not_authorized", account = %account.id, error, advice, "not let in yet");
                false
            }
        }
    });
    let mut authorized = 0;
    let all = async {
        for asked in asking {
            authorized += usize::from(asked.await);
        }
    };
    let is_in_time = tokio::time::timeout(AUTHORIZATION_WAIT_MAX, all).await.is_ok();
    let accounts = scheduler.accounts.len();
    info!(event = "daemon_ready", accounts, authorized, is_in_time, "ready");
    format!("{authorized} of {accounts} accounts authorized")
}

fn exit_code(ended: LoopEnd) -> ExitCode {
    match ended {
        LoopEnd::Stopped | LoopEnd::Idle { unacknowledged: 0 } => ExitCode::SUCCESS,
        LoopEnd::Idle { .. } => ExitCode::from(2),
        LoopEnd::TimeIsUp => ExitCode::from(3),
    }
}
