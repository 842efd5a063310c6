//! Engagement History: ended chats by a search, in windows of their start.
//!
//! `record` turns a record of the search into rows, `info` its state, `lines` the transcript and its scores, `surveys` the
//! answers, `cobrowse` the co-browse sessions, `attributes` what the site reported of the visitor.

mod attributes;
mod cobrowse;
mod info;
mod lines;
mod record;
mod surveys;
mod tables;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::{PageShape, Target};

pub use self::tables::{
    CobrowseSession, ENGAGEMENT, Engagement, EngagementAttribute, EngagementAttributeProduct, EngagementLine,
    EngagementLineScore, SurveyAnswer,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Engagement History API: availability, response).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "engagement_history",
        kind: FeedKind::Windows,
        service: Service::EngagementHistory,
        is_on_by_default: true,
        // 13 months.
        kept_upstream: TimeDelta::days(395),
        loss_near: TimeDelta::days(3),
        usual_lag: TimeDelta::hours(36),
        families: &[&ENGAGEMENT],
    },
    shape: Shape::Windows(PageShape {
        api: "Engagement History",
        records: "interactionHistoryRecords",
        info: "info",
        id: "engagementId",
        is_partial: "isPartial",
        is_enriched: "chatDataEnriched",
        erased: ERASED,
        more_by_id: &[],
        target: Target { family: &ENGAGEMENT, flatten: record::flatten },
    }),
};

/// What upstream writes over personal data that it erases.
const ERASED: &str = "** LP deleted data **";
