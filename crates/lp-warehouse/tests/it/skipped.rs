//! Checks that cannot be made here. Nothing is skipped in silence: `cargo xtask test` lists what was.

use std::io::Write;

/// Where `cargo xtask test` collects the lines.
const LIST: &str = "LPW_TEST_SKIPPED";

/// Says that a check is skipped, and why.
///
/// # Panics
/// Where every check has to be made: in `cargo xtask ci`.
pub(crate) fn skipped(check: &str, why: &str) {
    note(check, why);
    assert!(std::env::var_os("LPW_TEST_SKIP_NOTHING").is_none(), "{check} may not be skipped here: {why}");
}

/// Says that a check is skipped which needs more than a clone: samples, cases, a shell, promtool.
#[expect(clippy::print_stdout, reason = "a test that is skipped must say so")]
pub(crate) fn note(check: &str, why: &str) {
    let thread = std::thread::current();
    // A test runs on a thread of its name: `cargo xtask ci` makes up for it elsewhere.
    let line = format!("SKIPPED {check}: {why} [{}]\n", thread.name().unwrap_or_default());
    print!("{line}");
    if let Some(list) = std::env::var_os(LIST) {
        let mut list = std::fs::File::options().create(true).append(true).open(list).unwrap();
        list.write_all(line.as_bytes()).unwrap();
    }
}
