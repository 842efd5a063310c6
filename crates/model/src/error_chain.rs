//! An error with its causes, in one line for the ledger and the log.

use std::error::Error;

/// The error and each of its sources, joined by colons. No `Display` of ours repeats its source.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
