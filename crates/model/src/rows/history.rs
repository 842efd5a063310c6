//! The tables of Engagement History.

use super::{Column, Row, Table};
use crate::tuple::{Date, Decimal, Field, Json, Millis};

row! {
    /// Engagement History, a record: `info` with `campaign` and `visitorInfo`.
    Engagement<'a> in "engagement" {
        account_id: &'a str,
        engagement_id: &'a str,
        shark_engagement_id: Option<&'a str>,
        requested_at: Option<Millis>,
        started_at: Option<Millis>,
        ended_at: Option<Millis>,
        duration_s: Option<i32>,
        visitor_id: Option<&'a str>,
        visitor_name: Option<&'a str>,
        agent_id: Option<&'a str>,
        agent_name: Option<&'a str>,
        agent_login_name: Option<&'a str>,
        agent_full_name: Option<&'a str>,
        is_agent_deleted: Option<bool>,
        agent_group_id: Option<&'a str>,
        agent_group_name: Option<&'a str>,
        skill_id: Option<&'a str>,
        skill_name: Option<&'a str>,
        channel_id: Option<i32>,
        start_reason_id: Option<i32>,
        start_reason_name: Option<&'a str>,
        end_reason_id: Option<i32>,
        end_reason_name: Option<&'a str>,
        engagement_set: Option<i32>,
        engagement_sequence: Option<i32>,
        is_interactive: Option<bool>,
        has_agent_survey: Option<bool>,
        has_pre_chat_survey: Option<bool>,
        has_post_chat_survey: Option<bool>,
        mcs: Option<i32>,
        alerted_mcs: Option<i32>,
        chat_mcs: Option<i32>,
        is_ended: Option<bool>,
        is_enriched: Option<bool>,
        is_partial: Option<bool>,
        start_url: Option<&'a str>,
        start_page: Option<&'a str>,
        campaign_engagement_id: Option<&'a str>,
        campaign_engagement_name: Option<&'a str>,
        campaign_id: Option<&'a str>,
        campaign_name: Option<&'a str>,
        goal_id: Option<&'a str>,
        goal_name: Option<&'a str>,
        engagement_agent_note: Option<&'a str>,
        visitor_behavior_id: Option<&'a str>,
        visitor_behavior_name: Option<&'a str>,
        visitor_profile_id: Option<&'a str>,
        visitor_profile_name: Option<&'a str>,
        lob_id: Option<&'a str>,
        lob_name: Option<&'a str>,
        engagement_source: Option<&'a str>,
        engagement_application_id: Option<&'a str>,
        engagement_application_name: Option<&'a str>,
        engagement_application_type_id: Option<&'a str>,
        engagement_application_type_name: Option<&'a str>,
        location_id: Option<&'a str>,
        location_name: Option<&'a str>,
        is_profile_system_default: Option<bool>,
        is_behavior_system_default: Option<bool>,
        visitor_country: Option<&'a str>,
        visitor_country_code: Option<&'a str>,
        visitor_state: Option<&'a str>,
        visitor_city: Option<&'a str>,
        visitor_isp: Option<&'a str>,
        visitor_org: Option<&'a str>,
        visitor_device: Option<&'a str>,
        visitor_ip_address: Option<&'a str>,
        visitor_browser: Option<&'a str>,
        visitor_browser_type: Option<&'a str>,
        visitor_operating_system: Option<&'a str>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Engagement History, an item of `transcript.lines`.
    EngagementLine<'a> in "engagement_line" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        sent_at: Option<Millis>,
        line_seq: Option<&'a str>,
        source: Option<&'a str>,
        sender_name: Option<&'a str>,
        agent_id: Option<&'a str>,
        text: Option<&'a str>,
        rich_content: Option<Json<'a>>,
        text_type: Option<&'a str>,
        sub_type: Option<&'a str>,
        control_type_id: Option<i32>,
        canned_answer_type: Option<i32>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Engagement History, an item of `lineScores`.
    EngagementLineScore<'a> in "engagement_line_score" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        line_seq: Option<&'a str>,
        raw_score: Option<Decimal<'a>>,
        mcs: Option<i32>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Engagement History, an item of `surveys.preChat`, `surveys.postChat` or `surveys.operator`.
    SurveyAnswer<'a> in "survey_answer" {
        account_id: &'a str,
        engagement_id: &'a str,
        survey_kind: &'a str,
        position: i32,
        survey_id: Option<&'a str>,
        survey_name: Option<&'a str>,
        question_id: Option<&'a str>,
        question: Option<&'a str>,
        answer: Option<&'a str>,
        answers: Option<&'a [Option<&'a str>]>,
        answer_ids: Option<&'a [Option<i32>]>,
        scope: Option<&'a str>,
        source: Option<&'a str>,
        answered_at: Option<Millis>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Engagement History, an item of `coBrowseSessions.coBrowseSessionsList`.
    CobrowseSession<'a> in "cobrowse_session" {
        account_id: &'a str,
        engagement_id: &'a str,
        session_id: &'a str,
        started_at: Option<Millis>,
        ended_at: Option<Millis>,
        interactive_at: Option<Millis>,
        end_reason: Option<&'a str>,
        duration_ms: Option<i64>,
        is_interactive: Option<bool>,
        r#type: Option<&'a str>,
        agent_id: Option<&'a str>,
        extra: Option<Json<'a>>,
    }
}

