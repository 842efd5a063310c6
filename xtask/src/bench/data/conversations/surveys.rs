//! What consumers and agents answered.

use super::super::{Dice, Json, Words, name_of};
use super::{Conversation, list};

impl Conversation {
    pub(super) fn print_surveys(&self, words: &Words, dice: &mut Dice, out: &mut Json) {
        let dialogs: Vec<&String> = self.survey_dialog.iter().collect();
        list("conversationSurveys", dialogs.len() as u64, out, |index, out| {
            out.text("surveyType", "Satisfaction");
            out.text("surveyStatus", dice.pick(&["FILLED", "PARTIALLY_FILLED"]));
            out.int("surveyId", 190_003);
            out.text("dialogId", dialogs[index as usize]);
            let answers = 1 + dice.below(4);
            list("surveyData", answers, out, |number, out| answer(words, number, dice, out));
        });
        if dice.percent(20) {
            out.record("latestAgentSurvey", "", |out| self.print_agent_survey("latest", words, dice, out));
        }
        let earlier = u64::from(dice.percent(4));
        list("previouslySubmittedAgentSurveys", earlier, out, |_, out| {
            self.print_agent_survey("earlier", words, dice, out);
        });
    }

    fn print_agent_survey(&self, which: &str, words: &Words, dice: &mut Dice, out: &mut Json) {
        let agent = self.last_agent();
        out.text("surveyStatus", "SUBMITTED");
        out.text("statusReason", "SUBMITTED");
        out.text("dialogId", &self.id);
        out.text("surveyId", &format!("{}-{which}", self.id));
        out.int("acSurveyId", 2001);
        out.text("acSurveyName", "Wrap-up");
        out.int("acSurveyRevision", 1 + dice.below(29));
        out.int("surveySkillId", self.skill);
        out.text("surveySkillName", &format!("skill {}", self.skill));
        for who in ["assigned", "performedBy"] {
            out.text(&format!("{who}AgentId"), &agent.to_string());
            out.text(&format!("{who}AgentNickName"), name_of(agent));
            out.text(&format!("{who}AgentName"), name_of(agent));
        }
        out.long("lastUpdateTime", self.closed_ms);
        list("submittedAnswers", 2, out, |number, out| {
            out.text_of("questionText", |out| words.sentence(5, dice, out));
            out.int("questionId", number);
            out.text("questionDefinition", "multiple choice");
            out.text("questionCategory", "wrap-up");
            list("answers", 1, out, |_, out| {
                out.text_of("answer", |out| words.sentence(2, dice, out));
                out.text("answerId", "a1");
            });
        });
    }
}

fn answer(words: &Words, number: u64, dice: &mut Dice, out: &mut Json) {
    out.int("questionId", number);
    out.text_of("question", |out| words.sentence(5, dice, out));
    out.text("questionType", dice.pick(&["csat", "nps", "fcr", "custom"]));
    out.text("questionFormat", if number == 0 { "single" } else { "open" });
    out.text("answerId", &(1 + dice.below(5)).to_string());
    out.text_of("answer", |out| words.sentence(4, dice, out));
    out.int("answerSeq", number);
    out.boolean("isValidAnswer", dice.percent(95));
}
