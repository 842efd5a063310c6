//! A listing in every form in which it was seen (Data Access API, listing; and its contradictions).

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use model::{FileName, ListedFile, Scope};
use serde_json::Value;
use url::Url;

use crate::domains::extend;
use crate::fields::{field, text};

/// Bounds the memory of one listing; a file takes about 400 bytes in it.
pub(crate) const LISTING_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How upstream says that a span has no files, in an answer of any status.
pub(crate) const NOTHING: &str = "No Available Files";

/// The files of a successful answer from `listed_at`, each once, in upstream's order.
///
/// # Errors
/// What is wrong with the answer, in words.
pub fn files(body: &[u8], listed_at: &Url) -> Result<Vec<ListedFile>, String> {
    let entries = match entries(body) {
        Ok(entries) => entries,
        Err(_) if String::from_utf8_lossy(body).contains(NOTHING) => return Ok(Vec::new()),
        Err(why) => return Err(why),
    };
    let mut files = Vec::with_capacity(entries.len());
    let mut names = HashSet::new();
    for (index, entry) in entries.iter().enumerate() {
        let file = file(entry, index, listed_at)?;
        if names.insert(file.name.clone()) {
            files.push(file);
        }
    }
    Ok(files)
}

/// The items of `file` in all values of the body: pages print two objects back to back.
fn entries(body: &[u8]) -> Result<Vec<Value>, String> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut entries = Vec::new();
    for value in serde_json::Deserializer::from_slice(body).into_iter::<Value>() {
        let value = value.map_err(|error| format!("the listing is not JSON: {error}"))?;
        collect(value, &mut entries)?;
    }
    Ok(entries)
}

fn collect(value: Value, entries: &mut Vec<Value>) -> Result<(), String> {
    let listing = match field(&value, "dataAccessFiles") {
        Some(listing) => listing,
        // Told apart from an object of another kind, which would pass for an hour without files.
        None if is_empty(&value) || field(&value, "file").is_some() => &value,
        None => return Err("the answer has no `dataAccessFiles`".to_owned()),
    };
    match field(listing, "file") {
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

fn file(entry: &Value, index: usize, listed_at: &Url) -> Result<ListedFile, String> {
    let printed_href = text(entry, "href");
    let name = text(entry, "name").or_else(|| last_segment(printed_href.as_deref()?, listed_at));
    let name = name.ok_or_else(|| format!("entry {} of the listing has no name", index + 1))?;
    let name = FileName::new(&name);
    let scope = scope(entry).or_else(|| name.scope());
    let scope = scope.ok_or_else(|| format!("file `{}` has no scope, and none in its name", shown(&name)))?;
    let href = match printed_href {
        Some(href) if Url::parse(&href).is_ok() => href,
        // Relative, if at all: then to the listing.
        Some(href) => listed_at.join(&href).map_err(|_| format!("file `{}` has no address", shown(&name)))?.into(),
        None => {
            let mut base = listed_at.clone();
            base.set_query(None);
            extend(&base, &[&format!("{name}.gz")]).into()
        }
    };
    Ok(ListedFile { name, href, scope })
}

/// A name that upstream made up, fit for an error.
fn shown(name: &FileName) -> String {
    name.as_str().chars().filter(|c| !c.is_control()).take(100).collect()
}

fn last_segment(href: &str, listed_at: &Url) -> Option<String> {
    let url = listed_at.join(href).ok()?;
    let segment = url.path_segments()?.next_back()?;
    (!segment.is_empty()).then(|| segment.to_owned())
}

fn scope(entry: &Value) -> Option<Scope> {
    let start = moment(&text(entry, "scopeStartDate")?)?;
    let end = moment(&text(entry, "scopeEndDate")?)?;
    (start < end).then_some(Scope { start, end })
}

/// ISO 8601 with an offset, with or without its colon.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let parsed =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
    Some(parsed.ok()?.to_utc())
}

#[cfg(test)]
mod tests;
