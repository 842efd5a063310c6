//! The columns of `engagement`: `info`, `campaign` and `visitorInfo`.

use model::RejectReason;
use model::rows::Engagement;

use super::{Containers, Fields, is_erased};
use crate::fields::{Extra, Spare, folded, id, scalar};
use crate::json::{Field, Node};

pub(super) const PATH: &str = "interactionHistoryRecords[].info";

/// Refuses a record of another account; one that names none is of the account that was searched.
pub(super) fn expect_account(info: Fields<'_, '_>, account: &str) -> Result<(), RejectReason> {
    let is_other = |(name, value): &Field<'_>| {
        name.eq_ignore_ascii_case("accountId")
            && scalar(value).is_some_and(|named| !named.is_empty() && named != account)
    };
    if info.iter().any(is_other) { Err(RejectReason::OtherAccount) } else { Ok(()) }
}

/// Fills the row. Answers whether anything was erased, and what goes to `extra`.
pub(super) fn read<'n, 'a>(
    containers: &Containers<'n, 'a>,
    row: &mut Engagement<'n>,
    mut extra: Extra<'n, 'a>,
) -> (bool, Extra<'n, 'a>) {
    let mut spares = Spares::default();
    let mut any_erased = false;
    for (name, value) in containers.info {
        if !value.is_null() {
            any_erased |= is_erased(value);
            read_field(folded(name, &mut [0; 64]), name, value, row, &mut spares, &mut extra);
        }
    }
    spares.read(row, &mut extra);
    if let Some((name, value)) = containers.campaign {
        read_campaign(name, value, row, &mut extra);
    }
    if let Some((name, value)) = containers.visitor_info {
        read_visitor_info(name, value, row, &mut extra);
    }
    (any_erased, extra)
}

/// Fields that count only where another is absent. They are read last, so that their order in the record does not show.
#[derive(Default)]
struct Spares<'n, 'a> {
    requested: Spare<'n, 'a>,
    started: Spare<'n, 'a>,
    ended: Spare<'n, 'a>,
    agent_name: Spare<'n, 'a>,
    interactive: Spare<'n, 'a>,
}

impl<'n, 'a> Spares<'n, 'a> {
    fn read(self, row: &mut Engagement<'n>, extra: &mut Extra<'n, 'a>) {
        extra.spare_time(&mut row.requested_at, self.requested);
        extra.spare_time(&mut row.started_at, self.started);
        extra.spare_time(&mut row.ended_at, self.ended);
        if let Some((name, value)) = self.agent_name {
            extra.text(&mut row.agent_name, name, value);
        }
        if let Some((name, value)) = self.interactive {
            extra.boolean(&mut row.is_interactive, name, value);
        }
    }
}

/// Key, times, visitor and agent.
fn read_field<'n, 'a>(
    folded: &[u8],
    name: &'n str,
    value: &'n Node<'a>,
    row: &mut Engagement<'n>,
    spares: &mut Spares<'n, 'a>,
    extra: &mut Extra<'n, 'a>,
) {
    match folded {
        b"engagementid" if id(value) == Some(row.engagement_id) => {}
        b"accountid" if scalar(value).is_some() => {}
        b"sharkengagementid" => extra.id(&mut row.shark_engagement_id, name, value),
        b"chatrequestedtime" => extra.spare(&mut spares.requested, name, value),
        b"chatrequestedtimel" => extra.time(&mut row.requested_at, name, value),
        b"starttime" => extra.spare(&mut spares.started, name, value),
        b"starttimel" => extra.time(&mut row.started_at, name, value),
        b"endtime" => extra.spare(&mut spares.ended, name, value),
        b"endtimel" => extra.time(&mut row.ended_at, name, value),
        b"duration" => extra.integer(&mut row.duration_s, name, value),
        b"visitorid" => extra.id(&mut row.visitor_id, name, value),
        b"visitorname" => extra.text(&mut row.visitor_name, name, value),
        b"agentid" => extra.id(&mut row.agent_id, name, value),
        b"agentname" => extra.spare(&mut spares.agent_name, name, value),
        b"agentnickname" => extra.text(&mut row.agent_name, name, value),
        b"agentloginname" => extra.text(&mut row.agent_login_name, name, value),
        b"agentfullname" => extra.text(&mut row.agent_full_name, name, value),
        b"agentdeleted" => extra.boolean(&mut row.is_agent_deleted, name, value),
        b"agentgroupid" => extra.id(&mut row.agent_group_id, name, value),
        b"agentgroupname" => extra.text(&mut row.agent_group_name, name, value),
        b"interactive" => extra.spare(&mut spares.interactive, name, value),
        _ => read_state(folded, name, value, row, extra),
    }
}

