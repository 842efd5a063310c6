//! The bundle of Superset fits the warehouse: its metrics are SQL of their relations, and its charts ask for what its datasets have.
//! `cargo xtask demo --superset` imports it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sink::testing::TestDatabase;

/// As much as the tests read of a dataset.
struct Dataset {
    table: String,
    columns: BTreeSet<String>,
    /// By name, the expression.
    metrics: BTreeMap<String, String>,
}

impl Dataset {
    fn read(text: &str) -> Self {
        let values = |key: &str| scalars(text, key).collect::<Vec<_>>();
        let metrics = values("metric_name").into_iter().zip(values("expression")).collect();
        Self { table: scalar(text, "table_name"), columns: values("column_name").into_iter().collect(), metrics }
    }
}

/// The values of a key in YAML as the bundle has it: a value on the line of its key, plain or in single quotes.
fn scalars<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = String> + 'a {
    let lines = text.lines().map(|line| line.trim_start_matches(['-', ' ']));
    let values = lines.filter_map(move |line| line.strip_prefix(key)?.strip_prefix(": "));
    values.map(|value| value.trim_matches('\'').to_owned())
}

#[track_caller]
fn scalar(text: &str, key: &str) -> String {
    scalars(text, key).next().unwrap_or_else(|| panic!("no {key} in\n{text}"))
}

/// The files of a folder of the bundle, with their texts.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bi/superset").join(folder);
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// By uuid.
fn datasets() -> BTreeMap<String, Dataset> {
    let files = files("datasets/warehouse");
    files.iter().map(|(_, text)| (scalar(text, "uuid"), Dataset::read(text))).collect()
}

/// What a chart asks Superset for.
fn query(chart: &str) -> Value {
    let (_, context) = chart.split_once("query_context: |-\n").expect("a chart has a query, in a block at its end");
    let context: Value = serde_json::from_str(context).expect("a query is JSON");
    context["queries"][0].clone()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[tokio::test]
async fn metrics_are_sql_of_their_relations() {
    let database = TestDatabase::create().await;
    for dataset in datasets().values() {
        assert!(!dataset.metrics.is_empty(), "{} has no metric", dataset.table);
        let columns: Vec<_> = dataset.columns.iter().cloned().collect();
        let expressions: Vec<_> = dataset.metrics.values().cloned().collect();
        for list in [columns, expressions] {
            let sql = format!("select {} from mart.{}", list.join(", "), dataset.table);
            database.answers("set local role lp_warehouse_reader", &sql).await;
        }
    }
}

#[test]
fn charts_ask_for_what_their_datasets_have() {
    let datasets = datasets();
    let charts = files("charts");
    assert!(charts.len() > 5);
    for (path, chart) in &charts {
        let name = path.display();
        let dataset = datasets.get(&scalar(chart, "dataset_uuid")).unwrap_or_else(|| panic!("{name}: no such dataset"));
        let query = query(chart);
        let metrics: Vec<_> = texts(&query["metrics"]).collect();
        let axis =
            query["columns"].as_array().into_iter().flatten().filter_map(|column| column["sqlExpression"].as_str());
        let filters = query["filters"].as_array().into_iter().flatten().filter_map(|filter| filter["col"].as_str());
        for column in texts(&query["columns"]).chain(axis).chain(filters) {
            assert!(dataset.columns.contains(column), "{name}: mart.{} has no {column}", dataset.table);
        }
        assert!(!metrics.is_empty(), "{name}");
        for metric in metrics {
            assert!(dataset.metrics.contains_key(metric), "{name}: {} has no metric {metric}", dataset.table);
            // The browser asks by the other half of the file.
            let params = chart.split("query_context: ").next().unwrap();
            let is_in_params =
                params.lines().any(|line| line == format!("  - {metric}") || line == format!("  metric: {metric}"));
            assert!(is_in_params, "{name}: {metric} is in the query alone");
        }
    }
}

#[test]
fn the_dashboard_shows_every_chart() {
    let dashboards = files("dashboards");
    for (path, chart) in files("charts") {
        let uuid = scalar(&chart, "uuid");
        assert!(dashboards.iter().any(|(_, dashboard)| dashboard.contains(&uuid)), "{}", path.display());
    }
}
