//! The expected answers to questions about chats.

use std::collections::BTreeMap;

use super::chats::{Chat, Transfer};
use super::figures::{HOUR_MS, by, count, mean_s, median_s, ratio, share, shown};
use super::{
    Expected, SETTLED_ACCOUNT, SETTLED_SKILL, SHORT_ABANDON_S, SKILL_SHORT_ABANDON_S, SKILL_THRESHOLD_S, THRESHOLD_S,
    Truth,
};

const HALF_HOUR_MS: i64 = HOUR_MS / 2;

pub(super) fn expected(truth: &Truth) -> Vec<Expected> {
    vec![
        service_level_by_half_hour(truth),
        service_level_of_days(truth),
        speed_of_answer(truth),
        abandonment_by_hour(truth),
        chats_per_day(truth),
        second_chats(truth),
        repeated(truth),
        transfer_matrix(truth),
        transfer_share(truth),
        replies(truth),
        heat_map(truth),
        surveys(truth),
        sales(truth),
        campaigns(truth),
    ]
}

/// Threshold and short abandon, in milliseconds.
fn limits_ms(chat: &Chat) -> (i64, i64) {
    let (threshold_s, short_s) = match (chat.account.as_str(), chat.skill.as_deref()) {
        (SETTLED_ACCOUNT, Some(SETTLED_SKILL)) => (SKILL_THRESHOLD_S, SKILL_SHORT_ABANDON_S),
        (SETTLED_ACCOUNT, _) => (THRESHOLD_S, SHORT_ABANDON_S),
        _ => (20, 5),
    };
    (1000 * threshold_s, 1000 * short_s)
}

fn is_short_abandon(chat: &Chat) -> bool {
    chat.abandon_wait_ms.is_some_and(|wait_ms| wait_ms < limits_ms(chat).1)
}

/// Nothing where the chat does not count.
fn is_in_time(chat: &Chat) -> Option<bool> {
    if chat.is_connected {
        return Some(chat.wait_ms? <= limits_ms(chat).0);
    }
    (!is_short_abandon(chat)).then_some(false)
}

fn service_level(chats: &[&Chat]) -> String {
    share(count(chats, |chat| is_in_time(chat) == Some(true)), count(chats, |chat| is_in_time(chat).is_some()))
}

fn of_skill(chat: &Chat) -> (&str, &str) {
    (&chat.account, shown(chat.skill.as_deref()))
}

fn service_level_by_half_hour(truth: &Truth) -> Expected {
    let groups =
        by(truth.live(), |chat| (of_skill(chat), chat.started_ms.div_euclid(HALF_HOUR_MS) * HALF_HOUR_MS / 1000));
    let row = |(((account, skill), at_s), chats): ((_, _), Vec<&Chat>)| {
        let answered = count(&chats, |chat| chat.is_connected);
        format!("{account}|{at_s}|{skill}|{}|{answered}|{}", chats.len(), service_level(&chats))
    };
    Expected::new(
        "What is the service level of each skill, half hour by half hour?",
        "account_id, extract(epoch from interval_started_at)::bigint, skill_id, offered_contacts, answered_contacts,
            service_level_share",
        groups.into_iter().map(row).collect(),
    )
}

fn service_level_of_days(truth: &Truth) -> Expected {
    let groups = by(truth.live(), |chat| (&chat.account, truth.day(chat)));
    let row = |((account, day), chats): ((&String, String), Vec<&Chat>)| {
        let (short, counted) =
            (count(&chats, |chat| is_short_abandon(chat)), count(&chats, |chat| is_in_time(chat).is_some()));
        format!("{account}|{day}|{}|{short}|{counted}|{}", chats.len(), service_level(&chats))
    };
    Expected::new(
        "What is the service level of a day, and how many abandoned at once?",
        "account_id, day, offered_chats, short_abandoned_chats, service_level_chats, service_level_share",
        groups.into_iter().map(row).collect(),
    )
}

