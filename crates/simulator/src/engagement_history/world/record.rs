//! One version of a chat, in the order of the Engagement History API's pages.

use super::{MINUTE_MS, lines, surveys};
use crate::record::{Field, Part, code, count, flag, id, number_id, text, time};
use crate::world::attributes::{self, Attribute, Occasion};
use crate::world::chats::{Chat, Origin};
use crate::world::dice::Dice;
use crate::world::facts::Unknown;
use crate::world::novelty::unknown;
use crate::world::text as words;

/// Which of a chat's versions is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    /// Surveys, attributes and scores are there.
    pub(crate) is_enriched: bool,
    /// Names and texts are overwritten.
    pub(crate) is_erased: bool,
    /// The transcript is cut, and containers are missing.
    pub(crate) is_partial: bool,
}

/// A chat as it is told once. An empty list is an empty container, or none; the printer chooses.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) info: Part,
    pub(crate) campaign: Option<Part>,
    pub(crate) visitor: Option<Part>,
    pub(crate) lines: Vec<Part>,
    pub(crate) scores: Vec<Part>,
    pub(crate) surveys: [Survey; 3],
    pub(crate) sessions: Vec<Part>,
    pub(crate) attributes: Vec<Attribute>,
    /// Containers that no page names.
    pub(crate) unknown: Unknown,
}

/// The answers of one survey.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    /// Upstream's name of it.
    pub(crate) name: &'static str,
    /// The table's name of it.
    pub(crate) kind: &'static str,
    pub(crate) answers: Vec<Part>,
}

/// Tells one version of one chat.
pub(super) struct Teller<'c> {
    seed: u64,
    account: &'c str,
    pub(super) chat: &'c Chat,
    pub(super) version: Version,
}

impl Teller<'_> {
    /// The decisions about one matter of the chat; the same in each version.
    pub(super) fn dice(&self, matter: &str) -> Dice {
        Dice::new(self.seed, &self.chat.id, 0, matter)
    }

    /// A personal text as the version has it.
    pub(super) fn private(&self, text: impl Into<String>) -> String {
        words::private(self.version.is_erased, text)
    }

    pub(super) fn is_small(&self) -> bool {
        matches!(self.chat.origin, Origin::Small)
    }
}

/// The version of a chat.
pub(super) fn of(seed: u64, account: &str, chat: &Chat, version: Version) -> Record {
    let teller = Teller { seed, account, chat, version };
    let is_late_told = version.is_enriched && !version.is_partial;
    let (mut lines, mut scores) = lines::transcript(&teller);
    let mut surveys = surveys::answers(&teller);
    let info = info(&teller, &surveys);
    if version.is_partial {
        lines.truncate(lines.len() / 2);
    }
    if !is_late_told {
        scores.clear();
        surveys.iter_mut().for_each(|survey| survey.answers.clear());
    }
    let mut dice = teller.dice("history containers");
    Record {
        info,
        campaign: campaign(&teller),
        visitor: visitor(&teller),
        lines,
        scores,
        surveys,
        sessions: if version.is_partial { Vec::new() } else { surveys::sessions(&teller) },
        attributes: if is_late_told { attributes(&teller) } else { Vec::new() },
        unknown: novel_container(&mut dice),
    }
}

/// The attributes that were set before and during the chat.
fn attributes(teller: &Teller<'_>) -> Vec<Attribute> {
    let mut dice = teller.dice("history sdes");
    let events = if teller.is_small() || dice.percent(30) { 0 } else { dice.count(1..6) };
    let occasion = Occasion {
        server_ms: teller.chat.started_ms - 60_000..teller.chat.ended_ms + 1,
        is_authenticated: None,
        has_login_status: false,
        is_erased: teller.version.is_erased,
    };
    (0..events).map(|_| attributes::event(&occasion, &mut dice)).collect()
}

