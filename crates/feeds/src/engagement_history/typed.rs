//! The typed columns of each kind of engagement attribute.

use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::table::{Part, ReadColumns};
use tuple::Date;

use super::record::Items;
use super::tables::EngagementAttribute;

/// What stands beside the attribute in its event.
pub(super) const EVENT: Part = Part(1);
/// The attributes.
pub(super) const CART: Part = Part(2);
pub(super) const CUSTOMER: Part = Part(3);
pub(super) const LEAD: Part = Part(4);
pub(super) const MARKETING: Part = Part(5);
pub(super) const PERSON: Part = Part(6);
pub(super) const PURCHASE: Part = Part(7);
pub(super) const SERVICE: Part = Part(8);
pub(super) const ERROR: Part = Part(9);
pub(super) const VIEWED_PRODUCT: Part = Part(10);
pub(super) const SEARCH: Part = Part(11);
/// `cart` of a purchase.
pub(super) const PURCHASE_CART: Part = Part(12);
/// `customerAge` of a person.
pub(super) const AGE: Part = Part(13);
/// A contact of a person.
pub(super) const CONTACT: Part = Part(14);
/// `address` of a contact.
pub(super) const ADDRESS: Part = Part(15);

/// The attributes that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    CartStatus,
    CustomerInfo,
    Lead,
    MarketingCampaignInfo,
    PersonalInfo,
    Purchase,
    ServiceActivity,
    VisitorError,
    ViewedProduct,
    SearchContent,
}

/// A field that is not null.
#[derive(Clone, Copy)]
struct Field<'f, 'n, 'a> {
    /// Its name in lower case.
    folded: &'f [u8],
    name: &'n str,
    value: &'n Node<'a>,
}

impl Kind {
    /// By the key of the event, in lower case. Examples print two of them under another name as well.
    pub(super) fn of(folded: &[u8]) -> Option<Self> {
        Some(match folded {
            b"cartstatus" => Self::CartStatus,
            b"customerinfo" => Self::CustomerInfo,
            b"lead" => Self::Lead,
            b"marketingcampaigninfo" => Self::MarketingCampaignInfo,
            b"personalinfo" => Self::PersonalInfo,
            b"purchase" => Self::Purchase,
            b"serviceactivity" => Self::ServiceActivity,
            b"visitorerror" | b"formfillingerror" => Self::VisitorError,
            b"viewedproduct" | b"viewproduct" => Self::ViewedProduct,
            b"searchcontent" => Self::SearchContent,
            _ => return None,
        })
    }

    /// The object of its columns.
    fn part(self) -> Part {
        match self {
            Self::CartStatus => CART,
            Self::CustomerInfo => CUSTOMER,
            Self::Lead => LEAD,
            Self::MarketingCampaignInfo => MARKETING,
            Self::PersonalInfo => PERSON,
            Self::Purchase => PURCHASE,
            Self::ServiceActivity => SERVICE,
            Self::VisitorError => ERROR,
            Self::ViewedProduct => VIEWED_PRODUCT,
            Self::SearchContent => SEARCH,
        }
    }

