//! The columns of `messaging_conversation`: `info` and the objects beside it.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::{Field, Node};
use normalizer::table;
use normalizer::table::ReadColumns;
use normalizer::values::{id, scalar};

use super::containers::{Containers, Part};
use super::record::{self, read_with};
use super::tables::{CAMPAIGN, MONITORING, MessagingConversation, RESPONSE_TIME, SUMMARY};
use super::words::read_pairs;

pub(super) const PATH: &str = "conversationHistoryRecords[].info";

/// Refuses a record of another account; one that names none is of the account that was searched.
pub(super) fn expect_account(info: Fields<'_, '_>, account: &str) -> Result<(), RejectReason> {
    let is_other = |(name, value): &Field<'_>| {
        name.eq_ignore_ascii_case("brandId") && scalar(value).is_some_and(|named| !named.is_empty() && named != account)
    };
    if info.iter().any(is_other) { Err(RejectReason::OtherAccount) } else { Ok(()) }
}

/// Fills the row.
pub(super) fn read<'n, 'a>(
    containers: &Containers<'n, 'a>,
    row: &mut MessagingConversation<'n>,
    extra: &mut Extra<'n, 'a>,
) {
    read_with(row, containers.info, extra, |row, folded, (_, value), _| match folded {
        b"conversationid" => id(value) == Some(row.conversation_id),
        b"brandid" => scalar(value).is_some(),
        _ => false,
    });
    read_object(row, CAMPAIGN, ("campaign", "conversationHistoryRecords[].campaign"), containers.campaign, extra);
    let monitoring = ("monitoring", "conversationHistoryRecords[].monitoring");
    read_object(row, MONITORING, monitoring, containers.monitoring, extra);
    read_object(row, SUMMARY, ("summary", "conversationHistoryRecords[].summary"), containers.summary, extra);
    let response_time = ("responseTime", "conversationHistoryRecords[].responseTime");
    read_object(row, RESPONSE_TIME, response_time, containers.response_time, extra);
    if let Some(found) = containers.unique_intents {
        let columns = [&mut row.unique_intent_ids, &mut row.unique_intent_labels];
        read_pairs(["intentName", "intentLabel"], columns, record::PATH, found, extra);
    }
}

/// Reads an object that stands beside `info`.
fn read_object<'n, 'a>(
    row: &mut MessagingConversation<'n>,
    part: table::Part,
    inner: (&'static str, &'static str),
    found: Part<'n, 'a>,
    extra: &mut Extra<'n, 'a>,
) {
    match found {
        Some((name, value @ Node::Object(_))) => row.read_object(part, inner, (name, value), extra),
        Some((name, value)) => extra.keep_of(record::PATH, name, value),
        None => {}
    }
}
