//! What travels from the normalizer to the sink: whole documents, encoded, bounded in number and bytes.

use std::ops::Range;

use sha2::{Digest, Sha256};
use tuple::Millis;

use crate::record::{Position, Reject};
use crate::rows::{Family, Row, key_fields};

/// Half of a SHA-256: 128 bits are plenty against chance, and keys stay short.
pub type Hash = [u8; 16];

/// Hashes `parts`, each preceded by its length, so that no two lists of parts share a spelling.
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Hash {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    half(sha)
}

fn half(sha: Sha256) -> Hash {
    let digest = sha.finalize();
    *digest.first_chunk().expect("SHA-256 has 32 bytes")
}

/// What orders the copies of a document whose source tells it by itself: the rank first, then the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentVersion {
    /// How good the copy is: 4 when upstream erased personal data, 2 when it is complete, 1 when it is enriched, added.
    pub rank: i16,
    /// When it was fetched.
    pub at: Millis,
}

impl DocumentVersion {
    /// The part of a rank that says that upstream erased personal data.
    pub const ERASED: i16 = 4;

    /// Returns whether upstream erased personal data in it.
    pub fn is_erased(self) -> bool {
        self.rank & Self::ERASED != 0
    }
}

/// A parent row with its children. The bytes are in the batch.
#[derive(Clone, Debug)]
pub struct Document {
    key: Range<usize>,
    /// Over the rows of parent and children, lineage and revision left out. A copy with other members of a set is the
    /// same version. Only the hash of an erased copy covers its members, because that copy takes the stored ones away.
    pub content_hash: Hash,
    /// `None`: the end of the unit's scope is the version of everything in it.
    pub version: Option<DocumentVersion>,
    rows: Range<usize>,
    record: Range<usize>,
    header: Range<usize>,
    /// Where it stood in the file.
    pub position: Position,
}

#[derive(Clone, Debug)]
struct EncodedRow {
    table: u8,
    bytes: Range<usize>,
}

/// Whole documents of one family and the rejects that stood between them.
#[derive(Debug)]
pub struct Batch {
    /// The tables they go to.
    pub family: &'static Family,
    /// In the order of the file.
    pub documents: Vec<Document>,
    keeps_records: bool,
    rejects: Vec<Reject>,
    reject_bytes: usize,
    rows: Vec<EncodedRow>,
    bytes: Vec<u8>,
}

impl Batch {
    /// An empty batch. Of its documents it keeps the rows alone.
    pub fn new(family: &'static Family) -> Self {
        Self {
            family,
            documents: Vec::new(),
            keeps_records: false,
            rejects: Vec::new(),
            reject_bytes: 0,
            rows: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// The same, or one that keeps of each document the record it was made of as well: only then a document that the
    /// database refuses can go to the quarantine. The records take more room than the rows.
    #[must_use]
    pub fn keeping_records(self, keeps_records: bool) -> Self {
        Self { keeps_records, ..self }
    }

    /// Whether it keeps them.
    pub fn keeps_records(&self) -> bool {
        self.keeps_records
    }

    /// An empty one for more of the same.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::new(self.family).keeping_records(self.keeps_records)
    }

    /// Lets an empty batch take documents of another family.
    ///
    /// # Panics
    /// When it is not empty, which is a mistake of the program.
    pub fn turn_to(&mut self, family: &'static Family) {
        assert!(self.is_empty(), "documents of one family are in the batch");
        self.family = family;
    }

    /// Empties it to be filled again. Its memory is kept, unless a large record made it grow beyond `kept_bytes_max`.
    pub fn clear(&mut self, kept_bytes_max: usize) {
        self.documents.clear();
        self.rejects.clear();
        self.reject_bytes = 0;
        self.rows.clear();
        self.bytes.clear();
        self.bytes.shrink_to(kept_bytes_max);
    }

    /// Adds a record that goes to the quarantine.
    pub fn reject(&mut self, reject: Reject) {
        self.reject_bytes += reject.record.len() + reject.header.len();
        self.rejects.push(reject);
    }

    /// The records that go to the quarantine.
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.rejects.is_empty()
    }

