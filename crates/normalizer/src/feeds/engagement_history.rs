//! Engagement History: a record of the search becomes an `engagement` and its children (Engagement History API,
//! response).
//!
//! `info` reads what becomes the parent's columns, `lines` the transcript and its scores, `surveys` the answers,
//! `cobrowse` the co-browse sessions, `attributes` what the site reported of the visitor, with `typed` and `products`.

mod attributes;
mod cobrowse;
mod info;
mod lines;
mod products;
mod surveys;
mod typed;

use model::batch::{Batch, DocumentVersion, DocumentWriter};
use model::rows::Engagement;
use model::tuple::{Json, Millis};
use model::{Drift, RejectReason};

use super::{Context, Fields, array, bounded, key, object};
use crate::decode::Decoded;
use crate::fields::{Extra, folded};
use crate::json::Node;
use crate::scan::Record;

const PATH: &str = "interactionHistoryRecords[]";
/// What upstream writes over personal data that it erases.
pub(crate) const ERASED: &str = "** LP deleted data **";

pub(crate) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let (containers, extra) = Containers::read(object(&record.parsed.node, PATH)?)?;
    info::expect_account(containers.info, context.account)?;
    let engagement_id = key(containers.info, "engagementId")?;
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

fn is_erased(value: &Node<'_>) -> bool {
    matches!(value, Node::String(text) if *text == ERASED)
}

type Items<'n, 'a> = Option<&'n [Node<'a>]>;

/// The parts of a record. Of what is printed twice the first counts; the second goes to `extra`.
#[derive(Default)]
struct Containers<'n, 'a> {
    info: Fields<'n, 'a>,
    campaign: Option<(&'n str, &'n Node<'a>)>,
    visitor_info: Option<(&'n str, &'n Node<'a>)>,
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
                b"info" if found.info.is_empty() => found.info = object(value, "info")?,
                b"campaign" if found.campaign.is_none() => found.campaign = Some((name, value)),
                b"visitorinfo" if found.visitor_info.is_none() => found.visitor_info = Some((name, value)),
                b"linescores" if found.scores.is_none() => found.scores = Some(array(value, "lineScores")?),
                b"transcript" => {
                    let arrays = [("lines", &mut found.lines)];
                    extra.nest("transcript", read_arrays("transcript", TRANSCRIPT, value, arrays)?);
                }
                b"surveys" => {
                    let (pre, post) = (("preChat", &mut found.pre_chat), ("postChat", &mut found.post_chat));
                    let arrays = [pre, post, ("operator", &mut found.operator)];
                    extra.nest("surveys", read_arrays("surveys", SURVEYS, value, arrays)?);
                }
                b"cobrowsesessions" => {
                    let arrays = [("coBrowseSessionsList", &mut found.sessions)];
                    extra.nest("coBrowseSessions", read_arrays("coBrowseSessions", COBROWSE, value, arrays)?);
                }
                b"sdes" => {
                    let arrays = [("events", &mut found.events)];
                    extra.nest("sdes", read_arrays("sdes", SDES, value, arrays)?);
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

/// Finds the arrays in a container that holds nothing else; what it holds all the same is answered.
fn read_arrays<'n, 'a, const COUNT: usize>(
    container: &'static str,
    path: &'static str,
    value: &'n Node<'a>,
    mut arrays: [(&'static str, &mut Items<'n, 'a>); COUNT],
) -> Result<Extra<'n, 'a>, RejectReason> {
    let mut unknown = Extra::new(path);
    for (name, value) in object(value, container)? {
        if value.is_null() {
            continue;
        }
        match arrays.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((known, items)) if items.is_none() => **items = Some(array(value, known)?),
            _ => unknown.keep(name, value),
        }
    }
    Ok(unknown)
}

/// Where the rows of one chat go.
struct Chat<'c, 'b> {
    account_id: &'c str,
    engagement_id: &'c str,
    writer: DocumentWriter<'b>,
    drift: &'c mut Drift,
    rows: usize,
}

impl Chat<'_, '_> {
    /// Refuses more rows than a record may have, before they are written.
    fn count(&mut self, rows: usize) -> Result<(), RejectReason> {
        self.rows += rows;
        bounded(self.rows)
    }

    /// In one order, whatever the order of the fields: the hash of equal chats must be equal.
    fn write(&mut self, containers: &Containers<'_, '_>, extra: Extra<'_, '_>) -> Result<CopyState, RejectReason> {
        self.count(containers.rows())?;
        let (account_id, engagement_id) = (self.account_id, self.engagement_id);
        let mut row = Engagement { account_id, engagement_id, ..Engagement::default() };
        let (mut is_erased, extra) = info::read(containers, &mut row, extra);
        let extra = extra.finish(self.drift);
        row.extra = extra.as_deref().map(Json);
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
