//! Decodes what upstream sent, as it came, and says what is in it: files of the Data Access API, or pages of a search of
//! Engagement History. Writes nothing.
//!
//! ```text
//! cargo run --release -p feeds --example decode -- engagement 75555851 FILE...
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its user")]

use std::collections::BTreeSet;
use std::fs::File;
use std::process::ExitCode;

use feeds::Shape;
use model::{AccountId, Batch};
use normalizer::{DecodeLimits, Page, decode_file, decode_pages};
use tuple::Millis;

fn main() -> ExitCode {
    // Arguments are read nowhere else than in programs.
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [feed, account, files @ ..] = args.as_slice() else {
        eprintln!("usage: decode FEED ACCOUNT FILE...");
        return ExitCode::FAILURE;
    };
    match files.iter().try_for_each(|file| describe(feed, account, file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn describe(feed: &str, account: &str, path: &str) -> Result<(), String> {
    let feed = feeds::parse(feed).map_err(|error| error.to_string())?;
    let account = AccountId(account.to_owned());
    let file = File::open(path).map_err(|error| format!("cannot open {path}: {error}"))?;
    let file_bytes = file.metadata().map_err(|error| format!("cannot read {path}: {error}"))?.len();
    let (mut documents, mut rejects, mut rows, mut bytes) = (0, 0, 0, 0);
    let limits = DecodeLimits::default();
    let mut emit = |mut batch: Batch| {
        documents += batch.documents.len();
        rejects += batch.rejects().len();
        rows += batch.row_count();
        bytes += batch.size_bytes();
        batch.clear(limits.batch_bytes_max);
        Some(batch)
    };
    let decoded = match &feeds::spec_of(feed).shape {
        Shape::Files(shape) => decode_file(shape, &account, file, limits, &mut emit),
        Shape::Windows(shape) | Shape::Updates(shape) => {
            let page = Page { bytes: file_bytes, fetched_at: Millis::default(), skipped: BTreeSet::new() };
            decode_pages(shape, &account, file, &[page], limits, &mut emit)
        }
        Shape::Samples(_) | Shape::Lists(_) => {
            return Err(format!("{feed} has answers of methods or lists; this reads files and pages"));
        }
    };
    let decoded = decoded.map_err(|error| format!("{path}: {error}"))?;
    println!(
        "{path}: {} documents of JSON, {} bytes; {documents} records in {rows} rows, {bytes} bytes; {rejects} rejects",
        decoded.documents, decoded.inflated_bytes
    );
    for drift in decoded.drift.paths() {
        println!("  not known: {} ({})", drift.path, drift.json_type);
    }
    Ok(())
}
