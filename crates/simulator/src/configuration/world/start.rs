//! What an account begins with.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{List, Snapshot, date};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::staff::{REASONS, Roster, group_name, group_of, is_bot, profile};

const DAY_S: i64 = 24 * 3600;
/// The group above all others.
pub(super) const MAIN_GROUP: i64 = -1;
/// Ids of people who answer chats and messages begin here.
pub(super) const FIRST_AGENT: i64 = 100;
/// Chats are handed over to so many agents, however many there are.
const TRANSFER_TARGETS: i64 = 24;
const SYSTEM_USER: i64 = 10;
const ADMINISTRATORS: [i64; 2] = [20, 21];
const MANAGERS: [i64; 5] = [30, 31, 32, 33, 34];
/// Agents of former times.
const LEAVERS: [i64; 2] = [60, 61];
/// Profiles, as the files number them.
const PROFILES: [(i64, &str, i64); 5] = [
    (2_438_730_212, "Administrator", 1),
    (2_438_730_312, "Agent", 2),
    (2_438_730_412, "Agent Manager", 3),
    (2_438_730_512, "Campaign Manager", 4),
    (2_438_730_612, "LPA", 5),
];
/// Groups with a parent, beside those of `group_of`, which have the main one.
const OTHER_GROUPS: [(i64, &str, i64); 2] = [(4, "Sales", 0), (17, "Après-vente", 4)];
const LOBS: [(i64, &str); 4] =
    [(4001, "lob 4001"), (4002, "Größen & Maße"), (4003, "Returns"), (4004, "Closed long ago")];
const CLOSED_LOB: i64 = 4004;
/// What the reasons say, the last one of a reason that nobody may give any more.
const REASON_TEXTS: [&str; 5] = ["Lunch", "Meeting", "Training 🎓", "Pause café", "Smoking"];
const UNUSED_REASON: i64 = 2_642_561_512;
/// Skills that upstream has deleted; chats still name them.
const DELETED_SKILLS: [i64; 2] = [25, 29];

/// Decides the lists at the start.
pub(super) fn snapshot(world: &World, account: &str, start_ms: i64) -> Snapshot {
    let maker = Maker { seed: world.spec().seed, account, start_ms };
    let mut snapshot = Snapshot::new(start_ms);
    let agents = FIRST_AGENT..FIRST_AGENT + i64::from(world.spec().agents).max(TRANSFER_TARGETS);
    let staff: BTreeSet<i64> = agents.chain(Roster::of(world, account).agents()).collect();
    let others = [SYSTEM_USER].into_iter().chain(ADMINISTRATORS).chain(MANAGERS).chain(LEAVERS);
    others.chain(staff).for_each(|id| snapshot.put(List::Users, id, maker.user(id)));
    (0..12).chain(20..30).for_each(|id| snapshot.put(List::Skills, id, maker.skill(id)));
    for id in MAIN_GROUP..3 {
        let parent = (id > MAIN_GROUP).then_some(MAIN_GROUP);
        snapshot.put(List::AgentGroups, id, maker.group(id, &group_name(id), parent));
    }
    for (id, name, parent) in OTHER_GROUPS {
        snapshot.put(List::AgentGroups, id, maker.group(id, name, Some(parent)));
    }
    LOBS.into_iter().for_each(|(id, name)| snapshot.put(List::Lobs, id, maker.lob(id, name)));
    PROFILES.into_iter().for_each(|(id, name, role)| snapshot.put(List::Profiles, id, maker.profile(id, name, role)));
    let reasons = REASONS.iter().filter_map(|id| id.parse().ok()).chain([UNUSED_REASON]);
    reasons.zip(REASON_TEXTS).for_each(|(id, text)| snapshot.put(List::StatusReasons, id, reason(id, text)));
    snapshot.count_assigned();
    snapshot
}

/// Makes entities as they are once nobody has changed them since `start_ms`.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) seed: u64,
    pub(super) account: &'a str,
    pub(super) start_ms: i64,
}

