//! A listing in every form in which it was seen (Data Access API, listing; and its contradictions).

use std::collections::HashSet;

use chrono::{DateTime, Datelike, Utc};
use model::{FileName, ListedFile, Scope};
use serde_json::Value;
use url::Url;

use crate::domains::extend;
use crate::fields::{field, text};

/// Bounds the memory of one listing; a file takes about 400 bytes in it.
pub(crate) const LISTING_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How upstream says that a span has no files, in an answer of any status.
pub(crate) const NOTHING: &str = "No Available Files";

/// Upstream's names have about 50 bytes. An index of the database takes some 2 700.
const NAME_BYTES_MAX: usize = 512;
/// No server takes a longer address.
const HREF_BYTES_MAX: usize = 8 * 1024;
/// Of so many entries that cannot be taken it is said why.
const REFUSALS_MAX: usize = 3;

/// What stands in a listing.
#[derive(Debug, Default)]
pub struct Listing {
    /// Each file once, in upstream's order.
    pub files: Vec<ListedFile>,
    /// Entries that cannot be taken.
    pub refused: usize,
    /// Why, in words, for the first of them.
    pub refusals: Vec<String>,
}

impl Listing {
    fn refuse(&mut self, why: String) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_MAX {
            self.refusals.push(why);
        }
    }
}

/// The files of a successful answer from `listed_at`. An entry that no ledger could hold does not keep
/// the others out.
///
/// # Errors
/// What is wrong with the answer, in words; also when all its entries lack what makes a file.
pub fn files(body: &[u8], listed_at: &Url) -> Result<Listing, String> {
    let entries = match entries(body) {
        Ok(entries) => entries,
        Err(_) if String::from_utf8_lossy(body).contains(NOTHING) => return Ok(Listing::default()),
        Err(why) => return Err(why),
    };
    let (mut listing, mut shapeless) = (Listing::default(), None);
    let mut names = HashSet::new();
    for (index, entry) in entries.iter().enumerate() {
        match file(entry, index, listed_at) {
            Ok(file) => match expect_storable(&file) {
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
    let name = name.map(|name| FileName::new(&name)).filter(|name| !name.as_str().is_empty());
    let name = name.ok_or_else(|| format!("entry {} of the listing has no name", index + 1))?;
    let printed_scope = scope(entry);
    let scope = printed_scope.filter(is_of_our_era).or_else(|| name.scope()).or(printed_scope);
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

/// Refuses what the database would refuse, and with it all files of the listing.
fn expect_storable(file: &ListedFile) -> Result<(), String> {
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
    Err(format!("file `{}` {flaw}", shown(name)))
}

fn is_of_our_era(scope: &Scope) -> bool {
    let is_of_our_era = |at: DateTime<Utc>| (1..=9999).contains(&at.year());
    is_of_our_era(scope.start) && is_of_our_era(scope.end)
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
