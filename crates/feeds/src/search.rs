//! What the records of both searches share: containers around arrays, the account that is named, keys of items.

use std::borrow::Cow;
use std::collections::HashSet;

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::{Field, Node};
use normalizer::record::{expect_array, expect_object};
use normalizer::table::{Part, ReadColumns};
use normalizer::values::{id, scalar};

/// The items of an array, once it was met.
pub(crate) type Items<'n, 'a> = Option<&'n [Node<'a>]>;

/// Refuses a record of another account; one whose `field` names none is of the account that was searched.
pub(crate) fn expect_account(info: Fields<'_, '_>, field: &str, account: &str) -> Result<(), RejectReason> {
    let is_other = |(name, value): &Field<'_>| {
        name.eq_ignore_ascii_case(field) && scalar(value).is_some_and(|named| !named.is_empty() && named != account)
    };
    if info.iter().any(is_other) { Err(RejectReason::OtherAccount) } else { Ok(()) }
}

/// Finds the arrays in a container that holds nothing else; other fields in it are kept under its name.
pub(crate) fn read_arrays<'n, 'a, const COUNT: usize>(
    (container, path): (&'static str, &'static str),
    value: &'n Node<'a>,
    mut arrays: [(&'static str, &mut Items<'n, 'a>); COUNT],
    extra: &mut Extra<'n, 'a>,
) -> Result<(), RejectReason> {
    let mut unknown = Extra::new(path);
    for (name, value) in expect_object(value, container)? {
        if value.is_null() {
            continue;
        }
        match arrays.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((known, items)) if items.is_none() => **items = Some(expect_array(value, known)?),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest(container, unknown);
    Ok(())
}

/// Reads an object that stands beside `info` in the record, whose path is `record`.
pub(crate) fn read_beside<'n, 'a>(
    row: &mut impl ReadColumns<'n>,
    part: Part,
    inner: (&'static str, &'static str),
    record: &'static str,
    found: Option<(&'n str, &'n Node<'a>)>,
    extra: &mut Extra<'n, 'a>,
) {
    match found {
        Some((name, value @ Node::Object(_))) => row.read_object(part, inner, (name, value), extra),
        Some((name, value)) => extra.keep_of(record, name, value),
        None => {}
    }
}

/// Returns upstream's id, or `#` and the place in the list when it gave none, or one twice: the key must not lose an item.
pub(crate) fn unique_key<'n>(
    field: &str,
    fields: Fields<'n, '_>,
    position: usize,
    taken: &HashSet<Cow<'_, str>>,
) -> Cow<'n, str> {
    let is_id = |name: &str, value: &Node<'_>| name.eq_ignore_ascii_case(field) && !value.is_null();
    let found = fields.iter().find(|(name, value)| is_id(name, value)).and_then(|(_, value)| id(value));
    let mut key = found.map_or_else(|| Cow::Owned(format!("#{position}")), Cow::Borrowed);
    if taken.contains(&key) {
        key = Cow::Owned(format!("#{position}"));
    }
    while taken.contains(&key) {
        key = Cow::Owned(format!("#{key}"));
    }
    key
}

/// Tells whether the key says all that the field does.
pub(crate) fn is_key(value: &Node<'_>, key: &str) -> bool {
    id(value) == Some(key) || scalar(value) == Some("")
}
