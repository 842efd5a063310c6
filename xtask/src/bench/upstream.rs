//! A server of listings, files and pages that does nothing else, so that no time is measured but the daemon's: it checks
//! no signature and makes nothing up while it is asked, but for the conversations of a large account.
//!
//! Why not the simulator? On two shared cores it took 0.5 to 0.9 s of processor time per gigabyte from disk, against
//! 0.3 s here, where the kernel copies, and 0.10 to 0.25 ms per answer of 700 kB from memory, against 0.07 to 0.13 ms.
//! For the 99 MB of a first load that is 0.06 s of 9 s at most, too little to decide. The code decides: the simulator
//! makes its chats up, so its search would need a second source of prepared ones, and a way to exchange all that it
//! serves between rounds; and xtask, with which every check begins, would depend on 90 crates instead of 47.

mod conversations;
mod pages;
mod request;

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::thread;

use anyhow::{Context, Result};
use serde_json::{Value, json};

pub(super) use self::conversations::{ConversationDay, ConversationHead, ConversationShelf};
use self::pages::{print_page, starts};
use self::request::Request;
use super::data::HOUR_MS;

/// A file that can be listed and fetched.
#[derive(Clone)]
pub(super) struct ServedFile {
    /// As upstream spells it in addresses.
    pub(super) feed: &'static str,
    /// Without `.gz`.
    pub(super) name: String,
    /// Begin of the hour it is for.
    pub(super) hour_ms: i64,
    pub(super) content: Served,
}

/// Where the bytes of a file are.
#[derive(Clone)]
pub(super) enum Served {
    OnDisk(PathBuf),
    InMemory(Arc<[u8]>),
}

/// What is known of a chat of Engagement History, beside its record.
pub(super) struct HistoryRecord {
    pub(super) started_ms: i64,
    pub(super) duration_s: i64,
}

/// Chats of Engagement History by their start, printed.
#[derive(Default)]
pub(super) struct HistoryShelf {
    records: Vec<(HistoryRecord, Range<usize>)>,
    json: Vec<u8>,
}

impl HistoryShelf {
    /// Adds a chat that began after the others.
    pub(super) fn push(&mut self, record: HistoryRecord, json: &[u8]) {
        let begin = self.json.len();
        self.json.extend_from_slice(json);
        self.records.push((record, begin..self.json.len()));
    }

    /// All of them on one page, as no search would answer.
    pub(super) fn whole_page(&self) -> Vec<u8> {
        self.print_page(self.records.len(), self.records.iter().map(|(_, json)| json))
    }

    fn print_page<'s>(&'s self, count: usize, records: impl Iterator<Item = &'s Range<usize>>) -> Vec<u8> {
        print_page("interactionHistoryRecords", count, records.map(|json| &self.json[json.clone()]))
    }

    /// Bytes of all records together.
    pub(super) fn json_bytes(&self) -> u64 {
        self.json.len() as u64
    }
}

/// What is served at the moment.
#[derive(Default)]
struct Shelf {
    files: Vec<ServedFile>,
    history: HistoryShelf,
    conversations: Option<ConversationShelf>,
}

/// The running server. Dropping it stops it.
pub(super) struct Upstream {
    address: SocketAddr,
    shelf: Arc<RwLock<Shelf>>,
    is_stopping: Arc<AtomicBool>,
}

impl Upstream {
    /// Listens on a free port of this machine, with nothing to serve.
    pub(super) fn start() -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port to serve files on")?;
        let address = listener.local_addr().context("the file server has no address")?;
        let upstream = Self { address, shelf: Arc::default(), is_stopping: Arc::default() };
        let (shelf, is_stopping) = (Arc::clone(&upstream.shelf), Arc::clone(&upstream.is_stopping));
        thread::spawn(move || {
            for connection in listener.incoming() {
                if is_stopping.load(Ordering::SeqCst) {
                    return;
                }
                let shelf = Arc::clone(&shelf);
                // A client that goes away in the middle of an answer is stopping; there is nobody to tell.
                thread::spawn(move || connection.and_then(|connection| serve(connection, &shelf, address)));
            }
        });
        Ok(upstream)
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves these files from now on, and no others.
    pub(super) fn serve_files(&self, files: Vec<ServedFile>) {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).files = files;
    }

    /// Serves these chats from now on, and no others.
    pub(super) fn serve_history(&self, history: HistoryShelf) {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).history = history;
    }

    /// Serves these conversations from now on, and no others.
    pub(super) fn serve_conversations(&self, conversations: Option<ConversationShelf>) {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).conversations = conversations;
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.is_stopping.store(true, Ordering::SeqCst);
        // Wakes the listener; if it is gone, there is nothing to wake.
        drop(TcpStream::connect(self.address));
    }
}

/// Answers the requests of a connection, until the other side closes it.
fn serve(connection: TcpStream, shelf: &RwLock<Shelf>, address: SocketAddr) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut connection = connection;
    while let Some(request) = Request::read(&mut reader)? {
        let shelf = shelf.read().unwrap_or_else(PoisonError::into_inner);
        answer(&request, shelf, address, &mut connection)?;
    }
    Ok(())
}

