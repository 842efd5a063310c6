//! A `Content` among `engagements` becomes a `content_engagement` (Data Access, schema 1.0.0.39).

use model::RejectReason;
use model::batch::{Batch, Hash, hash};
use normalizer::fields::Extra;
use normalizer::json::{Arena, Parsed};
use normalizer::record::{expect_object, parse_header};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{Context, Decoded, Record};
use tuple::Json;

use super::tables::{ContentEngagement, HEADER};

const PATH: &str = "engagements[].Content";

/// Tells whether a record is one: its record name says so. One without it looks like a broken conversation.
pub(super) fn is_content(record: &Parsed<'_>) -> bool {
    record.tag.is_some_and(|tag| tag.eq_ignore_ascii_case("Content"))
}

pub(super) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let arena = Arena::new();
    let header = parse_header(context.header, &arena)?;
    let fields = expect_object(&record.parsed.node, PATH)?;
    let mut row = ContentEngagement { account_id: context.account, ..ContentEngagement::default() };
    let (mut extra, mut unknown) = (Extra::new(PATH), Extra::new("header"));
    row.read_fields(HEADER, expect_object(&header.node, "header")?, &mut unknown);
    row.read_fields(ROOT, fields, &mut extra);
    extra.nest("header", unknown);
    row.extra = extra.finish(&mut decoded.drift);
    row.content_key = content_key(&row);

    let mut writer = batch.begin();
    writer.push(&row);
    writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters + header.replaced_characters;
    Ok(())
}

/// Upstream gives it no id: what is equal in everything is one.
fn content_key(row: &ContentEngagement<'_>) -> Hash {
    let occurred_at = row.occurred_at.map_or_else(String::new, |at| at.epoch_ms().to_string());
    let extra = row.extra.as_ref().map_or("", |Json(extra)| extra.as_str());
    let ids = [row.visit_id, row.visitor_id, row.context_id].map(Option::unwrap_or_default);
    hash(ids.into_iter().chain([occurred_at.as_str(), extra]).map(str::as_bytes))
}
