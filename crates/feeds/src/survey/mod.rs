//! Surveys: Data Access files of what visitors and agents filled in.

mod flatten;
mod tables;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::{BodyShape, FileShape, Grain, Target};

pub use self::tables::{SURVEY, Survey, SurveyContent};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Data Access API: timing and retention, requests, survey).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "survey",
        kind: FeedKind::Files,
        service: Service::DataAccess,
        is_on_by_default: false,
        kept_upstream: TimeDelta::days(30),
        loss_near: TimeDelta::days(3),
        usual_lag: TimeDelta::hours(10),
        families: &[&SURVEY],
    },
    shape: Shape::Files(FileShape {
        data_type: "survey",
        bodies: &[BodyShape {
            name: "SurveyData",
            records: "surveys",
            grain: Grain::Record,
            target: Target { family: &SURVEY, flatten: flatten::flatten },
            entities: &[],
        }],
        all_bodies: crate::file_bodies,
    }),
};
