//! What upstream's own documentation prints.

use std::io::Write as _;
use std::path::PathBuf;

/// Returns a printed answer; says so when the folder of samples is absent.
pub(crate) fn sample(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples").join(name);
    let body = std::fs::read_to_string(&path).ok();
    if body.is_none() {
        skipped("samples", &format!("{} is absent", path.display()));
    }
    body
}

/// Says that a check is skipped which needs more than a clone.
#[expect(clippy::print_stdout, reason = "a test that is skipped must say so")]
fn skipped(check: &str, why: &str) {
    let thread = std::thread::current();
    let line = format!("SKIPPED {check}: {why} [{}]\n", thread.name().unwrap_or_default());
    print!("{line}");
    if let Some(list) = std::env::var_os("LPW_TEST_SKIPPED") {
        let mut list = std::fs::File::options().create(true).append(true).open(list).unwrap();
        list.write_all(line.as_bytes()).unwrap();
    }
}
