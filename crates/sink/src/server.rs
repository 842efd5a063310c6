//! The server as `lp-warehouse check` sees it.

use sqlx::Row;

use crate::roles::RoleFacts;
use crate::{Sink, SinkError};

/// What is to be known of the server, and of our rights on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerFacts {
    /// Its version, as `show server_version` prints it.
    pub version: String,
    /// As a number: 150018 for 15.18.
    pub version_num: i32,
    /// Encoding of the database.
    pub encoding: String,
    /// Whether this connection is encrypted.
    pub is_encrypted: bool,
    /// The role that we are, spelled as in a statement.
    pub role: String,
    /// Whether the server follows another one and takes no writes.
    pub is_standby: bool,
    /// What lets all transactions read only: `user`, `database`, `configuration file`, as `pg_settings.source` has it.
    pub read_only_by: Option<String>,
    /// Whether it may create schemas, as the first migration does.
    pub may_create: bool,
    /// Whether it may create roles.
    pub may_create_roles: bool,
    /// Whether the tables of ours are there.
    pub is_migrated: bool,
    /// The roles that users are granted.
    pub roles: Vec<RoleFacts>,
    /// Tables of ours that exist and that the role may not write.
    pub not_writable: Vec<String>,
    /// Settings that matter here, as `pg_settings` has them, in the unit of each.
    pub settings: Vec<(String, String)>,
    /// Connections that the server allows beside those that are open.
    pub connections_free: i32,
}

impl Sink {
    /// Asks the server.
    ///
    /// # Errors
    /// When it is away.
    pub async fn server_facts(&self) -> Result<ServerFacts, SinkError> {
        let row = sqlx::query(include_str!("sql/server_facts.sql")).fetch_one(self.pool()).await?;
        let settings = sqlx::query(
            "select name, setting from pg_settings
             where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'shared_buffers', 'max_wal_size')
             order by name",
        );
        let settings = settings.fetch_all(self.pool()).await?;
        let setting = |row: &sqlx::postgres::PgRow| Ok((row.try_get(0)?, row.try_get(1)?));
        Ok(ServerFacts {
            version: row.try_get("version")?,
            version_num: row.try_get("version_num")?,
            encoding: row.try_get("encoding")?,
            is_encrypted: row.try_get("is_encrypted")?,
            role: row.try_get("role")?,
            is_standby: row.try_get("is_standby")?,
            read_only_by: row.try_get("read_only_by")?,
            may_create: row.try_get("may_create")?,
            may_create_roles: row.try_get("may_create_roles")?,
            is_migrated: row.try_get("is_migrated")?,
            roles: self.role_facts().await?,
            not_writable: row.try_get("not_writable")?,
            settings: settings.iter().map(setting).collect::<Result<_, sqlx::Error>>()?,
            connections_free: row.try_get("connections_free")?,
        })
    }
}
