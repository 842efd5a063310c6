//! The tables of visits. A family is a kind of body: `visit_body` with the table of its items.

use model::rows::{CopyOrder, Family, Row, Table};
use normalizer::table;
use normalizer::table::Part;
use tuple::{Decimal, Json, Millis};

use crate::attributes::{
    ADDRESS, AGE, CART, CONTACT, CUSTOMER, ERROR, EVENT, LEAD, MARKETING, PERSON, PURCHASE, PURCHASE_CART, SEARCH,
    SERVICE, VIEWED_PRODUCT, attribute_product_table, attribute_table,
};

/// Page views.
pub static VISIT_NAVIGATION: Family = family("visit_navigation", &[PageView::TABLE]);
/// What is known of the visit as a whole.
pub static VISIT_SESSION: Family = family("visit_session_info", &[Visit::TABLE]);
/// Where the visitor was.
pub static VISIT_LOCATIONS: Family = family("visit_geo", &[VisitLocation::TABLE]);
/// Engagements that were shown.
pub static VISIT_IMPRESSIONS: Family = family("visit_impression", &[Impression::TABLE]);
/// Campaigns that the visitor was eligible for.
pub static VISIT_ELIGIBILITY: Family = family("visit_eligibility", &[CampaignEligibility::TABLE]);
/// Goals that the visitor achieved.
pub static VISIT_GOALS: Family = family("visit_goal", &[AchievedGoal::TABLE]);
/// What the site reported of the visitor.
pub static VISIT_ATTRIBUTES: Family = family("visit_attribute", &[VisitAttribute::TABLE, VisitAttributeProduct::TABLE]);

