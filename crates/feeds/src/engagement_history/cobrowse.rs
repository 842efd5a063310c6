//! Co-browse sessions.

use std::borrow::Cow;
use std::collections::HashSet;

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::{id, scalar};

use super::record::Chat;
use super::tables::CobrowseSession;

const FIELD: &str = "coBrowseSessions.coBrowseSessionsList[]";

impl Chat<'_, '_> {
    pub(super) fn write_sessions(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        let mut keys = HashSet::new();
        for (position, item) in items.iter().enumerate() {
            let fields = expect_object(item, FIELD)?;
            let key = session_key(fields, position, &keys);
            self.write_session(&key, fields);
            keys.insert(key);
        }
        Ok(())
    }

    fn write_session(&mut self, session_id: &str, fields: Fields<'_, '_>) {
        let &mut Self { account_id, engagement_id, .. } = self;
        let mut row = CobrowseSession { account_id, engagement_id, session_id, ..CobrowseSession::default() };
        let mut extra = Extra::new("interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[]");
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            let mut buffer = [0; 64];
            let folded = folded(name, &mut buffer);
            if row.read_column(ROOT, folded, name, value, &mut extra) {
                continue;
            }
            match folded {
                b"sessionid" if id(value) == Some(session_id) || scalar(value) == Some("") => {}
                _ => extra.keep(name, value),
            }
        }
        row.read_spares(&mut extra);
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
    }
}

/// Upstream's id, or `#` and the place in the list when it gave none, or one twice: the key must not lose a session.
fn session_key<'n>(fields: Fields<'n, '_>, position: usize, taken: &HashSet<Cow<'_, str>>) -> Cow<'n, str> {
    let is_id = |name: &str, value: &Node<'_>| name.eq_ignore_ascii_case("sessionId") && !value.is_null();
    let found = fields.iter().find(|(name, value)| is_id(name, value)).and_then(|(_, value)| id(value));
    let mut key = found.map_or_else(|| Cow::Owned(format!("#{position}")), Cow::Borrowed);
    if taken.contains(&key) {
        key = Cow::Owned(format!("#{position}"));
    }
    while taken.contains(&key) {
        key = Cow::Owned(format!("#{key}"));
    }
    key
}
