//! The fields of an attribute, each into its column.

use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use tuple::Date;

use super::{ADDRESS, AGE, AttributePaths, AttributeRow, CONTACT, Kind, PURCHASE_CART};
use crate::search::Items;

/// A field that is not null.
#[derive(Clone, Copy)]
struct Field<'f, 'n, 'a> {
    /// Its name in lower case.
    folded: &'f [u8],
    name: &'n str,
    value: &'n Node<'a>,
}

impl Kind {
    /// Reads the attribute into its columns. Some hold their fields in one more object of their own name; what stands
    /// outside goes first.
    pub(crate) fn read<'n, 'a>(
        self,
        paths: &AttributePaths,
        fields: Fields<'n, 'a>,
        row: &mut impl AttributeRow<'n>,
        products: &mut Items<'n, 'a>,
        unknown: &mut Extra<'n, 'a>,
    ) {
        let mut doubled = None;
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            let mut buffer = [0; 64];
            let folded = folded(name, &mut buffer);
            if let Some(stamp) = row.stamp_of(folded) {
                // The first of its name counts.
                if stamp.is_none() {
                    unknown.time(stamp, name, value);
                }
                continue;
            }
            match value {
                Node::Object(fields) if Kind::of(folded) == Some(self) => doubled = Some(fields),
                _ => self.read_field(paths, Field { folded, name, value }, row, products, unknown),
            }
        }
        if let Some(fields) = doubled {
            self.read(paths, fields, row, products, unknown);
        }
    }

    fn read_field<'n, 'a>(
        self,
        paths: &AttributePaths,
        field: Field<'_, 'n, 'a>,
        row: &mut impl AttributeRow<'n>,
        products: &mut Items<'n, 'a>,
        unknown: &mut Extra<'n, 'a>,
    ) {
        let Field { folded, name, value } = field;
        if row.read_column(self.part(), folded, name, value, unknown) {
            return;
        }
        match (self, folded) {
            (Self::CartStatus | Self::ViewedProduct, b"products") => read_products(field, products, unknown),
            (Self::CustomerInfo, b"lastpaymentdate") => {
                read_date(paths.last_payment, field, row.last_payment_on(), unknown);
            }
            (Self::CustomerInfo, b"registrationdate") => {
                read_date(paths.registration, field, row.registered_on(), unknown);
            }
            (Self::PersonalInfo, b"customerage") => {
                row.read_object(AGE, ("customerAge", paths.age), (name, value), unknown);
            }
            (Self::PersonalInfo, b"contacts") => read_contacts(paths, field, row, unknown),
            (Self::Purchase, b"cart") => read_purchase_cart(paths, field, row, products, unknown),
            _ => unknown.keep(name, value),
        }
    }
}

fn read_products<'n, 'a>(field: Field<'_, 'n, 'a>, products: &mut Items<'n, 'a>, unknown: &mut Extra<'n, 'a>) {
    match field.value {
        Node::Array(items) if products.is_none() => *products = Some(items),
        _ => unknown.keep(field.name, field.value),
    }
}

/// The cart of a purchase has a total, a currency and times of its own, which stay in the payload.
fn read_purchase_cart<'n, 'a>(
    paths: &AttributePaths,
    field: Field<'_, 'n, 'a>,
    row: &mut impl AttributeRow<'n>,
    products: &mut Items<'n, 'a>,
    unknown: &mut Extra<'n, 'a>,
) {
    let inside = |Field { folded, name, value }: Field<'_, 'n, 'a>, unknown: &mut Extra<'n, 'a>| match folded {
        b"total" | b"currency" | b"servertimestamp" | b"originaltimestamp" => {}
        b"products" => read_products(Field { folded, name, value }, products, unknown),
        _ if row.read_column(PURCHASE_CART, folded, name, value, unknown) => {}
        _ => unknown.keep(name, value),
    };
    read_object("cart", paths.purchase_cart, field, unknown, inside);
}

/// Calls `inside` for each field of an object in an attribute, with where to note what is unknown of it.
fn read_object<'n, 'a>(
    name: &'static str,
    path: &'static str,
    field: Field<'_, 'n, 'a>,
    unknown: &mut Extra<'n, 'a>,
    mut inside: impl FnMut(Field<'_, 'n, 'a>, &mut Extra<'n, 'a>),
) {
    let Node::Object(fields) = *field.value else { return unknown.keep(field.name, field.value) };
    let mut unknown_inside = Extra::new(path);
    for (name, value) in fields {
        if !value.is_null() {
            inside(Field { folded: folded(name, &mut [0; 64]), name, value }, &mut unknown_inside);
        }
    }
    unknown.nest(name, unknown_inside);
}

/// A day of three numbers. One that is not in the calendar stays in the payload.
fn read_date<'n, 'a>(
    path: &'static str,
    field: Field<'_, 'n, 'a>,
    column: &mut Option<Date>,
    unknown: &mut Extra<'n, 'a>,
) {
    let (mut year, mut month, mut day) = (None, None, None);
    read_object("date", path, field, unknown, |Field { folded, name, value }, unknown| match folded {
        b"year" => unknown.integer(&mut year, name, value),
        b"month" => unknown.integer(&mut month, name, value),
        b"day" => unknown.integer(&mut day, name, value),
        _ => unknown.keep(name, value),
    });
    let number = |part: Option<i32>| u32::try_from(part?).ok();
    let (Some(year), Some(month), Some(day)) = (year, number(month), number(day)) else { return };
    match Date::new(year, month, day) {
        Some(date) => *column = column.or(Some(date)),
        None => unknown.keep(field.name, field.value),
    }
}

/// The first contact has columns; of the others only unknown fields are noted.
fn read_contacts<'n, 'a, R: AttributeRow<'n>>(
    paths: &AttributePaths,
    field: Field<'_, 'n, 'a>,
    row: &mut R,
    unknown: &mut Extra<'n, 'a>,
) {
    let Node::Array(items) = field.value else { return unknown.keep(field.name, field.value) };
    let mut others = R::default();
    for (index, value) in items.iter().filter(|item| !item.is_null()).enumerate() {
        let row = if index == 0 { &mut *row } else { &mut others };
        read_contact(paths, Field { value, ..field }, row, unknown);
    }
}

/// The fields stand in an object `personalContact`, or bare.
fn read_contact<'n, 'a>(
    paths: &AttributePaths,
    contact: Field<'_, 'n, 'a>,
    row: &mut impl AttributeRow<'n>,
    unknown: &mut Extra<'n, 'a>,
) {
    read_object("contact", paths.contact, contact, unknown, |field, unknown| {
        let Field { folded, name, value } = field;
        if row.read_column(CONTACT, folded, name, value, unknown) {
            return;
        }
        match folded {
            b"personalcontact" => read_contact(paths, field, row, unknown),
            b"address" => row.read_object(ADDRESS, ("address", paths.address), (name, value), unknown),
            _ => unknown.keep(name, value),
        }
    });
}
