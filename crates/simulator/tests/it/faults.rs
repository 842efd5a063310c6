//! Each fault, as a client sees it.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use simulator::{ErrorBody, Fault, Route, Simulator, SimulatorOptions};

use crate::client::{ACCOUNT, Answer, Signer, ask, first_file, get, listing_path, send, start};

/// What a client sees of one download under a fault, and the sent body as it should be.
struct Seen {
    answer: Option<Answer>,
    broken: Option<ErrorKind>,
    whole: Vec<u8>,
}

async fn download(simulator: &Simulator, fault: Fault) -> Seen {
    let (path, name) = first_file(simulator);
    let files = simulator.world().files();
    let whole = files.iter().find(|file| file.name == name && file.account == ACCOUNT).unwrap().body.to_vec();
    simulator.faults().inject(Route::File, Some(name), fault, 1);
    let authorization = Signer::of(simulator).header(&path);
    let (answer, end) = send(&simulator.base_url(), "GET", &path, &[("Authorization", &authorization)], "").await;
    Seen { answer, broken: end.err().map(|error| error.kind()), whole }
}

#[tokio::test]
async fn answers_instead_of_files() {
    let simulator = start(SimulatorOptions::default()).await;
    let check = async |fault: Fault, status: u16, text: &str, header: Option<(&str, &str)>| {
        let answer = download(&simulator, fault.clone()).await.answer.unwrap();
        assert_eq!(answer.status, status, "{fault:?}");
        assert!(answer.text().contains(text), "{fault:?}: {}", answer.text());
        if let Some((name, value)) = header {
            assert_eq!(answer.header(name), Some(value), "{fault:?}");
        }
    };
    let status = |code, retry_after_s, body| Fault::Status { code, retry_after_s, body };
    check(status(429, Some(7), ErrorBody::Empty), 429, "", Some(("retry-after", "7"))).await;
    check(status(503, None, ErrorBody::Html), 503, "<html>", Some(("content-type", "text/html"))).await;
    check(status(500, None, ErrorBody::XmlError), 500, "<internalCode>", None).await;
    check(status(403, None, ErrorBody::PlainText), 403, "injected", None).await;
    check(status(502, None, ErrorBody::Json), 502, "{\"error\"", None).await;
    check(Fault::Html200, 200, "<html>", None).await;
    check(Fault::ErrorJson200, 200, "{\"error\"", None).await;
    let (path, _) = first_file(&simulator);
    let own = format!("{}{path}", simulator.base_url());
    check(Fault::RedirectLoop, 302, "", Some(("location", &own))).await;
    let foreign = format!("http://foreign.invalid{path}");
    check(Fault::RedirectForeignHost, 302, "", Some(("location", &foreign))).await;
    assert_eq!(simulator.faults().injected_count(), 9);
    assert_eq!(get(&simulator, &path, None).await.status, 200);
}

#[tokio::test]
async fn misshapen_files() {
    let simulator = start(SimulatorOptions::default()).await;
    let seen = download(&simulator, Fault::CorruptByte { offset: 100 }).await;
    let body = seen.answer.unwrap().body;
    let differing: Vec<_> = (0..body.len()).filter(|index| body[*index] != seen.whole[*index]).collect();
    assert_eq!((body.len(), differing), (seen.whole.len(), vec![100]));

    let seen = download(&simulator, Fault::CutAt { len: 50 }).await;
    let answer = seen.answer.unwrap();
    assert_eq!((answer.header("content-length"), &answer.body[..]), (Some("50"), &seen.whole[..50]));
    assert_eq!(seen.broken, None);

    let seen = download(&simulator, Fault::TruncatedBody).await;
    let answer = seen.answer.unwrap();
    assert_eq!(answer.header("content-length"), Some(seen.whole.len().to_string().as_str()));
    assert_eq!(answer.body, seen.whole[..seen.whole.len() / 2]);

    let inflated = download(&simulator, Fault::AlreadyInflated).await.answer.unwrap();
    assert!(inflated.text().trim_start().starts_with('{'), "{}", inflated.text());
    let seen = download(&simulator, Fault::DoubleGzip).await;
    let twice = seen.answer.unwrap().body;
    assert!(twice != seen.whole && twice.starts_with(&[0x1f, 0x8b]));
}

