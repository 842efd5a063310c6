//! Participants, transfers, dialogs, surveys, co-browse sessions.

use expect_test::{Expect, expect};

use super::{decoded, record};

#[track_caller]
fn check(containers: &str, expected: Expect) {
    let printed = decoded(&record("", containers)).print();
    let rows: Vec<_> = printed.lines().skip(1).collect();
    expected.assert_eq(&(rows.join("\n") + "\n"));
}

#[test]
fn agents_of_the_three_lists_share_one_numbering() {
    check(
        r#""agentParticipantsLeave":[{"agentId":"1","userType":"1","contextData":{"more":1}}],
           "agentParticipants":[{"agentId":"1"},{"agentId":2,"userType":2,"agentGroupId":-1,"newField":1}],
           "agentParticipantsActive":[{"agentId":-1,"agentNickname":"undefined"}]"#,
        expect![[r#"
              messaging_agent_participant: position=0 state="joined" agent_id="1"
              messaging_agent_participant: position=1 state="joined" agent_id="2" user_type_id=2 agent_group_id="-1" extra={"newField":1}
              messaging_agent_participant: position=2 state="active"
              messaging_agent_participant: position=3 state="left" agent_id="1" user_type_id=1 extra={"contextData":{"more":1}}
            drift conversationHistoryRecords[].agentParticipantsLeave[].contextData.more number
            drift conversationHistoryRecords[].agentParticipants[].newField number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn consumers_who_gave_nothing() {
    check(
        r#""consumerParticipant":[{"participantId":"p","firstName":"Null","lastName":"NA","consumerName":"undefined","phone":"0","email":"undefined","token":"null","avatarURL":"undefined","joinTimeL":-1}]"#,
        expect![[r#"
              messaging_consumer_participant: position=0 participant_id="p" first_name="Null" last_name="NA"
            documents 1, records 1
        "#]],
    );
}

#[test]
fn transfers_interactions_and_changes_of_skill() {
    check(
        r#""transfers":[{"assignedAgentId":"null","assignedAgentNickname":"null","targetSkillId":2,"sourceSkillId":-1,"reason":"back2Q","by":7}],
           "interactions":[{"agentId":"1","agentLoginName":"anna@shop.example","interactiveSequence":1},{"assignedAgentId":"2","agentId":"3"}],
           "skillChanges":[{"timeL":1499956884000,"targetSkillId":3,"skillBefore":2}]"#,
        expect![[r#"
              messaging_transfer: position=0 source_skill_id="-1" target_skill_id="2" reason="back2Q" transferred_by_id="7"
              messaging_interaction: position=0 agent_id="1" agent_login_name="anna@shop.example" sequence=1
              messaging_interaction: position=1 agent_id="2"
              messaging_skill_change: position=0 changed_at=2017-07-13T14:41:24.000+00:00 target_skill_id="3" extra={"skillBefore":2}
            drift conversationHistoryRecords[].skillChanges[].skillBefore number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn keys_of_dialogs_and_sessions_lose_none() {
    check(
        r#""dialogs":[{"dialogId":"d","skillId":1234,"endTimeL":-1},{"dialogId":"d","skillId":"-1"},{"status":"OPEN"},{"dialogId":""}],
           "coBrowseSessions":{"coBrowseSessionsList":[{"sessionId":"s","isInteractive":true},{"sessionId":"s","interactive":false,"isInteractive":true}]}"#,
        expect![[r##"
              messaging_dialog: dialog_id="d" skill_id="1234"
              messaging_dialog: dialog_id="#1" skill_id="-1" extra={"dialogId":"d"}
              messaging_dialog: dialog_id="#2" status="OPEN"
              messaging_dialog: dialog_id="#3"
              messaging_cobrowse_session: session_id="s" is_interactive=true
              messaging_cobrowse_session: session_id="#1" is_interactive=false extra={"isInteractive":true,"sessionId":"s"}
            drift conversationHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].isInteractive boolean
            drift conversationHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].sessionId string
            drift conversationHistoryRecords[].dialogs[].dialogId string
            documents 1, records 1
        "##]],
    );
}

#[test]
fn surveys_of_consumers() {
    check(
        r#""conversationSurveys":[
            {"surveyId":"s","surveyType":"CSAT","surveyStatus":"SKIPPED"},
            {"surveyStatus":"FILLED","surveyData":[{"question":"Solved?","answer":"Yes"},{"answerId":"InvalidAnswer","isValidAnswer":false,"new":1}]},
            {"surveyData":"none"}
        ]"#,
        expect![[r#"
              messaging_survey: position=0 survey_id="s" type="CSAT" status="SKIPPED"
              messaging_survey: position=1 status="FILLED"
              messaging_survey: position=2 extra={"surveyData":"none"}
              messaging_survey_answer: survey_position=1 position=0 question="Solved?" answer="Yes"
              messaging_survey_answer: survey_position=1 position=1 answer_id="InvalidAnswer" is_valid=false extra={"new":1}
            drift conversationHistoryRecords[].conversationSurveys[].surveyData string
            drift conversationHistoryRecords[].conversationSurveys[].surveyData[].new number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn surveys_of_agents() {
    check(
        r#""previouslySubmittedAgentSurveys":[
            {"surveyId":"s","lastUpdateTime":1499975904100,"assignedAgentId":"-1","submittedAnswers":[{"questionText":"Solved?","answers":[{"answer":"Yes","answerId":"1"},{"answerId":2}]},{"answers":[{"answer":"No","new":1}]}]},
            {"surveyId":"s","new":1}
           ],"latestAgentSurvey":{"surveyId":"s","surveyStatus":"OPEN"}"#,
        expect![[r#"
              messaging_agent_survey: position=0 is_latest=true survey_id="s" status="OPEN"
              messaging_agent_survey: position=1 is_latest=false survey_id="s" updated_at=2017-07-13T19:58:24.100+00:00
              messaging_agent_survey: position=2 is_latest=false survey_id="s" extra={"new":1}
              messaging_agent_survey_answer: position=1 answer_position=0 question="Solved?" answers=["Yes",null] answer_ids=["1","2"]
              messaging_agent_survey_answer: position=1 answer_position=1 answers=["No"] answer_ids=[null] extra={"answers":[{"answer":"No","new":1}]}
            drift conversationHistoryRecords[].previouslySubmittedAgentSurveys[].new number
            drift conversationHistoryRecords[].previouslySubmittedAgentSurveys[].submittedAnswers[].answers array
            documents 1, records 1
        "#]],
    );
}
