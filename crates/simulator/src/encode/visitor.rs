//! Bodies of a `VisitorHeader` and one array of records.

use super::{NAMESPACE, Printer, RecordType};
use crate::data_access::Body;
use crate::world::facts::{VisitorBody, VisitorHeader};

/// A body that has a `VisitorHeader` and one array.
pub(crate) struct BodyType {
    pub(crate) name: &'static str,
    /// What the warehouse calls it.
    pub(crate) kind: &'static str,
    pub(crate) array: &'static str,
    pub(crate) items: &'static RecordType,
}

impl Body for VisitorBody {
    fn span_ms(&self) -> Option<(i64, i64)> {
        Some(self.span_ms)
    }

    fn schema_version(&self) -> &'static str {
        "1.0.0.39"
    }

    /// The array is there even if it is empty: a bare body is known by its name alone.
    fn print(&self, p: &mut Printer<'_>) {
        p.union(&format!("{NAMESPACE}{}", self.body.name), |p| {
            p.object(|p| {
                let is_header_first = p.percent(90);
                if is_header_first {
                    print_visitor_header(p, &self.header);
                }
                p.key(self.body.array);
                p.union("array", |p| p.items(&self.items, |p, item| self.body.items.print(p, item)));
                if !is_header_first {
                    print_visitor_header(p, &self.header);
                }
            });
        });
    }
}

/// Prints the field `header`.
pub(crate) fn print_visitor_header(p: &mut Printer<'_>, header: &VisitorHeader) {
    p.record("header", "VisitorHeader", Some(header), |p, header| {
        p.id("visitId", header.visit_id.as_deref());
        p.id("visitorId", header.visitor_id.as_deref());
        p.id("contextId", header.context_id.as_deref());
        p.unknown(&header.unknown);
    });
}