const fn family(name: &'static str, children: &'static [&'static Table]) -> Family {
    Family {
        name,
        parent: VisitBody::TABLE,
        children,
        members: None,
        key: &["visit_id", "body_kind"],
        order: CopyOrder::Version,
        history: None,
        names: &[],
        fact: None,
        content_rev: 1,
    }
}

/// The `VisitorHeader` of the body.
pub(super) const HEADER: Part = Part(21);
/// `engagement` of an impression.
pub(super) const ENGAGEMENT: Part = Part(22);
/// `campaign` of an impression or of an eligible campaign.
pub(super) const CAMPAIGN: Part = Part(23);
/// `goal` of the same.
pub(super) const GOAL: Part = Part(24);
/// An eligible campaign.
pub(super) const ELIGIBLE: Part = Part(25);
/// `goalMetaData` of an achieved goal.
pub(super) const METADATA: Part = Part(26);
/// `cartStatus` in that.
pub(super) const METADATA_CART: Part = Part(27);

table! {
    /// Data Access, a body of a visit with its `VisitorHeader`.
    VisitBody<'a> in "visit_body" {
        account_id: &'a str,
        visit_id: &'a str,
        body_kind: &'a str,
        is_identified: bool,
        visitor_id: Option<&'a str> = id(HEADER, "visitorId"),
        context_id: Option<&'a str> = id(HEADER, "contextId"),
        item_count: i32,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, the first item of `sessionInfoData` with its `VisitorHeader`.
    Visit<'a> in "visit" {
        account_id: &'a str,
        visit_id: &'a str,
        visitor_id: Option<&'a str>,
        context_id: Option<&'a str>,
        started_at: Option<Millis> = time("startTime", spare "sessionStartTime"),
        user_agent: Option<&'a str> = text("userAgent"),
        device_os: Option<&'a str> = text("deviceOS"),
        device_family: Option<&'a str> = text("deviceFamily"),
        control_group: Option<&'a str> = text("siteControlGroup"),
        search_engine: Option<&'a str> = text("searchEngine"),
        search_engine_key: Option<&'a str> = text("searchEngineKey", spare "searchEngine Key"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `geoData`.
    VisitLocation<'a> in "visit_location" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        country: Option<&'a str> = text("country"),
        country_code: Option<&'a str> = text("countryCode"),
        state: Option<&'a str> = text("state"),
        city: Option<&'a str> = text("city"),
        isp: Option<&'a str> = text("isp"),
        org: Option<&'a str> = text("org"),
        ip_v4: Option<&'a str> = text("iPV4"),
        ip_v6: Option<&'a str> = text("iPV6"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `navigationData`.
    PageView<'a> in "page_view" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        viewed_at: Option<Millis> = time("timestamp"),
        url: Option<&'a str> = text("url"),
        referrer_url: Option<&'a str> = text("referrerUrl"),
        sections: Option<Vec<Option<&'a str>>> = texts("sections"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `impressions`.
    Impression<'a> in "impression" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        shown_at: Option<Millis> = time("timestamp"),
        engagement_instance_id: Option<&'a str> = id("engagementInstanceId"),
        impression_type: Option<&'a str> = text("impressionType"),
        state: Option<&'a str> = text("state"),
        control_group: Option<&'a str> = text("siteControlGroup", spare "controlGroup"),
        campaign_id: Option<&'a str> = id(CAMPAIGN, "id"),
        campaign_engagement_id: Option<&'a str> = id(ENGAGEMENT, "id"),
        channel: Option<&'a str> = id(ENGAGEMENT, "channel"),
        engagement_type: Option<&'a str> = id(ENGAGEMENT, "type"),
        skill_id: Option<&'a str> = id(ENGAGEMENT, "skillId"),
        skill_name: Option<&'a str> = text(ENGAGEMENT, "skillName"),
        is_offsite_engagement: Option<bool> = boolean(ENGAGEMENT, "isOffsiteEngagement"),
        availability_policy: Option<&'a str> = text(ENGAGEMENT, "availabilityPolicy"),
        interaction_type_id: Option<i32> = integer(ENGAGEMENT, "interactionType"),
        rendering_type_id: Option<i32> = integer(ENGAGEMENT, "renderingType"),
        visitor_behaviors: Option<Json<String>> = json(ENGAGEMENT, "visitorBehaviors"),
        survey_skills: Option<Json<String>> = json(ENGAGEMENT, "surveySkills"),
        visitor_profiles: Option<Json<String>> = json(CAMPAIGN, "visitorProfiles"),
        goal_id: Option<&'a str> = id(GOAL, "id"),
        goal_type_id: Option<i32> = integer(GOAL, "type"),
        goal_indicator_type_id: Option<i32> = integer(GOAL, "indicatorType"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `eligibleCampaigns` in an item of `eligibilityData`.
    CampaignEligibility<'a> in "campaign_eligibility" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        eligible_at: Option<Millis> = time("timestamp"),
        campaign_id: Option<&'a str> = id(CAMPAIGN, "id"),
        visitor_profiles: Option<Json<String>> = json(CAMPAIGN, "visitorProfiles"),
        goal_id: Option<&'a str> = id(GOAL, "id"),
        goal_type_id: Option<i32> = integer(GOAL, "type"),
        goal_indicator_type_id: Option<i32> = integer(GOAL, "indicatorType"),
        control_group: Option<&'a str> = text(ELIGIBLE, "controlGroupType"),
        engagement_ids: Option<Vec<Option<&'a str>>>,
        engagements: Option<Json<String>> = json(ELIGIBLE, "engagements"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `achievedGoals`.
    AchievedGoal<'a> in "achieved_goal" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        achievement_id: Option<&'a str> = id("id"),
        achieved_at: Option<Millis> = time("timestamp"),
        goal_id: Option<&'a str> = id("campaignGoalId"),
        goal_revision: Option<i64> = big_integer("campaignGoalRevision"),
        goal_type_id: Option<i32> = integer("campaignGoalType"),
        metadata_type: Option<&'a str>,
        url: Option<&'a str> = text(METADATA, "url"),
        total: Option<Decimal<'a>> = decimal(METADATA, "total"),
        order_id: Option<&'a str> = id(METADATA, "orderId"),
        cart_total: Option<Decimal<'a>> = decimal(METADATA_CART, "total"),
        cart_item_count: Option<i32> = integer(METADATA_CART, "numItems"),
        cart_products: Option<Json<String>> = json(METADATA_CART, "products"),
        page_count: Option<i32> = integer(METADATA, "numberOfPages"),
        topic: Option<&'a str> = text(METADATA, "topic"),
        lead_id: Option<&'a str> = id(METADATA, "leadId"),
        lead_value: Option<Decimal<'a>> = decimal(METADATA, "value"),
        service_status_id: Option<i32> = integer(METADATA, "status"),
        service_category: Option<&'a str> = text(METADATA, "category"),
        service_id: Option<&'a str> = id(METADATA, "serviceId"),
        engagement: Option<Json<String>> = json(METADATA, "engagement"),
        campaign: Option<Json<String>> = json(METADATA, "campaign"),
        extra: Option<Json<String>>,
    }
}

attribute_table! {
    /// Data Access, an item of `engagementAttributes`.
    VisitAttribute<'a> in "visit_attribute" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        r#type: Option<&'a str>,
        reported_at: Option<Millis> = time(EVENT, "timestamp"),
        extra: Option<Json<String>>,
    }
}

attribute_product_table! {
    /// Data Access, an item of `products` of an attribute.
    VisitAttributeProduct<'a> in "visit_attribute_product" {
        account_id: &'a str,
        visit_id: &'a str,
        position: i32,
        product_position: i32,
    }
}
