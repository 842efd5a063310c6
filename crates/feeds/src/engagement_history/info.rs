//! The columns of `engagement`: `info`, `campaign` and `visitorInfo`.

use normalizer::fields::{Extra, folded};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::{id, scalar};

use super::record::{self, Containers, is_erased};
use super::tables::{CAMPAIGN, Engagement, VISITOR};
use crate::search::read_beside;

pub(super) const PATH: &str = "interactionHistoryRecords[].info";

/// Fills the row. Returns whether anything was erased.
pub(super) fn read<'n, 'a>(
    containers: &Containers<'n, 'a>,
    row: &mut Engagement<'n>,
    extra: &mut Extra<'n, 'a>,
) -> bool {
    let mut any_erased = false;
    for (name, value) in containers.info {
        if value.is_null() {
            continue;
        }
        any_erased |= is_erased(value);
        let mut buffer = [0; 64];
        let folded = folded(name, &mut buffer);
        if !row.read_column(ROOT, folded, name, value, extra) {
            match folded {
                b"engagementid" if id(value) == Some(row.engagement_id) => {}
                b"accountid" if scalar(value).is_some() => {}
                _ => extra.keep(name, value),
            }
        }
    }
    row.read_spares(extra);
    read_beside(
        row,
        CAMPAIGN,
        ("campaign", "interactionHistoryRecords[].campaign"),
        record::PATH,
        containers.campaign,
        extra,
    );
    let visitor_info = ("visitorInfo", "interactionHistoryRecords[].visitorInfo");
    read_beside(row, VISITOR, visitor_info, record::PATH, containers.visitor_info, extra);
    any_erased
}
