//! Encodes a row in Postgres' binary format: for each field its length in bytes (−1 for NULL), then its value.
//!
//! A row is encoded once, where it is made. The same bytes are hashed (every value has its length before it, so equal
//! bytes mean equal facts), sent by `COPY … (FORMAT BINARY)`, and bound one by one in an `UPDATE`. A leaf: it knows types
//! of columns, no tables.

use std::str;

use chrono::{Datelike, NaiveDate};

mod decimal;

pub use decimal::Decimal;

/// Microseconds from 1970-01-01 to 2000-01-01, where Postgres' timestamps begin.
const POSTGRES_EPOCH_US: i64 = 946_684_800_000_000;

/// The SQL type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `text`
    Text,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `boolean`
    Boolean,
    /// `timestamp with time zone`
    Timestamptz,
    /// `bytea`
    Bytea,
    /// `jsonb`
    Jsonb,
    /// `text[]`
    TextArray,
    /// `integer[]`
    IntegerArray,
    /// `numeric`
    Numeric,
    /// `date`
    Date,
}

impl ColumnType {
    /// The name as `format_type` prints it.
    pub fn sql(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "integer",
            ColumnType::BigInt => "bigint",
            ColumnType::Boolean => "boolean",
            ColumnType::Timestamptz => "timestamp with time zone",
            ColumnType::Bytea => "bytea",
            ColumnType::Jsonb => "jsonb",
            ColumnType::TextArray => "text[]",
            ColumnType::IntegerArray => "integer[]",
            ColumnType::Numeric => "numeric",
            ColumnType::Date => "date",
        }
    }

    /// The type's number in `pg_type`, the same in every server.
    pub fn oid(self) -> u32 {
        match self {
            ColumnType::Text => 25,
            ColumnType::Integer => 23,
            ColumnType::BigInt => 20,
            ColumnType::Boolean => 16,
            ColumnType::Timestamptz => 1184,
            ColumnType::Bytea => 17,
            ColumnType::Jsonb => 3802,
            ColumnType::TextArray => 1009,
            ColumnType::IntegerArray => 1007,
            ColumnType::Numeric => 1700,
            ColumnType::Date => 1082,
        }
    }

    /// The number of the type of arrays of it; `None` for what is an array itself.
    pub fn array_oid(self) -> Option<u32> {
        match self {
            ColumnType::Text => Some(1009),
            ColumnType::Integer => Some(1007),
            ColumnType::BigInt => Some(1016),
            ColumnType::Boolean => Some(1000),
            ColumnType::Timestamptz => Some(1185),
            ColumnType::Bytea => Some(1001),
            ColumnType::Jsonb => Some(3807),
            ColumnType::Numeric => Some(1231),
            ColumnType::Date => Some(1182),
            ColumnType::TextArray | ColumnType::IntegerArray => None,
        }
    }
}

/// A value that can stand in a column.
pub trait Field {
    /// The column's type.
    const TYPE: ColumnType;

    /// Appends length and value.
    fn encode(&self, out: &mut Vec<u8>);
}

/// A moment in milliseconds since 1970 UTC, within what Postgres can store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(i64);

impl Millis {
    /// The first millisecond of the year 1.
    const MIN: i64 = -62_135_596_800_000;
    /// The last millisecond of the year 9999.
    const MAX: i64 = 253_402_300_799_999;

    /// `None` outside the years 1 to 9999: no time of a chat, and more than some clients of Postgres can read.
    pub fn new(epoch_ms: i64) -> Option<Self> {
        (Self::MIN..=Self::MAX).contains(&epoch_ms).then_some(Self(epoch_ms))
    }

    /// Milliseconds since 1970 UTC.
    pub fn epoch_ms(self) -> i64 {
        self.0
    }
}

/// A day of the calendar, within what Postgres can store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(NaiveDate);

impl Date {
    /// `None` for a day that is not in the calendar, or outside the years 1 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }
}

/// Canonical JSON text, free of U+0000 and lone surrogates. `T` is the text, borrowed or owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

fn put(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&length(value.len()));
    out.extend_from_slice(value);
}

/// # Panics
/// When a value is larger than 2 GiB, which the bound on a record makes impossible.
fn length(len: usize) -> [u8; 4] {
    i32::try_from(len).expect("a value is bounded by its record").to_be_bytes()
}

const NULL: [u8; 4] = (-1_i32).to_be_bytes();

impl Field for &str {
    const TYPE: ColumnType = ColumnType::Text;

    fn encode(&self, out: &mut Vec<u8>) {
        put(out, self.as_bytes());
    }
}

impl Field for i32 {
    const TYPE: ColumnType = ColumnType::Integer;

    fn encode(&self, out: &mut Vec<u8>) {
        put(out, &self.to_be_bytes());
    }
}

impl Field for i64 {
    const TYPE: ColumnType = ColumnType::BigInt;

    fn encode(&self, out: &mut Vec<u8>) {
        put(out, &self.to_be_bytes());
    }
}

impl Field for bool {
    const TYPE: ColumnType = ColumnType::Boolean;

    fn encode(&self, out: &mut Vec<u8>) {
        put(out, &[u8::from(*self)]);
    }
}

impl Field for Millis {
    const TYPE: ColumnType = ColumnType::Timestamptz;

    fn encode(&self, out: &mut Vec<u8>) {
        put(out, &(self.0 * 1_000 - POSTGRES_EPOCH_US).to_be_bytes());
    }
}

impl Field for Date {
    const TYPE: ColumnType = ColumnType::Date;

