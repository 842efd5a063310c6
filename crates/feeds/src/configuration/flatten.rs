//! An entity of a list becomes a row (Dimension lists, a section for each list).

use model::RejectReason;
use model::batch::{Batch, DocumentVersion};
use model::rows::Row;
use normalizer::fields::Extra;
use normalizer::record::{expect_key, expect_object};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{Context, Decoded, Fields, Record};

use super::tables::{Agent, AgentGroup, LineOfBusiness, MEMBER_OF, Profile, Skill, StatusReason};

pub(super) fn agent(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let (agent_id, fields) = entity(&record, "users[]")?;
    let mut row = Agent { account_id: context.account, agent_id, ..Agent::default() };
    let mut extra = Extra::new("users[]");
    row.read_fields_with(ROOT, fields, &mut extra, |row, folded, (name, value), extra| match folded {
        b"id" => true,
        b"memberof" => {
            row.read_object(MEMBER_OF, ("memberOf", "users[].memberOf"), (name, value), extra);
            true
        }
        _ => false,
    });
    // Upstream leaves them empty for privacy.
    for text in [&mut row.login_name, &mut row.nickname, &mut row.full_name, &mut row.email, &mut row.mobile_number] {
        *text = text.filter(|text| !text.is_empty());
    }
    for ids in [&mut row.skill_ids, &mut row.profile_ids, &mut row.lob_ids, &mut row.permission_group_ids] {
        sort_ids(ids);
    }
    row.extra = extra.finish(&mut decoded.drift);
    write(&row, record, context, batch, decoded);
    Ok(())
}

pub(super) fn skill(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let (skill_id, fields) = entity(&record, "skills[]")?;
    let mut row = Skill { account_id: context.account, skill_id, ..Skill::default() };
    let mut extra = Extra::new("skills[]");
    row.read_fields_with(ROOT, fields, &mut extra, |_, folded, _, _| folded == b"id");
    sort_ids(&mut row.lob_ids);
    sort_ids(&mut row.transfer_skill_ids);
    row.extra = extra.finish(&mut decoded.drift);
    write(&row, record, context, batch, decoded);
    Ok(())
}

/// Lists whose entities have no lists of ids and no objects inside.
macro_rules! flat_entity {
    ($flatten:ident, $row:ident, $key:ident, $path:literal) => {
        pub(super) fn $flatten(
            record: Record<'_>,
            context: Context<'_>,
            batch: &mut Batch,
            decoded: &mut Decoded,
        ) -> Result<(), RejectReason> {
            let (id, fields) = entity(&record, $path)?;
            let mut row = $row { account_id: context.account, $key: id, ..$row::default() };
            let mut extra = Extra::new($path);
            row.read_fields_with(ROOT, fields, &mut extra, |_, folded, _, _| folded == b"id");
            row.extra = extra.finish(&mut decoded.drift);
            write(&row, record, context, batch, decoded);
            Ok(())
        }
    };
}

flat_entity!(agent_group, AgentGroup, agent_group_id, "agentGroups[]");
flat_entity!(line_of_business, LineOfBusiness, lob_id, "lobs[]");
flat_entity!(profile, Profile, profile_id, "profiles[]");
flat_entity!(status_reason, StatusReason, reason_id, "status-reasons[]");

/// Returns the id of an entity, and its fields.
fn entity<'n, 'a>(record: &'n Record<'a>, path: &'static str) -> Result<(&'n str, Fields<'n, 'a>), RejectReason> {
    let fields = expect_object(&record.parsed.node, path)?;
    Ok((expect_key(fields, "id")?, fields))
}

/// Upstream lists ids in any order. Sorted, the same ids are the same state.
fn sort_ids(ids: &mut Option<Vec<&str>>) {
    if let Some(ids) = ids {
        ids.sort_unstable();
        ids.dedup();
    }
}

fn write(row: &impl Row, record: Record<'_>, context: Context<'_>, batch: &mut Batch, decoded: &mut Decoded) {
    let mut writer = batch.begin();
    if let Some(at) = context.fetched_at {
        writer.set_version(DocumentVersion { rank: 0, at });
    }
    writer.push(row);
    writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters;
}