/// A container that no page names.
fn novel_container(dice: &mut Dice) -> Unknown {
    let mut containers = Unknown::new();
    if dice.percent(2) {
        let summary =
            serde_json::json!({ "summary": "as it came \u{fffd}", "topics": ["refund", "delay"], "version": 2 });
        containers.insert("chatSummary".to_owned(), summary);
    }
    containers
}

/// Who came; the files' id where they have one.
pub(super) fn visitor_id(seed: u64, chat: &Chat) -> String {
    let told = chat.told().and_then(|told| told.visitor_id.clone());
    told.unwrap_or_else(|| Dice::new(seed, &chat.id, 0, "history visitor").token(24))
}

fn info(teller: &Teller<'_>, surveys: &[Survey; 3]) -> Part {
    let mut dice = teller.dice("history info");
    let chat = teller.chat;
    let shark_id = dice.maybe(90, |dice| format!("{}_1", dice.token(22)));
    let requested_ms = dice.maybe(95, |dice| {
        let before_ms = dice.below(0..MINUTE_MS);
        chat.requested_ms.unwrap_or(chat.started_ms - before_ms)
    });
    let mut fields = vec![
        text("engagementId", "engagement_id", Some(chat.id.as_str())),
        text("accountId", "account_id", Some(teller.account)),
        id("sharkEngagementId", "shark_engagement_id", shark_id),
        time("chatRequestedTime", "requested_at", requested_ms),
        time("startTime", "started_at", Some(chat.started_ms)),
        time("endTime", "ended_at", Some(chat.ended_ms)),
        count("duration", "duration_s", Some(chat.duration_s())),
        id("visitorId", "visitor_id", Some(visitor_id(teller.seed, chat))),
        text("visitorName", "visitor_name", dice.maybe(85, |dice| teller.private(visitor_name(dice)))),
    ];
    fields.extend(agent(teller, &mut dice));
    fields.extend(reasons(chat, &mut dice));
    fields.extend(flags(teller, surveys, &mut dice));
    let told = chat.told();
    let page = told.and_then(|told| told.start_page.clone());
    let url = told.and_then(|told| told.start_url.clone());
    fields.push(text("chatStartUrl", "start_url", url.or_else(|| dice.maybe(60, url_of))));
    fields.push(text(
        "chatStartPage",
        "start_page",
        page.or_else(|| dice.maybe(60, |_| "Pagina d'inizio – déjà".to_owned())),
    ));
    Part { fields, unknown: unknown(&mut dice, 4) }
}

fn visitor_name(dice: &mut Dice) -> String {
    match dice.count(0..10) {
        0 => String::new(),
        1 => format!("{} \u{fffd}", words::name(dice)),
        2 => "שרה 😀".to_owned(),
        _ => words::name(dice).to_owned(),
    }
}

fn url_of(dice: &mut Dice) -> String {
    format!("https://shop.example/c/{}?q=a%20b&lang=it", dice.below(1..900))
}

/// Names are spelled in the older and the newer way.
fn agent(teller: &Teller<'_>, dice: &mut Dice) -> Vec<Field> {
    let agent = teller.chat.agent;
    let name = agent.map(words::name_of);
    let nickname = dice.pick(&["agentNickName", "agentNickName", "agentName"]);
    let full_name = dice.pick(&["agentFullName", "agentFullName", "agentFullname"]);
    let group = dice.maybe(95, |dice| dice.pick(&[-1, 4, 17]));
    let group_name = match group {
        Some(4) => "Sales",
        Some(17) => "Après-vente",
        _ => dice.pick(&["Main Group", "NA", ""]),
    };
    let skill = teller.chat.skill;
    let skill_name = if skill < 0 { "Unassigned".to_owned() } else { format!("skill {skill}") };
    vec![
        number_id("agentId", "agent_id", agent),
        text(nickname, "agent_name", name.and_then(|name| name.split(' ').next())),
        text("agentLoginName", "agent_login_name", agent.map(|agent| format!("agent{agent}@shop.example"))),
        text(full_name, "agent_full_name", name),
        flag("agentDeleted", "is_agent_deleted", agent.map(|agent| agent % 11 == 0)),
        number_id("agentGroupId", "agent_group_id", group),
        text("agentGroupName", "agent_group_name", group.map(|_| group_name)),
        number_id("skillId", "skill_id", Some(skill)),
        text("skillName", "skill_name", dice.maybe(97, |_| skill_name)),
    ]
}

