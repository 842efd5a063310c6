//! Brings the views of a database up to date: all that changed in one transaction, and nothing else is touched.

use std::collections::BTreeMap;

use sqlx::postgres::{PgDatabaseError, PgRow};
use sqlx::{Connection, Executor, PgConnection, Row};

use super::state::{MadeView, is_made, made_views, newer_views, unknown};
use super::views::View;
use super::{Schema, SchemaError, given_way};
use crate::SinkError;
use crate::error::sqlstate;

/// A view cannot be replaced by one whose columns are others.
const INVALID_TABLE_DEFINITION: &str = "42P16";
/// A right on a column that the new view has no more.
const UNDEFINED_COLUMN: &str = "42703";
/// Somebody else's view reads what is to be dropped.
const DEPENDENT_OBJECTS: &str = "2BP01";

/// A right of a role on a view, as it is before the view is dropped.
#[derive(Clone, Debug)]
struct Right {
    /// Spelled as in a statement.
    role: String,
    /// Such as `select` or `select (started_at)`.
    privilege: String,
    may_grant: bool,
}

/// Makes what is missing, replaces what changed, drops what this program has no more. Answers how many views that were.
pub(super) async fn replace_changed(connection: &mut PgConnection, schema: &Schema) -> Result<usize, SinkError> {
    let made = made_views(connection).await?;
    if newer_views(schema, &made).is_some() {
        return Ok(0);
    }
    let mut transaction = connection.begin().await?;
    let changed = replace_each(&mut transaction, schema, &made).await?;
    if changed > 0 {
        // An older program leaves alone what a newer one touched, whichever views that was.
        let touched = sqlx::query("update ingest.mart_view set version = $1 where version <> $1").bind(&schema.version);
        touched.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(changed)
}

async fn replace_each(transaction: &mut PgConnection, schema: &Schema, made: &[MadeView]) -> Result<usize, SinkError> {
    let mut dropped = BTreeMap::new();
    let mut changed = 0;
    for view in &schema.views {
        if !dropped.contains_key(&view.name) {
            if is_made(view, made) {
                continue;
            }
            if !attempt(transaction, &view.sql, INVALID_TABLE_DEFINITION).await? {
                dropped.extend(drop_with_readers(transaction, &view.name).await?);
            }
        }
        if let Some(rights) = dropped.remove(&view.name) {
            run(transaction, &view.sql).await?;
            give_back(transaction, &view.name, &rights).await?;
        }
        note(transaction, view, &schema.version).await?;
        changed += 1;
    }
    // What is left may read each other.
    let gone: Vec<&str> = unknown(schema, made).map(|view| view.name.as_str()).collect();
    if !gone.is_empty() {
        let names: Vec<String> = gone.iter().map(|name| format!("mart.{name}")).collect();
        run(transaction, &format!("drop view if exists {}", names.join(", "))).await?;
        let forgotten = sqlx::query("delete from ingest.mart_view where name = any($1)").bind(&gone);
        forgotten.execute(transaction).await?;
    }
    Ok(changed + gone.len())
}

/// Drops a view and those of ours that read it, however far. Answers them, each with the rights on it.
async fn drop_with_readers(
    transaction: &mut PgConnection,
    name: &str,
) -> Result<BTreeMap<String, Vec<Right>>, SinkError> {
    let readers = sqlx::query_scalar::<_, String>(include_str!("../sql/view_readers.sql")).bind(name);
    let mut dropped = BTreeMap::new();
    for reader in readers.fetch_all(&mut *transaction).await? {
        let rights = rights(transaction, &reader).await?;
        dropped.insert(reader, rights);
    }
    let names: Vec<String> = dropped.keys().map(|name| format!("mart.{name}")).collect();
    run(transaction, &format!("drop view {}", names.join(", "))).await?;
    Ok(dropped)
}

async fn rights(transaction: &mut PgConnection, view: &str) -> Result<Vec<Right>, SinkError> {
    let rows = sqlx::query(include_str!("../sql/view_rights.sql")).bind(view).fetch_all(&mut *transaction).await?;
    let right = |row: &PgRow| {
        Ok(Right {
            role: row.try_get("role")?,
            privilege: row.try_get("privilege")?,
            may_grant: row.try_get("may_grant")?,
        })
    };
    Ok(rows.iter().map(right).collect::<Result<_, sqlx::Error>>()?)
}

/// Roles may do what they might before, and no more: what was revoked from a view does not come back with it.
async fn give_back(transaction: &mut PgConnection, view: &str, before: &[Right]) -> Result<(), SinkError> {
    for Right { role, .. } in rights(transaction, view).await? {
        run(transaction, &format!("revoke all on mart.{view} from {role}")).await?;
    }
    for Right { role, privilege, may_grant } in before {
        let option = if *may_grant { " with grant option" } else { "" };
        let grant = format!("grant {privilege} on mart.{view} to {role}{option}");
        attempt(transaction, &grant, UNDEFINED_COLUMN).await?;
    }
    Ok(())
}

async fn note(transaction: &mut PgConnection, view: &View, version: &str) -> Result<(), SinkError> {
    sqlx::query(include_str!("../sql/note_view.sql"))
        .bind(&view.name)
        .bind(&view.fingerprint[..])
        .bind(version)
        .execute(transaction)
        .await?;
    Ok(())
}

/// Runs statements. `false`: they were refused for the reason of this SQLSTATE, and nothing of them stays.
async fn attempt(transaction: &mut PgConnection, sql: &str, refusal: &str) -> Result<bool, SinkError> {
    transaction.execute("savepoint attempt").await?;
    match transaction.execute(sql).await {
        Ok(_) => {
            transaction.execute("release attempt").await?;
            Ok(true)
        }
        Err(error) if sqlstate(&error).as_deref() == Some(refusal) => {
            transaction.execute("rollback to attempt; release attempt").await?;
            Ok(false)
        }
        Err(error) => Err(refused(error)),
    }
}

async fn run(transaction: &mut PgConnection, sql: &str) -> Result<(), SinkError> {
    transaction.execute(sql).await.map_err(refused)?;
    Ok(())
}

fn refused(error: sqlx::Error) -> SinkError {
    let server = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    match server {
        Some(server) if server.code() == DEPENDENT_OBJECTS => {
            let readers = server.detail().unwrap_or_default().replace('\n', "; ");
            SinkError::Migration(SchemaError::ReadByOthers(readers))
        }
        _ => given_way(error),
    }
}
