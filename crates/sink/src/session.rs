//! A session as this program needs it: set up by statements after connecting, because a pooler passes no options on, and
//! verified, because a pooler may lend another session for the next statement.

use sqlx::postgres::PgRow;
use sqlx::{Executor, PgConnection, Row};
use thiserror::Error;

/// A setting of the session: its name and its value, as `pg_settings` has them.
pub(crate) type Setting = (&'static str, String);

/// Why a connection is no session of its own.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PoolerTrouble {
    /// Two statements of one connection reach two sessions of the server.
    #[error(
        "a connection pooler such as PgBouncer lends its sessions out for one transaction or statement, and lp-warehouse needs \
         whole sessions for its settings, prepared statements and locks: set `pool_mode = session` for this database in the \
         pooler, or point `database.url` to the server itself"
    )]
    NoSessions,
    /// The pooler itself lets no client in, in its words.
    #[error(
        "a connection pooler such as PgBouncer is at `database.url` and does not let us in ({0}): correct its configuration \
         (database, user, `auth_type`, `ignore_startup_parameters`), or point `database.url` to the server itself"
    )]
    NotAdmitted(String),
    /// A setting is another one than was set just before.
    #[error(
        "the setting {name} is `{found}` after `set {name} = '{wanted}'`: a connection pooler or the server undoes it; point \
         `database.url` to the server itself, or set `pool_mode = session` in the pooler"
    )]
    SettingUndone {
        /// Its name.
        name: String,
        /// What it was set to.
        wanted: String,
        /// What it is.
        found: String,
    },
}

/// Sets up a session and verifies each setting.
///
/// # Errors
/// When the database is away; a setting that is not in force is a [`sqlx::Error::Configuration`].
pub(crate) async fn set_up(connection: &mut PgConnection, settings: &[Setting]) -> Result<(), sqlx::Error> {
    let statements: Vec<String> = settings.iter().map(|(name, value)| format!("set {name} = '{value}'")).collect();
    connection.execute(statements.join("; ").as_str()).await?;
    let names: Vec<String> = settings.iter().map(|(name, _)| format!("'{name}'")).collect();
    let question = format!("select name, setting from pg_settings where name in ({})", names.join(", "));
    let rows = connection.fetch_all(question.as_str()).await?;
    let found = |row: &PgRow| Ok((row.try_get(0)?, row.try_get(1)?));
    let found: Vec<(String, String)> = rows.iter().map(found).collect::<Result<_, sqlx::Error>>()?;
    match undone(settings, &found) {
        None => Ok(()),
        Some(trouble) => Err(sqlx::Error::Configuration(trouble.into())),
    }
}

/// Returns the first setting that is not what it was set to.
fn undone(settings: &[Setting], found: &[(String, String)]) -> Option<PoolerTrouble> {
    settings.iter().find_map(|(name, wanted)| {
        let found = found.iter().find(|(known, _)| known == name).map_or("unknown", |(_, found)| found);
        (found != wanted).then(|| PoolerTrouble::SettingUndone {
            name: (*name).to_owned(),
            wanted: wanted.clone(),
            found: found.to_owned(),
        })
    })
}

/// Returns whether two connections are two sessions of the server. A pooler of transactions lends the session that the first
/// has just given back to the second, or another one to the first.
///
/// # Errors
/// When the database is away.
pub(crate) async fn are_sessions(one: &mut PgConnection, other: &mut PgConnection) -> Result<bool, sqlx::Error> {
    // A setting ties a connection to its session where a proxy ties it at all.
    one.execute("set lp_warehouse.session = 'own'").await?;
    let of_one = process_of(one).await?;
    other.execute("begin").await?;
    let of_other = process_of(other).await?;
    let of_one_again = process_of(one).await?;
    other.execute("rollback").await?;
    Ok(of_one != of_other && of_one == of_one_again)
}

async fn process_of(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    connection.fetch_one("select pg_backend_pid()").await?.try_get(0)
}

/// Returns whether a session may write. One that is read-only since a failover is closed, so that the next one is made anew.
///
/// # Errors
/// When the session has ended.
pub(crate) async fn is_writable(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let is_read_only: String = connection.fetch_one("show transaction_read_only").await?.try_get(0)?;
    Ok(is_read_only == "off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_another_one_is_named() {
        let settings = [("jit", "off".to_owned()), ("lock_timeout", "1000".to_owned())];
        let check = |found: &[(&str, &str)], expected: Option<(&str, &str)>| {
            let found: Vec<_> = found.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let trouble = undone(&settings, &found);
            let told = match &trouble {
                Some(PoolerTrouble::SettingUndone { name, found, .. }) => Some((name.as_str(), found.as_str())),
                _ => None,
            };
            assert_eq!(told, expected);
        };
        check(&[("jit", "off"), ("lock_timeout", "1000")], None);
        check(&[("jit", "off"), ("lock_timeout", "0")], Some(("lock_timeout", "0")));
        check(&[("lock_timeout", "1000")], Some(("jit", "unknown")));
    }
}
