//! What the warehouse holds against what it must hold, row for row.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};
use simulator::World;
use sink::testing::TestDatabase;

use crate::deployment::{Deployment, now};

/// Columns of which the truth says nothing: they depend on the daemon, not on upstream.
const LINEAGE: [&str; 8] = [
    "source_version_at",
    "content_rev",
    "content_hash",
    "version_rank",
    "event_key",
    "survey_key",
    "content_key",
    "attribute_key",
];

type Tables = BTreeMap<String, Vec<Value>>;

/// Fails on the first row of the feeds of files that is missing, superfluous or different.
pub(crate) async fn expect_truth(deployment: &Deployment) {
    expect_truth_in(deployment, deployment.database()).await;
}

/// The same, for a database that the deployment does not know.
pub(crate) async fn expect_truth_in(deployment: &Deployment, database: &TestDatabase) {
    let mut truth = deployment.simulator.world().truth(now());
    truth.retain(|truth, _| deployment.tables().any(|table| table == *truth));
    compare(database, truth).await;
}

/// The same for the tables of Data Access, as upstream told it at `at`.
pub(crate) async fn expect_data_access(world: &World, database: &TestDatabase, at: DateTime<Utc>) {
    compare(database, world.truth(at)).await;
}

/// The same for the tables of Engagement History, as upstream told it at `at`.
pub(crate) async fn expect_history(world: &World, database: &TestDatabase, at: DateTime<Utc>) {
    compare(database, world.history_truth(at)).await;
}

/// The same for the tables of Messaging Interactions with all attributes, as upstream told it at `at`.
pub(crate) async fn expect_conversations(world: &World, database: &TestDatabase, at: DateTime<Utc>) {
    compare(database, world.messaging_truth(at)).await;
}

/// The same for any tables.
pub(crate) async fn expect_tables(database: &TestDatabase, truth: BTreeMap<&'static str, Vec<Value>>) {
    compare(database, truth).await;
}

/// The same for any tables, of which only some rows are compared, and numbers by their value.
pub(crate) async fn expect_rows(database: &TestDatabase, truth: BTreeMap<&'static str, Vec<Value>>, only: &str) {
    for (table, rows) in truth {
        assert!(!rows.is_empty(), "{table}: a world without rows proves nothing");
        let columns = rows[0].as_object().map(|row| row.keys().cloned().collect::<Vec<_>>().join(", ")).unwrap();
        let stored = database.rows(&format!("select {columns} from liveperson.{table} where {only}")).await;
        let by_value = |rows: Vec<Value>| normalized(rows.iter().map(numbers_as_text).collect());
        expect_equal(table, &by_value(rows), &by_value(stored));
    }
}

/// The lists of the configuration are as upstream had them when each was read last, and the versions of every entity abut:
/// the last one is open and says what the entity's row says.
pub(crate) async fn expect_lists(world: &World, database: &TestDatabase) {
    let read = "select account_id, name, scope_end_at from ingest.unit where feed = 'configuration'";
    for unit in database.rows(read).await {
        let (account, name) = (unit["account_id"].as_str().unwrap(), unit["name"].as_str().unwrap());
        let list = feeds::lists(feeds::configuration::FEED).iter().find(|list| list.name == name).unwrap();
        let mut truth = world.configuration_truth(unit["scope_end_at"].as_str().unwrap().parse().unwrap());
        truth.retain(|table, _| *table == list.target.family.parent.name);
        truth.values_mut().for_each(|rows| rows.retain(|row| row["account_id"] == account));
        expect_rows(database, truth, &format!("account_id = '{account}'")).await;
    }
    for family in feeds::families() {
        let Some(history) = family.history else { continue };
        let (table, key, former) = (family.parent.name, family.key[0], history.table);
        let [now, then] = ["t", "v"]
            .map(|of| history.tracked.iter().map(|column| format!("{of}.{column}")).collect::<Vec<_>>().join(", "));
        let apart = format!(
            "select * from (
                select *, lead(valid_from) over (partition by account_id, {key} order by valid_from) as next_from
                from liveperson.{former}
             ) v where valid_to is distinct from next_from"
        );
        assert_eq!(database.rows(&apart).await, Vec::<Value>::new(), "{former}: states that do not abut");
        let stale = format!(
            "select t.* from liveperson.{table} t
             left join liveperson.{former} v on v.account_id = t.account_id and v.{key} = t.{key} and v.valid_to is null
             where v.{key} is null or ({now}) is distinct from ({then})"
        );
        assert_eq!(database.rows(&stale).await, Vec::<Value>::new(), "{former}: the open state is not the row");
    }
}

/// A row whose numbers are texts of one spelling: 0 and 0.0 are equal.
pub(crate) fn numbers_as_text(row: &Value) -> Value {
    let Value::Object(row) = row else { panic!("a row is an object") };
    let spelled = |value: &Value| match value.as_f64() {
        Some(number) => Value::String(format!("{number}")),
        None => value.clone(),
    };
    Value::Object(row.iter().map(|(column, value)| (column.clone(), spelled(value))).collect())
}

async fn compare(database: &TestDatabase, truth: BTreeMap<&'static str, Vec<Value>>) {
    let mut is_empty = true;
    for (table, rows) in truth {
        let (expected, found) = (normalized(rows), normalized(database.table(table).await));
        is_empty &= expected.is_empty();
        expect_equal(table, &expected, &found);
    }
    assert!(!is_empty, "a world without rows proves nothing");
}

/// Fails on the first row that is missing, superfluous or different; both are sorted.
fn expect_equal(table: &str, expected: &[Value], found: &[Value]) {
    if expected == found {
        return;
    }
    let missing = expected.iter().find(|row| found.binary_search_by_key(&text(row), text).is_err());
    let surplus = found.iter().find(|row| expected.binary_search_by_key(&text(row), text).is_err());
    panic!(
        "{table}: {} rows instead of {}\nfirst missing: {}\nfirst surplus: {}",
        found.len(),
        expected.len(),
        shown(missing),
        shown(surplus)
    );
}

/// All tables of Data Access, normalized and sorted.
pub(crate) async fn tables(database: &TestDatabase) -> Tables {
    let mut tables = Tables::new();
    for table in simulator::list_file_tables() {
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
