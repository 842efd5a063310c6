//! Answers to the surveys before, after and behind a chat.

use model::RejectReason;
use model::rows::SurveyAnswer;
use model::tuple::Json;

use super::Chat;
use crate::feeds::object;
use crate::fields::{Extra, folded};
use crate::json::Node;

/// One of the three surveys.
pub(super) struct Kind {
    /// In the column `survey_kind`.
    name: &'static str,
    /// Upstream's field.
    field: &'static str,
    path: &'static str,
}

pub(super) const PRE_CHAT: Kind =
    Kind { name: "pre_chat", field: "surveys.preChat[]", path: "interactionHistoryRecords[].surveys.preChat[]" };
pub(super) const POST_CHAT: Kind =
    Kind { name: "post_chat", field: "surveys.postChat[]", path: "interactionHistoryRecords[].surveys.postChat[]" };
pub(super) const OPERATOR: Kind =
    Kind { name: "operator", field: "surveys.operator[]", path: "interactionHistoryRecords[].surveys.operator[]" };

impl Chat<'_, '_> {
    pub(super) fn write_answers(&mut self, kind: &Kind, items: &[Node<'_>]) -> Result<(), RejectReason> {
        for (position, item) in (0..).zip(items) {
            self.write_answer(kind, position, item)?;
        }
        Ok(())
    }

    fn write_answer(&mut self, kind: &Kind, position: i32, item: &Node<'_>) -> Result<(), RejectReason> {
        let &mut Self { account_id, engagement_id, .. } = self;
        let survey_kind = kind.name;
        let mut row = SurveyAnswer { account_id, engagement_id, survey_kind, position, ..SurveyAnswer::default() };
        let mut extra = Extra::new(kind.path);
        let (mut answered, mut answers, mut answer_ids) = (None, None, None);
        for (name, value) in object(item, kind.field)? {
            if value.is_null() {
                continue;
            }
            match folded(name, &mut [0; 64]) {
                b"surveyid" => extra.id(&mut row.survey_id, name, value),
                b"name" => extra.text(&mut row.survey_name, name, value),
                b"questionid" => extra.id(&mut row.question_id, name, value),
                b"displayname" => extra.text(&mut row.question, name, value),
                b"value" => extra.text(&mut row.answer, name, value),
                b"values" => extra.texts(&mut answers, name, value),
                b"answersid" => extra.integers(&mut answer_ids, name, value),
                b"scope" => extra.text(&mut row.scope, name, value),
                b"source" => extra.text(&mut row.source, name, value),
                b"time" => extra.spare(&mut answered, name, value),
                b"timel" => extra.time(&mut row.answered_at, name, value),
                _ => extra.keep(name, value),
            }
        }
        extra.spare_time(&mut row.answered_at, answered);
        let extra = extra.finish(self.drift);
        row.answers = answers.as_deref();
        row.answer_ids = answer_ids.as_deref();
        row.extra = extra.as_deref().map(Json);
        self.writer.push(&row);
        Ok(())
    }
}
