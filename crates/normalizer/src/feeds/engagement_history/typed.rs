//! The typed columns of each kind of engagement attribute.

use model::rows::EngagementAttribute;
use model::tuple::Date;

use super::{Fields, Items};
use crate::fields::{Extra, folded};
use crate::json::Node;

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

/// What an attribute holds in arrays.
#[derive(Default)]
pub(super) struct Parts<'n, 'a> {
    pub(super) products: Items<'n, 'a>,
    pub(super) keywords: Option<Vec<Option<&'n str>>>,
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
        parts: &mut Parts<'n, 'a>,
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
                (folded, _) => self.read_field(Field { folded, name, value }, row, parts, unknown),
            }
        }
        if let Some(fields) = doubled {
            self.read(fields, row, parts, unknown);
        }
    }

    fn read_field<'n, 'a>(
        self,
        field: Field<'_, 'n, 'a>,
        row: &mut EngagementAttribute<'n>,
        parts: &mut Parts<'n, 'a>,
        unknown: &mut Extra<'n, 'a>,
    ) {
        let Field { folded, name, value } = field;
        match (self, folded) {
            (Self::CartStatus, _) => read_cart(field, row, parts, unknown),
            (Self::CustomerInfo, _) => read_customer(field, row, unknown),
            (Self::PersonalInfo, _) => read_person(field, row, unknown),
            (Self::Purchase, b"total") => unknown.decimal(&mut row.total, name, value),
            (Self::Purchase, b"orderid") => unknown.id(&mut row.order_id, name, value),
            (Self::Purchase, b"cart") => read_purchase_cart(field, row, parts, unknown),
            (Self::Lead | Self::ServiceActivity, b"topic") => unknown.text(&mut row.topic, name, value),
            (Self::Lead, b"value") => unknown.decimal(&mut row.value, name, value),
            (Self::Lead, b"leadid") => unknown.id(&mut row.lead_id, name, value),
            (Self::MarketingCampaignInfo, b"originatingchannel") => {
                unknown.integer(&mut row.originating_channel_id, name, value);
            }
            (Self::MarketingCampaignInfo, b"affiliate") => unknown.text(&mut row.affiliate, name, value),
            (Self::MarketingCampaignInfo, b"campaignid") => unknown.id(&mut row.campaign_id, name, value),
            (Self::ServiceActivity, b"category") => unknown.text(&mut row.category, name, value),
            (Self::ServiceActivity, b"serviceid") => unknown.id(&mut row.service_id, name, value),
            (Self::ServiceActivity, b"status") => unknown.integer(&mut row.status_id, name, value),
            (Self::VisitorError, b"contextid") => unknown.id(&mut row.context_id, name, value),
            (Self::VisitorError, b"message") => unknown.text(&mut row.message, name, value),
            (Self::VisitorError, b"code") => unknown.text(&mut row.code, name, value),
            (Self::VisitorError, b"level") => unknown.text(&mut row.level, name, value),
            (Self::VisitorError, b"resolved") => unknown.boolean(&mut row.is_resolved, name, value),
            (Self::ViewedProduct, b"products") => read_products(field, parts, unknown),
            (Self::SearchContent, b"keywords") => unknown.texts(&mut parts.keywords, name, value),
            (Self::Purchase | Self::Lead | Self::ViewedProduct, b"currency") => {
                unknown.text(&mut row.currency, name, value);
            }
            _ => unknown.keep(name, value),
        }
    }
}

fn read_products<'n, 'a>(field: Field<'_, 'n, 'a>, parts: &mut Parts<'n, 'a>, unknown: &mut Extra<'n, 'a>) {
    match field.value {
        Node::Array(items) if parts.products.is_none() => parts.products = Some(items),
        _ => unknown.keep(field.name, field.value),
    }
}

fn read_cart<'n, 'a>(
    field: Field<'_, 'n, 'a>,
    row: &mut EngagementAttribute<'n>,
    parts: &mut Parts<'n, 'a>,
    unknown: &mut Extra<'n, 'a>,
) {
    let Field { folded, name, value } = field;
    match folded {
        b"total" => unknown.decimal(&mut row.total, name, value),
        b"currency" => unknown.text(&mut row.currency, name, value),
        b"numitems" => unknown.integer(&mut row.item_count, name, value),
        b"products" => read_products(field, parts, unknown),
        _ => unknown.keep(name, value),
    }
}

