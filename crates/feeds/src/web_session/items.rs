//! Kinds of bodies whose items become a row each: page views, session info, geo, impressions.

use model::RejectReason;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{Part, ROOT, ReadColumns};

use super::body::{Body, Items};
use super::tables::{CAMPAIGN, ENGAGEMENT, GOAL, Impression, PageView, Visit, VisitLocation};

impl Items for PageView<'_> {
    const KIND: &'static str = "navigation";
    const FIELD: &'static str = "navigationData";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        let &mut Body { account_id, visit_id, .. } = body;
        for (position, item) in (0..).zip(items) {
            let mut row = PageView { account_id, visit_id, position, ..PageView::default() };
            let mut extra = Extra::new("navigationData[]");
            row.read_fields(ROOT, expect_object(item, "navigationData[]")?, &mut extra);
            row.extra = extra.finish(body.drift);
            body.writer.push(&row);
        }
        Ok(())
    }
}

impl Items for VisitLocation<'_> {
    const KIND: &'static str = "geo";
    const FIELD: &'static str = "geoData";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        let &mut Body { account_id, visit_id, .. } = body;
        for (position, item) in (0..).zip(items) {
            let mut row = VisitLocation { account_id, visit_id, position, ..VisitLocation::default() };
            let mut extra = Extra::new("geoData[]");
            row.read_fields(ROOT, expect_object(item, "geoData[]")?, &mut extra);
            row.extra = extra.finish(body.drift);
            body.writer.push(&row);
        }
        Ok(())
    }
}

/// A visit has one session info. Upstream prints a list; what follows the first is kept in `extra`.
impl Items for Visit<'_> {
    const KIND: &'static str = "session_info";
    const FIELD: &'static str = "sessionInfoData";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        let &mut Body { account_id, visit_id, visitor_id, context_id, .. } = body;
        let Some((item, others)) = items.split_first() else { return Ok(()) };
        let mut row = Visit { account_id, visit_id, visitor_id, context_id, ..Visit::default() };
        let mut extra = Extra::new("sessionInfoData[]");
        row.read_fields(ROOT, expect_object(item, "sessionInfoData[]")?, &mut extra);
        let others = Node::Array(others);
        if !matches!(others, Node::Array([])) {
            extra.keep_of("sessionInfoData", "others", &others);
        }
        row.extra = extra.finish(body.drift);
        body.writer.push(&row);
        Ok(())
    }
}

impl Items for Impression<'_> {
    const KIND: &'static str = "impression";
    const FIELD: &'static str = "impressions";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        /// Objects inside, each with its name in lower case and its path.
        const INSIDE: [(&[u8], Part, (&str, &str)); 3] = [
            (b"engagement", ENGAGEMENT, ("engagement", "impressions[].engagement")),
            (b"campaign", CAMPAIGN, ("campaign", "impressions[].campaign")),
            (b"goal", GOAL, ("goal", "impressions[].goal")),
        ];
        let &mut Body { account_id, visit_id, .. } = body;
        for (position, item) in (0..).zip(items) {
            let mut row = Impression { account_id, visit_id, position, ..Impression::default() };
            let mut extra = Extra::new("impressions[]");
            let fields = expect_object(item, "impressions[]")?;
            row.read_fields_with(ROOT, fields, &mut extra, |row, folded, (name, value), extra| {
                let inside = INSIDE.iter().find(|(known, ..)| *known == folded);
                if let Some((_, part, inner)) = inside {
                    row.read_object(*part, *inner, (name, value), extra);
                }
                inside.is_some()
            });
            row.extra = extra.finish(body.drift);
            body.writer.push(&row);
        }
        Ok(())
    }
}
