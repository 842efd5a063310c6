//! Messages, and what belongs to them.

use expect_test::{Expect, expect};

use super::{decoded, record};

#[track_caller]
fn check(containers: &str, expected: Expect) {
    let printed = decoded(&record("", containers)).print();
    let rows: Vec<_> = printed.lines().skip(1).collect();
    expected.assert_eq(&(rows.join("\n") + "\n"));
}

#[test]
fn content_of_every_kind() {
    check(
        r#""messagesRecords":[
            {"type":"TEXT_PLAIN","messageData":{"msg":{"text":"Hi"}},"seq":"3","sentBy":"consumer"},
            {"type":"SECURE_FORM_SUBMIT","messageData":{"secureFormSubmit":{"formId":1,"submissionId":"s"},"formInvitation":{"formId":2,"invitationId":"i"}}},
            {"type":"RICH_CONTENT","messageData":{"richContent":{"content":"{\"b\":1,\"a\":[\"\\u00e9\"]}"},"quickReplies":{"content":{"type":"quickReplies"}}}},
            {"messageData":{}}, {}
        ]"#,
        expect![[r#"
              messaging_message: position=0 seq=3 type="TEXT_PLAIN" sent_by="consumer" text="Hi"
              messaging_message: position=1 type="SECURE_FORM_SUBMIT" form_id="1" form_submission_id="s" form_invitation_id="i" extra={"messageData":{"secureForm":{"formId":2}}}
              messaging_message: position=2 type="RICH_CONTENT" rich_content={"a":["é"],"b":1} quick_replies={"type":"quickReplies"}
              messaging_message: position=3
              messaging_message: position=4
            drift conversationHistoryRecords[].messageRecords[].messageData.secureForm.formId number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn content_that_is_no_json_is_kept() {
    check(
        r#""messageRecords":[
            {"messageData":{"richContent":{"content":"<b>"},"quickReplies":{"content":""}}},
            {"messageData":{"richContent":{"content":"{\"a\":\"\\u0000\"}"},"video":{"url":"u"},"msg":"bare"},"newField":1},
            {"messageData":"bare","contextData":{"rawMetadata":"[","structuredMetadata":[{"actionReason":{"reason":"r"}}],"more":1}}
        ]"#,
        expect![[r#"
              messaging_message: position=0 extra={"messageData":{"richContent":{"content":"<b>"}}}
              messaging_message: position=1 extra={"messageData":{"msg":"bare","richContent":{"content":"{\"a\":\"\\u0000\"}"},"video":{"url":"u"}},"newField":1}
              messaging_message: position=2 metadata=[{"actionReason":{"reason":"r"}}] extra={"contextData":{"more":1,"rawMetadata":"["},"messageData":"bare"}
            drift conversationHistoryRecords[].messageRecords[].contextData.more number
            drift conversationHistoryRecords[].messageRecords[].contextData.rawMetadata string
            drift conversationHistoryRecords[].messageRecords[].messageData string
            drift conversationHistoryRecords[].messageRecords[].messageData.msg string
            drift conversationHistoryRecords[].messageRecords[].messageData.richContent.content string
            drift conversationHistoryRecords[].messageRecords[].messageData.video object
            drift conversationHistoryRecords[].messageRecords[].newField number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn statuses_and_scores() {
    check(
        r#""messageStatuses":[{"messageId":"m","messageDeliveryStatus":"READ","participantId":-1,"time":"2017-07-13 15:14:19.626+0000"},{"new":1}],
           "messageScore":[{"messageId":"m","messageRawScore":0,"mcs":0}]"#,
        expect![[r#"
              messaging_message_status: position=0 message_id="m" status="READ" occurred_at=2017-07-13T15:14:19.626+00:00
              messaging_message_status: position=1 extra={"new":1}
              messaging_message_score: position=0 message_id="m" raw_score=0 mcs=0
            drift conversationHistoryRecords[].messageStatuses[].new number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn intents() {
    check(
        r#""intents":[
            {"messageId":"m1","selectedClassification":{"intentName":"a","confidenceScore":1},"allClassifications":[{"confidenceScore":1,"intentName":"a"},{"intentName":"b","confidenceScore":0}]},
            {"messageId":"m2","selectedClassification":{"intentName":"c","versions":[{"modelName":"m","new":1}]},"newField":1},
            {"messageId":"m3","allClassifications":[{"intentName":"d"}]},
            {"messageId":"m4","selectedClassification":null,"more":true}
        ],"uniqueIntents":[{"intentName":"a"},{"intentLabel":"B","intentName":"b"}]"#,
        expect![[r#"
              messaging_intent: position=0 message_id="m1" is_selected=true intent_id="a" confidence_score=1
              messaging_intent: position=1 message_id="m1" is_selected=false intent_id="b" confidence_score=0
              messaging_intent: position=2 message_id="m2" is_selected=true intent_id="c" model_names=["m"] model_versions=[null] extra={"newField":1,"selectedClassification":{"versions":[{"modelName":"m","new":1}]}}
              messaging_intent: position=3 message_id="m3" is_selected=false intent_id="d"
              messaging_intent: position=4 message_id="m4" extra={"more":true}
            drift conversationHistoryRecords[].intents[].more boolean
            drift conversationHistoryRecords[].intents[].newField number
            drift conversationHistoryRecords[].intents[].selectedClassification.versions array
            documents 1, records 1
        "#]],
    );
}
