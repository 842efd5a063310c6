//! Which field of a chat lands in which column of `engagement`, whatever its spelling.

use expect_test::{Expect, expect};

use crate::engagement_history::{decoded, full_record, record};

/// What becomes of a chat with this in its info, and these containers.
#[track_caller]
fn check(info: &str, containers: &str, expected: Expect) {
    expected.assert_eq(&decoded(&record(info, containers)).print());
}

#[test]
fn every_field_has_its_column_in_every_spelling() {
    let plain = decoded(&full_record().to_string());
    expect![[r#"
        engagement: engagement_id="17555" shark_engagement_id="1_x_1" requested_at=2017-02-01T17:11:55.781+00:00 started_at=2017-02-01T17:11:59.916+00:00 ended_at=2017-02-01T17:26:47.735+00:00 duration_s=887 visitor_id="v-1" visitor_name="Ada" agent_id="41" agent_name="Anna" agent_login_name="anna@shop.example" agent_full_name="Anna Doe" is_agent_deleted=false agent_group_id="-1" agent_group_name="Main Group" skill_id="31" skill_name="Sales" channel_id=1 start_reason_id=0 start_reason_name="Visitor request" end_reason_id=201 end_reason_name="Rep stopped chat" engagement_set=2 engagement_sequence=3 is_interactive=true has_agent_survey=false has_pre_chat_survey=true has_post_chat_survey=true mcs=0 alerted_mcs=-1 chat_mcs=60 is_ended=true is_enriched=true is_partial=false start_url="https://shop.example/?a=1&b=2" start_page="Home" campaign_engagement_id="21" campaign_engagement_name="Button" campaign_id="22" campaign_name="Campaign" goal_id="23" goal_name="Goal" engagement_agent_note="Be nice" visitor_behavior_id="24" visitor_behavior_name="Any behavior" visitor_profile_id="25" visitor_profile_name="All visitors" lob_id="-1" lob_name="NA" engagement_source="WEB_SITE" engagement_application_id="26" engagement_application_name="App" engagement_application_type_id="27" engagement_application_type_name="Native" location_id="28" location_name="Entire site" is_profile_system_default=true is_behavior_system_default=false visitor_country="United States" visitor_country_code="US" visitor_state="New York" visitor_city="" visitor_isp="Isp" visitor_org="Org" visitor_device="DESKTOP" visitor_ip_address="192.0.2.1" visitor_browser="Chrome 49.0.2623.87" visitor_browser_type="Chrome" visitor_operating_system="MAC_OSX"
          engagement_line: position=0 sent_at=2017-02-01T17:11:55.981+00:00 line_seq="7" source="agent" sender_name="Anna" agent_id="0" text="Good day" rich_content={"a":"x","b":[1,{"c":null}]} text_type="rich-content" sub_type="REGULAR" control_type_id=4 canned_answer_type=-17
          engagement_line: position=1 text="Bye"
          engagement_line_score: position=0 line_seq="7" raw_score=-3 mcs=61
          engagement_line_score: position=1 line_seq="8"
          survey_answer: survey_kind="pre_chat" position=0 survey_id="195991" survey_name="Survey v2" question_id="1" question="How was it?" answer="Good, cheap" answers=["Good","cheap"] answer_ids=[4,-1] scope="Session" source="Exit" answered_at=2017-02-01T17:11:55.982+00:00
          survey_answer: survey_kind="pre_chat" position=1 question="Email"
          survey_answer: survey_kind="post_chat" position=0 survey_id="195991" survey_name="Survey v2" question_id="3" question="How was it?" answer="Good, cheap" answers=["Good","cheap"] answer_ids=[4,-1] scope="Session" source="Exit" answered_at=2017-02-01T17:11:55.982+00:00
          survey_answer: survey_kind="operator" position=0 survey_id="195991" survey_name="Survey v2" question_id="5" question="How was it?" answer="Good, cheap" answers=["Good","cheap"] answer_ids=[4,-1] scope="Session" source="Exit" answered_at=2017-02-01T17:11:55.982+00:00
          cobrowse_session: session_id="s-1" started_at=2017-03-02T10:24:51.510+00:00 ended_at=2017-03-02T10:24:51.511+00:00 interactive_at=2017-03-02T10:18:07.634+00:00 end_reason="UNKOWN" duration_ms=4852790000 is_interactive=true type="shared" agent_id="41"
          cobrowse_session: session_id="s-2"
          engagement_attribute: position=0 type="purchase" sde_type="PURCHASE" server_at=2017-02-01T17:11:53.673+00:00 is_authenticated=false total=77.0 order_id="o-1" payload={"isAuthenticated":false,"purchase":{"orderId":"o-1","total":"77.0"},"sdeType":"PURCHASE","serverTimeStamp":"1485969113673"}
        documents 1, records 1
    "#]].assert_eq(&plain.print());
}

#[test]
fn a_chat_of_nothing_but_its_id() {
    check(
        "",
        "",
        expect![[r#"
        engagement: engagement_id="e"
        documents 1, records 1
    "#]],
    );
    check(
        "",
        r#""transcript":null,"lineScores":null,"surveys":{},"campaign":{},"visitorInfo":null,"coBrowseSessions":{"coBrowseSessionsList":null},"sdes":{"events":[]}"#,
        expect![[r#"
            engagement: engagement_id="e"
            documents 1, records 1
        "#]],
    );
}

#[test]
fn empty_identifiers_are_null_and_empty_texts_are_not() {
    check(
        r#""visitorId":"","agentId":"","skillId":"-1","visitorName":"","chatStartUrl":"","startReason":"","duration":"","endTimeL":"""#,
        r#""campaign":{"campaignId":"","campaignName":"","lobId":-1},"visitorInfo":{"city":"","device":""}"#,
        expect![[r#"
            engagement: engagement_id="e" visitor_name="" skill_id="-1" start_url="" campaign_name="" lob_id="-1" visitor_city="" visitor_device=""
            documents 1, records 1
        "#]],
    );
}

#[test]
fn times_in_words_count_only_where_milliseconds_are_absent() {
    check(
        r#""startTime":"2017-02-01 17:11:59.916+0000","endTime":"2017-02-01T13:26:47-0400","chatRequestedTime":"soon""#,
        "",
        expect![[r#"
            engagement: engagement_id="e" started_at=2017-02-01T17:11:59.916+00:00 ended_at=2017-02-01T17:26:47.000+00:00 extra={"chatRequestedTime":"soon"}
            drift interactionHistoryRecords[].info.chatRequestedTime string
            documents 1, records 1
        "#]],
    );
    check(
        r#""startTime":"soon","startTimeL":1485969119916,"endTimeL":1485970007735,"endTime":{"a":1}"#,
        "",
        expect![[r#"
            engagement: engagement_id="e" started_at=2017-02-01T17:11:59.916+00:00 ended_at=2017-02-01T17:26:47.735+00:00
            documents 1, records 1
        "#]],
    );
    check(
        r#""startTimeL":"soon","startTime":"2017-02-01 17:11:59.916+0000","endTimeL":null,"endTime":"2017-02-01 17:26:47.735+0000""#,
        "",
        expect![[r#"
            engagement: engagement_id="e" started_at=2017-02-01T17:11:59.916+00:00 ended_at=2017-02-01T17:26:47.735+00:00 extra={"startTimeL":"soon"}
            drift interactionHistoryRecords[].info.startTimeL string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn old_and_new_names_of_one_field() {
    check(
        r#""agentName":"Anna","interactive":true,"agentFullname":"Anna Doe""#,
        "",
        expect![[r#"
        engagement: engagement_id="e" agent_name="Anna" agent_full_name="Anna Doe" is_interactive=true
        documents 1, records 1
    "#]],
    );
    check(
        r#""agentName":"Anna","agentNickName":"Anna","interactive":true,"isInteractive":true"#,
        "",
        expect![[r#"
        engagement: engagement_id="e" agent_name="Anna" is_interactive=true
        documents 1, records 1
    "#]],
    );
    let expected = expect![[r#"
        engagement: engagement_id="e" agent_name="Anna" is_interactive=false extra={"agentName":"Bob","interactive":true}
        drift interactionHistoryRecords[].info.agentName string
        drift interactionHistoryRecords[].info.interactive boolean
        documents 1, records 1
    "#]];
    for info in [
        r#""agentName":"Bob","agentNickName":"Anna","interactive":true,"isInteractive":false"#,
        r#""isInteractive":false,"interactive":true,"agentNickName":"Anna","agentName":"Bob""#,
    ] {
        expected.assert_eq(&decoded(&record(info, "")).print());
    }
}

#[test]
fn what_fits_no_column_is_kept_where_it_stood() {
    check(
        r#""newField":{"b":1,"a":[null]},"duration":"long","mcs":1.5,"isPartial":"perhaps","visitorName":["a"]"#,
        r#""campaign":{"newCampaignField":7,"goalId":{"a":1}},"visitorInfo":{"newVisitorField":"x","city":[]},"newContainer":[1]"#,
        expect![[r#"
            engagement: engagement_id="e" extra={"campaign":{"goalId":{"a":1},"newCampaignField":7},"duration":"long","isPartial":"perhaps","mcs":1.5,"newContainer":[1],"newField":{"a":[null],"b":1},"visitorInfo":{"city":[],"newVisitorField":"x"},"visitorName":["a"]}
            drift interactionHistoryRecords[].campaign.goalId object
            drift interactionHistoryRecords[].campaign.newCampaignField number
            drift interactionHistoryRecords[].info.duration string
            drift interactionHistoryRecords[].info.isPartial string
            drift interactionHistoryRecords[].info.mcs number
            drift interactionHistoryRecords[].info.newField object
            drift interactionHistoryRecords[].info.visitorName array
            drift interactionHistoryRecords[].newContainer array
            drift interactionHistoryRecords[].visitorInfo.city array
            drift interactionHistoryRecords[].visitorInfo.newVisitorField string
            documents 1, records 1
        "#]],
    );
    check(
        "",
        r#""campaign":"x","visitorInfo":[1],"transcript":{"newTranscriptField":1},"surveys":{"exit":[{"a":1}]},"sdes":{"total":2},"coBrowseSessions":{"more":true}"#,
        expect![[r#"
            engagement: engagement_id="e" extra={"campaign":"x","coBrowseSessions":{"more":true},"sdes":{"total":2},"surveys":{"exit":[{"a":1}]},"transcript":{"newTranscriptField":1},"visitorInfo":[1]}
            drift interactionHistoryRecords[].campaign string
            drift interactionHistoryRecords[].coBrowseSessions.more boolean
            drift interactionHistoryRecords[].sdes.total number
            drift interactionHistoryRecords[].surveys.exit array
            drift interactionHistoryRecords[].transcript.newTranscriptField number
            drift interactionHistoryRecords[].visitorInfo array
            documents 1, records 1
        "#]],
    );
    check(
        "",
        r#""campaign":{"campaignId":1},"CAMPAIGN":{"campaignId":2}"#,
        expect![[r#"
        engagement: engagement_id="e" campaign_id="1" extra={"CAMPAIGN":{"campaignId":2}}
        drift interactionHistoryRecords[].CAMPAIGN object
        documents 1, records 1
    "#]],
    );
}

#[test]
fn numbers_keep_their_digits() {
    check(
        r#""visitorId":12345678901234567890123,"agentId":41.0,"channel":"-1","chatMCS":"60.0""#,
        "",
        expect![[r#"
        engagement: engagement_id="e" visitor_id="12345678901234567890123" agent_id="41.0" channel_id=-1 chat_mcs=60
        documents 1, records 1
    "#]],
    );
}