impl Maker<'_> {
    fn dice(&self, id: i64, matter: &str) -> Dice {
        Dice::new(self.seed, &format!("{} {id}", self.account), 0, matter)
    }

    /// Picks some time in the year before.
    fn past(&self, dice: &mut Dice) -> Value {
        date(self.start_ms - dice.below(1..365 * DAY_S) * 1000)
    }
    /// Makes the user of an id; who has none of the ids above is an agent.
    pub(super) fn user(&self, id: i64) -> Value {
        let mut dice = self.dice(id, "configuration user");
        let profile = profile(self.seed, self.account, id);
        let (who, role) = match id {
            SYSTEM_USER => ("system", 0),
            _ if ADMINISTRATORS.contains(&id) => ("administrator", 0),
            _ if MANAGERS.contains(&id) => ("manager", 2),
            _ => ("agent", 1),
        };
        let is_agent = who == "agent";
        let nickname = if is_agent { profile.nickname } else { format!("{who} {id}") };
        let login_name = if is_agent { profile.login_name } else { format!("{who}{id}@contact.example") };
        let since = self.past(&mut dice);
        let groups: Vec<i64> = if who == "manager" { (0..dice.below(1..4)).collect() } else { Vec::new() };
        let managed: Vec<Value> = groups.iter().map(|group| membership(*group, &self.past(&mut dice))).collect();
        let mut roles = vec![PROFILES[role].0];
        roles.extend(dice.maybe(30, |dice| PROFILES[dice.count(role + 1..PROFILES.len())].0));
        json!({
            "id": id,
            "pid": dice.token(24),
            "deleted": LEAVERS.contains(&id),
            "isEnabled": !LEAVERS.contains(&id),
            "disabledManually": false,
            "changePwdNextLogin": dice.percent(10),
            "isApiUser": id == SYSTEM_USER,
            "loginName": login_name,
            "nickname": nickname,
            "email": dice.maybe(90, |_| login_name.clone()),
            "description": dice.maybe(40, |_| format!("{who} since {}", since.as_str().unwrap_or_default())),
            "mobileNumber": dice.maybe(40, |dice| format!("+43 1 555{}", dice.below(1000..10_000))),
            "pictureUrl": profile.picture_url,
            "pictureId": dice.maybe(30, |dice| dice.below(1..9_000_000)),
            "backgndImgUri": dice.maybe(20, |_| format!("https://pictures.example/background/{id}.png")),
            "pnCertName": dice.maybe(20, |_| "push certificate"),
            "fullName": if dice.percent(15) { String::new() } else { profile.full_name },
            "employeeId": if dice.percent(30) { String::new() } else { format!("E-{id}") },
            "maxChats": dice.below(1..6),
            "maxAsyncChats": dice.maybe(60, |dice| dice.below(5..30)),
            "skillIds": if is_agent { profile.skills } else { Vec::new() },
            "profileIds": roles,
            "lobIds": LOBS.iter().map(|(lob, _)| *lob).take(dice.count(0..4)).collect::<Vec<_>>(),
            "permissionGroups": (0..dice.below(0..4)).map(|group| 9 + group * 2).collect::<Vec<_>>(),
            "memberOf": membership(if is_agent { group_of(id) } else { MAIN_GROUP }, &since),
            "managerOf": managed,
            "userTypeId": if id == SYSTEM_USER { 0 } else if is_bot(id) { 2 } else { 1 },
            "allowedAppKeys": dice.maybe(20, |dice| dice.token(12)),
            "dateUpdated": self.past(&mut dice),
            "lastPwdChangeDate": dice.maybe(80, |dice| self.past(dice)),
            "assignmentDate": since,
        })
    }

    pub(super) fn skill(&self, id: i64) -> Value {
        let mut dice = self.dice(id, "configuration skill");
        let survey = |dice: &mut Dice, percent: u32| dice.maybe(percent, |dice| 3_100_000_000 + dice.below(0..500));
        let routes = dice.below(0..3);
        let route =
            |group: i64| json!({ "agentGroupId": group, "priority": group + 1, "splitPercentage": 100 / routes });
        json!({
            "id": id,
            "pid": dice.token(24),
            "deleted": DELETED_SKILLS.contains(&id),
            "name": format!("skill {id}"),
            "description": dice.maybe(60, |_| format!("What skill {id} is for; 100 % „invented“")),
            "skillOrder": id,
            "maxWaitTime": dice.pick(&[120, 120, 60, 300]),
            "defaultPostChatSurveyId": survey(&mut dice, 50),
            "defaultOfflineSurveyId": survey(&mut dice, 30),
            "defaultAgentSurveyId": survey(&mut dice, 30),
            "dateUpdated": self.past(&mut dice),
            "skillRoutingConfiguration": (0..routes).map(route).collect::<Vec<_>>(),
            "wrapUpTime": dice.maybe(70, |dice| dice.below(0..90)),
            "slaDefaultResponseTime": dice.maybe(80, |dice| dice.below(1..60) * 60_000),
            "slaUrgentResponseTime": dice.maybe(80, |dice| dice.below(1..30) * 60_000),
            "slaFirstTimeResponseTime": dice.maybe(50, |dice| dice.below(1..30) * 60_000),
            "lobIds": LOBS.iter().map(|(lob, _)| *lob).take(dice.count(0..3)).collect::<Vec<_>>(),
            "canTransfer": dice.percent(90),
            "skillTransferList": dice.maybe(40, |dice| (1..=dice.below(1..12)).collect::<Vec<_>>()),
            "workingHoursId": dice.maybe(50, |dice| 2_859_745_012 + dice.below(0..9) * 100),
            "specialOccasionId": dice.maybe(40, |dice| 2_861_462_812 + dice.below(0..9) * 100),
            "postConversationSurveyAppInstallAssociationId": dice.maybe(30, |dice| dice.token(36)),
            "autoCloseInSeconds": dice.maybe(60, |dice| dice.below(1..100) * 3600),
            "transferToAgentMaxWaitInSeconds": dice.maybe(60, |dice| dice.below(1..20) * 30),
            "fallbackSkill": dice.maybe(40, |dice| dice.below(0..12)),
            "fallbackWhenAllAgentsAreAway": dice.percent(50),
            "agentSurveyForMsgTimeoutInMinutes": dice.maybe(40, |dice| dice.below(1..60)),
            "agentSurveyForMsgId": survey(&mut dice, 40),
        })
    }

    pub(super) fn group(&self, id: i64, name: &str, parent: Option<i64>) -> Value {
        let mut dice = self.dice(id, "configuration group");
        json!({
            "id": id,
            "deleted": false,
            "name": name,
            "description": dice.maybe(50, |_| format!("All of {name}")),
            "parentGroupId": parent,
            "isEnabled": true,
            "dateUpdated": self.past(&mut dice),
        })
    }

    fn lob(&self, id: i64, name: &str) -> Value {
        let mut dice = self.dice(id, "configuration lob");
        json!({
            "id": id,
            "deleted": id == CLOSED_LOB,
            "name": name,
            "description": dice.maybe(50, |_| format!("Business of {name}")),
            "dateUpdated": self.past(&mut dice),
        })
    }

    fn profile(&self, id: i64, name: &str, role: i64) -> Value {
        let mut dice = self.dice(id, "configuration profile");
        json!({
            "id": id,
            "deleted": false,
            "name": name,
            "description": dice.maybe(50, |_| format!("May what a {name} may")),
            "roleTypeId": role,
            "dateUpdated": self.past(&mut dice),
            "numOfAssignedUsers": 0,
        })
    }
}

/// Says of which group somebody is, and since when.
pub(super) fn membership(group: i64, since: &Value) -> Value {
    json!({ "agentGroupId": group, "assignmentDate": since })
}

fn reason(id: i64, text: &str) -> Value {
    let is_used = id != UNUSED_REASON;
    json!({ "id": id, "text": text, "state": "Away", "enabled": is_used, "deleted": !is_used })
}
