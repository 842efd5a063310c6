//! Files and functions that one can take in.

use super::{Finding, SourceFile, Tree};

/// A longer file fails.
const FILE_LINES_MAX: usize = 600;

/// A longer file is mentioned.
const FILE_LINES_NOTED: usize = 400;

/// A longer function does not fit on a screen and fails. Tests are lists of cases; they may be long.
const FUNCTION_LINES_MAX: usize = 70;

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found: Vec<Finding> = tree.rust_files().filter_map(long_file).collect();
    for file in tree.rust_files().filter(|file| !is_test(&file.path)) {
        found.extend(functions(&file.text).into_iter().filter(|function| function.lines > FUNCTION_LINES_MAX).map(
            |Function { name, line, lines }| {
                let what =
                    format!("function `{name}` has {lines} lines, at most {FUNCTION_LINES_MAX}; give its parts names");
                file.violation(line, what)
            },
        ));
    }
    found
}

fn long_file(file: &SourceFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    if lines > FILE_LINES_MAX {
        return Some(file.violation(1, format!("{lines} lines, at most {FILE_LINES_MAX}; split it by noun")));
    }
    let noted = || file.note(1, format!("{lines} lines; past {FILE_LINES_NOTED}, look for a noun to split by"));
    (lines > FILE_LINES_NOTED).then(noted)
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/benches/")
}

struct Function {
    name: String,
    line: usize,
    lines: usize,
}

/// The functions with a body in code that rustfmt has laid out: a function ends at the first closing brace that stands
/// as far in as its beginning. What follows `#[cfg(test)]` at the margin is left out up to its closing brace.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        if lines[index] == "#[cfg(test)]" {
            index = end_of_item(&lines, index + 1, 0) + 1;
            continue;
        }
        if let Some(name) = function_name(lines[index].trim_start()) {
            let indent = lines[index].len() - lines[index].trim_start().len();
            let end = end_of_item(&lines, index, indent);
            found.push(Function { name: name.to_owned(), line: index + 1, lines: end - index + 1 });
        }
        index += 1;
    }
    found
}

/// Index of the last line of the item that begins at `start`, attributes in between included.
fn end_of_item(lines: &[&str], start: usize, indent: usize) -> usize {
    let begins = |line: &str| !line.trim_start().starts_with("#[") && (line.ends_with(['{', '}', ';']));
    let Some(head) = (start..lines.len()).find(|&index| begins(lines[index])) else { return lines.len() - 1 };
    if !lines[head].ends_with('{') {
        return head;
    }
    let closing = format!("{}}}", " ".repeat(indent));
    (head + 1..lines.len()).find(|&index| lines[index] == closing).unwrap_or(lines.len() - 1)
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line;
    const QUALIFIERS: [&str; 9] =
        ["pub(crate) ", "pub(super) ", "pub(in", "pub ", "const ", "async ", "unsafe ", "extern ", "\"C\" "];
    while let Some(qualifier) = QUALIFIERS.iter().find(|qualifier| rest.starts_with(**qualifier)) {
        rest = match *qualifier {
            "pub(in" => rest.split_once(") ")?.1,
            plain => &rest[plain.len()..],
        };
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::findings;

    fn function(head: &str, body_lines: usize, indent: &str) -> String {
        let body = format!("{indent}    work();\n").repeat(body_lines);
        format!("{indent}{head} {{\n{body}{indent}}}\n")
    }

    #[test]
    fn long_files() {
        check(findings, &[("a.rs", &"//\n".repeat(400))], &[]);
        check(findings, &[("a.rs", &"//\n".repeat(401))], &["a.rs:1: note: 401 lines"]);
        check(findings, &[("a.rs", &"//\n".repeat(601))], &["a.rs:1: 601 lines"]);
        check(findings, &[("a.sql", &"--\n".repeat(601))], &[]);
    }

    #[test]
    fn long_functions() {
        let good = function("fn fits()", 68, "");
        let bad = function("pub(crate) async fn grows<T>(\n    t: T,\n)", 68, "");
        check(findings, &[("src/a.rs", &good)], &[]);
        check(findings, &[("src/a.rs", &bad)], &["src/a.rs:1: function `grows` has 72 lines"]);
        let method = format!("impl A {{\n    fn declared();\n{}}}\n", function("pub const fn long(&self)", 69, "    "));
        check(findings, &[("src/a.rs", &method)], &["src/a.rs:3: function `long` has 71 lines"]);
    }

    #[test]
    fn long_tests_are_fine() {
        let long = function("fn cases()", 100, "");
        check(findings, &[("tests/it/a.rs", &long)], &["tests/it/a.rs:1: function `cases`"]);
        check(findings, &[("crates/a/tests/it/a.rs", &long)], &[]);
        let module = format!("#[cfg(test)]\nmod tests {{\n{}}}\n\n{long}", function("fn cases()", 100, "    "));
        check(findings, &[("src/a.rs", &module)], &["src/a.rs:107: function `cases`"]);
    }
}
