//! Listings, files, domains and signatures.

use std::time::Duration;

use chrono::TimeDelta;
use simulator::{DomainForm, FileBody, SimulatorOptions, WorldFileSpec};

use crate::client::{ACCOUNT, END_MS, Signer, ask, first_file, get, listing_path, start};

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn listings_list_what_touches_the_range() {
    let simulator = start(SimulatorOptions::default()).await;
    let listing = get(&simulator, &listing_path("engagement", 24, 0), JSON).await;
    assert_eq!((listing.status, listing.header("content-type")), (200, Some("application/json")));
    let listing = &listing.json()["dataAccessFiles"];
    assert_eq!(listing["@id"], ACCOUNT);
    let own = format!("{}/data_access_le/account/{ACCOUNT}/le/engagement", simulator.base_url());
    assert_eq!(listing["link"]["@href"], own);
    let files = listing["file"].as_array().unwrap();
    let expected = simulator.world().files().iter().filter(|file| file.account == ACCOUNT && file.feed == "engagement");
    assert_eq!(files.len(), expected.count());
    for file in files {
        let name = file["@name"].as_str().unwrap();
        let bare = name.strip_suffix(".gz").unwrap_or(name);
        assert_eq!(file["@href"], format!("{own}/{bare}.gz"));
        assert!(file["@scopeStartDate"].as_str().unwrap().ends_with(":00:00-04:00"), "{file}");
    }
    // One hour touches its neighbours: both ends of a scope count.
    let hours = get(&simulator, &listing_path("engagement", 12, 11), JSON).await.json();
    let starts: std::collections::BTreeSet<_> = hours["dataAccessFiles"]["file"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["@scopeStartDate"].to_string())
        .collect();
    assert!((2..=3).contains(&starts.len()), "{starts:?}");
}

#[tokio::test]
async fn listings_refuse() {
    let simulator = start(SimulatorOptions::default()).await;
    let check = async |path: String, accept, expected_status, expected_text: &str| {
        let answer = get(&simulator, &path, accept).await;
        assert_eq!(answer.status, expected_status, "{path}: {}", answer.text());
        assert!(answer.text().contains(expected_text), "{}", answer.text());
    };
    let own = format!("/data_access_le/account/{ACCOUNT}/le");
    check(format!("{own}/engagement?startTime={END_MS}"), JSON, 400, "internalCode\":5").await;
    check(format!("{own}/engagement?startTime=soon&endTime={END_MS}"), JSON, 400, "internalCode\":5").await;
    check(format!("{own}/engagement"), None, 400, "<internalCode>5</internalCode>").await;
    check(listing_path("engagement", 7 * 24, 0), JSON, 200, "{\"dataAccessFiles\"").await;
    check(listing_path("engagement", 7 * 24 + 1, 0), JSON, 500, "<error><time>").await;
    check(listing_path("engagement", 25, 0), JSON, 200, "@scopeEndDate").await;
    check(listing_path("engagement", 24, 0), Some("*/*"), 200, "@scopeEndDate").await;
    check(listing_path("engagement", 24, 0), None, 200, "<dataAccessFiles id=\"75555851\"><link").await;
    check(listing_path("engagement", -12, -24), None, 404, "No Available Files").await;
    check(listing_path("chats", 24, 0), JSON, 404, "unknown type").await;
}

