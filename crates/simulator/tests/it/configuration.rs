//! The configuration lists: what they refuse, their revisions and versions, and the truth about their changes.

mod truth;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use simulator::configuration::{
    AGENT_GROUPS, Changes, LOBS, Options, PASSWORD_MARK, PROFILES, SKILLS, STATUS_REASONS, USERS, Versions,
};
use simulator::{ErrorBody, Fault, FeedSettings, Route, SimClock, Simulator, SimulatorOptions, World, WorldSpec};

use crate::client::{ACCOUNT, Answer, END_MS, Signer, ask, get, get_with_token};
use truth::{agent, plain, text};

/// A list's path, fault route, header of its revision, newest version, and table.
const LISTS: [(&str, Route, &str, &str, &str); 6] = [
    ("le-users/users", USERS, "ac-revision", "6.0", "agent"),
    ("le-users/skills", SKILLS, "ac-revision", "4.0", "skill"),
    ("le-users/agentGroups", AGENT_GROUPS, "ac-revision", "4.0", "agent_group"),
    ("le-users/lobs", LOBS, "ac-revision", "4.0", "line_of_business"),
    ("le-users/profiles", PROFILES, "x-lp-last-modified", "2.0", "profile"),
    ("le-agents/status-reasons", STATUS_REASONS, "etag", "2.0", "status_reason"),
];

/// When changes begin: one hour before the end.
fn start() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(END_MS).unwrap() - TimeDelta::hours(1)
}

fn world(changes: Changes) -> World {
    let feeds = FeedSettings::default().with(changes);
    World::generate(&WorldSpec { accounts: vec![ACCOUNT.to_owned()], hours: 1, feeds, ..WorldSpec::default() })
}

async fn serve(changes: Changes, options: Options) -> Simulator {
    let options = SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() };
    Simulator::start(world(changes), SimClock::fixed(start()), options).await.unwrap()
}

async fn serve_still() -> Simulator {
    serve(Changes { per_day: 0 }, Options::default()).await
}

fn path(list: &str, query: &str) -> String {
    format!("/api/account/{ACCOUNT}/configuration/{list}?{query}")
}

async fn get_unless(simulator: &Simulator, path: &str, revision: &str) -> Answer {
    let authorization = Signer::of(simulator).header(path);
    ask(simulator, "GET", path, &[("Authorization", &authorization), ("If-Match", revision)], "").await
}

/// All entities in the newest version, and their revision.
async fn fetch(simulator: &Simulator, (list, _, header, version, _): (&str, Route, &str, &str, &str)) -> Fetched {
    let answer = get(simulator, &path(list, &format!("include_deleted=true&v={version}")), None).await;
    assert_eq!(answer.status, 200, "{list}: {}", answer.text());
    let entities = answer.json().as_array().unwrap().clone();
    Fetched { entities, revision: answer.header(header).unwrap().to_owned() }
}

struct Fetched {
    entities: Vec<Value>,
    revision: String,
}

#[tokio::test]
async fn lists_are_for_those_who_may_read_them() {
    let simulator = serve_still().await;
    for (list, route, ..) in LISTS {
        let target = path(list, "");
        assert_eq!(ask(&simulator, "GET", &target, &[], "").await.status, 401, "{list}");
        assert_eq!(get(&simulator, &target, None).await.status, 200, "{list}");
        assert_eq!(get_with_token(&simulator, &target).await.status, 200, "{list}");
        let denied = Fault::Status { code: 403, retry_after_s: None, body: ErrorBody::Json };
        simulator.faults().inject(route, None, denied, 1);
        assert_eq!(get(&simulator, &target, None).await.status, 403, "{list}");
        simulator.faults().refuse_method(ACCOUNT, &format!("configuration/{list}"), 404);
        assert_eq!(get(&simulator, &target, None).await.status, 404, "{list}");
    }
    assert_eq!(get(&simulator, &path("le-users/teams", ""), None).await.status, 404);
    let domain = format!("/api/account/{ACCOUNT}/service/accountConfigReadOnly/baseURI.json?version=1.0");
    assert_eq!(get(&simulator, &domain, None).await.status, 200);
}

#[tokio::test]
async fn only_served_versions_are_answered_and_only_the_newest_in_full() {
    let mut options = Options::default();
    options.lobs.versions = Versions::Refused;
    options.profiles.versions = Versions::UpTo("1.0");
    let simulator = serve(Changes::default(), options).await;
    let mut up_to_five = Options::default();
    up_to_five.users.versions = Versions::UpTo("5.0");
    let older = serve(Changes::default(), up_to_five).await;
    let check = async |simulator: &Simulator, list: &str, query: &str, fields: Option<usize>| {
        let answer = get(simulator, &path(list, query), None).await;
        assert_eq!(answer.status, if fields.is_some() { 200 } else { 400 }, "{list} {query}");
        let found = answer.json()[0].as_object().map(serde_json::Map::len);
        assert_eq!(found, fields, "{list} {query}");
    };
    for (list, query, fields) in [
        ("le-users/users", "v=6.0", Some(34)),
        ("le-users/users", "v=5.0", Some(4)),
        ("le-users/users", "v=4.0", Some(4)),
        ("le-users/users", "v=2.0", Some(4)),
        ("le-users/users", "", Some(4)),
        ("le-users/users", "v=3.0", None),
        ("le-users/users", "v=7.0", None),
        ("le-users/users", "v=", None),
        ("le-users/skills", "v=4.0", Some(28)),
        ("le-users/skills", "v=1.0", Some(3)),
        ("le-users/skills", "", Some(3)),
        ("le-users/skills", "v=5.0", None),
        ("le-users/agentGroups", "v=4.0", Some(7)),
        ("le-users/agentGroups", "", Some(7)),
        ("le-users/lobs", "v=4.0", None),
        ("le-users/lobs", "v=1.0", None),
        ("le-users/lobs", "", Some(5)),
        ("le-users/profiles", "v=2.0", None),
        ("le-users/profiles", "v=1.0", Some(7)),
        ("le-agents/status-reasons", "v=2.0", Some(5)),
        ("le-agents/status-reasons", "v=3.0", None),
    ] {
        check(&simulator, list, query, fields).await;
    }
    check(&older, "le-users/users", "v=6.0", None).await;
    check(&older, "le-users/users", "v=5.0", Some(34)).await;
}

