//! The columns of the conversation: nulls, words for nothing, unknown fields, records that are refused.

use expect_test::{Expect, expect};

use super::{decoded, record};

#[track_caller]
fn check(info: &str, containers: &str, expected: Expect) {
    expected.assert_eq(&decoded(&record(info, containers)).print());
}

#[test]
fn an_open_conversation_has_no_end() {
    check(
        r#""status":"OPEN","startTimeL":1499956224565,"endTime":"undefined","endTimeL":-1,"conversationEndTime":"undefined","conversationEndTimeL":-1,"fullDialogEndTimeL":"-1","closeReason":"undefined""#,
        r#""summary":{"text":"","lastUpdatedTime":-1},"responseTime":{"latestEffectiveResponseDueTime":-1}"#,
        expect![[r#"
            messaging_conversation: conversation_id="c" status="OPEN" started_at=2017-07-13T14:30:24.565+00:00 summary_text=""
            documents 1, records 1
        "#]],
    );
}

#[test]
fn words_for_nothing_are_null() {
    check(
        r#""device":"undefined","operatingSystem":"NA","browser":"null","latestAgentId":-1,"latestAgentNickname":"null","latestAgentFullName":"NA","latestSkillId":-1,"latestAgentGroupId":-1,"latestSkillName":"Unassigned","sessionId":"""#,
        r#""campaign":{"lobId":-1,"lobName":"NA"},"monitoring":{"device":"NA","city":"","org":"undefined"}"#,
        expect![[r#"
            messaging_conversation: conversation_id="c" latest_skill_id="-1" latest_skill_name="Unassigned" latest_agent_full_name="NA" latest_agent_group_id="-1" lob_id="-1" lob_name="NA" visitor_city=""
            documents 1, records 1
        "#]],
    );
}

#[test]
fn nulls_and_empty_containers_say_nothing() {
    check(
        r#""status":null,"mcs":null"#,
        r#""campaign":null,"monitoring":{},"messageRecords":[],"dialogs":null,"sdes":{"events":null},"unAuthSdes":null,"coBrowseSessions":{},"latestAgentSurvey":null,"uniqueIntents":null"#,
        expect![[r#"
            messaging_conversation: conversation_id="c"
            documents 1, records 1
        "#]],
    );
}

#[test]
fn what_fits_no_column_is_kept_where_it_stood() {
    check(
        r#""newField":{"b":1,"a":[null]},"duration":-1,"mcs":"many","startTimeL":0"#,
        r#""campaign":{"newCampaignField":7},"monitoring":"x","summary":{"author":"y"},"pageViews":[1],"sdes":{"total":2},"uniqueIntents":[{"intentName":"i","rank":1}]"#,
        expect![[r#"
            messaging_conversation: conversation_id="c" unique_intent_ids=["i"] unique_intent_labels=[null] extra={"campaign":{"newCampaignField":7},"duration":-1,"mcs":"many","monitoring":"x","newField":{"a":[null],"b":1},"pageViews":[1],"sdes":{"total":2},"startTimeL":0,"summary":{"author":"y"},"uniqueIntents":[{"intentName":"i","rank":1}]}
            drift conversationHistoryRecords[].campaign.newCampaignField number
            drift conversationHistoryRecords[].info.duration number
            drift conversationHistoryRecords[].info.mcs string
            drift conversationHistoryRecords[].info.newField object
            drift conversationHistoryRecords[].info.startTimeL number
            drift conversationHistoryRecords[].monitoring string
            drift conversationHistoryRecords[].pageViews array
            drift conversationHistoryRecords[].sdes.total number
            drift conversationHistoryRecords[].summary.author string
            drift conversationHistoryRecords[].uniqueIntents array
            documents 1, records 1
        "#]],
    );
    check(
        "",
        r#""messageScores":[{"mcs":1}],"messageScore":[{"mcs":2}],"campaign":{"campaignId":1},"CAMPAIGN":{"campaignId":2}"#,
        expect![[r#"
            messaging_conversation: conversation_id="c" campaign_id="1" extra={"CAMPAIGN":{"campaignId":2},"messageScore":[{"mcs":2}]}
              messaging_message_score: position=0 mcs=1
            drift conversationHistoryRecords[].CAMPAIGN object
            drift conversationHistoryRecords[].messageScore array
            documents 1, records 1
        "#]],
    );
}

#[test]
fn intents_of_the_conversation_that_are_no_pairs_are_kept() {
    for (intents, expected) in [
        (
            r#"[{"intentName":"a","INTENTNAME":"a"},{}]"#,
            expect![[r#"
            messaging_conversation: conversation_id="c" unique_intent_ids=["a",null] unique_intent_labels=[null,null]
            documents 1, records 1
        "#]],
        ),
        (
            r#"[{"intentName":"a","INTENTNAME":"b"}]"#,
            expect![[r#"
            messaging_conversation: conversation_id="c" unique_intent_ids=["a"] unique_intent_labels=[null] extra={"uniqueIntents":[{"INTENTNAME":"b","intentName":"a"}]}
            drift conversationHistoryRecords[].uniqueIntents array
            documents 1, records 1
        "#]],
        ),
        (
            r#"[{"intentName":["a"]},7]"#,
            expect![[r#"
            messaging_conversation: conversation_id="c" unique_intent_ids=[null,null] unique_intent_labels=[null,null] extra={"uniqueIntents":[{"intentName":["a"]},7]}
            drift conversationHistoryRecords[].uniqueIntents array
            documents 1, records 1
        "#]],
        ),
        (
            r#""a""#,
            expect![[r#"
            messaging_conversation: conversation_id="c" extra={"uniqueIntents":"a"}
            drift conversationHistoryRecords[].uniqueIntents string
            documents 1, records 1
        "#]],
        ),
    ] {
        check("", &format!(r#""uniqueIntents":{intents}"#), expected);
    }
}

#[test]
fn a_record_that_cannot_be_stored_goes_to_the_quarantine() {
    let records = [
        r#"{"info":{"status":"OPEN"}}"#,
        r#"{"info":{"conversationId":""}}"#,
        r#"{"info":{"conversationId":"c","brandId":"2"}}"#,
        r#"{"info":[]}"#,
        r#"{"info":{"conversationId":"c"},"messageRecords":{}}"#,
        r#"{"info":{"conversationId":"c"},"transfers":[7]}"#,
        "7",
    ];
    expect![[r#"
        reject bad_key at document 0, record 0, byte 55: key field `conversationId` is missing or has the wrong shape: {"info":{"status":"OPEN"}}
        reject bad_key at document 0, record 1, byte 82: key field `conversationId` is missing or has the wrong shape: {"info":{"conversationId":""}}
        reject other_account at document 0, record 2, byte 113: the document names another account: {"info":{"conversationId":"c","brandId":"2"}}
        reject wrong_shape at document 0, record 3, byte 159: `info` has the wrong shape: {"info":[]}
        reject wrong_shape at document 0, record 4, byte 171: `messageRecords` has the wrong shape: {"info":{"conversationId":"c"},"messageRecords":{}}
        reject wrong_shape at document 0, record 5, byte 223: `transfers[]` has the wrong shape: {"info":{"conversationId":"c"},"transfers":[7]}
        reject wrong_shape at document 0, record 6, byte 271: `conversationHistoryRecords[]` has the wrong shape: 7
        documents 1, records 7
    "#]].assert_eq(&super::decoded_page(&super::page(&records.join(","))).print());
}
