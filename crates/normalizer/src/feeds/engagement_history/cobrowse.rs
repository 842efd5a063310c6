//! Co-browse sessions.

use std::borrow::Cow;
use std::collections::HashSet;

use model::RejectReason;
use model::rows::CobrowseSession;
use model::tuple::Json;

use super::{Chat, Fields};
use crate::feeds::object;
use crate::fields::{Extra, folded, id, scalar};
use crate::json::Node;

const FIELD: &str = "coBrowseSessions.coBrowseSessionsList[]";

impl Chat<'_, '_> {
    pub(super) fn write_sessions(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        let mut keys = HashSet::new();
        for (position, item) in items.iter().enumerate() {
            let fields = object(item, FIELD)?;
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
        let (mut started, mut ended, mut interactive) = (None, None, None);
        for (name, value) in fields {
            if value.is_null() {
                continue;
            }
            match folded(name, &mut [0; 64]) {
                b"sessionid" if id(value) == Some(session_id) || scalar(value) == Some("") => {}
                b"starttime" => extra.spare(&mut started, name, value),
                b"starttimel" => extra.time(&mut row.started_at, name, value),
                b"endtime" => extra.spare(&mut ended, name, value),
                b"endtimel" => extra.time(&mut row.ended_at, name, value),
                b"interactivetime" => extra.spare(&mut interactive, name, value),
                b"interactivetimel" => extra.time(&mut row.interactive_at, name, value),
                b"endreason" => extra.text(&mut row.end_reason, name, value),
                b"duration" => extra.big_integer(&mut row.duration_ms, name, value),
                b"interactive" => extra.boolean(&mut row.is_interactive, name, value),
                b"type" => extra.text(&mut row.r#type, name, value),
                b"agentid" => extra.id(&mut row.agent_id, name, value),
                _ => extra.keep(name, value),
            }
        }
        extra.spare_time(&mut row.started_at, started);
        extra.spare_time(&mut row.ended_at, ended);
        extra.spare_time(&mut row.interactive_at, interactive);
        let extra = extra.finish(self.drift);
        row.extra = extra.as_deref().map(Json);
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
