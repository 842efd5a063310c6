//! The files of one account and hour: what goes into which, under which name, published when.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Body, pack};
use crate::feed::FileFeed;
use crate::world::dice::Dice;
use crate::world::hour::Hour;

/// So long after `WorldSpec::end` everything of a world is published.
pub const LATEST_PUBLICATION_HOURS: i64 = 8;
/// Parts that one hour of a feed is split into.
const PARTS_MAX: usize = 4;

/// One published file.
#[derive(Clone, Debug)]
pub struct WorldFile {
    /// Account id.
    pub account: String,
    /// Feed as upstream's addresses spell it.
    pub feed: &'static str,
    /// File name without `.gz`.
    pub name: String,
    /// Whether listings print the name with `.gz`; addresses always end in it.
    pub is_listed_with_gz: bool,
    /// Begin of the hour that the generating job covered.
    pub scope_start: DateTime<Utc>,
    /// End of that hour.
    pub scope_end: DateTime<Utc>,
    /// From when on it is listed.
    pub published_at: DateTime<Utc>,
    /// The gzip bytes.
    pub body: Bytes,
    /// What it tells: a `Vec<Arc<B>>`, where `B` is the kind of body that its feed has.
    bodies: Arc<dyn Any + Send + Sync>,
}

impl WorldFile {
    /// What it tells, if its bodies are of that kind.
    pub(crate) fn bodies<B: 'static>(&self) -> impl Iterator<Item = &B> {
        self.bodies.downcast_ref::<Vec<Arc<B>>>().into_iter().flatten().map(Arc::as_ref)
    }
}

/// The files of a feed for an hour, with these bodies.
pub(crate) fn publish<B: Body>(feed: &FileFeed, hour: &Hour, bodies: Vec<Arc<B>>, dice: &mut Dice) -> Vec<WorldFile> {
    let mut parts: Vec<Vec<Arc<B>>> = Vec::new();
    if !bodies.is_empty() {
        parts.resize_with(dice.count(1..PARTS_MAX + 1).min(bodies.len()), Vec::new);
        for (index, body) in bodies.into_iter().enumerate() {
            let part = if index < parts.len() { index } else { dice.count(0..parts.len()) };
            parts[part].push(body);
        }
    }
    if parts.len() < PARTS_MAX && dice.percent(5) {
        parts.push(Vec::new());
    }
    let mut number = dice.pick(&[0, 0, 0, 1, 44]);
    let mut files = Vec::new();
    for bodies in parts {
        files.push(file(feed, hour, number, bodies, dice));
        number += if dice.percent(30) { 1 + dice.count(1..60) } else { 1 };
    }
    files
}

fn file<B: Body>(feed: &FileFeed, hour: &Hour, part: usize, bodies: Vec<Arc<B>>, dice: &mut Dice) -> WorldFile {
    let scope_end = hour.start + TimeDelta::hours(1);
    let (start_ms, end_ms) = (hour.start.timestamp_millis(), scope_end.timestamp_millis());
    WorldFile {
        account: hour.account.clone(),
        feed: feed.path,
        name: format!("{}.{start_ms}.{end_ms}.part-{part:05}-0", feed.file_prefix),
        is_listed_with_gz: dice.percent(85),
        scope_start: hour.start,
        scope_end,
        published_at: published_at(hour, scope_end, dice),
        body: pack::pack(feed, &hour.account, &bodies, dice),
        bodies: Arc::new(bodies),
    }
}

/// Within two hours mostly, within the promised six or seven often, later than promised sometimes, and in time for the
/// end of the world.
fn published_at(hour: &Hour, scope_end: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let minutes = match dice.count(0..100) {
        0..80 => dice.below(3..120),
        80..96 => dice.below(120..7 * 60),
        _ => dice.below(7 * 60..40 * 60),
    };
    let latest = hour.world_end + TimeDelta::hours(LATEST_PUBLICATION_HOURS);
    (scope_end + TimeDelta::minutes(minutes)).min(latest)
}
