//! Web sessions: Data Access files of what visitors did on the site.
//!
//! Upstream tells a visit in bodies of seven kinds, in any order and in one or several files. A document is (visit, kind): `body`
//! makes it, `items` the rows of most kinds, `eligibility`, `goals` and `attributes` those of the others.

mod attributes;
mod body;
mod eligibility;
mod goals;
mod items;
mod tables;

use chrono::TimeDelta;
use model::rows::Family;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::record::Flatten;
use normalizer::{BodyShape, FileShape, Grain, Target};

pub use self::tables::{
    AchievedGoal, CampaignEligibility, Impression, PageView, VISIT_ATTRIBUTES, VISIT_ELIGIBILITY, VISIT_GOALS,
    VISIT_IMPRESSIONS, VISIT_LOCATIONS, VISIT_NAVIGATION, VISIT_SESSION, Visit, VisitAttribute, VisitAttributeProduct,
    VisitBody, VisitLocation,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Data Access API: timing and retention, requests, webSession; schema 1.0.0.39).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "web_session",
        kind: FeedKind::Files,
        service: Service::DataAccess,
        is_on_by_default: false,
        kept_upstream: TimeDelta::days(30),
        loss_near: TimeDelta::days(3),
        usual_lag: TimeDelta::hours(10),
        families: &[
            &VISIT_NAVIGATION,
            &VISIT_SESSION,
            &VISIT_LOCATIONS,
            &VISIT_IMPRESSIONS,
            &VISIT_ELIGIBILITY,
            &VISIT_GOALS,
            &VISIT_ATTRIBUTES,
        ],
    },
    shape: Shape::Files(FileShape {
        data_type: "webSession",
        bodies: &[
            body_shape("WebSessionNavigationData", "navigationData", &VISIT_NAVIGATION, body::flatten::<PageView<'_>>),
            body_shape("WebSessionSessionInfoData", "sessionInfoData", &VISIT_SESSION, body::flatten::<Visit<'_>>),
            body_shape("WebSessionGeoData", "geoData", &VISIT_LOCATIONS, body::flatten::<VisitLocation<'_>>),
            body_shape("WebSessionImpressionData", "impressions", &VISIT_IMPRESSIONS, body::flatten::<Impression<'_>>),
            body_shape(
                "WebSessionEligibilityData",
                "eligibilityData",
                &VISIT_ELIGIBILITY,
                body::flatten::<CampaignEligibility<'_>>,
            ),
            body_shape("WebSessionGoalAchievedData", "achievedGoals", &VISIT_GOALS, body::flatten::<AchievedGoal<'_>>),
            body_shape(
                "WebSessionEngAttrsData",
                "engagementAttributes",
                &VISIT_ATTRIBUTES,
                body::flatten::<VisitAttribute<'_>>,
            ),
        ],
        all_bodies: crate::file_bodies,
    }),
};

const fn body_shape(name: &'static str, records: &'static str, family: &'static Family, flatten: Flatten) -> BodyShape {
    BodyShape { name, records, grain: Grain::Body, target: Target { family, flatten }, entities: &[] }
}