    /// Encoded rows, documents and rejects together, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.bytes.len() + self.reject_bytes
    }

    /// Rows of all tables.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Begins a document; its rows follow, then [`DocumentWriter::finish`]. What is not finished is taken back.
    pub fn begin(&mut self) -> DocumentWriter<'_> {
        let (bytes_start, rows_start) = (self.bytes.len(), self.rows.len());
        DocumentWriter { batch: self, bytes_start, rows_start, version: None, finished: false }
    }

    /// The document's key after the account, encoded: the fields of the parent row that the family names.
    pub fn key(&self, document: &Document) -> &[u8] {
        &self.bytes[document.key.clone()]
    }

    /// The record as it came, if records are kept.
    pub fn record(&self, document: &Document) -> &[u8] {
        &self.bytes[document.record.clone()]
    }

    /// The header that stood over the record, as it came; the same.
    pub fn header(&self, document: &Document) -> &[u8] {
        &self.bytes[document.header.clone()]
    }

    /// The document's encoded rows of the table with this index in its family.
    pub fn rows<'a>(&'a self, document: &Document, table: u8) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.rows[document.rows.clone()]
            .iter()
            .filter(move |row| row.table == table)
            .map(|row| &self.bytes[row.bytes.clone()])
    }
}

/// Writes one document into a batch.
#[derive(Debug)]
pub struct DocumentWriter<'a> {
    batch: &'a mut Batch,
    bytes_start: usize,
    rows_start: usize,
    version: Option<DocumentVersion>,
    finished: bool,
}

impl DocumentWriter<'_> {
    /// Appends a row; children in their order, the parent anywhere between.
    pub fn push<R: Row>(&mut self, row: &R) {
        let start = self.batch.bytes.len();
        row.encode(&mut self.batch.bytes);
        let table = self.batch.family.index(R::TABLE);
        self.batch.rows.push(EncodedRow { table, bytes: start..self.batch.bytes.len() });
    }

    /// Says what orders this copy among those of the same document.
    pub fn set_version(&mut self, version: DocumentVersion) {
        self.version = Some(version);
    }

    /// Seals the document: computes its hash, and keeps the record's own bytes with it if they are kept.
    ///
    /// # Panics
    /// When no parent was pushed, which is a mistake of the program.
    pub fn finish(mut self, position: Position, record: &[u8], header: &[u8]) {
        let batch = &mut *self.batch;
        let parent =
            batch.rows[self.rows_start..].iter().find(|row| row.table == PARENT).expect("a document has a parent");
        let key = key_fields(&batch.bytes[parent.bytes.clone()], batch.family.key.len());
        let key = parent.bytes.start + key.start..parent.bytes.start + key.end;
        let is_erased = self.version.is_some_and(DocumentVersion::is_erased);
        let first_member_table = batch.family.first_member_table();
        let mut sha = Sha256::new();
        for row in batch.rows[self.rows_start..].iter().filter(|row| is_erased || row.table < first_member_table) {
            sha.update([row.table]);
            sha.update(&batch.bytes[row.bytes.clone()]);
        }
        let mut keep = |bytes: &[u8]| {
            let start = batch.bytes.len();
            if batch.keeps_records {
                batch.bytes.extend_from_slice(bytes);
            }
            start..batch.bytes.len()
        };
        let (record, header) = (keep(record), keep(header));
        let rows = self.rows_start..batch.rows.len();
        let (content_hash, version) = (half(sha), self.version);
        batch.documents.push(Document { key, content_hash, version, rows, record, header, position });
        self.finished = true;
    }
}

/// The index of the parent in a family.
const PARENT: u8 = 0;

impl Drop for DocumentWriter<'_> {
    fn drop(&mut self) {
        if !self.finished {
            self.batch.bytes.truncate(self.bytes_start);
            self.batch.rows.truncate(self.rows_start);
        }
    }
}

#[cfg(test)]
mod tests {
    use tuple::{ColumnType, Field};

    use super::*;
    use crate::rows::{Column, CopyOrder, MemberSet, Table};

    static CHAT: Family = Family {
        name: "chat",
        parent: Chat::TABLE,
        children: &[Skill::TABLE],
        members: Some(&MemberSet { table: Tag::TABLE, parts: &[], key: &["tag"] }),
        key: &["conversation_id"],
        order: CopyOrder::Version,
        history: None,
        names: &[],
        fact: None,
        content_rev: 1,
    };

