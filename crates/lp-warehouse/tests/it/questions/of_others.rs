//! The expected answers to questions about agents, messaging, visits and contacts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::agents::{AgentDay, AgentTime};
use super::chats::Chat;
use super::conversations::Conversation;
use super::figures::{HOUR_MS, by, count, mean_s, median_s, ratio, share, shown};
use super::visits::Visit;
use super::{Expected, Truth};
use crate::deployment::world_end;

pub(super) fn expected(truth: &Truth) -> Vec<Expected> {
    vec![
        occupancy(truth),
        utilization(truth),
        chats_at_once(truth),
        handling_time(truth),
        agent_days(truth),
        participation(truth),
        backlog(truth),
        conversations_by_skill(truth),
        first_answers(truth),
        visits(truth),
        countries(truth),
    ]
}

fn hours(span_ms: i64) -> String {
    ratio(span_ms, HOUR_MS, 2)
}

/// Leaves out days whose changes have no order.
fn is_told(truth: &Truth) -> String {
    let key = |(account, day, agent): &AgentDay| format!("('{account}', '{day}', '{agent}')");
    let not_told: Vec<_> = truth.agent_time.not_told.iter().map(key).collect();
    if not_told.is_empty() {
        "true".to_owned()
    } else {
        format!("(account_id, day, agent_id) not in ({})", not_told.join(", "))
    }
}

fn occupancy(truth: &Truth) -> Expected {
    let online = truth.agent_time.told().filter(|(_, time)| time.online > 0);
    let row = |((account, day, agent), time): (&AgentDay, &AgentTime)| {
        let occupancy = ratio(time.online_chatting, time.online, 4);
        format!("{account}|{day}|{agent}|{}|{}|{occupancy}", hours(time.online), hours(time.online_chatting))
    };
    Expected {
        condition: is_told(truth),
        ..Expected::new(
            "How occupied is each agent, day by day?",
            "account_id, day, agent_id, online_h, chatting_h, occupancy_share",
            online.map(row).collect(),
        )
    }
}

fn utilization(truth: &Truth) -> Expected {
    let online = truth.agent_time.told().filter(|(_, time)| time.online > 0);
    let row = |((account, day, agent), time): (&AgentDay, &AgentTime)| {
        let used = ratio(time.chat_slots, time.capacity_slots, 4);
        let at_once = ratio(time.chat_slots, time.online_chatting, 2);
        format!("{account}|{day}|{agent}|{used}|{at_once}")
    };
    Expected {
        condition: is_told(truth),
        ..Expected::new(
            "How much of their capacity do agents use, day by day?",
            "account_id, day, agent_id, utilization_share, chats_at_once_avg",
            online.map(row).collect(),
        )
    }
}

/// Account, agent, and from when to when the agent had a chat.
type Had<'t> = (&'t String, String, (i64, i64));

fn chats_at_once(truth: &Truth) -> Expected {
    let had = truth.live().flat_map(|chat| {
        let stretches = chat.stretches().into_iter();
        stretches.filter_map(|stretch| {
            let span = (stretch.from_ms?, stretch.to_ms?);
            (span.1 > span.0).then_some((&chat.account, stretch.agent?, span))
        })
    });
    let row = |((account, agent), spans): ((&String, String), Vec<Had<'_>>)| {
        // The most are there when one of them begins.
        let at =
            |at_ms: i64| spans.iter().filter(|(_, _, (from_ms, to_ms))| (*from_ms..*to_ms).contains(&at_ms)).count();
        let most = spans.iter().map(|(_, _, (from_ms, _))| at(*from_ms)).max().unwrap_or(0);
        format!("{account}|{agent}|{most}")
    };
    Expected::new(
        "How many chats does an agent have at the same time?",
        "account_id, agent_id, most_chats_at_once",
        by(had, |(account, agent, _)| (*account, agent.clone())).into_iter().map(row).collect(),
    )
}

/// The agent and the chat.
type Handled<'t> = (&'t String, &'t Chat);

