//! Listings (Data Access API, listing): JSON that was XML once, with all that follows from it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, TimeDelta, Utc, Weekday};
use serde_json::{Value, json};

use super::ServedFile;
use crate::api::Shared;
use crate::api::answer::{self, NOT_SUPPORTED};
use crate::api::gate::Injected;
use crate::api::oauth1::form_parameters;
use crate::faults::Fault;
use crate::feed::file_feeds;

/// A scan of a day, or a little more, is quick.
const QUICK_RANGE: TimeDelta = TimeDelta::hours(25);
/// A client asks for so much in production, and waits; longer ranges time out.
const RANGE_MAX: TimeDelta = TimeDelta::days(7);
/// What each further day of a scan takes.
const SCAN_OF_A_DAY: Duration = Duration::from_millis(100);

/// `GET …/le/{feed}?startTime&endTime`.
pub(super) async fn listing(
    State(shared): State<Arc<Shared>>,
    Extension(Injected(fault)): Extension<Injected>,
    Path((account, feed)): Path<(String, String)>,
    request: Request,
) -> Response {
    let now = shared.clock.now();
    let is_json = answer::accepts_json(request.headers());
    let error = |status, message| match is_json {
        true => answer::json_error(status, now, message, NOT_SUPPORTED),
        false => answer::xml_error(status, now, message, NOT_SUPPORTED),
    };
    if !file_feeds().any(|known| known.path == feed) {
        return error(StatusCode::NOT_FOUND, "unknown type");
    }
    let Some((from, to)) = range(request.uri().query().unwrap_or_default()) else {
        return error(StatusCode::BAD_REQUEST, "startTime and endTime are required, in milliseconds");
    };
    if to - from > RANGE_MAX {
        return answer::xml_error(StatusCode::INTERNAL_SERVER_ERROR, now, "the scan timed out", NOT_SUPPORTED);
    }
    tokio::time::sleep(scan_time(to - from)).await;
    let mut files = shared.catalogue.list((&account, &feed), (from, to), now);
    match fault {
        Some(Fault::ListingOmits { name }) => files.retain(|file| file.spec.name != name),
        Some(Fault::ListingRepeats) => files = files.into_iter().flat_map(|file| [file.clone(), file]).collect(),
        _ => {}
    }
    let own = format!("http://{}/data_access_le/account/{account}/le/{feed}", answer::host(request.headers()));
    let entries: Vec<Entry> = files.iter().map(|file| Entry::of(file, &own)).collect();
    match (entries.as_slice(), is_json) {
        ([], true) => nothing(&shared, &account, &own, now),
        ([], false) => answer::xml_error(StatusCode::NOT_FOUND, now, NOTHING, NOT_SUPPORTED),
        (_, true) => answer::json(StatusCode::OK, &as_json(&account, &own, &entries)),
        (_, false) => answer::plain(StatusCode::OK, "application/xml", as_xml(&account, &own, &entries)),
    }
}

/// How long upstream scans, beyond the time for a day.
fn scan_time(range: TimeDelta) -> Duration {
    if range <= QUICK_RANGE { Duration::ZERO } else { SCAN_OF_A_DAY * range.num_days() as u32 }
}

fn range(query: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let query = form_parameters(query);
    let time = |name: &str| {
        let text = query.iter().find(|(key, _)| key == name).map(|(_, value)| value)?;
        DateTime::from_timestamp_millis(text.parse().ok()?)
    };
    time("startTime").zip(time("endTime")).filter(|(from, to)| from <= to)
}

/// The text by which a working client knows an empty listing.
const NOTHING: &str = "No Available Files";

/// How nothing looks is not documented: each answer that clients and pages suggest, in turn.
fn nothing(shared: &Shared, account: &str, own: &str, now: DateTime<Utc>) -> Response {
    let mut bare = as_json(account, own, &[]);
    match shared.empty_listings.fetch_add(1, Ordering::Relaxed) % 5 {
        0 => answer::json_error(StatusCode::NOT_FOUND, now, NOTHING, NOT_SUPPORTED),
        1 => answer::empty(StatusCode::NO_CONTENT),
        2 => answer::xml_error(StatusCode::NOT_FOUND, now, NOTHING, NOT_SUPPORTED),
        3 => {
            if let Some(fields) = bare["dataAccessFiles"].as_object_mut() {
                fields.remove("file");
            }
            answer::json(StatusCode::OK, &bare)
        }
        _ => answer::json(StatusCode::OK, &bare),
    }
}

