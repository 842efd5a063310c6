//! A record of the Messaging Interactions API, with what was asked for, in all the forms that its page knows of.

use serde_json::{Value, json};

use super::world::record::{Content, Record};
use super::world::{in_texts, last_of_each_kind};
use crate::record::{self, Forms};
use crate::world::attributes::Attribute;
use crate::world::dice::Dice;

/// Names of containers, and what older answers call them.
const OLDER_NAMES: [(&str, &str); 3] = [
    ("messageRecords", "messagesRecords"),
    ("messageScores", "messageScore"),
    ("consumerParticipants", "consumerParticipant"),
];

/// What a record is printed with.
#[derive(Debug)]
pub(super) struct Shown<'s> {
    /// Names of containers.
    pub(super) contents: &'s [String],
    /// All attributes, instead of the last of each kind.
    pub(super) is_whole: bool,
    /// Version 2: values of attributes have their types, and consumers who had not signed in have attributes too.
    pub(super) is_typed: bool,
}

/// Prints the record on one line.
pub(super) fn record(record: &Record, shown: &Shown<'_>, dice: &mut Dice) -> String {
    record::print(dice, |forms| whole(record, shown, forms))
}

fn whole(record: &Record, shown: &Shown<'_>, forms: &mut Forms<'_>) -> Value {
    let mut whole = record.unknown.clone();
    whole.insert("info".to_owned(), forms.part(&record.info));
    for (name, content) in &record.containers {
        let is_hidden = *name == "unAuthSdes" && !shown.is_typed;
        if is_hidden || !shown.contents.iter().any(|asked| asked == name) {
            continue;
        }
        let older = OLDER_NAMES.into_iter().find(|(newer, _)| newer == name).filter(|_| forms.dice.percent(4));
        let value = match content {
            Content::One(part) => forms.container(part.as_ref()),
            Content::Many(parts) => forms.list(parts),
            Content::Filled(parts) => Some(parts).filter(|parts| !parts.is_empty()).and_then(|parts| forms.list(parts)),
            Content::Sessions(parts) => forms.list(parts).map(|parts| json!({ "coBrowseSessionsList": parts })),
            Content::Attributes(events) => attributes(events, shown, forms),
        };
        whole.extend(value.map(|value| (older.map_or(*name, |(_, older)| older).to_owned(), value)));
    }
    Value::Object(whole)
}

fn attributes(events: &[Attribute], shown: &Shown<'_>, forms: &mut Forms<'_>) -> Option<Value> {
    let told = if shown.is_whole { events.iter().collect() } else { last_of_each_kind(events) };
    if told.is_empty() && forms.dice.percent(70) {
        return forms.nothing();
    }
    let print = |event: &&Attribute| if shown.is_typed { event.payload.clone() } else { in_texts(&event.payload) };
    Some(json!({ "events": told.iter().map(print).collect::<Vec<_>>() }))
}
