//! The columns of `messaging_conversation`: `info` and the objects beside it.

use normalizer::fields::Extra;
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::{id, scalar};

use super::containers::Containers;
use super::record;
use super::tables::{CAMPAIGN, MONITORING, MessagingConversation, RESPONSE_TIME, SUMMARY};
use super::words::read_pairs;
use crate::search::read_beside;

pub(super) const PATH: &str = "conversationHistoryRecords[].info";

/// Fills the row.
pub(super) fn read<'n, 'a>(
    containers: &Containers<'n, 'a>,
    row: &mut MessagingConversation<'n>,
    extra: &mut Extra<'n, 'a>,
) {
    row.read_fields_with(ROOT, containers.info, extra, |row, folded, (_, value), _| match folded {
        b"conversationid" => id(value) == Some(row.conversation_id),
        b"brandid" => scalar(value).is_some(),
        _ => false,
    });
    read_beside(
        row,
        CAMPAIGN,
        ("campaign", "conversationHistoryRecords[].campaign"),
        record::PATH,
        containers.campaign,
        extra,
    );
    let monitoring = ("monitoring", "conversationHistoryRecords[].monitoring");
    read_beside(row, MONITORING, monitoring, record::PATH, containers.monitoring, extra);
    read_beside(
        row,
        SUMMARY,
        ("summary", "conversationHistoryRecords[].summary"),
        record::PATH,
        containers.summary,
        extra,
    );
    let response_time = ("responseTime", "conversationHistoryRecords[].responseTime");
    read_beside(row, RESPONSE_TIME, response_time, record::PATH, containers.response_time, extra);
    if let Some(found) = containers.unique_intents {
        let columns = [&mut row.unique_intent_ids, &mut row.unique_intent_labels];
        read_pairs(["intentName", "intentLabel"], columns, record::PATH, found, extra);
    }
}
