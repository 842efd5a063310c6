//! Where sample rows go, and what every method's containers have in common.

use model::batch::DocumentVersion;
use model::rows::{Family, Row};
use model::{AccountId, Position, Reject, RejectReason};
use tuple::Millis;

use super::{SampleMethod, SampleMoment};
use crate::canonical::write_object;
use crate::decoded::{DecodeLimits, Decoded, SampleSpan};
use crate::error::DecodeError;
use crate::json::Node;
use crate::output::{Batches, Emit};
use crate::record::Fields;
use crate::values::ID_BYTES_MAX;
use crate::walk::is_kept_with_unit;

/// The interval, or the moment, that a metric is of.
#[derive(Clone, Copy, Debug)]
pub struct SampleAt {
    /// The end of the interval; of a snapshot its moment.
    pub end_at: Millis,
    /// Whether the interval had ended when upstream answered.
    pub is_final: bool,
}

/// Names and values that tell what a metric object is of, beside its time: for the quarantine.
pub type Ids<'i> = &'i [(&'static str, &'i str)];

/// The rows of one answer.
pub struct Samples<'e> {
    method: &'static SampleMethod,
    /// Whose data.
    pub account: &'e str,
    /// When the answer was made.
    pub moment: SampleMoment,
    batches: Batches<'e>,
    /// What was in the answer so far.
    pub decoded: Decoded,
    covered_from: Option<Millis>,
    covered_through: Option<Millis>,
}

impl<'e> Samples<'e> {
    pub(super) fn new(
        method: &'static SampleMethod,
        account: &'e AccountId,
        moment: SampleMoment,
        limits: DecodeLimits,
        emit: Emit<'e>,
    ) -> Self {
        let batches = Batches::new(method.families[0], limits, emit);
        let decoded = Decoded::default();
        let account = account.as_str();
        Self { method, account, moment, batches, decoded, covered_from: None, covered_through: None }
    }

    /// Counts the interval as covered, whatever is in it. They come in the order of time.
    pub(super) fn interval(&mut self, end_at: Millis) -> SampleAt {
        let begin_ms = end_at.epoch_ms() - i64::from(self.moment.interval_s) * 1_000;
        let is_final = end_at <= self.moment.fetched_at;
        self.covered_from = self.covered_from.or_else(|| Millis::new(begin_ms));
        if is_final {
            self.covered_through = Some(end_at);
        }
        SampleAt { end_at, is_final }
    }

    pub(super) fn finish(mut self) -> Result<Decoded, DecodeError> {
        self.batches.hand_over_all()?;
        let span = self.covered_from.zip(self.covered_through);
        let samples = span.map(|(covered_from, covered_through)| SampleSpan { covered_from, covered_through });
        Ok(Decoded { samples, ..self.decoded })
    }