fn with_agent(truth: &Truth) -> impl Iterator<Item = Handled<'_>> {
    truth.live().filter_map(|chat| Some((chat.agent.as_ref()?, chat)))
}

/// Agents without chats are rows of the page, and of no interest here.
fn handling_time(truth: &Truth) -> Expected {
    let row = |((account, agent), chats): ((&String, &String), Vec<Handled<'_>>)| {
        let handling: Vec<_> = chats.iter().filter_map(|(_, chat)| chat.handling_ms).collect();
        let responses: Vec<_> = chats.iter().filter_map(|(_, chat)| chat.first_response_ms).collect();
        let is_handled = !handling.is_empty();
        is_handled.then(|| format!("{account}|{agent}|{}|{}|{}", handling.len(), mean_s(&handling), mean_s(&responses)))
    };
    Expected {
        condition: "handled_chats > 0".to_owned(),
        ..Expected::new(
            "What is the handling time of each agent?",
            "account_id, agent_id, handled_chats, handling_avg_s, first_response_avg_s",
            by(with_agent(truth), |(agent, chat)| (&chat.account, *agent)).into_iter().filter_map(row).collect(),
        )
    }
}

fn agent_days(truth: &Truth) -> Expected {
    let groups = by(with_agent(truth), |(agent, chat)| (&chat.account, truth.day(chat), *agent));
    let row = |((account, day, agent), chats): ((&String, String, &String), Vec<Handled<'_>>)| {
        let answered = count(&chats, |(_, chat)| chat.is_connected);
        let known = count(&chats, |(_, chat)| chat.is_connected && chat.transfers.is_some());
        let transferred = count(&chats, |(_, chat)| chat.is_connected && chat.is_transferred() == Some(true));
        let transferred = if known > 0 || answered == 0 { transferred.to_string() } else { "-".to_owned() };
        let surveyed = count(&chats, |(_, chat)| chat.has_answer == Some(true));
        format!("{account}|{day}|{agent}|{}|{answered}|{transferred}|{surveyed}", chats.len())
    };
    Expected::new(
        "How many chats does each agent have per day?",
        "account_id, day, agent_id, chats, answered_chats, transferred_chats, surveyed_chats",
        groups.into_iter().map(row).collect(),
    )
}

fn participation(truth: &Truth) -> Expected {
    let mut agents = BTreeMap::<(&String, String), [BTreeSet<&str>; 3]>::new();
    for chat in truth.live() {
        let stretches = chat.stretches();
        let had: BTreeSet<_> = stretches.iter().filter_map(|stretch| stretch.agent.as_ref()).collect();
        let helped: BTreeSet<_> = chat.writers().filter(|writer| !had.contains(writer)).collect();
        // The page asks by the time of the stretch.
        let dated: BTreeSet<_> = stretches
            .iter()
            .filter(|stretch| stretch.from_ms.is_some())
            .filter_map(|stretch| stretch.agent.as_ref())
            .collect();
        for agent in dated.iter().chain(&helped) {
            let [all, handed_on, helped_in] = agents.entry((&chat.account, (*agent).clone())).or_default();
            all.insert(&chat.id);
            if chat.agent.as_ref() != Some(agent) {
                handed_on.insert(&chat.id);
            }
            if helped.contains(agent) {
                helped_in.insert(&chat.id);
            }
        }
    }
    let row = |((account, agent), [all, handed_on, helped_in]): ((&String, String), [BTreeSet<&str>; 3])| {
        format!("{account}|{agent}|{}|{}|{}", all.len(), handed_on.len(), helped_in.len())
    };
    Expected::new(
        "In how many chats did each agent take part?",
        "account_id, agent_id, chats, handed_on, helped_in",
        agents.into_iter().map(row).collect(),
    )
}

