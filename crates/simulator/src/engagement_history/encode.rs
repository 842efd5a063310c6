//! A record of the Engagement History API, in all the forms that pages and clients know of it.

use serde_json::{Map, Value, json};

use super::world::record::{Record, Survey};
use crate::record::{self, Forms};
use crate::world::dice::Dice;

/// The record on one line.
pub(super) fn record(record: &Record, dice: &mut Dice) -> String {
    record::print(dice, |forms| whole(record, forms))
}

fn whole(record: &Record, forms: &mut Forms<'_>) -> Value {
    let mut whole = record.unknown.clone();
    let mut put = |name: &str, value: Option<Value>| whole.extend(value.map(|value| (name.to_owned(), value)));
    put("info", Some(forms.part(&record.info)));
    put("campaign", forms.container(record.campaign.as_ref()));
    put("visitorInfo", forms.container(record.visitor.as_ref()));
    put("transcript", forms.list(&record.lines).map(|lines| json!({ "lines": lines })));
    put("lineScores", forms.list(&record.scores));
    put("surveys", surveys(&record.surveys, forms));
    let sessions = forms.list(&record.sessions);
    put("coBrowseSessions", sessions.map(|sessions| json!({ "coBrowseSessionsList": sessions })));
    let events: Vec<&Value> = record.attributes.iter().map(|attribute| &attribute.payload).collect();
    if !events.is_empty() || forms.dice.percent(30) {
        put("sdes", Some(json!({ "events": events })));
    }
    Value::Object(whole)
}

fn surveys(surveys: &[Survey; 3], forms: &mut Forms<'_>) -> Option<Value> {
    if surveys.iter().all(|survey| survey.answers.is_empty()) && forms.dice.percent(70) {
        return forms.nothing();
    }
    let mut lists = Map::new();
    for survey in surveys {
        lists.extend(forms.list(&survey.answers).map(|answers| (survey.name.to_owned(), answers)));
    }
    Some(Value::Object(lists))
}
