//! One document of a file (Data Access API, document envelope).

use std::sync::Arc;

use crate::encode::{NAMESPACE, Printer, Style};
use crate::feed::FileFeed;
use crate::world::dice::Dice;

/// One record body of a document.
pub(crate) trait Body: Send + Sync + 'static {
    /// The first and the last known moment, in epoch milliseconds; of a body without any, nothing.
    fn span_ms(&self) -> Option<(i64, i64)>;

    /// The schema that the job needs for it.
    fn schema_version(&self) -> &'static str {
        "1.0.0.35"
    }

    /// Prints it.
    fn print(&self, printer: &mut Printer<'_>);
}

/// One document on one line, with the given bodies.
pub(super) fn document<B: Body>(
    feed: &FileFeed,
    account: &str,
    bodies: &[&Arc<B>],
    style: Style,
    dice: &mut Dice,
) -> String {
    let spans = || bodies.iter().filter_map(|body| body.span_ms());
    let start_ms = spans().map(|(start_ms, _)| start_ms).min();
    let end_ms = spans().map(|(_, end_ms)| end_ms).max().filter(|_| !style.is_end_null);
    let schema_version = bodies.iter().map(|body| body.schema_version()).max().unwrap_or_default();
    let mut printer = Printer::new(style, dice);
    printer.object(|p| {
        p.enumeration("dataType", "DataTypeEnum", Some(feed.data_type));
        p.key("metaData");
        p.tagged(style.is_envelope_wrapped, &format!("{NAMESPACE}MetaData"), |p| {
            p.object(|p| {
                p.text("accountId", Some(account));
                p.bare_text("schemaVersion", schema_version);
                p.long("startTime", start_ms);
                p.long("endTime", end_ms);
            });
        });
        p.key("recordCollection");
        p.tagged(style.is_envelope_wrapped, "array", |p| {
            p.items(bodies, |p, body| {
                p.object(|p| {
                    p.key("body");
                    body.print(p);
                });
            });
        });
    });
    printer.finish()
}