#[tokio::test]
async fn one_file_is_an_object_and_none_has_many_faces() {
    let simulator = start(SimulatorOptions::default()).await;
    simulator.add_file(WorldFileSpec {
        account: ACCOUNT.to_owned(),
        feed: "engagement".to_owned(),
        name: "Engagement.1.2.part-00000-0".to_owned(),
        scope_start: simulator.clock().now() + TimeDelta::hours(1),
        scope_end: simulator.clock().now() + TimeDelta::hours(2),
        published_at: simulator.clock().now(),
        body: FileBody::Bytes(Default::default()),
    });
    let one = get(&simulator, &listing_path("engagement", -9, -10), JSON).await.json();
    assert_eq!(one["dataAccessFiles"]["file"]["@name"], "Engagement.1.2.part-00000-0.gz");
    let mut faces = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let none = get(&simulator, &listing_path("engagement", -12, -24), JSON).await;
        let is_said = none.text().contains("No Available Files");
        assert_eq!(none.status == 404, is_said);
        faces.insert((none.status, none.text().contains("<error>"), none.text().contains("\"file\":[]")));
    }
    let expected =
        [(200, false, false), (200, false, true), (204, false, false), (404, false, false), (404, true, false)];
    assert_eq!(faces.into_iter().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn files_are_downloaded_moved_and_deleted() {
    let options = SimulatorOptions { redirect_every: Some(1), ..SimulatorOptions::default() };
    let simulator = start(options).await;
    let (path, name) = first_file(&simulator);
    let file = simulator.world().files().iter().find(|file| file.name == name && file.account == ACCOUNT).unwrap();
    let moved = get(&simulator, &path, None).await;
    assert_eq!(moved.status, 302);
    let location = moved.header("location").unwrap().strip_prefix(&simulator.base_url()).unwrap().to_owned();
    assert_eq!(location, path.replace("/engagement/", "/engagement/moved/"));
    let check = async |accept, status: u16, text: &str| {
        let answer = get(&simulator, &location, accept).await;
        assert_eq!(answer.status, status);
        assert!(answer.text().contains(text), "{}", answer.text());
    };
    check(Some("application/gzip"), 406, "<internalCode>5</internalCode>").await;
    check(Some("application/octet-stream"), 401, "<internalCode>10</internalCode>").await;
    check(Some("*/*"), 200, "").await;
    let whole = get(&simulator, &location, None).await;
    assert_eq!((whole.status, &whole.body[..]), (200, &file.body[..]));
    assert_eq!(whole.header("content-type"), Some("application/x-gzip"));
    assert_eq!(whole.header("content-length"), Some(file.body.len().to_string().as_str()));
    assert_eq!(simulator.downloads(&name), 2);

    let is_listed = async || get(&simulator, &listing_path("engagement", 24, 0), JSON).await.text().contains(&name);
    let deleted_at = file.published_at + TimeDelta::days(30);
    simulator.clock().set(deleted_at);
    assert!(is_listed().await);
    simulator.clock().advance(TimeDelta::seconds(1));
    assert!(!is_listed().await);
    assert_eq!(get(&simulator, &location, None).await.status, 404);
    simulator.clock().set(file.published_at - TimeDelta::seconds(1));
    assert!(!is_listed().await);
    assert_eq!(get(&simulator, &location, None).await.status, 404);
    simulator.clock().set(deleted_at);
    simulator.remove_file(&name);
    assert!(!is_listed().await);
}

#[tokio::test]
async fn files_come_from_disk_too() {
    let simulator = start(SimulatorOptions::default()).await;
    let path = std::env::temp_dir().join(format!("simulator-{}", std::process::id()));
    let bytes: Vec<u8> = (0..300_000u32).map(|number| number as u8).collect();
    std::fs::write(&path, &bytes).unwrap();
    let now = simulator.clock().now();
    simulator.add_file(WorldFileSpec {
        account: ACCOUNT.to_owned(),
        feed: "engagement".to_owned(),
        name: "big".to_owned(),
        scope_start: now,
        scope_end: now,
        published_at: now,
        body: FileBody::Path(path.clone()),
    });
    let answer = get(&simulator, &format!("/data_access_le/account/{ACCOUNT}/le/engagement/big.gz"), None).await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(answer.header("content-length"), Some("300000"));
    assert!(answer.body == bytes);
}

#[tokio::test]
async fn signatures_are_checked() {
    let simulator = start(SimulatorOptions::default()).await;
    let path = listing_path("engagement", 24, 0);
    let check = async |bend: &dyn Fn(&mut Signer), expected_status: u16, expected: &str| {
        let mut signer = Signer::of(&simulator);
        bend(&mut signer);
        let authorization = signer.header(&path);
        let headers = [("Authorization", authorization.as_str()), ("Accept", "application/json")];
        let answer = ask(&simulator, "GET", &path, &headers, "").await;
        assert_eq!(answer.status, expected_status, "{}", answer.text());
        assert!(answer.text().starts_with(expected), "{}", answer.text());
    };
    check(&|_| {}, 200, "{\"dataAccessFiles\"").await;
    check(&|signer| signer.nonce = "once".to_owned(), 200, "").await;
    check(&|signer| signer.nonce = "once".to_owned(), 401, "oauth_problem=nonce_used").await;
    check(&|signer| signer.timestamp_s -= 301, 401, "oauth_problem=timestamp_refused").await;
    check(&|signer| signer.timestamp_s += 300, 200, "").await;
    check(
        &|signer| signer.credentials.app_secret.push('x'),
        401,
        "oauth_problem=signature_invalid&oauth_problem_advice=",
    )
    .await;
    check(&|signer| signer.host = "http://other".to_owned(), 401, "oauth_problem=signature_invalid").await;
    check(&|signer| signer.credentials.app_key.push('x'), 401, "oauth_problem=consumer_key_unknown").await;
    let unsigned = ask(&simulator, "GET", &path, &[("Accept", "application/json")], "").await;
    assert_eq!((unsigned.status, unsigned.text().contains("<internalCode>10</internalCode>")), (401, true));
}

#[tokio::test]
async fn domains_are_answered_in_two_forms() {
    let simulator = start(SimulatorOptions::default()).await;
    let host = simulator.base_url().replace("http://", "");
    let check = async |path: &str, status: u16, pointer: &str, expected: &str| {
        let answer = ask(&simulator, "GET", path, &[], "").await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(
            answer.json().pointer(pointer).map(ToString::to_string).as_deref(),
            Some(expected),
            "{}",
            answer.text()
        );
    };
    let quoted = format!("\"{host}\"");
    check("/api/account/75555851/service/sentinel/baseURI.json?version=1.0", 200, "/baseURI", &quoted).await;
    check("/csdr/account/75555852/service/sentinel/baseURI.json?version=1.0", 200, "/baseURIs/7/baseURI", &quoted)
        .await;
    check("/api/account/75555851/service/baseURI.json?version=1.0", 200, "/baseURIs/0/account", "\"75555851\"").await;
    check("/api/account/75555851/service/sentinel/baseURI.json", 400, "/error/internalCode", "5").await;
    check("/api/account/75555851/service/Sentinel/baseURI.json?version=1.0", 400, "/error/internalCode", "5").await;
    check("/api/account/1/service/sentinel/baseURI.json?version=1.0", 401, "/error/internalCode", "10").await;
    let options = SimulatorOptions { domain_form: DomainForm::List, ..SimulatorOptions::default() };
    let simulator = start(options).await;
    let list = ask(&simulator, "GET", "/api/account/75555851/service/msgHist/baseURI.json?version=1.0", &[], "").await;
    assert_eq!(list.json()["baseURIs"][1]["service"], "msgHist");
}

#[tokio::test]
async fn base_resource_schema_and_date() {
    let simulator = start(SimulatorOptions::default()).await;
    let own = format!("/data_access_le/account/{ACCOUNT}/le");
    let base = get(&simulator, &own, JSON).await;
    let links = base.json()["le"]["link"].as_array().unwrap().clone();
    for rel in ["self", "engagement", "schema"] {
        assert_eq!(links.iter().filter(|link| link["@rel"] == rel).count(), 1, "{rel}");
    }
    assert_eq!(base.header("date"), Some("Wed, 01 Jul 2026 08:00:00 GMT"));
    let schema = get(&simulator, &format!("{own}/schema?schemaId=latest"), JSON).await;
    assert_eq!(schema.json()["namespace"], "com.liveperson.dataaccess");
    let log = simulator.requests();
    assert!(log.iter().all(|request| request.has_authorization));
    assert_eq!(
        (log.len(), log[1].path_and_query.as_str(), log[1].status),
        (2, format!("{own}/schema?schemaId=latest").as_str(), 200)
    );
}

#[tokio::test]
async fn concurrent_requests_are_limited() {
    let options = SimulatorOptions { concurrent_requests_max: 2, ..SimulatorOptions::default() };
    let simulator = start(options).await;
    let path = first_file(&simulator).0;
    let stall = simulator::Fault::Stall { after_bytes: 1 };
    simulator.faults().inject(simulator::Route::File, None, stall, 2);
    let stalled: Vec<_> = ["one", "two"]
        .map(|nonce| {
            let authorization = Signer { nonce: nonce.to_owned(), ..Signer::of(&simulator) }.header(&path);
            let (base_url, path) = (simulator.base_url(), path.clone());
            tokio::spawn(async move {
                drop(crate::client::send(&base_url, "GET", &path, &[("Authorization", &authorization)], "").await);
            })
        })
        .into();
    while simulator.requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(get(&simulator, &path, None).await.status, 429);
    assert_eq!(simulator.concurrency_max_seen(ACCOUNT), 3);
    for request in stalled {
        request.abort();
    }
    while get(&simulator, &path, None).await.status != 200 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    simulator.shutdown().await;
}
