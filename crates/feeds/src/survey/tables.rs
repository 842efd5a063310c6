//! The tables of surveys.

use model::batch::Hash;
use model::rows::{CopyOrder, FactSource, Family, Row};
use normalizer::table;
use normalizer::table::Part;
use tuple::{Decimal, Json, Millis};

/// A survey that somebody filled in, with its answers.
pub static SURVEY: Family = Family {
    name: Survey::TABLE.name,
    parent: Survey::TABLE,
    children: &[SurveyContent::TABLE],
    members: None,
    key: &["survey_key"],
    order: CopyOrder::Version,
    history: None,
    names: &[],
    fact: Some(FactSource { subject: "chat", id: "conversation_id" }),
    content_rev: 1,
};

/// The `VisitorHeader` of the body.
pub(super) const HEADER: Part = Part(1);

table! {
    /// Data Access, an item of `surveys` with its `VisitorHeader`.
    Survey<'a> in "survey" {
        account_id: &'a str,
        survey_key: Hash,
        survey_id: Option<&'a str> = id("id"),
        survey_kind: Option<&'a str> = id("type"),
        viewed_at: Option<Millis> = time("viewTime"),
        conversation_id: Option<&'a str> = id("conversationId"),
        visit_id: Option<&'a str> = id(HEADER, "visitId"),
        visitor_id: Option<&'a str> = id(HEADER, "visitorId"),
        context_id: Option<&'a str> = id(HEADER, "contextId"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `contents`.
    SurveyContent<'a> in "survey_content" {
        account_id: &'a str,
        survey_key: Hash,
        position: i32,
        question: Option<&'a str> = text("question"),
        answer: Option<&'a str> = text("answer"),
        survey_name: Option<&'a str> = text("surveyName"),
        answered_at: Option<Millis> = time("answerSubmitTime"),
        answer_type_id: Option<i32> = integer("answerType"),
        csat_threshold: Option<Decimal<'a>> = average_size("csatThreshold"),
        extra: Option<Json<String>>,
    }
}
