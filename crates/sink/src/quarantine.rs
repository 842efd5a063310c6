//! Records that could not be stored, kept whole; and the fields our model does not know.

use std::collections::HashMap;

use model::{Drift, Reject, Unit};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Row};

use crate::SinkError;

/// The rejects of a unit that were open when its load began, and have not been met again in it.
pub(crate) type OpenRejects = HashMap<Vec<u8>, i64>;

/// Reads them.
pub(crate) async fn open_rejects(connection: &mut PgConnection, unit: &Unit) -> Result<OpenRejects, SinkError> {
    let rows =
        sqlx::query("select record_sha256, reject_id from ingest.reject where unit_id = $1 and closed_at is null")
            .bind(unit.id.0)
            .fetch_all(connection)
            .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Puts records into the quarantine. One that is there already, and open, is not written again.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    unit: &Unit,
    rejects: &[Reject],
    open: &mut OpenRejects,
) -> Result<(), SinkError> {
    for reject in rejects {
        let sha256 = sha256(reject);
        if open.remove(&sha256).is_some() {
            continue;
        }
        sqlx::query(include_str!("sql/keep_reject.sql"))
            .bind(unit.account.as_str())
            .bind(unit.feed.as_str())
            .bind(sha256)
            .bind(unit.id.0)
            .bind(reject.position.document as i64)
            .bind(reject.position.record as i64)
            .bind(reject.position.offset_bytes as i64)
            .bind(reject.reason.code())
            .bind(reject.reason.to_string().replace('\0', "\u{fffd}"))
            .bind(&reject.record)
            .bind(&reject.header)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Header and record, each preceded by its length: equal records under different headers are different.
fn sha256(reject: &Reject) -> Vec<u8> {
    let mut sha = Sha256::new();
    for part in [&reject.header, &reject.record] {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    sha.finalize().to_vec()
}

/// Closes the rejects that this load did not meet again: their records are stored now.
pub(crate) async fn close_loaded(connection: &mut PgConnection, open: &OpenRejects) -> Result<(), SinkError> {
    if open.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = open.values().copied().collect();
    sqlx::query("update ingest.reject set closed_at = now(), resolution = 'loaded' where reject_id = any($1)")
        .bind(ids)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes unknown paths; one known today is not written again.
pub(crate) async fn note_drift(connection: &mut PgConnection, unit: &Unit, drift: &Drift) -> Result<(), SinkError> {
    if drift.is_empty() {
        return Ok(());
    }
    let (paths, types): (Vec<String>, Vec<String>) =
        drift.paths().into_iter().map(|path| (path.path, path.json_type.to_owned())).unzip();
    sqlx::query(include_str!("sql/note_drift.sql"))
        .bind(unit.account.as_str())
        .bind(unit.feed.as_str())
        .bind(unit.id.0)
        .bind(paths)
        .bind(types)
        .execute(connection)
        .await?;
    Ok(())
}
