//! The schema is what the rows and the house rules say.

use std::collections::BTreeMap;

use sink::migrations::{Migrated, SchemaState};
use sink::testing::TestDatabase;

/// Written by the sink, not by the normalizer.
const LINEAGE: [&str; 7] =
    ["source_version_at", "fetched_at", "content_rev", "content_hash", "unit_id", "loaded_at", "version_rank"];

#[tokio::test]
async fn columns_are_those_of_the_row_structs() {
    let database = TestDatabase::create().await;
    for table in feeds::families().flat_map(|family| family.tables()) {
        let columns = database
            .rows(&format!(
                "select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
                 where attrelid = 'liveperson.{}'::regclass and attnum > 0 order by attnum",
                table.name
            ))
            .await;
        let mut unwritten: BTreeMap<&str, &str> = columns
            .iter()
            .map(|column| (column["name"].as_str().unwrap_or_default(), column["type"].as_str().unwrap_or_default()))
            .collect();
        for column in table.columns {
            let in_database = unwritten.remove(column.name());
            assert_eq!(in_database, Some(column.column_type.sql()), "{}.{}", table.name, column.name());
        }
        unwritten.retain(|column, _| !LINEAGE.contains(column));
        assert!(unwritten.is_empty(), "no row fills {}.{unwritten:?}", table.name);
    }
}

#[tokio::test]
async fn every_table_and_column_has_a_comment_and_identifiers_collate_by_byte() {
    let database = TestDatabase::create().await;
    let silent = database
        .rows(
            "select c.oid::regclass::text as table, a.attname as column
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped
             where n.nspname in ('liveperson', 'ingest', 'mart') and c.relkind in ('r', 'v', 'p')
                and col_description(c.oid, a.attnum) is null
             union all
             select c.oid::regclass::text, '(the table)' from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('liveperson', 'ingest', 'mart') and c.relkind in ('r', 'v', 'p')
                and obj_description(c.oid, 'pg_class') is null
             union all
             select p.oid::regprocedure::text, '(the function)' from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'mart' and obj_description(p.oid, 'pg_proc') is null",
        )
        .await;
    assert!(silent.is_empty(), "without a comment: {silent:?}");
    let collated_otherwise = database
        .rows(
            r#"select attrelid::regclass::text as table, attname from pg_attribute
               where attrelid in (select oid from pg_class where relnamespace = 'liveperson'::regnamespace and relkind = 'r')
                and attname like '%\_id' and atttypid = 'text'::regtype and attcollation <> '"C"'::regcollation"#,
        )
        .await;
    assert!(collated_otherwise.is_empty(), "identifiers not collated \"C\": {collated_otherwise:?}");
}

#[tokio::test]
async fn migrating_again_does_nothing() {
    let database = TestDatabase::create().await;
    assert_eq!(database.sink.migrate().await.unwrap(), Migrated::default());
    assert_eq!(database.sink.schema_state().await.unwrap(), SchemaState::Current);
}