/// The cart of a purchase has a total, a currency and times of its own, which stay in the payload.
fn read_purchase_cart<'n, 'a>(
    field: Field<'_, 'n, 'a>,
    row: &mut EngagementAttribute<'n>,
    parts: &mut Parts<'n, 'a>,
    unknown: &mut Extra<'n, 'a>,
) {
    let inside = |Field { folded, name, value }: Field<'_, 'n, 'a>, unknown: &mut Extra<'n, 'a>| match folded {
        b"total" | b"currency" | b"servertimestamp" | b"originaltimestamp" => {}
        b"numitems" => unknown.integer(&mut row.item_count, name, value),
        b"products" => read_products(Field { folded, name, value }, parts, unknown),
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

fn read_customer<'n, 'a>(field: Field<'_, 'n, 'a>, row: &mut EngagementAttribute<'n>, unknown: &mut Extra<'n, 'a>) {
    let Field { folded, name, value } = field;
    match folded {
        b"customerstatus" => unknown.text(&mut row.customer_status, name, value),
        b"customertype" => unknown.text(&mut row.customer_type, name, value),
        b"balance" => unknown.decimal(&mut row.balance, name, value),
        b"currency" => unknown.text(&mut row.currency, name, value),
        b"customerid" => unknown.id(&mut row.customer_id, name, value),
        b"socialid" => unknown.id(&mut row.social_id, name, value),
        b"imei" => unknown.id(&mut row.imei, name, value),
        b"username" => unknown.text(&mut row.user_name, name, value),
        b"accountname" => unknown.text(&mut row.account_name, name, value),
        b"role" => unknown.text(&mut row.role, name, value),
        b"companybranch" => unknown.text(&mut row.company_branch, name, value),
        b"companysize" => unknown.text(&mut row.company_size, name, value),
        b"storenumber" => unknown.text(&mut row.store_number, name, value),
        b"storezipcode" => unknown.text(&mut row.store_zip_code, name, value),
        b"lastpaymentdate" => {
            let path = "interactionHistoryRecords[].sdes.events[].customerInfo.lastPaymentDate";
            read_date(path, field, &mut row.last_payment_on, unknown);
        }
        b"registrationdate" => {
            let path = "interactionHistoryRecords[].sdes.events[].customerInfo.registrationDate";
            read_date(path, field, &mut row.registered_on, unknown);
        }
        _ => unknown.keep(name, value),
    }
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

fn read_person<'n, 'a>(field: Field<'_, 'n, 'a>, row: &mut EngagementAttribute<'n>, unknown: &mut Extra<'n, 'a>) {
    let Field { folded, name, value } = field;
    match folded {
        b"name" => unknown.text(&mut row.name, name, value),
        b"surname" => unknown.text(&mut row.surname, name, value),
        b"gender" => unknown.text(&mut row.gender, name, value),
        b"company" => unknown.text(&mut row.company, name, value),
        b"language" => unknown.text(&mut row.language, name, value),
        b"customerage" => read_age(field, row, unknown),
        b"contacts" => read_contacts(field, row, unknown),
        _ => unknown.keep(name, value),
    }
}

fn read_age<'n, 'a>(field: Field<'_, 'n, 'a>, row: &mut EngagementAttribute<'n>, unknown: &mut Extra<'n, 'a>) {
    let path = "interactionHistoryRecords[].sdes.events[].personalInfo.customerAge";
    read_object("customerAge", path, field, unknown, |Field { folded, name, value }, unknown| match folded {
        b"customerageinyears" => unknown.decimal(&mut row.age_years, name, value),
        b"customeryearofbirth" => unknown.integer(&mut row.birth_year, name, value),
        b"customermonthofbirth" => unknown.integer(&mut row.birth_month, name, value),
        b"customerdateofbirth" => unknown.integer(&mut row.birth_day, name, value),
        _ => unknown.keep(name, value),
    });
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
        match folded {
            b"personalcontact" => read_contact(field, row, unknown),
            b"email" => unknown.text(&mut row.email, name, value),
            b"phone" => unknown.text(&mut row.phone, name, value),
            b"address" => read_address(field, row, unknown),
            _ => unknown.keep(name, value),
        }
    });
}

fn read_address<'n, 'a>(field: Field<'_, 'n, 'a>, row: &mut EngagementAttribute<'n>, unknown: &mut Extra<'n, 'a>) {
    let path = "interactionHistoryRecords[].sdes.events[].personalInfo.contacts[].address";
    read_object("address", path, field, unknown, |Field { folded, name, value }, unknown| match folded {
        b"country" => unknown.text(&mut row.country, name, value),
        b"region" => unknown.text(&mut row.region, name, value),
        b"zipcode" => unknown.text(&mut row.zip_code, name, value),
        _ => unknown.keep(name, value),
    });
}
