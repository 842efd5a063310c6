//! What the warehouse holds against what it must hold, row for row.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};
use simulator::World;
use sink::testing::TestDatabase;

use crate::deployment::{Deployment, now};

/// Columns of which the truth says nothing: they depend on the daemon, not on upstream.
const LINEAGE: [&str; 5] = ["source_version_at", "content_rev", "content_hash", "version_rank", "event_key"];

type Tables = BTreeMap<String, Vec<Value>>;

/// Fails on the first row that is missing, superfluous or different.
pub(crate) async fn expect_truth(deployment: &Deployment) {
    expect_truth_in(deployment, deployment.database()).await;
}

/// The same, for a database that the deployment does not know.
pub(crate) async fn expect_truth_in(deployment: &Deployment, database: &TestDatabase) {
    compare(database, deployment.simulator.world().truth(now())).await;
}

/// The same for the tables of Engagement History, as upstream told it at `at`.
pub(crate) async fn expect_history(world: &World, database: &TestDatabase, at: DateTime<Utc>) {
    compare(database, world.history_truth(at)).await;
}

async fn compare(database: &TestDatabase, truth: BTreeMap<&'static str, Vec<Value>>) {
    let mut is_empty = true;
    for (table, rows) in truth {
        let (expected, found) = (normalized(rows), normalized(database.table(table).await));
        is_empty &= expected.is_empty();
        if expected != found {
            let missing = expected.iter().find(|row| found.binary_search_by_key(&text(row), text).is_err());
            let surplus = found.iter().find(|row| expected.binary_search_by_key(&text(row), text).is_err());
            let (expected, found) = (expected.len(), found.len());
            panic!(
                "{table}: {found} rows instead of {expected}\nfirst missing: {}\nfirst surplus: {}",
                shown(missing),
                shown(surplus)
            );
        }
    }
    assert!(!is_empty, "a world without rows proves nothing");
}

/// All tables of Data Access, normalized and sorted.
pub(crate) async fn tables(database: &TestDatabase) -> Tables {
    let mut tables = Tables::new();
    for table in simulator::TABLES {
        tables.insert(table.to_owned(), normalized(database.table(table).await));
    }
    tables
}

fn normalized(rows: Vec<Value>) -> Vec<Value> {
    let mut rows: Vec<Value> = rows.into_iter().map(normalized_row).collect();
    rows.sort_by_cached_key(text);
    rows
}

/// Without lineage, moments in one spelling.
fn normalized_row(row: Value) -> Value {
    let Value::Object(row) = row else { panic!("a row is an object") };
    let columns = row.into_iter().filter(|(column, _)| !LINEAGE.contains(&column.as_str()));
    let columns: Map<String, Value> = columns
        .map(|(column, value)| {
            let is_moment = column.ends_with("_at") && value.is_string();
            let value = if is_moment { moment(&value) } else { value };
            (column, value)
        })
        .collect();
    Value::Object(columns)
}

fn moment(value: &Value) -> Value {
    let at: DateTime<Utc> = value.as_str().unwrap().parse().unwrap();
    at.to_rfc3339_opts(SecondsFormat::Millis, true).into()
}

fn text(row: &Value) -> String {
    row.to_string()
}

fn shown(row: Option<&Value>) -> String {
    row.map_or_else(|| "none".to_owned(), |row| row.to_string().chars().take(1500).collect())
}
