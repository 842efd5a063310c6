//! What administrators change.

use serde_json::Value;

use super::start::{FIRST_AGENT, MAIN_GROUP, Maker, membership};
use super::{List, Snapshot, date};
use crate::world::dice::Dice;
use crate::world::staff::is_bot;
use crate::world::text;

/// Ids of created entities begin here, apart from all others.
const FIRST_CREATED_AGENT: i64 = 700_001;
const FIRST_CREATED_SKILL: i64 = 1001;
const FIRST_CREATED_GROUP: i64 = 501;
/// Fewer people than this are not made fewer.
const AGENTS_MIN: usize = 20;
/// What has a lower id is never deleted: chats and agents need it.
const FIRST_DISPENSABLE_SKILL: i64 = 20;
const FIRST_DISPENSABLE_GROUP: i64 = 3;
/// So many may be dispensed with at most.
const SKILLS_MAX: usize = 14;
const GROUPS_MAX: usize = 8;

/// What a change does.
#[derive(Clone, Copy, Debug)]
enum Kind {
    RenameAgent,
    MoveAgent,
    ChangeSkills,
    ChangeLimits,
    SwitchAgent,
    CreateAgent,
    DeleteAgent,
    RenameSkill,
    TuneSkill,
    CreateSkill,
    DeleteSkill,
    RenameGroup,
    CreateGroup,
    DeleteGroup,
    RenameLob,
    RenameProfile,
    ChangeReason,
}

/// Those that come often come several times.
const KINDS: [Kind; 22] = [
    Kind::RenameAgent,
    Kind::RenameAgent,
    Kind::MoveAgent,
    Kind::MoveAgent,
    Kind::MoveAgent,
    Kind::ChangeSkills,
    Kind::ChangeSkills,
    Kind::ChangeSkills,
    Kind::ChangeLimits,
    Kind::SwitchAgent,
    Kind::CreateAgent,
    Kind::DeleteAgent,
    Kind::RenameSkill,
    Kind::TuneSkill,
    Kind::CreateSkill,
    Kind::DeleteSkill,
    Kind::RenameGroup,
    Kind::CreateGroup,
    Kind::DeleteGroup,
    Kind::RenameLob,
    Kind::RenameProfile,
    Kind::ChangeReason,
];

/// A change that is being made.
pub(super) struct Change<'a> {
    pub(super) maker: Maker<'a>,
    pub(super) snapshot: &'a mut Snapshot,
    /// How many there were before.
    pub(super) number: i64,
    pub(super) at_ms: i64,
    pub(super) dice: Dice,
}

