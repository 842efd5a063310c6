//! A record with every documented field.

use serde_json::{Value, json};

/// Every documented field of a record but the attributes.
pub(super) fn full_record() -> Value {
    json!({
        "info": full_info(),
        "campaign": {
            "campaignEngagementId": "21", "campaignEngagementName": "Button",
            "campaignId": "22", "campaignName": "Campaign",
            "goalId": "23", "goalName": "Goal",
            "engagementAgentNote": "Be nice", "engagementSource": "WEB_SITE",
            "visitorBehaviorId": "24", "visitorBehaviorName": "Any behavior",
            "engagementApplicationId": "26", "engagementApplicationName": "App",
            "engagementApplicationTypeId": "27", "engagementApplicationTypeName": "Mobile App",
            "visitorProfileId": "25", "visitorProfileName": "All visitors",
            "lobId": 2_389_848_512_i64, "lobName": "Shoes",
            "locationId": "28", "locationName": "Entire site",
            "profileSystemDefault": true, "behaviorSystemDefault": false,
        },
        "monitoring": {
            "country": "United States", "countryCode": "US", "state": "Michigan", "city": "Flint", "isp": "Isp",
            "org": "Org", "device": "DESKTOP", "ipAddress": "192.0.2.1", "browser": "Chrome 66.0.3359.181",
            "operatingSystem": "WINDOWS", "conversationStartPage": "https://shop.example/?a=1",
            "conversationStartPageTitle": "Home",
        },
        "messageRecords": full_messages(),
        "messageStatuses": [{
            "messageId": "ms::conv:c::msg:0", "seq": 0, "time": "2017-07-13 15:14:19.626+0000",
            "timeL": 1_499_958_859_626_i64, "participantId": "41", "participantType": "Agent",
            "messageDeliveryStatus": "ACCEPT", "dialogId": "c",
        }],
        "messageScores": [{
            "messageId": "ms::conv:c::msg:0", "messageRawScore": -3, "mcs": 61,
            "time": "2017-07-13 15:14:26.314+0000", "timeL": 1_499_958_866_314_i64,
        }],
        "agentParticipants": [full_agent("41"), full_agent("42")],
        "agentParticipantsActive": [full_agent("42")],
        "agentParticipantsLeave": [full_agent("41")],
        "consumerParticipants": [{
            "participantId": "f92c9890", "firstName": "Ada", "lastName": "Doe", "consumerName": "Ada D.",
            "phone": "+1 555", "email": "ada@shop.example", "token": "t-1", "avatarURL": "https://shop.example/ada.png",
            "time": "2017-07-13 14:30:24.573+0000", "timeL": 1_499_956_224_573_i64,
            "joinTime": "2017-07-13 14:30:24.570+0000", "joinTimeL": 1_499_956_224_570_i64, "dialogId": "c",
        }],
        "transfers": [{
            "time": "2017-07-13 14:40:24.726+0000", "timeL": 1_499_956_824_726_i64,
            "assignedAgentId": "42", "assignedAgentLoginName": "bob@shop.example", "assignedAgentNickname": "Bob",
            "assignedAgentFullName": "Bob Roe", "targetSkillId": 2, "targetSkillName": "Shoes", "sourceSkillId": -1,
            "sourceSkillName": "Unassigned", "sourceAgentId": "41", "sourceAgentLoginName": "anna@shop.example",
            "sourceAgentNickname": "Anna", "sourceAgentFullName": "Anna Doe", "reason": "Agent", "by": "41",
            "dialogId": "c", "contextData": full_context(),
        }],
        "interactions": [{
            "assignedAgentId": "41", "assignedAgentLoginName": "anna@shop.example", "assignedAgentNickname": "Anna",
            "assignedAgentFullName": "Anna Doe", "interactionTime": "2017-07-13 14:31:24.999+0000",
            "interactionTimeL": 1_499_956_284_999_i64, "interactiveSequence": 1, "dialogId": "c",
        }],
        "dialogs": [{
            "dialogId": "c", "status": "CLOSE", "dialogType": "MAIN", "dialogChannelType": "MESSAGING",
            "startTime": "2017-07-13 14:30:24.565+0000", "startTimeL": 1_499_956_224_565_i64,
            "endTime": "2017-07-13 19:58:24.565+0000", "endTimeL": 1_499_975_904_565_i64,
            "closeReason": "AGENT", "closeReasonDescription": "MANUAL_CLOSE", "skillId": "2", "skillName": "Shoes",
        }],
        "skillChanges": [{
            "time": "2017-07-13 14:41:24.000+0000", "timeL": 1_499_956_884_000_i64, "sourceSkillId": 2,
            "sourceSkillName": "Shoes", "targetSkillId": 3, "targetSkillName": "Fallback", "reason": "Fallback",
            "dialogId": "c",
        }],
        "conversationSurveys": [{
            "surveyType": "PostSurvey", "surveyStatus": "FILLED", "surveyId": "s-1", "dialogId": "d-2", "surveyData": [{
                "question": "How was it?", "answer": "Good", "questionId": "q-1", "answerId": "a-1",
                "questionType": "csat", "questionFormat": "single", "answerSeq": 1, "isValidAnswer": true,
            }],
        }],
        "coBrowseSessions": { "coBrowseSessionsList": [{
            "sessionId": "s-1", "startTime": "2017-07-13 14:42:00.000+0000", "startTimeL": 1_499_956_920_000_i64,
            "endTime": "2017-07-13 14:43:00.000+0000", "endTimeL": 1_499_956_980_000_i64,
            "interactiveTime": "2017-07-13 14:42:10.000+0000", "interactiveTimeL": 1_499_956_930_000_i64,
            "interactive": true, "isInteractive": true, "endReason": "VISITOR", "duration": 60_000, "type": "inApp",
            "capabilities": ["AGENT_APP_CONTROL"], "agentId": "41",
        }] },
        "summary": { "text": "Wanted shoes", "lastUpdatedTime": 1_499_975_904_000_i64 },
        "responseTime": { "latestEffectiveResponseDueTime": 1_499_956_400_000_i64, "configuredResponseTime": 3000 },
        "intents": [{
            "messageId": "ms::conv:c::msg:0",
            "selectedClassification": full_classification("i-1", 0.953),
            "allClassifications": [full_classification("i-1", 0.953), full_classification("i-2", 0.1)],
        }],
        "uniqueIntents": [{ "intentName": "i-1", "intentLabel": "Buy" }, { "intentName": "i-2" }],
        "latestAgentSurvey": full_agent_survey("OPEN"),
        "previouslySubmittedAgentSurveys": [full_agent_survey("SUBMITTED")],
    })
}

