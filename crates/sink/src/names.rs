//! The names that records carry ([`NameSource`]): `mart.seen_name` has the latest of each.
//!
//! Every document that is read counts, whatever becomes of it, of two values the greater (day, value) stays, and of the days on
//! which an id was seen also the earliest. So the table is the same in every order of arrival. The names of a unit are gathered in memory and stored once, as the last thing before its
//! ledger row is marked: a unit that waits for the names of another one then holds up few others, and not for long.

use std::collections::HashMap;

use model::Unit;
use model::batch::{Batch, Document};
use model::rows::{Family, NameSource, Table};
use sqlx::PgConnection;
use tuple::ColumnType;

use crate::SinkError;
use crate::documents::PARENT;
use crate::keys::Array;

/// So many names are gathered, then they are stored. Only a unit with many agents has more. It then holds names locked while it
/// stores documents, and may meet another one crosswise: the server ends one of the two, and that is done again.
const NAMES_GATHERED_MAX: usize = 10_000;
/// A longer id or value is left out: the id is in an index, and neither is a name that anybody reads.
const VALUE_BYTES_MAX: usize = 512;
/// What upstream prints where it has no name, and over one that it erased, in newer and in older text (Erasure).
const NO_NAMES: [&[u8]; 4] = [b"", b"NA", b"** LP deleted data **", b"*** LP deleted data ***"];
/// Stands for every id that was seen, named or not.
const ID: &str = "id";

/// Days since 2000-01-01, as Postgres counts them.
type Day = i32;
/// 1970-01-01: the record has no time.
const NO_DAY: Day = -10_957;

/// The names that the unit brought and that are not stored yet.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Of each family, by its name.
    sources: HashMap<&'static str, Vec<TableSources>>,
    dimensions: Vec<Dimension>,
    /// How many there are, of all dimensions.
    gathered: usize,
}

/// What is named: agents, skills.
#[derive(Debug)]
struct Dimension {
    name: &'static str,
    seen: HashMap<Box<[u8]>, Vec<Seen>>,
}

/// The latest value of an attribute.
#[derive(Debug)]
struct Seen {
    attribute: &'static str,
    seen_on: Day,
    /// The earliest day of any value; [`NO_DAY`] while no record had a time.
    first_seen_on: Day,
    value: Box<[u8]>,
}

/// The sources of one table.
#[derive(Debug)]
struct TableSources {
    /// Its index in the family.
    table: u8,
    /// The columns that are looked at, ascending. Those below are places in this list.
    columns: Vec<usize>,
    sources: Vec<Source>,
}

#[derive(Debug)]
struct Source {
    /// Index of its dimension.
    dimension: usize,
    id: usize,
    seen_at: SeenAt,
    attributes: Vec<Attribute>,
}

#[derive(Clone, Copy, Debug)]
enum SeenAt {
    /// A column of the row.
    Row(usize),
    /// A column of the parent, by its index there.
    Parent(usize),
}

#[derive(Debug)]
struct Attribute {
    name: &'static str,
    /// The first that says something counts.
    columns: Vec<(usize, ColumnType)>,
}

impl Names {
    /// Gathers the names in these documents, and returns how many documents it took: not all when [`Names::is_full`] comes first.
    pub(crate) fn gather(&mut self, batch: &Batch, documents: &[Document]) -> usize {
        let (family, dimensions) = (batch.family, &mut self.dimensions);
        let tables = self.sources.entry(family.name).or_insert_with(|| plan(family, dimensions));
        if tables.is_empty() {
            return documents.len();
        }
        let mut values = Vec::new();
        for (taken, document) in (1..).zip(documents) {
            for table in &*tables {
                for row in batch.rows(document, table.table) {
                    table.read(row, &mut values);
                    for source in &table.sources {
                        self.gathered += source.gather(batch, document, &values, dimensions);
                    }
                }
            }
            if self.gathered >= NAMES_GATHERED_MAX {
                return taken;
            }
        }
        documents.len()
    }

    /// Returns whether they are to be stored before more are gathered.
    pub(crate) fn is_full(&self) -> bool {
        self.gathered >= NAMES_GATHERED_MAX
    }

