//! What can go wrong with the database, named by what the caller does about it.

use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;
use thiserror::Error;

use crate::migrations::SchemaError;
use crate::place::Place;
use crate::session::PoolerTrouble;

/// An error of the sink. No variant prints what the server said about data: it may quote a row.
#[derive(Debug, Error)]
pub enum SinkError {
    /// The database is away, restarting, read-only, full or overloaded: wait and do it again; no unit is to blame.
    #[error("the database cannot be used now")]
    Unavailable(#[source] sqlx::Error),
    /// Another transaction writes the same keys at the same time: do the whole unit again; it is not to blame.
    #[error("another transaction writes the same rows (SQLSTATE {sqlstate}): to be done again")]
    Conflict {
        /// 23505, 40001 or 40P01; 55P03 while rows are stored.
        sqlstate: String,
    },
    /// The lease ran out and the unit was given to someone else: drop it.
    #[error("the lease was lost: another daemon has the unit")]
    LeaseLost,
    /// The database refused the data: the record goes to the quarantine.
    #[error("the database refused the data (SQLSTATE {sqlstate}{}{object})", if object.is_empty() { "" } else { ", " })]
    Refused {
        /// Five characters.
        sqlstate: String,
        /// Constraint, column or table, if the server named one.
        object: String,
    },
    /// The counts of what was stored do not add up to what was read: a mistake of this program. Nothing was committed.
    #[error("{stored} of {read} records were accounted for; nothing was committed")]
    Miscounted {
        /// Decoded from the file.
        read: i64,
        /// In one of the classes of the tally.
        stored: i64,
    },
    /// The schema is not what this program was built for, or a right is missing: a person must act.
    #[error("the database does not answer as it should")]
    Unusable(#[source] sqlx::Error),
    /// Migrations could not be applied.
    #[error("the migrations could not be applied")]
    Migration(#[source] SchemaError),
    /// Another process applies migrations to this database, which may take long: wait until it is done.
    #[error(
        "another process is migrating this database; wait until it is done (`pg_stat_progress_create_index` tells)"
    )]
    MigratedElsewhere,
    /// A report or another session uses what a migration is to change: leave it alone for a while, so that others are served,
    /// and migrate again.
    #[error(
        "what a migration changes is in use by another session, a long report perhaps; migrate again when it has ended"
    )]
    InUse,
    /// The server is there and does not let the role into the database: password, name or right are wrong. A daemon does
    /// not start; one that runs waits, because a rotation or a restore passes.
    #[error(
        "the server does not let role `{role}` into {place}; correct user, password and database in `database.url`"
    )]
    NotAdmitted {
        /// The role that asked.
        role: String,
        /// Where it asked.
        place: Place,
        /// What the server said.
        #[source]
        error: sqlx::Error,
    },
    /// What answers at the url is a connection pooler that gives no sessions: a person must act.
    #[error(transparent)]
    Pooler(PoolerTrouble),
    /// The url of the database cannot be read.
    #[error("`database.url` is not a Postgres URL such as postgres://user@host/database")]
    BadUrl,
}

impl From<sqlx::Error> for SinkError {
    fn from(error: sqlx::Error) -> Self {
        if let Some(trouble) = pooler_trouble(&error) {
            return Self::Pooler(trouble);
        }
        let Some(server) = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        else {
            return match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
                _ => Self::Unusable(error),
            };
        };
        let sqlstate = server.code();
        match &sqlstate[..2] {
            _ if matches!(sqlstate, "23505" | "40001" | "40P01") => Self::Conflict { sqlstate: sqlstate.to_owned() },
            "22" | "23" => Self::refused(server),
            _ if sqlstate == "54000" => Self::refused(server),
            // Connection, resources, operator intervention, system; read-only; lock not available; too many statements
            // waiting; a transaction ended by the server.
            // A wrong password or a missing database passes when a rotation or a restore is over; at the start it is told
            // apart, see `NotAdmitted`.
            "08" | "53" | "57" | "58" | "25" | "55" | "40" | "28" | "3D" => Self::Unavailable(error),
            _ => Self::Unusable(error),
        }
    }
}

/// Returns the code of what the server said.
pub(crate) fn sqlstate(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// Returns whether a server that answers so to a new connection will answer so until a person acts: wrong password, no such
/// role, no entry in pg_hba.conf, no such database, no right to connect.
pub(crate) fn is_refused_login(sqlstate: &str) -> bool {
    matches!(sqlstate, "28000" | "28P01" | "3D000" | "42501")
}

/// How messages of PgBouncer begin that a client gets until a person acts. Those of a server that is away pass.
const POOLER_REFUSALS: [&str; 6] = [
    "bouncer config error",
    "unsupported startup parameter",
    "no such database",
    "no such user",
    "auth failed",
    "SASL authentication failed",
];

/// Returns what a connection pooler has to do with an error.
fn pooler_trouble(error: &sqlx::Error) -> Option<PoolerTrouble> {
    if let sqlx::Error::Configuration(source) = error {
        return source.downcast_ref::<PoolerTrouble>().cloned();
    }
    let server = error.as_database_error()?;
    match server.code()?.as_ref() {
        // A statement that was prepared is not there, or one that was not is: they are those of another session.
        "26000" | "42P05" => Some(PoolerTrouble::NoSessions),
        "08P01" if server.message().contains("statement pooling") => Some(PoolerTrouble::NoSessions),
        "08P01" if POOLER_REFUSALS.iter().any(|refusal| server.message().starts_with(refusal)) => {
            Some(PoolerTrouble::NotAdmitted(server.message().to_owned()))
        }
        _ => None,
    }
}

/// A lock was waited for in vain.
const LOCK_NOT_AVAILABLE: &str = "55P03";

impl SinkError {
    /// What a failure means while rows are stored: who waits in vain for a lock meets another unit that writes the same keys
    /// and takes long, and the database is well.
    pub(crate) fn while_storing(self) -> Self {
        let Self::Unavailable(error) = &self else { return self };
        match error.as_database_error().and_then(DatabaseError::code) {
            Some(sqlstate) if sqlstate == LOCK_NOT_AVAILABLE => Self::Conflict { sqlstate: sqlstate.into_owned() },
            _ => self,
        }
    }

    fn refused(server: &PgDatabaseError) -> Self {
        let object = server.constraint().or(server.column()).or(server.table()).unwrap_or_default().to_owned();
        Self::Refused { sqlstate: server.code().to_owned(), object }
    }

    /// Returns whether a daemon that meets this at its start waits and tries again: it passes by itself, or when others do
    /// something. What remains takes a person, and ends the start.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::MigratedElsewhere | Self::InUse | Self::Conflict { .. } => true,
            Self::NotAdmitted { .. }
            | Self::Pooler(_)
            | Self::Unusable(_)
            | Self::Migration(_)
            | Self::BadUrl
            | Self::LeaseLost
            | Self::Refused { .. }
            | Self::Miscounted { .. } => false,
        }
    }

    /// Whether waiting may help and no unit is to blame.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unavailable(_)
            | Self::NotAdmitted { .. }
            | Self::Pooler(_)
            | Self::Unusable(_)
            | Self::Migration(_)
            | Self::MigratedElsewhere
            | Self::InUse
            | Self::BadUrl => true,
            Self::Conflict { .. } | Self::LeaseLost | Self::Refused { .. } | Self::Miscounted { .. } => false,
        }
    }
}
