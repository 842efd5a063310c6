//! Which field of a conversation lands in which column, whatever its spelling.

use expect_test::{Expect, expect};
use normalizer::DecodeLimits;

use crate::files::records::{full_conversation, full_visitor_header, visit};
use crate::outcome::{Outcome, gzip, outcome};

fn decoded(header: &str, conversation: &str) -> Outcome {
    outcome(feeds::engagement::FEED, &gzip(visit(header, conversation).as_bytes())[..], DecodeLimits::default())
}

#[track_caller]
fn check(fields: &str, expected: Expect) {
    check_under("{}", fields, expected);
}

/// The rows of the conversation `{"conversationId":"c", <fields>}`.
#[track_caller]
fn check_under(header: &str, fields: &str, expected: Expect) {
    let comma = if fields.is_empty() { "" } else { "," };
    expected.assert_eq(&decoded(header, &format!(r#"{{"conversationId":"c"{comma}{fields}}}"#)).print());
}

#[test]
fn every_field_has_its_column_in_every_spelling() {
    let expected = expect![[r#"
        conversation: conversation_id="17555" type="LIVE_CHAT" started_at=2016-07-25T17:54:41.856+00:00 interaction_started_at=2016-07-25T17:54:42.857+00:00 ended_at=2016-07-25T17:54:43.858+00:00 consumer_id="consumer-4" is_interactive=true source_origin="Web" source_device="DESKTOP" end_reason_id=205 start_reason_id=0 campaign_id="21" campaign_engagement_id="22" agent_id="41" skill_id="32" skill_name="Sales" start_page="Home" start_url="https://shop.example/?a=1&b=2" queue_started_at=2016-07-25T17:54:41.001+00:00 queue_ended_at=2016-07-25T17:54:42.002+00:00 visit_id="v-1" visitor_id="w-2" context_id="3" mcs={"label":"good","score":7} mcs_score=7
          conversation_skill: position=0 skill_id="31"
          conversation_skill: position=1 skill_id="-1"
          message: position=0 message_id="m-1" dialog_id="d-1" sent_at=2016-07-25T17:54:41.900+00:00 sender_name="Anna" line_type_id=0 control_type_id=3 agent_id="0" content_format="TEXT_PLAIN" text="Good day" file_caption="a cat" file_type="PNG" link_url="https://cdn.example/c" link_file_type="PDF" link_caption="terms" mcs={"score":8}
          message: position=1 text="Bye"
          transfer: position=0 transferred_at=2016-07-25T17:54:42.100+00:00 skill_id="51" skill_name="Sales" target_skill_id="52" target_skill_name="Support" agent_id="53" target_agent_id="54" reason_id=2 queue_started_at=2016-07-25T17:54:42.101+00:00 queue_ended_at=2016-07-25T17:54:42.102+00:00 is_interactive=false
          transfer: position=1
          secure_form: position=0 filled_at=2016-07-25T17:54:42.200+00:00 form_id="61" form_name="Card" form_uuid="u-1"
          secure_form: position=1
        documents 1, records 1
    "#]];
    let (header, conversation) = (full_visitor_header(), full_conversation());
    let plain = decoded(&header.to_string(), &conversation.to_string());
    expected.assert_eq(&plain.print());
}

#[test]
fn a_conversation_of_nothing_but_its_id() {
    check(
        "",
        expect![[r#"
        conversation: conversation_id="c"
        documents 1, records 1
    "#]],
    );
    check(
        r#""transcripts":null,"transfers":{"array":null},"skills":[],"secureForms":null,"mcs":null"#,
        expect![[r#"
        conversation: conversation_id="c"
        documents 1, records 1
    "#]],
    );
}

#[test]
fn empty_identifiers_are_null_and_empty_texts_are_not() {
    check_under(
        r#"{"visitId":"","visitorId":{"string":""},"contextId":null}"#,
        r#""consumerId":"","agentId":"","skillID":"","startPage":"","sourceDevice":"","endReasonId":"","queueEndTime":"","skills":["",null,"-1"],"transcripts":[{"text":"","by":"","messageId":"","agentId":"","type":"","timestamp":""}]"#,
        expect![[r#"
            conversation: conversation_id="c" start_page=""
              conversation_skill: position=0
              conversation_skill: position=1
              conversation_skill: position=2 skill_id="-1"
              message: position=0 sender_name="" text=""
            documents 1, records 1
        "#]],
    );
}

#[test]
fn identifiers_are_text_whatever_is_printed() {
    check(
        r#""agentId":-1,"skillID":"-1","consumerId":12345678901234567890123,"campaignData":{"campaignId":"007","campaignEngagementId":1.50}"#,
        expect![[r#"
            conversation: conversation_id="c" consumer_id="12345678901234567890123" campaign_id="007" campaign_engagement_id="1.50" agent_id="-1" skill_id="-1"
            documents 1, records 1
        "#]],
    );
    let outcome = decoded("{}", r#"{"conversationId":{"long":123456789012345678901234567890}}"#);
    expect![[r#"
        conversation: conversation_id="123456789012345678901234567890"
        documents 1, records 1
    "#]]
    .assert_eq(&outcome.print());
}

#[test]
fn times_and_truth_values_as_text() {
    check(
        r#""conversationStartTime":"1469469281856","conversationEndTime":"2016-07-25T13:54:41.856-04:00","queueStartTime":"2016-07-25 17:54:41.856+0000","queueEndTime":1469469281856.0,"isInteractive":"False","transfers":[{"isInteractive":{"string":"TRUE"},"timestamp":{"string":"1469469281856"}}]"#,
        expect![[r#"
            conversation: conversation_id="c" started_at=2016-07-25T17:54:41.856+00:00 ended_at=2016-07-25T17:54:41.856+00:00 is_interactive=false queue_started_at=2016-07-25T17:54:41.856+00:00 queue_ended_at=2016-07-25T17:54:41.856+00:00
              transfer: position=0 transferred_at=2016-07-25T17:54:41.856+00:00 is_interactive=true
            documents 1, records 1
        "#]],
    );
}

#[test]
fn what_does_not_fit_goes_to_extra() {
    check(
        r#""conversationStartTime":"yesterday","conversationEndTime":99999999999999999,"isInteractive":1,"endReasonId":"none","startReasonId":3000000000,"agentId":["1"],"startPage":{"a":1,"b":2},"campaignData":"none","sourceOrigin":["Web"],"transcripts":[{"type":"x","timestamp":true,"text":{"x":1,"y":2},"fileData":7,"linkData":[]}],"transfers":[{"reason":2.5,"isInteractive":"maybe","skillId":{"a":0}}]"#,
        expect![[r#"
            conversation: conversation_id="c" extra={"agentId":["1"],"campaignData":"none","conversationEndTime":99999999999999999,"conversationStartTime":"yesterday","endReasonId":"none","isInteractive":1,"sourceOrigin":["Web"],"startPage":{"a":1,"b":2},"startReasonId":3000000000}
              message: position=0 extra={"fileData":7,"linkData":[],"text":{"x":1,"y":2},"timestamp":true,"type":"x"}
              transfer: position=0 extra={"isInteractive":"maybe","reason":2.5,"skillId":{"a":0}}
            drift engagements[].agentId array
            drift engagements[].campaignData string
            drift engagements[].conversationEndTime number
            drift engagements[].conversationStartTime string
            drift engagements[].endReasonId string
            drift engagements[].isInteractive number
            drift engagements[].sourceOrigin array
            drift engagements[].startPage object
            drift engagements[].startReasonId number
            drift engagements[].transcripts[].fileData number
            drift engagements[].transcripts[].linkData array
            drift engagements[].transcripts[].text object
            drift engagements[].transcripts[].timestamp boolean
            drift engagements[].transcripts[].type string
            drift engagements[].transfers[].isInteractive string
            drift engagements[].transfers[].reason number
            drift engagements[].transfers[].skillId object
            documents 1, records 1
        "#]],
    );
}

#[test]
fn identifiers_are_bounded() {
    let printed = |bytes| {
        let id = "x".repeat(bytes);
        decoded("{}", &format!(r#"{{"conversationId":"c","consumerId":"{id}"}}"#)).print().replace(&id, "ID")
    };
    assert_eq!(printed(512), "conversation: conversation_id=\"c\" consumer_id=\"ID\"\ndocuments 1, records 1\n");
    assert!(printed(513).contains(r#"extra={"consumerId":"ID"}"#), "{}", printed(513));
}

#[test]
fn drift_of_ever_new_names_is_bounded() {
    let fields: Vec<_> = (0..2000).map(|number| format!(r#""{}{number}":1"#, "n".repeat(400))).collect();
    let outcome = decoded("{}", &format!(r#"{{"conversationId":"c","a":1,{}}}"#, fields.join(",")));
    let paths = outcome.decoded.unwrap().drift.paths();
    assert!(paths.len() <= 501 && paths.iter().all(|path| path.path.len() <= 300), "{}", paths.len());
}

#[test]
fn unknown_fields_go_to_extra_and_drift() {
    check_under(
        r#"{"visitId":"v","newHeader":{"int":1}}"#,
        r#""newField":"as it came","Sentiment":{"com.liveperson.dataaccess.Sentiment":{"scores":{"array":[{"double":0.5}]},"label":"x"}},"nothing":null,"campaignData":{"campaignId":1,"lob":{"string":"shoes"}},"transcripts":[{"newField":[],"fileData":{"caption":"c","size":12},"linkData":{"preview":false}},{"newField":1}],"transfers":[{"wasEscalated":true}]"#,
        expect![[r#"
            conversation: conversation_id="c" campaign_id="1" visit_id="v" extra={"Sentiment":{"label":"x","scores":[0.5]},"campaignData":{"lob":"shoes"},"header":{"newHeader":1},"newField":"as it came"}
              message: position=0 file_caption="c" extra={"fileData":{"size":12},"linkData":{"preview":false},"newField":[]}
              message: position=1 extra={"newField":1}
              transfer: position=0 extra={"wasEscalated":true}
            drift engagements[].Sentiment object
            drift engagements[].campaignData.lob string
            drift engagements[].newField string
            drift engagements[].transcripts[].fileData.size number
            drift engagements[].transcripts[].linkData.preview boolean
            drift engagements[].transcripts[].newField array
            drift engagements[].transcripts[].newField number
            drift engagements[].transfers[].wasEscalated boolean
            drift header.newHeader number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn numbers_in_extra_keep_their_digits() {
    check(
        r#""a":12345678901234567890123,"b":-1.50,"c":1e5,"d":1e99999,"e":0.1"#,
        expect![[r#"
        conversation: conversation_id="c" extra={"a":12345678901234567890123,"b":-1.50,"c":1e5,"d":"1e99999","e":0.1}
        drift engagements[].a number
        drift engagements[].b number
        drift engagements[].c number
        drift engagements[].d number
        drift engagements[].e number
        documents 1, records 1
    "#]],
    );
}

#[test]
fn a_field_printed_twice_loses_nothing() {
    check(
        r#""agentId":"1","AGENTID":1"#,
        expect![[r#"
        conversation: conversation_id="c" agent_id="1"
        documents 1, records 1
    "#]],
    );
    check(
        r#""agentId":"1","AGENTID":2,"startReasonId":0,"StartReasonId":2"#,
        expect![[r#"
        conversation: conversation_id="c" start_reason_id=0 agent_id="1" extra={"AGENTID":2,"StartReasonId":2}
        drift engagements[].AGENTID number
        drift engagements[].StartReasonId number
        documents 1, records 1
    "#]],
    );
    check(
        r#""ConversationID":"d","mcs":{"a":1,"b":2},"MCS":{"a":3,"b":4}"#,
        expect![[r#"
        conversation: conversation_id="c" mcs={"a":1,"b":2} extra={"ConversationID":"d","MCS":{"a":3,"b":4}}
        drift engagements[].ConversationID string
        drift engagements[].MCS object
        documents 1, records 1
    "#]],
    );
    check(
        r#""skills":[1],"Skills":[2],"transcripts":[{"text":"a"}],"Transcripts":[{"text":"b"}]"#,
        expect![[r#"
        conversation: conversation_id="c" extra={"Skills":[2],"Transcripts":[{"text":"b"}]}
          conversation_skill: position=0 skill_id="1"
          message: position=0 text="a"
        drift engagements[].Skills array
        drift engagements[].Transcripts array
        documents 1, records 1
    "#]],
    );
}

#[test]
fn scores_and_forms_are_kept_as_they_came() {
    check(
        r#""mcs":{"com.liveperson.dataaccess.MCS":{"b":{"double":-1},"a":{"string":"x"}}},"secureForms":{"array":[{"com.liveperson.dataaccess.SecureForm":{"id":{"string":"f"}}},"text",7,null]},"transcripts":[{"mcs":5},{"mcs":"none"}]"#,
        expect![[r#"
            conversation: conversation_id="c" mcs={"a":"x","b":-1}
              message: position=0 mcs=5
              message: position=1 mcs="none"
              secure_form: position=0 extra={"id":"f"}
              secure_form: position=1 extra={"secureForms":"text"}
              secure_form: position=2 extra={"secureForms":7}
              secure_form: position=3
            drift engagements[].secureForms number
            drift engagements[].secureForms string
            drift engagements[].secureForms[].id string
            documents 1, records 1
        "#]],
    );
}

/// A skill that is no identifier is no reason to keep the whole conversation out, and none to lose it.
#[test]
fn skills_that_are_none_are_kept() {
    for skills in ["[[1]]", "5", "[true]", r#"[3,{"a":1}]"#] {
        let printed = decoded("{}", &format!(r#"{{"conversationId":"c","skills":{skills}}}"#)).print();
        let expected = format!("conversation: conversation_id=\"c\" extra={{\"skills\":{skills}}}\n");
        assert!(printed.starts_with(&expected), "{printed}");
    }
    check(
        r#""skills":[3,null,"",-1]"#,
        expect![[r#"
        conversation: conversation_id="c"
          conversation_skill: position=0 skill_id="3"
          conversation_skill: position=1
          conversation_skill: position=2
          conversation_skill: position=3 skill_id="-1"
        documents 1, records 1
    "#]],
    );
}