fn speed_of_answer(truth: &Truth) -> Expected {
    let row = |((account, skill), chats): ((&str, &str), Vec<&Chat>)| {
        let waits: Vec<_> = chats.iter().filter_map(|chat| chat.wait_ms).collect();
        format!("{account}|{skill}|{}|{}", count(&chats, |chat| chat.is_connected), mean_s(&waits))
    };
    Expected::new(
        "What is the average speed of answer of each skill?",
        "account_id, skill_id, answered_chats, wait_avg_s",
        by(truth.live(), |chat| of_skill(chat)).into_iter().map(row).collect(),
    )
}

fn abandonment_by_hour(truth: &Truth) -> Expected {
    let groups = by(truth.live(), |chat| (&chat.account, chat.started_ms.div_euclid(HOUR_MS) * HOUR_MS));
    let row = |((account, at_ms), chats): ((&String, i64), Vec<&Chat>)| {
        let abandoned = count(&chats, |chat| !chat.is_connected);
        let local = truth.clock(account).local(at_ms).format("%Y-%m-%d %H:%M");
        let share = share(abandoned, chats.len());
        format!("{account}|{}|{local}|{}|{abandoned}|{share}", at_ms / 1000, chats.len())
    };
    Expected::new(
        "In which hours do visitors give up?",
        "account_id, extract(epoch from interval_started_at)::bigint, to_char(interval_local_at, 'YYYY-MM-DD HH24:MI'),
            offered_chats, abandoned_chats, abandonment_share",
        groups.into_iter().map(row).collect(),
    )
}

/// Days without chats are rows of the page, and of no interest here.
fn chats_per_day(truth: &Truth) -> Expected {
    let groups = by(truth.live(), |chat| (&chat.account, truth.day(chat)));
    let row = |((account, day), chats): ((&String, String), Vec<&Chat>)| {
        let (connected, abandoned) =
            (count(&chats, |chat| chat.is_connected), count(&chats, |chat| !chat.is_connected));
        let is_transferred = |chat: &&Chat| chat.is_connected && chat.is_transferred() == Some(true);
        let is_known = count(&chats, |chat| chat.is_connected && chat.transfers.is_some()) > 0 || connected == 0;
        let transferred = if is_known { count(&chats, is_transferred).to_string() } else { "-".to_owned() };
        format!("{account}|{day}|{}|{connected}|{abandoned}|{transferred}", chats.len())
    };
    Expected {
        condition: "chats > 0".to_owned(),
        ..Expected::new(
            "How many chats were there per day?",
            "account_id, day, chats, connected_chats, abandoned_chats, transferred_chats",
            groups.into_iter().map(row).collect(),
        )
    }
}

fn of_visitor(truth: &Truth) -> BTreeMap<(&String, &String), Vec<&Chat>> {
    let known = truth.live().filter_map(|chat| Some((chat, chat.visitor.as_ref()?)));
    let groups = by(known, |(chat, visitor)| (&chat.account, *visitor)).into_iter();
    groups.map(|(key, chats)| (key, chats.into_iter().map(|(chat, _)| chat).collect())).collect()
}

fn second_chats(truth: &Truth) -> Expected {
    let mut accounts = BTreeMap::<&String, [usize; 3]>::new();
    for ((account, _), mut chats) in of_visitor(truth) {
        chats.sort_by_key(|chat| (chat.started_ms, &chat.id));
        for (index, chat) in chats.iter().enumerate().filter(|(_, chat)| chat.is_connected) {
            let counts = accounts.entry(account).or_default();
            let later_ms = chats.get(index + 1).map(|next| next.started_ms - chat.started_ms);
            counts[0] += 1;
            counts[1] += usize::from(later_ms.is_some_and(|later_ms| later_ms <= 24 * HOUR_MS));
            counts[2] += usize::from(later_ms.is_some_and(|later_ms| later_ms <= 7 * 24 * HOUR_MS));
        }
    }
    let row = |(account, [chats, day, week]): (&String, [usize; 3])| {
        format!("{account}|{chats}|{day}|{week}|{}|{}", share(chats - day, chats), share(chats - week, chats))
    };
    Expected::new(
        "How many visitors need no second chat?",
        "account_id, connected_chats, followed_within_24_h, followed_within_7_d, resolved_share_24_h, resolved_share_7_d",
        accounts.into_iter().map(row).collect(),
    )
}

