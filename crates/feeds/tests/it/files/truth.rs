//! Against the simulator, which knows what it published: row for row, column for column.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use model::{Batch, Document};
use normalizer::DecodeLimits;
use serde_json::{Map, Value};
use simulator::{LATEST_PUBLICATION_HOURS, World, WorldSpec, list_file_tables};
use tuple::ColumnType;

use crate::outcome::{Outcome, feed_of_files, for_each_row, json, outcome_for};

/// Table and row, lineage and hashes in keys left out.
type Rows = Vec<(&'static str, Value)>;

fn rows(batch: &Batch, document: &Document) -> Rows {
    let mut rows = Vec::new();
    for_each_row(batch, document, |table, row| {
        let columns = table.columns.iter().zip(tuple::fields(row));
        let value = |(column, value): (&model::rows::Column, Option<&[u8]>)| {
            let read = |bytes: &[u8]| match (column.column_type, json(column.column_type, bytes)) {
                (ColumnType::Numeric, number) => number.to_string().into(),
                (_, value) => value,
            };
            (column.name().to_owned(), value.map_or(Value::Null, read))
        };
        let mut fields: Map<String, Value> = columns.map(value).collect();
        for hash in ["event_key", "survey_key", "content_key"] {
            fields.remove(hash);
        }
        rows.push((table.name, Value::Object(fields)));
    });
    rows
}

/// The rules of the warehouse: the copy of the newest scope wins.
#[derive(Default)]
struct Warehouse {
    stored: BTreeMap<String, (i64, Rows)>,
}

impl Warehouse {
    fn store(&mut self, account: &str, scope_end_ms: i64, outcome: &Outcome) {
        for (batch, document) in outcome.documents() {
            let key = format!("{account} {:02x?}", batch.key(document));
            let is_newer = match self.stored.get(&key) {
                Some((stored_ms, _)) => *stored_ms < scope_end_ms,
                None => true,
            };
            if is_newer {
                self.stored.insert(key, (scope_end_ms, rows(batch, document)));
            }
        }
    }

    /// Per table, sorted.
    fn tables(self) -> BTreeMap<&'static str, Vec<String>> {
        let mut tables: BTreeMap<_, Vec<String>> =
            list_file_tables().into_iter().map(|table| (table, Vec::new())).collect();
        for (table, row) in self.stored.into_values().flat_map(|(_, rows)| rows) {
            tables.get_mut(table).unwrap().push(row.to_string());
        }
        tables.values_mut().for_each(|rows| rows.sort());
        tables
    }
}

fn check(seed: u64) {
    let spec = WorldSpec {
        seed,
        hours: 12,
        chats_per_hour: 8,
        agents: 8,
        long_line_bytes_max: 8 * 1024,
        ..WorldSpec::default()
    };
    let world = World::generate(&spec);
    let mut warehouse = Warehouse::default();
    for file in world.files() {
        let feed = feed_of_files(file.feed);
        let outcome = outcome_for(&file.account, feed, &file.body[..], DecodeLimits::default());
        assert_eq!(outcome.rejects().count(), 0, "{}: {}", file.name, outcome.print());
        warehouse.store(&file.account, file.scope_end.timestamp_millis(), &outcome);
    }
    let truth = world.truth(spec.end + TimeDelta::hours(LATEST_PUBLICATION_HOURS));
    for (table, rows) in warehouse.tables() {
        let mut expected: Vec<_> = truth[table].iter().map(Value::to_string).collect();
        expected.sort();
        assert!(!expected.is_empty() || table == "secure_form", "seed {seed} has no {table}");
        let first_other = rows.iter().zip(&expected).find(|(row, expected)| row != expected);
        assert_eq!(first_other, None, "seed {seed}, {table}");
        assert_eq!(rows.len(), expected.len(), "seed {seed}, {table}");
    }
}

#[test]
fn every_file_of_three_worlds() {
    (1..=3).for_each(check);
}
