//! Records that belong to another feed than their unit: their rows are in that feed's tables, and the ledger says so.

use std::collections::BTreeMap;

use model::rows::Family;
use model::{Tally, Unit};
use sqlx::PgConnection;

use crate::SinkError;

/// New rows of the parent tables of other feeds, by the name of the family.
#[derive(Debug, Default)]
pub(crate) struct Strays(BTreeMap<&'static str, i64>);

impl Strays {
    /// Counts what was stored of a family, if it is of another feed than the unit.
    pub(crate) fn count(&mut self, unit: &Unit, family: &Family, stored: &Tally) {
        if stored.new > 0 && !unit.feed.families().iter().any(|own| own.name == family.name) {
            *self.0.entry(family.name).or_default() += stored.new;
        }
    }

    /// Writes them into the ledger. Reading again stores no new row, and so writes nothing.
    pub(crate) async fn note(&self, connection: &mut PgConnection, unit: &Unit) -> Result<(), SinkError> {
        if self.0.is_empty() {
            return Ok(());
        }
        sqlx::query(include_str!("sql/note_strays.sql"))
            .bind(unit.id.0)
            .bind(self.0.keys().copied().collect::<Vec<_>>())
            .bind(self.0.values().copied().collect::<Vec<_>>())
            .execute(connection)
            .await?;
        Ok(())
    }
}
