//! Surveys that agents fill in after a conversation: the latest, then those that were submitted before.

use model::RejectReason;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::containers::Part;
use super::record::{Conversation, Place};
use super::surveys::take_items;
use super::tables::{MessagingAgentSurvey, MessagingAgentSurveyAnswer};
use super::words::read_pairs;
use crate::search::Items;

/// One of the two containers.
struct Container {
    field: &'static str,
    path: &'static str,
    answers_field: &'static str,
    answers_path: &'static str,
}

macro_rules! container {
    ($field:literal) => {
        Container {
            field: $field,
            path: concat!("conversationHistoryRecords[].", $field),
            answers_field: concat!($field, ".submittedAnswers[]"),
            answers_path: concat!("conversationHistoryRecords[].", $field, ".submittedAnswers[]"),
        }
    };
}

const LATEST: Container = container!("latestAgentSurvey");
const EARLIER: Container = container!("previouslySubmittedAgentSurveys[]");

impl<'c> Conversation<'c, '_> {
    pub(super) fn write_agent_surveys<'a>(
        &mut self,
        latest: Part<'c, 'a>,
        earlier: &'c [Node<'a>],
    ) -> Result<(), RejectReason> {
        let latest = latest.map(|(_, survey)| (&LATEST, survey));
        self.count(latest.iter().len())?;
        let surveys = latest.into_iter().chain(earlier.iter().map(|survey| (&EARLIER, survey)));
        for (position, (container, survey)) in (0..).zip(surveys) {
            self.write_agent_survey(container, position, survey)?;
        }
        Ok(())
    }

    fn write_agent_survey(
        &mut self,
        container: &Container,
        position: i32,
        survey: &'c Node<'_>,
    ) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        let mut row = MessagingAgentSurvey {
            account_id,
            conversation_id,
            position,
            is_latest: container.field == LATEST.field,
            ..MessagingAgentSurvey::default()
        };
        let mut extra = Extra::new(container.path);
        let mut answers: Items<'_, '_> = None;
        row.read_fields_with(ROOT, expect_object(survey, container.field)?, &mut extra, |_, folded, (_, value), _| {
            folded == b"submittedanswers" && take_items(&mut answers, value)
        });
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
        let answers = answers.unwrap_or_default();
        self.count(answers.len())?;
        for (answer_position, answer) in (0..).zip(answers) {
            let mut row = MessagingAgentSurveyAnswer {
                account_id,
                conversation_id,
                position,
                answer_position,
                ..MessagingAgentSurveyAnswer::default()
            };
            let mut extra = Extra::new(container.answers_path);
            let fields = expect_object(answer, container.answers_field)?;
            row.read_fields_with(ROOT, fields, &mut extra, |row, folded, (name, value), extra| {
                if folded == b"answers" {
                    let columns = [&mut row.answers, &mut row.answer_ids];
                    read_pairs(["answer", "answerId"], columns, container.answers_path, (name, value), extra);
                }
                folded == b"answers"
            });
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}
