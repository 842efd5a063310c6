//! The columns of `engagement`: `info`, `campaign` and `visitorInfo`.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::{Field, Node};
use normalizer::table::{Part, ROOT, ReadColumns};
use normalizer::values::{id, scalar};

use super::record::{self, Containers, is_erased};
use super::tables::{CAMPAIGN, Engagement, VISITOR};

pub(super) const PATH: &str = "interactionHistoryRecords[].info";

/// Refuses a record of another account; one that names none is of the account that was searched.
pub(super) fn expect_account(info: Fields<'_, '_>, account: &str) -> Result<(), RejectReason> {
    let is_other = |(name, value): &Field<'_>| {
        name.eq_ignore_ascii_case("accountId")
            && scalar(value).is_some_and(|named| !named.is_empty() && named != account)
    };
    if info.iter().any(is_other) { Err(RejectReason::OtherAccount) } else { Ok(()) }
}

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
    read_object(row, CAMPAIGN, ("campaign", "interactionHistoryRecords[].campaign"), containers.campaign, extra);
    let visitor_info = ("visitorInfo", "interactionHistoryRecords[].visitorInfo");
    read_object(row, VISITOR, visitor_info, containers.visitor_info, extra);
    any_erased
}

/// Reads an object that stands beside `info`.
fn read_object<'n, 'a>(
    row: &mut Engagement<'n>,
    part: Part,
    inner: (&'static str, &'static str),
    found: Option<(&'n str, &'n Node<'a>)>,
    extra: &mut Extra<'n, 'a>,
) {
    match found {
        Some((name, value @ Node::Object(_))) => row.read_object(part, inner, (name, value), extra),
        Some((name, value)) => extra.keep_of(record::PATH, name, value),
        None => {}
    }
}
