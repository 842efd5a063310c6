//! Who took part, and how the conversation moved between them.

use super::super::searched::time;
use super::super::{Dice, Json, MINUTE_MS, name_of};
use super::messages::print_context;
use super::{Conversation, list};

impl Conversation {
    pub(super) fn print_people(&self, dice: &mut Dice, out: &mut Json) {
        let turns = self.agents.len() as u64;
        let bot = dice.below(8);
        // Nobody is active in a conversation that is closed.
        for (name, items, later) in
            [("agentParticipants", turns, 0), ("agentParticipantsActive", 0, 0), ("agentParticipantsLeave", turns, 1)]
        {
            list(name, items, out, |turn, out| {
                self.print_participant(turn, turn == bot, out);
                time("time", self.at_ms(turn + later, turns), out);
            });
        }
        self.print_consumer(dice, out);
        list("transfers", turns - 1, out, |turn, out| self.print_transfer(turn, dice, out));
        list("interactions", turns, out, |turn, out| {
            print_agent("assigned", self.agents[turn as usize], out);
            time("interactionTime", self.at_ms(turn, turns) + MINUTE_MS, out);
            out.int("interactiveSequence", turn + 1);
            out.text("dialogId", &self.id);
        });
        list("skillChanges", u64::from(dice.percent(10)), out, |_, out| {
            time("time", self.started_ms, out);
            print_skill("source", 0, out);
            print_skill("target", self.skill, out);
            out.text("reason", "DEFAULT_SKILL");
            out.text("dialogId", &self.id);
        });
        self.print_dialogs(out);
    }

    fn print_participant(&self, turn: u64, is_bot: bool, out: &mut Json) {
        let agent = self.agents[turn as usize];
        print_agent("", agent, out);
        out.text("agentPid", &format!("{agent:08x}-invented"));
        out.boolean("agentDeleted", false);
        out.text("userType", if is_bot { "2" } else { "1" });
        out.text("userTypeName", if is_bot { "Bot" } else { "Human" });
        out.text("role", "AGENT");
        out.int("agentGroupId", agent % 4);
        out.text("agentGroupName", "Main Group");
        out.text("permission", "ASSIGNED_AGENT");
        out.text("dialogId", &self.id);
        if is_bot {
            print_context(out);
        }
    }

    fn print_consumer(&self, dice: &mut Dice, out: &mut Json) {
        list("consumerParticipants", 1, out, |_, out| {
            out.text("participantId", &self.consumer);
            out.text("firstName", self.name);
            out.text("lastName", "undefined");
            out.text("consumerName", self.name);
            out.text("phone", "0");
            out.text("email", &format!("consumer{}@shop.example", dice.below(1_000_000)));
            out.text("token", "undefined");
            out.text("avatarURL", "undefined");
            time("time", self.started_ms, out);
            time("joinTime", self.started_ms, out);
            out.text("dialogId", &self.id);
        });
    }

    fn print_transfer(&self, turn: u64, dice: &mut Dice, out: &mut Json) {
        let (source, target) = (self.agents[turn as usize], self.agents[turn as usize + 1]);
        time("time", self.at_ms(turn + 1, self.agents.len() as u64), out);
        print_agent("source", source, out);
        print_agent("assigned", target, out);
        print_skill("source", self.skill, out);
        print_skill("target", dice.below(40), out);
        out.text("reason", dice.pick(&["Agent", "TakeOver"]));
        out.text("by", &source.to_string());
        out.text("dialogId", &self.id);
    }

    /// Prints the conversation's own dialog, and that of the survey.
    fn print_dialogs(&self, out: &mut Json) {
        let main = ("MAIN", &self.id, self.started_ms, self.closed_ms);
        let survey = self.survey_dialog.as_ref().map(|id| ("POST_SURVEY", id, self.closed_ms, self.survey_ms));
        let dialogs: Vec<_> = [main].into_iter().chain(survey).collect();
        list("dialogs", dialogs.len() as u64, out, |index, out| {
            let (kind, id, started_ms, ended_ms) = dialogs[index as usize];
            out.text("dialogId", id);
            out.text("status", "CLOSE");
            out.text("dialogType", kind);
            out.text("dialogChannelType", "MESSAGING");
            time("startTime", started_ms, out);
            time("endTime", ended_ms, out);
            out.text("closeReason", "AGENT");
            out.text("closeReasonDescription", "MANUAL_CLOSE");
            out.int("skillId", self.skill);
            out.text("skillName", &format!("skill {}", self.skill));
        });
    }
}

/// Prints an agent's id and names, each behind a prefix.
pub(super) fn print_agent(prefix: &str, agent: u64, out: &mut Json) {
    let begin = if prefix.is_empty() { "agent".to_owned() } else { format!("{prefix}Agent") };
    out.text(&format!("{begin}Id"), &agent.to_string());
    out.text(&format!("{begin}LoginName"), &format!("agent{agent}@shop.example"));
    out.text(&format!("{begin}Nickname"), name_of(agent));
    out.text(&format!("{begin}FullName"), name_of(agent));
}

/// Prints a skill's id and name behind a prefix.
pub(super) fn print_skill(prefix: &str, skill: u64, out: &mut Json) {
    out.int(&format!("{prefix}SkillId"), skill);
    out.text(&format!("{prefix}SkillName"), &format!("skill {skill}"));
}
