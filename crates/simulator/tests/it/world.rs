//! Worlds are repeatable, and their truth is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use simulator::web_session::VisitsPerChat;
use simulator::{FeedSettings, LATEST_PUBLICATION_HOURS, World, WorldSpec, list_file_tables, planted_texts};

fn everything(world: &World, spec: &WorldSpec) -> BTreeMap<&'static str, Vec<Value>> {
    world.truth(spec.end + TimeDelta::hours(LATEST_PUBLICATION_HOURS))
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let spec = WorldSpec { hours: 12, ..WorldSpec::default() };
    let (one, two) = (World::generate(&spec), World::generate(&spec));
    assert!(one.files().iter().zip(two.files()).all(|(one, two)| one.name == two.name && one.body == two.body));
    let other = World::generate(&WorldSpec { seed: 8, ..spec });
    assert!(one.files().iter().zip(other.files()).any(|(one, other)| one.body != other.body));
}

#[test]
fn another_end_shifts_times_only() {
    let spec = WorldSpec { hours: 12, ..WorldSpec::default() };
    let by = TimeDelta::hours(5 * 24 + 3);
    let later_spec = WorldSpec { end: spec.end + by + TimeDelta::minutes(17), ..spec.clone() };
    let (world, later) = (World::generate(&spec), World::generate(&later_spec));
    assert_eq!(world.files().len(), later.files().len());
    for (file, later) in world.files().iter().zip(later.files()) {
        assert_eq!((file.scope_end + by, file.published_at + by), (later.scope_end, later.published_at));
    }
    let mut truth = everything(&world, &spec);
    for row in truth.values_mut().flatten() {
        for (column, value) in row.as_object_mut().unwrap() {
            if let (true, Some(text)) = (column.ends_with("_at"), value.as_str()) {
                let at: DateTime<Utc> = text.parse().unwrap();
                *value = (at + by).format("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string().into();
            }
        }
    }
    assert_eq!(truth, everything(&later, &later_spec));
}

#[test]
fn three_days_of_two_accounts_take_no_time() {
    let begun = Instant::now();
    let world = World::generate(&WorldSpec::default());
    println!("{} files in {:?}", world.files().len(), begun.elapsed());
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn every_table_has_rows_with_all_columns() {
    let spec = WorldSpec::default();
    let truth = everything(&World::generate(&spec), &spec);
    assert_eq!(truth.keys().copied().collect::<Vec<_>>(), list_file_tables());
    let check = |table: &str, rows_min: usize, columns: usize| {
        let rows = &truth[table];
        assert!(rows.len() >= rows_min, "{table}: {} rows", rows.len());
        assert!(rows.iter().all(|row| row.as_object().unwrap().len() == columns), "{table}");
    };
    check("agent_event", 2000, 17);
    check("conversation", 2000, 27);
    check("conversation_skill", 2000, 4);
    check("message", 20_000, 19);
    check("content_engagement", 200, 6);
    check("secure_form", 100, 8);
    check("transfer", 300, 15);
    check("survey", 1500, 9);
    check("survey_content", 1500, 9);
    check("visit_body", 20_000, 8);
    check("visit", 4000, 12);
    check("visit_location", 4000, 12);
    check("page_view", 20_000, 8);
    check("impression", 5000, 25);
    check("campaign_eligibility", 2000, 13);
    check("achieved_goal", 1000, 25);
    check("visit_attribute", 5000, 57);
    check("visit_attribute_product", 500, 11);
}

#[test]
fn truth_grows_with_publication() {
    let spec = WorldSpec::default();
    let world = World::generate(&spec);
    let count = |at| world.truth(at)["conversation"].len();
    let start = spec.end - TimeDelta::hours(i64::from(spec.hours));
    let counts = [start, start + TimeDelta::hours(24), spec.end, spec.end + TimeDelta::hours(8)].map(count);
    assert_eq!(counts[0], 0);
    assert!(counts.is_sorted() && counts[1] > 0 && counts[2] < counts[3], "{counts:?}");
    assert_eq!(count(spec.end + TimeDelta::days(365)), counts[3]);
}

#[test]
fn every_message_text_can_be_recognised() {
    let spec = WorldSpec::default();
    let truth = everything(&World::generate(&spec), &spec);
    let mut seen = BTreeSet::new();
    for text in truth["message"].iter().filter_map(|row| row["text"].as_str()).filter(|text| !text.is_empty()) {
        let planted = planted_texts().iter().find(|planted| text.contains(**planted));
        seen.insert(planted.unwrap_or_else(|| panic!("not recognisable: {text:?}")));
    }
    assert_eq!(seen.len(), planted_texts().len());
}

#[test]
fn every_free_text_of_a_visitor_can_be_recognised() {
    let spec = WorldSpec { hours: 24, ..WorldSpec::default() };
    let truth = everything(&World::generate(&spec), &spec);
    let check = |table: &str, column: &str, chosen: &[&str]| {
        let texts = truth[table].iter().filter_map(|row| row[column].as_str());
        let free: Vec<_> = texts.filter(|text| !text.is_empty() && !chosen.contains(text)).collect();
        assert!(free.len() >= 20, "{table}.{column}: {} texts", free.len());
        for text in free {
            assert!(planted_texts().iter().any(|planted| text.contains(planted)), "not recognisable: {text:?}");
        }
    };
    check("survey_content", "answer", &["1", "3", "4", "5", "Yes", "No real chat", "Größe M"]);
    check("visit", "search_engine_key", &[]);
    check("visit_attribute", "message", &[]);
    check("visit_attribute", "name", &[]);
    check("visit_attribute", "surname", &[]);
    check("visit_attribute", "user_name", &[]);
}

#[test]
fn visits_join_chats_and_visitors_come_back() {
    let spec = WorldSpec { hours: 24, ..WorldSpec::default() };
    let truth = everything(&World::generate(&spec), &spec);
    let ids = |table: &str| -> BTreeMap<String, String> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        truth[table].iter().filter_map(|row| Some((text(&row["visit_id"])?, text(&row["visitor_id"])?))).collect()
    };
    let (visits, chats) = (ids("visit_body"), ids("conversation"));
    assert!(chats.len() > 100 && chats.iter().all(|(visit, visitor)| visits.get(visit) == Some(visitor)));
    let visitors: BTreeSet<_> = visits.values().collect();
    assert!(visitors.len() + 100 < visits.len(), "{} visitors, {} visits", visitors.len(), visits.len());
    let kinds: BTreeSet<_> = truth["visit_body"].iter().map(|row| row["body_kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 7);
}

#[test]
fn the_number_of_visits_follows_that_of_chats() {
    let spec = WorldSpec { hours: 6, ..WorldSpec::default() };
    let visits = |feeds: FeedSettings| {
        let spec = WorldSpec { feeds, ..spec.clone() };
        let truth = everything(&World::generate(&spec), &spec);
        let visits: BTreeSet<_> = truth["visit_body"].iter().map(|row| row["visit_id"].to_string()).collect();
        visits.len()
    };
    let (few, many) = (visits(FeedSettings::default()), visits(FeedSettings::default().with(VisitsPerChat(9))));
    assert!((few * 2..few * 4).contains(&many), "{few} and {many} visits");
}
