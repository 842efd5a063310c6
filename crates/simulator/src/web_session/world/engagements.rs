//! Buttons and invitations: which ones the visitor could see, saw, and what came of it.

use serde_json::{Value, json};

use super::items::GROUPS;
use super::visit::{Invitation, Stay};
use crate::world::dice::Dice;
use crate::world::facts::{UNKNOWN, without_nulls};
use crate::world::novelty::unknown_json;

/// The most displays of a visit that lead to no chat.
const DISPLAYS_MAX: usize = 2;

/// The displays of a visit, in the order of time.
pub(super) fn impressions(stay: &Stay, dice: &mut Dice) -> Vec<Value> {
    let mut told = Vec::new();
    for invitation in &stay.invitations {
        let shown_ms = dice.below(stay.started_ms..invitation.accepted_ms + 1);
        display(&[(shown_ms, "Show"), (invitation.accepted_ms, "Accept")], invitation, dice, &mut told);
    }
    for _ in 0..dice.count(0..DISPLAYS_MAX + 1) {
        let invitation = invitation(stay, dice);
        let mut events = vec![(invitation.accepted_ms, "Show")];
        if dice.percent(35) {
            let later_ms = dice.below(invitation.accepted_ms..stay.ended_ms + 1);
            events.push((later_ms, dice.pick(&["Accept", "Close", "Timeout", "Timeout"])));
        }
        display(&events, &invitation, dice, &mut told);
    }
    told.sort_by_key(|(at_ms, _)| *at_ms);
    told.into_iter().map(|(_, item)| item).collect()
}

fn invitation(stay: &Stay, dice: &mut Dice) -> Invitation {
    Invitation {
        accepted_ms: stay.moment_ms(dice),
        campaign_id: dice.maybe(95, campaign_id),
        engagement_id: dice.maybe(90, engagement_id),
    }
}

/// As conversations have them.
pub(super) fn campaign_id(dice: &mut Dice) -> i64 {
    760_000_000 + dice.below(0..40)
}

/// As conversations have them.
pub(super) fn engagement_id(dice: &mut Dice) -> i64 {
    770_000_000 + dice.below(0..40)
}

/// What happened to one display, which has one id.
fn display(events: &[(i64, &str)], invitation: &Invitation, dice: &mut Dice, told: &mut Vec<(i64, Value)>) {
    let instance = dice.maybe(97, |dice| dice.token(22));
    let engagement = dice.maybe(98, |dice| engagement(invitation.engagement_id, 90, dice));
    let campaign = dice.maybe(98, |dice| campaign(invitation.campaign_id, 80, dice));
    let goal = dice.maybe(80, |dice| goal(90, dice));
    let group = dice.maybe(80, |dice| dice.pick(&GROUPS));
    for (at_ms, kind) in events {
        let item = json!({
            "timestamp": dice.maybe(98, |_| at_ms),
            "engagementInstanceId": instance,
            "impressionType": kind,
            "state": dice.maybe(95, |dice| dice.pick(&["content", "chatonline", "chatoffline", "0", "1"])),
            "engagement": engagement,
            "campaign": campaign,
            "goal": goal,
            "siteControlGroup": group,
            UNKNOWN: unknown_json(dice, 2),
        });
        told.push((*at_ms, without_nulls(item)));
    }
}

/// When the visitor became eligible for which campaigns.
pub(super) fn eligibility(stay: &Stay, dice: &mut Dice) -> Vec<Value> {
    let moments = dice.count(1..3);
    let moments = stay.moments_ms(moments, dice);
    let item = |at_ms: i64| {
        let campaigns = dice.pick(&[0, 0, 1, 1, 1, 1, 2, 2, 3]);
        let eligible: Vec<Value> = (0..campaigns).map(|_| eligible_campaign(dice)).collect();
        without_nulls(json!({
            "eligibleCampaigns": if eligible.is_empty() && dice.percent(50) { None } else { Some(eligible) },
            "timestamp": dice.maybe(98, |_| at_ms),
            // Of several campaigns, it would have no one row.
            UNKNOWN: if campaigns > 1 { Value::Null } else { unknown_json(dice, 5) },
        }))
    };
    moments.into_iter().map(item).collect()
}