#[tokio::test]
async fn broken_connections() {
    let simulator = start(SimulatorOptions::default()).await;
    let seen = download(&simulator, Fault::LostAnswer).await;
    assert!(seen.answer.is_none());
    assert_eq!((seen.broken, simulator.requests()[0].status), (Some(ErrorKind::ConnectionReset), 0));
    assert_eq!(simulator.downloads(&first_file(&simulator).1), 1);
    let seen = download(&simulator, Fault::ResetBeforeBody).await;
    assert_eq!((seen.answer.unwrap().body.len(), seen.broken), (0, Some(ErrorKind::ConnectionReset)));
    let seen = download(&simulator, Fault::ResetMidBody).await;
    assert_eq!(
        (seen.answer.unwrap().body.len(), seen.broken),
        (seen.whole.len() / 2, Some(ErrorKind::ConnectionReset))
    );
}

#[tokio::test]
async fn silence_and_slowness() {
    let simulator = start(SimulatorOptions::default()).await;
    let stalled =
        tokio::time::timeout(Duration::from_millis(300), download(&simulator, Fault::Stall { after_bytes: 9 })).await;
    assert!(stalled.is_err());
    let bytes_per_s = 2 * first_file_len(&simulator);
    let begun = Instant::now();
    let seen = download(&simulator, Fault::SlowBody { bytes_per_s }).await;
    assert_eq!(seen.answer.unwrap().body, seen.whole);
    assert!(begun.elapsed() >= Duration::from_millis(390), "{:?}", begun.elapsed());

    let path = first_file(&simulator).0;
    simulator.faults().inject(Route::File, None, Fault::Stall { after_bytes: 9 }, 1);
    let (base_url, authorization) = (simulator.base_url(), Signer::of(&simulator).header(&path));
    let asked = simulator.requests().len();
    let stalled = tokio::spawn(async move {
        send(&base_url, "GET", &path, &[("Authorization", &authorization)], "").await.1.map_err(|error| error.kind())
    });
    while simulator.requests().len() == asked {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let begun = Instant::now();
    simulator.shutdown().await;
    assert_eq!(stalled.await.unwrap(), Err(ErrorKind::ConnectionReset));
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

fn first_file_len(simulator: &Simulator) -> u32 {
    let (_, name) = first_file(simulator);
    let files = simulator.world().files();
    files.iter().find(|file| file.name == name && file.account == ACCOUNT).unwrap().body.len() as u32
}

#[tokio::test]
async fn wrong_listings_and_lost_tokens() {
    let simulator = start(SimulatorOptions::default()).await;
    let path = listing_path("engagement", 24, 0);
    let count = async || {
        get(&simulator, &path, Some("application/json")).await.json()["dataAccessFiles"]["file"]
            .as_array()
            .unwrap()
            .len()
    };
    let files = count().await;
    simulator.faults().inject(Route::Listing, None, Fault::ListingRepeats, 1);
    simulator.faults().inject(Route::Listing, None, Fault::ListingOmits { name: first_file(&simulator).1 }, 1);
    assert_eq!((count().await, count().await, count().await), (2 * files, files - 1, files));

    simulator.faults().always(Route::Token, None, Fault::LostAnswer);
    let path = format!("/sentinel/api/v2/account/{ACCOUNT}/app/token");
    let (answer, _) = send(&simulator.base_url(), "POST", &path, &[], "").await;
    assert!(answer.is_none());
    simulator.faults().clear();
    assert_eq!(ask(&simulator, "POST", &path, &[], "").await.status, 400);
}
