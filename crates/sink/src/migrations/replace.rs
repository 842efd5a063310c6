//! Brings the views of a database up to date: all that changed in one transaction, and nothing else is touched.

use std::collections::BTreeMap;

use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgDatabaseError, PgRow};
use sqlx::{Connection, Executor, PgConnection, Row};

use super::rights::{Right, give_back, rights_on};
use super::state::{MadeView, is_made, made_views, newer_views, unknown};
use super::user_views::{self, Kept, UserView};
use super::views::View;
use super::{Schema, SchemaError, given_way};
use crate::SinkError;
use crate::error::sqlstate;
use crate::roles::grant_to_analyst;

/// A view cannot be replaced by one whose columns are others.
const INVALID_TABLE_DEFINITION: &str = "42P16";
/// Something that is not ours depends on what is to be dropped.
const DEPENDENT_OBJECTS: &str = "2BP01";

/// Views that were dropped and are still to be made again.
#[derive(Debug, Default)]
struct Dropped {
    /// Views of ours, each with the rights on it.
    ours: BTreeMap<String, Vec<Right>>,
    of_users: Vec<Kept>,
}

/// Makes what is missing, replaces what changed, drops what this program has no more. Answers how many views that were, and
/// what became of the views of users that were in the way.
pub(super) async fn replace_changed(
    connection: &mut PgConnection,
    schema: &Schema,
) -> Result<(usize, Vec<UserView>), SinkError> {
    let made = made_views(connection).await?;
    if newer_views(schema, &made).is_some() {
        return Ok((0, Vec::new()));
    }
    let mut transaction = connection.begin().await?;
    // Our views name the schema of all that they read, and those of users are read and made again by their full names.
    transaction.execute("set local search_path = ''").await?;
    let mut dropped = Dropped::default();
    let changed = replace_each(&mut transaction, schema, &made, &mut dropped).await?;
    let user_views = user_views::make_again(&mut transaction, dropped.of_users).await?;
    if changed > 0 {
        // An older program leaves alone what a newer one touched, whichever views that was.
        let touched = sqlx::query("update ingest.mart_view set version = $1 where version <> $1").bind(&schema.version);
        touched.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok((changed, user_views))
}

async fn replace_each(
    transaction: &mut PgConnection,
    schema: &Schema,
    made: &[MadeView],
    dropped: &mut Dropped,
) -> Result<usize, SinkError> {
    let mut changed = Vec::new();
    for view in &schema.views {
        if !dropped.ours.contains_key(&view.name) {
            if is_made(view, made) {
                continue;
            }
            if !attempt(transaction, &view.sql, INVALID_TABLE_DEFINITION).await? {
                drop_with_readers(transaction, &[&view.name], dropped).await?;
            }
        }
        if let Some(rights) = dropped.ours.remove(&view.name) {
            run(transaction, &view.sql).await?;
            give_back(transaction, &format!("mart.{}", view.name), &rights).await?;
        }
        note(transaction, view, &schema.version).await?;
        changed.push(view.name.clone());
    }
    grant_to_analyst(transaction, &changed).await?;
    // What is left may read each other.
    let gone: Vec<&str> = unknown(schema, made).map(|view| view.name.as_str()).collect();
    if !gone.is_empty() {
        drop_with_readers(transaction, &gone, dropped).await?;
        let forgotten = sqlx::query("delete from ingest.mart_view where name = any($1)").bind(&gone);
        forgotten.execute(transaction).await?;
    }
    Ok(changed.len() + gone.len())
}

/// Drops views of ours and all views that read them, however far, and keeps what it takes to make those again.
async fn drop_with_readers(
    transaction: &mut PgConnection,
    names: &[&str],
    dropped: &mut Dropped,
) -> Result<(), SinkError> {
    // Somebody who makes a view on ours at this moment waits for us: it would be dropped, and nobody would have read it.
    for reader in readers(transaction, names).await?.iter().filter(|reader| reader.is_ours) {
        run(transaction, &format!("alter view mart.{} reset (security_barrier)", reader.name)).await?;
    }
    let readers = readers(transaction, names).await?;
    let oids = |is_wanted: fn(&&Reader) -> bool| readers.iter().filter(is_wanted).map(|reader| reader.oid).collect();
    let (all, of_users): (Vec<Oid>, Vec<Oid>) = (oids(|_| true), oids(|reader| !reader.is_ours));
    dropped.of_users.extend(user_views::keep(transaction, &all, &of_users).await?);
    let mut ours = Vec::new();
    for Reader { oid, name, .. } in readers.into_iter().filter(|reader| reader.is_ours) {
        ours.push(format!("mart.{name}"));
        dropped.ours.insert(name, rights_on(transaction, oid).await?);
    }
    if !ours.is_empty() {
        // The role that we are may drop what depends on its own, and need not own it.
        run(transaction, &format!("drop view {} cascade", ours.join(", "))).await?;
    }
    Ok(())
}

/// A view that reads one of ours, or that view itself.
#[derive(Debug)]
struct Reader {
    oid: Oid,
    /// Without its schema.
    name: String,
    is_ours: bool,
}

async fn readers(transaction: &mut PgConnection, names: &[&str]) -> Result<Vec<Reader>, SinkError> {
    let rows = sqlx::query(include_str!("../sql/view_readers.sql")).bind(names).fetch_all(transaction).await?;
    let reader = |row: &PgRow| {
        Ok(Reader { oid: row.try_get("oid")?, name: row.try_get("name")?, is_ours: row.try_get("is_ours")? })
    };
    Ok(rows.iter().map(reader).collect::<Result<_, sqlx::Error>>()?)
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
pub(super) async fn attempt(transaction: &mut PgConnection, sql: &str, refusal: &str) -> Result<bool, SinkError> {
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

pub(super) async fn run(transaction: &mut PgConnection, sql: &str) -> Result<(), SinkError> {
    transaction.execute(sql).await.map_err(refused)?;
    Ok(())
}

/// Returns what a statement of a migration was refused for.
pub(super) fn refused(error: sqlx::Error) -> SinkError {
    let server = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    match server {
        Some(server) if server.code() == DEPENDENT_OBJECTS => {
            let readers = server.detail().unwrap_or_default().replace('\n', "; ");
            SinkError::Migration(SchemaError::ReadByOthers(readers))
        }
        _ => given_way(error),
    }
}
