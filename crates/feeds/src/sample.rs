//! What the tables of samples have in common.

use model::rows::{CopyOrder, Family, Table};

/// Makes the family of a table of samples: one row for each metric object, without children. A final row gives way only
/// to a later final one.
pub(crate) const fn family_of(parent: &'static Table, key: &'static [&'static str], content_rev: i32) -> Family {
    Family {
        name: parent.name,
        parent,
        children: &[],
        members: None,
        key,
        order: CopyOrder::Finality,
        history: None,
        names: &[],
        fact: None,
        content_rev,
    }
}
