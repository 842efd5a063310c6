//! Which visits are in which file: those that ended in each hour, among them those with chats, and what upstream publishes again.
//!
//! Reading order: `visit` (who came when), `items` (what upstream prints of a visit), with `engagements`, `goals` and `attributes`.

mod attributes;
mod engagements;
mod goals;
mod items;
mod visit;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::FILES;
use crate::data_access::{WorldFile, publish};
use crate::encode::BodyType;
use crate::world::WorldSpec;
use crate::world::dice::Dice;
use crate::world::facts::{Visit, VisitorBody, VisitorHeader};
use crate::world::hour::{Hour, keep, take};
use crate::world::novelty::unknown;
use items::KINDS;
use visit::Stay;

/// So many of a hundred visits are by somebody who was there before.
const RETURNING_PERCENT: u32 = 25;

/// How many visits the site has for each chat. The visits with chats are among them.
#[derive(Clone, Copy, Debug)]
pub struct VisitsPerChat(pub u32);

impl Default for VisitsPerChat {
    /// So few that tests stay fast.
    fn default() -> Self {
        Self(3)
    }
}

/// The files of an account.
pub(super) fn files(spec: &WorldSpec, hours: &[Hour]) -> Vec<WorldFile> {
    let mut memory = Memory::default();
    let VisitsPerChat(visits_per_chat) = spec.feeds.get();
    let files = |(index, hour): (u32, &Hour)| {
        let dice = |matter: &str| Dice::new(spec.seed, &hour.account, index, matter);
        let stays = memory.stays(hour, visits_per_chat as usize, &mut dice("visits stays"));
        let bodies = memory.bodies(stays, &mut dice("visits bodies"));
        publish(&FILES, hour, bodies, &mut dice("visits print"))
    };
    (0..).zip(hours).flat_map(files).collect()
}

/// What an account's past hours told.
#[derive(Default)]
struct Memory {
    chats: HashSet<String>,
    visitors: VecDeque<String>,
    told: VecDeque<Telling>,
}

/// One body of a visit.
struct Telling {
    stay: Arc<Stay>,
    body: Arc<VisitorBody>,
}

impl Memory {
    /// The visits of an hour: those of the chats that name theirs, and others.
    fn stays(&mut self, hour: &Hour, visits_per_chat: usize, dice: &mut Dice) -> Vec<Stay> {
        let is_new = |visit: &&Visit| {
            let chats = visit.conversations.iter().filter(|chat| self.chats.insert(chat.id.clone()));
            chats.count() > 0
        };
        let with_chats: Vec<&Visit> = hour.visits.facts.iter().map(Arc::as_ref).filter(is_new).collect();
        let chats: usize = with_chats.iter().map(|visit| visit.conversations.len()).sum();
        let mut stays: Vec<_> = with_chats.into_iter().filter_map(|visit| Stay::of_chats(visit, dice)).collect();
        let start_ms = hour.start.timestamp_millis();
        while stays.len() < chats * visits_per_chat {
            let known = dice.maybe(RETURNING_PERCENT, |dice| take(&mut self.visitors, dice)).flatten();
            stays.push(Stay::without_chat(known, start_ms, dice));
        }
        keep(&mut self.visitors, stays.iter().filter_map(|stay| stay.header.visitor_id.clone()));
        stays
    }

    /// All bodies of these visits, and a few that were told before: one as it was, others changed. They are forgotten
    /// first, so that none comes twice in one hour with different content.
    fn bodies(&mut self, stays: Vec<Stay>, dice: &mut Dice) -> Vec<Arc<VisitorBody>> {
        let mut tellings = Vec::new();
        for stay in stays.into_iter().map(Arc::new) {
            for (body, percent, items) in KINDS {
                if stay.has_chats() || dice.percent(percent) {
                    let body = tell(&stay, body, items(&stay, dice), dice);
                    tellings.push(Telling { stay: Arc::clone(&stay), body: Arc::new(body) });
                }
            }
        }
        if dice.percent(25) {
            tellings.extend(take(&mut self.told, dice));
        }
        for _ in 0..dice.count(0..4) {
            let Some(Telling { stay, body }) = take(&mut self.told, dice) else { continue };
            let kind = KINDS.iter().find(|(its, ..)| its.kind == body.body.kind);
            tellings.extend(kind.map(|(its, _, items)| {
                let body = tell(&stay, its, items(&stay, dice), dice);
                Telling { stay, body: Arc::new(body) }
            }));
        }
        let bodies = tellings.iter().map(|telling| Arc::clone(&telling.body)).collect();
        keep(&mut self.told, tellings.into_iter());
        bodies
    }
}

fn tell(stay: &Stay, body: &'static BodyType, items: Vec<Value>, dice: &mut Dice) -> VisitorBody {
    let header = VisitorHeader { unknown: unknown(dice, 2), ..stay.header.clone() };
    VisitorBody { header, body, items, span_ms: (stay.started_ms, stay.ended_ms) }
}
