//! Pages of Engagement History, and a record that fills every column.

mod attributes;
mod children;
mod edges;
mod engagement;
mod garbage;
mod heads;
pub(crate) mod pages;
mod versions;

use std::collections::BTreeSet;

use feeds::engagement_history::FEED;
use normalizer::{DecodeLimits, Page};
use serde_json::{Value, json};
use tuple::Millis;

use crate::conformance::Specimen;
use crate::outcome::{Outcome, pages_outcome};

pub(crate) const FETCHED_AT_MS: i64 = 1_500_000_000_000;

/// A page with these records.
pub(crate) fn page(records: &str) -> String {
    format!(r#"{{"_metadata":{{"count":1}},"interactionHistoryRecords":[{records}]}}"#)
}

/// What is said of a body: fetched at a fixed time, nothing skipped.
pub(crate) fn page_of(body: &str) -> Page {
    Page { bytes: body.len() as u64, fetched_at: Millis::new(FETCHED_AT_MS).unwrap(), skipped: BTreeSet::new() }
}

pub(crate) fn decoded_page(body: &str) -> Outcome {
    pages_outcome(body.as_bytes(), &[page_of(body)], DecodeLimits::default())
}

pub(crate) fn decoded(record: &str) -> Outcome {
    decoded_page(&page(record))
}

/// A record whose info is `{"engagementId":"e", <info>}`, with these containers.
pub(crate) fn record(info: &str, containers: &str) -> String {
    let comma = |text: &str| if text.is_empty() { "" } else { "," };
    format!(r#"{{"info":{{"engagementId":"e"{}{info}}}{}{containers}}}"#, comma(info), comma(containers))
}

/// Every documented field of a record.
pub(crate) fn specimens() -> Vec<Specimen> {
    [full_record(), full_attributes()].map(|record| Specimen::page(FEED, record, page)).into()
}

/// Every documented field of every engagement attribute.
fn full_attributes() -> Value {
    let event = |name: &str, fields: Value| {
        let mut attribute = fields;
        attribute["serverTimeStamp"] = json!("1440412721832");
        attribute["originalTimeStamp"] = json!("1440413291351");
        json!({ name: attribute, "sdeType": name, "isAuthenticated": true, "serverTimeStamp": "1440412721833" })
    };
    let product = json!({ "name": "Shoe", "category": "Shoes", "sku": "s-1", "price": "7.5", "statusInStock": "IN_STOCK",
        "quantityInStock": 4 });
    let products = json!([{ "quantity": "2", "product": product }]);
    let day = |day: i32| json!({ "year": "2013", "month": 9, "day": day });
    json!({ "info": { "engagementId": "e", "chatDataEnriched": true, "isPartial": false }, "sdes": { "events": [
        event("cartStatus", json!({ "total": "7.0", "currency": "EUR", "numItems": 2, "products": products })),
        event("customerInfo", json!({ "customerInfo": { "customerStatus": "a", "customerType": "b", "balance": "-4.5",
            "currency": "EUR", "customerId": "c", "socialId": 112, "imei": "d", "userName": "e", "accountName": "f",
            "role": "g", "authenticatedConversationId": "e", "companyBranch": "h", "companySize": "500", "storeNumber": "12", "storeZipCode": "20505",
            "lastPaymentDate": day(15), "registrationDate": day(16) } })),
        event("lead", json!({ "topic": "t", "value": "1.5", "currency": "EUR", "leadId": "l" })),
        event("marketingCampaignInfo", json!({ "originatingChannel": 3, "affiliate": "a", "campaignId": "c" })),
        event("personalInfo", json!({ "name": "Ada", "surname": "Doe", "gender": "FEMALE", "company": "x",
            "language": "English", "customerAge": { "customerAgeInYears": "34.0", "customerYearOfBirth": "1980",
            "customerMonthOfBirth": "4", "customerDateOfBirth": "15" }, "contacts": [{ "personalContact": {
            "email": "a@shop.example", "phone": "+1", "address": { "country": "US", "region": "NY", "zipCode": "10001" },
        } }] })),
        event("purchase", json!({ "total": "77.0", "currency": "EUR", "orderId": "o", "cart": { "numItems": 1 } })),
        event("serviceActivity", json!({ "topic": "t", "category": "c", "serviceId": "s", "status": 13 })),
        event("visitorError", json!({ "contextId": "c", "message": "m", "code": "500", "level": "l", "resolved": true })),
        event("viewedProduct", json!({ "currency": "EUR", "products": products })),
        event("searchContent", json!({ "keywords": ["shoe", "red"] })),
    ] } })
}

/// Every documented field of a record.
pub(crate) fn full_record() -> Value {
    json!({
        "info": full_info(),
        "transcript": { "lines": [{
            "time": "2017-02-01 17:11:55.000+0000",
            "timeL": 1_485_969_115_981_i64,
            "lineSeq": "7",
            "textType": "rich-content",
            "text": "Good day",
            "json": { "b": [1, { "c": null }], "a": "x" },
            "by": "Anna",
            "source": "agent",
            "subType": "REGULAR",
            "controlType": 4,
            "cannedAnswerType": -17,
            "agentId": 0,
        }, { "text": "Bye" }] },
        "lineScores": [{ "lineSeq": "7", "lineRawScore": -3, "mcs": 61 }, { "lineSeq": "8" }],
        "campaign": full_campaign(),
        "visitorInfo": {
            "country": "United States", "countryCode": "US", "state": "New York", "city": "", "isp": "Isp",
            "org": "Org", "device": "DESKTOP", "ipAddress": "192.0.2.1", "browser": "Chrome 49.0.2623.87",
            "browserType": "Chrome", "operatingSystem": "MAC_OSX",
        },
        "coBrowseSessions": { "coBrowseSessionsList": [{
            "sessionId": "s-1",
            "startTime": "2017-03-02 10:00:00.000+0000",
            "startTimeL": 1_488_450_291_510_i64,
            "endTime": "2017-03-02 10:00:00.000+0000",
            "endTimeL": 1_488_450_291_511_i64,
            "interactiveTime": "2017-03-02 10:00:00.000+0000",
            "interactiveTimeL": 1_488_449_887_634_i64,
            "endReason": "UNKOWN",
            "duration": 4_852_790_000_i64,
            "interactive": true,
            "type": "shared",
            "agentId": "41",
        }, { "sessionId": "s-2" }] },
        "surveys": {
            "preChat": [full_answer(1), { "displayName": "Email" }],
            "postChat": [full_answer(3)],
            "operator": [full_answer(5)],
        },
        "sdes": { "events": [{
            "purchase": { "total": "77.0", "orderId": "o-1" },
            "sdeType": "PURCHASE", "isAuthenticated": false, "serverTimeStamp": "1485969113673",
        }] },
    })
}

fn full_info() -> Value {
    json!({
        "engagementId": "17555",
        "accountId": "1",
        "sharkEngagementId": "1_x_1",
        "chatRequestedTime": "2017-02-01 17:11:00.000+0000",
        "chatRequestedTimeL": 1_485_969_115_781_i64,
        "startTime": "2017-02-01 17:11:00.000+0000",
        "startTimeL": 1_485_969_119_916_i64,
        "endTime": "2017-02-01 17:26:00.000+0000",
        "endTimeL": 1_485_970_007_735_i64,
        "duration": 887,
        "visitorId": "v-1",
        "visitorName": "Ada",
        "agentId": 41,
        "agentNickName": "Anna",
        "agentLoginName": "anna@shop.example",
        "agentFullName": "Anna Doe",
        "agentDeleted": false,
        "agentGroupId": -1,
        "agentGroupName": "Main Group",
        "skillId": 31,
        "skillName": "Sales",
        "channel": 1,
        "startReason": "0",
        "startReasonDesc": "Visitor request",
        "endReason": "201",
        "endReasonDesc": "Rep stopped chat",
        "engagementSet": 2,
        "engagementSequence": 3,
        "isInteractive": true,
        "isAgentSurvey": false,
        "isPreChatSurvey": true,
        "isPostChatSurvey": true,
        "mcs": 0,
        "alertedMCS": -1,
        "chatMCS": 60,
        "ended": true,
        "chatDataEnriched": true,
        "isPartial": false,
        "chatStartUrl": "https://shop.example/?a=1&b=2",
        "chatStartPage": "Home",
    })
}

fn full_campaign() -> Value {
    json!({
        "campaignEngagementId": "21", "campaignEngagementName": "Button",
        "campaignId": "22", "campaignName": "Campaign",
        "goalId": 23, "goalName": "Goal",
        "engagementAgentNote": "Be nice",
        "visitorBehaviorId": "24", "visitorBehaviorName": "Any behavior",
        "visitorProfileId": "25", "visitorProfileName": "All visitors",
        "lobId": -1, "lobName": "NA",
        "engagementSource": "WEB_SITE",
        "engagementApplicationId": "26", "engagementApplicationName": "App",
        "engagementApplicationTypeId": "27", "engagementApplicationTypeName": "Native",
        "locationId": "28", "locationName": "Entire site",
        "profileSystemDefault": true, "behaviorSystemDefault": false,
    })
}

fn full_answer(question: i64) -> Value {
    json!({
        "scope": "Session",
        "source": "Exit",
        "displayName": "How was it?",
        "value": "Good, cheap",
        "values": ["Good", "cheap"],
        "answersId": [4, -1],
        "name": "Survey v2",
        "time": "2017-02-01 17:11:55.000+0000",
        "timeL": 1_485_969_115_982_i64,
        "questionID": question,
        "surveyID": 195_991,
    })
}
