//! Engagements: Data Access files of conversations, with transcript, transfers and secure forms.

mod content;
mod flatten;
mod tables;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::{BodyShape, Entity, FileShape, Grain, Target};

pub use self::tables::{
    CONTENT_ENGAGEMENT, CONVERSATION, ContentEngagement, Conversation, ConversationSkill, Message, SecureForm, Transfer,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Data Access API: timing and retention, requests, engagement).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "engagement",
        kind: FeedKind::Files,
        service: Service::DataAccess,
        is_on_by_default: true,
        kept_upstream: TimeDelta::days(30),
        loss_near: TimeDelta::days(3),
        usual_lag: TimeDelta::hours(10),
        families: &[&CONVERSATION, &CONTENT_ENGAGEMENT],
    },
    shape: Shape::Files(FileShape {
        data_type: "engagement",
        bodies: &[BodyShape {
            name: "EngagementData",
            records: "engagements",
            grain: Grain::Record,
            target: Target { family: &CONVERSATION, flatten: flatten::flatten },
            entities: &[Entity {
                is_meant: content::is_content,
                target: Target { family: &CONTENT_ENGAGEMENT, flatten: content::flatten },
            }],
        }],
        all_bodies: crate::file_bodies,
    }),
};
