//! Pages of Messaging Interactions, and a record that fills every column.

mod attributes;
mod children;
mod columns;
mod conversation;
mod messages;
mod sample;
mod specimen;
mod versions;

use std::collections::BTreeSet;

use feeds::messaging_interactions::FEED;
use model::AccountId;
use normalizer::{DecodeLimits, Page, decode_pages};
use tuple::Millis;

use self::specimen::{full_attributes, full_record};
use crate::conformance::Specimen;
use crate::outcome::{ACCOUNT, Outcome, for_each_row};

const FETCHED_AT_MS: i64 = 1_500_000_000_000;

/// Every documented field of a record.
pub(crate) fn specimens() -> Vec<Specimen> {
    [full_record(), full_attributes()].map(|record| Specimen::page(FEED, record, page)).into()
}

/// A page with these records.
fn page(records: &str) -> String {
    format!(r#"{{"_metadata":{{"count":1}},"conversationHistoryRecords":[{records}]}}"#)
}

/// Decodes a page for an account. No record is lost between the tables and the quarantine.
fn decoded_for(account: &str, body: &str) -> Outcome {
    let (mut batches, account) = (Vec::new(), AccountId(account.to_owned()));
    let fetched_at = Millis::new(FETCHED_AT_MS).unwrap();
    let pages = [Page { bytes: body.len() as u64, fetched_at, skipped: BTreeSet::new() }];
    let limits = DecodeLimits { keeps_records: true, ..DecodeLimits::default() };
    let decoded =
        decode_pages(feeds::page_shape(FEED).unwrap(), &account, body.as_bytes(), &pages, limits, &mut |batch| {
            let another = batch.another();
            batches.push(batch);
            Some(another)
        });
    let outcome = Outcome { batches, decoded };
    if let Ok(decoded) = &outcome.decoded {
        assert_eq!(decoded.records, (outcome.documents().count() + outcome.rejects().count()) as u64);
    }
    outcome
}

fn decoded_page(body: &str) -> Outcome {
    decoded_for(ACCOUNT, body)
}

fn decoded(record: &str) -> Outcome {
    decoded_page(&page(record))
}

/// A record whose info is `{"conversationId":"c", <info>}`, with these containers.
fn record(info: &str, containers: &str) -> String {
    let comma = |text: &str| if text.is_empty() { "" } else { "," };
    format!(r#"{{"info":{{"conversationId":"c"{}{info}}}{}{containers}}}"#, comma(info), comma(containers))
}

/// The keys of the attributes.
fn attribute_keys(outcome: &Outcome) -> Vec<String> {
    let mut keys = Vec::new();
    for (batch, document) in outcome.documents() {
        for_each_row(batch, document, |table, row| {
            let named = table.columns.iter().zip(tuple::fields(row));
            let key = named.filter(|(column, _)| column.name() == "attribute_key").find_map(|(_, value)| value);
            keys.extend(key.map(|key| format!("{key:02x?}")).filter(|_| table.name == "messaging_attribute"));
        });
    }
    keys
}
