//! A feed's name stands in its own folders and nowhere else: what others must know of it, they read in the registry or in the
//! ledger's row of the feed.

use super::{Finding, SourceFile, Tree};

/// A folder below is a feed.
const REGISTRY: &str = "crates/feeds/src/";

/// Files that may name a feed, each with the reason. A path that ends in `/` is a folder.
const EXEMPT: [(&str, &str); 11] = [
    ("crates/feeds/", "the feeds' own folders, and the registry"),
    ("crates/simulator/src/lib.rs", "its registry"),
    ("crates/simulator/src/world/hour.rs", "seeds of dice, which must not change"),
    ("crates/simulator/src/engagement_history/truth.rs", "a table of it is called as another feed"),
    ("crates/simulator/src/web_session/", "a field of it is called as another feed"),
    ("crates/model/src/service.rs", "an API may be called as its feed"),
    ("crates/client/", "likewise"),
    ("crates/lp-warehouse/src/config/account.rs", "likewise: a key under `endpoints`"),
    ("crates/sink/src/migrations.rs", "files with tables are called as their feed"),
    ("migrations/mart/feeds_complete_through.sql", "it says which feeds the facts rest on"),
    ("migrations/mart/source_difference.sql", "it compares two feeds"),
];

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let names = feed_names(tree);
    let is_own = |file: &SourceFile, name: &str| {
        let own = format!("crates/simulator/src/{name}");
        file.path.strip_prefix(&own).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
    };
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| is_checked(&file.path)) {
        for (number, line) in production_lines(file) {
            let named = names.iter().find(|name| !is_own(file, name) && names_feed(&file.path, line, name));
            if let Some(name) = named {
                let what = format!("`{name}` is a feed: ask its kind, its facts, or `ingest.feed`");
                found.push(file.violation(number, what));
            }
        }
    }
    found
}

/// The folders of the registry.
fn feed_names(tree: &Tree) -> Vec<&str> {
    tree.files.iter().filter_map(|file| file.path.strip_prefix(REGISTRY)?.strip_suffix("/mod.rs")).collect()
}

fn is_checked(path: &str) -> bool {
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_test.yml");
    let is_exempt = EXEMPT.iter().any(|(exempt, _)| match exempt.ends_with('/') {
        true => path.starts_with(exempt),
        false => path == *exempt,
    });
    let is_code = ["crates/", "migrations/", "deploy/"].iter().any(|folder| path.starts_with(folder))
        && [".rs", ".sql", ".yml", ".yaml", ".html"].iter().any(|ending| path.ends_with(ending));
    is_code && !is_test && !is_exempt
}

/// The lines before the tests of a file.
fn production_lines(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    file.lines().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
}

/// In SQL a quoted name is a feed's only where a feed is meant: the codes of an API bear the API's name.
fn names_feed(path: &str, line: &str, name: &str) -> bool {
    let is_quoted = ['"', '\''].iter().any(|quote| line.contains(&format!("{quote}{name}{quote}")));
    match path.ends_with(".sql") {
        true => is_quoted && line.contains("feed"),
        false => is_quoted || line.contains(&format!("feeds::{name}::")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::findings;

    #[test]
    fn feeds_are_named_in_their_folders_alone() {
        let registry = ("crates/feeds/src/chat/mod.rs", "name: \"chat\",\n");
        let good = [
            registry,
            ("crates/sink/src/a.rs", "fn chat() {}\n#[cfg(test)]\nmod tests { const A: &str = \"chat\"; }\n"),
            ("crates/simulator/src/chat/world.rs", "\"chat\"\n"),
            ("crates/sink/tests/it/a.rs", "\"chat\"\n"),
            ("migrations/mart/a.sql", "where n.source = 'chat'\n"),
        ];
        check(findings, &good, &[]);
        let bad = [
            registry,
            ("crates/sink/src/a.rs", "if feed == \"chat\" {\nfeeds::chat::FEED\n"),
            ("migrations/mart/a.sql", "select 1\nwhere feed = 'chat'\n"),
            ("deploy/prometheus/alerts.yml", "expr: lag{feed=\"chat\"} > 1\n"),
        ];
        let expected = [
            "crates/sink/src/a.rs:1: `chat` is a feed",
            "crates/sink/src/a.rs:2: `chat` is a feed",
            "migrations/mart/a.sql:2: `chat` is a feed",
            "deploy/prometheus/alerts.yml:1: `chat` is a feed",
        ];
        check(findings, &bad, &expected);
    }
}
