//! Files of visits.

mod attributes;
mod visits;

use expect_test::Expect;
use normalizer::DecodeLimits;
use serde_json::{Value, json};

use crate::conformance::Specimen;
use crate::files::records::{body, full_visitor_header};
use crate::outcome::{Outcome, outcome};

const AT: i64 = 1_469_469_281_856;

/// A document with one body.
pub(crate) fn document(name: &str, field: &str, header: &str, items: &str) -> String {
    body(name, header, &format!("{field:?}:{items}"))
}

fn decoded(name: &str, field: &str, header: &str, items: &str) -> Outcome {
    let document = document(name, field, header, items);
    outcome(feeds::web_session::FEED, document.as_bytes(), DecodeLimits::default())
}

#[track_caller]
fn check((name, field): (&str, &str), header: &str, items: &str, expected: Expect) {
    expected.assert_eq(&decoded(name, field, header, items).print());
}

/// A specimen of the kind of body `$name`, whose items are in `$field`.
macro_rules! specimen {
    ($name:literal, $field:literal, $items:expr) => {
        Specimen::file(feeds::web_session::FEED, $items, |items| {
            document($name, $field, &full_visitor_header().to_string(), items)
        })
    };
}

/// Every documented field of each kind of body.
pub(crate) fn specimens() -> Vec<Specimen> {
    vec![
        specimen!("WebSessionNavigationData", "navigationData", full_navigation()),
        specimen!("WebSessionSessionInfoData", "sessionInfoData", full_session_info()),
        specimen!("WebSessionGeoData", "geoData", full_geo()),
        specimen!("WebSessionImpressionData", "impressions", full_impressions()),
        specimen!("WebSessionEligibilityData", "eligibilityData", full_eligibility()),
        specimen!("WebSessionGoalAchievedData", "achievedGoals", full_goals()),
        specimen!("WebSessionEngAttrsData", "engagementAttributes", full_attributes()),
    ]
}

fn full_navigation() -> Value {
    json!([
        { "timestamp": AT, "url": "https://shop.example/a", "referrerUrl": "", "sections": ["shoes", "sale"] },
        { "sections": [] },
    ])
}

fn full_session_info() -> Value {
    json!([{ "startTime": AT, "userAgent": "Mozilla/5.0", "deviceOS": "LINUX", "deviceFamily": "DESKTOP",
        "siteControlGroup": "TEST", "searchEngine": "Searcher", "searchEngineKey": "red shoes" }])
}

fn full_geo() -> Value {
    json!([{ "iPV4": "192.0.2.1", "iPV6": "2001:db8::1", "country": "Norway", "city": "Bergen", "state": "Vestland",
        "org": "Org", "isp": "Isp", "countryCode": "NO" }])
}

fn engagement() -> Value {
    json!({ "id": 31, "channel": "1", "type": "6", "visitorBehaviors": [{ "id": 41, "revision": 2 }], "skillId": -1,
        "skillName": "Sales", "surveySkills": [{ "id": 51, "name": "Sales" }], "isOffsiteEngagement": false,
        "availabilityPolicy": "ALWAYS", "interactionType": 2, "renderingType": 1 })
}

fn campaign() -> Value {
    json!({ "id": 61, "visitorProfiles": [{ "id": 71, "revision": 3 }] })
}

fn goal() -> Value {
    json!({ "id": 81, "type": 1, "indicatorType": 2 })
}

pub(crate) fn full_impressions() -> Value {
    json!([{ "timestamp": AT, "engagementInstanceId": "i-1", "impressionType": "Show", "state": "content",
        "engagement": engagement(), "campaign": campaign(), "goal": goal(), "siteControlGroup": "NA" }, {}])
}

fn full_eligibility() -> Value {
    json!([{ "timestamp": AT, "eligibleCampaigns": [{ "campaign": campaign(), "engagements": [engagement()],
        "goal": goal(), "controlGroupType": "CONTROL" }, {}] }, {}])
}

fn product() -> Value {
    json!({ "quantity": 2, "product": { "name": "Shoe", "category": "Shoes", "sku": "s-1", "price": 7.5 },
        "statusInStock": "IN_STOCK", "quantityInStock": 4 })
}

fn full_goals() -> Value {
    let achieved = |id: &str, metadata: Value| {
        json!({ "id": id, "timestamp": AT, "campaignGoalRevision": 13, "campaignGoalId": 81, "campaignGoalType": 1,
            "goalMetaData": metadata })
    };
    let cart = json!({ "total": 15.0, "numItems": 2, "products": [product()] });
    json!([
        achieved("1", json!({ "url": "https://shop.example/thanks" })),
        achieved("2", json!({ "total": 77.25, "orderId": "o-1", "cartStatus": cart })),
        achieved("3", json!({ "numberOfPages": 4 })),
        achieved("4", json!({ "engagement": engagement(), "campaign": campaign() })),
        achieved("5", json!({ "topic": "loan", "leadId": "l-1", "value": 120.5 })),
        achieved("6", json!({ "topic": "repair", "status": 2, "category": "phone", "serviceId": "s-1" })),
        {},
    ])
}

/// Those of Data Access, and what only Engagement History documents of them.
fn full_attributes() -> Value {
    let attribute = |data: Value| json!({ "timestamp": AT, "data": data });
    let day = |day: i32| json!({ "year": 2013, "month": 9, "day": day });
    json!([
        attribute(json!({ "total": 7.0, "currency": "EUR", "numItems": 2, "products": [product()] })),
        attribute(json!({ "isAuthenticated": true, "authenticatedConversationId": "c-1", "customerStatus": "a",
            "customerType": "b", "balance": -4.5, "currency": "EUR", "customerId": "c", "socialId": "d", "imei": "e",
            "userName": "f", "companySize": 500, "accountName": "g", "role": "h", "companyBranch": "i",
            "lastPaymentDate": day(15), "registrationDate": day(16), "storeZipCode": "20505", "storeNumber": "12" })),
        attribute(json!({ "topic": "t", "leadId": "l", "value": 1.5, "currency": "EUR" })),
        attribute(json!({ "originatingChannel": 3, "affiliate": "a", "campaignId": "c" })),
        attribute(
            json!({ "isAuthenticated": false, "authenticatedConversationId": "c-2", "name": "Ada", "surname": "Doe",
            "gender": "FEMALE", "company": "x", "language": "English", "customerAge": { "customerAgeInYears": 34.5,
            "customerYearOfBirth": 1980, "customerMonthOfBirth": 4, "customerDateOfBirth": 15 }, "contacts": [
            { "email": "a@shop.example", "phone": "+1",
                "address": { "country": "US", "region": "NY", "zipCode": "10001" } }] })
        ),
        attribute(json!({ "total": 77.0, "currency": "EUR", "orderId": "o",
            "cart": { "total": 77.0, "numItems": 1, "products": [product()] } })),
        attribute(json!({ "topic": "t", "category": "c", "serviceId": "s", "status": 13 })),
        attribute(json!({ "contextId": "c", "message": "m", "code": "500", "level": 3, "resolved": true })),
        attribute(json!({ "currency": "EUR", "products": [product()] })),
        attribute(json!({ "keywords": ["shoe", "red"] })),
    ])
}