row! {
    /// Engagement History, an item of `sdes.events`.
    EngagementAttribute<'a> in "engagement_attribute" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        r#type: Option<&'a str>,
        sde_type: Option<&'a str>,
        server_at: Option<Millis>,
        original_at: Option<Millis>,
        is_authenticated: Option<bool>,
        total: Option<Decimal<'a>>,
        currency: Option<&'a str>,
        item_count: Option<i32>,
        order_id: Option<&'a str>,
        customer_status: Option<&'a str>,
        customer_type: Option<&'a str>,
        balance: Option<Decimal<'a>>,
        customer_id: Option<&'a str>,
        social_id: Option<&'a str>,
        imei: Option<&'a str>,
        user_name: Option<&'a str>,
        account_name: Option<&'a str>,
        role: Option<&'a str>,
        company_branch: Option<&'a str>,
        company_size: Option<&'a str>,
        store_number: Option<&'a str>,
        store_zip_code: Option<&'a str>,
        last_payment_on: Option<Date>,
        registered_on: Option<Date>,
        topic: Option<&'a str>,
        value: Option<Decimal<'a>>,
        lead_id: Option<&'a str>,
        originating_channel_id: Option<i32>,
        affiliate: Option<&'a str>,
        campaign_id: Option<&'a str>,
        name: Option<&'a str>,
        surname: Option<&'a str>,
        gender: Option<&'a str>,
        company: Option<&'a str>,
        language: Option<&'a str>,
        age_years: Option<Decimal<'a>>,
        birth_year: Option<i32>,
        birth_month: Option<i32>,
        birth_day: Option<i32>,
        email: Option<&'a str>,
        phone: Option<&'a str>,
        country: Option<&'a str>,
        region: Option<&'a str>,
        zip_code: Option<&'a str>,
        category: Option<&'a str>,
        service_id: Option<&'a str>,
        status_id: Option<i32>,
        context_id: Option<&'a str>,
        message: Option<&'a str>,
        code: Option<&'a str>,
        level: Option<&'a str>,
        is_resolved: Option<bool>,
        keywords: Option<&'a [Option<&'a str>]>,
        payload: Option<Json<'a>>,
    }
}

row! {
    /// Engagement History, a product of such an event.
    EngagementAttributeProduct<'a> in "engagement_attribute_product" {
        account_id: &'a str,
        engagement_id: &'a str,
        position: i32,
        product_position: i32,
        name: Option<&'a str>,
        category: Option<&'a str>,
        sku: Option<&'a str>,
        price: Option<Decimal<'a>>,
        quantity: Option<Decimal<'a>>,
        status_in_stock: Option<&'a str>,
        quantity_in_stock: Option<Decimal<'a>>,
    }
}