impl Change<'_> {
    /// Changes one entity, and what follows from that.
    pub(super) fn make(mut self) {
        match self.dice.pick(&KINDS) {
            Kind::RenameAgent => self.rename_agent(),
            Kind::MoveAgent => self.move_agent(),
            Kind::ChangeSkills => self.change_skills(),
            Kind::ChangeLimits => self.alter_agent(|user| {
                user["maxChats"] = (user["maxChats"].as_i64().unwrap_or_default() % 6 + 1).into();
                user["maxAsyncChats"] = if user["maxAsyncChats"].is_null() { 12.into() } else { Value::Null };
            }),
            Kind::SwitchAgent => self.alter_agent(|user| {
                let was_enabled = user["isEnabled"] == true;
                user["isEnabled"] = (!was_enabled).into();
                user["disabledManually"] = was_enabled.into();
            }),
            Kind::DeleteAgent if self.agents().len() > AGENTS_MIN => self.alter_agent(|user| {
                user["deleted"] = true.into();
                user["isEnabled"] = false.into();
            }),
            Kind::CreateAgent | Kind::DeleteAgent => {
                let id = FIRST_CREATED_AGENT + self.number;
                self.put(List::Users, id, self.maker.user(id));
            }
            Kind::RenameSkill => self.rename(List::Skills, "skill"),
            Kind::TuneSkill => self.alter_any(List::Skills, |skill| {
                skill["maxWaitTime"] = (skill["maxWaitTime"].as_i64().unwrap_or_default() + 10).into();
            }),
            Kind::CreateSkill => self.create_skill(),
            Kind::DeleteSkill => self.delete_skill(),
            Kind::RenameGroup => self.rename(List::AgentGroups, "group"),
            Kind::CreateGroup => self.create_group(),
            Kind::DeleteGroup => self.delete_group(),
            Kind::RenameLob => self.rename(List::Lobs, "lob"),
            Kind::RenameProfile => self.rename(List::Profiles, "profile"),
            Kind::ChangeReason => {
                let text = format!("reason reworded {}", self.number);
                self.alter_any(List::StatusReasons, |reason| {
                    reason["text"] = text.into();
                    reason["enabled"] = (reason["enabled"] == false).into();
                });
            }
        }
        if self.snapshot.count_assigned() {
            self.touch(List::Profiles);
        }
    }

    fn rename_agent(&mut self) {
        let number = self.number;
        self.alter_agent(|user| {
            let id = user["id"].as_i64().unwrap_or_default();
            let first_name = |number: i64| text::name_of(number).split(' ').next().unwrap_or_default();
            let nickname = |number: i64| format!("{} {id}", first_name(number));
            let is_same = user["nickname"] == nickname(number);
            let number = number + i64::from(is_same);
            user["nickname"] = nickname(number).into();
            if user["fullName"] != "" {
                user["fullName"] = format!("{} {id}", text::name_of(number)).into();
            }
        });
    }

    fn move_agent(&mut self) {
        let groups: Vec<i64> = self.snapshot.ids(List::AgentGroups).collect();
        let Some(agent) = self.pick(&self.agents()) else { return };
        let present = self.snapshot.entities(List::Users)[&agent]["memberOf"]["agentGroupId"].as_i64();
        let others: Vec<i64> = groups.into_iter().filter(|group| Some(*group) != present).collect();
        if let Some(group) = self.pick(&others) {
            self.enter_group(agent, group);
        }
    }

    fn enter_group(&mut self, agent: i64, group: i64) {
        let since = date(self.at_ms);
        self.alter(List::Users, agent, |user| {
            user["memberOf"] = membership(group, &since);
            user["assignmentDate"] = since;
        });
    }

    /// Gives an agent a skill, or takes one away.
    fn change_skills(&mut self) {
        let skills: Vec<i64> = self.snapshot.ids(List::Skills).collect();
        let Some(skill) = self.pick(&skills) else { return };
        self.alter_agent(|user| {
            let Some(its) = user["skillIds"].as_array_mut() else { return };
            let count = its.len();
            its.retain(|its| *its != skill);
            if its.len() == count {
                its.push(skill.into());
            }
        });
    }

    fn create_skill(&mut self) {
        if self.skills().len() >= SKILLS_MAX {
            return self.delete_skill();
        }
        let id = FIRST_CREATED_SKILL + self.number;
        self.put(List::Skills, id, self.maker.skill(id));
    }

    /// Deletes a skill; nobody keeps it.
    fn delete_skill(&mut self) {
        let Some(skill) = self.pick(&self.skills()) else { return self.create_skill() };
        self.alter(List::Skills, skill, |facts| facts["deleted"] = true.into());
        for user in self.users_with(|user| user["skillIds"].as_array().is_some_and(|its| its.contains(&skill.into()))) {
            self.alter(List::Users, user, |user| {
                if let Some(its) = user["skillIds"].as_array_mut() {
                    its.retain(|its| *its != skill);
                }
            });
        }
    }

    fn create_group(&mut self) {
        let parents: Vec<i64> = self.snapshot.ids(List::AgentGroups).collect();
        if self.groups().len() >= GROUPS_MAX {
            return self.delete_group();
        }
        let (id, parent) = (FIRST_CREATED_GROUP + self.number, self.pick(&parents));
        self.put(List::AgentGroups, id, self.maker.group(id, &format!("group {id}"), parent));
    }

    /// Deletes a group; its members are in the main one then.
    fn delete_group(&mut self) {
        let is_parent = |group: &i64| {
            let groups = self.snapshot.entities(List::AgentGroups);
            groups.values().any(|child| child["parentGroupId"] == *group && child["deleted"] == false)
        };
        let leaves: Vec<i64> = self.groups().into_iter().filter(|group| !is_parent(group)).collect();
        let Some(group) = self.pick(&leaves) else { return self.create_group() };
        self.alter(List::AgentGroups, group, |facts| {
            facts["deleted"] = true.into();
            facts["isEnabled"] = false.into();
        });
        for user in self.users_with(|user| user["memberOf"]["agentGroupId"] == group) {
            self.enter_group(user, MAIN_GROUP);
        }
    }

    fn rename(&mut self, list: List, what: &str) {
        let name = format!("{what} renamed {}", self.number);
        self.alter_any(list, |facts| facts["name"] = name.into());
    }

    fn alter_agent(&mut self, alteration: impl FnOnce(&mut Value)) {
        if let Some(agent) = self.pick(&self.agents()) {
            self.alter(List::Users, agent, alteration);
        }
    }

    fn alter_any(&mut self, list: List, alteration: impl FnOnce(&mut Value)) {
        let ids: Vec<i64> = self.snapshot.ids(list).collect();
        if let Some(id) = self.pick(&ids) {
            self.alter(list, id, alteration);
        }
    }

    fn alter(&mut self, list: List, id: i64, alteration: impl FnOnce(&mut Value)) {
        let mut facts = self.snapshot.entities(list)[&id].clone();
        alteration(&mut facts);
        self.put(list, id, facts);
    }

    fn put(&mut self, list: List, id: i64, mut facts: Value) {
        if !facts["dateUpdated"].is_null() {
            facts["dateUpdated"] = date(self.at_ms);
        }
        self.snapshot.put(list, id, facts);
        self.touch(list);
    }

    fn touch(&mut self, list: List) {
        self.snapshot.changed_ms[list as usize] = self.at_ms;
    }

    /// Lists the people who answer chats and messages.
    fn agents(&self) -> Vec<i64> {
        self.snapshot.ids(List::Users).filter(|id| *id >= FIRST_AGENT && !is_bot(*id)).collect()
    }

    /// Lists the skills that may be deleted.
    fn skills(&self) -> Vec<i64> {
        self.snapshot.ids(List::Skills).filter(|id| *id >= FIRST_DISPENSABLE_SKILL).collect()
    }

    /// Lists the groups that may be deleted.
    fn groups(&self) -> Vec<i64> {
        self.snapshot.ids(List::AgentGroups).filter(|id| *id >= FIRST_DISPENSABLE_GROUP).collect()
    }

    /// Lists the users who are meant and not deleted.
    fn users_with(&self, is_meant: impl Fn(&Value) -> bool) -> Vec<i64> {
        let users = self.snapshot.entities(List::Users);
        self.snapshot.ids(List::Users).filter(|id| is_meant(&users[id])).collect()
    }

    fn pick(&mut self, ids: &[i64]) -> Option<i64> {
        (!ids.is_empty()).then(|| self.dice.pick(ids))
    }
}
