//! The roles that users are granted, when somebody made or stripped them apart from the migrations.

use sink::roles::RoleFacts;
use sink::testing::TestDatabase;

const FACTS: &str = include_str!("../../src/sql/role_facts.sql");

#[tokio::test]
async fn a_role_without_its_rights_gets_them_again() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let roles = |reader_lacks, writer_lacks| {
        let role = |name: &str, lacks_rights| RoleFacts { name: name.to_owned(), is_there: true, lacks_rights };
        vec![role("lp_warehouse_reader", reader_lacks), role("lp_warehouse_writer", writer_lacks)]
    };
    assert_eq!(sink.role_facts().await.unwrap(), roles(false, false));
    for (stripped, reader_lacks, writer_lacks) in [
        ("revoke select on mart.chat from lp_warehouse_reader", true, false),
        ("revoke usage on schema liveperson from lp_warehouse_reader", true, false),
        ("revoke update on ingest.unit from lp_warehouse_writer", false, true),
        ("revoke insert on mart.account_setting from lp_warehouse_writer", false, true),
        ("revoke update on mart.seen_name from lp_warehouse_writer", false, true),
        // As one that was made after all migrations.
        ("drop owned by lp_warehouse_reader, lp_warehouse_writer", true, true),
    ] {
        database.execute(stripped).await;
        assert_eq!(sink.role_facts().await.unwrap(), roles(reader_lacks, writer_lacks), "{stripped}");
        sink.grant_roles().await.unwrap();
        assert_eq!(sink.role_facts().await.unwrap(), roles(false, false), "{stripped}");
    }
}

#[tokio::test]
async fn a_missing_role_is_seen_and_lacks_nothing() {
    let database = TestDatabase::create().await;
    let renamed = "alter role lp_warehouse_reader rename to lp_warehouse_renamed";
    let facts = database.answers(renamed, FACTS).await;
    assert_eq!(facts, ["lp_warehouse_reader|f|f", "lp_warehouse_writer|t|f"]);
}
