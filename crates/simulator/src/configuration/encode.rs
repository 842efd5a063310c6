//! An entity in the forms that the pages print (account configuration, contradictions).

use serde_json::{Map, Value};

use super::world::List;
use crate::world::dice::Dice;

/// What the invented passwords of a user begin with; its id follows.
pub const PASSWORD_MARK: &str = "secret-of-";

/// Fields that only a program that sets them should know.
const PASSWORDS: [&str; 3] = ["passwordSh", "oldPassword", "confirmPassword"];
/// Arrays of users, which have no order.
const SETS: [&str; 4] = ["skillIds", "profileIds", "lobIds", "permissionGroups"];
/// Lists of objects, whose numbers are never texts.
const NESTED: [&str; 2] = ["managerOf", "skillRoutingConfiguration"];

/// Prints an entity: numbers and flags are texts in some, and the sets of some users have another order in each answer.
///
/// With all fields, or only with those that users and skills show to who asks for no version. Apart from its order, an
/// entity that does not change is printed the same.
pub(super) fn print(list: List, id: i64, facts: &Value, is_full: bool, answer: u32) -> Value {
    let mut dice = Dice::new(0, &facts.to_string(), 0, "configuration printing");
    let in_texts = dice.percent(30);
    let is_unordered = list == List::Users && dice.percent(50);
    let mut order = Dice::new(0, &id.to_string(), answer, "configuration order");
    let mut record = Map::new();
    for (name, value) in facts.as_object().into_iter().flatten() {
        if !is_full && !always_shown(list).is_none_or(|shown| shown.contains(&name.as_str())) {
            continue;
        }
        let mut value = value.clone();
        if let Some(items) = value.as_array_mut().filter(|_| is_unordered && SETS.contains(&name.as_str())) {
            shuffle(items, &mut order);
        }
        let is_text = in_texts && !NESTED.contains(&name.as_str());
        record.insert(name.clone(), if is_text { texts(value) } else { value });
    }
    if list == List::Users && is_full {
        record.extend(PASSWORDS.map(|name| (name.to_owned(), format!("{PASSWORD_MARK}{id}").into())));
    }
    record.into()
}

/// Lists the fields of entities that do not show all of them to who asks for no version.
fn always_shown(list: List) -> Option<&'static [&'static str]> {
    match list {
        List::Users => Some(&["id", "pid", "loginName", "deleted"]),
        List::Skills => Some(&["id", "deleted", "name"]),
        List::AgentGroups | List::Lobs | List::Profiles | List::StatusReasons => None,
    }
}

/// Replaces numbers and flags with texts.
fn texts(value: Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Bool(flag) => flag.to_string().into(),
        Value::Array(items) => items.into_iter().map(texts).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, texts(value))).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

fn shuffle(items: &mut [Value], dice: &mut Dice) {
    for index in 1..items.len() {
        items.swap(index, dice.count(0..index + 1));
    }
}
