//! Co-browse sessions.

use std::collections::HashSet;

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::record::Chat;
use super::tables::CobrowseSession;
use crate::search::{is_key, unique_key};

const FIELD: &str = "coBrowseSessions.coBrowseSessionsList[]";

impl Chat<'_, '_> {
    pub(super) fn write_sessions(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        let mut keys = HashSet::new();
        for (position, item) in items.iter().enumerate() {
            let fields = expect_object(item, FIELD)?;
            let key = unique_key("sessionId", fields, position, &keys);
            self.write_session(&key, fields);
            keys.insert(key);
        }
        Ok(())
    }

    fn write_session(&mut self, session_id: &str, fields: Fields<'_, '_>) {
        let &mut Self { account_id, engagement_id, .. } = self;
        let mut row = CobrowseSession { account_id, engagement_id, session_id, ..CobrowseSession::default() };
        let mut extra = Extra::new("interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[]");
        row.read_fields_with(ROOT, fields, &mut extra, |_, folded, (_, value), _| {
            folded == b"sessionid" && is_key(value, session_id)
        });
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
    }
}
