//! Records that belong to another feed than their unit: their rows are in that feed's tables, and the ledger says so.

use std::collections::BTreeMap;

use model::batch::Batch;
use model::rows::Family;
use model::{Tally, Unit};
use sqlx::PgConnection;

use crate::SinkError;

/// The records of other feeds in a unit, by the name of their family.
#[derive(Clone, Debug, Default)]
pub struct Strays(BTreeMap<&'static str, Stray>);

/// How many there are of one family.
#[derive(Clone, Copy, Debug, Default)]
struct Stray {
    /// Records, those in the quarantine too.
    records: u64,
    /// New rows of the parent table.
    rows: i64,
}

impl Strays {
    /// Returns how many records there are of each family.
    pub fn records(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.0.iter().map(|(family, stray)| (*family, stray.records))
    }

    /// Counts the records of a batch, if its family is of another feed than the unit.
    pub(crate) fn count_records(&mut self, unit: &Unit, batch: &Batch) {
        let is_own = |record_kind: &str| record_kind == batch.family.name;
        let rejects = batch.rejects().iter().filter(|reject| is_own(reject.record_kind)).count();
        if let Some(stray) = self.of(unit, batch.family) {
            stray.records += (batch.documents.len() + rejects) as u64;
        }
    }

    /// Counts the rows that are new, likewise.
    pub(crate) fn count_rows(&mut self, unit: &Unit, family: &Family, stored: &Tally) {
        if let Some(stray) = self.of(unit, family) {
            stray.rows += stored.new;
        }
    }

    /// Returns the count of a family; `None` for one of the unit's own feed.
    fn of(&mut self, unit: &Unit, family: &Family) -> Option<&mut Stray> {
        let is_own = unit.feed.families().iter().any(|own| own.name == family.name);
        (!is_own).then(|| self.0.entry(family.name).or_default())
    }

    /// Writes the new rows into the ledger. Reading again stores none, and so writes nothing.
    pub(crate) async fn note(&self, connection: &mut PgConnection, unit: &Unit) -> Result<(), SinkError> {
        let new = self.0.iter().filter(|(_, stray)| stray.rows > 0);
        let (families, rows): (Vec<&str>, Vec<i64>) = new.map(|(family, stray)| (*family, stray.rows)).unzip();
        if families.is_empty() {
            return Ok(());
        }
        sqlx::query(include_str!("sql/note_strays.sql"))
            .bind(unit.id.0)
            .bind(families)
            .bind(rows)
            .execute(connection)
            .await?;
        Ok(())
    }
}
