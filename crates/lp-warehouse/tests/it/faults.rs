//! Upstream misbehaves: everything loads in the end, and no file is blamed for it.

use simulator::{ErrorBody, Fault, Route, SimulatorOptions};

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{ACCOUNT, Deployment, Plan, file_feeds, now, small_world};
use crate::process::until;

const OTHER_ACCOUNT: &str = "75555852";

fn status(code: u16, retry_after_s: Option<u32>, body: ErrorBody) -> Fault {
    Fault::Status { code, retry_after_s, body }
}

/// A small deployment that gives up on a silent line soon.
async fn impatient() -> Deployment {
    Plan::of(small_world()).set("http.idle_timeout", "300ms").deploy().await
}

/// Lets the first requests of a route meet the faults, each so many times.
async fn check(faults: &[(Route, Fault, u32)]) {
    let deployment = impatient().await;
    for (route, fault, times) in faults {
        deployment.simulator.faults().inject(*route, None, fault.clone(), *times);
    }
    deployment.run_until_idle().await.expect_code(0);
    let met: u32 = faults.iter().map(|(_, _, times)| times).sum();
    assert_eq!(deployment.simulator.faults().injected_count(), met as usize, "every fault was met");
    expect_truth(&deployment).await;
    let blamed = deployment.units("attempts > 0").await;
    assert!(blamed.is_empty(), "blamed: {}", blamed[0]);
    let errors = deployment.database().rows("select * from ingest.feed where last_error is not null").await;
    assert!(errors.is_empty(), "left over: {}", errors[0]);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests() {
    check(&[
        (Route::Listing, status(429, None, ErrorBody::XmlError), 3),
        (Route::File, status(429, Some(1), ErrorBody::Empty), 2),
        (Route::File, status(429, None, ErrorBody::Json), 12),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn server_errors() {
    check(&[
        (Route::Listing, status(500, None, ErrorBody::Html), 4),
        (Route::Listing, status(503, Some(1), ErrorBody::PlainText), 4),
        (Route::File, status(500, None, ErrorBody::Json), 7),
        (Route::File, status(503, None, ErrorBody::XmlError), 7),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_of_a_proxy() {
    check(&[
        (Route::Listing, status(407, None, ErrorBody::Html), 4),
        (Route::File, status(407, None, ErrorBody::Html), 5),
        (Route::File, status(408, None, ErrorBody::Empty), 5),
        (Route::File, status(421, None, ErrorBody::Empty), 2),
        (Route::File, status(425, None, ErrorBody::Empty), 2),
        (Route::File, status(451, None, ErrorBody::Html), 5),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_connections() {
    check(&[
        (Route::Listing, Fault::ResetBeforeBody, 3),
        (Route::Listing, Fault::LostAnswer, 3),
        (Route::File, Fault::ResetBeforeBody, 5),
        (Route::File, Fault::ResetMidBody, 5),
        (Route::File, Fault::LostAnswer, 5),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_breaks_is_begun_again_at_once_three_times() {
    let deployment = impatient().await;
    let name = deployment.simulator.world().files()[0].name.clone();
    for fault in [Fault::ResetMidBody, Fault::Stall { after_bytes: 10 }, Fault::TruncatedBody] {
        deployment.simulator.faults().inject(Route::File, Some(name.clone()), fault, 1);
    }
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(deployment.simulator.faults().injected_count(), 3, "every fault was met");
    let others = deployment.database().rows("select * from ingest.load where outcome <> 'loaded'").await;
    assert!(others.is_empty(), "no file was postponed or blamed: {}", others[0]);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence() {
    check(&[
        (Route::Listing, Fault::Stall { after_bytes: 20 }, 2),
        (Route::File, Fault::Stall { after_bytes: 0 }, 2),
        (Route::File, Fault::Stall { after_bytes: 100 }, 2),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn listings_that_repeat_themselves() {
    check(&[(Route::Listing, Fault::ListingRepeats, 8)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_a_listing_leaves_out_is_found_by_the_next() {
    let deployment = impatient().await;
    let late = deployment.simulator.world().files()[0].name.clone();
    deployment.simulator.faults().always(Route::Listing, None, Fault::ListingOmits { name: late.clone() });
    deployment.run_until_idle().await.expect_code(0);
    assert!(deployment.units(&format!("name = '{late}'")).await.is_empty());
    let downloads = deployment.downloads();

    deployment.simulator.faults().clear();
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    let changed = deployment.downloads().into_iter().filter(|(name, count)| downloads[name] != *count);
    assert_eq!(changed.collect::<Vec<_>>(), [(late, 1)]);
    finish(deployment).await;
}

/// Redirects that lead nowhere pause the feed; they cost no file an attempt, and take no credential anywhere.
async fn check_redirect(fault: Fault, times: u32, upstream: SimulatorOptions) -> Deployment {
    let deployment = Plan { upstream, ..Plan::of(small_world()) }.deploy().await;
    let name = deployment.simulator.world().files()[0].name.clone();
    deployment.simulator.faults().inject(Route::File, Some(name.clone()), fault, times);
    deployment.run_until_idle().await.expect_code(0).expect_event("feed_paused");
    assert_eq!(deployment.units("attempts > 0").await.len(), 0);
    expect_truth(&deployment).await;
    deployment
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_to_themselves() {
    // Six hops each time, of which the last is one too many.
    let deployment = check_redirect(Fault::RedirectLoop, 12, SimulatorOptions::default()).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_to_strangers_are_not_followed() {
    let stranger = Plan::of(small_world()).deploy().await;
    let upstream = SimulatorOptions { foreign_base_url: stranger.simulator.base_url(), ..SimulatorOptions::default() };
    let deployment = check_redirect(Fault::RedirectForeignHost, 2, upstream).await;
    assert_eq!(stranger.simulator.requests(), [], "nothing reaches a host that nobody configured");
    finish(deployment).await;
    finish(stranger).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_stop_one_account_and_are_not_hammered() {
    let accounts = vec![ACCOUNT.to_owned(), OTHER_ACCOUNT.to_owned()];
    let world = simulator::WorldSpec { accounts, ..small_world() };
    let deployment = Plan::of(world).deploy().await;
    let refused = format!("/account/{OTHER_ACCOUNT}/");
    let fault = status(401, None, ErrorBody::XmlError);
    deployment.simulator.faults().always(Route::Listing, Some(refused.clone()), fault);
    let wait_s = 10;
    deployment.run(&["run", "--until-idle", "--wait", &format!("{wait_s}s")]).await.expect_code(3);

    // A pause of up to a second after each try of a feed; each try may refresh its credentials once.
    let tries_max = file_feeds().len() * 2 * (wait_s + 5);
    let requests = deployment.simulator.requests();
    let tries = requests.iter().filter(|request| request.path_and_query.contains(&refused)).count();
    assert!((1..=tries_max).contains(&tries), "{tries} requests in {wait_s} s");

    let feeds = deployment.database().rows("select * from ingest.feed where last_error is not null").await;
    assert_eq!(feeds.len(), file_feeds().len());
    for feed in &feeds {
        assert_eq!(feed["account_id"], OTHER_ACCOUNT);
        let error = feed["last_error"].as_str().unwrap();
        assert!(error.contains("did not accept the credentials") && error.contains("Check the account's credentials"));
    }
    let files = deployment.simulator.world().files().iter().filter(|file| file.account == ACCOUNT).count();
    assert_eq!(deployment.units(&format!("account_id = '{ACCOUNT}' and state = 'loaded'")).await.len(), files);

    deployment.simulator.faults().clear();
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_feed_leaves_the_other_alone() {
    let deployment = impatient().await;
    let fault = status(403, None, ErrorBody::Json);
    deployment.simulator.faults().always(Route::Listing, Some("/le/engagement".to_owned()), fault);
    let daemon = deployment.start(&["run"]);
    let files = deployment.simulator.world().files().iter().filter(|file| file.feed == "agentActivity").count();
    until("the other feed is loaded", async || {
        deployment.database().rows("select from pg_class where relname = 'feed'").await.len() == 1
            && deployment.units("feed = 'agent_activity' and state = 'loaded'").await.len() == files
    })
    .await;
    until("the error is shown", async || {
        let query = "select * from ingest.feed where feed = 'engagement' and last_error like '%enable the API%'";
        !deployment.database().rows(query).await.is_empty()
    })
    .await;
    deployment.simulator.faults().clear();
    daemon.logged("feed_listed").await;
    daemon.signal(nix::sys::signal::Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_file_that_is_not_there_is_waited_for_and_then_gone() {
    let deployment = impatient().await;
    let name = deployment.simulator.world().files()[0].name.clone();
    let missing = format!("name = '{name}'");
    let fault = status(404, None, ErrorBody::XmlError);
    deployment.simulator.faults().always(Route::File, Some(name.clone()), fault);
    deployment.run(&["run", "--until-idle", "--wait", "3s"]).await.expect_code(3);
    let unit = deployment.units(&missing).await.remove(0);
    assert_eq!((&unit["state"], &unit["attempts"]), (&"failed".into(), &0.into()), "{unit}");
    let since: chrono::DateTime<chrono::Utc> = unit["missing_since_at"].as_str().unwrap().parse().unwrap();
    assert!((now() - since).num_seconds() < 60);

    let a_day_later = "update ingest.unit set missing_since_at = missing_since_at - interval '25 hours',
        next_attempt_at = next_attempt_at - interval '25 hours' where missing_since_at is not null";
    // Two answers are no proof, however far apart; three are.
    deployment.database().execute(a_day_later).await;
    deployment.run(&["run", "--until-idle", "--wait", "3s"]).await.expect_code(3).expect_event("unit_missing");
    assert_eq!(deployment.units(&missing).await[0]["state"], "failed");
    deployment.database().execute(a_day_later).await;
    deployment.run_until_idle().await.expect_code(2).expect_event("unit_gone");
    assert_eq!(deployment.units(&missing).await[0]["state"], "gone");

    deployment.simulator.faults().clear();
    deployment.run(&["units", "retry", "--state", "gone"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    assert_eq!(deployment.units("missing_since_at is not null").await.len(), 0);
    finish(deployment).await;
}