#[tokio::test]
async fn a_list_is_sent_unless_its_revision_is_known() {
    let mut options = Options::default();
    options.skills.revision_header = "ETag";
    let simulator = serve(Changes { per_day: 0 }, options).await;
    for (list, _, header, ..) in LISTS {
        let header = if list == "le-users/skills" { "etag" } else { header };
        let target = path(list, "");
        let first = get(&simulator, &target, None).await;
        let revision = first.header(header).unwrap().to_owned();
        assert!(first.json().as_array().unwrap().len() > 2 && revision.parse::<i64>().unwrap() > 0, "{list}");
        let second = get_unless(&simulator, &target, &revision).await;
        assert_eq!((second.status, second.body.len()), (304, 0), "{list}");
        assert_eq!(second.header(header), Some(revision.as_str()), "{list}");
        let date = start().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        assert_eq!((first.header("date"), second.header("date")), (Some(date.as_str()), Some(date.as_str())));
        for other in ["-1", "0", "", "99999999"] {
            assert_eq!(get_unless(&simulator, &target, other).await.status, 200, "{list} {other}");
        }
        simulator.clock().advance(TimeDelta::days(20));
        assert_eq!(get_unless(&simulator, &target, &revision).await.status, 304, "{list}");
        simulator.clock().set(start());
    }
}

#[tokio::test]
async fn deleted_entities_are_listed_on_demand() {
    let simulator = serve_still().await;
    for (list, .., version, table) in LISTS {
        let deleted = async |query: &str| {
            let answer = get(&simulator, &path(list, &format!("v={version}{query}")), None).await.json();
            let flags = answer.as_array().unwrap().iter().map(|entity| plain(&entity["deleted"]));
            flags.filter(|flag| *flag == true).count()
        };
        let all = deleted("&include_deleted=true").await;
        assert_eq!(all > 0, !["agent_group", "profile"].contains(&table), "{list}");
        assert_eq!((deleted("").await, deleted("&include_deleted=false").await), (0, 0), "{list}");
    }
}

#[tokio::test]
async fn faults_empty_and_shrink_a_list_under_another_revision() {
    let simulator = serve_still().await;
    for list in LISTS {
        let (name, route, header, ..) = list;
        let whole = fetch(&simulator, list).await;
        let check = async |fault: Fault, left: usize| {
            simulator.faults().always(route, None, fault.clone());
            let (one, other) = (fetch(&simulator, list).await, fetch(&simulator, list).await);
            assert_eq!(one.entities.len(), left, "{name} {fault:?}");
            assert_eq!((&one.revision, one.entities.len()), (&other.revision, other.entities.len()));
            assert!(one.entities.iter().all(|left| whole.entities.iter().any(|it| it["id"] == left["id"])));
            let (known, misstated) = (
                get_unless(&simulator, &path(name, ""), &whole.revision).await,
                get_unless(&simulator, &path(name, ""), &one.revision).await,
            );
            assert_eq!((known.status, misstated.status), (200, 304), "{name} {fault:?}");
            assert_eq!(known.header(header), Some(one.revision.as_str()));
            simulator.faults().clear();
            assert_eq!(get_unless(&simulator, &path(name, ""), &one.revision).await.status, 200);
        };
        let count = whole.entities.len();
        check(Fault::ListEmpty, 0).await;
        check(Fault::ListShrunken { percent: 40 }, count - (count * 40).div_ceil(100)).await;
        check(Fault::ListShrunken { percent: 1 }, count - 1).await;
        check(Fault::ListShrunken { percent: 100 }, 0).await;
    }
}

#[tokio::test]
async fn passwords_are_printed_and_sets_have_no_order() {
    let simulator = serve_still().await;
    let (one, other) = (fetch(&simulator, LISTS[0]).await.entities, fetch(&simulator, LISTS[0]).await.entities);
    let mut reordered = 0;
    for (one, other) in one.iter().zip(&other) {
        let password = format!("{PASSWORD_MARK}{}", text(&one["id"]).unwrap());
        for field in ["passwordSh", "oldPassword", "confirmPassword"] {
            assert_eq!(one[field], password);
        }
        assert_eq!(agent(one), agent(other));
        reordered += usize::from(one != other);
    }
    assert!((3..one.len() - 3).contains(&reordered), "{reordered}");
    assert!(!get(&simulator, &path("le-users/users", ""), None).await.text().contains(PASSWORD_MARK));
}
