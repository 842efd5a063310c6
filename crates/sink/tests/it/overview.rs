//! What the status page asks: errors of units, and how fast a backlog goes.

use model::Lane;
use sink::lease::AttemptEnd;
use sink::testing::TestDatabase;
use sink::units::{End, UnitFilter};

use crate::fixture::{Doc, File, LEASE, account, claim, hour, store};

const A: Doc = Doc { id: 1, says: "A", messages: 1 };

#[tokio::test]
async fn units_with_equal_errors_are_counted_together() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let feeds = [(account(), feeds::engagement::FEED)];
    let ends = [
        ("one", AttemptEnd::Dead { error: "not JSON at byte 17".to_owned() }),
        ("two", AttemptEnd::Dead { error: "not JSON at byte 4711".to_owned() }),
        ("three", AttemptEnd::Dead { error: "too large".to_owned() }),
        ("four", AttemptEnd::Gone { error: "GET host/four has nothing there".to_owned(), since: hour(1) }),
        ("five", AttemptEnd::Failed { error: "403".to_owned(), is_refused: true, next_attempt_at: hour(100_009) }),
        ("six", AttemptEnd::Failed { error: "cut".to_owned(), is_refused: false, next_attempt_at: hour(100_008) }),
        ("seven", AttemptEnd::Failed { error: "cut".to_owned(), is_refused: false, next_attempt_at: hour(100_007) }),
    ];
    for (name, end) in ends {
        let unit = claim(sink, &File::engagement(name, 1, &[A])).await.unwrap().unwrap();
        sink.end_attempt(&unit, &end).await.unwrap();
    }
    let groups = async || {
        let groups = sink.error_groups(&feeds, 10).await.unwrap();
        let line = |group: sink::overview::ErrorGroup| {
            let next = group.next_attempt_at.map(|at| (at - hour(0)).num_hours());
            format!("{} {} {} {:?} {next:?}", group.state, group.units, group.name, group.is_refused)
        };
        groups.into_iter().map(line).collect::<Vec<_>>()
    };
    let expected = [
        "gone 1 four false None",
        "dead 2 two false None",
        "dead 1 three false None",
        "failed 2 seven false Some(100007)",
        "failed 1 five true Some(100009)",
    ];
    assert_eq!(groups().await, expected);
    assert_eq!(sink.error_groups(&feeds, 2).await.unwrap().len(), 2);

    sink.acknowledge_units(&UnitFilter::default(), hour(9)).await.unwrap();
    assert_eq!(groups().await, expected[3..], "a person knows of the others");
}

/// A pause says whether upstream refused, and a success ends that.
#[tokio::test]
async fn progress_counts_what_waits_and_what_was_loaded_lately() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let feeds = [(account(), feeds::engagement::FEED)];
    let file = |number: i64| File::engagement(&format!("file {number}"), 1, &[A]);
    for number in 0..3 {
        let unit = claim(sink, &file(number)).await.unwrap().unwrap();
        store(sink, &unit, &file(number)).await.unwrap();
    }
    let files: Vec<_> = (3..9).map(file).collect();
    let listed: Vec<_> = files.iter().map(File::listed).collect();
    sink.add_files(&account(), feeds::engagement::FEED, &listed, hour(0)).await.unwrap();
    // One was loaded long ago, one is not due yet, one is being loaded.
    database.execute("update ingest.unit set loaded_at = now() - interval '2 hours' where name = 'file 0'").await;
    database.execute("update ingest.unit set next_attempt_at = now() + interval '1 hour' where name = 'file 8'").await;
    sink.claim_unit(&feeds, &[0], Lane::Live, "test", hour(100_000), LEASE).await.unwrap().unwrap();
    let progress = sink.feed_status(&feeds).await.unwrap()[0].progress;
    assert_eq!((progress.due, progress.loaded_lately, progress.loaded_since_at.is_some()), (5, 2, true));
}

#[tokio::test]
async fn units_are_searched_and_read_page_by_page() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    for number in 0..5 {
        claim(sink, &File::engagement(&format!("Part_{number}"), number, &[A])).await.unwrap().unwrap();
    }
    let check = async |containing: &str, skipped: u32, expected: &[&str]| {
        let containing = Some(containing.to_owned()).filter(|text| !text.is_empty());
        let filter = UnitFilter { containing, ..UnitFilter::default() };
        let units = sink.units_after(End::Newest, &filter, skipped, 2).await.unwrap();
        let names: Vec<_> = units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names, expected, "{filter:?} after {skipped}");
    };
    check("", 0, &["Part_4", "Part_3"]).await;
    check("", 4, &["Part_0"]).await;
    check("part_3", 0, &["Part_3"]).await;
    // No pattern of SQL.
    check("part%", 0, &[]).await;
    let filter = UnitFilter { containing: Some("art_".to_owned()), ..UnitFilter::default() };
    assert_eq!(sink.count_units(&filter).await.unwrap(), 5);
    let id = sink.units(&UnitFilter::default(), 1).await.unwrap()[0].unit_id.to_string();
    check(&id, 0, &["Part_4"]).await;
}
