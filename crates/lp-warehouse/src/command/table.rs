//! Rows under heads. On a terminal a table is no wider than it; elsewhere a row is a line, however long, for programs.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width};

/// What a column holds decides on which side it stands, and whether it may go on in the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A name or a word that people copy: on the left, in one piece.
    Word(&'static str),
    /// Text, on the left.
    Text(&'static str),
    /// Numbers, on the right.
    Number(&'static str),
}

impl Column {
    fn head(&self) -> &'static str {
        let (Self::Word(head) | Self::Text(head) | Self::Number(head)) = self;
        head
    }
}

/// Blanks between two columns.
const GAP_BLANKS: u16 = 1;
/// Characters of a line of text at least: those of a day.
const TEXT_WIDTH_MIN: u16 = 10;
/// Columns of a sentence at most, on a terminal and elsewhere.
const SENTENCE_WIDTH_MAX: u16 = 100;
/// Rows that are laid out together; each takes some 3 kB meanwhile. Of more, the next ones begin with widths of their own.
const ROWS_AT_ONCE_MAX: usize = 10_000;

/// Writes the rows under the heads of their columns.
pub(super) fn write_table<R: Into<Row>>(
    columns: &[Column],
    rows: impl IntoIterator<Item = R>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut rows = rows.into_iter().peekable();
    let mut first = Table::new();
    first.set_header(columns.iter().map(Column::head));
    let mut next = Some(first);
    while let Some(mut table) = next {
        table.add_rows(rows.by_ref().take(ROWS_AT_ONCE_MAX));
        writeln!(out, "{}", laid_out(table, columns))?;
        next = rows.peek().map(|_| Table::new());
    }
    Ok(())
}

/// Writes a sentence, in lines of at most 100 characters, or of the terminal where that is narrower.
pub(super) fn write_sentence(sentence: &str, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new();
    let width = table.width().unwrap_or(SENTENCE_WIDTH_MAX).min(SENTENCE_WIDTH_MAX);
    table.add_row([sentence]).set_width(width);
    writeln!(out, "{}", laid_out(table, &[Column::Text("")]))
}

fn laid_out(mut table: Table, columns: &[Column]) -> String {
    // Where no terminal is, there is no width, and nothing is arranged.
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let has_room = has_room(&table);
    for (index, (laid_out, column)) in table.column_iter_mut().zip(columns).enumerate() {
        laid_out.set_padding((0, if index + 1 < columns.len() { GAP_BLANKS } else { 0 }));
        match column {
            Column::Word(_) => {
                laid_out.set_constraint(ColumnConstraint::ContentWidth);
            }
            Column::Text(_) if has_room => {
                laid_out.set_constraint(ColumnConstraint::ContentWidth);
            }
            Column::Text(_) => {
                laid_out.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(TEXT_WIDTH_MIN + GAP_BLANKS)));
            }
            Column::Number(_) => laid_out.set_cell_alignment(CellAlignment::Right),
        }
    }
    table.trim_fmt()
}

/// Tells whether everything fits as it is. The library would give a column its lower bound even then.
fn has_room(table: &Table) -> bool {
    let widths = table.column_max_content_widths();
    let whole: usize = widths.iter().map(|width| usize::from(*width) + usize::from(GAP_BLANKS)).sum();
    table.width().is_none_or(|width| whole <= usize::from(width) + usize::from(GAP_BLANKS))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const COLUMNS: [Column; 3] = [Column::Number("unit"), Column::Word("state"), Column::Text("name")];
    const ROWS: [[&str; 3]; 2] =
        [["7", "loaded", "one"], ["1234", "dead", "two\nthe file is damaged: its checksum differs"]];

    fn check(width: Option<u16>, expected: Expect) {
        let mut table = Table::new();
        table.force_no_tty().set_header(["unit", "state", "name"]).add_rows(ROWS);
        if let Some(width) = width {
            table.set_width(width);
        }
        expected.assert_eq(&format!("{}\n", laid_out(table, &COLUMNS)));
    }

    #[test]
    fn the_heads_are_written_once_however_many_rows_there_are() {
        for rows in [0, 1, ROWS_AT_ONCE_MAX, ROWS_AT_ONCE_MAX + 1] {
            let mut out = Vec::new();
            write_table(&COLUMNS, (0..rows).map(|_| ROWS[0]), &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert_eq!((out.lines().count(), out.matches("state").count()), (rows + 1, 1));
        }
    }

    #[test]
    fn a_sentence_is_cut_between_words_into_lines_of_a_hundred() {
        let mut out = Vec::new();
        write_sentence(&"lorem ipsum ".repeat(30), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.lines().count() == 4 && out.lines().all(|line| line.chars().count() <= 100), "{out}");
        assert_eq!(out.matches("ipsum").count(), 30);
    }

    #[test]
    fn a_table_is_as_wide_as_the_terminal_and_piped_as_long_as_its_rows() {
        check(
            None,
            expect![[r#"
                unit state  name
                   7 loaded one
                1234 dead   two
                            the file is damaged: its checksum differs
            "#]],
        );
        // As wide as the widest row: nothing is cut.
        check(
            Some(53),
            expect![[r#"
                unit state  name
                   7 loaded one
                1234 dead   two
                            the file is damaged: its checksum differs
            "#]],
        );
        check(
            Some(40),
            expect![[r#"
                unit state  name
                   7 loaded one
                1234 dead   two
                            the file is damaged: its
                            checksum differs
            "#]],
        );
    }
}
