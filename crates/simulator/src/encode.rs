//! Avro-JSON as the files hold it, in all the forms that pages and production files show (Data Access API, file format
//! and Avro-JSON rules).

mod agent_activity;
mod engagement;
mod history;
mod layout;
mod printer;

use crate::world::dice::Dice;
use crate::world::facts::Body;

pub(crate) use history::record as history_record;
pub(crate) use layout::pretty;
use printer::Printer;

/// The namespace of all record and enum names.
const NAMESPACE: &str = "com.liveperson.dataaccess.";

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

/// One document on one line, with the given bodies.
pub(crate) fn document(account: &str, bodies: &[&Body], style: Style, dice: &mut Dice) -> String {
    let data_type = match bodies.first() {
        Some(Body::Shift(_)) => "AgentActivity",
        _ => "Engagement",
    };
    let spans = || bodies.iter().filter_map(|body| body.span_ms());
    let start_ms = spans().map(|(start_ms, _)| start_ms).min();
    let end_ms = spans().map(|(_, end_ms)| end_ms).max().filter(|_| !style.is_end_null);
    let mut printer = Printer::new(style, dice);
    printer.object(|p| {
        p.enumeration("dataType", "DataTypeEnum", Some(data_type));
        p.key("metaData");
        p.tagged(style.is_envelope_wrapped, &format!("{NAMESPACE}MetaData"), |p| {
            p.object(|p| {
                p.text("accountId", Some(account));
                p.bare_text("schemaVersion", "1.0.0.35");
                p.long("startTime", start_ms);
                p.long("endTime", end_ms);
            });
        });
        p.key("recordCollection");
        p.tagged(style.is_envelope_wrapped, "array", |p| {
            p.items(bodies, |p, body| {
                p.object(|p| {
                    p.key("body");
                    match body {
                        Body::Visit(visit) => engagement::visit(p, visit),
                        Body::Shift(shift) => agent_activity::shift(p, shift),
                    }
                });
            });
        });
    });
    printer.finish()
}
