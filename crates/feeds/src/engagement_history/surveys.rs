//! Answers to the surveys before, after and behind a chat.

use model::RejectReason;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::record::Chat;
use super::tables::SurveyAnswer;

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
        row.read_fields(ROOT, expect_object(item, kind.field)?, &mut extra);
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
        Ok(())
    }
}