fn reasons(chat: &Chat, dice: &mut Dice) -> Vec<Field> {
    let told = chat.told();
    let (start, end) = (dice.pick(&[0, 0, 0, 1, 2, 3, 8]), dice.pick(&[101, 106, 201, 202, 205, 208, 210, 999]));
    let start = told.and_then(|told| told.start_reason).unwrap_or(start);
    let end = told.and_then(|told| told.end_reason).unwrap_or(end);
    let start_name = if start == 0 { "Visitor request" } else { "Transfer" };
    let end_name = match end {
        201 => "Rep stopped chat",
        202 => "Visitor closed chat window",
        _ => "Ended – sonstiges",
    };
    vec![
        code("channel", "channel_id", dice.maybe(95, |dice| dice.pick(&[1, 1, 1, 2, -1]))),
        code("startReason", "start_reason_id", Some(start)),
        text("startReasonDesc", "start_reason_name", dice.maybe(95, |_| start_name)),
        code("endReason", "end_reason_id", Some(end)),
        text("endReasonDesc", "end_reason_name", dice.maybe(95, |_| end_name)),
        code("engagementSet", "engagement_set", dice.maybe(95, |dice| dice.below(0..4))),
        code("engagementSequence", "engagement_sequence", dice.maybe(95, |dice| dice.below(0..3))),
    ]
}

fn flags(teller: &Teller<'_>, surveys: &[Survey; 3], dice: &mut Dice) -> Vec<Field> {
    let has = |index: usize| Some(!surveys[index].answers.is_empty());
    let Version { is_enriched, is_partial, .. } = teller.version;
    let mut scored = |percent, range: std::ops::Range<i64>| {
        dice.maybe(percent, |dice| dice.below(range)).filter(|_| is_enriched && !is_partial)
    };
    let (mcs, alerted, chat_mcs) = (scored(80, -1..2), scored(60, -1..2), scored(60, 0..101));
    let is_interactive = Some(teller.chat.is_interactive);
    let mut fields = vec![
        flag("isInteractive", "is_interactive", is_interactive),
        flag("isPreChatSurvey", "has_pre_chat_survey", has(0)),
        flag("isPostChatSurvey", "has_post_chat_survey", has(1)),
        flag("isAgentSurvey", "has_agent_survey", has(2)),
        code("mcs", "mcs", mcs),
        code("alertedMCS", "alerted_mcs", alerted),
        code("chatMCS", "chat_mcs", chat_mcs),
        flag("ended", "is_ended", dice.maybe(95, |_| true)),
        flag("chatDataEnriched", "is_enriched", Some(is_enriched)),
        flag("isPartial", "is_partial", Some(is_partial)),
    ];
    if dice.percent(80) {
        fields.push(flag("interactive", "is_interactive", is_interactive));
    }
    fields
}

