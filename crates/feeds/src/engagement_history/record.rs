//! A record of the search becomes an `engagement` and its children (Engagement History API, response).

use model::batch::{Batch, DocumentVersion, DocumentWriter};
use model::{Drift, RejectReason};
use normalizer::Record;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::record::{expect_array, expect_key, expect_object, expect_rows};
use normalizer::{Context, Decoded, Fields};
use tuple::Millis;

use super::tables::Engagement;
use super::{ERASED, info, surveys};
use crate::search::{Items, expect_account, read_arrays};

/// Where a record stands.
pub(super) const PATH: &str = "interactionHistoryRecords[]";

pub(super) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let (containers, extra) = Containers::read(expect_object(&record.parsed.node, PATH)?)?;
    expect_account(containers.info, "accountId", context.account)?;
    let engagement_id = expect_key(containers.info, "engagementId")?;
    let writer = batch.begin();
    let mut chat = Chat { account_id: context.account, engagement_id, writer, drift: &mut decoded.drift, rows: 0 };
    let copy = chat.write(&containers, extra)?;
    if let Some(at) = context.fetched_at {
        chat.writer.set_version(DocumentVersion { rank: copy.rank(), at });
    }
    chat.writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters;
    decoded.last_ended = decoded.last_ended.max(copy.ended_at);
    Ok(())
}

/// How good this copy of the chat is.
struct CopyState {
    is_erased: bool,
    is_complete: bool,
    is_enriched: bool,
    ended_at: Option<Millis>,
}

impl CopyState {
    /// A copy of lesser rank never replaces one of greater: erasure is for good, and chats only become more complete.
    fn rank(&self) -> i16 {
        4 * i16::from(self.is_erased) + 2 * i16::from(self.is_complete) + i16::from(self.is_enriched)
    }
}

/// Tells whether upstream erased the value.
pub(super) fn is_erased(value: &Node<'_>) -> bool {
    matches!(value, Node::String(text) if *text == ERASED)
}

/// The parts of a record. If one is printed twice, the first counts and the second goes to `extra`.
#[derive(Default)]
pub(super) struct Containers<'n, 'a> {
    pub(super) info: Fields<'n, 'a>,
    pub(super) campaign: Option<(&'n str, &'n Node<'a>)>,
    pub(super) visitor_info: Option<(&'n str, &'n Node<'a>)>,
    lines: Items<'n, 'a>,
    scores: Items<'n, 'a>,
    pre_chat: Items<'n, 'a>,
    post_chat: Items<'n, 'a>,
    operator: Items<'n, 'a>,
    sessions: Items<'n, 'a>,
    events: Items<'n, 'a>,
}

impl<'n, 'a> Containers<'n, 'a> {
    fn read(record: Fields<'n, 'a>) -> Result<(Self, Extra<'n, 'a>), RejectReason> {
        let mut found = Self::default();
        let mut extra = Extra::new(info::PATH);
        for (name, value) in record {
            if value.is_null() {
                continue;
            }
            match folded(name, &mut [0; 64]) {
                b"info" if found.info.is_empty() => found.info = expect_object(value, "info")?,
                b"campaign" if found.campaign.is_none() => found.campaign = Some((name, value)),
                b"visitorinfo" if found.visitor_info.is_none() => found.visitor_info = Some((name, value)),
                b"linescores" if found.scores.is_none() => found.scores = Some(expect_array(value, "lineScores")?),
                b"transcript" => {
                    let arrays = [("lines", &mut found.lines)];
                    read_arrays(("transcript", TRANSCRIPT), value, arrays, &mut extra)?;
                }
                b"surveys" => {
                    let (pre, post) = (("preChat", &mut found.pre_chat), ("postChat", &mut found.post_chat));
                    let arrays = [pre, post, ("operator", &mut found.operator)];
                    read_arrays(("surveys", SURVEYS), value, arrays, &mut extra)?;
                }
                b"cobrowsesessions" => {
                    let arrays = [("coBrowseSessionsList", &mut found.sessions)];
                    read_arrays(("coBrowseSessions", COBROWSE), value, arrays, &mut extra)?;
                }
                b"sdes" => {
                    let arrays = [("events", &mut found.events)];
                    read_arrays(("sdes", SDES), value, arrays, &mut extra)?;
                }
                _ => extra.keep_of(PATH, name, value),
            }
        }
        Ok((found, extra))
    }

    /// Rows of the arrays, a row per item.
    fn rows(&self) -> usize {
        let arrays =
            [self.lines, self.scores, self.pre_chat, self.post_chat, self.operator, self.sessions, self.events];
        arrays.into_iter().flatten().map(<[_]>::len).sum()
    }
}

const TRANSCRIPT: &str = "interactionHistoryRecords[].transcript";
const SURVEYS: &str = "interactionHistoryRecords[].surveys";
const COBROWSE: &str = "interactionHistoryRecords[].coBrowseSessions";
const SDES: &str = "interactionHistoryRecords[].sdes";

/// Where the rows of one chat go.
pub(super) struct Chat<'c, 'b> {
    pub(super) account_id: &'c str,
    pub(super) engagement_id: &'c str,
    pub(super) writer: DocumentWriter<'b>,
    pub(super) drift: &'c mut Drift,
    rows: usize,
}

impl<'c> Chat<'c, '_> {
    /// Refuses more rows than a record may have, before they are written.
    pub(super) fn count(&mut self, rows: usize) -> Result<(), RejectReason> {
        self.rows += rows;
        expect_rows(self.rows)
    }

    /// In one order, whatever the order of the fields: the hash of equal chats must be equal.
    fn write<'a>(
        &mut self,
        containers: &Containers<'c, 'a>,
        mut extra: Extra<'c, 'a>,
    ) -> Result<CopyState, RejectReason> {
        self.count(containers.rows())?;
        let (account_id, engagement_id) = (self.account_id, self.engagement_id);
        let mut row = Engagement { account_id, engagement_id, ..Engagement::default() };
        let mut is_erased = info::read(containers, &mut row, &mut extra);
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
        is_erased |= self.write_lines(containers.lines.unwrap_or_default())?;
        self.write_scores(containers.scores.unwrap_or_default())?;
        self.write_answers(&surveys::PRE_CHAT, containers.pre_chat.unwrap_or_default())?;
        self.write_answers(&surveys::POST_CHAT, containers.post_chat.unwrap_or_default())?;
        self.write_answers(&surveys::OPERATOR, containers.operator.unwrap_or_default())?;
        self.write_sessions(containers.sessions.unwrap_or_default())?;
        self.write_events(containers.events.unwrap_or_default())?;
        Ok(CopyState {
            is_erased,
            is_complete: row.is_partial != Some(true),
            is_enriched: row.is_enriched != Some(false),
            ended_at: row.ended_at,
        })
    }
}
