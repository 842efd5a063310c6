//! The connections.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, Postgres};

use crate::SinkError;
use crate::error::{is_refused_login, sqlstate};
use crate::session::{self, PoolerTrouble, Setting};

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
    settings: Arc<[Setting]>,
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
        const CONNECTION_IDLE_MAX_S: u64 = 300;
        let url: PgConnectOptions = options.url.expose_secret().parse().map_err(|_| SinkError::BadUrl)?;
        // What is no parameter of PgBouncer's is set after connecting.
        let connect = url.application_name("lp-warehouse").extra_float_digits(None).disable_statement_logging();
        let settings: Arc<[Setting]> = session_settings(options).into();
        let of_pool = Arc::clone(&settings);
        let pool = PgPoolOptions::new()
            .max_connections(options.connections_max)
            .acquire_timeout(options.acquire_timeout)
            .idle_timeout(Duration::from_secs(CONNECTION_IDLE_MAX_S))
            .after_connect(move |connection, _| {
                let settings = Arc::clone(&of_pool);
                Box::pin(async move { session::set_up(connection, &settings).await })
            })
            // Asked instead of a ping, which would take as long.
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(session::is_writable(connection)))
            .connect_lazy_with(connect);
        Ok(Self { pool, settings, acquire_timeout: options.acquire_timeout, read_timeout: None })
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

    /// Makes connections of its own, to find out whether the database lets us in and gives us sessions: the pool only says
    /// that it waited too long, not why.
    ///
    /// # Errors
    /// What keeps the database from being reached or worked with.
    pub async fn reach(&self) -> Result<(), SinkError> {
        let (mut one, mut other) = (self.open().await?, self.open().await?);
        if !session::are_sessions(&mut one, &mut other).await? {
            return Err(SinkError::Pooler(PoolerTrouble::NoSessions));
        }
        session::set_up(&mut one, &self.settings).await?;
        one.close().await?;
        other.close().await?;
        Ok(())
    }

    /// Makes a connection beside the pool, set up as those of the pool are.
    ///
    /// # Errors
    /// When the database is away or does not let us in.
    pub(crate) async fn connect(&self) -> Result<PgConnection, SinkError> {
        let mut connection = self.open().await?;
        session::set_up(&mut connection, &self.settings).await?;
        Ok(connection)
    }

    async fn open(&self) -> Result<PgConnection, SinkError> {
        let options = self.pool.connect_options();
        let opened = tokio::time::timeout(self.acquire_timeout, options.connect()).await;
        opened.map_err(|_| SinkError::Unavailable(sqlx::Error::PoolTimedOut))?.map_err(|error| {
            match sqlstate(&error).is_some_and(|sqlstate| is_refused_login(&sqlstate)) {
                true => {
                    SinkError::NotAdmitted { role: options.get_username().to_owned(), place: place(&options), error }
                }
                false => error.into(),
            }
        })
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

/// What each session is set to, whatever role, database and server have for it.
fn session_settings(options: &SinkOptions) -> Vec<Setting> {
    // A transaction whose daemon vanished without a word must not hold its unit's row for ever.
    const IDLE_IN_TRANSACTION_TIMEOUT_MS: u32 = 300_000;
    vec![
        ("statement_timeout", options.statement_timeout.as_millis().to_string()),
        ("lock_timeout", options.lock_timeout.as_millis().to_string()),
        ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT_MS.to_string()),
        ("TimeZone", "UTC".to_owned()),
        // Rows are asked again after a conflict, which a snapshot of the whole transaction would not show.
        ("default_transaction_isolation", "read committed".to_owned()),
        // All digits of a float, as Postgres prints them by itself.
        ("extra_float_digits", "1".to_owned()),
        // A plan made while a table was empty must not be kept when it is large: planning anew costs a fraction of a
        // millisecond per batch. Compiling never pays for statements this short.
        ("plan_cache_mode", "force_custom_plan".to_owned()),
        ("jit", "off".to_owned()),
    ]
}

/// Names the database and its server, without a secret.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or(options.get_username());
    let host = match options.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => options.get_host().to_owned(),
    };
    format!("database `{database}` at {host}:{}", options.get_port())
}