fn repeated(truth: &Truth) -> Expected {
    let visitors = of_visitor(truth).into_iter().map(|((account, _), chats)| (account, chats.len()));
    let row = |((account, chats), visitors): ((&String, usize), Vec<_>)| {
        format!("{account}|{chats}|{}|{}", visitors.len(), visitors.len() * chats)
    };
    Expected::new(
        "How many visitors come back within a week?",
        "account_id, chats, visitors, chats_of_these",
        by(visitors, |(account, chats)| (*account, *chats)).into_iter().map(row).collect(),
    )
}

/// Account, skill from and skill to.
type Way<'t> = (&'t String, Option<&'t str>, Option<&'t str>);

fn transfer_matrix(truth: &Truth) -> Expected {
    // The page counts transfers, of whatever kind of conversation.
    let transfers = truth.chats.iter().flat_map(|chat| {
        chat.transfers
            .iter()
            .flatten()
            .filter(|transfer| transfer.at_ms.is_some())
            .map(|transfer| (&chat.account, transfer))
    });
    let groups =
        by(transfers, |(account, transfer)| (*account, transfer.from_skill.as_deref(), transfer.to_skill.as_deref()));
    let row = |((account, from, to), transfers): (Way<'_>, Vec<(_, &Transfer)>)| {
        let wait = |transfer: &Transfer| Some(transfer.queue_ms.1? - transfer.queue_ms.0?);
        let waits: Vec<_> = transfers.iter().filter_map(|(_, transfer)| wait(transfer)).collect();
        format!("{account}|{}|{}|{}|{}", shown(from), shown(to), transfers.len(), mean_s(&waits))
    };
    Expected::new(
        "Where are chats transferred to?",
        "account_id, from_skill_id, to_skill_id, transfers, wait_avg_s",
        groups.into_iter().map(row).collect(),
    )
}

fn transfer_share(truth: &Truth) -> Expected {
    let row = |((account, skill), chats): ((&str, &str), Vec<&Chat>)| {
        let known = count(&chats, |chat| chat.is_connected && chat.transfers.is_some());
        let transferred = count(&chats, |chat| chat.is_connected && chat.is_transferred() == Some(true));
        format!("{account}|{skill}|{transferred}|{known}|{}", share(transferred, known))
    };
    Expected::new(
        "Which skills transfer most?",
        "account_id, skill_id, transferred_chats, chats, transfer_share",
        by(truth.live(), |chat| of_skill(chat)).into_iter().map(row).collect(),
    )
}

fn replies(truth: &Truth) -> Expected {
    let connected = truth.live().filter(|chat| chat.is_connected);
    let row = |((account, day), chats): ((&String, String), Vec<&Chat>)| {
        let all: Vec<i64> = chats.iter().flat_map(|chat| chat.replies_ms.clone()).collect();
        let medians: Vec<i64> = chats.iter().filter_map(|chat| median_ms(&chat.replies_ms)).collect();
        let longest = all.iter().max().map_or("-".to_owned(), |longest_ms| ratio(*longest_ms, 1000, 3));
        format!("{account}|{day}|{}|{}|{}|{longest}", all.len(), mean_s(&all), median_s(medians))
    };
    Expected::new(
        "How long do visitors wait for each reply?",
        "account_id, day, replies, reply_avg_s, reply_median_of_chats_s, reply_max_s",
        by(connected, |chat| (&chat.account, truth.day(chat))).into_iter().map(row).collect(),
    )
}

