//! What a conversation has beside: campaign, monitoring, response time, summary, co-browse sessions, attributes.

use serde_json::{Value, json};

use super::record::Teller;
use crate::record::{Cell, Field, Part, count, end, flag, id, number_id, printed, stored, text, time, word};
use crate::truth;
use crate::world::attributes::{self, Attribute, Occasion};
use crate::world::facts::Unknown;
use crate::world::novelty::unknown;
use crate::world::text as words;

/// What an agent may take to answer.
const RESPONSE_MS: i64 = 180_000;

pub(super) fn campaign(teller: &Teller<'_>) -> Option<Part> {
    let mut dice = teller.dice("messaging campaign");
    if teller.conversation.is_small || dice.percent(30) {
        return None;
    }
    let mut number = |from: i64| dice.maybe(90, |dice| from + dice.below(0..40));
    let ids = [760_000_000, 770_000_000, 780_000_000, 790_000_000, 800_000_000, 810_000_000].map(&mut number);
    let mut named = |name: &'static str| dice.maybe(90, |dice| if dice.percent(8) { "" } else { name });
    let mut fields = vec![
        number_id("campaignId", "campaign_id", ids[0]),
        text("campaignName", "campaign_name", named("Herbst-Aktion 🍂")),
        number_id("campaignEngagementId", "campaign_engagement_id", ids[1]),
        text("campaignEngagementName", "campaign_engagement_name", named("Sticky button")),
        number_id("goalId", "goal_id", ids[2]),
        text("goalName", "goal_name", named("Interact with visitors")),
        text("engagementAgentNote", "engagement_agent_note", named("Be kind; \u{fffd} offer 5 %")),
        number_id("visitorBehaviorId", "visitor_behavior_id", ids[3]),
        text("visitorBehaviorName", "visitor_behavior_name", named("Any behavior")),
        number_id("visitorProfileId", "visitor_profile_id", ids[4]),
        text("visitorProfileName", "visitor_profile_name", named("All visitors")),
        text("lobName", "lob_name", named("lob 4001")),
        number_id("locationId", "location_id", ids[5]),
        text("locationName", "location_name", named("Entire site")),
        text("engagementApplicationName", "engagement_application_name", named("shop web")),
        text("engagementApplicationTypeName", "engagement_application_type_name", named("Web")),
    ];
    fields.extend([
        text("engagementSource", "engagement_source", Some(dice.pick(&["WEB_SITE", "NATIVE_APP"]))),
        id("engagementApplicationId", "engagement_application_id", dice.maybe(80, |dice| dice.token(20))),
        number_id(
            "engagementApplicationTypeId",
            "engagement_application_type_id",
            dice.maybe(80, |dice| dice.below(1..9)),
        ),
        number_id("lobId", "lob_id", dice.maybe(90, |dice| dice.pick(&[-1, 4001]))),
        flag("profileSystemDefault", "is_profile_system_default", dice.maybe(90, |dice| dice.percent(50))),
        flag("behaviorSystemDefault", "is_behavior_system_default", dice.maybe(90, |dice| dice.percent(50))),
    ]);
    Some(Part { fields, unknown: unknown(&mut dice, 3) })
}

pub(super) fn monitoring(teller: &Teller<'_>) -> Option<Part> {
    let mut dice = teller.dice("messaging monitoring");
    if teller.conversation.is_small || dice.percent(20) {
        return None;
    }
    let is_known = dice.percent(70);
    let device = dice.pick(&["DESKTOP", "TABLET", "MOBILE"]);
    let system = dice.pick(&["WINDOWS", "LINUX", "IOS"]);
    let mut place = |name, column, value: &'static str| {
        let value = if is_known { value } else { "" };
        text(name, column, dice.maybe(95, |_| value))
    };
    let mut fields = vec![
        place("country", "visitor_country", "Österreich"),
        place("countryCode", "visitor_country_code", "AT"),
        place("state", "visitor_state", "Wien"),
        place("city", "visitor_city", "Wien"),
        place("isp", "visitor_isp", "Invented Cable"),
        place("org", "visitor_org", "Invented Org"),
    ];
    fields.extend([
        text("device", "visitor_device", dice.maybe(90, |_| device)),
        text("ipAddress", "visitor_ip_address", dice.maybe(90, |dice| format!("192.0.2.{}", dice.below(0..256)))),
        text("browser", "visitor_browser", dice.maybe(90, |_| "Chrome 66.0.3359.181")),
        Field {
            name: "operatingSystem",
            column: "visitor_operating_system",
            cell: Cell::Word(dice.maybe(70, |_| system.to_owned()), "NA"),
        },
        word("conversationStartPage", "start_url", dice.maybe(80, |_| "https://shop.example/help")),
        word("conversationStartPageTitle", "start_page", dice.maybe(80, |_| "Pagina d'inizio – déjà")),
    ]);
    Some(Part { fields, unknown: unknown(&mut dice, 3) })
}

