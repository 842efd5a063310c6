//! Engagement attributes (SDEs): what a site reports of its visitors. Engagement History and Data Access tell the same ones, so
//! their columns, and how they are read, are defined once, here.
//!
//! `columns` has the tables' typed columns, `kinds` the attributes that are known, `read` reads their fields, `products` what a
//! cart holds, `event` finds the attributes in an event of a search.

mod columns;
mod event;
mod kinds;
mod products;
mod read;

use normalizer::table::{Part, ReadColumns};
use tuple::{Date, Millis};

pub(crate) use columns::{attribute_product_table, attribute_table, stamps};
pub(crate) use event::{Attribute, EventPaths, read_event};
pub(crate) use kinds::{AttributePaths, Kind, attribute_paths};
pub(crate) use products::write_products;

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

/// A row with the typed columns of all attributes. `attribute_table!` implements it.
pub(crate) trait AttributeRow<'n>: ReadColumns<'n> + Default {
    /// The name of the attribute.
    fn type_name(&mut self) -> &mut Option<&'n str>;

    /// The day of the last payment, which comes as three numbers.
    fn last_payment_on(&mut self) -> &mut Option<Date>;

    /// The day of the registration, likewise.
    fn registered_on(&mut self) -> &mut Option<Date>;

    /// When upstream processed the attribute and when the site reported it; `None` for a table without these columns.
    fn stamps(&mut self) -> Option<[&mut Option<Millis>; 2]>;

    /// The one of them that a field inside the attribute is read into.
    fn stamp_of(&mut self, folded: &[u8]) -> Option<&mut Option<Millis>> {
        let [server_at, original_at] = self.stamps()?;
        match folded {
            b"servertimestamp" => Some(server_at),
            b"originaltimestamp" => Some(original_at),
            _ => None,
        }
    }
}