    /// Stores what is new of them, and begins anew.
    pub(crate) async fn store(&mut self, connection: &mut PgConnection, unit: &Unit) -> Result<(), SinkError> {
        if self.gathered == 0 {
            return Ok(());
        }
        let [mut dimensions, mut ids, mut attributes, mut values] =
            [(); 4].map(|()| Array::new(ColumnType::Text, self.gathered));
        let [mut days, mut first_days] = [(); 2].map(|()| Array::new(ColumnType::Date, self.gathered));
        for (dimension, id, seen) in self.in_order() {
            dimensions.push(dimension.as_bytes());
            ids.push(id);
            attributes.push(seen.attribute.as_bytes());
            values.push(&seen.value);
            days.push(&seen.seen_on.to_be_bytes());
            // Of the others nobody asks it, and each would be written once more for each older day that a backfill reads.
            let first_seen_on = if seen.attribute == ID { seen.first_seen_on } else { NO_DAY };
            first_days.push(&first_seen_on.to_be_bytes());
        }
        let query = sqlx::query(include_str!("sql/keep_names.sql")).bind(unit.account.as_str().to_owned());
        let arrays = [dimensions, ids, attributes, values, days, first_days];
        arrays.into_iter().map(Array::finish).fold(query, sqlx::query::Query::bind).execute(connection).await?;
        self.dimensions.iter_mut().for_each(|dimension| dimension.seen.clear());
        self.gathered = 0;
        Ok(())
    }

    /// By the key of the table.
    fn in_order(&self) -> Vec<(&'static str, &[u8], &Seen)> {
        let mut all = Vec::with_capacity(self.gathered);
        for dimension in &self.dimensions {
            for (id, seen) in &dimension.seen {
                all.extend(seen.iter().map(|seen| (dimension.name, &**id, seen)));
            }
        }
        all.sort_unstable_by_key(|(dimension, id, seen)| (*dimension, *id, seen.attribute));
        all
    }
}

impl TableSources {
    /// Reads the columns of a row.
    fn read<'b>(&self, row: &'b [u8], values: &mut Vec<Option<&'b [u8]>>) {
        values.clear();
        let mut fields = tuple::fields(row);
        let mut passed = 0;
        for column in &self.columns {
            values.push(fields.nth(column - passed).flatten());
            passed = column + 1;
        }
    }
}

impl Source {
    /// Gathers what a row names, and returns how many names were not there yet.
    fn gather(
        &self,
        batch: &Batch,
        document: &Document,
        values: &[Option<&[u8]>],
        dimensions: &mut [Dimension],
    ) -> usize {
        let Some(id) = values[self.id].filter(|id| !id.is_empty() && id.len() <= VALUE_BYTES_MAX) else { return 0 };
        let seen_on = day(match self.seen_at {
            SeenAt::Row(place) => values[place],
            SeenAt::Parent(column) => {
                batch.rows(document, PARENT).next().and_then(|parent| tuple::fields(parent).nth(column).flatten())
            }
        });
        let of_dimension = &mut dimensions[self.dimension].seen;
        let seen = match of_dimension.get_mut(id) {
            Some(seen) => seen,
            None => of_dimension.entry(id.into()).or_default(),
        };
        let mut added = note(seen, ID, seen_on, id);
        for attribute in &self.attributes {
            let said = |(place, column_type): &(usize, ColumnType)| said(values[*place], *column_type);
            if let Some(value) = attribute.columns.iter().find_map(said) {
                added += note(seen, attribute.name, seen_on, value);
            }
        }
        added
    }
}

/// Keeps the greater of what is known and what was seen, and the earliest day. Returns whether nothing was known, as a number.
fn note(seen: &mut Vec<Seen>, attribute: &'static str, seen_on: Day, value: &[u8]) -> usize {
    let Some(known) = seen.iter_mut().find(|known| known.attribute == attribute) else {
        seen.push(Seen { attribute, seen_on, first_seen_on: seen_on, value: value.into() });
        return 1;
    };
    if known.first_seen_on == NO_DAY || seen_on != NO_DAY && seen_on < known.first_seen_on {
        known.first_seen_on = seen_on;
    }
    if (known.seen_on, &*known.value) < (seen_on, value) {
        known.seen_on = seen_on;
        if *known.value != *value {
            known.value = value.into();
        }
    }
    0
}

/// What a value says, as text; `None` when it says nothing.
fn said(value: Option<&[u8]>, column_type: ColumnType) -> Option<&[u8]> {
    let value = value?;
    if column_type == ColumnType::Boolean {
        return Some(if value == [1] { b"true" } else { b"false" });
    }
    (!NO_NAMES.contains(&value) && value.len() <= VALUE_BYTES_MAX).then_some(value)
}

/// The day, UTC, of a time in Postgres' format: microseconds since 2000-01-01.
fn day(time: Option<&[u8]>) -> Day {
    const DAY_US: i64 = 86_400_000_000;
    let time = time.and_then(|time| time.try_into().ok()).map(i64::from_be_bytes);
    time.and_then(|time| Day::try_from(time.div_euclid(DAY_US)).ok()).unwrap_or(NO_DAY)
}