/// Tells by when an agent should answer; −1 while it is the consumer's turn.
pub(super) fn response_time(teller: &Teller<'_>) -> Option<Part> {
    let (conversation, life) = (teller.conversation, &teller.conversation.life);
    if conversation.is_small {
        return None;
    }
    let last = life.messages.iter().rfind(|sent| teller.tells(sent.at_ms));
    let is_open = life.closing_ms(teller.version.until_ms).is_none();
    let due_ms = last.filter(|last| last.agent.is_none() && is_open).map(|last| last.at_ms + RESPONSE_MS);
    let fields = vec![
        printed("latestEffectiveResponseDueTime", Some(due_ms.unwrap_or(-1).into())),
        stored("response_due_at", truth::time(due_ms)),
        count("configuredResponseTime", "configured_response_time", Some(RESPONSE_MS)),
    ];
    Some(Part { fields, unknown: unknown(&mut teller.dice("messaging response time"), 2) })
}

pub(super) fn summary(teller: &Teller<'_>) -> Option<Part> {
    let mut dice = teller.dice("messaging summary");
    let at_ms = teller.conversation.life.summarized_ms.filter(|at_ms| teller.tells(*at_ms))?;
    let fields = vec![
        text("text", "summary_text", Some(teller.private(words::line(&mut dice)))),
        printed("lastUpdatedTime", Some(at_ms.into())),
        stored("summary_updated_at", truth::time(Some(at_ms))),
    ];
    Some(Part { fields, unknown: unknown(&mut dice, 2) })
}

/// Tells co-browse sessions, once they have ended.
pub(super) fn sessions(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging coBrowse");
    let life = &teller.conversation.life;
    let told = life.cobrowsed_ms.filter(|(_, ended_ms)| teller.tells(*ended_ms) && !teller.version.is_partial);
    let Some((begun_ms, ended_ms)) = told else { return Vec::new() };
    let is_interactive = dice.percent(60);
    let capabilities = vec!["CONSUMER_VIDEO_CONNECTION".to_owned(), "AGENT_APP_CONTROL".to_owned()];
    let agent = life.last_turn(begun_ms).map(|turn| turn.agent);
    let fields = vec![
        text("sessionId", "session_id", Some(format!("{}-{}", dice.token(8), dice.token(12)))),
        time("startTime", "started_at", Some(begun_ms)),
        end("endTime", "ended_at", Some(ended_ms)),
        time("interactiveTime", "interactive_at", Some(begun_ms + 5).filter(|_| is_interactive)),
        text("endReason", "end_reason", Some(dice.pick(&["AGENT", "VISITOR", "TIMEOUT"]))),
        count("duration", "duration_ms", dice.maybe(95, |_| ended_ms - begun_ms)),
        flag(dice.pick(&["interactive", "isInteractive"]), "is_interactive", Some(is_interactive)),
        text("type", "type", Some(dice.pick(&["inApp", "web"]))),
        Field { name: "capabilities", column: "capabilities", cell: Cell::Texts(dice.maybe(70, |_| capabilities)) },
        id("agentId", "agent_id", agent.map(|agent| agent.to_string())),
    ];
    vec![Part { fields, unknown: unknown(&mut dice, 3) }]
}

/// Tells the attributes of a consumer who had signed in, and those of one who had not.
pub(super) fn attributes(teller: &Teller<'_>) -> [Vec<Attribute>; 2] {
    let mut dice = teller.dice("messaging sdes");
    let mut told = [Vec::new(), Vec::new()];
    for set_ms in &teller.conversation.life.attributes_ms {
        let is_authenticated = dice.percent(70);
        let occasion = Occasion {
            server_ms: *set_ms..*set_ms + 1,
            is_authenticated: Some(is_authenticated),
            has_login_status: true,
            is_erased: teller.version.is_erased,
        };
        let attribute = attributes::event(&occasion, &mut dice);
        if teller.tells(*set_ms) {
            told[usize::from(!is_authenticated)].push(attribute);
        }
    }
    told
}

/// Tells a container that no page names.
pub(super) fn novel_container(teller: &Teller<'_>) -> Unknown {
    let mut containers = Unknown::new();
    if teller.dice("messaging containers").percent(2) {
        let topics = json!({ "topics": ["refund", "delay"], "label": "as it came \u{fffd}", "version": 2 });
        containers.insert("conversationTopics".to_owned(), topics);
    }
    containers
}

/// Keeps the last of each kind, as searches show them.
pub(in super::super) fn last_of_each_kind(events: &[Attribute]) -> Vec<&Attribute> {
    let is_last =
        |(index, event): &(usize, &Attribute)| events[index + 1..].iter().all(|later| later.kind != event.kind);
    events.iter().enumerate().filter(is_last).map(|(_, event)| event).collect()
}

/// Puts texts for all values, as version 1 prints them.
pub(in super::super) fn in_texts(value: &Value) -> Value {
    match value {
        Value::Number(_) | Value::Bool(_) => value.to_string().into(),
        Value::Array(items) => items.iter().map(in_texts).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), in_texts(value))).collect())
        }
        Value::Null | Value::String(_) => value.clone(),
    }
}
