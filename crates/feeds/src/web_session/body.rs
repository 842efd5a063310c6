//! A body of a visit becomes a `visit_body` and the rows of its items.

use model::batch::{Batch, DocumentWriter, hash};
use model::{Drift, RejectReason};
use normalizer::fields::Extra;
use normalizer::json::{Arena, Node, Parsed};
use normalizer::record::{canonical_json, expect_array, expect_object, expect_rows, parse_header};
use normalizer::table::ReadColumns;
use normalizer::values::id;
use normalizer::{Context, Decoded, Fields, Record};

use super::tables::{HEADER, VisitBody};

/// The items of a kind of body. The row of an item implements it.
pub(super) trait Items {
    /// In the column `body_kind`.
    const KIND: &'static str;
    /// Upstream's name of their list.
    const FIELD: &'static str;

    /// Writes the rows of all items, in one order, whatever the order of the fields: the hash of equal bodies must be equal.
    ///
    /// # Errors
    /// When an item has another shape, or there are more rows than a record may have.
    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason>;
}

/// Where the rows of one body go.
pub(super) struct Body<'c, 'b> {
    pub(super) account_id: &'c str,
    pub(super) visit_id: &'c str,
    pub(super) visitor_id: Option<&'c str>,
    pub(super) context_id: Option<&'c str>,
    /// For the record names of the items.
    pub(super) parsed: &'c Parsed<'c>,
    pub(super) writer: DocumentWriter<'b>,
    pub(super) drift: &'c mut Drift,
    rows: usize,
}

impl Body<'_, '_> {
    /// Refuses more rows than a record may have, before they are written.
    pub(super) fn count(&mut self, rows: usize) -> Result<(), RejectReason> {
        self.rows += rows;
        expect_rows(self.rows)
    }
}

pub(super) fn flatten<I: Items>(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let arena = Arena::new();
    let header = parse_header(context.header, &arena)?;
    let header_fields = expect_object(&header.node, "header")?;
    let items = expect_array(&record.parsed.node, I::FIELD)?;
    let mut row = VisitBody { account_id: context.account, body_kind: I::KIND, ..VisitBody::default() };
    let mut extra = Extra::new(I::FIELD);
    let made_id;
    match read_header(header_fields, &mut row, &mut extra) {
        Some(visit_id) => (row.visit_id, row.is_identified) = (visit_id, true),
        None => {
            made_id = make_visit_id(I::KIND, [&header.node, &record.parsed.node]);
            row.visit_id = &made_id;
        }
    }
    row.item_count = i32::try_from(items.len()).unwrap_or(i32::MAX);
    row.extra = extra.finish(&mut decoded.drift);

    let mut writer = batch.begin();
    writer.push(&row);
    let VisitBody { account_id, visit_id, visitor_id, context_id, .. } = row;
    let (parsed, drift) = (&record.parsed, &mut decoded.drift);
    let mut body = Body { account_id, visit_id, visitor_id, context_id, parsed, writer, drift, rows: 0 };
    body.count(items.len())?;
    I::write(items, &mut body)?;
    body.writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters + header.replaced_characters;
    Ok(())
}

/// Reads who visited. Returns the id of the visit; an empty one is none.
fn read_header<'n, 'a>(header: Fields<'n, 'a>, row: &mut VisitBody<'n>, extra: &mut Extra<'n, 'a>) -> Option<&'n str> {
    let mut visit_id = None;
    let mut unknown = Extra::new("header");
    row.read_fields_with(HEADER, header, &mut unknown, |_, folded, (_, value), _| {
        let is_id = folded == b"visitid" && visit_id.is_none();
        visit_id = visit_id.or(id(value).filter(|_| is_id));
        is_id && (visit_id.is_some() || matches!(value, Node::String("")))
    });
    extra.nest("header", unknown);
    visit_id
}

/// Makes the id of a visit that upstream does not name: what is equal in everything is one.
fn make_visit_id(kind: &str, parts: [&Node<'_>; 2]) -> String {
    let [header, items] = parts.map(|part| canonical_json(part).map_or_else(String::new, |json| json.0));
    let hash = hash([kind.as_bytes(), header.as_bytes(), items.as_bytes()]);
    hash.iter().fold("#".to_owned(), |id, byte| format!("{id}{byte:02x}"))
}