/// Finds the columns of all sources of a family.
///
/// # Panics
/// When a source names a table or a column that is not there, which is a mistake of the program.
fn plan(family: &Family, dimensions: &mut Vec<Dimension>) -> Vec<TableSources> {
    let mut planned: Vec<TableSources> = Vec::new();
    for (index, table) in (0..).zip(family.tables()) {
        let sources: Vec<&NameSource> = family.names.iter().filter(|source| source.table == table.name).collect();
        if sources.is_empty() {
            continue;
        }
        let has_time = |source: &NameSource| position(table, source.seen_at).is_some();
        let mut columns: Vec<usize> = sources
            .iter()
            .flat_map(|source| {
                let time = has_time(source).then_some(source.seen_at);
                source.attributes.iter().map(|(_, column)| *column).chain([source.id]).chain(time)
            })
            .map(|column| column_of(table, column))
            .collect();
        columns.sort_unstable();
        columns.dedup();
        let place = |column: &str| columns.partition_point(|other| *other < column_of(table, column));
        let source = |source: &&NameSource| Source {
            dimension: dimension_of(dimensions, source.dimension),
            id: place(source.id),
            seen_at: if has_time(source) {
                SeenAt::Row(place(source.seen_at))
            } else {
                SeenAt::Parent(column_of(family.parent, source.seen_at))
            },
            attributes: attributes(table, source, place),
        };
        let sources = sources.iter().map(source).collect();
        planned.push(TableSources { table: index, columns, sources });
    }
    planned
}

fn attributes(table: &Table, source: &NameSource, place: impl Fn(&str) -> usize) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for &(name, column) in source.attributes {
        let column = (place(column), table.columns[column_of(table, column)].column_type);
        match attributes.iter_mut().find(|attribute| attribute.name == name) {
            Some(attribute) => attribute.columns.push(column),
            None => attributes.push(Attribute { name, columns: vec![column] }),
        }
    }
    attributes
}

fn dimension_of(dimensions: &mut Vec<Dimension>, name: &'static str) -> usize {
    dimensions.iter().position(|dimension| dimension.name == name).unwrap_or_else(|| {
        dimensions.push(Dimension { name, seen: HashMap::new() });
        dimensions.len() - 1
    })
}

fn position(table: &Table, column: &str) -> Option<usize> {
    table.columns.iter().position(|candidate| candidate.name() == column)
}

fn column_of(table: &Table, column: &str) -> usize {
    position(table, column).expect("the table has the column")
}

#[cfg(test)]
mod tests {
    use feeds::engagement_history::{ENGAGEMENT, Engagement};
    use model::Position;

    use super::*;

    /// Each document brings two names.
    #[test]
    fn documents_are_taken_until_the_names_are_many() {
        let mut batch = Batch::new(&ENGAGEMENT);
        for number in 0..NAMES_GATHERED_MAX {
            let id = number.to_string();
            let mut writer = batch.begin();
            let (agent_id, skill_id) = (Some(&*id), Some(&*id));
            writer.push(&Engagement { engagement_id: &id, agent_id, skill_id, ..Engagement::default() });
            writer.finish(Position::default(), b"", b"");
        }
        let mut names = Names::default();
        assert_eq!(names.gather(&batch, &batch.documents), NAMES_GATHERED_MAX / 2);
        assert!(names.is_full() && names.in_order().len() == NAMES_GATHERED_MAX);
        assert!(names.in_order().is_sorted_by_key(|(dimension, id, seen)| (*dimension, *id, seen.attribute)));
    }

    #[test]
    fn a_day_is_that_of_utc() {
        let check = |time: &str, expected: &str| {
            let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().expect("a time").timestamp_millis();
            let mut encoded = Vec::new();
            tuple::Field::encode(&tuple::Millis::new(at(time)), &mut encoded);
            let millennium = at("2000-01-01T00:00:00Z");
            let days = (at(&format!("{expected}T00:00:00Z")) - millennium).div_euclid(86_400_000);
            assert_eq!(i64::from(day(tuple::fields(&encoded).next().flatten())), days, "{time}");
        };
        check("2000-01-01T00:00:00Z", "2000-01-01");
        check("1999-12-31T23:59:59.999Z", "1999-12-31");
        check("2026-11-28T23:30:00-01:00", "2026-11-29");
        check("0001-01-01T00:00:00Z", "0001-01-01");
        let none = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).zip(chrono::NaiveDate::from_ymd_opt(2000, 1, 1));
        assert_eq!(none.map(|(epoch, millennium)| (epoch - millennium).num_days()), Some(i64::from(day(None))));
    }
}