fn full_info() -> Value {
    let mut info = json!({
        "conversationId": "c", "brandId": "1", "status": "CLOSE", "fullDialogStatus": "CLOSE",
        "startTime": "2017-07-13 14:30:24.565+0000", "startTimeL": 1_499_956_224_565_i64,
        "endTime": "2017-07-13 19:58:24.565+0000", "endTimeL": 1_499_975_904_565_i64,
        "conversationEndTime": "2017-07-13 18:58:24.565+0000", "conversationEndTimeL": 1_499_972_304_565_i64,
        "fullDialogEndTime": "2017-07-13 19:58:24.565+0000", "fullDialogEndTimeL": 1_499_975_904_566_i64,
        "latestUpdateTime": "2017-07-13 19:59:24.000+0000", "latestUpdateTimeL": 1_499_975_964_000_i64,
        "duration": 78_970, "closeReason": "AGENT", "closeReasonDescription": "MANUAL_CLOSE",
        "firstConversation": false, "agentDeleted": false, "isPartial": false, "wasStepUp": true,
        "pendingAgentSurvey": false, "csat": 5, "csatRate": 4.5, "mcs": 67, "alertedMCS": 1,
    });
    // In two parts: the macro does not go deeper.
    let client = json!({
        "source": "SHARK", "device": "MOBILE", "deviceModel": "Model 3", "browser": "chrome",
        "browserVersion": "66.0", "operatingSystem": "ANDROID", "operatingSystemVersion": "9.1.2",
        "latestSkillId": 2, "latestSkillName": "Shoes", "latestAgentId": "42", "latestAgentLoginName": "bob@shop.example",
        "latestAgentNickname": "Bob", "latestAgentFullName": "Bob Roe", "latestAgentGroupId": -1,
        "latestAgentGroupName": "Unassigned", "latestQueueState": "ACTIVE", "sessionId": "v-1",
        "interactionContextId": "x-1", "timeZone": "Europe/Berlin", "features": ["RICH_CONTENT", "CO_BROWSE"],
        "language": "en-US", "integration": "web-sdk", "integrationVersion": "3.0.61", "appId": "webAsync",
        "appVersion": "1.2.3", "ipAddress": "192.0.2.1", "firstIntentName": "i-1", "firstIntentLabel": "Buy",
    });
    info.as_object_mut().unwrap().extend(client.as_object().unwrap().clone());
    info
}

