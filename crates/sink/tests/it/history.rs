//! The versions of a row, at the example of groups.

use expect_test::{Expect, expect};
use feeds::configuration::{AGENT_GROUP, AgentGroup};
use feeds::messaging_interactions::FEED;
use model::batch::{Batch, DocumentVersion};
use model::{Drift, Position, Tally, Unit};
use sink::testing::TestDatabase;
use sink::{Sink, SinkError, SinkOptions};
use tuple::Millis;

use crate::fixture::{ACCOUNT, hour};
use crate::members::order::wait_for_a_lock;
use crate::windows::{claim_new, complete, facts};

/// A group as a list shows it.
#[derive(Clone, Copy, Debug)]
struct Group {
    id: &'static str,
    name: Option<&'static str>,
    is_deleted: bool,
    /// It is not tracked.
    date_updated: &'static str,
}

const fn group(name: &'static str) -> Group {
    Group { id: "g", name: Some(name), is_deleted: false, date_updated: "" }
}

/// When a list was read, in seconds, and what it showed.
type Read = (i64, Vec<Group>);

fn read(second: i64, group: Group) -> Read {
    (second, vec![group])
}

fn batch((second, groups): &Read) -> Batch {
    let mut batch = Batch::new(&AGENT_GROUP).keeping_records(true);
    for &Group { id, name, is_deleted, date_updated } in groups {
        let mut writer = batch.begin();
        writer.push(&AgentGroup {
            account_id: ACCOUNT,
            agent_group_id: id,
            name,
            is_enabled: Some(true),
            is_deleted: Some(is_deleted),
            date_updated: Some(date_updated),
            ..AgentGroup::default()
        });
        let at = Millis::new((hour(0).timestamp() + second) * 1_000).unwrap();
        writer.set_version(DocumentVersion { rank: 0, at });
        writer.finish(Position::default(), b"{}", b"");
    }
    batch
}

async fn store(sink: &Sink, unit: &Unit, read: &Read) -> Result<Tally, SinkError> {
    let mut commit = sink.begin(unit).await?;
    commit.store(&batch(read)).await?;
    commit.finish_window(facts(read.1.len() as u64), &Drift::default(), &complete(1, None, true)).await
}

async fn load(sink: &Sink, read: &Read) -> Tally {
    let unit = claim_new(sink, FEED).await;
    store(sink, &unit, read).await.unwrap()
}

/// A line for each version: the group, from when to when, in seconds, and what it was.
async fn versions(database: &TestDatabase) -> String {
    let begin = hour(0).to_rfc3339();
    let rows = database
        .rows(&format!(
            "select concat(agent_group_id, ' ', extract(epoch from valid_from - '{begin}')::integer, ' to ',
                extract(epoch from valid_to - '{begin}')::integer, ': ', coalesce(name, 'no name'),
                case when is_deleted then ', deleted' end) as line
             from liveperson.agent_group_version order by agent_group_id, valid_from"
        ))
        .await;
    rows.iter().filter_map(|row| row["line"].as_str()).map(|line| format!("{line}\n")).collect()
}

async fn check(reads: &[Read], expected: Expect) {
    let database = TestDatabase::create().await;
    for read in reads {
        load(&database.sink, read).await;
    }
    expected.assert_eq(&versions(&database).await);
}

