//! The bodies of webSession documents (Data Access API, webSession).

mod attributes;

use crate::encode::{BodyType, FieldType, Kind, RecordType};
use attributes::{CART_STATUS, ENGAGEMENT_ATTRIBUTE};

pub(super) static SESSION_INFO: BodyType = BodyType {
    name: "WebSessionSessionInfoData",
    kind: "session_info",
    array: "sessionInfoData",
    items: &SESSION_INFO_DATA,
};
pub(super) static GEO: BodyType =
    BodyType { name: "WebSessionGeoData", kind: "geo", array: "geoData", items: &GEO_DATA };
pub(super) static NAVIGATION: BodyType =
    BodyType { name: "WebSessionNavigationData", kind: "navigation", array: "navigationData", items: &NAVIGATION_DATA };
pub(super) static IMPRESSIONS: BodyType =
    BodyType { name: "WebSessionImpressionData", kind: "impression", array: "impressions", items: &IMPRESSION };
pub(super) static ELIGIBILITY: BodyType = BodyType {
    name: "WebSessionEligibilityData",
    kind: "eligibility",
    array: "eligibilityData",
    items: &ELIGIBILITY_DATA,
};
pub(super) static GOALS: BodyType =
    BodyType { name: "WebSessionGoalAchievedData", kind: "goal", array: "achievedGoals", items: &GOAL_ACHIEVED };
pub(super) static ATTRIBUTES: BodyType = BodyType {
    name: "WebSessionEngAttrsData",
    kind: "attribute",
    array: "engagementAttributes",
    items: &ENGAGEMENT_ATTRIBUTE,
};

static SESSION_INFO_DATA: RecordType = RecordType::new(
    "SessionInfoData",
    &[
        FieldType::renamed("startTime", "sessionStartTime", Kind::Long),
        FieldType::new("userAgent", Kind::Text),
        FieldType::new("deviceOS", Kind::Text),
        FieldType::new("deviceFamily", Kind::Text),
        FieldType::new("siteControlGroup", Kind::Enum("ControlGroupEnum")),
        FieldType::new("searchEngine", Kind::Text),
        FieldType::new("searchEngineKey", Kind::Text),
    ],
);

static GEO_DATA: RecordType = RecordType::new(
    "GeoData",
    &[
        FieldType::new("iPV4", Kind::Text),
        FieldType::new("iPV6", Kind::Text),
        FieldType::new("country", Kind::Text),
        FieldType::new("city", Kind::Text),
        FieldType::new("state", Kind::Text),
        FieldType::new("org", Kind::Text),
        FieldType::new("isp", Kind::Text),
        FieldType::new("countryCode", Kind::Text),
    ],
);

/// The page's table calls the time a text.
static NAVIGATION_DATA: RecordType = RecordType::new(
    "NavigationData",
    &[
        FieldType::new("timestamp", Kind::LongOrText),
        FieldType::new("url", Kind::Text),
        FieldType::new("referrerUrl", Kind::Text),
        FieldType::new("sections", Kind::Texts),
    ],
);

static IMPRESSION: RecordType = RecordType::new(
    "Impression",
    &[
        FieldType::new("timestamp", Kind::Long),
        FieldType::new("engagementInstanceId", Kind::Id),
        FieldType::new("impressionType", Kind::Text),
        FieldType::new("state", Kind::Text),
        FieldType::new("engagement", Kind::Record(&SHOWN_ENGAGEMENT)),
        FieldType::new("campaign", Kind::Record(&CAMPAIGN)),
        FieldType::new("goal", Kind::Record(&GOAL)),
        FieldType::renamed("siteControlGroup", "controlGroup", Kind::Enum("ControlGroupEnum")),
    ],
);

static ELIGIBILITY_DATA: RecordType = RecordType::new(
    "EligibilityData",
    &[FieldType::new("eligibleCampaigns", Kind::Records(&ELIGIBLE_CAMPAIGN)), FieldType::new("timestamp", Kind::Long)],
);

static ELIGIBLE_CAMPAIGN: RecordType = RecordType::new(
    "EligibleCampaign",
    &[
        FieldType::new("campaign", Kind::Record(&CAMPAIGN)),
        FieldType::new("engagements", Kind::Records(&ENGAGEMENT)),
        FieldType::new("goal", Kind::Record(&GOAL)),
        FieldType::new("controlGroupType", Kind::Enum("ControlGroupEnum")),
    ],
);

