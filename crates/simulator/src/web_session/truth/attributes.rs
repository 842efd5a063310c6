//! Attributes: their records whole, and the columns that each has.

use serde_json::{Map, Value};

use super::{Row, at};
use crate::truth::Reading::{Date, Decimal, Id, Plain, Time};
use crate::truth::{ColumnOf, columns, extra, unknown_of};
use crate::world::facts::Unknown;

/// Columns that no schema of the files fills.
const EMPTY: [&str; 7] = ["currency", "company_branch", "language", "country", "region", "zip_code", "keywords"];

const RECORDS: [(&str, &[ColumnOf]); 9] = [
    ("Lead", &[("topic", "/topic", Plain), ("lead_id", "/leadId", Id), ("value", "/value", Decimal)]),
    ("CustomerInfo", &CUSTOMER_INFO),
    ("PersonalInfo", &PERSONAL_INFO),
    (
        "Purchase",
        &[("total", "/total", Decimal), ("order_id", "/orderId", Id), ("item_count", "/cart/numItems", Plain)],
    ),
    ("CartStatus", &[("total", "/total", Decimal), ("item_count", "/numItems", Plain)]),
    ("ViewedProduct", &[]),
    (
        "ServiceActivity",
        &[
            ("topic", "/topic", Plain),
            ("status_id", "/status", Plain),
            ("category", "/category", Plain),
            ("service_id", "/serviceId", Id),
        ],
    ),
    (
        "VisitorError",
        &[
            ("context_id", "/contextId", Id),
            ("message", "/message", Plain),
            ("code", "/code", Id),
            ("level", "/level", Id),
            ("is_resolved", "/resolved", Plain),
        ],
    ),
    (
        "MarketingCampaignInfo",
        &[
            ("originating_channel_id", "/originatingChannel", Plain),
            ("affiliate", "/affiliate", Plain),
            ("campaign_id", "/campaignId", Id),
        ],
    ),
];
const CUSTOMER_INFO: [ColumnOf; 16] = [
    ("is_authenticated", "/isAuthenticated", Plain),
    ("authenticated_conversation_id", "/authenticatedConversationId", Id),
    ("customer_status", "/customerStatus", Plain),
    ("customer_type", "/customerType", Plain),
    ("balance", "/balance", Decimal),
    ("customer_id", "/customerId", Id),
    ("social_id", "/socialId", Id),
    ("imei", "/imei", Id),
    ("user_name", "/userName", Plain),
    ("company_size", "/companySize", Id),
    ("account_name", "/accountName", Plain),
    ("role", "/role", Plain),
    ("last_payment_on", "/lastPaymentDate", Date),
    ("registered_on", "/registrationDate", Date),
    ("store_zip_code", "/storeZipCode", Plain),
    ("store_number", "/storeNumber", Plain),
];
const PERSONAL_INFO: [ColumnOf; 12] = [
    ("is_authenticated", "/isAuthenticated", Plain),
    ("authenticated_conversation_id", "/authenticatedConversationId", Id),
    ("name", "/name", Plain),
    ("surname", "/surname", Plain),
    ("gender", "/gender", Plain),
    ("company", "/company", Plain),
    ("age_years", "/customerAge/customerAgeInYears", Decimal),
    ("birth_year", "/customerAge/customerYearOfBirth", Plain),
    ("birth_month", "/customerAge/customerMonthOfBirth", Plain),
    ("birth_day", "/customerAge/customerDateOfBirth", Plain),
    ("email", "/contacts/0/email", Plain),
    ("phone", "/contacts/0/phone", Plain),
];
const PRODUCT: [ColumnOf; 4] =
    [("name", "/name", Plain), ("category", "/category", Plain), ("sku", "/sku", Plain), ("price", "/price", Decimal)];

pub(super) fn add(items: &[Value], push: &mut dyn FnMut(&'static str, Row)) {
    let nothing = Unknown::new();
    for (position, item) in items.iter().enumerate() {
        let Some((name, record)) = item["data"].as_object().and_then(|data| data.iter().next()) else { continue };
        let mut row = empty();
        row.extend(columns(item, &[("reported_at", "/timestamp", Time)]));
        let its = RECORDS.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, its)| its);
        row.extend(columns(record, its));
        row.insert("type".to_owned(), name.clone().into());
        row.insert("payload".to_owned(), record.clone());
        row.insert("extra".to_owned(), extra(unknown_of(item).unwrap_or(&nothing), []));
        push("visit_attribute", at(row, "position", position));
        let products = record.pointer("/cart/products").or(record.get("products")).and_then(Value::as_array);
        for (product_position, product) in products.into_iter().flatten().enumerate() {
            let mut row = columns(product.get("product").unwrap_or(product), &PRODUCT);
            row.extend(columns(product, &[("quantity", "/quantity", Decimal)]));
            for column in ["status_in_stock", "quantity_in_stock"] {
                row.insert(column.to_owned(), Value::Null);
            }
            push("visit_attribute_product", at(at(row, "position", position), "product_position", product_position));
        }
    }
}

/// All columns, null.
fn empty() -> Row {
    let known = RECORDS.iter().flat_map(|(_, its)| its.iter().map(|(column, ..)| *column));
    known.chain(EMPTY).map(|column| (column.to_owned(), Value::Null)).collect::<Map<_, _>>()
}
