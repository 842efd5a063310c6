//! Sets: whichever copies of a conversation come, in whichever order, the attributes of all of them are stored, until upstream
//! erases it.

pub(crate) mod order;

use feeds::messaging_interactions::{
    FEED, MESSAGING_CONVERSATION, MessagingAttribute, MessagingAttributeProduct, MessagingConversation,
};
use model::batch::{Batch, DocumentVersion};
use model::{Drift, Position, Tally, Unit};
use sink::testing::TestDatabase;
use sink::{Sink, SinkError};
use tuple::Millis;

use crate::fixture::{ACCOUNT, hour};
use crate::windows::{claim_new, complete, facts};

/// A copy of conversation `c`: its rank, the hour of the fetch, what it says, its attributes. Each attribute has as many products
/// as its number says.
#[derive(Clone, Copy, Debug)]
struct Copy {
    rank: i16,
    fetched: i64,
    says: &'static str,
    attributes: &'static [u8],
}

const fn copy(rank: i16, fetched: i64, says: &'static str, attributes: &'static [u8]) -> Copy {
    Copy { rank, fetched, says, attributes }
}

fn batch(copies: &[Copy]) -> Batch {
    let mut batch = Batch::new(&MESSAGING_CONVERSATION).keeping_records(true);
    for copy in copies {
        let (account_id, conversation_id) = (ACCOUNT, "c");
        let mut writer = batch.begin();
        let summary_text = Some(copy.says);
        writer.push(&MessagingConversation {
            account_id,
            conversation_id,
            summary_text,
            ..MessagingConversation::default()
        });
        for attribute in copy.attributes {
            let attribute_key = [*attribute; 16];
            writer.push(&MessagingAttribute {
                account_id,
                conversation_id,
                attribute_key,
                ..MessagingAttribute::default()
            });
            for product_position in 0..i32::from(*attribute) {
                writer.push(&MessagingAttributeProduct {
                    account_id,
                    conversation_id,
                    attribute_key,
                    product_position,
                    ..MessagingAttributeProduct::default()
                });
            }
        }
        let at = Millis::new(hour(copy.fetched).timestamp_millis()).unwrap();
        writer.set_version(DocumentVersion { rank: copy.rank, at });
        writer.finish(Position::default(), b"{}", b"");
    }
    batch
}

async fn claim(sink: &Sink) -> Unit {
    claim_new(sink, FEED).await
}

async fn store(sink: &Sink, unit: &Unit, copies: &[Copy]) -> Result<Tally, SinkError> {
    let mut commit = sink.begin(unit).await?;
    commit.store(&batch(copies)).await?;
    commit.finish_window(facts(copies.len() as u64), &Drift::default(), &complete(1, None, true)).await
}

/// Loads a unit with these copies, again when it meets another worker, as the scheduler does it.
async fn load(sink: &Sink, copies: &[Copy]) -> Tally {
    const TRIES_MAX: u32 = 50;
    let unit = claim(sink).await;
    for _ in 0..TRIES_MAX {
        match store(sink, &unit, copies).await {
            Ok(tally) => return tally,
            Err(SinkError::Conflict { .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("{TRIES_MAX} conflicts in a row");
}

async fn empty(database: &TestDatabase) {
    database
        .execute(
            "truncate liveperson.messaging_conversation, liveperson.messaging_attribute,
                liveperson.messaging_attribute_product;
             truncate ingest.unit, ingest.load, ingest.operator_action, ingest.reject, ingest.drift,
                ingest.unit_extra, ingest.stray",
        )
        .await;
}

/// The conversation: its rank, what it says, its attributes. One with other products than its own has a `!`.
async fn stored(database: &TestDatabase) -> String {
    let rows = database
        .rows(
            "select concat(version_rank, ' ', summary_text, ':', (
                select string_agg(concat(' ', get_byte(attribute_key, 0),
                    case when products <> get_byte(attribute_key, 0) then '!' end), '' order by attribute_key)
                from (
                    select attribute_key, count(a.conversation_id) as attributes, count(p.conversation_id) as products
                    from liveperson.messaging_attribute a
                    full join liveperson.messaging_attribute_product p using (account_id, conversation_id, attribute_key)
                    group by attribute_key
                ) a
             )) as stored
             from liveperson.messaging_conversation",
        )
        .await;
    rows.iter().filter_map(|row| row["stored"].as_str()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn reading_again_writes_and_locks_nothing() {
    let database = TestDatabase::create().await;
    for copies in [
        &[copy(3, 2, "A", &[1, 2])][..],
        &[copy(3, 2, "A", &[1]), copy(3, 1, "older", &[2, 3]), copy(1, 3, "partial", &[4])],
        &[copy(7, 4, "erased", &[1]), copy(7, 3, "erased earlier", &[2]), copy(3, 5, "A", &[3])],
    ] {
        empty(&database).await;
        load(&database.sink, copies).await;
        let before = database.physical_rows().await;
        for again in [copies, &copies[..1], &copies[copies.len() - 1..]] {
            let tally = load(&database.sink, again).await;
            assert_eq!(tally.unchanged + tally.superseded, again.len() as i64, "{again:?}");
            assert_eq!(database.physical_rows().await, before, "{again:?}");
        }
    }
}

/// The row says who wrote it last: who adds an attribute does not write it.
#[tokio::test]
async fn more_attributes_are_no_other_version() {
    let database = TestDatabase::create().await;
    load(&database.sink, &[copy(3, 2, "A", &[1])]).await;
    let parent = "select ctid::text, * from liveperson.messaging_conversation";
    let before = database.rows(parent).await;
    for (added, expected) in [
        (copy(3, 2, "A", &[1, 2]), (1, 0, "3 A: 1 2")),
        (copy(3, 3, "A", &[3]), (1, 0, "3 A: 1 2 3")),
        (copy(3, 1, "older", &[4]), (0, 1, "3 A: 1 2 3 4")),
        (copy(1, 9, "partial", &[4, 5]), (0, 1, "3 A: 1 2 3 4 5")),
    ] {
        let tally = load(&database.sink, &[added]).await;
        let seen = stored(&database).await;
        assert_eq!((tally.unchanged, tally.superseded, seen.as_str()), expected, "{added:?}");
        assert_eq!(database.rows(parent).await, before, "{added:?}");
    }
}

/// A copy that lost against another in its batch is stored for its attributes, and refused for them, on its own.
#[tokio::test]
async fn an_attribute_the_database_refuses_costs_its_own_copy_alone() {
    let check = async |copies: &[Copy], rejected: i64, expected: &str| {
        let database = TestDatabase::create().await;
        let refuse = "alter table liveperson.messaging_attribute add constraint refused
            check (get_byte(attribute_key, 0) <> 9)";
        database.execute(refuse).await;
        let tally = load(&database.sink, copies).await;
        assert_eq!((tally.rejected, stored(&database).await.as_str()), (rejected, expected), "{copies:?}");
    };
    let (best, lesser, fine) = (copy(3, 3, "best", &[1]), copy(3, 2, "lesser", &[9]), copy(3, 1, "fine", &[2]));
    check(&[best, lesser, fine], 1, "3 best: 1 2").await;
    check(&[copy(3, 3, "best", &[1, 9]), lesser, fine], 2, "3 fine: 2").await;
}
