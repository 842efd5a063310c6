//! Avro-JSON in all the forms that pages and production files show (Data Access API, file format and Avro-JSON rules).

mod layout;
mod printer;
mod record;
mod visitor;

use crate::world::dice::Dice;

pub(crate) use layout::pretty;
pub(crate) use printer::Printer;
pub(crate) use record::{FieldType, Kind, RecordType};
pub(crate) use visitor::{BodyType, print_visitor_header};

/// The namespace of all record and enum names.
pub(crate) const NAMESPACE: &str = "com.liveperson.dataaccess.";

/// How one document is printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// How many of a hundred union values carry the name of their type.
    pub(crate) wrapped_percent: u32,
    /// How many of a hundred nulls are left out instead of printed.
    pub(crate) missing_percent: u32,
    /// `metaData` and `recordCollection` wrapped, as in production, or bare, as in the pages.
    pub(crate) is_envelope_wrapped: bool,
    /// Characters outside ASCII as `\u` escapes.
    pub(crate) is_ascii: bool,
    /// Field names as in the pages' tables, or as in their examples.
    pub(crate) is_table_case: bool,
    /// `metaData.endTime` null, as in two of the four printed examples.
    pub(crate) is_end_null: bool,
}

impl Style {
    pub(crate) fn roll(dice: &mut Dice) -> Self {
        Self {
            wrapped_percent: dice.pick(&[100, 100, 100, 50, 0]),
            missing_percent: dice.pick(&[0, 0, 30, 100]),
            is_envelope_wrapped: dice.percent(50),
            is_ascii: dice.percent(30),
            is_table_case: dice.percent(40),
            is_end_null: dice.percent(20),
        }
    }
}
