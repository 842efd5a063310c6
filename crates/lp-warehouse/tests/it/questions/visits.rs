//! Which visits there were and which of them led to a chat, worked out from the records of the simulated world.

use std::collections::BTreeMap;

use super::chats::{Chat, Tables};
use super::figures::{at, text};

/// A survey before the chat takes its time: a chat may begin so long after the last that is known of a visit.
const CHAT_DELAY_MS: i64 = 600_000;

#[derive(Clone, Debug, Default)]
pub(super) struct Visit {
    pub(super) account: String,
    pub(super) started_ms: Option<i64>,
    last_ms: Option<i64>,
    visitor: Option<String>,
    pub(super) has_chat: bool,
}

pub(super) fn visits(files: &Tables, chats: &[Chat]) -> Vec<Visit> {
    let mut visits = BTreeMap::<(String, String), Visit>::new();
    for body in &files["visit_body"] {
        let (Some(account), Some(id)) = (text(body, "account_id"), text(body, "visit_id")) else { continue };
        let visit = visits.entry((account.clone(), id)).or_default();
        visit.account = account;
        visit.visitor = visit.visitor.take().or(text(body, "visitor_id"));
    }
    for (table, column) in [("visit", "started_at"), ("page_view", "viewed_at"), ("impression", "shown_at")] {
        for row in &files[table] {
            let (Some(account), Some(id), Some(at_ms)) =
                (text(row, "account_id"), text(row, "visit_id"), at(row, column))
            else {
                continue;
            };
            let visit = visits.entry((account, id)).or_default();
            visit.last_ms = visit.last_ms.max(Some(at_ms));
        }
    }
    let starts = |table: &str, column: &str| {
        let mut starts = BTreeMap::new();
        for row in &files[table] {
            let (Some(account), Some(id), Some(at_ms)) =
                (text(row, "account_id"), text(row, "visit_id"), at(row, column))
            else {
                continue;
            };
            let start = starts.entry((account, id)).or_insert(at_ms);
            *start = at_ms.min(*start);
        }
        starts
    };
    let told = starts("visit", "started_at");
    let seen = [starts("page_view", "viewed_at"), starts("impression", "shown_at")];
    for (key, visit) in &mut visits {
        let first = seen.iter().filter_map(|starts| starts.get(key)).min();
        visit.started_ms = told.get(key).or(first).copied();
    }
    let known: Vec<_> = visits.keys().cloned().collect();
    for (key, visit) in &mut visits {
        let is_known = |id: &String| known.binary_search(&(key.0.clone(), id.clone())).is_ok();
        visit.has_chat = chats.iter().any(|chat| {
            let is_named = chat.visit.as_ref() == Some(&key.1);
            // The visitor decides where the files tell nothing of the visit that the chat names.
            let is_by_visitor = visit.visitor.as_ref().is_some_and(|visitor| chat.visitors.contains(visitor))
                && !chat.visit.as_ref().is_some_and(is_known);
            let Some((from_ms, to_ms)) = visit.started_ms.zip(visit.last_ms) else { return false };
            let is_within = (from_ms..=to_ms + CHAT_DELAY_MS).contains(&chat.started_ms);
            chat.account == key.0 && is_within && (is_named || is_by_visitor)
        });
    }
    visits.into_values().collect()
}
