//! Numbers that upstream counts, under its names and under the tables'.

use serde_json::{Map, Value, json};

/// A number under upstream's name and the table's; `None` is "none", which upstream prints as −1.
#[derive(Clone, Debug)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    pub(crate) column: &'static str,
    pub(crate) value: Option<Value>,
}

/// A number that is always known.
pub(crate) fn metric(name: &'static str, column: &'static str, value: i64) -> Metric {
    Metric { name, column, value: Some(value.into()) }
}

/// A number that may be "none".
pub(crate) fn known(name: &'static str, column: &'static str, value: Option<Value>) -> Metric {
    Metric { name, column, value }
}

/// A double as upstream prints it: whole ones without a point. Twelve digits are told, so that every reader gets the
/// same double out of them.
pub(crate) fn number(value: f64) -> Value {
    let value = (value * 1e12).round() / 1e12;
    if value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
}

/// Prints numbers under upstream's names.
pub(crate) fn object(metrics: impl IntoIterator<Item = Metric>) -> Map<String, Value> {
    metrics.into_iter().map(|metric| (metric.name.to_owned(), metric.value.unwrap_or(json!(-1)))).collect()
}

/// Fills a copy of a row with ids and numbers.
pub(crate) fn keyed(
    row: &Map<String, Value>,
    columns: &[(&str, &str)],
    metrics: impl IntoIterator<Item = Metric>,
) -> Value {
    let mut row = row.clone();
    row.extend(columns.iter().map(|(column, value)| ((*column).to_owned(), (*value).into())));
    row.extend(metrics.into_iter().map(|metric| (metric.column.to_owned(), metric.value.unwrap_or_default())));
    row.into()
}