fn eligible_campaign(dice: &mut Dice) -> Value {
    let engagements: Vec<Value> = (0..dice.count(0..3)).map(|_| whole_engagement(dice)).collect();
    json!({
        "campaign": dice.maybe(97, |dice| {
            let id = Some(campaign_id(dice));
            without_unknown(campaign(id, 80, dice))
        }),
        "engagements": engagements,
        "goal": dice.maybe(90, |dice| without_unknown(goal(90, dice))),
        "controlGroupType": dice.maybe(90, |dice| dice.pick(&GROUPS)),
    })
}

/// One that a warehouse keeps as it came: with all that the schema has, and nothing else.
pub(super) fn whole_engagement(dice: &mut Dice) -> Value {
    let id = Some(engagement_id(dice));
    without_unknown(engagement(id, 100, dice))
}

/// Likewise.
pub(super) fn whole_campaign(dice: &mut Dice) -> Value {
    let id = Some(campaign_id(dice));
    without_unknown(campaign(id, 100, dice))
}

fn without_unknown(mut record: Value) -> Value {
    if let Some(fields) = record.as_object_mut() {
        fields.remove(UNKNOWN);
    }
    record
}

/// Each field is there in `percent` of a hundred cases.
fn engagement(id: Option<i64>, percent: u32, dice: &mut Dice) -> Value {
    let skill = dice.below(-1..12);
    let skill_name = dice.pick(&["Sales", "Größen", ""]);
    json!({
        "id": id,
        "channel": dice.maybe(percent, |dice| dice.pick(&["1", "100"])),
        "type": dice.maybe(percent, |dice| dice.pick(&["0", "1", "2", "3", "5", "6"])),
        "visitorBehaviors": dice.maybe(percent, revised),
        "skillId": dice.maybe(percent, |_| skill),
        "skillName": dice.maybe(percent, |_| skill_name),
        "surveySkills": dice.maybe(percent, |dice| {
            let skills = dice.count(0..3);
            [json!({ "id": 1, "name": "Returns" }), json!({ "id": 2, "name": "Über uns" })][..skills].to_vec()
        }),
        "isOffsiteEngagement": dice.maybe(percent, |dice| dice.percent(5)),
        "availabilityPolicy": dice.maybe(percent, |dice| dice.pick(&["ONLINE_AND_OFFLINE", "AGENT_AVAILABILITY"])),
        "interactionType": dice.maybe(percent, |dice| dice.below(0..3)),
        "renderingType": dice.maybe(percent, |dice| dice.below(0..3)),
        UNKNOWN: unknown_json(dice, 3),
    })
}

fn campaign(id: Option<i64>, percent: u32, dice: &mut Dice) -> Value {
    json!({ "id": id, "visitorProfiles": dice.maybe(percent, revised), UNKNOWN: unknown_json(dice, 3) })
}

fn goal(percent: u32, dice: &mut Dice) -> Value {
    json!({
        "id": dice.maybe(percent, |dice| 780_000_000 + dice.below(0..20)),
        "type": dice.maybe(percent, |dice| dice.below(0..6)),
        "indicatorType": dice.maybe(percent, |dice| dice.below(0..3)),
        UNKNOWN: unknown_json(dice, 3),
    })
}

/// Ids with revisions.
fn revised(dice: &mut Dice) -> Vec<Value> {
    let items = dice.pick(&[0, 1, 1, 2]);
    let item = |_| json!({ "id": 790_000_000 + dice.below(0..50), "revision": dice.below(1..300) });
    (0..items).map(item).collect()
}
