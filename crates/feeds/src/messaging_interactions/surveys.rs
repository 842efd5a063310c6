//! Surveys of consumers, and their answers.

use model::RejectReason;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::record::{Conversation, Place};
use super::tables::{MessagingSurvey, MessagingSurveyAnswer};
use crate::search::Items;

impl<'c> Conversation<'c, '_> {
    pub(super) fn write_surveys(&mut self, items: &'c [Node<'_>]) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        for (position, item) in (0..).zip(items) {
            let mut row = MessagingSurvey { account_id, conversation_id, position, ..MessagingSurvey::default() };
            let mut extra = Extra::new("conversationHistoryRecords[].conversationSurveys[]");
            let mut answers = None;
            row.read_fields_with(
                ROOT,
                expect_object(item, "conversationSurveys[]")?,
                &mut extra,
                |_, folded, (_, value), _| folded == b"surveydata" && take_items(&mut answers, value),
            );
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
            self.write_answers(position, answers.unwrap_or_default())?;
        }
        Ok(())
    }

    fn write_answers(&mut self, survey_position: i32, items: &'c [Node<'_>]) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        self.count(items.len())?;
        for (position, item) in (0..).zip(items) {
            let mut row = MessagingSurveyAnswer {
                account_id,
                conversation_id,
                survey_position,
                position,
                ..MessagingSurveyAnswer::default()
            };
            let mut extra = Extra::new("conversationHistoryRecords[].conversationSurveys[].surveyData[]");
            row.read_fields(ROOT, expect_object(item, "conversationSurveys[].surveyData[]")?, &mut extra);
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}

/// Takes the items of the first array, and returns whether it did: the caller keeps any other value in `extra`.
pub(super) fn take_items<'n, 'a>(slot: &mut Items<'n, 'a>, value: &'n Node<'a>) -> bool {
    let Node::Array(items) = value else { return false };
    let is_first = slot.is_none();
    *slot = slot.or(Some(items));
    is_first
}
