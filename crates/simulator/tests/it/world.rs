//! Worlds are repeatable, and their truth is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use simulator::{LATEST_PUBLICATION_HOURS, World, WorldSpec, list_file_tables, planted_texts};

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
    check("conversation", 2000, 25);
    check("conversation_skill", 2000, 4);
    check("message", 20_000, 19);
    check("secure_form", 50, 4);
    check("transfer", 300, 13);
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
