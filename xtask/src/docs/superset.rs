//! Columns of Superset's datasets that are not personal, described by the comments of the database.

use std::fs;

use anyhow::{Context, Result, bail};

use super::dbt::quoted;
use super::dictionary::PERSONAL;
use super::{Column, Page, Relation, files, mart};

const DATASETS: &str = "bi/superset/datasets/warehouse";

/// What follows is written here; what stands before it, by hand.
const COLUMNS: &str = "\ncolumns:\n";
const NOTE: &str = "\n# Written by `cargo xtask docs`.";

/// Renders each dataset with the columns of its relation.
pub(super) fn pages(relations: &[Relation]) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for path in files(DATASETS, "yaml")? {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_stem().context("a dataset has no name")?.to_string_lossy().into_owned();
        let Some(relation) = mart(relations).find(|relation| relation.name == name) else {
            bail!("{DATASETS}/{name}.yaml: schema mart has no {name}");
        };
        let text =
            dataset(&text, relation).with_context(|| format!("{DATASETS}/{name}.yaml has no line `columns:`"))?;
        pages.push((format!("{DATASETS}/{name}.yaml"), text));
    }
    Ok(pages)
}

fn dataset(text: &str, relation: &Relation) -> Option<String> {
    let by_hand = text.split(NOTE).next()?.split(COLUMNS).next().filter(|by_hand| by_hand.len() < text.len())?;
    let mut dataset = format!("{by_hand}{NOTE}{COLUMNS}");
    // A role without personal columns cannot read a dataset that lists one.
    for column in relation.columns.iter().filter(|column| !column.comment.ends_with(PERSONAL)) {
        dataset.push_str(&described(column));
    }
    Some(dataset)
}

fn described(column: &Column) -> String {
    let is_time = column.kind == "date" || column.kind.starts_with("timestamp");
    // Numbers are what is added up, unless they are ids; the rest is what is grouped by.
    let is_number = ["numeric", "bigint", "double precision"].contains(&column.kind.as_str());
    format!(
        "- column_name: {}\n  type: {}\n  description: {}\n  is_dttm: {is_time}\n  is_active: true\n  groupby: {}\n  \
         filterable: true\n",
        column.name,
        column.kind.to_uppercase(),
        quoted(&column.comment),
        !is_number,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_columns_stays_and_what_is_personal_is_left_out() {
        let described = |name: &str, kind: &str, comment: &str| Column {
            name: name.to_owned(),
            kind: kind.to_owned(),
            comment: comment.to_owned(),
            key_position: 0,
        };
        let column = |name: &str, kind: &str| described(name, kind, "Meaning.");
        let relation = Relation {
            name: "chat".to_owned(),
            columns: vec![
                column("day", "date"),
                described("visitor_name", "text", "Who. Personal."),
                column("chats", "bigint"),
            ],
            ..Relation::default()
        };
        let first = dataset("table_name: chat\ncolumns:\n- column_name: gone\n", &relation).unwrap();
        let expected = "table_name: chat\n# Written by `cargo xtask docs`.\ncolumns:\n\
            - column_name: day\n  type: DATE\n  description: \"Meaning.\"\n  is_dttm: true\n  is_active: true\n  \
            groupby: true\n  filterable: true\n\
            - column_name: chats\n  type: BIGINT\n  description: \"Meaning.\"\n  is_dttm: false\n  is_active: true\n  \
            groupby: false\n  filterable: true\n";
        assert_eq!(first, expected);
        assert_eq!(dataset(&first, &relation).unwrap(), first);
    }
}
