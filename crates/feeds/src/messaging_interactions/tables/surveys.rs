//! What consumers and agents answered.

use normalizer::table;
use tuple::{Json, Millis};

use super::super::words::Words;

table! {
    /// Messaging Interactions, an item of `conversationSurveys`.
    MessagingSurvey<'a> in "messaging_survey" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        survey_id: Option<&'a str> = id("surveyId"),
        r#type: Option<&'a str> = word("surveyType"),
        status: Option<&'a str> = word("surveyStatus"),
        dialog_id: Option<&'a str> = id("dialogId"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `surveyData` of such a survey.
    MessagingSurveyAnswer<'a> in "messaging_survey_answer" {
        account_id: &'a str,
        conversation_id: &'a str,
        survey_position: i32,
        position: i32,
        question_id: Option<&'a str> = id("questionId"),
        question: Option<&'a str> = text("question"),
        question_type: Option<&'a str> = word("questionType"),
        question_format: Option<&'a str> = word("questionFormat"),
        answer_id: Option<&'a str> = id("answerId"),
        answer: Option<&'a str> = text("answer"),
        answer_seq: Option<i32> = integer("answerSeq"),
        is_valid: Option<bool> = boolean("isValidAnswer"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, `latestAgentSurvey` or an item of `previouslySubmittedAgentSurveys`.
    MessagingAgentSurvey<'a> in "messaging_agent_survey" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        is_latest: bool,
        survey_id: Option<&'a str> = id("surveyId"),
        status: Option<&'a str> = word("surveyStatus"),
        status_reason: Option<&'a str> = word("statusReason"),
        dialog_id: Option<&'a str> = id("dialogId"),
        ac_survey_id: Option<&'a str> = id("acSurveyId"),
        ac_survey_name: Option<&'a str> = text("acSurveyName"),
        ac_survey_revision: Option<i64> = big_integer("acSurveyRevision"),
        skill_id: Option<&'a str> = id("surveySkillId"),
        skill_name: Option<&'a str> = text("surveySkillName"),
        assigned_agent_id: Option<&'a str> = person_id("assignedAgentId"),
        assigned_agent_name: Option<&'a str> = given("assignedAgentNickName"),
        assigned_agent_full_name: Option<&'a str> = given("assignedAgentName"),
        performed_by_agent_id: Option<&'a str> = person_id("performedByAgentId"),
        performed_by_agent_name: Option<&'a str> = given("performedByAgentNickName"),
        performed_by_agent_full_name: Option<&'a str> = given("performedByAgentName"),
        updated_at: Option<Millis> = moment("lastUpdateTime"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `submittedAnswers` of such a survey.
    MessagingAgentSurveyAnswer<'a> in "messaging_agent_survey_answer" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        answer_position: i32,
        question_id: Option<&'a str> = id("questionId"),
        question: Option<&'a str> = text("questionText"),
        question_definition: Option<&'a str> = text("questionDefinition"),
        question_category: Option<&'a str> = text("questionCategory"),
        answers: Option<Vec<Option<&'a str>>>,
        answer_ids: Option<Vec<Option<&'a str>>>,
        extra: Option<Json<String>>,
    }
}
