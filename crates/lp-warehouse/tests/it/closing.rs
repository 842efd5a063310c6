//! What holds at the end of every test, whatever it did.

use sink::testing::TestDatabase;

use crate::deployment::Deployment;
use crate::process::has_event;

/// Rows of the ledger with the columns that people read; `reject` without the records, which are the data themselves.
const LEDGER: [(&str, &str); 5] = [
    ("feed", "*"),
    ("unit", "*"),
    ("load", "*"),
    ("drift", "*"),
    ("reject", "reject_id, account_id, feed, reason, detail, resolution"),
];

/// Ends a test: nothing leaked, nothing is stuck, everything adds up.
pub(crate) async fn finish(deployment: Deployment) {
    check_logs(&deployment);
    let database = deployment.database();
    check_ledger(database).await;
    deployment.database().sink.close().await;
    deployment.simulator.shutdown().await;
}

/// Nothing of ours crashed, and no output names a secret or quotes a message.
pub(crate) fn check_logs(deployment: &Deployment) {
    for entry in std::fs::read_dir(deployment.folder()).unwrap() {
        let path = entry.unwrap().path();
        let is_output = path.extension().is_some_and(|extension| extension == "out" || extension == "err");
        if !is_output {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        check_no_leak(&path.display().to_string(), &text);
        for event in ["panic", "unit_panicked"] {
            assert!(!has_event(&text, event), "{event} in {}", path.display());
        }
    }
}

/// No secret or message in the ledger; no lease and no attempt left open; counts that add up.
pub(crate) async fn check_ledger(database: &TestDatabase) {
    for (table, columns) in LEDGER {
        for row in database.rows(&format!("select {columns} from ingest.{table}")).await {
            check_no_leak(table, &row.to_string());
        }
    }
    let none = async |what: &str, query: &str| {
        let rows = database.rows(query).await;
        assert!(rows.is_empty(), "{what}: {} rows, the first: {}", rows.len(), rows[0]);
    };
    none("leased units", "select * from ingest.unit where state = 'leased'").await;
    none("open attempts", "select * from ingest.load where finished_at is null").await;
    none(
        "loaded units whose tally does not add up",
        "select * from ingest.unit where state = 'loaded' and records_read is distinct from
            records_new + records_changed + records_unchanged + records_superseded + records_rejected",
    )
    .await;
    none(
        "loaded units without an attempt that says so",
        "select * from ingest.unit where state = 'loaded' and not exists (
            select from ingest.load where load.unit_id = unit.unit_id
                -- A window is claimed again after it was loaded: to be counted, or by a daemon that is stopped.
                and (load.lease_token = unit.lease_token or unit.read_count > 0)
                and load.outcome = 'loaded' and load.records_read = unit.records_read)",
    )
    .await;
}

fn check_no_leak(place: &str, text: &str) {
    for planted in std::iter::once(&simulator::SECRET_MARKER).chain(simulator::planted_texts()) {
        if let Some(at) = text.find(planted) {
            let around: String = text[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("{place} holds `{planted}` after …{around}");
        }
    }
}
