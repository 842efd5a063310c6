//! Files of surveys.

use expect_test::{Expect, expect};
use normalizer::DecodeLimits;
use serde_json::{Value, json};

use crate::conformance::Specimen;
use crate::files::records::{body, full_visitor_header};
use crate::outcome::{Outcome, outcome};

/// A document with one body of surveys.
pub(crate) fn document(header: &str, surveys: &str) -> String {
    body("SurveyData", header, &format!(r#""surveys":[{surveys}]"#))
}

/// Every documented field of a survey and its answers.
pub(crate) fn full_survey() -> Value {
    json!({ "id": 21, "type": 2, "viewTime": 1_469_469_281_856_i64, "conversationId": "17555", "contents": [
        { "question": "Solved?", "answer": "Yes", "answerSubmitTime": 1_469_469_282_857_i64, "surveyName": "Exit",
            "answerType": 4, "csatThreshold": 3.5 },
        {},
    ] })
}

pub(crate) fn specimens() -> Vec<Specimen> {
    let wrap = |survey: &str| document(&full_visitor_header().to_string(), survey);
    vec![Specimen::file(feeds::survey::FEED, full_survey(), wrap)]
}

fn decoded(header: &str, surveys: &str) -> Outcome {
    outcome(feeds::survey::FEED, document(header, surveys).as_bytes(), DecodeLimits::default())
}

#[track_caller]
fn check(header: &str, surveys: &str, expected: Expect) {
    expected.assert_eq(&decoded(header, surveys).print());
}

#[test]
fn every_field_has_its_column() {
    check(
        &full_visitor_header().to_string(),
        &full_survey().to_string(),
        expect![[r#"
        survey: survey_id="21" survey_kind="exit" viewed_at=2016-07-25T17:54:41.856+00:00 conversation_id="17555" visit_id="v-1" visitor_id="w-2" context_id="3"
          survey_content: position=0 question="Solved?" answer="Yes" survey_name="Exit" answered_at=2016-07-25T17:54:42.857+00:00 answer_type_id=4 csat_threshold=3.5
          survey_content: position=1
        documents 1, records 1
    "#]],
    );
}

#[test]
fn kinds_have_names_and_an_unknown_one_keeps_its_code() {
    for (code, kind) in [("1", "pre_chat"), ("2", "exit"), ("\"3\"", "agent"), ("4", "offline"), ("9", "9")] {
        let printed = decoded("{}", &format!(r#"{{"conversationId":"c","type":{code}}}"#)).print();
        assert!(printed.contains(&format!("survey_kind={kind:?}")), "{printed}");
    }
}

#[test]
fn what_fits_no_column_is_kept() {
    check(
        r#"{"visitId":"","newHeader":1}"#,
        r#"{"conversationId":"c","viewTime":-1,"newField":true,"contents":[{"csatThreshold":-1,"answerType":"x"}],"contents":[{}]}"#,
        expect![[r#"
            survey: conversation_id="c" extra={"contents":[{}],"header":{"newHeader":1},"newField":true,"viewTime":-1}
              survey_content: position=0 extra={"answerType":"x"}
            drift header.newHeader number
            drift surveys[].contents array
            drift surveys[].contents[].answerType string
            drift surveys[].newField boolean
            drift surveys[].viewTime number
            documents 1, records 1
        "#]],
    );
    check(
        "{}",
        r#"{"contents":[5]},{"contents":{}},7"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 122: `contents[]` has the wrong shape: {"contents":[5]} under {}
        reject wrong_shape at document 0, record 1, byte 139: `contents` has the wrong shape: {"contents":{}} under {}
        reject wrong_shape at document 0, record 2, byte 155: `surveys[]` has the wrong shape: 7 under {}
        documents 1, records 3
    "#]],
    );
}

/// Equal keys are one filled-in survey.
#[test]
fn a_survey_is_one_of_its_kind_and_design_in_a_chat_or_a_view() {
    let key = |visit: &str, survey: &str| {
        let outcome = decoded(&format!(r#"{{"visitId":"{visit}"}}"#), survey);
        outcome.keys()[0].clone()
    };
    let check = |one: (&str, &str), other: (&str, &str), is_same: bool| {
        assert_eq!(key(one.0, one.1) == key(other.0, other.1), is_same, "{one:?} {other:?}");
    };
    let of_chat = r#"{"id":1,"type":2,"conversationId":"c","viewTime":1469469281856}"#;
    check(("v", of_chat), ("w", r#"{"id":"1","type":"2","conversationId":"c","contents":[{}]}"#), true);
    check(("v", of_chat), ("v", r#"{"id":1,"type":3,"conversationId":"c"}"#), false);
    check(("v", of_chat), ("v", r#"{"id":2,"type":2,"conversationId":"c"}"#), false);
    check(("v", of_chat), ("v", r#"{"id":1,"type":2,"conversationId":"d"}"#), false);
    let of_visit = r#"{"id":1,"type":4,"viewTime":1469469281856}"#;
    check(("v", of_visit), ("v", r#"{"id":1,"type":4,"viewTime":1469469281856,"contents":[{}]}"#), true);
    check(("v", of_visit), ("w", of_visit), false);
    check(("v", of_visit), ("v", r#"{"id":1,"type":4,"viewTime":1469469281857}"#), false);
    let of_nothing = r#"{"id":1,"type":4,"contents":[{"answer":"a"}]}"#;
    check(("", of_nothing), ("", of_nothing), true);
    check(("", of_nothing), ("", r#"{"id":1,"type":4,"contents":[{"answer":"b"}]}"#), false);
}
