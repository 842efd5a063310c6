//! What the site reported of the visitor.

use serde_json::{Value, json};

use super::visit::Stay;
use crate::world::dice::Dice;
use crate::world::facts::{UNKNOWN, without_nulls};
use crate::world::novelty::unknown_json;
use crate::world::text;

const ATTRIBUTES_MAX: usize = 4;

/// The attributes of a visit, in the order of time.
pub(super) fn reported(stay: &Stay, dice: &mut Dice) -> Vec<Value> {
    let attributes = dice.count(1..ATTRIBUTES_MAX + 1);
    let moments = stay.moments_ms(attributes, dice);
    let item = |at_ms: i64| {
        without_nulls(json!({
            "timestamp": dice.maybe(98, |_| at_ms),
            "data": record(dice),
            UNKNOWN: unknown_json(dice, 2),
        }))
    };
    moments.into_iter().map(item).collect()
}

/// A bare record is known by its fields alone, so the one that tells it is always there.
fn record(dice: &mut Dice) -> Value {
    match dice.count(0..9) {
        0 => json!({ "Lead": {
            "topic": dice.maybe(90, |dice| dice.pick(&["luxury car test drive", ""])),
            "leadId": dice.below(100_000..999_999).to_string(),
            "value": dice.maybe(90, amount),
        } }),
        1 => json!({ "CustomerInfo": customer_info(dice) }),
        2 => json!({ "PersonalInfo": personal_info(dice) }),
        3 => json!({ "Purchase": {
            "total": dice.maybe(90, amount),
            "orderId": format!("DRV-{}", dice.below(1000..99_999)),
            "cart": dice.maybe(85, cart),
        } }),
        4 => json!({ "CartStatus": cart(dice) }),
        5 => {
            let products: Vec<Value> = (0..dice.count(0..3)).map(|_| product(dice)).collect();
            json!({ "ViewedProduct": { "products": products } })
        }
        6 => json!({ "ServiceActivity": {
            "topic": dice.maybe(90, |_| "order checkbook"),
            "status": dice.maybe(90, |dice| dice.below(0..14)),
            "category": dice.maybe(90, |_| "finance"),
            "serviceId": format!("service{}", dice.below(1..99)),
        } }),
        7 => json!({ "VisitorError": {
            "contextId": dice.maybe(90, |dice| dice.below(1..99_999).to_string()),
            "message": text::line(dice),
            "code": dice.maybe(90, error_code),
            "level": dice.maybe(90, |dice| dice.below(1..6)),
            "resolved": dice.maybe(90, |dice| dice.percent(50)),
        } }),
        _ => json!({ "MarketingCampaignInfo": {
            "originatingChannel": dice.below(0..7),
            "affiliate": dice.maybe(90, |_| "Invented Search"),
            "campaignId": dice.maybe(90, |_| "US coupon campaign"),
        } }),
    }
}

/// A long or a text (Data Access API, VisitorError).
fn error_code(dice: &mut Dice) -> Value {
    let number = dice.below(10_000..99_999);
    if dice.percent(50) { number.into() } else { format!("er{number}").into() }
}

fn customer_info(dice: &mut Dice) -> Value {
    json!({
        "isAuthenticated": dice.maybe(60, |dice| dice.percent(40)),
        "authenticatedConversationId": dice.maybe(30, |dice| dice.below(1..99_999).to_string()),
        "customerStatus": dice.maybe(85, |_| "VIP"),
        "customerType": dice.maybe(85, |_| "gold \u{fffd} card"),
        "balance": dice.maybe(85, |dice| if dice.percent(30) { json!(-12.5) } else { amount(dice) }),
        "customerId": format!("C-{}", dice.below(1..9_999)),
        "socialId": dice.maybe(70, |dice| dice.pick(&["31337", ""])),
        "imei": dice.maybe(70, |dice| dice.below(350_000_000_000_000..359_999_999_999_999).to_string()),
        "userName": dice.maybe(80, text::line),
        "companySize": dice.maybe(80, |dice| dice.below(1..900)),
        "accountName": dice.maybe(80, |_| "Haushalt 😀"),
        "role": dice.maybe(80, |dice| dice.pick(&["buyer", ""])),
        "lastPaymentDate": dice.maybe(75, date),
        "registrationDate": dice.maybe(75, date),
        "storeZipCode": dice.maybe(80, |_| "01067"),
        "storeNumber": dice.maybe(80, |dice| dice.below(100_000..200_000).to_string()),
    })
}

fn date(dice: &mut Dice) -> Value {
    json!({ "year": dice.below(1999..2025), "month": dice.below(1..13), "day": dice.below(1..29) })
}

fn personal_info(dice: &mut Dice) -> Value {
    let contact = |_| {
        json!({
            "email": dice.maybe(90, |dice| format!("visitor{}@shop.example", dice.below(1..999))),
            "phone": dice.maybe(70, |dice| format!("+000 {}", dice.below(10_000..99_999))),
        })
    };
    let contacts: Vec<Value> = (0..2).map(contact).collect();
    let count = dice.count(0..3);
    json!({
        "isAuthenticated": dice.maybe(60, |dice| dice.percent(40)),
        "authenticatedConversationId": dice.maybe(30, |dice| dice.below(1..99_999).to_string()),
        "name": dice.maybe(90, |dice| if dice.percent(5) { String::new() } else { text::line(dice) }),
        "surname": text::line(dice),
        "gender": dice.maybe(70, |dice| dice.pick(&["MALE", "FEMALE", "OTHER"])),
        "company": dice.maybe(70, |_| "Müller & \"Søn\""),
        "customerAge": dice.maybe(70, |dice| json!({
            "customerAgeInYears": dice.maybe(90, |dice| if dice.percent(50) { json!(51.5) } else { json!(18) }),
            "customerYearOfBirth": dice.maybe(90, |dice| dice.below(1930..2008)),
            "customerMonthOfBirth": dice.maybe(90, |dice| dice.below(1..13)),
            "customerDateOfBirth": dice.maybe(90, |dice| dice.below(1..29)),
        })),
        "contacts": contacts[..count],
    })
}

fn cart(dice: &mut Dice) -> Value {
    json!({
        "total": dice.maybe(90, amount),
        "numItems": dice.below(0..9),
        "products": dice.maybe(90, containers),
    })
}

/// Products with their quantities.
pub(super) fn containers(dice: &mut Dice) -> Vec<Value> {
    let containers = dice.count(0..3);
    (0..containers).map(|_| json!({ "quantity": dice.below(1..9), "product": product(dice) })).collect()
}

fn product(dice: &mut Dice) -> Value {
    json!({
        "name": dice.pick(&["Pantalón 👖", "Kettle"]),
        "category": "kitchen",
        "sku": format!("sku-{}", dice.below(1..999)),
        "price": amount(dice),
    })
}

/// Money with at most two decimals, and without a fraction where there is none.
pub(super) fn amount(dice: &mut Dice) -> Value {
    let cents = u32::try_from(dice.below(0..500_000)).unwrap_or_default();
    if cents % 100 == 0 { (cents / 100).into() } else { (f64::from(cents) / 100.0).into() }
}
