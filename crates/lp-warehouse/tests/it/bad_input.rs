//! Files that break the rules: what becomes of each, told in one line per file.

use std::fmt::Write;

use expect_test::{Expect, expect};
use nix::sys::signal::Signal;
use serde_json::Value;
use simulator::{ErrorBody, Fault, FileBody, Route, SimulatorOptions};

use crate::closing::finish;
use crate::deployment::{Deployment, Plan, empty_world};
use crate::documents::{TRANSCRIPTS, conversation, conversation_with, document, document_of, entity, gzip};
use crate::process::until;

/// One document with one lawful conversation.
fn lawful(id: &str) -> Vec<u8> {
    gzip(document(&[conversation(id)]))
}

fn limited() -> Plan {
    Plan::of(empty_world()).set("work.record_bytes_max", "64KiB").set("work.file_bytes_max", "2MiB")
}

/// State, failed attempts and tally of each unit; below it its rejects and its error.
pub(crate) async fn outcome(deployment: &Deployment) -> String {
    let mut shown = String::new();
    for unit in deployment.units("true").await {
        let text = |column: &str| unit[column].as_str().unwrap_or("-").to_owned();
        write!(shown, "{}: {}", text("name"), text("state")).unwrap();
        if unit["attempts"] != 0 {
            write!(shown, " after {} attempts", unit["attempts"]).unwrap();
        }
        for count in ["new", "changed", "unchanged", "superseded", "rejected"] {
            match &unit[format!("records_{count}")] {
                Value::Number(number) if number.as_i64() != Some(0) => write!(shown, ", {number} {count}").unwrap(),
                _ => {}
            }
        }
        shown.push('\n');
        let rejects = format!(
            "select reason, detail, resolution from ingest.reject where unit_id = {} order by reject_id",
            unit["unit_id"]
        );
        for reject in deployment.database().rows(&rejects).await {
            let text = |column: &str| reject[column].as_str().unwrap_or("open").to_owned();
            writeln!(shown, "  {} ({}): {}", text("reason"), text("resolution"), text("detail")).unwrap();
        }
        if let Value::String(error) = &unit["last_error"] {
            // The port differs each time.
            writeln!(shown, "  {}", error.replace(&deployment.simulator.base_url()[7..], "UPSTREAM")).unwrap();
        }
    }
    shown
}

async fn check(files: &[(&str, Vec<u8>)], exit_code: i32, expected: Expect) -> Deployment {
    let deployment = limited().deploy().await;
    for (name, bytes) in files {
        deployment.publish(name, FileBody::Bytes(bytes.clone().into()));
    }
    deployment.run_until_idle().await.expect_code(exit_code);
    expected.assert_eq(&outcome(&deployment).await);
    deployment
}