fn campaign(teller: &Teller<'_>) -> Option<Part> {
    let mut dice = teller.dice("history campaign");
    let told = teller.chat.told();
    let campaign = told.and_then(|told| told.campaign_id);
    let engagement = told.and_then(|told| told.campaign_engagement_id);
    let is_told = campaign.is_some() || engagement.is_some();
    if !is_told && (teller.is_small() || dice.percent(50)) {
        return None;
    }
    let mut number = |from: i64| dice.maybe(90, |dice| from + dice.below(0..40));
    let ids = [number(760_000_000), number(770_000_000), number(780_000_000), number(790_000_000), number(800_000_000)];
    let lob = dice.maybe(90, |dice| dice.pick(&[-1, -1, 4001]));
    let mut named = |name: &'static str| dice.maybe(90, |dice| if dice.percent(8) { "" } else { name });
    let mut fields = vec![
        number_id("campaignId", "campaign_id", campaign.or(ids[0])),
        text("campaignName", "campaign_name", named("Herbst-Aktion 🍂")),
        number_id("campaignEngagementId", "campaign_engagement_id", engagement.or(ids[1])),
        text("campaignEngagementName", "campaign_engagement_name", named("Sticky button")),
        number_id("goalId", "goal_id", ids[2]),
        text("goalName", "goal_name", named("Interact with visitors")),
        text("engagementAgentNote", "engagement_agent_note", named("Be kind; \u{fffd} offer 5 %")),
        number_id("visitorBehaviorId", "visitor_behavior_id", ids[3]),
        text("visitorBehaviorName", "visitor_behavior_name", named("Any behavior")),
        number_id("visitorProfileId", "visitor_profile_id", ids[4]),
        text("visitorProfileName", "visitor_profile_name", named("All visitors")),
        number_id("lobId", "lob_id", lob),
        text("lobName", "lob_name", named("NA")),
    ];
    if dice.percent(60) {
        fields.extend(newer_campaign(&mut dice));
    }
    Some(Part { fields, unknown: unknown(&mut dice, 3) })
}

/// Fields that only newer answers have.
fn newer_campaign(dice: &mut Dice) -> Vec<Field> {
    vec![
        text("engagementSource", "engagement_source", Some(dice.pick(&["WEB_SITE", "NATIVE_APP", ""]))),
        id("engagementApplicationId", "engagement_application_id", dice.maybe(80, |dice| dice.token(20))),
        text("engagementApplicationName", "engagement_application_name", Some("shop web")),
        number_id(
            "engagementApplicationTypeId",
            "engagement_application_type_id",
            dice.maybe(80, |dice| dice.below(1..9)),
        ),
        text("engagementApplicationTypeName", "engagement_application_type_name", Some("Web")),
        number_id("locationId", "location_id", dice.maybe(80, |dice| 810_000_000 + dice.below(0..9))),
        text("locationName", "location_name", Some("Whole site")),
        flag("profileSystemDefault", "is_profile_system_default", dice.maybe(90, |dice| dice.percent(50))),
        flag("behaviorSystemDefault", "is_behavior_system_default", dice.maybe(90, |dice| dice.percent(50))),
    ]
}

fn visitor(teller: &Teller<'_>) -> Option<Part> {
    let mut dice = teller.dice("history visitorInfo");
    if teller.is_small() || dice.percent(8) {
        return None;
    }
    let is_known = dice.percent(70);
    let mut place = |value: &'static str| dice.maybe(95, |_| if is_known { value } else { "" });
    let mut fields = vec![
        text("country", "visitor_country", place("Österreich")),
        text("countryCode", "visitor_country_code", place("AT")),
        text("state", "visitor_state", place("Wien")),
        text("city", "visitor_city", place("Wien")),
        text("isp", "visitor_isp", place("Invented Cable")),
        text("org", "visitor_org", place("Invented Org")),
    ];
    let device = teller.chat.told().and_then(|told| told.device);
    let own_device = dice.pick(&["DESKTOP", "TABLET", "MOBILE", "NA"]);
    fields.extend([
        text("device", "visitor_device", Some(device.unwrap_or(own_device))),
        text("ipAddress", "visitor_ip_address", dice.maybe(90, |dice| format!("192.0.2.{}", dice.below(0..256)))),
        text("browser", "visitor_browser", dice.maybe(90, |_| "Chrome 49.0.2623.87")),
        text("browserType", "visitor_browser_type", dice.maybe(50, |_| "CHROME")),
        text(
            "operatingSystem",
            "visitor_operating_system",
            dice.maybe(90, |dice| dice.pick(&["NA", "WINDOWS", "LINUX"])),
        ),
    ]);
    Some(Part { fields, unknown: unknown(&mut dice, 3) })
}