fn full_messages() -> Value {
    json!([{
        "type": "TEXT_PLAIN",
        "messageData": {
            "msg": { "text": "Hi there" },
            "file": { "relativePath": "/a/b.jpg", "fileType": "JPG", "caption": "A shoe", "preview": "aGk=" },
            "link": { "externalFileLink": "https://shop.example/b.pdf", "fileType": "PDF", "caption": "Manual" },
            "secureForm": { "formId": "f-1", "formName": "Card", "submissionId": "f-2", "invitationId": "f-3" },
            "richContent": { "content": r#"{"type":"vertical","elements":[]}"# },
            "quickReplies": { "content": r#"{"type":"quickReplies","replies":[{"title":"Yes"}]}"# },
        },
        "messageId": "ms::conv:c::msg:0", "seq": 0, "dialogId": "c", "participantId": "f92c9890", "source": "APP",
        "time": "2017-07-13 15:14:19.564+0000", "timeL": 1_499_958_859_564_i64, "device": "MOBILE", "audience": "ALL",
        "sentBy": "Consumer", "contextData": full_context(),
    }])
}

fn full_context() -> Value {
    json!({
        "rawMetadata": r#"[{"type":"ActionReason","reason":"r","reasonId":"7"}]"#,
        "structuredMetadata": [
            { "botResponse": { "externalConversationId": "e-1", "businessCases": ["buying"],
                "intents": [{ "id": "i-1", "name": "Buy", "confidence": "MEDIUM", "confidenceScore": 0.753 }] } },
            { "actionReason": { "reason": "r" } },
        ],
    })
}

fn full_agent(id: &str) -> Value {
    json!({
        "agentId": id, "agentPid": "p-1", "agentLoginName": "anna@shop.example", "agentNickname": "Anna",
        "agentFullName": "Anna Doe", "agentDeleted": false, "userType": "1", "userTypeName": "Human", "role": "AGENT",
        "agentGroupId": -1, "agentGroupName": "Unassigned", "permission": "ASSIGNED_AGENT",
        "time": "2017-07-13 14:31:05.005+0000", "timeL": 1_499_956_265_005_i64, "dialogId": "c",
        "contextData": full_context(),
    })
}

fn full_classification(intent: &str, score: f64) -> Value {
    json!({ "intentName": intent, "intentLabel": "Buy", "confidenceScore": score,
        "versions": [{ "modelName": "m-1", "modelVersion": "1.0.0" }, { "modelName": "m-2", "modelVersion": "2.0.0" }] })
}

fn full_agent_survey(status: &str) -> Value {
    json!({
        "surveyStatus": status, "statusReason": "skillChanged", "dialogId": "c", "surveyId": "s-1", "acSurveyId": "5",
        "acSurveyName": "After", "acSurveyRevision": 12, "surveySkillId": "2", "surveySkillName": "Shoes",
        "assignedAgentId": "42", "assignedAgentNickName": "Bob", "assignedAgentName": "Bob Roe",
        "performedByAgentId": "42", "performedByAgentNickName": "Bob", "performedByAgentName": "Bob Roe",
        "lastUpdateTime": 1_499_975_904_100_i64,
        "submittedAnswers": [{ "questionText": "Solved?", "questionId": "q-1", "questionDefinition": "single",
            "questionCategory": "outcome", "answers": [{ "answer": "Yes", "answerId": "a-1" }, { "answer": "Later" }] }],
    })
}

/// Every documented field of every attribute.
pub(super) fn full_attributes() -> Value {
    let event = |name: &str, fields: Value| {
        let mut attribute = fields;
        attribute["serverTimeStamp"] = json!("1440412721832");
        attribute["originalTimeStamp"] = json!("1440413291351");
        json!({ name: attribute, "sdeType": name, "serverTimeStamp": "1440412721833" })
    };
    let product = json!({ "name": "Shoe", "category": "Shoes", "sku": "s-1", "price": 7.5, "statusInStock": "IN_STOCK",
        "quantityInStock": 4 });
    let products = json!([{ "quantity": 2, "product": product }]);
    let day = |day: i32| json!({ "year": 2013, "month": 9, "day": day });
    let authenticated = json!([
        event("cartStatus", json!({ "total": 7.5, "currency": "EUR", "numItems": 2, "products": products })),
        event(
            "customerInfo",
            json!({ "customerInfo": { "customerStatus": "a", "customerType": "b", "balance": -4.5,
            "currency": "EUR", "customerId": "c", "socialId": 112, "imei": "d", "userName": "e", "accountName": "f",
            "role": "g", "authenticatedConversationId": "c", "companyBranch": "h", "companySize": "500", "storeNumber": "12",
            "storeZipCode": "20505", "loginStatus": "LOGGED_IN", "isAuthenticated": true, "lastPaymentDate": day(15),
            "registrationDate": day(16) } })
        ),
        event("lead", json!({ "topic": "t", "value": "1.5", "currency": "EUR", "leadId": "l" })),
        event("marketingCampaignInfo", json!({ "originatingChannel": 3, "affiliate": "a", "campaignId": "c" })),
        event(
            "personalInfo",
            json!({ "name": "Ada", "surname": "Doe", "gender": "FEMALE", "company": "x",
            "language": "English", "customerAge": { "customerAgeInYears": "34.0", "customerYearOfBirth": 1980,
            "customerMonthOfBirth": 4, "customerDateOfBirth": 15 }, "contacts": [{ "personalContact": {
            "email": "a@shop.example", "phone": "+1", "address": { "country": "US", "region": "NY", "zipCode": "10001" },
        } }] })
        ),
    ]);
    let unauthenticated = json!([
        event("purchase", json!({ "total": 77.0, "currency": "EUR", "orderId": "o", "cart": { "numItems": 1 } })),
        event("serviceActivity", json!({ "topic": "t", "category": "c", "serviceId": "s", "status": 13 })),
        event(
            "visitorError",
            json!({ "contextId": "c", "message": "m", "code": "500", "level": "l", "resolved": true })
        ),
        event("viewedProduct", json!({ "currency": "EUR", "products": products })),
        event("searchContent", json!({ "keywords": ["shoe", "red"] })),
    ]);
    json!({ "info": { "conversationId": "c" }, "sdes": { "events": authenticated },
        "unAuthSdes": { "events": unauthenticated } })
}
