//! What is said of a database server: pure, from what it told of itself.

use model::chain;
use sink::SinkError;
use sink::migrations::SchemaError;
use sink::roles::RoleFacts;
use sink::server::ServerFacts;

/// Older servers lack what the statements use.
const VERSION_MIN: i32 = 140_000;
/// In blocks of 8 kB: 128 MiB.
const SHARED_BUFFERS_MIN_BLOCKS: i64 = 16_384;
/// Below this, checkpoints follow each other while a backfill loads.
const MAX_WAL_SIZE_MIN_MB: i64 = 2_048;

/// A line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Well.
    Green(String),
    /// It works, and may hurt: what, and what to do.
    Yellow(String, String),
    /// It does not work: what, and what to do.
    Red(String, String),
}

/// Judges the server. `rehearsed` is what came of trying what `run` does, `connections_max` what the configuration wants,
/// `is_local` whether the server is on this machine.
pub(super) fn judge(
    facts: &ServerFacts,
    rehearsed: &Result<(), SinkError>,
    connections_max: u32,
    is_local: bool,
) -> Vec<Line> {
    let yellow = |what: &str, advice: &str| Line::Yellow(what.to_owned(), advice.to_owned());
    let red = |what: &str, advice: &str| Line::Red(what.to_owned(), advice.to_owned());
    let mut lines = Vec::new();
    if facts.version_num < VERSION_MIN {
        lines.push(red(&format!("Postgres {} is too old", facts.version), "upgrade the server to 14 or newer"));
    }
    if facts.encoding != "UTF8" {
        let what = format!("the database is encoded in {}", facts.encoding);
        lines.push(red(&what, "make one by `create database … encoding 'UTF8' template template0`"));
    }
    lines.extend(rights(facts, rehearsed));
    lines.extend(facts.roles.iter().filter_map(|role| role_line(facts, role)));
    if !facts.is_encrypted && !is_local {
        let advice = "append `?sslmode=verify-full&sslrootcert=…` to `database.url`";
        lines.push(yellow("the connection is not encrypted, and leaves this machine", advice));
    }
    if i64::from(facts.connections_free) < i64::from(connections_max) {
        let what =
            format!("{} connections are free, `database.connections_max` is {connections_max}", facts.connections_free);
        lines.push(yellow(&what, "raise max_connections of the server, or lower ours"));
    }
    lines.extend(settings(facts));
    lines
}

/// Whether `run` can work: what is known to be in its way comes first, because it says more than the server's refusal does.
fn rights(facts: &ServerFacts, rehearsed: &Result<(), SinkError>) -> Option<Line> {
    let role = &facts.role;
    let is_over = "let it own the database, or run `lp-warehouse migrate` as one that may";
    Some(match (rehearsed, facts.not_writable.as_slice()) {
        _ if facts.is_standby => Line::Red(
            "the server is a standby, which takes no writes: nothing can be loaded".to_owned(),
            "point `database.url` to the primary".to_owned(),
        ),
        _ if let Some(source) = &facts.read_only_by => Line::Red(
            format!("default_transaction_read_only is on (by: {source}): nothing can be loaded"),
            format!(
                "`alter role {role} set default_transaction_read_only = off;` as an administrator, or switch it off there"
            ),
        ),
        (_, [first, ..]) => Line::Red(
            format!("the role may not write {first}{}", if facts.not_writable.len() > 1 { " and others" } else { "" }),
            format!("`grant lp_warehouse_writer to {role};` as an administrator, or let it own the database"),
        ),
        (Ok(()), []) if facts.may_create => Line::Green("the role may create and write what it needs".to_owned()),
        (Ok(()), []) => Line::Yellow("the role may not create schemas in its database".to_owned(), is_over.to_owned()),
        (Err(SinkError::Migration(error @ SchemaError::ReadByOthers(_))), []) => Line::Red(
            format!("`run` will not start: {error}"),
            "drop it, run `lp-warehouse migrate`, make it again".to_owned(),
        ),
        // The line of the schema says it.
        (Err(SinkError::Migration(SchemaError::Newer(_) | SchemaError::Foreign(_))), []) => return None,
        (Err(error), []) if error.is_passing() => Line::Yellow(
            format!("what `run` does first could not be tried, and `run` would wait: {}", chain(error)),
            "check again in a while".to_owned(),
        ),
        (Err(error), []) if facts.may_create => Line::Red(
            format!("`run` will fail, as it did when it was tried: {}", chain(error)),
            format!(
                "let {role} own the database and all that lp-warehouse made in it, or remove what the server complains of"
            ),
        ),
        (Err(error), []) => {
            Line::Red(format!("`run` will fail, as it did when it was tried: {}", chain(error)), is_over.to_owned())
        }
    })
}

