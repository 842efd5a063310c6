//! The schema is what the rows and the house rules say.

use std::collections::BTreeMap;

use model::rows::Family;
use sink::migrations::{Migrated, SchemaState};
use sink::testing::TestDatabase;
use tuple::ColumnType;

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

/// The columns of a table of schema `liveperson`: name, type, and how it is compared.
async fn columns(database: &TestDatabase, table: &str) -> Vec<(String, String, String)> {
    let rows = database
        .rows(&format!(
            "select attname as name, format_type(atttypid, atttypmod) as type, attcollation::regcollation::text as collation
             from pg_attribute
             where attrelid = 'liveperson.{table}'::regclass and attnum > 0 and not attisdropped order by attnum"
        ))
        .await;
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(row, "name"), text(row, "type"), text(row, "collation"))).collect()
}

#[tokio::test]
async fn a_history_has_the_tracked_columns_of_its_parent() {
    let database = TestDatabase::create().await;
    for family in feeds::families() {
        let Some(history) = family.history else { continue };
        assert_eq!(family.key.len(), 1, "the key of a version has one column of the row");
        let parent = columns(&database, family.parent.name).await;
        let of_parent = |name: &str| parent.iter().find(|(column, ..)| column == name).expect(name).clone();
        let time = |name: &str| (name.to_owned(), "timestamp with time zone".to_owned(), "-".to_owned());
        let mut expected =
            vec![of_parent("account_id"), of_parent(family.key[0]), time("valid_from"), time("valid_to")];
        expected.extend(history.tracked.iter().map(|column| of_parent(column)));
        assert_eq!(columns(&database, history.table).await, expected, "{}", history.table);
        let lineage = history.tracked.iter().find(|column| LINEAGE.contains(column) || **column == "extra");
        assert_eq!(lineage, None, "changes of it are no states");
    }
}

/// Panics unless each source of names is there and fits.
fn check_names(family: &Family) {
    for source in family.names {
        let table = family.tables().find(|table| table.name == source.table).expect(source.table);
        let type_of = |columns: &[model::rows::Column], name: &str| {
            columns.iter().find(|column| column.name() == name).map(|column| column.column_type)
        };
        let names = format!("{source:?}");
        assert!(["agent", "agent_group", "campaign", "skill"].contains(&source.dimension), "{names}");
        assert_eq!(type_of(table.columns, source.id), Some(ColumnType::Text), "{names}");
        let seen_at = type_of(table.columns, source.seen_at).or_else(|| type_of(family.parent.columns, source.seen_at));
        assert_eq!(seen_at, Some(ColumnType::Timestamptz), "{names}");
        for (attribute, column) in source.attributes {
            let column_type = type_of(table.columns, column);
            assert!(matches!(column_type, Some(ColumnType::Text | ColumnType::Boolean)), "{column} in {names}");
            assert_ne!(*attribute, "id", "every id is kept without being named: {names}");
        }
    }
}

#[test]
fn names_are_in_columns_that_can_carry_them() {
    feeds::families().for_each(check_names);
    let tables: Vec<&str> = feeds::families().flat_map(|family| family.names).map(|source| source.table).collect();
    assert!(tables.len() > 20, "{tables:?}");
}

#[tokio::test]
async fn every_table_and_column_has_a_comment_and_identifiers_collate_by_byte() {
    let database = TestDatabase::create().await;
    let silent = database
        .rows(
            "select c.oid::regclass::text as table, a.attname as column
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped
             where n.nspname in ('liveperson', 'ingest', 'mart', 'mart_input') and c.relkind in ('r', 'v', 'p')
                and col_description(c.oid, a.attnum) is null
             union all
             select c.oid::regclass::text, '(the table)' from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('liveperson', 'ingest', 'mart', 'mart_input') and c.relkind in ('r', 'v', 'p')
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

/// The kinds of the comment on schema `mart`, each with what the name of such a view may end in; none: anything else.
const KINDS: [(&str, &[&str]); 7] = [
    ("Fact", &[]),
    ("Interval", &["_interval", "_histogram"]),
    ("Snapshot", &["_snapshot", "_wait_time"]),
    ("Aggregate", &["_hourly", "_daily", "_summary", "_funnel", "_interval"]),
    ("Dimension", &[]),
    ("Version", &["_version"]),
    ("Operations", &[]),
];

/// A flat list of views in a tool says by the comment what a row is.
#[tokio::test]
async fn the_comment_of_a_view_of_mart_begins_with_its_kind() {
    let database = TestDatabase::create().await;
    let comments = "select relname as name, obj_description(oid, 'pg_class') as comment from pg_class
        where relnamespace = 'mart'::regnamespace and relkind in ('v', 'm')";
    let mut wrong = Vec::new();
    for row in database.rows(comments).await {
        let (name, comment) = (row["name"].as_str().unwrap(), row["comment"].as_str().unwrap_or_default());
        let kind = comment.split_once(": ").and_then(|(kind, _)| KINDS.iter().find(|(known, _)| *known == kind));
        let is_right = kind.is_some_and(|(_, ends)| ends.is_empty() || ends.iter().any(|end| name.ends_with(end)));
        if !is_right {
            wrong.push(format!("{name}: {comment}"));
        }
    }
    assert!(wrong.is_empty(), "begin with one of {:?}: {wrong:#?}", KINDS.map(|(kind, _)| kind));
    let schema = database.answers("", "select obj_description('mart'::regnamespace, 'pg_namespace')").await.join("");
    for (kind, _) in KINDS {
        assert!(schema.contains(&format!("{kind}: ")), "the comment on schema mart says what {kind} is");
    }
}

#[tokio::test]
async fn migrating_again_does_nothing() {
    let database = TestDatabase::create().await;
    assert_eq!(database.sink.migrate().await.unwrap(), Migrated::default());
    assert_eq!(database.sink.schema_state().await.unwrap(), SchemaState::Current);
}