#[tokio::test]
async fn each_state_is_a_version_that_ends_where_the_next_begins() {
    check(
        &[read(1, group("A")), read(2, group("B")), read(3, group("A"))],
        expect![[r#"
            g 1 to 2: A
            g 2 to 3: B
            g 3 to : A
        "#]],
    )
    .await;
    // What stands beside it goes on.
    let other = Group { id: "h", ..group("other") };
    check(
        &[(1, vec![group("A"), other]), (2, vec![group("B"), other]), (3, vec![group("B"), other])],
        expect![[r#"
            g 1 to 2: A
            g 2 to : B
            h 1 to : other
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_deletion_is_a_version_and_a_name_that_is_missing_too() {
    check(
        &[
            read(1, group("A")),
            read(2, Group { name: None, ..group("A") }),
            read(3, Group { is_deleted: true, ..group("A") }),
        ],
        expect![[r#"
            g 1 to 2: A
            g 2 to 3: no name
            g 3 to : A, deleted
        "#]],
    )
    .await;
}

#[tokio::test]
async fn what_is_not_tracked_begins_no_version() {
    let elsewhere = Group { date_updated: "2026-11-28", ..group("A") };
    check(
        &[read(1, group("A")), read(2, elsewhere), read(3, group("B"))],
        expect![[r#"
            g 1 to 3: A
            g 3 to : B
        "#]],
    )
    .await;
}

#[tokio::test]
async fn an_older_copy_changes_nothing() {
    check(
        &[read(2, group("B")), read(1, group("A")), read(4, group("C")), read(3, group("D"))],
        expect![[r#"
            g 2 to 4: B
            g 4 to : C
        "#]],
    )
    .await;
}

/// Of two copies of one second the greater stays, by its hash.
#[tokio::test]
async fn a_second_has_one_version() {
    for reads in [[read(2, group("B")), read(2, group("C"))], [read(2, group("C")), read(2, group("B"))]] {
        let database = TestDatabase::create().await;
        for read in [read(1, group("A"))].iter().chain(&reads) {
            load(&database.sink, read).await;
        }
        let name = database.rows("select name from liveperson.agent_group").await[0]["name"].clone();
        assert_eq!(versions(&database).await, format!("g 1 to 2: A\ng 2 to : {}\n", name.as_str().unwrap()));
    }
}

/// An older copy of a row that somebody deleted is new, and no version begins before the ones that are there.
#[tokio::test]
async fn versions_outlive_a_row_that_is_deleted_by_hand() {
    let database = TestDatabase::create().await;
    load(&database.sink, &read(2, group("A"))).await;
    for (second, name, expected) in
        [(1, "older", "g 2 to : A\n"), (3, "A", "g 2 to : A\n"), (4, "B", "g 2 to 4: A\ng 4 to : B\n")]
    {
        database.execute("delete from liveperson.agent_group").await;
        load(&database.sink, &read(second, group(name))).await;
        assert_eq!(versions(&database).await, expected, "{name} at {second}");
    }
}

#[tokio::test]
async fn reading_again_writes_and_locks_nothing() {
    let database = TestDatabase::create().await;
    let reads = [read(1, group("A")), read(2, group("B"))];
    for read in &reads {
        load(&database.sink, read).await;
    }
    let before = database.physical_rows().await;
    for again in reads.iter().chain(&[read(3, group("B"))]) {
        let tally = load(&database.sink, again).await;
        assert_eq!(tally.unchanged + tally.superseded, 1);
        assert_eq!(database.physical_rows().await, before, "{again:?}");
    }
}

/// Killed, and stored again; or halved, because the database refuses a record.
#[tokio::test]
async fn what_is_done_again_doubles_nothing() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    load(sink, &read(1, group("A"))).await;
    let (unit, changed) = (claim_new(sink, FEED).await, read(2, group("B")));
    let mut commit = sink.begin(&unit).await.unwrap();
    commit.store(&batch(&changed)).await.unwrap();
    commit.store(&batch(&changed)).await.unwrap();
    drop(commit);
    assert_eq!(versions(&database).await, "g 1 to : A\n");
    store(sink, &unit, &changed).await.unwrap();
    assert_eq!(versions(&database).await, "g 1 to 2: A\ng 2 to : B\n");

    database.execute("alter table liveperson.agent_group_version add constraint refused check (name <> 'bad')").await;
    let of = |id, name| Group { id, ..group(name) };
    let tally = load(sink, &(3, vec![of("g", "C"), of("h", "bad"), of("i", "fine"), of("j", "fine")])).await;
    assert_eq!((tally.new, tally.changed, tally.rejected), (2, 1, 1));
    expect![[r#"
        g 1 to 2: A
        g 2 to 3: B
        g 3 to : C
        i 3 to : fine
        j 3 to : fine
    "#]]
    .assert_eq(&versions(&database).await);
}

/// The first worker has stored its copy and not committed; the second waits for it.
#[tokio::test]
async fn who_waits_for_another_goes_on_from_its_version() {
    let check = async |before: Option<Read>, first: Read, second: Read, expected: &str| {
        let database = TestDatabase::create().await;
        if let Some(before) = &before {
            load(&database.sink, before).await;
        }
        let (unit, other) = (claim_new(&database.sink, FEED).await, claim_new(&database.sink, FEED).await);
        let mut storing = database.sink.begin(&unit).await.unwrap();
        storing.store(&batch(&first)).await.unwrap();
        let sink = Sink::new(&SinkOptions::new(database.url.clone())).unwrap();
        let waiting = tokio::spawn(async move { store(&sink, &other, &second).await });
        wait_for_a_lock(&database).await;
        storing.finish_window(facts(1), &Drift::default(), &complete(1, None, true)).await.unwrap();
        waiting.await.unwrap().unwrap();
        assert_eq!(versions(&database).await, expected, "{before:?}, {first:?}");
    };
    let (a, b, c) = (read(1, group("A")), read(2, group("B")), read(3, group("C")));
    check(None, a.clone(), b.clone(), "g 1 to 2: A\ng 2 to : B\n").await;
    check(None, b.clone(), a.clone(), "g 2 to : B\n").await;
    check(Some(a.clone()), b.clone(), c.clone(), "g 1 to 2: A\ng 2 to 3: B\ng 3 to : C\n").await;
    check(Some(a), c, b, "g 1 to 3: A\ng 3 to : C\n").await;
}
