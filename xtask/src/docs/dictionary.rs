//! Every table, view and column with its comment, as Markdown.

use super::Relation;

const HEAD: &str = "\
# Data dictionary

Written by `cargo xtask docs` from the comments in the database; edit those, in a migration, not this page. The same texts are
shown by `\\d+` in psql and by BI tools.

Analysts use schema `mart`. It stands on `liveperson`, which holds what LivePerson said, and on `mart_input`, which the operator
fills; `ingest` is the ledger, for operators. The role `lp_warehouse_analyst` reads `mart` and `mart_input` alone, without the columns
that are marked **Personal.**
";

/// The schema whose views are grouped.
const GROUPED: &str = "mart";
/// What comments on views of that schema begin with, in the order of the page.
const KINDS: [&str; 7] = ["Fact", "Interval", "Snapshot", "Aggregate", "Dimension", "Version", "Operations"];
/// What the comment on a personal column ends in.
pub(super) const PERSONAL: &str = " Personal.";

/// The page.
pub(super) fn render(relations: &[Relation]) -> String {
    let mut page = HEAD.to_owned();
    for schema in relations.chunk_by(|relation, next| relation.schema == next.schema) {
        let name = &schema[0].schema;
        page.push_str(&format!("\n## Schema {name}\n\n"));
        let groups = groups(schema);
        for (kind, group) in &groups {
            let names: Vec<_> = group.iter().map(|other| format!("[{0}](#{name}{0})", other.name)).collect();
            page.push_str(&match kind {
                Some(kind) => format!("- {kind}: {}.\n", names.join(", ")),
                None => format!("{}.\n", names.join(", ")),
            });
        }
        groups.iter().flat_map(|(_, group)| group).for_each(|relation| page.push_str(&section(relation)));
    }
    page
}

/// The relations of a schema, those of a kind together: each group with what its line begins with.
fn groups(schema: &[Relation]) -> Vec<(Option<&'static str>, Vec<&Relation>)> {
    if schema[0].schema != GROUPED {
        return vec![(None, schema.iter().collect())];
    }
    let mut groups = Vec::new();
    for kind in KINDS.map(Some).into_iter().chain([None]) {
        let group: Vec<&Relation> = schema.iter().filter(|relation| kind_of(relation) == kind).collect();
        if !group.is_empty() {
            groups.push((Some(kind.unwrap_or("No view")), group));
        }
    }
    groups
}

fn kind_of(relation: &Relation) -> Option<&'static str> {
    let (start, _) = relation.comment.split_once(": ")?;
    KINDS.into_iter().find(|kind| *kind == start)
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
        let meaning = match column.comment.strip_suffix(PERSONAL) {
            Some(meaning) => format!("{} **Personal.**", cell(meaning)),
            None => cell(&column.comment),
        };
        text.push_str(&format!("| `{}` | {} | {meaning} |\n", column.name, column.kind));
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

    fn relation(schema: &str, name: &str, comment: &str, columns: Vec<Column>) -> Relation {
        let (schema, name, comment) = (schema.to_owned(), name.to_owned(), comment.to_owned());
        Relation { schema, name, is_view: false, comment, columns }
    }

    fn column(name: &str, comment: &str, key_position: usize) -> Column {
        Column { name: name.to_owned(), kind: "text".to_owned(), comment: comment.to_owned(), key_position }
    }

    #[test]
    fn a_table_has_its_key_and_its_columns() {
        let columns =
            vec![column("chat_id", "a|b", 2), column("account_id", "a|b", 1), column("x", "Who. Personal.", 0)];
        let page = render(&[relation("liveperson", "chat", "Chats.", columns)]);
        assert!(page.contains("## Schema liveperson\n\n[chat](#livepersonchat).\n"), "{page}");
        assert!(page.contains("### liveperson.chat\n\nChats. (table)\n\nKey: account_id, chat_id.\n"), "{page}");
        assert!(page.contains("| `account_id` | text | a\\|b |\n"), "{page}");
        assert!(page.ends_with("| `x` | text | Who. **Personal.** |\n"), "{page}");
    }

    #[test]
    fn views_of_mart_are_grouped_by_kind() {
        let views = [("agent", "Dimension: Agents."), ("chat", "Fact: Chats."), ("setting", "By hand: one row each.")];
        let page = render(&views.map(|(name, comment)| relation("mart", name, comment, Vec::new())));
        let lists =
            "- Fact: [chat](#martchat).\n- Dimension: [agent](#martagent).\n- No view: [setting](#martsetting).\n";
        assert!(page.contains(&format!("## Schema mart\n\n{lists}\n### mart.chat\n")), "{page}");
    }
}