    /// Where it stands, for drift.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::CartStatus => "interactionHistoryRecords[].sdes.events[].cartStatus",
            Self::CustomerInfo => "interactionHistoryRecords[].sdes.events[].customerInfo",
            Self::Lead => "interactionHistoryRecords[].sdes.events[].lead",
            Self::MarketingCampaignInfo => "interactionHistoryRecords[].sdes.events[].marketingCampaignInfo",
            Self::PersonalInfo => "interactionHistoryRecords[].sdes.events[].personalInfo",
            Self::Purchase => "interactionHistoryRecords[].sdes.events[].purchase",
            Self::ServiceActivity => "interactionHistoryRecords[].sdes.events[].serviceActivity",
            Self::VisitorError => "interactionHistoryRecords[].sdes.events[].visitorError",
            Self::ViewedProduct => "interactionHistoryRecords[].sdes.events[].viewedProduct",
            Self::SearchContent => "interactionHistoryRecords[].sdes.events[].searchContent",
        }
    }

    /// Where its products stand, for drift.
    pub(super) fn products_path(self) -> &'static str {
        match self {
            Self::Purchase => "interactionHistoryRecords[].sdes.events[].purchase.cart.products[]",
            Self::CartStatus => "interactionHistoryRecords[].sdes.events[].cartStatus.products[]",
            _ => "interactionHistoryRecords[].sdes.events[].viewedProduct.products[]",
        }
    }

    /// Reads the attribute into its columns. Some hold their fields in one more object of their own name; what stands
    /// outside goes first.
    pub(super) fn read<'n, 'a>(
        self,
        fields: Fields<'n, 'a>,
        row: &mut EngagementAttribute<'n>,
        products: &mut Items<'n, 'a>,
        unknown: &mut Extra<'n, 'a>,
    ) {
        let mut doubled = None;
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            match (folded(name, &mut [0; 64]), value) {
                (b"servertimestamp", _) if row.server_at.is_some() => {}
                (b"servertimestamp", _) => unknown.time(&mut row.server_at, name, value),
                (b"originaltimestamp", _) if row.original_at.is_some() => {}
                (b"originaltimestamp", _) => unknown.time(&mut row.original_at, name, value),
                (folded, Node::Object(fields)) if Kind::of(folded) == Some(self) => doubled = Some(fields),
                (folded, _) => self.read_field(Field { folded, name, value }, row, products, unknown),
            }
        }
        if let Some(fields) = doubled {
            self.read(fields, row, products, unknown);
        }
    }

    fn read_field<'n, 'a>(
        self,
        field: Field<'_, 'n, 'a>,
        row: &mut EngagementAttribute<'n>,
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
                let path = "interactionHistoryRecords[].sdes.events[].customerInfo.lastPaymentDate";
                read_date(path, field, &mut row.last_payment_on, unknown);
            }
            (Self::CustomerInfo, b"registrationdate") => {
                let path = "interactionHistoryRecords[].sdes.events[].customerInfo.registrationDate";
                read_date(path, field, &mut row.registered_on, unknown);
            }
            (Self::PersonalInfo, b"customerage") => {
                let path = "interactionHistoryRecords[].sdes.events[].personalInfo.customerAge";
                row.read_object(AGE, ("customerAge", path), (name, value), unknown);
            }
            (Self::PersonalInfo, b"contacts") => read_contacts(field, row, unknown),
            (Self::Purchase, b"cart") => read_purchase_cart(field, row, products, unknown),
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
    field: Field<'_, 'n, 'a>,
    row: &mut EngagementAttribute<'n>,
    products: &mut Items<'n, 'a>,
    unknown: &mut Extra<'n, 'a>,
) {
    let inside = |Field { folded, name, value }: Field<'_, 'n, 'a>, unknown: &mut Extra<'n, 'a>| match folded {
        b"total" | b"currency" | b"servertimestamp" | b"originaltimestamp" => {}
        b"products" => read_products(Field { folded, name, value }, products, unknown),
        _ if row.read_column(PURCHASE_CART, folded, name, value, unknown) => {}
        _ => unknown.keep(name, value),
    };
    read_object("cart", "interactionHistoryRecords[].sdes.events[].purchase.cart", field, unknown, inside);
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
fn read_contacts<'n, 'a>(field: Field<'_, 'n, 'a>, row: &mut EngagementAttribute<'n>, unknown: &mut Extra<'n, 'a>) {
    let Node::Array(items) = field.value else { return unknown.keep(field.name, field.value) };
    let mut others = EngagementAttribute::default();
    for (index, value) in items.iter().filter(|item| !item.is_null()).enumerate() {
        let row = if index == 0 { &mut *row } else { &mut others };
        read_contact(Field { value, ..field }, row, unknown);
    }
}

/// The fields stand in an object `personalContact`, or bare.
fn read_contact<'n, 'a>(contact: Field<'_, 'n, 'a>, row: &mut EngagementAttribute<'n>, unknown: &mut Extra<'n, 'a>) {
    let path = "interactionHistoryRecords[].sdes.events[].personalInfo.contacts[]";
    read_object("contact", path, contact, unknown, |field, unknown| {
        let Field { folded, name, value } = field;
        if row.read_column(CONTACT, folded, name, value, unknown) {
            return;
        }
        match folded {
            b"personalcontact" => read_contact(field, row, unknown),
            b"address" => {
                let path = "interactionHistoryRecords[].sdes.events[].personalInfo.contacts[].address";
                row.read_object(ADDRESS, ("address", path), (name, value), unknown);
            }
            _ => unknown.keep(name, value),
        }
    });
}
