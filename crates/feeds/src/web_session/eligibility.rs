//! Campaigns that a visitor was eligible for: a row per moment and campaign.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, field};
use normalizer::json::Node;
use normalizer::record::{expect_array, expect_object};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::id;

use super::body::{Body, Items};
use super::tables::{CAMPAIGN, CampaignEligibility, ELIGIBLE, GOAL};

const CAMPAIGNS: &str = "eligibilityData[].eligibleCampaigns[]";

impl Items for CampaignEligibility<'_> {
    const KIND: &'static str = "eligibility";
    const FIELD: &'static str = "eligibilityData";

    fn write(items: &[Node<'_>], body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
        let mut position = 0;
        for item in items {
            write_moment(expect_object(item, "eligibilityData[]")?, &mut position, body)?;
        }
        Ok(())
    }
}

/// A moment without a campaign is a row without one. `position` counts the rows of all moments.
fn write_moment(fields: Fields<'_, '_>, position: &mut i32, body: &mut Body<'_, '_>) -> Result<(), RejectReason> {
    let &mut Body { account_id, visit_id, .. } = body;
    let mut moment = CampaignEligibility { account_id, visit_id, ..CampaignEligibility::default() };
    let mut unknown = Extra::new("eligibilityData[]");
    let mut campaigns = None;
    moment.read_fields_with(ROOT, fields, &mut unknown, |_, folded, (_, value), _| {
        let is_first = folded == b"eligiblecampaigns" && campaigns.is_none();
        if is_first {
            campaigns = Some(value);
        }
        is_first
    });
    let campaigns = campaigns.map_or(Ok(&[][..]), |campaigns| expect_array(campaigns, "eligibleCampaigns"))?;
    body.count(campaigns.len())?;
    // What the moment says beside its campaigns is kept once, with the first of them.
    let mut extra = unknown;
    for item in campaigns {
        let mut row = CampaignEligibility { position: *position, ..moment.clone() };
        read_campaign(expect_object(item, "eligibleCampaigns[]")?, &mut row, &mut extra);
        row.extra = extra.finish(body.drift);
        body.writer.push(&row);
        extra = Extra::new(CAMPAIGNS);
        *position += 1;
    }
    if campaigns.is_empty() {
        moment.position = *position;
        moment.extra = extra.finish(body.drift);
        body.writer.push(&moment);
        *position += 1;
    }
    Ok(())
}

fn read_campaign<'n, 'a>(fields: Fields<'n, 'a>, row: &mut CampaignEligibility<'n>, extra: &mut Extra<'n, 'a>) {
    const CAMPAIGN_PATH: &str = "eligibilityData[].eligibleCampaigns[].campaign";
    const GOAL_PATH: &str = "eligibilityData[].eligibleCampaigns[].goal";
    let engagements = fields.iter().find(|(name, value)| name.eq_ignore_ascii_case("engagements") && !value.is_null());
    row.engagement_ids = engagements.and_then(|(_, engagements)| engagement_ids(engagements));
    row.read_fields_with(ELIGIBLE, fields, extra, |row, folded, (name, value), extra| {
        let (part, inner) = match folded {
            b"campaign" => (CAMPAIGN, ("campaign", CAMPAIGN_PATH)),
            b"goal" => (GOAL, ("goal", GOAL_PATH)),
            _ => {
                extra.keep_of(CAMPAIGNS, name, value);
                return true;
            }
        };
        row.read_object(part, inner, (name, value), extra);
        true
    });
}

/// The ids of the engagements, which are kept whole as well.
fn engagement_ids<'n>(engagements: &'n Node<'_>) -> Option<Vec<Option<&'n str>>> {
    let Node::Array(items) = engagements else { return None };
    Some(items.iter().map(|item| field(item, "id").and_then(id)).collect())
}
