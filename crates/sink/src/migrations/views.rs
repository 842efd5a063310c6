//! The views of `mart`: each a file of its own, whose content says whether the database has it.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// The files of `migrations/mart`, by name.
macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../migrations/mart/", $name, ".sql")))),+]
    };
}

pub(super) const FILES: [(&str, &str); 115] = embedded![
    "account",
    "account_calendar",
    "achieved_goal",
    "agent",
    "agent_daily",
    "agent_group",
    "agent_group_version",
    "agent_interval",
    "agent_load_snapshot",
    "agent_shift",
    "agent_state",
    "agent_state_interval",
    "agent_state_reason_interval",
    "agent_state_span",
    "agent_status_interval",
    "agent_utilization_hourly",
    "agent_version",
    "campaign",
    "cart",
    "cart_product",
    "changed_through",
    "chat",
    "chat_canned_answer",
    "chat_cobrowse_session",
    "chat_line_score",
    "chat_message",
    "chat_participation",
    "chat_rich_content",
    "chat_secure_form",
    "chat_transfer",
    "complete_through",
    "contact",
    "contact_daily",
    "contact_half_hourly",
    "contact_hourly",
    "contact_quarter_hourly",
    "contact_queue_interval",
    "contact_skill_interval",
    "content_engagement",
    "customer_info",
    "daily_summary",
    "date",
    "deletion",
    "end_reason",
    "erasure",
    "feeds_complete_through",
    "freshness",
    "group_wait_histogram",
    "impression",
    "lead",
    "line_of_business",
    "marketing_campaign_info",
    "messaging_agent_csat_interval",
    "messaging_agent_interval",
    "messaging_agent_survey_response",
    "messaging_assignment",
    "messaging_attribute",
    "messaging_attribute_product",
    "messaging_cobrowse_session",
    "messaging_consumer",
    "messaging_conversation",
    "messaging_csat_interval",
    "messaging_dialog",
    "messaging_group_queue_snapshot",
    "messaging_intent",
    "messaging_message",
    "messaging_message_score",
    "messaging_message_status",
    "messaging_participant",
    "messaging_queue_interval",
    "messaging_queue_snapshot",
    "messaging_rich_content",
    "messaging_secure_form",
    "messaging_skill_agent_interval",
    "messaging_skill_change",
    "messaging_skill_csat_interval",
    "messaging_skill_interval",
    "messaging_skill_queue_snapshot",
    "messaging_survey_response",
    "messaging_transfer",
    "messaging_wait_time",
    "other_attribute",
    "page_view",
    "personal_info",
    "profile",
    "purchase",
    "purchase_order",
    "purchase_product",
    "purchase_report",
    "queue_interval",
    "queue_snapshot",
    "restatement",
    "schedule_adherence",
    "schedule_adherence_daily",
    "search_content",
    "service_activity",
    "service_level_interval",
    "skill",
    "skill_agent_interval",
    "skill_interval",
    "skill_queue_snapshot",
    "skill_version",
    "source_difference",
    "source_difference_daily",
    "start_reason",
    "status_reason",
    "survey_response",
    "viewed_product",
    "visit",
    "visit_attribute",
    "visit_attribute_product",
    "visit_chat",
    "visit_funnel",
    "visitor_error",
    "wait_histogram",
];

/// A view as a program wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// Without its schema.
    pub(crate) name: String,
    /// `create or replace view mart.name as …;`, its comments, and its grants if it has any.
    pub(crate) sql: String,
    /// Over the text and the fingerprints of the views that it reads: whoever reads a view that changed is made again.
    pub(crate) fingerprint: [u8; 32],
}

/// Views by name and text, each after those that it reads.
///
/// # Panics
/// When views read each other in a circle, which Postgres would refuse.
pub(crate) fn in_order(files: impl IntoIterator<Item = (String, String)>) -> Vec<View> {
    let mut waiting: Vec<(String, String)> = files.into_iter().collect();
    let all: BTreeSet<String> = waiting.iter().map(|(name, _)| name.clone()).collect();
    let mut ready: Vec<View> = Vec::new();
    while !waiting.is_empty() {
        let before = ready.len();
        waiting.retain(|(name, sql)| {
            let reads: Vec<&str> =
                mentioned(sql).into_iter().filter(|other| other != name && all.contains(*other)).collect();
            let read: Vec<&View> = ready.iter().filter(|view| reads.contains(&view.name.as_str())).collect();
            if read.len() < reads.len() {
                return true;
            }
            let fingerprint = fingerprint(sql, &read);
            ready.push(View { name: name.clone(), sql: sql.clone(), fingerprint });
            false
        });
        assert!(ready.len() > before, "views of mart read each other in a circle");
    }
    ready
}

fn fingerprint(sql: &str, read: &[&View]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(sql);
    let mut read: Vec<_> = read.iter().map(|view| (&view.name, view.fingerprint)).collect();
    read.sort();
    for (_, fingerprint) in read {
        hash.update(fingerprint);
    }
    hash.finalize().into()
}

/// What the first statement of a file names in schema `mart`: views, tables and functions. Comments on columns speak of other
/// views as well.
pub(crate) fn mentioned(sql: &str) -> BTreeSet<&str> {
    const SCHEMA: &str = "mart.";
    let mut found = BTreeSet::new();
    for line in sql.lines() {
        let code = line.split("--").next().unwrap_or_default().trim_end();
        for (at, _) in code.match_indices(SCHEMA) {
            let name = &code[at + SCHEMA.len()..];
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
            found.insert(&name[..end]);
        }
        if code.ends_with(';') {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(files: &[(&str, &str)]) -> Vec<View> {
        in_order(files.iter().map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned())))
    }

    const CHAT: (&str, &str) = ("chat", "create or replace view mart.chat as select 1 as a;\n");
    const DAY: (&str, &str) = (
        "a_day",
        "create or replace view mart.a_day as\nselect a -- not mart.later\nfrom mart.chat;\ncomment on view mart.a_day is 'See mart.later.';\n",
    );
    const LATER: (&str, &str) = ("later", "create or replace view mart.later as select 2 as a;\n");

    #[test]
    fn a_view_comes_after_those_that_it_reads() {
        let names: Vec<String> = order(&[DAY, LATER, CHAT]).into_iter().map(|view| view.name).collect();
        assert_eq!(names, ["later", "chat", "a_day"]);
        assert_eq!(mentioned(DAY.1), BTreeSet::from(["a_day", "chat"]));
    }

    #[test]
    fn a_view_changes_with_what_it_reads_and_only_with_that() {
        let of = |views: &[View], name: &str| views.iter().find(|view| view.name == name).unwrap().fingerprint;
        let before = order(&[DAY, LATER, CHAT]);
        let other_chat = ("chat", "create or replace view mart.chat as select 1 as a, 2 as b;\n");
        let after = order(&[other_chat, LATER, DAY]);
        for (name, is_same) in [("chat", false), ("a_day", false), ("later", true)] {
            assert_eq!(of(&before, name) == of(&after, name), is_same, "{name}");
        }
    }

    #[test]
    #[should_panic(expected = "in a circle")]
    fn a_circle_has_no_order() {
        order(&[DAY, ("chat", "create or replace view mart.chat as select * from mart.a_day;")]);
    }

    #[test]
    fn each_file_begins_with_the_view_that_it_is_called_by() {
        for (name, sql) in FILES {
            let first = sql.lines().find(|line| !line.starts_with("--"));
            assert_eq!(first, Some(format!("create or replace view mart.{name} as").as_str()));
        }
    }
}
