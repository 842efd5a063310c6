//! Reads the answer to a listing, in every form in which it was seen (Data Access API, listing; and its
//! contradictions).

use std::collections::HashSet;

use chrono::{DateTime, Datelike, Utc};
use model::{FileName, ListedFile, Scope};
use serde_json::Value;
use url::Url;

use crate::coding::without_mark;
use crate::fields::{find_field, find_text};
use crate::hosts::extend;

/// Upstream says so, in an answer of any status, when a span has no files.
pub(super) const NO_FILES: &str = "No Available Files";

/// Upstream's names have about 50 bytes. An index of the database takes some 2 700.
const NAME_BYTES_MAX: usize = 512;
/// No server takes a longer address.
const HREF_BYTES_MAX: usize = 8 * 1024;
/// Refused entries whose reason is kept.
const REFUSALS_MAX: usize = 3;

/// The entries of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedFiles {
    /// Each file once, in upstream's order.
    pub files: Vec<ListedFile>,
    /// Number of entries that lack a name or a scope, or that no ledger could hold.
    pub refused: usize,
    /// Why, for the first three of them.
    pub refusals: Vec<String>,
}

impl ListedFiles {
    fn refuse(&mut self, why: String) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_MAX {
            self.refusals.push(why);
        }
    }
}

/// Reads the files of a successful answer from `listed_at`. An entry that no ledger could hold does not keep the others
/// out.
///
/// # Errors
/// What is wrong with the answer, as a sentence; also when each of its entries lacks a name or a scope.
pub fn read_listing(body: &[u8], listed_at: &Url) -> Result<ListedFiles, String> {
    let entries = match read_entries(body) {
        Ok(entries) => entries,
        Err(_) if String::from_utf8_lossy(body).contains(NO_FILES) => return Ok(ListedFiles::default()),
        Err(why) => return Err(why),
    };
    let (mut listing, mut shapeless) = (ListedFiles::default(), None);
    let mut names = HashSet::new();
    for (index, entry) in entries.iter().enumerate() {
        match read_file(entry, index, listed_at) {
            Ok(file) => match check_storable(&file) {
                Ok(()) if names.insert(file.name.clone()) => listing.files.push(file),
                Ok(()) => {}
                Err(why) => listing.refuse(why),
            },
            Err(why) => {
                shapeless.get_or_insert_with(|| why.clone());
                listing.refuse(why);
            }
        }
    }
    match shapeless {
        Some(why) if listing.files.is_empty() => Err(why),
        _ => Ok(listing),
    }
}

/// Returns the items of `file` in all values of the body: pages print two objects back to back.
fn read_entries(body: &[u8]) -> Result<Vec<Value>, String> {
    let mut entries = Vec::new();
    for value in serde_json::Deserializer::from_slice(without_mark(body)).into_iter::<Value>() {
        let value = value.map_err(|error| format!("the listing is not JSON: {error}"))?;
        collect_entries(value, &mut entries)?;
    }
    Ok(entries)
}

fn collect_entries(value: Value, entries: &mut Vec<Value>) -> Result<(), String> {
    let listing = match find_field(&value, "dataAccessFiles") {
        Some(listing) => listing,
        // Told apart from an object of another kind, which would pass for an hour without files.
        None if is_empty(&value) || find_field(&value, "file").is_some() => &value,
        None => return Err("the answer has no `dataAccessFiles`".to_owned()),
    };
    match find_field(listing, "file") {
        Some(Value::Array(files)) => entries.extend(files.iter().cloned()),
        // A list of one, as converters from XML print it.
        Some(file @ Value::Object(_)) => entries.push(file.clone()),
        Some(other) if !is_empty(other) => return Err("`file` is neither a list nor an entry".to_owned()),
        None if !listing.is_object() && !is_empty(listing) => {
            return Err("`dataAccessFiles` is not an object".to_owned());
        }
        Some(_) | None => {}
    }
    Ok(())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn read_file(entry: &Value, index: usize, listed_at: &Url) -> Result<ListedFile, String> {
    let printed_href = find_text(entry, "href");
    let name = find_text(entry, "name").or_else(|| last_segment(printed_href.as_deref()?, listed_at));
    let name = name.map(|name| FileName::new(&name)).filter(|name| !name.as_str().is_empty());
    let name = name.ok_or_else(|| format!("entry {} of the listing has no name", index + 1))?;
    let printed_scope = read_scope(entry);
    let scope = printed_scope.filter(is_of_our_era).or_else(|| name.scope()).or(printed_scope);
    let scope = scope.ok_or_else(|| format!("file `{}` has no scope, and none in its name", shorten_name(&name)))?;
    let href = match printed_href {
        Some(href) if Url::parse(&href).is_ok() => href,
        // Relative, if at all: then to the listing.
        Some(href) => {
            listed_at.join(&href).map_err(|_| format!("file `{}` has no address", shorten_name(&name)))?.into()
        }
        None => {
            let mut base = listed_at.clone();
            base.set_query(None);
            extend(&base, &[&format!("{name}.gz")]).into()
        }
    };
    Ok(ListedFile { name, href, scope })
}

/// Refuses a file that the database would refuse, together with all others of the listing.
fn check_storable(file: &ListedFile) -> Result<(), String> {
    let ListedFile { name, href, scope } = file;
    let (name_bytes, href_bytes) = (name.as_str().len(), href.len());
    let has_control = |text: &str| text.chars().any(char::is_control);
    let flaw = if name_bytes > NAME_BYTES_MAX {
        format!("has a name of {name_bytes} bytes, more than {NAME_BYTES_MAX}")
    } else if has_control(name.as_str()) {
        "has control characters in its name".to_owned()
    } else if href_bytes > HREF_BYTES_MAX {
        format!("has an address of {href_bytes} bytes, more than {HREF_BYTES_MAX}")
    } else if has_control(href) {
        "has control characters in its address".to_owned()
    } else if !is_of_our_era(scope) {
        "has a scope outside the years 1 to 9999".to_owned()
    } else {
        return Ok(());
    };
    Err(format!("file `{}` {flaw}", shorten_name(name)))
}

fn is_of_our_era(scope: &Scope) -> bool {
    let is_of_our_era = |at: DateTime<Utc>| (1..=9999).contains(&at.year());
    is_of_our_era(scope.start) && is_of_our_era(scope.end)
}

/// Returns a name fit for an error: 100 characters at most, none of them a control character.
fn shorten_name(name: &FileName) -> String {
    name.as_str().chars().filter(|c| !c.is_control()).take(100).collect()
}

fn last_segment(href: &str, listed_at: &Url) -> Option<String> {
    let url = listed_at.join(href).ok()?;
    let segment = url.path_segments()?.next_back()?;
    (!segment.is_empty()).then(|| segment.to_owned())
}

fn read_scope(entry: &Value) -> Option<Scope> {
    let start = parse_time(&find_text(entry, "scopeStartDate")?)?;
    let end = parse_time(&find_text(entry, "scopeEndDate")?)?;
    (start < end).then_some(Scope { start, end })
}

/// Parses ISO 8601 with an offset, with or without its colon.
fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let parsed =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
    Some(parsed.ok()?.to_utc())
}

#[cfg(test)]
mod tests;
