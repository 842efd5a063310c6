//! What the sink must know of a table. Crate `feeds` has one struct for each table; the order of its fields is the order of
//! the columns in `COPY`. Lineage columns stand in no struct: the sink adds them.

use tuple::ColumnType;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    name: &'static str,
    /// Its type.
    pub column_type: ColumnType,
    /// Upstream's name of the field, as its documentation spells it; empty for a column that we make.
    pub upstream_name: &'static str,
}

impl Column {
    /// Makes a column. `name` may begin with `r#`, as a field of a struct must where Rust has a word of the same name.
    pub const fn new(name: &'static str, column_type: ColumnType, upstream_name: &'static str) -> Self {
        Self { name, column_type, upstream_name }
    }

    /// Returns its name.
    pub fn name(&self) -> &'static str {
        self.name.strip_prefix("r#").unwrap_or(self.name)
    }
}

/// A table of schema `liveperson`.
#[derive(Debug)]
pub struct Table {
    /// Its name, without schema.
    pub name: &'static str,
    /// Its columns in the order of the encoded row, lineage left out.
    pub columns: &'static [Column],
}

/// What orders the copies of a row, before the revision and the hash; and the lineage column that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyOrder {
    /// The state that upstream described: `source_version_at`.
    Version,
    /// How good the copy is, then when it was fetched: `version_rank`, `source_version_at`.
    Rank,
    /// Whether the sample is final, then when it was fetched: `is_final`, which is data too, `fetched_at`.
    Finality,
}

impl CopyOrder {
    /// Whether a copy with equal content is no other version, whenever it was fetched.
    pub fn is_by_fetch(self) -> bool {
        self != CopyOrder::Version
    }
}

/// A parent table with its children: rows that are stored, replaced and compared together.
#[derive(Debug)]
pub struct Family {
    /// What the quarantine calls its records. The name of the parent, unless several families share one.
    pub name: &'static str,
    /// The table with the key and the lineage.
    pub parent: &'static Table,
    /// Written only with their parent.
    pub children: &'static [&'static Table],
    /// The key columns after `account_id`, which follow it in the parent's row. The children carry the first of them.
    pub key: &'static [&'static str],
    /// What orders the copies of a row.
    pub order: CopyOrder,
    /// The schema revision of the rows. Raise it when a record would yield other rows than before: a load then replaces
    /// what an older revision wrote.
    pub content_rev: i32,
}

impl Family {
    /// The tables, parent first; the position is the index in an encoded document.
    pub fn tables(&self) -> impl Iterator<Item = &'static Table> {
        std::iter::once(self.parent).chain(self.children.iter().copied())
    }

    /// Index of a table in [`Family::tables`].
    ///
    /// # Panics
    /// When the table is of another family, which is a mistake of the program.
    pub fn index(&self, table: &Table) -> u8 {
        let index = self.tables().position(|candidate| candidate.name == table.name);
        index.and_then(|index| u8::try_from(index).ok()).expect("the table belongs to the family")
    }
}

/// A row that knows its table and how to encode itself.
pub trait Row {
    /// The table it goes to.
    const TABLE: &'static Table;

    /// Appends its fields in the order of the columns.
    fn encode(&self, out: &mut Vec<u8>);
}
