//! Who was on the site, from when to when.

use crate::world::dice::Dice;
use crate::world::facts::{Conversation, Unknown, Visit, VisitorHeader};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A visit before anything is told of it.
pub(super) struct Stay {
    /// Without unknown fields, which each telling has of its own.
    pub(super) header: VisitorHeader,
    pub(super) started_ms: i64,
    pub(super) ended_ms: i64,
    pub(super) invitations: Vec<Invitation>,
}

/// What led to a chat.
pub(super) struct Invitation {
    pub(super) accepted_ms: i64,
    pub(super) campaign_id: Option<i64>,
    pub(super) engagement_id: Option<i64>,
}

impl Stay {
    /// The visit of these chats, if they say which it was and whose.
    pub(super) fn of_chats(visit: &Visit, dice: &mut Dice) -> Option<Self> {
        visit.header.visit_id.as_ref().and(visit.header.visitor_id.as_ref())?;
        let spans = || visit.conversations.iter().map(|chat| chat.real_span_ms);
        let first_ms = spans().map(|(started_ms, _)| started_ms).min()?;
        let ended_ms = spans().map(|(_, ended_ms)| ended_ms).max()?;
        let invitation = |chat: &Conversation| Invitation {
            accepted_ms: chat.real_span_ms.0,
            campaign_id: chat.campaign.as_ref().and_then(|campaign| campaign.campaign_id),
            engagement_id: chat.campaign.as_ref().and_then(|campaign| campaign.engagement_id),
        };
        Some(Self {
            header: VisitorHeader { unknown: Unknown::new(), ..visit.header.clone() },
            started_ms: first_ms - dice.below(1000..10 * MINUTE_MS),
            ended_ms,
            invitations: visit.conversations.iter().map(invitation).collect(),
        })
    }

    /// One that ended in the hour that begins at `hour_ms`, by a visitor who is known, or by a new one.
    pub(super) fn without_chat(known: Option<String>, hour_ms: i64, dice: &mut Dice) -> Self {
        let ended_ms = hour_ms + dice.below(0..HOUR_MS);
        let header = VisitorHeader {
            visit_id: Some(dice.token(22)),
            visitor_id: known.or_else(|| dice.maybe(97, |dice| dice.token(24))),
            context_id: dice.maybe(40, |dice| dice.below(1..99).to_string()),
            unknown: Unknown::new(),
        };
        Self { header, started_ms: ended_ms - dice.below(1000..40 * MINUTE_MS), ended_ms, invitations: Vec::new() }
    }

    pub(super) fn has_chats(&self) -> bool {
        !self.invitations.is_empty()
    }

    /// A moment of the visit.
    pub(super) fn moment_ms(&self, dice: &mut Dice) -> i64 {
        dice.below(self.started_ms..self.ended_ms + 1)
    }

    /// Some moments of the visit, in their order.
    pub(super) fn moments_ms(&self, count: usize, dice: &mut Dice) -> Vec<i64> {
        let mut moments: Vec<i64> = (0..count).map(|_| self.moment_ms(dice)).collect();
        moments.sort_unstable();
        moments
    }
}