    fn encode(&self, out: &mut Vec<u8>) {
        /// Days from 0001-01-01 to 2000-01-01, where Postgres' dates begin.
        const POSTGRES_EPOCH_DAYS: i32 = 730_120;
        put(out, &(self.0.num_days_from_ce() - POSTGRES_EPOCH_DAYS).to_be_bytes());
    }
}

impl Field for [u8; 16] {
    const TYPE: ColumnType = ColumnType::Bytea;

    fn encode(&self, out: &mut Vec<u8>) {
        put(out, self);
    }
}

impl<T: AsRef<str>> Field for Json<T> {
    const TYPE: ColumnType = ColumnType::Jsonb;

    fn encode(&self, out: &mut Vec<u8>) {
        const JSONB_VERSION: u8 = 1;
        let text = self.0.as_ref();
        out.extend_from_slice(&length(text.len() + 1));
        out.push(JSONB_VERSION);
        out.extend_from_slice(text.as_bytes());
    }
}

/// A value that can stand in an array.
pub trait Item: Field {
    /// The type of a column of such arrays.
    const ARRAY: ColumnType;

    /// Whether it is NULL.
    fn is_null(&self) -> bool {
        false
    }
}

impl Item for &str {
    const ARRAY: ColumnType = ColumnType::TextArray;
}

impl Item for i32 {
    const ARRAY: ColumnType = ColumnType::IntegerArray;
}

impl<I: Item> Item for Option<I> {
    const ARRAY: ColumnType = I::ARRAY;

    fn is_null(&self) -> bool {
        self.is_none()
    }
}

impl<I: Item> Field for &[I] {
    const TYPE: ColumnType = I::ARRAY;

    fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&NULL);
        let dimensions = i32::from(!self.is_empty());
        let has_null = i32::from(self.iter().any(Item::is_null));
        out.extend_from_slice(&dimensions.to_be_bytes());
        out.extend_from_slice(&has_null.to_be_bytes());
        out.extend_from_slice(&I::TYPE.oid().to_be_bytes());
        if !self.is_empty() {
            out.extend_from_slice(&length(self.len()));
            out.extend_from_slice(&1_i32.to_be_bytes());
            for item in *self {
                item.encode(out);
            }
        }
        let len = length(out.len() - start - 4);
        out[start..start + 4].copy_from_slice(&len);
    }
}

impl<I: Item> Field for Vec<I> {
    const TYPE: ColumnType = I::ARRAY;

    fn encode(&self, out: &mut Vec<u8>) {
        self.as_slice().encode(out);
    }
}

impl<F: Field> Field for Option<F> {
    const TYPE: ColumnType = F::TYPE;

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.encode(out),
            None => out.extend_from_slice(&NULL),
        }
    }
}

/// The fields of an encoded row, in order, each with its length before it.
pub fn spelled_fields(mut encoded: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let len = usize::try_from(i32::from_be_bytes(*encoded.first_chunk::<4>()?)).unwrap_or(0);
        let (field, rest) = encoded.split_at_checked(4 + len)?;
        encoded = rest;
        Some(field)
    })
}

/// The fields of an encoded row, in order; `None` is NULL.
pub fn fields(encoded: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    spelled_fields(encoded).map(|field| match field.split_first_chunk::<4>() {
        Some((&NULL, _)) | None => None,
        Some((_, value)) => Some(value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: impl Field, expected: &[u8]) {
        let mut out = Vec::new();
        field.encode(&mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn fields_are_encoded_as_postgres_expects() {
        check(Some("é"), &[0, 0, 0, 2, 0xc3, 0xa9]);
        check(None::<&str>, &[0xff, 0xff, 0xff, 0xff]);
        check(-1_i32, &[0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff]);
        check(true, &[0, 0, 0, 1, 1]);
        check(Millis::new(946_684_800_001), &[0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 3, 0xe8]);
        check(Json("{}"), &[0, 0, 0, 3, 1, b'{', b'}']);
        check(&[][..] as &[&str], &[0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25]);
        #[rustfmt::skip]
        check(&["a"][..], &[0, 0, 0, 25, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, b'a']);
        #[rustfmt::skip]
        check(&[Some(7), None][..], &[0, 0, 0, 32, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff]);
        check(&[][..] as &[Option<i32>], &[0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23]);
        check(Date::new(2000, 1, 1), &[0, 0, 0, 4, 0, 0, 0, 0]);
        check(Date::new(1999, 12, 31), &[0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff]);
        check(Date::new(2024, 2, 29), &[0, 0, 0, 4, 0, 0, 0x22, 0x79]);
    }

    #[test]
    fn days_outside_the_calendar_are_no_days() {
        for (year, month, day) in [(2023, 2, 29), (2023, 13, 1), (2023, 0, 1), (2023, 1, 0), (0, 1, 1), (10_000, 1, 1)]
        {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Date::new(1, 1, 1).is_some() && Date::new(9999, 12, 31).is_some());
    }

    #[test]
    fn times_outside_the_calendar_are_no_times() {
        assert_eq!(Millis::new(i64::MAX), None);
        assert_eq!(Millis::new(i64::MIN), None);
        assert!(Millis::new(-9).is_some());
    }

    #[test]
    fn fields_come_back_in_order() {
        let mut out = Vec::new();
        Some("a").encode(&mut out);
        None::<i32>.encode(&mut out);
        Some("").encode(&mut out);
        let read: Vec<_> = fields(&out).collect();
        assert_eq!(read, [Some(&b"a"[..]), None, Some(&b""[..])]);
    }
}
