//! The dashboards do not mislead: rules that every panel keeps, read from the files. What their queries answer, `analyst` tests.

use std::path::Path;

use serde_json::Value;

/// What some panels must have.
struct Rule {
    name: &'static str,
    is_for: fn(&Value) -> bool,
    holds: fn(&Value) -> bool,
}

const RULES: [Rule; 7] = [
    Rule {
        name: "it says in a sentence what it counts",
        is_for: |_| true,
        holds: |panel| panel["description"].as_str().is_some_and(|text| text.len() > 40 && text.ends_with('.')),
    },
    Rule {
        name: "it draws no line over what is missing",
        is_for: is_series,
        holds: |panel| {
            // A day without chats has a row in the summary.
            let has_all_times = mentions(panel, &["generate_series(", "mart.daily_summary"]);
            has_all_times && panel["fieldConfig"]["defaults"]["custom"]["spanNulls"] == Value::Bool(false)
        },
    },
    Rule {
        name: "it leaves out times that are not complete",
        is_for: is_series,
        // Views of intervals that are final, and samples, which nothing is added to.
        holds: |panel| mentions(panel, &["mart.freshness", "is_final", "mart.contact_queue_interval", "_snapshot"]),
    },
    Rule {
        name: "it leaves out the interval that is not over",
        is_for: |panel| mentions(panel, &["mart.queue_interval", "mart.skill_interval", "mart.agent_state_interval"]),
        holds: |panel| mentions(panel, &["is_final"]),
    },
    Rule {
        name: "the newest sample has its age beside it, which turns to a color",
        is_for: |panel| mentions(panel, &["\nlimit 1", "newest_at", "is_current"]),
        holds: |panel| {
            let warns = |field: &str, property: &str| {
                let overrides = panel["fieldConfig"]["overrides"].as_array().into_iter().flatten();
                let mut properties = overrides
                    .filter(|fields| fields["matcher"]["options"] == field)
                    .flat_map(|fields| fields["properties"].as_array().into_iter().flatten());
                properties.any(|known| known["id"] == property)
            };
            mentions(panel, &[" as age"]) && (warns("age", "thresholds") || warns("state", "mappings"))
        },
    },
    Rule {
        name: "a lead rate counts no purchases",
        is_for: |panel| mentions(panel, &["lead"]),
        holds: |panel| !mentions(panel, &["has_lead or", "has_purchase or"]),
    },
    Rule {
        name: "surveys that were answered are a share of those that were put",
        is_for: |panel| mentions(panel, &["response_rate", "answered_share"]),
        holds: |panel| mentions(panel, &["mart.survey_response"]) && !mentions(panel, &["has_post_chat_answer"]),
    },
];

fn is_series(panel: &Value) -> bool {
    panel["type"] == "timeseries"
}

fn mentions(panel: &Value, words: &[&str]) -> bool {
    let mut queries = panel["targets"].as_array().into_iter().flatten().filter_map(|target| target["rawSql"].as_str());
    queries.any(|sql| words.iter().any(|word| sql.contains(word)))
}

/// The files of the dashboards, with their names.
fn dashboards() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bi/grafana/dashboards");
    let read = |path: &Path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.file_name().unwrap().display().to_string(), read(&path))).collect()
}

fn panels(dashboard: &Value) -> &[Value] {
    dashboard["panels"].as_array().unwrap()
}

/// Returns the panels that the rule is for and that break it; it is for some.
fn broken(rule: &Rule) -> Vec<String> {
    let dashboards = dashboards();
    let all = dashboards.iter().flat_map(|(name, dashboard)| panels(dashboard).iter().map(move |panel| (name, panel)));
    let meant: Vec<_> = all.filter(|(_, panel)| (rule.is_for)(panel)).collect();
    assert!(!meant.is_empty(), "`{}` is for no panel", rule.name);
    let broken = meant.iter().filter(|(_, panel)| !(rule.holds)(panel));
    broken.map(|(name, panel)| format!("{name}, {}: not so that {}", panel["title"], rule.name)).collect()
}

#[test]
fn panels_do_not_mislead() {
    let broken: Vec<String> = RULES.iter().flat_map(broken).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_dashboard_shows_how_far_it_is_complete() {
    for (name, dashboard) in dashboards() {
        let shows = |panel: &Value| panel["type"] == "table" && mentions(panel, &["complete_through_at"]);
        assert!(panels(&dashboard).iter().any(shows), "{name}");
        let mut ids: Vec<_> = panels(&dashboard).iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), panels(&dashboard).len(), "{name}: two panels have one id");
    }
}