/// Where the chat went, how it came about and how it ended.
fn read_state<'n, 'a>(
    folded: &[u8],
    name: &'n str,
    value: &'n Node<'a>,
    row: &mut Engagement<'n>,
    extra: &mut Extra<'n, 'a>,
) {
    match folded {
        b"skillid" => extra.id(&mut row.skill_id, name, value),
        b"skillname" => extra.text(&mut row.skill_name, name, value),
        b"channel" => extra.integer(&mut row.channel_id, name, value),
        b"startreason" => extra.integer(&mut row.start_reason_id, name, value),
        b"startreasondesc" => extra.text(&mut row.start_reason_name, name, value),
        b"endreason" => extra.integer(&mut row.end_reason_id, name, value),
        b"endreasondesc" => extra.text(&mut row.end_reason_name, name, value),
        b"engagementset" => extra.integer(&mut row.engagement_set, name, value),
        b"engagementsequence" => extra.integer(&mut row.engagement_sequence, name, value),
        b"isinteractive" => extra.boolean(&mut row.is_interactive, name, value),
        b"isagentsurvey" => extra.boolean(&mut row.has_agent_survey, name, value),
        b"isprechatsurvey" => extra.boolean(&mut row.has_pre_chat_survey, name, value),
        b"ispostchatsurvey" => extra.boolean(&mut row.has_post_chat_survey, name, value),
        b"mcs" => extra.integer(&mut row.mcs, name, value),
        b"alertedmcs" => extra.integer(&mut row.alerted_mcs, name, value),
        b"chatmcs" => extra.integer(&mut row.chat_mcs, name, value),
        b"ended" => extra.boolean(&mut row.is_ended, name, value),
        b"chatdataenriched" => extra.boolean(&mut row.is_enriched, name, value),
        b"ispartial" => extra.boolean(&mut row.is_partial, name, value),
        b"chatstarturl" => extra.text(&mut row.start_url, name, value),
        b"chatstartpage" => extra.text(&mut row.start_page, name, value),
        _ => extra.keep(name, value),
    }
}

fn read_campaign<'n, 'a>(name: &'n str, value: &'n Node<'a>, row: &mut Engagement<'n>, extra: &mut Extra<'n, 'a>) {
    let Node::Object(fields) = *value else { return extra.keep_of(super::PATH, name, value) };
    let mut unknown = Extra::new("interactionHistoryRecords[].campaign");
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"campaignengagementid" => unknown.id(&mut row.campaign_engagement_id, name, value),
            b"campaignengagementname" => unknown.text(&mut row.campaign_engagement_name, name, value),
            b"campaignid" => unknown.id(&mut row.campaign_id, name, value),
            b"campaignname" => unknown.text(&mut row.campaign_name, name, value),
            b"goalid" => unknown.id(&mut row.goal_id, name, value),
            b"goalname" => unknown.text(&mut row.goal_name, name, value),
            b"engagementagentnote" => unknown.text(&mut row.engagement_agent_note, name, value),
            b"visitorbehaviorid" => unknown.id(&mut row.visitor_behavior_id, name, value),
            b"visitorbehaviorname" => unknown.text(&mut row.visitor_behavior_name, name, value),
            b"visitorprofileid" => unknown.id(&mut row.visitor_profile_id, name, value),
            b"visitorprofilename" => unknown.text(&mut row.visitor_profile_name, name, value),
            b"lobid" => unknown.id(&mut row.lob_id, name, value),
            b"lobname" => unknown.text(&mut row.lob_name, name, value),
            b"engagementsource" => unknown.text(&mut row.engagement_source, name, value),
            b"engagementapplicationid" => unknown.id(&mut row.engagement_application_id, name, value),
            b"engagementapplicationname" => unknown.text(&mut row.engagement_application_name, name, value),
            b"engagementapplicationtypeid" => unknown.id(&mut row.engagement_application_type_id, name, value),
            b"engagementapplicationtypename" => unknown.text(&mut row.engagement_application_type_name, name, value),
            b"locationid" => unknown.id(&mut row.location_id, name, value),
            b"locationname" => unknown.text(&mut row.location_name, name, value),
            b"profilesystemdefault" => unknown.boolean(&mut row.is_profile_system_default, name, value),
            b"behaviorsystemdefault" => unknown.boolean(&mut row.is_behavior_system_default, name, value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("campaign", unknown);
}

fn read_visitor_info<'n, 'a>(name: &'n str, value: &'n Node<'a>, row: &mut Engagement<'n>, extra: &mut Extra<'n, 'a>) {
    let Node::Object(fields) = *value else { return extra.keep_of(super::PATH, name, value) };
    let mut unknown = Extra::new("interactionHistoryRecords[].visitorInfo");
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"country" => unknown.text(&mut row.visitor_country, name, value),
            b"countrycode" => unknown.text(&mut row.visitor_country_code, name, value),
            b"state" => unknown.text(&mut row.visitor_state, name, value),
            b"city" => unknown.text(&mut row.visitor_city, name, value),
            b"isp" => unknown.text(&mut row.visitor_isp, name, value),
            b"org" => unknown.text(&mut row.visitor_org, name, value),
            b"device" => unknown.text(&mut row.visitor_device, name, value),
            b"ipaddress" => unknown.text(&mut row.visitor_ip_address, name, value),
            b"browser" => unknown.text(&mut row.visitor_browser, name, value),
            b"browsertype" => unknown.text(&mut row.visitor_browser_type, name, value),
            b"operatingsystem" => unknown.text(&mut row.visitor_operating_system, name, value),
            _ => unknown.keep(name, value),
        }
    }
    extra.nest("visitorInfo", unknown);
}
