//! The tables of `liveperson` and how they hang together, as SVG. There are no foreign keys on the data: a table is the
//! child of the one whose whole key its own begins with.

use super::Relation;

const SCHEMA: &str = "liveperson";
/// Every document has this column, and no child.
const LINEAGE: &str = "content_hash";
/// What the keys do not tell.
const CAPTION: &str = "conversation.conversation_id and engagement.engagement_id name the same chat; codes join reference tables on \
                       source and id";
const BOX_WIDTH: usize = 250;
const LINE_HEIGHT: usize = 16;
const TITLE_HEIGHT: usize = 24;
const GAP_X: usize = 70;
const GAP_Y: usize = 22;
const MARGIN: usize = 20;
/// A column of roots is not higher than this, if it can be helped.
const COLUMN_HEIGHT: usize = 900;

/// A table with its place.
struct Placed<'r> {
    relation: &'r Relation,
    parent: Option<usize>,
    x: usize,
    y: usize,
}

/// The drawing.
pub(super) fn render(relations: &[Relation]) -> String {
    let tables: Vec<&Relation> = relations.iter().filter(|relation| relation.schema == SCHEMA).collect();
    let placed = place(&tables);
    let width = placed.iter().map(|table| table.x + BOX_WIDTH).max().unwrap_or(0) + MARGIN;
    let height = placed.iter().map(|table| table.y + box_height(table.relation)).max().unwrap_or(0) + MARGIN;
    let outer = height + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {outer}\" width=\"{width}\" height=\"{outer}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title>Tables of schema {SCHEMA}, and which hangs on which</title>\n\
         <rect width=\"{width}\" height=\"{outer}\" fill=\"#fff\"/>\n"
    );
    for table in &placed {
        if let Some(parent) = table.parent.map(|parent| &placed[parent]) {
            svg.push_str(&line(parent, table));
        }
    }
    placed.iter().for_each(|table| svg.push_str(&drawn(table)));
    svg.push_str(&format!("<text x=\"{MARGIN}\" y=\"{}\" fill=\"#777\">{CAPTION}</text>\n", height + MARGIN));
    svg.push_str("</svg>\n");
    svg
}

/// The parent of each table: of those whose key its own begins with, the one that it is named after, then the one with the
/// longest key. What has lineage of its own is nobody's child.
fn parents(tables: &[&Relation]) -> Vec<Option<usize>> {
    let keys: Vec<Vec<&str>> = tables.iter().map(|table| table.key()).collect();
    let has_lineage = |table: &Relation| table.columns.iter().any(|column| column.name == LINEAGE);
    let parent = |child: usize| {
        // An account alone is no parent: everything would hang on it.
        let above = (0..keys.len()).filter(|other| {
            let key = &keys[*other];
            key.len() > 1 && key.len() < keys[child].len() && keys[child].starts_with(key)
        });
        let above = above.filter(|_| !has_lineage(tables[child]));
        above.max_by_key(|other| (tables[child].name.starts_with(&tables[*other].name), keys[*other].len()))
    };
    (0..tables.len()).map(parent).collect()
}

/// Each root with its descendants to the right of it; roots one below the other, then in another column.
fn place<'r>(tables: &[&'r Relation]) -> Vec<Placed<'r>> {
    let parents = parents(tables);
    let mut placed: Vec<Placed<'r>> = tables
        .iter()
        .zip(&parents)
        .map(|(relation, parent)| Placed { relation, parent: *parent, x: 0, y: 0 })
        .collect();
    let (mut x, mut y, mut right) = (MARGIN, MARGIN, MARGIN);
    let mut roots: Vec<usize> = (0..placed.len()).filter(|table| parents[*table].is_none()).collect();
    // Those with children first.
    roots.sort_by_key(|root| !parents.contains(&Some(*root)));
    for root in roots {
        if y > COLUMN_HEIGHT {
            (x, y) = (right + GAP_X, MARGIN);
        }
        y = place_below(root, (x, y), &parents, &mut placed, &mut right) + GAP_Y;
    }
    placed
}

/// Places a table and its descendants; answers where the space below begins.
fn place_below(
    table: usize,
    (x, y): (usize, usize),
    parents: &[Option<usize>],
    placed: &mut [Placed<'_>],
    right: &mut usize,
) -> usize {
    (placed[table].x, placed[table].y) = (x, y);
    *right = (*right).max(x + BOX_WIDTH);
    let mut below = y;
    for child in (0..parents.len()).filter(|child| parents[*child] == Some(table)) {
        below = place_below(child, (x + BOX_WIDTH + GAP_X, below), parents, placed, right) + GAP_Y;
    }
    below.saturating_sub(GAP_Y).max(y + box_height(placed[table].relation))
}

fn box_height(relation: &Relation) -> usize {
    TITLE_HEIGHT + LINE_HEIGHT * (relation.key().len() + 1) + 8
}

fn line(parent: &Placed<'_>, child: &Placed<'_>) -> String {
    let (x1, y1) = (parent.x + BOX_WIDTH, parent.y + TITLE_HEIGHT / 2);
    let (x2, y2) = (child.x, child.y + TITLE_HEIGHT / 2);
    let middle = (x1 + x2) / 2;
    format!("<path d=\"M{x1} {y1}H{middle}V{y2}H{x2}\" fill=\"none\" stroke=\"#888\"/>\n")
}

fn drawn(table: &Placed<'_>) -> String {
    let Placed { relation, x, y, .. } = table;
    let key = relation.key();
    let height = box_height(relation);
    let mut svg = format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{height}\" rx=\"4\" fill=\"#f7f9fc\" stroke=\"#456\"/>\n\
         <text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n",
        x + 10,
        y + 17,
        relation.name
    );
    let mut baseline = y + TITLE_HEIGHT + 12;
    for column in &key {
        svg.push_str(&format!("<text x=\"{}\" y=\"{baseline}\">{column}</text>\n", x + 10));
        baseline += LINE_HEIGHT;
    }
    let others = relation.columns.len() - key.len();
    svg.push_str(&format!("<text x=\"{}\" y=\"{baseline}\" fill=\"#777\">and {others} columns</text>\n", x + 10));
    svg
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    fn table(name: &str, key: &[&str]) -> Relation {
        let column = |(index, name): (usize, &&str)| Column {
            name: (*name).to_owned(),
            kind: "text".to_owned(),
            comment: String::new(),
            key_position: index + 1,
        };
        Relation {
            schema: SCHEMA.to_owned(),
            name: name.to_owned(),
            columns: key.iter().enumerate().map(column).collect(),
            ..Relation::default()
        }
    }

    #[test]
    fn a_child_hangs_on_the_nearest_and_an_account_is_no_parent() {
        let tables = [
            table("account", &["account_id"]),
            table("chat", &["account_id", "chat_id"]),
            table("line", &["account_id", "chat_id", "position"]),
            table("line_product", &["account_id", "chat_id", "position", "number"]),
            table("score", &["account_id", "chat_id", "position"]),
        ];
        let tables: Vec<&Relation> = tables.iter().collect();
        assert_eq!(parents(&tables), [None, None, Some(1), Some(2), Some(1)]);
        let placed = place(&tables);
        assert!(placed[2].x > placed[1].x && placed[3].x > placed[2].x && placed[0].y > placed[1].y);
    }
}
