//! Engagement attributes (SDEs): what a site reports of its visitors. Engagement History and Data Access tell the same ones, so
//! their columns, and how they are read, are defined once, here.
//!
//! `columns` has the tables' typed columns, `kinds` the attributes that are known, `read` reads their fields, `products` what a
//! cart holds.

mod columns;
mod kinds;
mod products;
mod read;

use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::table::{Part, ReadColumns};
use tuple::Date;

pub(crate) use columns::{attribute_product_table, attribute_table};
pub(crate) use kinds::{AttributePaths, Kind, attribute_paths};
pub(crate) use products::read_product;

/// What stands beside the attribute in its event.
pub(crate) const EVENT: Part = Part(1);
/// The attributes.
pub(crate) const CART: Part = Part(2);
pub(crate) const CUSTOMER: Part = Part(3);
pub(crate) const LEAD: Part = Part(4);
pub(crate) const MARKETING: Part = Part(5);
pub(crate) const PERSON: Part = Part(6);
pub(crate) const PURCHASE: Part = Part(7);
pub(crate) const SERVICE: Part = Part(8);
pub(crate) const ERROR: Part = Part(9);
pub(crate) const VIEWED_PRODUCT: Part = Part(10);
pub(crate) const SEARCH: Part = Part(11);
/// `cart` of a purchase.
pub(crate) const PURCHASE_CART: Part = Part(12);
/// `customerAge` of a person.
pub(crate) const AGE: Part = Part(13);
/// A contact of a person.
pub(crate) const CONTACT: Part = Part(14);
/// `address` of a contact.
pub(crate) const ADDRESS: Part = Part(15);

/// The items of an array, once it was met.
pub(crate) type Items<'n, 'a> = Option<&'n [Node<'a>]>;

/// A row with the typed columns of all attributes.
pub(crate) trait AttributeRow<'n>: ReadColumns<'n> + Default {
    /// The day of the last payment, which comes as three numbers.
    fn last_payment_on(&mut self) -> &mut Option<Date>;

    /// The day of the registration, likewise.
    fn registered_on(&mut self) -> &mut Option<Date>;

    /// Reads a time stamp that stands inside the attribute; returns whether the field is one.
    fn read_stamp<'a>(
        &mut self,
        folded: &[u8],
        name: &'n str,
        value: &'n Node<'a>,
        unknown: &mut Extra<'n, 'a>,
    ) -> bool;
}
