//! The transcript and the scores of its lines.

use model::RejectReason;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::record::{Chat, is_erased};
use super::tables::{EngagementLine, EngagementLineScore};

impl Chat<'_, '_> {
    /// Returns whether anything was erased.
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
        let fields = expect_object(item, "transcript.lines[]")?;
        row.read_fields(ROOT, fields, &mut extra);
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
        Ok(fields.iter().any(|(_, value)| is_erased(value)))
    }

    pub(super) fn write_scores(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        for (position, item) in (0..).zip(items) {
            let &mut Self { account_id, engagement_id, .. } = self;
            let mut row = EngagementLineScore { account_id, engagement_id, position, ..EngagementLineScore::default() };
            let mut extra = Extra::new("interactionHistoryRecords[].lineScores[]");
            row.read_fields(ROOT, expect_object(item, "lineScores[]")?, &mut extra);
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}
