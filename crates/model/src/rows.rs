//! What the sink must know of a table. Crate `feeds` has one struct for each table; the order of its fields is the order of
//! the columns in `COPY`. Lineage columns stand in no struct: the sink adds them.

use std::ops::Range;

use tuple::{ColumnType, spelled_fields};

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
    /// When the copy was fetched: `source_version_at`.
    Fetch,
}

impl CopyOrder {
    /// Whether a copy with equal content is no other version, whenever it was fetched.
    pub fn is_by_fetch(self) -> bool {
        self != CopyOrder::Version
    }
}

/// Tables whose rows are a set that only grows. Each copy of a document may show another part of it, so every copy adds the
/// members that are missing, whichever copy stays; none is removed, unless upstream erased the document.
#[derive(Debug)]
pub struct MemberSet {
    /// One row for each member.
    pub table: &'static Table,
    /// Further rows of a member. They are written only with it.
    pub parts: &'static [&'static Table],
    /// The key columns of a member. In the rows of all these tables they follow `account_id` and the first key column of the
    /// family. Rows with equal keys say the same: the first one that arrives stays.
    pub key: &'static [&'static str],
}

/// Keeps each state that a row of the parent had (a slowly changing dimension, type 2).
#[derive(Debug)]
pub struct History {
    /// The table of the states, without schema: `account_id`, the first key column of the family, `valid_from`, `valid_to`,
    /// then the columns that are tracked.
    pub table: &'static str,
    /// Columns of the parent; a change in one of them begins a new state.
    pub tracked: &'static [&'static str],
}

/// Where rows of a family carry the name of something that has an id: `mart.seen_name` gets it.
#[derive(Debug)]
pub struct NameSource {
    /// The table of the family, without schema.
    pub table: &'static str,
    /// What is named: `agent`, `skill`, `agent_group` or `campaign`.
    pub dimension: &'static str,
    /// The column with its id; a row without one names nothing.
    pub id: &'static str,
    /// The column with the time at which it was called so; where the table has none of this name, that of the parent.
    pub seen_at: &'static str,
    /// Attributes of `mart.seen_name` and the columns, text or boolean, that carry them. Of two columns for one attribute
    /// the first that says something counts.
    pub attributes: &'static [(&'static str, &'static str)],
}

/// Which rows of schema `fact` are calculated again when a document is written.
#[derive(Clone, Copy, Debug)]
pub struct FactSource {
    /// What `ingest.fact_mark` calls it: `chat`, `messaging_conversation` or `agent_session`.
    pub subject: &'static str,
    /// The column of the parent with its id; a row without one has no fact.
    pub id: &'static str,
}

/// A parent table with its children, rows that are stored, replaced and compared together, and with its set, if it has one.
#[derive(Debug)]
pub struct Family {
    /// What the quarantine calls its records. The name of the parent, unless several families share one.
    pub name: &'static str,
    /// The table with the key and the lineage.
    pub parent: &'static Table,
    /// Written only with their parent.
    pub children: &'static [&'static Table],
    /// What its copies add to, whichever copy stays.
    pub members: Option<&'static MemberSet>,
    /// The key columns after `account_id`, which follow it in the parent's row. The children carry the first of them.
    pub key: &'static [&'static str],
    /// What orders the copies of a row.
    pub order: CopyOrder,
    /// Where the former states of the parent's rows are kept, if they are.
    pub history: Option<&'static History>,
    /// Which of its columns carry names.
    pub names: &'static [NameSource],
    /// What its rows are a source of in schema `fact`.
    pub fact: Option<FactSource>,
    /// The schema revision of the rows. Raise it when a record would yield other rows than before: a load then replaces
    /// what an older revision wrote.
    pub content_rev: i32,
}

impl Family {
    /// The tables: the parent, the children, those of the set. The position is the index in an encoded document.
    pub fn tables(&self) -> impl Iterator<Item = &'static Table> {
        std::iter::once(self.parent).chain(self.children.iter().copied()).chain(self.member_tables())
    }

    /// Returns the tables of the set, that of the members first.
    pub fn member_tables(&self) -> impl Iterator<Item = &'static Table> {
        let tables = |set: &'static MemberSet| std::iter::once(set.table).chain(set.parts.iter().copied());
        self.members.into_iter().flat_map(tables)
    }

    /// Returns the index of the first table of the set.
    ///
    /// # Panics
    /// When the family has more than 255 tables, which is a mistake of the program.
    pub fn first_member_table(&self) -> u8 {
        u8::try_from(1 + self.children.len()).expect("a family has few tables")
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

/// Returns where the `count` fields after the first one, the account, stand in an encoded row.
pub fn key_fields(row: &[u8], count: usize) -> Range<usize> {
    let mut lens = spelled_fields(row).map(<[u8]>::len);
    let start = lens.next().unwrap_or(0);
    start..start + lens.take(count).sum::<usize>()
}

/// A row that knows its table and how to encode itself.
pub trait Row {
    /// The table it goes to.
    const TABLE: &'static Table;

    /// Appends its fields in the order of the columns.
    fn encode(&self, out: &mut Vec<u8>);
}
