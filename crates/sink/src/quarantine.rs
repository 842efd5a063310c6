//! Records that could not be stored, kept whole; and the fields our model does not know.

use std::collections::BTreeMap;

use model::{Drift, Reject, Unit};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Row};

use crate::SinkError;

/// The rejects that a load has met, and that are open after it, as runs of their numbers. Those of a batch were numbered in
/// a row when they were first kept, so that a million of them, met again, are a few runs; 16 bytes each at worst, where loads
/// that kept theirs at the same moment took numbers in turn.
#[derive(Debug, Default)]
pub(crate) struct OpenRejects {
    firsts: Vec<i64>,
    lasts: Vec<i64>,
}

impl OpenRejects {
    /// None so far.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, mut numbers: Vec<i64>) {
        numbers.sort_unstable();
        for number in numbers {
            match (self.firsts.last(), self.lasts.last_mut()) {
                (Some(first), Some(last)) if (*first..=*last).contains(&number) => {}
                (_, Some(last)) if number == *last + 1 => *last = number,
                _ => {
                    self.firsts.push(number);
                    self.lasts.push(number);
                }
            }
        }
    }
}

/// Puts the rejects of a batch into the quarantine. One that is there already, and open, is not written again.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    unit: &Unit,
    rejects: &[Reject],
    open: &mut OpenRejects,
) -> Result<(), SinkError> {
    if rejects.is_empty() {
        return Ok(());
    }
    // In the order of their keys: loads that keep the same records at the same time wait for each other, and not both.
    let mut unknown: BTreeMap<Vec<u8>, &Reject> = BTreeMap::new();
    for reject in rejects {
        unknown.entry(sha256(reject)).or_insert(reject);
    }
    let known = sqlx::query(
        "select reject_id, record_sha256 from ingest.reject
         where account_id = $1 and feed = $2 and record_sha256 = any($3) and resolution is distinct from 'loaded'",
    )
    .bind(unit.account.as_str())
    .bind(unit.feed.as_str())
    .bind(unknown.keys().map(Vec::as_slice).collect::<Vec<_>>())
    .fetch_all(&mut *connection)
    .await?;
    let mut numbers = Vec::with_capacity(unknown.len());
    for row in &known {
        numbers.push(row.try_get(0)?);
        unknown.remove(row.try_get::<&[u8], _>(1)?);
    }
    if !unknown.is_empty() {
        numbers.extend(insert(connection, unit, &unknown).await?);
    }
    open.add(numbers);
    Ok(())
}

/// Answers their numbers.
async fn insert(
    connection: &mut PgConnection,
    unit: &Unit,
    rejects: &BTreeMap<Vec<u8>, &Reject>,
) -> Result<Vec<i64>, SinkError> {
    let place = |place: fn(&Reject) -> u64| rejects.values().map(|reject| place(reject) as i64).collect::<Vec<_>>();
    let detail = |reject: &&Reject| reject.reason.to_string().replace('\0', "\u{fffd}");
    let kept = sqlx::query_scalar(include_str!("sql/keep_rejects.sql"))
        .bind(unit.account.as_str())
        .bind(unit.feed.as_str())
        .bind(unit.id.0)
        .bind(rejects.keys().map(Vec::as_slice).collect::<Vec<_>>())
        .bind(place(|reject| reject.position.document))
        .bind(place(|reject| reject.position.record))
        .bind(place(|reject| reject.position.offset_bytes))
        .bind(rejects.values().map(|reject| reject.reason.code()).collect::<Vec<_>>())
        .bind(rejects.values().map(detail).collect::<Vec<_>>())
        .bind(rejects.values().map(|reject| reject.record.as_slice()).collect::<Vec<_>>())
        .bind(rejects.values().map(|reject| reject.header.as_slice()).collect::<Vec<_>>())
        .bind(rejects.values().map(|reject| reject.record_kind).collect::<Vec<_>>());
    Ok(kept.fetch_all(connection).await?)
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

/// Closes the rejects of the unit that this load did not meet again: their records are stored now.
pub(crate) async fn close_loaded(
    connection: &mut PgConnection,
    unit: &Unit,
    open: &OpenRejects,
) -> Result<(), SinkError> {
    sqlx::query(include_str!("sql/close_rejects.sql"))
        .bind(unit.id.0)
        .bind(&open.firsts)
        .bind(&open.lasts)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes unknown paths, and keeps the values that belong to no record; what is known today is not written again.
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
        .execute(&mut *connection)
        .await?;
    keep_unit_extra(connection, unit, drift).await
}

async fn keep_unit_extra(connection: &mut PgConnection, unit: &Unit, drift: &Drift) -> Result<(), SinkError> {
    if drift.values().is_empty() {
        return Ok(());
    }
    let (paths, values): (Vec<&str>, Vec<&str>) =
        drift.values().iter().map(|(path, value)| (path.as_str(), value.as_str())).unzip();
    sqlx::query(include_str!("sql/keep_unit_extra.sql"))
        .bind(unit.id.0)
        .bind(paths)
        .bind(values)
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_one_run() {
        let check = |batches: &[&[i64]], expected: &[(i64, i64)]| {
            let mut open = OpenRejects::new();
            batches.iter().for_each(|batch| open.add(batch.to_vec()));
            let runs: Vec<(i64, i64)> = open.firsts.into_iter().zip(open.lasts).collect();
            assert_eq!(runs, expected, "{batches:?}");
        };
        check(&[], &[]);
        check(&[&[3, 1, 2], &[4, 5]], &[(1, 5)]);
        check(&[&[1, 2], &[2], &[1], &[3]], &[(1, 3)]);
        check(&[&[7, 8], &[1, 2], &[3]], &[(7, 8), (1, 3)]);
        check(&[&[1, 3], &[2]], &[(1, 1), (3, 3), (2, 2)]);
    }
}
