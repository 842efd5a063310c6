//! Goals that a visitor achieved.

use serde_json::{Value, json};

use super::attributes::{amount, containers};
use super::engagements::{whole_campaign, whole_engagement};
use super::visit::Stay;
use crate::world::dice::Dice;
use crate::world::facts::{UNKNOWN, without_nulls};
use crate::world::novelty::unknown_json;

const GOALS_MAX: usize = 2;

pub(super) fn achieved(stay: &Stay, dice: &mut Dice) -> Vec<Value> {
    let goals = dice.count(1..GOALS_MAX + 1);
    let moments = stay.moments_ms(goals, dice);
    let item = |at_ms: i64| {
        without_nulls(json!({
            "id": dice.maybe(97, |dice| format!("{}-{}", dice.token(8), dice.token(12))),
            "timestamp": dice.maybe(98, |_| at_ms),
            "campaignGoalRevision": dice.maybe(95, |dice| dice.below(1..5_000_000_000)),
            "campaignGoalId": dice.maybe(97, |dice| 780_000_000 + dice.below(0..20)),
            "campaignGoalType": dice.maybe(95, |dice| dice.below(0..6)),
            "goalMetaData": dice.maybe(92, metadata),
            UNKNOWN: unknown_json(dice, 3),
        }))
    };
    moments.into_iter().map(item).collect()
}

/// A bare record is known by its fields alone, so the one that tells it is always there.
fn metadata(dice: &mut Dice) -> Value {
    match dice.count(0..6) {
        0 => json!({ "UrlGoalMetadata": { "url": format!("https://shop.example/done/{}", dice.below(1..99)) } }),
        1 => json!({ "PurchaseMetadata": {
            "total": dice.maybe(90, amount),
            "orderId": format!("DRV-{}", dice.below(1000..99_999)),
            "cartStatus": dice.maybe(80, |dice| json!({
                "total": dice.maybe(90, amount),
                "numItems": dice.maybe(90, |dice| dice.below(0..9)),
                "products": dice.maybe(80, containers),
            })),
        } }),
        2 => json!({ "ReduceAbandonmentGoalMetadata": { "numberOfPages": dice.below(1..20) } }),
        3 => {
            let has_both = dice.percent(70);
            json!({ "IncreaseInteractionGoalMetadata": {
                "engagement": whole_engagement(dice),
                "campaign": if has_both { whole_campaign(dice) } else { Value::Null },
            } })
        }
        4 => json!({ "LeadMetaData": {
            "topic": dice.maybe(90, |dice| dice.pick(&["luxury car", "Küche \u{fffd}", ""])),
            "leadId": dice.below(100_000..999_999).to_string(),
            "value": dice.maybe(90, amount),
        } }),
        _ => json!({ "ServiceActivityMetaData": {
            "topic": dice.maybe(90, |_| "order checkbook"),
            "status": dice.maybe(90, |dice| dice.below(0..14)),
            "category": dice.maybe(90, |_| "finance"),
            "serviceId": format!("service{}", dice.below(1..99)),
        } }),
    }
}