fn answer(
    request: &Request,
    shelf: RwLockReadGuard<'_, Shelf>,
    address: SocketAddr,
    connection: &mut TcpStream,
) -> io::Result<()> {
    let path: Vec<&str> = request.path.trim_matches('/').split('/').collect();
    match (request.method.as_str(), path.as_slice()) {
        ("GET", ["data_access_le", "account", account, "le", feed]) => {
            let range = (request.number("startTime"), request.number("endTime"));
            let body = listing(&shelf, account, feed, range, address);
            drop(shelf);
            send(connection, "200 OK", "application/json", body.as_bytes())
        }
        ("GET", ["data_access_le", "account", _, "le", feed, file]) => {
            let name = file.strip_suffix(".gz").unwrap_or(file);
            let content = shelf.files.iter().find(|file| file.feed == *feed && file.name == name);
            let content = content.map(|file| file.content.clone());
            drop(shelf);
            match content {
                Some(Served::InMemory(bytes)) => send(connection, "200 OK", "application/x-gzip", &bytes),
                Some(Served::OnDisk(path)) => {
                    let mut file = File::open(path)?;
                    head(connection, "200 OK", "application/x-gzip", file.metadata()?.len())?;
                    io::copy(&mut file, connection).map(drop)
                }
                None => send(connection, "404 Not Found", "text/plain", b"no such file"),
            }
        }
        ("POST", ["interaction_history", "api", "account", _, "interactions", "search"]) => {
            let body = page(&shelf.history, request);
            drop(shelf);
            send(connection, "200 OK", "application/json", &body)
        }
        ("POST", ["messaging_history", "api", "account", _, "conversations", method @ ..]) => {
            let body = match (&shelf.conversations, method) {
                (Some(conversations), ["search"]) => Some(conversations.search(request)),
                (Some(conversations), ["conversation", "search"]) => Some(conversations.search_by_id(request)),
                _ => None,
            };
            drop(shelf);
            match body {
                Some(body) => send(connection, "200 OK", "application/json", &body),
                None => send(connection, "404 Not Found", "text/plain", b"no conversations"),
            }
        }
        _ => send(connection, "404 Not Found", "text/plain", b"not served by the benchmark"),
    }
}

fn head(connection: &mut TcpStream, status: &str, content_type: &str, length_bytes: u64) -> io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length_bytes}\r\n\r\n");
    connection.write_all(head.as_bytes())
}

fn send(connection: &mut TcpStream, status: &str, content_type: &str, body: &[u8]) -> io::Result<()> {
    head(connection, status, content_type, body.len() as u64)?;
    connection.write_all(body)
}

/// The files for hours that overlap the range.
fn listing(shelf: &Shelf, account: &str, feed: &str, (from_ms, to_ms): (i64, i64), address: SocketAddr) -> String {
    let own = format!("http://{address}/data_access_le/account/{account}/le/{feed}");
    let in_range = |file: &&ServedFile| file.feed == feed && file.hour_ms <= to_ms && file.hour_ms + HOUR_MS >= from_ms;
    let entry = |file: &ServedFile| {
        json!({
            "@name": format!("{}.gz", file.name),
            "@scopeStartDate": iso(file.hour_ms),
            "@scopeEndDate": iso(file.hour_ms + HOUR_MS),
            "@href": format!("{own}/{}.gz", file.name),
        })
    };
    let files: Vec<Value> = shelf.files.iter().filter(in_range).map(entry).collect();
    json!({ "dataAccessFiles": { "@id": account, "link": { "@href": own, "@rel": "self" }, "file": files } })
        .to_string()
}

/// A moment as listings print it, in UTC. Days are counted from March, so that the leap day is the last of its year.
fn iso(epoch_ms: i64) -> String {
    let (days, second) = (epoch_ms.div_euclid(86_400_000) + 719_468, epoch_ms.div_euclid(1000).rem_euclid(86_400));
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00")
}

/// A page of the chats that a search asks for.
fn page(history: &HistoryShelf, request: &Request) -> Vec<u8> {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let (from_ms, to_ms) = starts(&body);
    let duration = body["duration"]["from"].as_i64().zip(body["duration"]["to"].as_i64());
    let first = history.records.partition_point(|(record, _)| record.started_ms < from_ms);
    let end = history.records.partition_point(|(record, _)| record.started_ms <= to_ms);
    let is_wanted = |(record, _): &&(HistoryRecord, Range<usize>)| {
        duration.is_none_or(|(least, most)| (least..=most).contains(&record.duration_s))
    };
    let found: Vec<_> = history.records[first..end.max(first)].iter().filter(is_wanted).collect();
    let (offset, limit) = (request.number("offset") as usize, request.number("limit") as usize);
    history.print_page(found.len(), found.iter().skip(offset).take(limit).map(|(_, json)| json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_printed_as_calendars_do() {
        let check = |epoch_ms, expected: &str| assert_eq!(iso(epoch_ms), expected);
        check(0, "1970-01-01T00:00:00+00:00");
        check(1_467_853_200_000, "2016-07-07T01:00:00+00:00");
        check(1_709_164_800_000, "2024-02-29T00:00:00+00:00");
        check(1_735_689_599_000, "2024-12-31T23:59:59+00:00");
    }

    #[test]
    fn pages_are_cut_from_the_chats_of_the_range() {
        let mut shelf = HistoryShelf::default();
        for minute in 0..60 {
            shelf
                .push(HistoryRecord { started_ms: minute * 60_000, duration_s: minute }, minute.to_string().as_bytes());
        }
        let check = |body: &str, query: &str, expected: &str| {
            let request = Request {
                method: "POST".to_owned(),
                path: String::new(),
                query: query.to_owned(),
                body: body.as_bytes().to_vec(),
            };
            let page: Value = serde_json::from_slice(&page(&shelf, &request)).unwrap();
            let shown = format!("{} {}", page["_metadata"]["count"], page["interactionHistoryRecords"]);
            assert_eq!(shown, expected);
        };
        check(r#"{"start":{"from":600000,"to":1200000}}"#, "offset=0&limit=3", "11 [10,11,12]");
        check(r#"{"start":{"from":600001,"to":1199999}}"#, "offset=9&limit=3", "11 [19,20]");
        check(r#"{"start":{"from":0,"to":1200000},"duration":{"from":3,"to":5}}"#, "offset=1&limit=100", "3 [4,5]");
    }
}
