//! What dbt is told of columns and dashboards: comments of the database as its docs, panels of Grafana as its exposures.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Page, Relation, files, mart};

const STAGING: &str = "bi/dbt/models/staging";
const DASHBOARDS: &str = "bi/grafana/dashboards";

const NOTE: &str = "Written by `cargo xtask docs`";

/// Renders the docs of columns, the descriptions of staging models and the exposures.
pub(super) fn pages(relations: &[Relation]) -> Result<Vec<Page>> {
    let models = models(relations)?;
    let dashboards = files(DASHBOARDS, "json")?;
    let dashboards: Vec<Value> = dashboards
        .iter()
        .map(|path| serde_json::from_str(&read(path)?).with_context(|| format!("{} is no JSON", path.display())))
        .collect::<Result<_>>()?;
    Ok(vec![
        ("bi/dbt/models/columns.md".to_owned(), columns(&models)),
        (format!("{STAGING}/columns.yml"), descriptions(&models)),
        ("bi/dbt/models/exposures.yml".to_owned(), exposures(&dashboards, relations)),
    ])
}

/// A staging model, and a relation that it reads.
struct Model<'a> {
    name: String,
    relation: &'a Relation,
    /// What it selects, when that is nothing but columns of the relation.
    columns: Option<Vec<String>>,
}

fn models(relations: &[Relation]) -> Result<Vec<Model<'_>>> {
    let mut models = Vec::new();
    for path in files(STAGING, "sql")? {
        let sql = read(&path)?;
        let name = path.file_stem().context("a model has no name")?.to_string_lossy().into_owned();
        for relation in mart(relations).filter(|relation| sql.contains(&source(relation))) {
            models.push(Model { name: name.clone(), relation, columns: plain_columns(&sql, relation) });
        }
    }
    Ok(models)
}

fn source(relation: &Relation) -> String {
    format!("{{{{ source('mart', '{}') }}}}", relation.name)
}

/// The columns of a query of one relation that renames and computes nothing.
fn plain_columns(sql: &str, relation: &Relation) -> Option<Vec<String>> {
    let query: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
    let query = query.join("\n");
    let list = query.strip_prefix("select\n")?.trim_end().strip_suffix(&format!("\nfrom {}", source(relation)))?;
    let names: Vec<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
    let is_column = |name: &String| relation.columns.iter().any(|column| column.name == *name);
    names.iter().all(is_column).then_some(names)
}

/// Renders a block of docs for each column that staging models read.
fn columns(models: &[Model<'_>]) -> String {
    let mut page = format!("{NOTE} from the comments in the database: blocks that descriptions of columns refer to.\n");
    let mut models: Vec<&Model<'_>> = models.iter().collect();
    models.sort_by_key(|model| &model.relation.name);
    for Model { relation, .. } in models {
        page.push('\n');
        for column in &relation.columns {
            let (name, comment) = (block(relation, &column.name), column.comment.replace('\n', " "));
            page.push_str(&format!("{{% docs {name} %}}{comment}{{% enddocs %}}\n"));
        }
    }
    page
}

fn block(relation: &Relation, column: &str) -> String {
    format!("{}__{column}", relation.name)
}

fn descriptions(models: &[Model<'_>]) -> String {
    let mut page = format!("# {NOTE} from the comments in the database.\nversion: 2\n\nmodels:\n");
    for Model { name, relation, columns } in models {
        let Some(columns) = columns else { continue };
        page.push_str(&format!("  - name: {name}\n    description: {}\n    columns:\n", quoted(&relation.comment)));
        for column in columns {
            let block = block(relation, column);
            page.push_str(&format!("      - name: {column}\n        description: '{{{{ doc(\"{block}\") }}}}'\n"));
        }
    }
    page
}

/// Renders an exposure for each dashboard, with the relations that its queries name.
fn exposures(dashboards: &[Value], relations: &[Relation]) -> String {
    let mut page = format!("# {NOTE} from the dashboards of Grafana.\nversion: 2\n\nexposures:\n");
    for dashboard in dashboards {
        let text = |key: &str| dashboard[key].as_str().unwrap_or_default();
        // A line of a query ends in two letters here, which would be part of the next word.
        let queries = dashboard.to_string().replace("\\n", " ").replace("\\t", " ");
        let words: BTreeSet<&str> =
            queries.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').collect();
        page.push_str(&format!(
            "  - name: grafana_{}\n    label: {}\n    type: dashboard\n    maturity: high\n    description: {}\n    \
             owner:\n      name: lp-warehouse\n    depends_on:\n",
            text("uid").replace('-', "_"),
            quoted(text("title")),
            quoted(text("description")),
        ));
        for relation in mart(relations).filter(|relation| words.contains(format!("mart.{}", relation.name).as_str())) {
            page.push_str(&format!("      - source('mart', '{}')\n", relation.name));
        }
    }
    page
}

/// A text as YAML: what JSON quotes, YAML reads.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    fn relation(name: &str) -> Relation {
        let column = Column {
            name: "wait_s".to_owned(),
            kind: "numeric".to_owned(),
            comment: "A\nwait.".to_owned(),
            key_position: 0,
        };
        Relation {
            schema: "mart".to_owned(),
            name: name.to_owned(),
            is_view: true,
            comment: "Says \"so\".".to_owned(),
            columns: vec![column],
        }
    }

    #[test]
    fn a_column_has_one_text_for_all_models() {
        let chat = relation("chat");
        let model = |sql| Model { name: "stg_chat".to_owned(), relation: &chat, columns: plain_columns(sql, &chat) };
        let computed = [model("select\n    wait_s + 1\nfrom {{ source('mart', 'chat') }}\n")];
        assert!(columns(&computed).ends_with("\n\n{% docs chat__wait_s %}A wait.{% enddocs %}\n"));
        assert!(descriptions(&computed).ends_with("\nmodels:\n"));
        let plain = [model("-- Why.\nselect\n    wait_s\nfrom {{ source('mart', 'chat') }}\n")];
        let expected = "  - name: stg_chat\n    description: \"Says \\\"so\\\".\"\n    columns:\n      - name: wait_s\n        \
            description: '{{ doc(\"chat__wait_s\") }}'\n";
        assert!(descriptions(&plain).ends_with(expected));
    }

    #[test]
    fn a_dashboard_depends_on_the_relations_that_it_names_and_on_no_function() {
        let dashboard = serde_json::json!({
            "uid": "a-b", "title": "A", "description": "D.",
            "panels": [{"rawSql": "select mart.share(1, 2)\nfrom mart.chat"}, {"rawSql": "select from\nmart.chat_message"}],
        });
        let page = exposures(&[dashboard], &["chat", "chat_message", "agent"].map(relation));
        assert!(page.contains("  - name: grafana_a_b\n"), "{page}");
        let expected = "    depends_on:\n      - source('mart', 'chat')\n      - source('mart', 'chat_message')\n";
        assert!(page.ends_with(expected), "{page}");
    }
}
