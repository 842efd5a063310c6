//! An item of `surveys` with its `VisitorHeader` becomes a `survey` and its answers (Data Access API, survey).

use model::RejectReason;
use model::batch::{Batch, DocumentWriter, Hash, hash};
use normalizer::fields::Extra;
use normalizer::json::{Arena, Node};
use normalizer::record::{canonical_json, expect_array, expect_object, expect_rows, parse_header};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{Context, Decoded, Fields, Record};
use tuple::Millis;

use super::tables::{HEADER, Survey, SurveyContent};

const PATH: &str = "surveys[]";

pub(super) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let arena = Arena::new();
    let header = parse_header(context.header, &arena)?;
    let fields = expect_object(&record.parsed.node, PATH)?;
    let mut writer = batch.begin();
    let mut row = Survey { account_id: context.account, ..Survey::default() };
    let (mut extra, mut unknown) = (Extra::new(PATH), Extra::new("header"));
    row.read_fields(HEADER, expect_object(&header.node, "header")?, &mut unknown);
    extra.nest("header", unknown);
    let contents = read_survey(fields, &mut row, &mut extra)?;
    expect_rows(contents.len())?;
    row.survey_kind = row.survey_kind.map(kind_name);
    row.survey_key = survey_key(&row, &record.parsed.node);
    row.extra = extra.finish(&mut decoded.drift);
    writer.push(&row);
    write_contents(&row, contents, &mut writer, decoded)?;
    writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters + header.replaced_characters;
    Ok(())
}

/// Reads the fields into the row. Returns the answers; of two lists the first counts, and the second goes to `extra`.
fn read_survey<'n, 'a>(
    fields: Fields<'n, 'a>,
    row: &mut Survey<'n>,
    extra: &mut Extra<'n, 'a>,
) -> Result<&'n [Node<'a>], RejectReason> {
    let mut contents = None;
    row.read_fields_with(ROOT, fields, extra, |_, folded, (_, value), _| {
        let is_first = folded == b"contents" && contents.is_none();
        if is_first {
            contents = Some(value);
        }
        is_first
    });
    contents.map_or(Ok(&[]), |contents| expect_array(contents, "contents"))
}

fn write_contents(
    survey: &Survey<'_>,
    contents: &[Node<'_>],
    writer: &mut DocumentWriter<'_>,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let &Survey { account_id, survey_key, .. } = survey;
    for (position, item) in (0..).zip(contents) {
        let mut row = SurveyContent { account_id, survey_key, position, ..SurveyContent::default() };
        let mut extra = Extra::new("surveys[].contents[]");
        row.read_fields(ROOT, expect_object(item, "contents[]")?, &mut extra);
        row.extra = extra.finish(&mut decoded.drift);
        writer.push(&row);
    }
    Ok(())
}

/// Names a kind; one that is not documented keeps its code (Data Access API, survey).
fn kind_name(code: &str) -> &str {
    match code {
        "1" => "pre_chat",
        "2" => "exit",
        "3" => "agent",
        "4" => "offline",
        other => other,
    }
}

/// Upstream gives a filled-in survey no id. A chat, or a view in a visit, has one survey of a kind and design. A survey without
/// either is identified by its whole content.
fn survey_key(row: &Survey<'_>, record: &Node<'_>) -> Hash {
    let [survey_id, kind, visit_id] = [row.survey_id, row.survey_kind, row.visit_id].map(Option::unwrap_or_default);
    let viewed_at = row.viewed_at.map(|at: Millis| at.epoch_ms().to_string());
    match (row.conversation_id, row.visit_id, &viewed_at) {
        (Some(conversation_id), ..) => key_of(["conversation", conversation_id, kind, survey_id]),
        (None, Some(visit_id), Some(viewed_at)) => key_of(["visit", visit_id, viewed_at, kind, survey_id]),
        _ => {
            let record = canonical_json(record).map_or_else(String::new, |json| json.0);
            key_of(["record", visit_id, &record])
        }
    }
}

fn key_of<const PARTS: usize>(parts: [&str; PARTS]) -> Hash {
    hash(parts.iter().map(|part| part.as_bytes()))
}