struct Entry {
    name: String,
    start: String,
    end: String,
    href: String,
}

impl Entry {
    fn of(file: &ServedFile, own: &str) -> Self {
        let name = &file.spec.name;
        Self {
            name: if file.is_listed_with_gz { format!("{name}.gz") } else { name.clone() },
            start: eastern(file.spec.scope_start),
            end: eastern(file.spec.scope_end),
            href: format!("{own}/{name}.gz"),
        }
    }
}

/// One entry becomes an object instead of an array, as converters of XML do.
fn as_json(account: &str, own: &str, entries: &[Entry]) -> Value {
    let entry = |entry: &Entry| {
        json!({
            "@name": entry.name,
            "@scopeStartDate": entry.start,
            "@scopeEndDate": entry.end,
            "@href": entry.href,
        })
    };
    let file = match entries {
        [only] => entry(only),
        _ => entries.iter().map(entry).collect(),
    };
    let link = json!({ "@href": own, "@rel": "self" });
    json!({ "dataAccessFiles": { "@id": account, "link": link, "file": file } })
}

fn as_xml(account: &str, own: &str, entries: &[Entry]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><dataAccessFiles id=\"{account}\">\
         <link href=\"{own}\" rel=\"self\"/>"
    );
    for Entry { name, start, end, href } in entries {
        xml.push_str(&format!(
            "<file name=\"{name}\" scopeStartDate=\"{start}\" scopeEndDate=\"{end}\" href=\"{href}\"/>"
        ));
    }
    xml + "</dataAccessFiles>"
}

/// US Eastern time, which every sample shows, whatever the account's region.
fn eastern(at: DateTime<Utc>) -> String {
    let hours = if is_daylight_saving(at) { -4 } else { -5 };
    match FixedOffset::east_opt(hours * 3600) {
        Some(offset) => at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false),
        None => at.to_rfc3339_opts(SecondsFormat::Secs, false),
    }
}

/// Between 2:00 of the second Sunday of March and 2:00 of the first Sunday of November, local time.
fn is_daylight_saving(at: DateTime<Utc>) -> bool {
    let change = |month, which, utc_hour| {
        let sunday = NaiveDate::from_weekday_of_month_opt(at.year(), month, Weekday::Sun, which)?;
        Some(sunday.and_hms_opt(utc_hour, 0, 0)?.and_utc())
    };
    change(3, 2, 7).zip(change(11, 1, 6)).is_some_and(|(begin, end)| begin <= at && at < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_dates_are_eastern() {
        let check = |ms, expected: &str| assert_eq!(eastern(DateTime::from_timestamp_millis(ms).unwrap()), expected);
        check(1_467_853_200_000, "2016-07-06T21:00:00-04:00");
        check(1_478_408_400_000, "2016-11-06T01:00:00-04:00");
        check(1_478_412_000_000, "2016-11-06T01:00:00-05:00");
        check(1_457_848_800_000, "2016-03-13T01:00:00-05:00");
        check(1_457_852_400_000, "2016-03-13T03:00:00-04:00");
    }

    #[test]
    fn a_scan_of_more_than_a_day_takes_its_time() {
        let check = |hours, expected_ms| assert_eq!(scan_time(TimeDelta::hours(hours)).as_millis(), expected_ms);
        check(1, 0);
        check(25, 0);
        check(26, 100);
        check(7 * 24, 700);
    }

    #[test]
    fn ranges() {
        let check = |query: &str, expected: bool| assert_eq!(range(query).is_some(), expected, "{query}");
        check("startTime=1&endTime=2", true);
        check("endTime=2&startTime=2", true);
        check("startTime=3&endTime=2", false);
        check("startTime=1", false);
        check("startTime=yesterday&endTime=2", false);
    }
}
