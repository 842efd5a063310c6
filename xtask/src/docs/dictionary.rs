//! Every table, view and column with its comment, as Markdown.

use super::Relation;

const HEAD: &str = "\
# Data dictionary

Written by `cargo xtask docs` from the comments in the database; edit those, in a migration, not this page. The same texts are
shown by `\\d+` in psql and by BI tools.

Analysts use schema `mart`. It stands on `liveperson`, which holds what LivePerson said; `ingest` is the ledger, for operators.
";

/// The page.
pub(super) fn render(relations: &[Relation]) -> String {
    let mut page = HEAD.to_owned();
    let mut schema = "";
    for relation in relations {
        if relation.schema != schema {
            schema = &relation.schema;
            page.push_str(&format!("\n## Schema {schema}\n\n"));
            let names = relations.iter().filter(|other| other.schema == schema);
            let names: Vec<_> = names.map(|other| format!("[{0}](#{schema}{0})", other.name)).collect();
            page.push_str(&format!("{}.\n", names.join(", ")));
        }
        page.push_str(&section(relation));
    }
    page
}

fn section(relation: &Relation) -> String {
    let kind = if relation.is_view { "view" } else { "table" };
    let mut text = format!("\n### {}.{}\n\n{} ({kind})\n", relation.schema, relation.name, cell(&relation.comment));
    let key = relation.key();
    if !key.is_empty() {
        text.push_str(&format!("\nKey: {}.\n", key.join(", ")));
    }
    text.push_str("\n| column | type | meaning |\n| --- | --- | --- |\n");
    for column in &relation.columns {
        text.push_str(&format!("| `{}` | {} | {} |\n", column.name, column.kind, cell(&column.comment)));
    }
    text
}

/// A comment in a cell: on one line, its bars told apart from those of the table.
fn cell(comment: &str) -> String {
    comment.replace('\n', " ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    #[test]
    fn a_table_has_its_key_and_its_columns() {
        let column = |name: &str, key_position| Column {
            name: name.to_owned(),
            kind: "text".to_owned(),
            comment: "a|b".to_owned(),
            key_position,
        };
        let relation = Relation {
            schema: "mart".to_owned(),
            name: "chat".to_owned(),
            is_view: false,
            comment: "Chats.".to_owned(),
            columns: vec![column("chat_id", 2), column("account_id", 1), column("x", 0)],
        };
        let page = render(&[relation]);
        assert!(page.contains("### mart.chat\n\nChats. (table)\n\nKey: account_id, chat_id.\n"), "{page}");
        assert!(page.ends_with("| `x` | text | a\\|b |\n"), "{page}");
    }
}
