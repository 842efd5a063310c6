//! Lines, scores, answers and co-browse sessions of a chat.

use expect_test::{Expect, expect};

use crate::engagement_history::{decoded, record};

/// What becomes of a chat with these containers.
#[track_caller]
fn check(containers: &str, expected: Expect) {
    expected.assert_eq(&decoded(&record("", containers)).print());
}

#[test]
fn lines() {
    check(
        r#""transcript":{"lines":[
            {"text":"","by":"","agentId":0,"lineSeq":"","controlType":""},
            {"text":"  Hi <b>you</b> ","time":"2017-02-01 17:11:55.981+0000","lineSeq":3,"cannedAnswerType":"-5"},
            {"textType":"rich-content","json":{"elements":[{"type":"button"}],"a":1}},
            {"json":"plain","json":"other"},
            {"newField":{"x":1},"controlType":"none","timeL":"soon","text":{"a":1}},
            {}
        ]}"#,
        expect![[r#"
            engagement: engagement_id="e"
              engagement_line: position=0 sender_name="" agent_id="0" text=""
              engagement_line: position=1 sent_at=2017-02-01T17:11:55.981+00:00 line_seq="3" text="  Hi <b>you</b> " canned_answer_type=-5
              engagement_line: position=2 rich_content={"a":1,"elements":[{"type":"button"}]} text_type="rich-content"
              engagement_line: position=3 rich_content="plain" extra={"json":"other"}
              engagement_line: position=4 extra={"controlType":"none","newField":{"x":1},"text":{"a":1},"timeL":"soon"}
              engagement_line: position=5
            drift interactionHistoryRecords[].transcript.lines[].controlType string
            drift interactionHistoryRecords[].transcript.lines[].json string
            drift interactionHistoryRecords[].transcript.lines[].newField object
            drift interactionHistoryRecords[].transcript.lines[].text object
            drift interactionHistoryRecords[].transcript.lines[].timeL string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn scores() {
    check(
        r#""lineScores":[
            {"lineSeq":"1","lineRawScore":0,"mcs":50},
            {"lineSeq":2,"lineRawScore":"-0.750","mcs":"51"},
            {"lineRawScore":"high","newField":1},
            {"lineRawScore":1.5e2},
            {"lineRawScore":""}
        ]"#,
        expect![[r#"
            engagement: engagement_id="e"
              engagement_line_score: position=0 line_seq="1" raw_score=0 mcs=50
              engagement_line_score: position=1 line_seq="2" raw_score=-0.750 mcs=51
              engagement_line_score: position=2 extra={"lineRawScore":"high","newField":1}
              engagement_line_score: position=3 raw_score=150
              engagement_line_score: position=4
            drift interactionHistoryRecords[].lineScores[].lineRawScore string
            drift interactionHistoryRecords[].lineScores[].newField number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn answers_are_numbered_within_their_survey() {
    check(
        r#""surveys":{
            "operator":[{"value":"a"},{"value":"b"}],
            "postChat":[{"value":"c","questionId":"9","surveyId":8}],
            "preChat":[{"QUESTIONID":1,"surveyID":"","values":["x",null,"",7],"answersId":[0,"-1",null,"",-2]},{"values":[],"answersId":[]}]
        }"#,
        expect![[r#"
            engagement: engagement_id="e"
              survey_answer: survey_kind="pre_chat" position=0 question_id="1" answers=["x",null,"","7"] answer_ids=[0,-1,null,null,-2]
              survey_answer: survey_kind="pre_chat" position=1 answers=[] answer_ids=[]
              survey_answer: survey_kind="post_chat" position=0 survey_id="8" question_id="9" answer="c"
              survey_answer: survey_kind="operator" position=0 answer="a"
              survey_answer: survey_kind="operator" position=1 answer="b"
            documents 1, records 1
        "#]],
    );
    check(
        r#""surveys":{"preChat":[{"values":"x","answersId":["one"],"time":"2017-02-01 17:11:55.981+0000","newField":1},{"values":[["x"]]}]}"#,
        expect![[r#"
            engagement: engagement_id="e"
              survey_answer: survey_kind="pre_chat" position=0 answered_at=2017-02-01T17:11:55.981+00:00 extra={"answersId":["one"],"newField":1,"values":"x"}
              survey_answer: survey_kind="pre_chat" position=1 extra={"values":[["x"]]}
            drift interactionHistoryRecords[].surveys.preChat[].answersId array
            drift interactionHistoryRecords[].surveys.preChat[].newField number
            drift interactionHistoryRecords[].surveys.preChat[].values array
            drift interactionHistoryRecords[].surveys.preChat[].values string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn no_cobrowse_session_is_lost_for_want_of_a_key() {
    check(
        r##""coBrowseSessions":{"coBrowseSessionsList":[
            {"sessionId":"a","duration":1},{"duration":2},{"sessionId":"a","duration":3},{"sessionId":"","duration":4},
            {"sessionId":"#6","duration":5},{"sessionId":["x"],"duration":6},{"duration":7},{"sessionId":12,"newField":1}
        ]}"##,
        expect![[r###"
            engagement: engagement_id="e"
              cobrowse_session: session_id="a" duration_ms=1
              cobrowse_session: session_id="#1" duration_ms=2
              cobrowse_session: session_id="#2" duration_ms=3 extra={"sessionId":"a"}
              cobrowse_session: session_id="#3" duration_ms=4
              cobrowse_session: session_id="#6" duration_ms=5
              cobrowse_session: session_id="#5" duration_ms=6 extra={"sessionId":["x"]}
              cobrowse_session: session_id="##6" duration_ms=7
              cobrowse_session: session_id="12" extra={"newField":1}
            drift interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].newField number
            drift interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].sessionId array
            drift interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].sessionId string
            documents 1, records 1
        "###]],
    );
}