/// What the rules let through and the database does not: the record alone waits, whole, for better times.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_the_database_refuses_is_kept_and_the_rest_loads() {
    let deployment = limited().deploy().await;
    deployment.run(&["migrate"]).await.expect_code(0);
    let database = deployment.database();
    let is_refused = "check (conversation_id <> 'c-refused')";
    database.execute(&format!("alter table liveperson.conversation add constraint mine {is_refused}")).await;
    let records = [conversation("c-1"), conversation("c-refused"), conversation("c-2")];
    deployment.publish("one", FileBody::Bytes(gzip(document(&records)).into()));
    deployment.run_until_idle().await.expect_code(0);
    expect![[r#"
        one: loaded, 2 new, 1 rejected
          refused_by_database (open): the database refused it (SQLSTATE 23514, mine)
    "#]]
    .assert_eq(&outcome(&deployment).await);
    let kept = database.rows("select convert_from(record_bytes, 'utf8') as record from ingest.reject").await;
    assert_eq!(kept[0]["record"], records[1]);
    database.execute("alter table liveperson.conversation drop constraint mine").await;
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    expect![[r#"
        one: loaded, 1 new, 2 unchanged
          refused_by_database (loaded): the database refused it (SQLSTATE 23514, mine)
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_do_not_fit_are_kept_and_the_rest_loads() {
    let beside = |id: &str, bad: String| gzip(document(&[conversation(id), bad]));
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let long = format!(r#""startPage":"{}",{TRANSCRIPTS}"#, "x".repeat(100 * 1024));
    let mut invalid_utf8 = document(&[conversation("c-utf8"), conversation("c-utf8-bad")]).into_bytes();
    let at = invalid_utf8.windows(3).rposition(|window| window == b"bad").unwrap();
    invalid_utf8[at] = 0xff;
    let files = [
        ("deep", beside("c-deep", conversation_with("c-deep-bad", &format!(r#""new":{deep}"#)))),
        (
            "duplicate keys",
            gzip(document(&[conversation_with("c-dup", r#""conversationId":"c-dup-2","type":"A","type":"B""#)])),
        ),
        ("invalid utf-8", gzip(invalid_utf8)),
        ("key missing", beside("c-key", entity("com.liveperson.dataaccess.Conversation", TRANSCRIPTS))),
        (
            "numbers out of range",
            gzip(document(&[conversation_with(
                "c-range",
                r#""endReasonId":99999999999,"conversationStartTime":1e300,"skillID":1.5e400"#,
            )])),
        ),
        ("other account", gzip(document_of("11111111", &[conversation("c-other")]))),
        ("record too large", beside("c-large", conversation_with("c-large-bad", &long))),
        ("unknown entity", beside("c-entity", entity("com.liveperson.dataaccess.VideoCall", r#""id":1"#))),
        ("wrong shape", beside("c-shape", conversation_with("c-shape-bad", r#""transcripts":"none""#))),
    ];
    let deployment = check(
        &files,
        0,
        expect![[r#"
            deep: loaded, 1 new, 1 rejected
              invalid_json (open): not valid JSON at byte 178 of the record
            duplicate keys: loaded, 1 new
            invalid utf-8: loaded, 2 new
            key missing: loaded, 1 new, 1 rejected
              bad_key (open): key field `conversationId` is missing or has the wrong shape
            numbers out of range: loaded, 1 new
            other account: loaded, 1 rejected
              other_account (open): the document names another account
            record too large: loaded, 1 new, 1 rejected
              too_large (open): 102549 bytes, more than `record_bytes_max`; only its beginning is kept
            unknown entity: loaded, 1 new, 1 rejected
              unknown_entity (open): entity `VideoCall` is unknown
            wrong shape: loaded, 1 new, 1 rejected
              wrong_shape (open): `transcripts` has the wrong shape
        "#]],
    )
    .await;
    let kept = "select conversation_id, type, extra from liveperson.conversation where extra is not null order by 1";
    let kept = deployment.database().rows(kept).await.iter().map(|row| format!("{row}\n")).collect::<String>();
    expect![[r#"
        {"conversation_id":"c-dup","extra":{"conversationId":"c-dup-2","type":"B"},"type":"A"}
        {"conversation_id":"c-range","extra":{"conversationStartTime":1e+300,"endReasonId":99999999999},"type":null}
    "#]]
    .assert_eq(&kept);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_wrappings_load_whole() {
    let files = [
        ("double gzip", gzip(lawful("c-double"))),
        ("empty gzip", gzip("")),
        ("not gzip", document(&[conversation("c-plain")]).into_bytes()),
    ];
    let deployment = check(
        &files,
        0,
        expect![[r#"
        double gzip: loaded, 1 new
        empty gzip: loaded
        not gzip: loaded, 1 new
    "#]],
    )
    .await;
    let fault = |name: &str, fault| deployment.simulator.faults().always(Route::File, Some(name.to_owned()), fault);
    fault("by-transport", Fault::AlreadyInflated);
    fault("by-proxy", Fault::DoubleGzip);
    for name in ["inflated-by-transport", "zipped-by-proxy"] {
        deployment.publish(name, FileBody::Bytes(lawful(name).into()));
    }
    deployment.run_until_idle().await.expect_code(0);
    expect![[r#"
        double gzip: loaded, 1 new
        empty gzip: loaded
        inflated-by-transport: loaded, 1 new
        not gzip: loaded, 1 new
        zipped-by-proxy: loaded, 1 new
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_no_ledger_holds_are_told_and_the_others_load() {
    let deployment = limited().deploy().await;
    let long = "n".repeat(3000);
    for (number, name) in [&long, "c\u{1b}ontrol", "one", "n\0l", "two"].into_iter().enumerate() {
        deployment.publish(name, FileBody::Bytes(lawful(&format!("c-{number}")).into()));
    }
    deployment.run_until_idle().await.expect_code(0).expect_event("listing_entries_refused");
    expect![[r#"
        one: loaded, 1 new
        two: loaded, 1 new
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_files_die_are_acknowledged_and_load_once_repaired() {
    let mut corrupt = lawful("c-corrupt");
    let middle = corrupt.len() / 2;
    corrupt[middle] ^= 0xff;
    let cut = lawful("c-cut");
    let files = [
        ("bomb", gzip(vec![b' '; 4 * 1024 * 1024])),
        ("corrupt gzip", corrupt),
        ("cut gzip", cut[..cut.len() / 2].to_vec()),
        ("cut json", gzip(&document(&[conversation("c-half")])[..150])),
        ("not json", gzip("no such report")),
        ("too large", vec![b'x'; 3 * 1024 * 1024]),
    ];
    let deployment = check(
        &files,
        2,
        expect![[r#"
            bomb: dead after 1 attempts
              it could not be decoded: inflates beyond 2097152 bytes; raise `file_bytes_max` if that is right
            corrupt gzip: dead after 3 attempts
              it could not be decoded: not JSON at byte 131 of the inflated file (gzip)
            cut gzip: dead after 3 attempts
              it could not be decoded: the gzip is damaged or cut short (incomplete deflate stream)
            cut json: dead after 3 attempts
              it could not be decoded: not JSON at byte 150 of the inflated file (gzip)
            not json: dead after 3 attempts
              it could not be decoded: no Data Access document in the file (gzip)
            too large: dead after 1 attempts
              larger than `file_bytes_max`: 2097152 bytes
        "#]],
    )
    .await;
    deployment.run(&["units", "ack", "--feed", "engagement", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);

    for (name, _) in &files {
        deployment.publish(name, FileBody::Bytes(lawful(name).into()));
    }
    deployment.run(&["units", "retry", "--state", "dead"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(deployment.units("state = 'loaded' and records_new = 1").await.len(), files.len());
    finish(deployment).await;
}

/// An answer that is not the file, a bad address and a cut download come from upstream or from the network: the feed
/// pauses, no file loses an attempt, and each loads when the trouble is over. A gzip that is cut, in a body that is whole,
/// is the file's own fault.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_no_file_cost_it_no_attempt() {
    let upstream =
        SimulatorOptions { foreign_base_url: "http://127.0.0.1:9".to_owned(), ..SimulatorOptions::default() };
    let deployment = Plan { upstream, ..limited() }.set("work.unit_attempts_max", "1").deploy().await;
    let faults = [
        ("CutAt", Fault::CutAt { len: 30 }, None),
        ("Empty", Fault::CutAt { len: 0 }, Some(4)),
        ("ErrorJson200", Fault::ErrorJson200, Some(4)),
        ("Html200", Fault::Html200, Some(4)),
        ("RedirectForeignHost", Fault::RedirectForeignHost, Some(4)),
        ("RedirectLoop", Fault::RedirectLoop, Some(24)),
        ("Status400", Fault::Status { code: 400, retry_after_s: None, body: ErrorBody::PlainText }, Some(4)),
        ("TruncatedBody", Fault::TruncatedBody, Some(8)),
    ];
    for (name, fault, times) in faults {
        deployment.publish(name, FileBody::Bytes(lawful(name).into()));
        let of = Some(format!("/{name}.gz"));
        match times {
            Some(times) => deployment.simulator.faults().inject(Route::File, of, fault, times),
            None => deployment.simulator.faults().always(Route::File, of, fault),
        }
    }
    deployment.run_until_idle().await.expect_code(2).expect_event("feed_paused");
    let failed = "select name, load.error, count(*) as times from ingest.load join ingest.unit using (unit_id)
        where outcome <> 'loaded' group by 1, 2 order by 1";
    let mut causes = String::new();
    for load in deployment.database().rows(failed).await {
        writeln!(causes, "{} {} x {}", load["name"], load["times"], load["error"]).unwrap();
    }
    let causes = causes.replace(&deployment.simulator.base_url()[7..], "UPSTREAM");
    expect![[r#"
        "CutAt" 1 x "it could not be decoded: the gzip is damaged or cut short (incomplete deflate stream)"
        "Empty" 4 x "it could not be decoded: the file is empty: not even a gzip header"
        "ErrorJson200" 4 x "it could not be decoded: the report of an error came in place of the file (plain file)"
        "Html200" 4 x "it could not be decoded: a page of HTML or XML came in place of the file (plain file)"
        "RedirectForeignHost" 4 x "it could not be fetched: `127.0.0.1:9` is neither a configured host nor LivePerson's over https"
        "RedirectLoop" 4 x "it could not be fetched: GET UPSTREAM/data_access_le/account/75555851/le/engagement/RedirectLoop.gz gave an answer that cannot be used: more than 5 redirects"
        "Status400" 4 x "it could not be fetched: GET UPSTREAM/data_access_le/account/75555851/le/engagement/Status400.gz gave an answer that cannot be used: status 400: Service failure, injected"
        "TruncatedBody" 2 x "it could not be fetched: the body of GET UPSTREAM/data_access_le/account/75555851/le/engagement/TruncatedBody.gz ended early: 130 bytes of 261"
    "#]].assert_eq(&causes);
    let loaded = "state = 'loaded' and attempts = 0 and records_new = 1";
    assert_eq!(deployment.units(loaded).await.len(), 7);

    deployment.simulator.faults().clear();
    deployment.run(&["units", "retry", "--state", "dead"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(deployment.units(loaded).await.len(), 8);
    finish(deployment).await;
}

/// One file that upstream never delivers does not keep the others of its feed waiting, although it is the oldest and only
/// one is loaded at a time.
#[tokio::test(flavor = "multi_thread")]
async fn one_file_that_never_comes_holds_up_no_other() {
    let deployment = limited().set("work.units_in_flight_max", "1").deploy().await;
    let names = ["0-never", "1", "2", "3", "4", "5"];
    for name in names {
        deployment.publish(name, FileBody::Bytes(lawful(name).into()));
    }
    deployment.simulator.faults().always(Route::File, Some("never".to_owned()), Fault::ErrorJson200);
    let daemon = deployment.start(&["run"]);
    until("the others are loaded", async || deployment.units("state = 'loaded'").await.len() == names.len() - 1).await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    assert_eq!(deployment.units("name = '0-never' and state = 'pending' and attempts = 0").await.len(), 1);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repaired_record_closes_its_reject() {
    let bad = conversation_with("c-2", r#""transcripts":7"#);
    let files = [("report", gzip(document(&[conversation("c-1"), bad])))];
    let deployment = check(
        &files,
        0,
        expect![[r#"
        report: loaded, 1 new, 1 rejected
          wrong_shape (open): `transcripts` has the wrong shape
    "#]],
    )
    .await;
    let repaired = gzip(document(&[conversation("c-1"), conversation("c-2")]));
    deployment.publish("report", FileBody::Bytes(repaired.into()));
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    expect![[r#"
        report: loaded, 1 new, 1 unchanged
          wrong_shape (loaded): `transcripts` has the wrong shape
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}

/// One public client had the addresses of two feeds swapped: what belongs to another feed goes to its tables.
#[tokio::test(flavor = "multi_thread")]
async fn records_of_another_feed_are_stored_in_its_tables() {
    let header = r#""header":{"visitId":"v-1"}"#;
    let body = |name: &str, records: &str| {
        let body = format!(r#"{{"com.liveperson.dataaccess.{name}":{{{header},{records}}}}}"#);
        format!(r#"{{"metaData":{{"accountId":"75555851"}},"recordCollection":[{{"body":{body}}}]}}"#)
    };
    let documents = [
        body("SurveyData", r#""surveys":[{"id":1,"type":2,"conversationId":"c-1","contents":[{"answer":"Yes"}]}]"#),
        body("WebSessionNavigationData", r#""navigationData":[{"url":"https://shop.example/"},{}]"#),
        body("WebSessionGeoData", r#""geoData":[{"city":"Bergen"}]"#),
        document(&[conversation("c-1")]),
    ];
    let deployment = limited().deploy().await;
    deployment.publish("swapped", FileBody::Bytes(gzip(documents.join("\n")).into()));
    let ended = deployment.run_until_idle().await.expect_code(0).expect_event("records_of_another_feed");
    let log: Vec<Value> = ended.out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let strays = log.iter().filter(|line| line["event"] == "records_of_another_feed");
    let told: Vec<_> = strays.map(|line| format!("{} {}", line["record_kind"], line["records"])).collect();
    assert_eq!(told, [r#""survey" 1"#, r#""visit_geo" 1"#, r#""visit_navigation" 1"#]);
    assert!(!ended.out.contains("Bergen"), "what a record says is in no log");
    expect![[r#"
        swapped: loaded, 4 new
    "#]]
    .assert_eq(&outcome(&deployment).await);
    let database = deployment.database();
    let rows = "select (select count(*) from liveperson.survey_content) as answers,
        (select count(*) from liveperson.page_view) as page_views, (select count(*) from liveperson.visit_body) as bodies,
        (select string_agg(record_kind || ' ' || rows, ', ' order by record_kind) from ingest.stray) as strays";
    let expected = r#"{"answers":1,"bodies":2,"page_views":2,"strays":"survey 1, visit_geo 1, visit_navigation 1"}"#;
    assert_eq!(database.rows(rows).await[0].to_string(), expected);
    deployment.run(&["reconcile"]).await.expect_code(0);

    let before = database.rows("select xmin, * from ingest.stray order by record_kind").await;
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(database.rows("select xmin, * from ingest.stray order by record_kind").await, before);
    assert_eq!(database.rows(rows).await[0].to_string(), expected);
    finish(deployment).await;
}