/// Half a millisecond is rounded up.
fn median_ms(values_ms: &[i64]) -> Option<i64> {
    let mut sorted = values_ms.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle] + 1) / 2),
    }
}

fn heat_map(truth: &Truth) -> Expected {
    let groups = by(truth.live(), |chat| (&chat.account, truth.clock(&chat.account).weekday_and_hour(chat.started_ms)));
    let row = |((account, (weekday, hour)), chats): ((&String, (u32, u32)), Vec<&Chat>)| {
        let waits: Vec<_> = chats.iter().filter_map(|chat| chat.wait_ms).collect();
        let abandoned = count(&chats, |chat| !chat.is_connected);
        format!("{account}|{weekday}|{hour}|{}|{abandoned}|{}", chats.len(), mean_s(&waits))
    };
    Expected::new(
        "When in the week is it busy?",
        "account_id, started_weekday, started_hour, chats, abandoned_chats, wait_avg_s",
        groups.into_iter().map(row).collect(),
    )
}

fn surveys(truth: &Truth) -> Expected {
    let row = |((account, day), chats): ((&String, String), Vec<&Chat>)| {
        let (surveys, answered) =
            (count(&chats, |chat| chat.has_survey == Some(true)), count(&chats, |chat| chat.has_answer == Some(true)));
        // The score of a chat is rounded to two digits before the average of the day.
        let of_chat = |chat: &&Chat| {
            let scores = i64::try_from(chat.scores.len()).unwrap();
            (scores > 0).then(|| (200 * chat.scores.iter().sum::<i64>() + scores) / (2 * scores))
        };
        let scores: Vec<i64> = chats.iter().filter_map(of_chat).collect();
        let average = ratio(scores.iter().sum(), 100 * i64::try_from(scores.len()).unwrap(), 2);
        format!("{account}|{day}|{surveys}|{answered}|{}|{}|{average}", share(answered, surveys), scores.len())
    };
    Expected::new(
        "What is the response rate of surveys, and the score?",
        "account_id, day, surveys, answered_surveys, response_share, scored_chats, survey_score_avg",
        by(truth.live(), |chat| (&chat.account, truth.day(chat))).into_iter().map(row).collect(),
    )
}

fn sales(truth: &Truth) -> Expected {
    let known = truth.live().filter(|chat| chat.has_history);
    let row = |((account, day), chats): ((&String, String), Vec<&Chat>)| {
        let leads = share(count(&chats, |chat| chat.has_lead == Some(true)), chats.len());
        let purchases = share(count(&chats, |chat| chat.has_purchase == Some(true)), chats.len());
        format!("{account}|{day}|{}|{leads}|{purchases}", chats.len())
    };
    Expected::new(
        "What share of chats brings a lead or a purchase?",
        "account_id, day, chats, lead_share, purchase_share",
        by(known, |chat| (&chat.account, truth.day(chat))).into_iter().map(row).collect(),
    )
}

fn campaigns(truth: &Truth) -> Expected {
    let groups = by(truth.live(), |chat| (&chat.account, chat.campaign.as_deref()));
    let row = |((account, campaign), chats): ((&String, Option<&str>), Vec<&Chat>)| {
        let connected = count(&chats, |chat| chat.is_connected);
        let interactive = count(&chats, |chat| chat.is_connected && chat.is_interactive == Some(true));
        let (lead, purchase) =
            (count(&chats, |chat| chat.has_lead == Some(true)), count(&chats, |chat| chat.has_purchase == Some(true)));
        format!("{account}|{}|{}|{connected}|{interactive}|{lead}|{purchase}", shown(campaign), chats.len())
    };
    Expected::new(
        "Which campaigns lead to chats, leads and purchases?",
        "account_id, campaign_id, chats, connected, interactive, with_lead, with_purchase",
        groups.into_iter().map(row).collect(),
    )
}
