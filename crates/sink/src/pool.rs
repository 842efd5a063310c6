//! The connections.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, PgPool, Postgres};

use crate::SinkError;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct SinkOptions {
    /// `postgres://user:password@host:port/database?sslmode=verify-full`
    pub url: SecretString,
    /// Connections held at most.
    pub connections_max: u32,
    /// A statement that runs longer is given up by the server.
    pub statement_timeout: Duration,
    /// A lock that is waited for longer is given up.
    pub lock_timeout: Duration,
    /// How long a free connection, or a new one, is waited for.
    pub acquire_timeout: Duration,
}

impl SinkOptions {
    /// Usual bounds.
    pub fn new(url: SecretString) -> Self {
        Self {
            url,
            connections_max: 8,
            statement_timeout: Duration::from_secs(600),
            lock_timeout: Duration::from_secs(30),
            acquire_timeout: Duration::from_secs(10),
        }
    }
}

/// The warehouse's database.
#[derive(Clone, Debug)]
pub struct Sink {
    pool: PgPool,
    acquire_timeout: Duration,
    /// Of one that is for watchers.
    read_timeout: Option<Duration>,
}

impl Sink {
    /// Prepares the connections; none is made before it is needed.
    ///
    /// # Errors
    /// When the url cannot be read.
    pub fn new(options: &SinkOptions) -> Result<Self, SinkError> {
        // A transaction whose daemon vanished without a word must not hold its unit's row for ever.
        const IDLE_IN_TRANSACTION_TIMEOUT_S: u32 = 300;
        const CONNECTION_IDLE_MAX_S: u64 = 300;
        let url: PgConnectOptions = options.url.expose_secret().parse().map_err(|_| SinkError::BadUrl)?;
        let connect = url
            .application_name("lp-warehouse")
            .options([
                ("statement_timeout", options.statement_timeout.as_millis().to_string()),
                ("lock_timeout", options.lock_timeout.as_millis().to_string()),
                ("idle_in_transaction_session_timeout", format!("{IDLE_IN_TRANSACTION_TIMEOUT_S}s")),
                ("timezone", "UTC".to_owned()),
                // A plan made while a table was empty must not be kept when it is large: planning anew costs a fraction of a
                // millisecond per batch. Compiling never pays for statements this short.
                ("plan_cache_mode", "force_custom_plan".to_owned()),
                ("jit", "off".to_owned()),
            ])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(options.connections_max)
            .acquire_timeout(options.acquire_timeout)
            .idle_timeout(Duration::from_secs(CONNECTION_IDLE_MAX_S))
            .connect_lazy_with(connect);
        Ok(Self { pool, acquire_timeout: options.acquire_timeout, read_timeout: None })
    }

    /// The same, for those who watch: what it asks of the ledger for them is given up by the server after this time. Whoever
    /// waits no longer leaves a statement behind, and with it a connection that loading needs.
    #[must_use]
    pub fn for_watchers(&self, read_timeout: Duration) -> Self {
        Self { read_timeout: Some(read_timeout), ..self.clone() }
    }

    /// Asks what a watcher may ask.
    pub(crate) async fn read(&self, query: Query<'_, Postgres, PgArguments>) -> Result<Vec<PgRow>, SinkError> {
        let Some(read_timeout) = self.read_timeout else { return Ok(query.fetch_all(&self.pool).await?) };
        let mut transaction = self.pool.begin().await?;
        sqlx::query("select set_config('statement_timeout', $1, true)")
            .bind(read_timeout.as_millis().to_string())
            .execute(&mut *transaction)
            .await?;
        let rows = query.fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(rows)
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Makes a connection of its own: the pool only says that it waited too long, not why.
    ///
    /// # Errors
    /// What keeps the database from being reached.
    pub async fn reach(&self) -> Result<(), SinkError> {
        let connect = self.pool.connect_options();
        let connection = tokio::time::timeout(self.acquire_timeout, connect.connect()).await;
        let connection = connection.map_err(|_| SinkError::Unavailable(sqlx::Error::PoolTimedOut))??;
        connection.close().await?;
        Ok(())
    }

    /// Asks the server for its version: whether it is there.
    ///
    /// # Errors
    /// When it is not.
    pub async fn server_version(&self) -> Result<String, SinkError> {
        Ok(sqlx::query_scalar("show server_version").fetch_one(&self.pool).await?)
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