/// A role that users are granted, when it is not as the migrations want it. Before the first of them there is nothing to
/// tell, if they can make it.
fn role_line(facts: &ServerFacts, role: &RoleFacts) -> Option<Line> {
    const GRANT: &str = "`lp-warehouse migrate` as the owner of the tables, which grants it its rights";
    let name = &role.name;
    let missing = format!("the role {name} is missing, which is there to be granted to users");
    match (role.is_there, facts.may_create_roles) {
        (true, _) => {
            let lacking = format!("the role {name} may not do all that it is for");
            role.lacks_rights.then(|| Line::Yellow(lacking, format!("run {GRANT}")))
        }
        (false, true) => {
            facts.is_migrated.then(|| Line::Yellow(missing, "run `lp-warehouse migrate`, which makes it".to_owned()))
        }
        (false, false) => {
            Some(Line::Yellow(missing, format!("`create role {name} nologin;` as an administrator, then {GRANT}")))
        }
    }
}

/// Settings that lose data, or make loading slow.
fn settings(facts: &ServerFacts) -> Vec<Line> {
    let value = |name: &str| facts.settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let number = |name: &str| value(name).and_then(|value| value.parse::<i64>().ok());
    let mut lines = Vec::new();
    let mut warn = |what: String, advice: &str| lines.push(Line::Yellow(what, advice.to_owned()));
    for name in ["fsync", "full_page_writes"] {
        if value(name) == Some("off") {
            warn(format!("{name} is off: a crash of the server may cost the whole warehouse"), "switch it on");
        }
    }
    if value("synchronous_commit") == Some("off") {
        warn(
            "synchronous_commit is off: a crash undoes the newest loads".to_owned(),
            "leave it, they are loaded again; or switch it on",
        );
    }
    if value("autovacuum") == Some("off") {
        warn("autovacuum is off: the tables of the ledger will grow without end".to_owned(), "switch it on");
    }
    if number("shared_buffers").is_some_and(|blocks| blocks < SHARED_BUFFERS_MIN_BLOCKS) {
        warn("shared_buffers is less than 128 MB".to_owned(), "a quarter of the server's memory is usual");
    }
    if number("max_wal_size").is_some_and(|mb| mb < MAX_WAL_SIZE_MIN_MB) {
        warn("max_wal_size is less than 2 GB: checkpoints will slow a backfill".to_owned(), "raise it to 2 GB or more");
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sink::pool::within;

    use super::*;

    fn good() -> ServerFacts {
        let on = ["autovacuum", "fsync", "full_page_writes", "synchronous_commit"];
        let mut settings: Vec<_> = on.map(|name| (name.to_owned(), "on".to_owned())).into();
        settings.push(("max_wal_size".to_owned(), "4096".to_owned()));
        settings.push(("shared_buffers".to_owned(), "16384".to_owned()));
        ServerFacts {
            version: "15.1".to_owned(),
            version_num: 150_001,
            encoding: "UTF8".to_owned(),
            is_encrypted: true,
            may_create: true,
            settings,
            connections_free: 50,
            ..ServerFacts::default()
        }
    }

    /// The colours of the lines, and what each tells.
    fn check(facts: ServerFacts, is_local: bool, expected: &[(char, &str)]) {
        check_rehearsed(&facts, &Ok(()), is_local, expected);
    }

    fn check_rehearsed(
        facts: &ServerFacts,
        rehearsed: &Result<(), SinkError>,
        is_local: bool,
        expected: &[(char, &str)],
    ) {
        let lines = judge(facts, rehearsed, 8, is_local);
        assert_eq!(lines.len(), expected.len(), "{lines:?}");
        for (line, (colour, told)) in lines.iter().zip(expected) {
            let (seen, text) = match line {
                Line::Green(what) => ('g', what.clone()),
                Line::Yellow(what, advice) => ('y', format!("{what} {advice}")),
                Line::Red(what, advice) => ('r', format!("{what} {advice}")),
            };
            assert!(seen == *colour && text.contains(told), "{colour} {told}: {line:?}");
        }
    }

    fn with(name: &str, value: &str) -> ServerFacts {
        let mut facts = good();
        facts.settings.retain(|(known, _)| known != name);
        facts.settings.push((name.to_owned(), value.to_owned()));
        facts
    }

    #[test]
    fn a_good_server_has_one_green_line() {
        check(good(), false, &[('g', "may create")]);
        check(ServerFacts { is_encrypted: false, ..good() }, true, &[('g', "may create")]);
    }

    #[test]
    fn a_role_that_users_are_granted_is_there_and_has_its_rights() {
        let role =
            |is_there, lacks_rights| RoleFacts { name: "lp_warehouse_reader".to_owned(), is_there, lacks_rights };
        for (is_there, lacks_rights, may_create_roles, is_migrated, told) in [
            (true, false, false, true, None),
            (true, true, false, true, Some("as the owner")),
            (false, false, false, false, Some("`create role lp_warehouse_reader nologin;`")),
            (false, false, false, true, Some("`create role lp_warehouse_reader nologin;`")),
            (false, false, true, false, None),
            (false, false, true, true, Some("migrate`, which makes it")),
        ] {
            let roles = vec![role(is_there, lacks_rights)];
            let expected: Vec<_> = [('g', "")].into_iter().chain(told.map(|told| ('y', told))).collect();
            check(ServerFacts { roles, may_create_roles, is_migrated, ..good() }, false, &expected);
        }
    }

    /// A database that does not answer.
    async fn silence() -> SinkError {
        within::<()>(Duration::ZERO, std::future::pending()).await.unwrap_err()
    }

    #[tokio::test]
    async fn it_is_not_green_where_run_cannot_work() {
        check(ServerFacts { is_standby: true, ..good() }, false, &[('r', "the primary")]);
        let read_only_by = Some("user".to_owned());
        check(
            ServerFacts { read_only_by, ..good() },
            false,
            &[('r', "default_transaction_read_only is on (by: user)")],
        );
        for (refusal, is_owner, expected) in [
            (SinkError::BadUrl, true, &[('r', "when it was tried")][..]),
            (SinkError::BadUrl, false, &[('r', "`lp-warehouse migrate` as one that may")]),
            (SinkError::InUse, true, &[('y', "check again")]),
            (SinkError::MigratedElsewhere, false, &[('y', "`run` would wait")]),
            (silence().await, true, &[('y', "no answer within 0 s")]),
            (silence().await, false, &[('y', "check again")]),
            (SinkError::Migration(SchemaError::Foreign(2)), true, &[]),
            (SinkError::Migration(SchemaError::Newer(99)), true, &[]),
            (SinkError::Migration(SchemaError::ReadByOthers("v".to_owned())), true, &[('r', "will not start")]),
        ] {
            check_rehearsed(&ServerFacts { may_create: is_owner, ..good() }, &Err(refusal), false, expected);
        }
    }

    #[test]
    fn what_does_not_work_is_red_and_what_may_hurt_is_yellow() {
        check(ServerFacts { version_num: 130_011, ..good() }, false, &[('r', "14 or newer"), ('g', "")]);
        check(ServerFacts { encoding: "LATIN1".to_owned(), ..good() }, false, &[('r', "UTF8"), ('g', "")]);
        let not_writable = vec!["ingest.unit".to_owned(), "ingest.load".to_owned()];
        let role = "\"lp-loader\"".to_owned();
        let grant = "ingest.unit and others `grant lp_warehouse_writer to \"lp-loader\";`";
        check(ServerFacts { not_writable, role, ..good() }, false, &[('r', grant)]);
        check(ServerFacts { may_create: false, ..good() }, false, &[('y', "migrate")]);
        check(ServerFacts { is_encrypted: false, ..good() }, false, &[('g', ""), ('y', "verify-full")]);
        check(ServerFacts { connections_free: 7, ..good() }, false, &[('g', ""), ('y', "connections_max")]);
        check(with("fsync", "off"), false, &[('g', ""), ('y', "whole warehouse")]);
        check(with("synchronous_commit", "off"), false, &[('g', ""), ('y', "loaded again")]);
        check(with("autovacuum", "off"), false, &[('g', ""), ('y', "without end")]);
        check(with("shared_buffers", "1024"), false, &[('g', ""), ('y', "a quarter")]);
        check(with("max_wal_size", "1024"), false, &[('g', ""), ('y', "checkpoints")]);
    }
}