/// The hours that the page shows also when the clock strikes in between.
fn backlog(truth: &Truth) -> Expected {
    let (first, hours) = (world_end() - TimeDelta::hours(60), 60);
    let mut rows = Vec::new();
    for (account, conversations) in by(&truth.conversations, |conversation| &conversation.account) {
        for hour in 0..hours {
            let from_ms = (first + TimeDelta::hours(hour)).timestamp_millis();
            let to_ms = from_ms + HOUR_MS;
            let opened = count(&conversations, |one| (from_ms..to_ms).contains(&one.started_ms));
            let closed =
                count(&conversations, |one| one.ended_ms.is_some_and(|ended_ms| (from_ms..to_ms).contains(&ended_ms)));
            let open = count(&conversations, |one| {
                one.started_ms < to_ms && one.ended_ms.is_none_or(|ended_ms| ended_ms >= to_ms)
            });
            rows.push(format!("{account}|{}|{opened}|{closed}|{open}", from_ms / 1000));
        }
    }
    let last = first + TimeDelta::hours(hours);
    Expected {
        condition: format!("hour_at >= '{}' and hour_at < '{}'", first.to_rfc3339(), last.to_rfc3339()),
        ..Expected::new(
            "How large is the backlog of messaging?",
            "account_id, extract(epoch from hour_at)::bigint, opened_conversations, closed_conversations, open_conversations",
            rows,
        )
    }
}

fn conversations_by_skill(truth: &Truth) -> Expected {
    let groups = by(&truth.conversations, |one| (&one.account, one.skill.as_deref()));
    let row = |((account, skill), conversations): ((&String, Option<&str>), Vec<&Conversation>)| {
        let open = count(&conversations, |one| one.ended_ms.is_none());
        let all = conversations.len();
        format!("{account}|{}|{all}|{open}|{}", shown(skill), all - open)
    };
    Expected::new(
        "How many conversations does each skill have?",
        "account_id, skill_id, conversations, open_conversations, closed_conversations",
        groups.into_iter().map(row).collect(),
    )
}

fn first_answers(truth: &Truth) -> Expected {
    let groups = by(&truth.conversations, |one| (&one.account, truth.clock(&one.account).day(one.started_ms)));
    let row = |((account, day), conversations): ((&String, String), Vec<&Conversation>)| {
        let answers: Vec<_> = conversations.iter().filter_map(|one| one.first_answer_ms).collect();
        let (all, answered, average) = (conversations.len(), answers.len(), mean_s(&answers));
        format!("{account}|{day}|{all}|{answered}|{average}|{}", median_s(answers))
    };
    Expected::new(
        "How long do consumers wait for the first answer?",
        "account_id, day, conversations, answered_conversations, first_answer_avg_s, first_answer_median_s",
        groups.into_iter().map(row).collect(),
    )
}

fn visits(truth: &Truth) -> Expected {
    let begun = truth.visits.iter().filter_map(|visit| Some((visit, visit.started_ms?)));
    let groups = by(begun, |(visit, started_ms)| (&visit.account, truth.clock(&visit.account).day(*started_ms)));
    let row = |((account, day), visits): ((&String, String), Vec<(&Visit, i64)>)| {
        let with_chat = count(&visits, |(visit, _)| visit.has_chat);
        format!("{account}|{day}|{}|{with_chat}|{}", visits.len(), share(with_chat, visits.len()))
    };
    Expected::new(
        "What share of visits leads to a chat?",
        "account_id, day, visits, visits_with_chat, chat_share",
        groups.into_iter().map(row).collect(),
    )
}

fn countries(truth: &Truth) -> Expected {
    // No conversation of the files is one of Messaging Interactions here: their ids are of another kind.
    let of_chats = truth.chats.iter().map(|chat| {
        let channel = if chat.is_live { "chat" } else { "messaging" };
        (&chat.account, channel, chat.country.as_deref().unwrap_or("not known"))
    });
    let of_messaging = truth.conversations.iter();
    let of_messaging =
        of_messaging.map(|one| (&one.account, "messaging", one.country.as_deref().unwrap_or("not known")));
    let row = |((account, channel, country), contacts): ((&String, &str, &str), Vec<_>)| {
        format!("{account}|{channel}|{country}|{}", contacts.len())
    };
    Expected::new(
        "From which countries do contacts come?",
        "account_id, channel, country, contacts",
        by(of_chats.chain(of_messaging), |contact| *contact).into_iter().map(row).collect(),
    )
}
