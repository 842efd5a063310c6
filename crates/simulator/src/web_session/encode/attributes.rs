//! The records of engagement attributes. A warehouse keeps them whole.

use crate::encode::{FieldType, Kind, RecordType};

pub(super) static ENGAGEMENT_ATTRIBUTE: RecordType = RecordType::new(
    "EngagementAttribute",
    &[FieldType::new("timestamp", Kind::Long), FieldType::new("data", Kind::OneOf(&RECORDS))],
);

static RECORDS: [&RecordType; 9] = [
    &LEAD,
    &CUSTOMER_INFO,
    &PERSONAL_INFO,
    &PURCHASE,
    &WHOLE_CART_STATUS,
    &VIEWED_PRODUCT,
    &SERVICE_ACTIVITY,
    &VISITOR_ERROR,
    &MARKETING_CAMPAIGN_INFO,
];

static LEAD: RecordType = RecordType::whole(
    "Lead",
    &[FieldType::new("topic", Kind::Text), FieldType::new("leadId", Kind::Id), FieldType::new("value", Kind::Double)],
);

static CUSTOMER_INFO: RecordType = RecordType::whole(
    "CustomerInfo",
    &[
        FieldType::new("isAuthenticated", Kind::Boolean),
        FieldType::new("authenticatedConversationId", Kind::Id),
        FieldType::new("customerStatus", Kind::Text),
        FieldType::new("customerType", Kind::Text),
        FieldType::new("balance", Kind::Double),
        FieldType::new("customerId", Kind::Id),
        FieldType::new("socialId", Kind::Id),
        FieldType::new("imei", Kind::Id),
        FieldType::new("userName", Kind::Text),
        FieldType::new("companySize", Kind::Int),
        FieldType::new("accountName", Kind::Text),
        FieldType::new("role", Kind::Text),
        FieldType::new("lastPaymentDate", Kind::Record(&DATE)),
        FieldType::new("registrationDate", Kind::Record(&DATE)),
        FieldType::new("storeZipCode", Kind::Text),
        FieldType::new("storeNumber", Kind::Text),
    ],
);

static DATE: RecordType = RecordType::whole(
    "YMDDate",
    &[FieldType::new("year", Kind::Int), FieldType::new("month", Kind::Int), FieldType::new("day", Kind::Int)],
);

static PERSONAL_INFO: RecordType = RecordType::whole(
    "PersonalInfo",
    &[
        FieldType::new("isAuthenticated", Kind::Boolean),
        FieldType::new("authenticatedConversationId", Kind::Id),
        FieldType::new("name", Kind::Text),
        FieldType::new("surname", Kind::Text),
        FieldType::new("gender", Kind::Text),
        FieldType::new("company", Kind::Text),
        FieldType::new("customerAge", Kind::Record(&CUSTOMER_AGE)),
        FieldType::new("contacts", Kind::Records(&CONTACT)),
    ],
);

static CUSTOMER_AGE: RecordType = RecordType::whole(
    "CustomerAge",
    &[
        FieldType::new("customerAgeInYears", Kind::Float),
        FieldType::new("customerYearOfBirth", Kind::Int),
        FieldType::new("customerMonthOfBirth", Kind::Int),
        FieldType::new("customerDateOfBirth", Kind::Int),
    ],
);

static CONTACT: RecordType =
    RecordType::whole("Contact", &[FieldType::new("email", Kind::Text), FieldType::new("phone", Kind::Text)]);

static PURCHASE: RecordType = RecordType::whole(
    "Purchase",
    &[
        FieldType::new("total", Kind::Double),
        FieldType::new("orderId", Kind::Id),
        FieldType::new("cart", Kind::Record(&CART)),
    ],
);

static CART: RecordType = RecordType::whole("Cart", CART_FIELDS);
static WHOLE_CART_STATUS: RecordType = RecordType::whole("CartStatus", CART_FIELDS);
/// That of a purchase that achieved a goal becomes columns.
pub(super) static CART_STATUS: RecordType = RecordType::new("CartStatus", CART_FIELDS);
const CART_FIELDS: &[FieldType] = &[
    FieldType::new("total", Kind::Double),
    FieldType::new("numItems", Kind::Int),
    FieldType::new("products", Kind::Records(&PRODUCT_CONTAINER)),
];

static PRODUCT_CONTAINER: RecordType = RecordType::whole(
    "ProductContainer",
    &[FieldType::new("quantity", Kind::Int), FieldType::new("product", Kind::Record(&PRODUCT))],
);

static PRODUCT: RecordType = RecordType::whole(
    "Product",
    &[
        FieldType::new("name", Kind::Text),
        FieldType::new("category", Kind::Text),
        FieldType::new("sku", Kind::Text),
        FieldType::new("price", Kind::Double),
    ],
);

static VIEWED_PRODUCT: RecordType =
    RecordType::whole("ViewedProduct", &[FieldType::new("products", Kind::Records(&PRODUCT))]);

static SERVICE_ACTIVITY: RecordType = RecordType::whole(
    "ServiceActivity",
    &[
        FieldType::new("topic", Kind::Text),
        FieldType::new("status", Kind::Int),
        FieldType::new("category", Kind::Text),
        FieldType::new("serviceId", Kind::Id),
    ],
);

static VISITOR_ERROR: RecordType = RecordType::whole(
    "VisitorError",
    &[
        FieldType::new("contextId", Kind::Id),
        FieldType::new("message", Kind::Text),
        FieldType::new("code", Kind::LongOrTextAsIs),
        FieldType::new("level", Kind::Long),
        FieldType::new("resolved", Kind::Boolean),
    ],
);

static MARKETING_CAMPAIGN_INFO: RecordType = RecordType::whole(
    "MarketingCampaignInfo",
    &[
        FieldType::new("originatingChannel", Kind::Int),
        FieldType::new("affiliate", Kind::Text),
        FieldType::new("campaignId", Kind::Id),
    ],
);