    struct Chat;

    impl Row for Chat {
        const TABLE: &'static Table = &Table {
            name: "chat",
            columns: &[
                Column::new("account_id", ColumnType::Text, ""),
                Column::new("conversation_id", ColumnType::Text, ""),
            ],
        };

        fn encode(&self, out: &mut Vec<u8>) {
            "1".encode(out);
            "c".encode(out);
        }
    }

    struct Skill<'a>(i32, &'a str);

    impl Row for Skill<'_> {
        const TABLE: &'static Table = &Table {
            name: "skill",
            columns: &[
                Column::new("account_id", ColumnType::Text, ""),
                Column::new("conversation_id", ColumnType::Text, ""),
                Column::new("position", ColumnType::Integer, ""),
                Column::new("skill_id", ColumnType::Text, ""),
            ],
        };

        fn encode(&self, out: &mut Vec<u8>) {
            Chat.encode(out);
            self.0.encode(out);
            self.1.encode(out);
        }
    }

    struct Tag<'a>(&'a str);

    impl Row for Tag<'_> {
        const TABLE: &'static Table = &Table {
            name: "tag",
            columns: &[
                Column::new("account_id", ColumnType::Text, ""),
                Column::new("conversation_id", ColumnType::Text, ""),
                Column::new("tag", ColumnType::Text, ""),
            ],
        };

        fn encode(&self, out: &mut Vec<u8>) {
            Chat.encode(out);
            self.0.encode(out);
        }
    }

    fn hash_of(skills: &[&str]) -> Hash {
        hash_with_tags(skills, &[], 0)
    }

    fn hash_with_tags(skills: &[&str], tags: &[&str], rank: i16) -> Hash {
        let mut batch = Batch::new(&CHAT);
        let mut writer = batch.begin();
        writer.push(&Chat);
        for tag in tags {
            writer.push(&Tag(tag));
        }
        for (position, skill_id) in (0..).zip(skills) {
            writer.push(&Skill(position, skill_id));
        }
        writer.set_version(DocumentVersion { rank, at: Millis::default() });
        writer.finish(Position::default(), b"record", b"header");
        assert_eq!(batch.key(&batch.documents[0]), b"\0\0\0\x01c");
        batch.documents[0].content_hash
    }

    #[test]
    fn equal_rows_have_equal_hashes_and_others_do_not() {
        assert_eq!(hash_of(&["1", "2"]), hash_of(&["1", "2"]));
        for other in [&["2", "1"][..], &["12", ""], &["1"], &[]] {
            assert_ne!(hash_of(&["1", "2"]), hash_of(other), "{other:?}");
        }
    }

    #[test]
    fn members_of_a_set_show_in_the_hash_of_an_erased_copy_alone() {
        for (rank, shows) in [(0, false), (3, false), (4, true), (7, true)] {
            let without = hash_with_tags(&["1"], &[], rank);
            assert_eq!(without, hash_of(&["1"]), "{rank}");
            let seen = [&["a"][..], &["b"], &["a", "b"]].map(|tags| hash_with_tags(&["1"], tags, rank) != without);
            assert_eq!(seen, [shows; 3], "{rank}");
        }
    }

    #[test]
    fn records_are_kept_when_they_are_wanted() {
        for (keeps_records, record, header) in [(true, &b"record"[..], &b"header"[..]), (false, b"", b"")] {
            let mut batch = Batch::new(&CHAT).keeping_records(keeps_records);
            for _ in 0..2 {
                batch = batch.another();
                let mut writer = batch.begin();
                writer.push(&Chat);
                writer.finish(Position::default(), b"record", b"header");
                let document = &batch.documents[0];
                assert_eq!((batch.record(document), batch.header(document)), (record, header));
            }
            batch.clear(0);
            assert!(batch.is_empty() && batch.size_bytes() == 0 && batch.row_count() == 0);
        }
    }

    #[test]
    fn a_document_that_is_not_finished_leaves_nothing() {
        let mut batch = Batch::new(&CHAT);
        batch.begin().push(&Skill(0, "1"));
        assert!(batch.is_empty());
        assert_eq!((batch.size_bytes(), batch.row_count()), (0, 0));
    }
}
