//! The transcript and the scores of its lines.

use model::RejectReason;
use model::rows::{EngagementLine, EngagementLineScore};
use model::tuple::Json;

use super::{Chat, is_erased};
use crate::feeds::{canonical, object};
use crate::fields::{Extra, folded};
use crate::json::Node;

impl Chat<'_, '_> {
    /// Answers whether anything was erased.
    pub(super) fn write_lines(&mut self, items: &[Node<'_>]) -> Result<bool, RejectReason> {
        let mut any_erased = false;
        for (position, item) in (0..).zip(items) {
            any_erased |= self.write_line(position, item)?;
        }
        Ok(any_erased)
    }

    fn write_line(&mut self, position: i32, item: &Node<'_>) -> Result<bool, RejectReason> {
        let &mut Self { account_id, engagement_id, .. } = self;
        let mut row = EngagementLine { account_id, engagement_id, position, ..EngagementLine::default() };
        let mut extra = Extra::new("interactionHistoryRecords[].transcript.lines[]");
        let (mut sent, mut rich_content, mut any_erased) = (None, None, false);
        for (name, value) in object(item, "transcript.lines[]")? {
            if value.is_null() {
                continue;
            }
            any_erased |= is_erased(value);
            match folded(name, &mut [0; 64]) {
                b"time" => extra.spare(&mut sent, name, value),
                b"timel" => extra.time(&mut row.sent_at, name, value),
                b"lineseq" => extra.id(&mut row.line_seq, name, value),
                b"source" => extra.text(&mut row.source, name, value),
                b"by" => extra.text(&mut row.sender_name, name, value),
                b"agentid" => extra.id(&mut row.agent_id, name, value),
                b"text" => extra.text(&mut row.text, name, value),
                b"json" if rich_content.is_none() => rich_content = canonical(value),
                b"texttype" => extra.text(&mut row.text_type, name, value),
                b"subtype" => extra.text(&mut row.sub_type, name, value),
                b"controltype" => extra.integer(&mut row.control_type_id, name, value),
                b"cannedanswertype" => extra.integer(&mut row.canned_answer_type, name, value),
                _ => extra.keep(name, value),
            }
        }
        extra.spare_time(&mut row.sent_at, sent);
        let extra = extra.finish(self.drift);
        row.rich_content = rich_content.as_deref().map(Json);
        row.extra = extra.as_deref().map(Json);
        self.writer.push(&row);
        Ok(any_erased)
    }

    pub(super) fn write_scores(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        for (position, item) in (0..).zip(items) {
            let &mut Self { account_id, engagement_id, .. } = self;
            let mut row = EngagementLineScore { account_id, engagement_id, position, ..EngagementLineScore::default() };
            let mut extra = Extra::new("interactionHistoryRecords[].lineScores[]");
            for (name, value) in object(item, "lineScores[]")? {
                if value.is_null() {
                    continue;
                }
                match folded(name, &mut [0; 64]) {
                    b"lineseq" => extra.id(&mut row.line_seq, name, value),
                    b"linerawscore" => extra.decimal(&mut row.raw_score, name, value),
                    b"mcs" => extra.integer(&mut row.mcs, name, value),
                    _ => extra.keep(name, value),
                }
            }
            let extra = extra.finish(self.drift);
            row.extra = extra.as_deref().map(Json);
            self.writer.push(&row);
        }
        Ok(())
    }
}
