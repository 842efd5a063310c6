//! Engagement attributes, which several feeds tell: every kind of the Engagement History API's appendix, its aliases,
//! and a kind that no page names.

mod draft;

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::text as words;
use draft::Draft;

/// One event, as it is printed and as rows.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    /// The key of the event.
    pub(crate) kind: &'static str,
    /// The event; texts hold U+FFFD where the print has what Postgres cannot store.
    pub(crate) payload: Value,
    /// Columns that are not null.
    pub(crate) columns: Map<String, Value>,
    /// The same of its products.
    pub(crate) products: Vec<Map<String, Value>>,
}

/// How a kind of attribute is printed.
struct Kind {
    /// The key of the event.
    key: &'static str,
    sde_type: &'static str,
    /// The object in which the fields are, inside that of the key.
    inner: Option<&'static str>,
    fields: fn(&mut Draft<'_>),
}

/// The appendix of the Engagement History API, and what only its examples have.
const KINDS: [Kind; 14] = [
    Kind { key: "cartStatus", sde_type: "CART_STATUS", inner: None, fields: cart_status },
    Kind { key: "customerInfo", sde_type: "CUSTOMER_INFO", inner: Some("customerInfo"), fields: customer_info },
    Kind { key: "lead", sde_type: "LEAD", inner: Some("lead"), fields: lead },
    Kind {
        key: "marketingCampaignInfo",
        sde_type: "MARKETING_CAMPAIGN_INFO",
        inner: Some("marketingCampaignInfo"),
        fields: marketing_campaign_info,
    },
    Kind { key: "personalInfo", sde_type: "PERSONAL_INFO", inner: Some("personalInfo"), fields: personal_info },
    Kind { key: "personalInfo", sde_type: "PERSONAL_INFO", inner: None, fields: personal_info },
    Kind { key: "purchase", sde_type: "PURCHASE", inner: None, fields: purchase },
    Kind {
        key: "serviceActivity",
        sde_type: "SERVICE_ACTIVITY",
        inner: Some("serviceActivity"),
        fields: service_activity,
    },
    Kind { key: "visitorError", sde_type: "VISITOR_ERROR", inner: Some("visitorError"), fields: visitor_error },
    Kind { key: "formFillingError", sde_type: "VISITOR_ERROR", inner: Some("visitorError"), fields: visitor_error },
    Kind { key: "viewedProduct", sde_type: "VIEWED_PRODUCT", inner: None, fields: viewed_product },
    Kind { key: "viewProduct", sde_type: "VIEWED_PRODUCT", inner: None, fields: viewed_product },
    Kind { key: "searchContent", sde_type: "SEARCH_CONTENT", inner: None, fields: search_content },
    Kind { key: "loyaltyStatus", sde_type: "LOYALTY_STATUS", inner: None, fields: loyalty_status },
];
/// Digits that `numeric` prints as they are.
const AMOUNTS: [&str; 7] = ["77.0", "11.7", "0", "1200", "-12.50", "0.05", "100000000000.01"];
/// The longest value of an attribute (Engagement History API, appendix).
const VALUE_CHARS_MAX: usize = 50_000;
/// One search of so many has a keyword of that length.
const SEARCHES_PER_LONG_KEYWORD: u32 = 300;

/// What is decided of an attribute before its kind is.
pub(crate) struct Occasion {
    /// When upstream took it in: some time of the range.
    pub(crate) server_ms: Range<i64>,
    /// Whether the visitor had signed in, where its place in the record says so; else the event may.
    pub(crate) is_authenticated: Option<bool>,
    /// Whether what is known of a customer has his login's state.
    pub(crate) has_login_status: bool,
    /// Whether its personal texts are overwritten.
    pub(crate) is_erased: bool,
}

/// Decides an attribute of some kind.
pub(crate) fn event(occasion: &Occasion, dice: &mut Dice) -> Attribute {
    let kind = &KINDS[dice.count(0..KINDS.len())];
    let server_ms = dice.below(occasion.server_ms.clone());
    let (own_ms, original_ms) =
        (dice.maybe(90, |_| server_ms), dice.maybe(80, |dice| server_ms - dice.below(0..9_000)));
    let event_ms = dice.maybe(50, |dice| server_ms + dice.below(0..2_000));
    let sde_type = dice.maybe(60, |_| kind.sde_type);
    let is_authenticated = dice.maybe(60, |dice| dice.percent(40));
    let is_authenticated = occasion.is_authenticated.or(is_authenticated);
    let mut draft = Draft::new(occasion.is_erased, dice);
    (kind.fields)(&mut draft);
    if occasion.has_login_status && kind.key == "customerInfo" {
        draft.text("loginStatus", "login_status", |dice| dice.pick(&["LOGGED_IN", "NOT_LOGGED_IN"]).to_owned());
    }
    draft.set("type", kind.key.into());
    draft.set("sde_type", sde_type.into());
    draft.set("is_authenticated", is_authenticated.into());
    draft.set_time("server_at", own_ms.or(event_ms));
    draft.set_time("original_at", original_ms);
    let Draft { printed: mut fields, columns, products, .. } = draft;
    let text = |ms: i64| Value::from(ms.to_string());
    let mut attribute = Map::new();
    attribute.extend(own_ms.map(|ms| ("serverTimeStamp".to_owned(), text(ms))));
    attribute.extend(original_ms.map(|ms| ("originalTimeStamp".to_owned(), text(ms))));
    match kind.inner {
        Some(inner) => drop(attribute.insert(inner.to_owned(), Value::Object(fields))),
        None => attribute.append(&mut fields),
    }
    let mut payload = Map::new();
    payload.insert(kind.key.to_owned(), Value::Object(attribute));
    payload.extend(sde_type.map(|sde_type| ("sdeType".to_owned(), sde_type.into())));
    payload.extend(is_authenticated.map(|is_it| ("isAuthenticated".to_owned(), is_it.into())));
    payload.extend(event_ms.map(|ms| ("serverTimeStamp".to_owned(), text(ms))));
    Attribute { kind: kind.key, payload: Value::Object(payload), columns, products }
}

fn currency(draft: &mut Draft<'_>) {
    draft.text("currency", "currency", |dice| dice.pick(&["EUR", "USD", "₪"]).to_owned());
}

fn cart_status(draft: &mut Draft<'_>) {
    draft.amount("total", "total", &AMOUNTS);
    currency(draft);
    draft.number("numItems", "item_count", 0..9);
    draft.products("products", false);
}

/// A purchase's total, currency and order are its own; the cart says what was in it.
fn purchase(draft: &mut Draft<'_>) {
    draft.amount("total", "total", &AMOUNTS);
    currency(draft);
    draft.id("orderId", "order_id", |dice| format!("DRV-{}", dice.below(1000..99_999)));
    if draft.dice.percent(10) {
        return draft.print("cart", Value::Null);
    }
    draft.nested("cart", |draft| {
        let nothing = draft.dice.percent(30);
        for name in ["total", "currency", "serverTimeStamp", "originalTimeStamp"] {
            let value = if nothing { Value::Null } else { json!("1") };
            draft.print(name, value);
        }
        draft.number("numItems", "item_count", 0..9);
        draft.products("products", false);
    });
}

fn viewed_product(draft: &mut Draft<'_>) {
    currency(draft);
    draft.products("products", true);
}

fn customer_info(draft: &mut Draft<'_>) {
    draft.text("customerStatus", "customer_status", |_| "VIP".to_owned());
    draft.text("customerType", "customer_type", |_| "gold \u{fffd} card".to_owned());
    draft.amount("balance", "balance", &AMOUNTS);
    let currency = draft.dice.pick(&["currency", "Currency"]);
    draft.text(currency, "currency", |_| "EUR".to_owned());
    draft.id("customerId", "customer_id", |dice| format!("C-{}", dice.below(1..9_999)));
    draft.id("socialId", "social_id", |dice| dice.below(1_000..99_999).to_string());
    draft.id("imei", "imei", |dice| dice.below(350_000_000_000_000..359_999_999_999_999).to_string());
    draft.private("userName", "user_name");
    draft.text("accountName", "account_name", |_| "Haushalt 😀".to_owned());
    draft.text("role", "role", |_| "buyer".to_owned());
    draft.text("companyBranch", "company_branch", |_| "Ostend".to_owned());
    draft.text("companySize", "company_size", |dice| dice.pick(&["500", "10-50"]).to_owned());
    draft.text("storeNumber", "store_number", |dice| dice.below(100_000..200_000).to_string());
    draft.text("storeZipCode", "store_zip_code", |_| "01067".to_owned());
    draft.date("lastPaymentDate", "last_payment_on");
    draft.date("registrationDate", "registered_on");
}

fn lead(draft: &mut Draft<'_>) {
    draft.text("topic", "topic", |_| "luxury car test drive".to_owned());
    draft.amount("value", "value", &AMOUNTS);
    currency(draft);
    draft.id("leadId", "lead_id", |dice| format!("{}", dice.below(100_000..999_999)));
}

fn marketing_campaign_info(draft: &mut Draft<'_>) {
    draft.number("originatingChannel", "originating_channel_id", 0..7);
    draft.text("affiliate", "affiliate", |_| "Invented Search".to_owned());
    draft.id("campaignId", "campaign_id", |_| "US coupon campaign".to_owned());
}

fn personal_info(draft: &mut Draft<'_>) {
    draft.private("name", "name");
    draft.private("surname", "surname");
    draft.text("gender", "gender", |dice| dice.pick(&["MALE", "FEMALE", "OTHER"]).to_owned());
    draft.text("company", "company", |_| "Müller & \"Søn\"".to_owned());
    draft.text("language", "language", |_| "עברית".to_owned());
    draft.nested("customerAge", |draft| {
        draft.amount("customerAgeInYears", "age_years", &["34.0", "51.5", "18"]);
        draft.number("customerYearOfBirth", "birth_year", 1930..2008);
        draft.number("customerMonthOfBirth", "birth_month", 1..13);
        draft.number("customerDateOfBirth", "birth_day", 1..29);
    });
    draft.nested("personalContact", |draft| {
        draft.private("email", "email");
        draft.private("phone", "phone");
        draft.nested("address", |draft| {
            draft.text("country", "country", |_| "Österreich".to_owned());
            draft.text("region", "region", |_| "Wien".to_owned());
            draft.text("zipCode", "zip_code", |_| "1010".to_owned());
        });
    });
    // Only the first contact has columns.
    let mut contacts = vec![json!({ "personalContact": draft.printed.remove("personalContact") })];
    if draft.dice.percent(20) {
        contacts.push(json!({ "personalContact": { "email": "second@shop.example", "phone": null } }));
    }
    draft.print("contacts", contacts.into());
}

fn service_activity(draft: &mut Draft<'_>) {
    draft.text("topic", "topic", |_| "order checkbook".to_owned());
    draft.text("category", "category", |_| "finance".to_owned());
    draft.id("serviceId", "service_id", |dice| format!("service{}", dice.below(1..99)));
    draft.number("status", "status_id", 0..14);
}

/// Union wrappers leak here.
fn visitor_error(draft: &mut Draft<'_>) {
    draft.id("contextId", "context_id", |dice| format!("{}", dice.below(1..99_999)));
    draft.text("message", "message", |dice| format!("{} \u{fffd}", words::phrase(dice)));
    draft.text("code", "code", |dice| format!("er{}", dice.below(10_000..99_999)));
    draft.text("level", "level", |_| "5".to_owned());
    if let Some(is_resolved) = draft.dice.maybe(80, |dice| dice.percent(50)) {
        draft.print("resolved", is_resolved.into());
        draft.set("is_resolved", is_resolved.into());
    }
    for (name, tag) in [("message", "string"), ("code", "string"), ("level", "string"), ("resolved", "boolean")] {
        if draft.dice.percent(30) {
            draft.wrap(name, tag);
        }
    }
}

fn search_content(draft: &mut Draft<'_>) {
    let mut keywords: Vec<String> = (0..draft.dice.count(0..4)).map(|_| words::phrase(draft.dice)).collect();
    if draft.dice.once_in(SEARCHES_PER_LONG_KEYWORD) {
        keywords.push(words::long(draft.dice, VALUE_CHARS_MAX));
    }
    draft.print("keywords", keywords.clone().into());
    draft.set("keywords", keywords.into());
}

fn loyalty_status(draft: &mut Draft<'_>) {
    draft.print("tier", "gold \u{fffd}".into());
    draft.print("points", json!(1250));
    draft.print("partner", json!({ "name": "Invented Air", "isActive": true }));
}
