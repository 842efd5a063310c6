//! The database that a command works on: the configured one, or the private cluster under the data folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use model::chain;
use private_postgres::{Cluster, ClusterOptions, StopOutcome};
use secrecy::SecretString;
use sink::{Sink, SinkOptions};
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::{error, info, warn};

use crate::config::{Config, DatabaseConfig};

/// Subfolder of `service.data_dir` with the private cluster.
const CLUSTER_FOLDER: &str = "postgres";
/// How long the open connections may take to be closed.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// How often it is looked whether the server of a private cluster lives.
const CLUSTER_LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long a private cluster may take to stop before it is left to end by itself.
const CLUSTER_STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A database in use.
#[derive(Debug)]
pub(crate) struct Warehouse {
    /// Connected to it.
    pub(crate) sink: Sink,
    /// Stopped when the command ends.
    cluster: Option<Guarded>,
}

/// A private cluster whose server is started again when it dies.
#[derive(Debug)]
struct Guarded {
    cluster: Arc<Mutex<Option<Cluster>>>,
    guard: JoinHandle<()>,
}

impl Warehouse {
    /// For the daemon: a private cluster is started or adopted, and belongs to it.
    pub(crate) async fn own(config: &Config) -> anyhow::Result<Self> {
        if let Some(url) = &config.database.url {
            return Ok(Self { sink: sink(&config.database, url.clone())?, cluster: None });
        }
        let folder = cluster_folder(&config.service.data_dir);
        let shown = folder.display().to_string();
        info!(
            event = "private_cluster_starting",
            folder = shown,
            "`database.url` is absent: starting a private Postgres"
        );
        let cluster =
            spawn_blocking(move || Cluster::start(ClusterOptions::new(folder))).await?.with_context(|| {
                format!("the private Postgres in `{shown}` cannot be started (`database.url` is absent)")
            })?;
        info!(
            event = "private_cluster_started", url = cluster.url_without_password(), adopted = cluster.is_adopted(),
            password_file = %cluster.data_dir().join("password").display(), "private Postgres started"
        );
        let sink = sink(&config.database, SecretString::from(cluster.url()))?;
        Ok(Self { sink, cluster: Some(Guarded::new(cluster)) })
    }

    /// For a command that reads what a daemon has loaded. `None`: there is nothing yet, not even tables.
    pub(crate) async fn visit_loaded(config: &Config) -> anyhow::Result<Option<Self>> {
        if Self::unmade_cluster(config).is_some() {
            return Ok(None);
        }
        let warehouse = Self::visit(config).await?;
        warehouse.sink.reach().await?;
        if !warehouse.sink.schema_state().await?.is_empty() {
            return Ok(Some(warehouse));
        }
        warehouse.close().await?;
        Ok(None)
    }

    /// For a command beside a daemon: a running private cluster is used as it is, else it is started for the moment.
    pub(crate) async fn visit(config: &Config) -> anyhow::Result<Self> {
        if config.database.url.is_none() {
            let folder = cluster_folder(&config.service.data_dir);
            let attached = spawn_blocking(move || Cluster::attach(&folder)).await??;
            if let Some(attached) = attached {
                return Ok(Self { sink: sink(&config.database, SecretString::from(attached.url()))?, cluster: None });
            }
        }
        Self::own(config).await
    }

    /// The folder of the private cluster, if one is wanted and does not exist yet.
    pub(crate) fn unmade_cluster(config: &Config) -> Option<PathBuf> {
        let folder = cluster_folder(&config.service.data_dir);
        (config.database.url.is_none() && !folder.exists()).then_some(folder)
    }

    /// Closes the connections and stops what was started.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        // An open connection may wait for an answer; the server ends it when it stops.
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, self.sink.close()).await;
        if let Some(guarded) = self.cluster
            && guarded.stop().await? == StopOutcome::Unfinished
        {
            info!(
                event = "private_cluster_stopping",
                "the private Postgres writes its last checkpoint and ends by itself"
            );
        }
        Ok(())
    }
}

impl Guarded {
    fn new(cluster: Cluster) -> Self {
        let cluster = Arc::new(Mutex::new(Some(cluster)));
        let guard = tokio::spawn(guard(Arc::clone(&cluster)));
        Self { cluster, guard }
    }

    async fn stop(self) -> anyhow::Result<StopOutcome> {
        self.guard.abort();
        let stop = move || {
            let cluster = self.cluster.lock().unwrap_or_else(PoisonError::into_inner).take();
            cluster.map_or(Ok(StopOutcome::Complete), |cluster| cluster.stop(CLUSTER_STOP_TIMEOUT))
        };
        // It may be being started again at this moment, which takes minutes after a crash.
        match tokio::time::timeout(2 * CLUSTER_STOP_TIMEOUT, spawn_blocking(stop)).await {
            Ok(stopped) => Ok(stopped??),
            Err(_) => Ok(StopOutcome::Unfinished),
        }
    }
}

/// Looks after the server until it is aborted.
async fn guard(cluster: Arc<Mutex<Option<Cluster>>>) {
    let mut is_told = false;
    loop {
        tokio::time::sleep(CLUSTER_LOOK_EVERY).await;
        let cluster = Arc::clone(&cluster);
        let revive = move || {
            let cluster = cluster.lock().unwrap_or_else(PoisonError::into_inner);
            cluster.as_ref().map_or(Ok(false), Cluster::revive)
        };
        match spawn_blocking(revive).await {
            Ok(Ok(false)) => {}
            Ok(Ok(true)) => {
                is_told = false;
                warn!(event = "private_cluster_revived", "the private Postgres had died; it was started again");
            }
            Ok(Err(error)) if !std::mem::replace(&mut is_told, true) => {
                let error = chain(&error);
                error!(event = "private_cluster_not_revived", error, "the private Postgres has died; trying again");
            }
            Ok(Err(_)) | Err(_) => {}
        }
    }
}

fn cluster_folder(data_dir: &Path) -> PathBuf {
    data_dir.join(CLUSTER_FOLDER)
}

fn sink(database: &DatabaseConfig, url: SecretString) -> anyhow::Result<Sink> {
    let options = SinkOptions {
        connections_max: database.connections_max,
        statement_timeout: database.statement_timeout,
        lock_timeout: database.lock_timeout,
        ..SinkOptions::new(url)
    };
    Ok(Sink::new(&options)?)
}
