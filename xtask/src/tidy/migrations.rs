//! Migrations are numbered without gaps, and what was released is never edited.

use sha2::{Digest, Sha256};

use super::{Finding, Tree};

const FOLDER: &str = "migrations/";

/// Lines of `sha256sum`: what was released.
const CHECKSUMS: &str = "migrations/CHECKSUMS";

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = numbering(tree);
    found.extend(edits(tree));
    found
}

fn numbering(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut files: Vec<_> = tree.files.iter().filter(|file| file.path.starts_with(FOLDER)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut last = 0;
    for file in files.into_iter().filter(|file| file.path.ends_with(".sql")) {
        let Some(number) = number_of(&file.path[FOLDER.len()..]) else {
            found.push(file.violation(1, "not named as a migration; call it NNNN_area.sql"));
            continue;
        };
        if number != last + 1 {
            found.push(file.violation(1, format!("number {number:04} after {last:04}; take {:04}", last + 1)));
        }
        last = number;
    }
    found
}

/// `0001_ingest.sql` is number 1.
fn number_of(name: &str) -> Option<u32> {
    let (number, area) = name.strip_suffix(".sql")?.split_once('_')?;
    let is_area = !area.is_empty() && area.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if number.len() == 4 && is_area { number.parse().ok() } else { None }
}

fn edits(tree: &Tree) -> Vec<Finding> {
    let Some(checksums) = tree.file(CHECKSUMS) else { return Vec::new() };
    let found = checksums.lines().filter(|(_, line)| !line.trim().is_empty()).filter_map(|(number, line)| {
        let Some((expected, name)) = line.split_once("  ") else {
            return Some(checksums.violation(number, "not a line of `sha256sum`; write `<sha256>  <file>`"));
        };
        let Some(file) = tree.file(&format!("{FOLDER}{name}")) else {
            return Some(checksums.violation(number, format!("{name} was released and is gone; bring it back")));
        };
        let sha256: String = Sha256::digest(&file.text).iter().map(|byte| format!("{byte:02x}")).collect();
        let edited = "was released and is edited; undo that and write a new migration";
        (sha256 != expected).then(|| file.violation(1, edited))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::findings;

    #[test]
    fn numbers_have_no_gaps_and_no_repeats() {
        check(
            findings,
            &[("migrations/0002_b.sql", ""), ("migrations/0001_a.sql", ""), ("migrations/README.md", "")],
            &[],
        );
        check(
            findings,
            &[("migrations/0001_a.sql", ""), ("migrations/0001_b.sql", ""), ("migrations/0003_c.sql", "")],
            &[
                "migrations/0001_b.sql:1: number 0001 after 0001; take 0002",
                "migrations/0003_c.sql:1: number 0003 after 0001",
            ],
        );
        check(findings, &[("migrations/1_a.sql", "")], &["migrations/1_a.sql:1: not named"]);
    }

    #[test]
    fn released_files_stay() {
        // Of the three bytes `abc`.
        let line = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  0001_a.sql\n";
        let released = ("migrations/CHECKSUMS", line);
        check(findings, &[released, ("migrations/0001_a.sql", "abc"), ("migrations/0002_b.sql", "new")], &[]);
        check(
            findings,
            &[released, ("migrations/0001_a.sql", "abd")],
            &["migrations/0001_a.sql:1: was released and is edited"],
        );
        check(findings, &[released], &["migrations/CHECKSUMS:1: 0001_a.sql was released and is gone"]);
    }
}
