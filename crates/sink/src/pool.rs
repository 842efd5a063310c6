//! The connections.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::postgres::{PgArguments, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, Postgres, Transaction};

use crate::SinkError;
use crate::error::{is_refused_login, sqlstate};
use crate::place::{Place, options_of};
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
        // PgBouncer refuses most startup parameters: they are set after connecting.
        let connect = options_of(&options.url)?;
        let connect = connect.application_name("lp-warehouse").extra_float_digits(None).disable_statement_logging();
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
        if self.read_timeout.is_none() {
            return Ok(query.fetch_all(&self.pool).await?);
        }
        let mut transaction = self.begin_read().await?;
        let rows = query.fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(rows)
    }

    /// Begins a transaction whose statements the server gives up after the time of a watcher, if it is one's.
    pub(crate) async fn begin_read(&self) -> Result<Transaction<'static, Postgres>, SinkError> {
        let mut transaction = self.pool.begin().await?;
        if let Some(read_timeout) = self.read_timeout {
            sqlx::query("select set_config('statement_timeout', $1, true)")
                .bind(read_timeout.as_millis().to_string())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction)
    }

    /// Returns where the connections go.
    pub fn place(&self) -> Place {
        Place::of(&self.pool.connect_options())
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Connects beside the pool, to find out whether the database lets us in and gives us sessions: the pool only says
    /// that it waited too long, not why.
    ///
    /// # Errors
    /// What keeps the database from being reached or worked with; a server that is silent for `acquire_timeout` is
    /// [`SinkError::Unavailable`].
    pub async fn reach(&self) -> Result<(), SinkError> {
        within(self.acquire_timeout, self.try_sessions()).await
    }

    async fn try_sessions(&self) -> Result<(), SinkError> {
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
        let set_up = async {
            let mut connection = self.open().await?;
            session::set_up(&mut connection, &self.settings).await?;
            Ok(connection)
        };
        within(self.acquire_timeout, set_up).await
    }

    async fn open(&self) -> Result<PgConnection, SinkError> {
        let options = self.pool.connect_options();
        options.connect().await.map_err(|error| match sqlstate(&error).is_some_and(|state| is_refused_login(&state)) {
            true => {
                let role = options.get_username().to_owned();
                SinkError::NotAdmitted { role, place: Place::of(&options), error }
            }
            false => error.into(),
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

/// Waits for an answer of the database, but no longer than `bound`.
///
/// # Errors
/// Those of `asked`; [`SinkError::Unavailable`] when it has not answered by then.
pub async fn within<T>(bound: Duration, asked: impl Future<Output = Result<T, SinkError>>) -> Result<T, SinkError> {
    tokio::time::timeout(bound, asked).await.unwrap_or_else(|_| {
        let silence = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {} s", bound.as_secs()));
        Err(SinkError::Unavailable(sqlx::Error::Io(silence)))
    })
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
