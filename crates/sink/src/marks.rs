//! What a unit wrote that rows of schema `fact` are calculated from ([`FactSource`](model::rows::FactSource)).
//!
//! The ids are gathered in memory and stored with the unit, so that a commit without its marks cannot be. Nobody is waited for:
//! rows of `ingest.fact_mark` are only inserted, and removed by the refresh that took them over.

use std::collections::HashSet;

use model::Unit;
use model::batch::{Batch, Document};
use sqlx::PgConnection;
use tuple::ColumnType;

use crate::SinkError;
use crate::documents::PARENT;
use crate::keys::Array;

/// So many marks are gathered, then they are stored.
const MARKS_GATHERED_MAX: usize = 10_000;

/// The marks of a unit that are not stored yet.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    gathered: HashSet<(&'static str, Box<[u8]>)>,
}

impl Marks {
    /// Gathers the ids of documents that were written.
    pub(crate) fn gather(&mut self, batch: &Batch, written: &[&Document]) {
        let Some(fact) = &batch.family.fact else { return };
        let column = batch.family.parent.columns.iter().position(|column| column.name() == fact.id);
        let column = column.expect("the parent has the column");
        for document in written {
            let parent = batch.rows(document, PARENT).next();
            if let Some(id) = parent.and_then(|parent| tuple::fields(parent).nth(column).flatten()) {
                self.gathered.insert((fact.subject, id.into()));
            }
        }
    }

    /// Returns whether they are to be stored before more are gathered.
    pub(crate) fn is_full(&self) -> bool {
        self.gathered.len() >= MARKS_GATHERED_MAX
    }

    /// Stores them, and begins anew.
    pub(crate) async fn store(&mut self, connection: &mut PgConnection, unit: &Unit) -> Result<(), SinkError> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let [mut subjects, mut keys] = [(); 2].map(|()| Array::new(ColumnType::Text, self.gathered.len()));
        for (subject, key) in self.gathered.drain() {
            subjects.push(subject.as_bytes());
            keys.push(&key);
        }
        sqlx::query(include_str!("sql/keep_marks.sql"))
            .bind(unit.account.as_str().to_owned())
            .bind(unit.id.0)
            .bind(subjects.finish())
            .bind(keys.finish())
            .execute(connection)
            .await?;
        Ok(())
    }
}