/// The one of an impression becomes columns, others are kept whole.
static SHOWN_ENGAGEMENT: RecordType = RecordType::new("Engagement", ENGAGEMENT_FIELDS);
static ENGAGEMENT: RecordType = RecordType::whole("Engagement", ENGAGEMENT_FIELDS);
const ENGAGEMENT_FIELDS: &[FieldType] = &[
    FieldType::new("id", Kind::Long),
    FieldType::new("channel", Kind::Id),
    FieldType::new("type", Kind::Id),
    FieldType::new("visitorBehaviors", Kind::Records(&VISITOR_BEHAVIOR)),
    FieldType::new("skillId", Kind::Int),
    FieldType::new("skillName", Kind::Text),
    FieldType::new("surveySkills", Kind::Records(&SKILL)),
    FieldType::new("isOffsiteEngagement", Kind::Boolean),
    FieldType::new("availabilityPolicy", Kind::Text),
    FieldType::new("interactionType", Kind::Int),
    FieldType::new("renderingType", Kind::Int),
];

static VISITOR_BEHAVIOR: RecordType =
    RecordType::whole("VisitorBehavior", &[FieldType::new("id", Kind::Long), FieldType::new("revision", Kind::Long)]);

static SKILL: RecordType =
    RecordType::whole("Skill", &[FieldType::new("id", Kind::Long), FieldType::new("name", Kind::Text)]);

static VISITOR_PROFILE: RecordType =
    RecordType::whole("VisitorProfile", &[FieldType::new("id", Kind::Long), FieldType::new("revision", Kind::Long)]);

const CAMPAIGN_FIELDS: &[FieldType] =
    &[FieldType::new("id", Kind::Long), FieldType::new("visitorProfiles", Kind::Records(&VISITOR_PROFILE))];
static CAMPAIGN: RecordType = RecordType::new("Campaign", CAMPAIGN_FIELDS);
static WHOLE_CAMPAIGN: RecordType = RecordType::whole("Campaign", CAMPAIGN_FIELDS);

static GOAL: RecordType = RecordType::new(
    "Goal",
    &[FieldType::new("id", Kind::Long), FieldType::new("type", Kind::Int), FieldType::new("indicatorType", Kind::Int)],
);

static GOAL_ACHIEVED: RecordType = RecordType::new(
    "GoalAchieved",
    &[
        FieldType::new("id", Kind::Id),
        FieldType::new("timestamp", Kind::Long),
        FieldType::new("campaignGoalRevision", Kind::Long),
        FieldType::new("campaignGoalId", Kind::Long),
        FieldType::new("campaignGoalType", Kind::Int),
        FieldType::new("goalMetaData", Kind::OneOf(&GOAL_METADATA)),
    ],
);

static GOAL_METADATA: [&RecordType; 6] = [
    &URL_GOAL_METADATA,
    &PURCHASE_METADATA,
    &REDUCE_ABANDONMENT_GOAL_METADATA,
    &INCREASE_INTERACTION_GOAL_METADATA,
    &LEAD_META_DATA,
    &SERVICE_ACTIVITY_META_DATA,
];

static URL_GOAL_METADATA: RecordType = RecordType::new("UrlGoalMetadata", &[FieldType::new("url", Kind::Text)]);

static PURCHASE_METADATA: RecordType = RecordType::new(
    "PurchaseMetadata",
    &[
        FieldType::new("total", Kind::Double),
        FieldType::new("orderId", Kind::Id),
        FieldType::new("cartStatus", Kind::Record(&CART_STATUS)),
    ],
);

static REDUCE_ABANDONMENT_GOAL_METADATA: RecordType =
    RecordType::new("ReduceAbandonmentGoalMetadata", &[FieldType::new("numberOfPages", Kind::Int)]);

static INCREASE_INTERACTION_GOAL_METADATA: RecordType = RecordType::new(
    "IncreaseInteractionGoalMetadata",
    &[
        FieldType::new("engagement", Kind::Record(&ENGAGEMENT)),
        FieldType::new("campaign", Kind::Record(&WHOLE_CAMPAIGN)),
    ],
);

static LEAD_META_DATA: RecordType = RecordType::new(
    "LeadMetaData",
    &[FieldType::new("topic", Kind::Text), FieldType::new("leadId", Kind::Id), FieldType::new("value", Kind::Double)],
);

static SERVICE_ACTIVITY_META_DATA: RecordType = RecordType::new(
    "ServiceActivityMetaData",
    &[
        FieldType::new("topic", Kind::Text),
        FieldType::new("status", Kind::Int),
        FieldType::new("category", Kind::Text),
        FieldType::new("serviceId", Kind::Id),
    ],
);