    /// Returns a parameter of the request; empty text for one that is not sent.
    pub fn parameter(&self, name: &str) -> &'static str {
        let sent = self.method.parameters.iter().find(|(sent, _)| *sent == name);
        sent.map_or("", |(_, value)| value)
    }

    /// Returns where the containers stand in an answer, for drift.
    pub fn containers_at(&self) -> &'static str {
        if self.method.has_intervals() { "metricsByIntervals[].metricsData." } else { "" }
    }

    /// Stores a row of the method's first table; `metrics` is what it was made of.
    pub fn store(&mut self, row: &impl Row, at: SampleAt, ids: Ids<'_>, metrics: &Node<'_>) -> Result<(), DecodeError> {
        self.store_in(self.method.families[0], row, at, ids, metrics)
    }

    /// The same in another of its tables.
    pub fn store_in(
        &mut self,
        family: &'static Family,
        row: &impl Row,
        at: SampleAt,
        ids: Ids<'_>,
        metrics: &Node<'_>,
    ) -> Result<(), DecodeError> {
        let keeps_records = self.batches.batch(family).keeps_records();
        let record = if keeps_records { self.raw(at, ids, metrics) } else { Vec::new() };
        let position = self.next_position();
        let mut writer = self.batches.batch(family).begin();
        writer.push(row);
        writer.set_version(DocumentVersion { rank: i16::from(at.is_final), at: self.moment.fetched_at });
        writer.finish(position, &record, b"");
        self.batches.hand_over_full()
    }

    /// A metric object that cannot be stored.
    pub fn reject(
        &mut self,
        reason: RejectReason,
        at: SampleAt,
        ids: Ids<'_>,
        metrics: &Node<'_>,
    ) -> Result<(), DecodeError> {
        let record = self.raw(at, ids, metrics);
        self.quarantine(reason, record)
    }

    /// A part of the answer that is of no interval.
    pub(super) fn reject_part(&mut self, reason: RejectReason, part: &Node<'_>) -> Result<(), DecodeError> {
        let method = Node::String(self.method.upstream_path);
        let record = written(&[("method", &method), ("part", part)]);
        self.quarantine(reason, record)
    }

    fn quarantine(&mut self, reason: RejectReason, record: Vec<u8>) -> Result<(), DecodeError> {
        let position = self.next_position();
        let record_kind = self.method.families[0].name;
        self.batches.reject(None, Reject { reason, position, record_kind, record, header: Vec::new() });
        self.batches.hand_over_full()
    }

    /// The rows stand in objects by id, so that a place in the bytes would tell nobody more than the ids.
    fn next_position(&mut self) -> Position {
        let position = Position { record: self.decoded.records, ..Position::default() };
        self.decoded.records += 1;
        position
    }

    /// A metric object as upstream sent it, with what it is of.
    fn raw(&self, at: SampleAt, ids: Ids<'_>, metrics: &Node<'_>) -> Vec<u8> {
        let method = Node::String(self.method.upstream_path);
        let end_ms = at.end_at.epoch_ms().to_string();
        let timestamp = Node::Number(&end_ms);
        let ids = ids.iter().filter(|(_, id)| !id.is_empty());
        let ids: Vec<_> = ids.map(|(name, id)| (*name, Node::String(id))).collect();
        let mut fields = vec![("method", &method), ("timestamp", &timestamp), ("metrics", metrics)];
        fields.extend(ids.iter().map(|(name, id)| (*name, id)));
        written(&fields)
    }

    /// Notes a field that is not known, and keeps its value once with the unit; `null` is the same as a missing one.
    pub fn note(&mut self, before: &str, name: &str, value: &Node<'_>) {
        self.is_kept(before, name, value);
    }

    /// The same; tells whether nothing is left to be kept elsewhere.
    fn is_kept(&mut self, before: &str, name: &str, value: &Node<'_>) -> bool {
        let path = self.path(before, name);
        if value.is_null() {
            return true;
        }
        self.decoded.drift.note(&path, value.json_type());
        is_kept_with_unit(&mut self.decoded.drift, &path, value)
    }

    /// The methods share a feed, and some of their names.
    fn path(&self, before: &str, name: &str) -> String {
        format!("{}.{before}{name}", self.method.upstream_path)
    }

    /// Reads a field beside the known containers. What may be metrics by id goes to the quarantine, once they do not grow any
    /// more: a provisional copy would be another one each time.
    pub fn unknown(&mut self, at: SampleAt, before: &str, name: &str, value: &Node<'_>) -> Result<(), DecodeError> {
        if self.is_kept(before, name, value) || !at.is_final {
            return Ok(());
        }
        let reason = RejectReason::UnknownEnvelopeField { path: self.path(before, name) };
        self.reject(reason, at, &[("field", name)], value)
    }

    /// The fields of an object, which may stand in a list of one; nothing for `null` and an empty list. What has
    /// another shape goes to the quarantine.
    pub fn object<'n, 'a>(
        &mut self,
        at: SampleAt,
        field: &'static str,
        ids: Ids<'_>,
        value: &'n Node<'a>,
    ) -> Result<Option<Fields<'n, 'a>>, DecodeError> {
        let items = match value {
            Node::Array(items) => items,
            other => std::slice::from_ref(other),
        };
        match items {
            [Node::Object(fields)] => Ok(Some(fields)),
            [] | [Node::Null] => Ok(None),
            _ => {
                self.reject(RejectReason::WrongShape { field }, at, ids, value)?;
                Ok(None)
            }
        }
    }

    /// The items of an array; `null` is an empty one. What has another shape goes to the quarantine.
    pub fn items<'n, 'a>(
        &mut self,
        at: SampleAt,
        field: &'static str,
        ids: Ids<'_>,
        value: &'n Node<'a>,
    ) -> Result<&'n [Node<'a>], DecodeError> {
        match value {
            Node::Array(items) => return Ok(items),
            Node::Null => {}
            _ => self.reject(RejectReason::WrongShape { field }, at, ids, value)?,
        }
        Ok(&[])
    }

    /// Hands each value of the object `field` to `read`, with its name, which must be an id; others are skipped and
    /// noted (Operational Real-time API, contradictions).
    pub fn by_id<'n, 'a>(
        &mut self,
        at: SampleAt,
        field: &'static str,
        ids: Ids<'_>,
        value: &'n Node<'a>,
        read: &mut dyn FnMut(&mut Self, &'n str, &'n Node<'a>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (name, item) in self.object(at, field, ids, value)?.unwrap_or_default() {
            if is_id(name) {
                read(self, name, item)?;
            } else {
                self.note(&format!("{field}."), name, item);
            }
        }
        Ok(())
    }
}

fn written(fields: &[(&str, &Node<'_>)]) -> Vec<u8> {
    let mut out = String::new();
    write_object(fields.iter().copied(), &mut out);
    out.into_bytes()
}

/// Ids of skills and agents are numbers, −1 among them.
fn is_id(name: &str) -> bool {
    let digits = name.strip_prefix('-').unwrap_or(name);
    !digits.is_empty() && name.len() <= ID_BYTES_MAX && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether nothing stands there: `null`, or the empty list that upstream prints for totals it does not have.
pub fn is_nothing(value: &Node<'_>) -> bool {
    match value {
        Node::Null => true,
        Node::Array(items) => items.is_empty(),
        _ => false,
    }
}
