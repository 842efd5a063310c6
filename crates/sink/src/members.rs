//! The set of a document ([`MemberSet`](model::rows::MemberSet)): each copy adds the members that are missing, whichever copy stays.
//!
//! | the best copy in the batch | what is stored | the set |
//! | --- | --- | --- |
//! | not erased | nothing, or not erased | gets what is missing of all copies in the batch |
//! | not erased | erased | stays as it is |
//! | erased, and replaces what is stored | either, or nothing | is emptied, and gets the members of this copy alone |
//! | erased, and does not replace it | erased | stays as it is |
//!
//! So the set is the union of the members of all copies, or, once upstream erased the document, what the greatest copy brings. Both
//! are the same in every order of arrival.
//!
//! Another worker may erase the document between the question what is missing and the insert. Therefore the parent is locked and
//! decided again before a member is inserted. The row of the parent is not written: the version of the document is the same, and
//! `unit_id` and `loaded_at` say who wrote that row last.

use std::collections::HashSet;

use model::Unit;
use model::batch::{Batch, Document, DocumentVersion};
use model::rows::key_fields;
use sqlx::{PgConnection, Row};

use crate::SinkError;
use crate::copy::RowCopy;
use crate::decide::{Decision, Version};
use crate::keys::{bind_document_keys, bind_keys};
use crate::table::{Statements, member_key};

/// The copies of one document in a batch, and what is known of it in the database.
pub(crate) struct Asked<'d> {
    /// The best copy first.
    pub(crate) copies: &'d [&'d Document],
    pub(crate) stored: Option<Version>,
    /// What happens to the best copy.
    pub(crate) decision: Decision,
}

/// What the copies add to the set.
#[derive(Debug, PartialEq, Eq)]
enum Growth {
    Nothing,
    /// What is not there yet.
    Missing,
    /// Every member of the first so many copies: nothing of the document is stored, or it is taken away.
    All(usize),
}

impl<'d> Asked<'d> {
    pub(crate) fn best(&self) -> &'d Document {
        self.copies[0]
    }

    /// Returns whether the members that are stored are taken away.
    pub(crate) fn removes_members(&self) -> bool {
        self.decision == Decision::Changed && is_erased(self.best())
    }

    fn growth(&self) -> Growth {
        match (self.decision, is_erased(self.best())) {
            (Decision::New | Decision::Changed, true) => Growth::All(1),
            (Decision::New, false) => Growth::All(self.copies.len()),
            _ if self.stored.as_ref().is_some_and(Version::is_erased) => Growth::Nothing,
            _ => Growth::Missing,
        }
    }
}

fn is_erased(document: &Document) -> bool {
    document.version.is_some_and(DocumentVersion::is_erased)
}

/// Returns whether a copy brings members.
pub(crate) fn has_members(batch: &Batch, document: &Document) -> bool {
    batch.rows(document, batch.family.first_member_table()).next().is_some()
}

/// A member that a copy in the batch brings.
pub(crate) struct Member<'b> {
    document: &'b Document,
    key: &'b [u8],
    row: &'b [u8],
}

/// Returns those members of stored documents that are not stored.
pub(crate) async fn missing<'b>(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &'b Batch,
    asked: &[Asked<'b>],
) -> Result<Vec<Member<'b>>, SinkError> {
    let (Some(statement), Some(set)) = (&statements.missing_members, batch.family.members) else {
        return Ok(Vec::new());
    };
    let stored = asked.iter().filter(|asked| asked.growth() == Growth::Missing);
    let brought = brought_by(batch, stored.flat_map(|asked| asked.copies).copied());
    if brought.is_empty() {
        return Ok(Vec::new());
    }
    let keys = brought.iter().map(|member| member.key);
    let rows = bind_keys(statement, unit, member_key(set), keys).fetch_all(connection).await?;
    let places = rows.iter().map(|row| row.try_get::<i64, _>(0)).collect::<Result<HashSet<_>, _>>()?;
    Ok((1..).zip(brought).filter(|(place, _)| places.contains(place)).map(|(_, member)| member).collect())
}

/// Returns the keys of the documents of these members.
pub(crate) fn documents_of<'b>(batch: &'b Batch, members: &[Member<'b>]) -> HashSet<&'b [u8]> {
    members.iter().map(|member| batch.key(member.document)).collect()
}

/// Returns the members to insert, once all documents that are not new are locked and decided. `missing` are those that were
/// missing before the locks.
pub(crate) fn to_insert<'b>(batch: &'b Batch, asked: &[Asked<'b>], missing: Vec<Member<'b>>) -> Vec<Member<'b>> {
    let (mut wanted, mut growing) = (Vec::new(), HashSet::new());
    for asked in asked {
        match asked.growth() {
            Growth::Nothing => {}
            Growth::Missing => {
                growing.insert(batch.key(asked.best()));
            }
            Growth::All(copies) => wanted.extend_from_slice(&asked.copies[..copies]),
        }
    }
    let mut members = brought_by(batch, wanted.into_iter());
    members.extend(missing.into_iter().filter(|member| growing.contains(batch.key(member.document))));
    members
}

/// Returns the members that these copies bring, each once: that of the first copy that has it.
fn brought_by<'b>(batch: &'b Batch, copies: impl Iterator<Item = &'b Document>) -> Vec<Member<'b>> {
    let table = batch.family.first_member_table();
    let mut keys = HashSet::new();
    copies
        .flat_map(|document| {
            batch.rows(document, table).map(move |row| Member { document, key: key_of(batch, row), row })
        })
        .filter(|member| keys.insert(member.key))
        .collect()
}

/// Returns the key of a member in a row of any table of the set.
fn key_of<'b>(batch: &Batch, row: &'b [u8]) -> &'b [u8] {
    let columns = batch.family.members.map_or(0, |set| member_key(set).len());
    &row[key_fields(row, columns)]
}

/// Removes all members of these documents.
pub(crate) async fn remove(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &Batch,
    documents: &[&Document],
) -> Result<(), SinkError> {
    if documents.is_empty() {
        return Ok(());
    }
    for statement in &statements.delete_members {
        bind_document_keys(statement, unit, batch, documents, 1).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Inserts members with their further rows. Their documents are new or locked.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    statements: &Statements,
    batch: &Batch,
    members: &[Member<'_>],
) -> Result<(), SinkError> {
    let first = batch.family.first_member_table();
    for (table, statement) in (first..).zip(&statements.copy[usize::from(first)..]) {
        let mut copy = RowCopy::new(connection, statement, batch, table);
        if table == first {
            for member in members {
                copy.send(member.row, &[], 0).await?;
            }
        } else {
            for of_document in members.chunk_by(|a, b| std::ptr::eq(a.document, b.document)) {
                let keys: HashSet<&[u8]> = of_document.iter().map(|member| member.key).collect();
                let rows = batch.rows(of_document[0].document, table);
                for row in rows.filter(|row| keys.contains(key_of(batch, row))) {
                    copy.send(row, &[], 0).await?;
                }
            }
        }
        copy.finish().await?;
    }
    Ok(())
}
