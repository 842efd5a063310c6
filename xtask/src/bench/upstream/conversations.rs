//! Conversations of Messaging Interactions, by the day on which they began. A large account's fit on no shelf: a day is made
//! when it is asked for, and the last few stay.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::pages::{mark_before, print_page, starts};
use super::request::Request;
use crate::bench::data::DAY_MS;

/// What is known of a conversation, beside its record.
pub(in crate::bench) struct ConversationHead {
    pub(in crate::bench) id: String,
    pub(in crate::bench) started_ms: i64,
    /// Less than a day after its start.
    pub(in crate::bench) updated_ms: i64,
}

/// The conversations that began on a day, by their start, printed.
#[derive(Default)]
pub(in crate::bench) struct ConversationDay {
    records: Vec<Record>,
    json: Vec<u8>,
}

struct Record {
    head: ConversationHead,
    json: Range<usize>,
    /// As a search by id shows it.
    whole: Range<usize>,
}

impl ConversationDay {
    /// Adds a conversation that began after the others. `whole` is its record if a search shows a part only.
    pub(in crate::bench) fn push(&mut self, head: ConversationHead, json: &[u8], whole: Option<&Vec<u8>>) {
        let json = self.append(json);
        let whole = whole.map_or(json.clone(), |whole| self.append(whole));
        self.records.push(Record { head, json, whole });
    }

    fn append(&mut self, json: &[u8]) -> Range<usize> {
        let begin = self.json.len();
        self.json.extend_from_slice(json);
        begin..self.json.len()
    }
}

type MakeDay = Box<dyn Fn(i64) -> ConversationDay + Send + Sync>;

/// The conversations of some days. None begins in the very first millisecond of a day.
pub(in crate::bench) struct ConversationShelf {
    /// Begin of the oldest day.
    first_ms: i64,
    days: i64,
    make: MakeDay,
    kept_max: usize,
    kept: Mutex<VecDeque<(i64, Arc<ConversationDay>)>>,
}

impl ConversationShelf {
    /// Returns a shelf of days that `make` makes by their number, and makes again when the last `kept_max` do not have it.
    pub(in crate::bench) fn new(
        first_ms: i64,
        days: i64,
        kept_max: usize,
        make: impl Fn(i64) -> ConversationDay + Send + Sync + 'static,
    ) -> Self {
        Self { first_ms, days, make: Box::new(make), kept_max, kept: Mutex::default() }
    }

    /// Makes as many days as are kept. Returns the bytes of what searches show of them.
    pub(in crate::bench) fn fill(&self) -> u64 {
        let shown = |day: &ConversationDay| day.records.iter().map(|record| record.json.len() as u64).sum::<u64>();
        (0..self.days).take(self.kept_max).map(|number| shown(&self.day(number))).sum()
    }

    fn day(&self, number: i64) -> Arc<ConversationDay> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, day)) = kept.iter().find(|(kept, _)| *kept == number) {
            return Arc::clone(day);
        }
        let day = Arc::new((self.make)(number));
        kept.truncate(self.kept_max.saturating_sub(1));
        kept.push_front((number, Arc::clone(&day)));
        day
    }

    /// Answers a search by start.
    pub(super) fn search(&self, request: &Request) -> Vec<u8> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let (from_ms, to_ms) = starts(&body);
        let updated_ms = body["latestUpdateTime"]["from"].as_i64().map_or(i64::MIN, mark_before);
        // What began more than a day before was not updated since.
        let from_ms = from_ms.max(updated_ms.saturating_sub(DAY_MS));
        let number = |ms: i64| (ms - self.first_ms).div_euclid(DAY_MS).clamp(0, self.days);
        let days: Vec<_> = (number(from_ms)..number(to_ms + DAY_MS - 1)).map(|number| self.day(number)).collect();
        let is_wanted = |record: &&Record| {
            (from_ms..=to_ms).contains(&record.head.started_ms) && record.head.updated_ms >= updated_ms
        };
        let mut found = Vec::new();
        for day in &days {
            let wanted = day.records.iter().filter(is_wanted);
            found.extend(wanted.map(|record| &day.json[record.json.clone()]));
        }
        let (offset, limit) = (request.number("offset") as usize, request.number("limit") as usize);
        print_page(CONTAINER, found.len(), found.iter().skip(offset).take(limit).copied())
    }

    /// Answers a search by id, which comes soon after the search that showed the id.
    pub(super) fn search_by_id(&self, request: &Request) -> Vec<u8> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let id = body["conversationId"].as_str().unwrap_or_default();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find_map(|(_, day)| {
            let record = day.records.iter().find(|record| record.head.id == id)?;
            Some(&day.json[record.whole.clone()])
        });
        print_page(CONTAINER, found.iter().len(), found.into_iter())
    }
}

/// The field of an answer that holds the records.
const CONTAINER: &str = "conversationHistoryRecords";

#[cfg(test)]
mod tests {
    use super::*;

    /// Two days with a conversation in each hour, which is updated 30 minutes after its start.
    fn shelf(kept_max: usize) -> ConversationShelf {
        ConversationShelf::new(0, 2, kept_max, |number| {
            let mut day = ConversationDay::default();
            for hour in number * 24..number * 24 + 24 {
                let started_ms = hour * 3_600_000 + 1;
                let head = ConversationHead { id: format!("c{hour}"), started_ms, updated_ms: started_ms + 1_800_000 };
                let whole = format!("\"whole {hour}\"").into_bytes();
                day.push(head, hour.to_string().as_bytes(), (hour == 7).then_some(&whole));
            }
            day
        })
    }

    fn request(body: &str, query: &str) -> Request {
        let (path, query, body) = (String::new(), query.to_owned(), body.as_bytes().to_vec());
        Request { method: "POST".to_owned(), path, query, body }
    }

    fn shown(page: &[u8]) -> String {
        let page: Value = serde_json::from_slice(page).unwrap();
        format!("{} {}", page["_metadata"]["count"], page[CONTAINER])
    }

    #[test]
    fn pages_are_cut_from_the_days_of_the_range() {
        let check = |body: &str, query: &str, expected: &str| {
            assert_eq!(shown(&shelf(1).search(&request(body, query))), expected);
        };
        check(r#"{"start":{"from":0,"to":86400000}}"#, "offset=22&limit=100", "24 [22,23]");
        check(r#"{"start":{"from":82800000,"to":90000000}}"#, "offset=0&limit=100", "2 [23,24]");
        check(r#"{"start":{"from":-9000000,"to":99999999999}}"#, "offset=46&limit=1", "48 [46]");
        let updated = r#"{"start":{"from":0,"to":99999999999},"latestUpdateTime":{"from":167400000}}"#;
        check(updated, "offset=0&limit=100", "2 [46,47]");
        let later = r#"{"start":{"from":0,"to":99999999999},"latestUpdateTime":{"from":180000000}}"#;
        check(later, "offset=0&limit=100", "0 []");
    }

    #[test]
    fn a_conversation_is_whole_when_it_is_asked_for_by_its_id() {
        let shelf = shelf(2);
        assert_eq!(shelf.fill(), 10 + 38 * 2);
        let check = |id: &str, expected: &str| {
            let body = format!("{{\"conversationId\":\"{id}\"}}");
            assert_eq!(shown(&shelf.search_by_id(&request(&body, ""))), expected);
        };
        check("c7", "1 [\"whole 7\"]");
        check("c30", "1 [30]");
        check("c99", "0 []");
    }
}
