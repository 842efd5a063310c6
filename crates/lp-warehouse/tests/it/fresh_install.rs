//! The first day of a new installation: a backlog of a month of files and 13 months of history, and nobody is alarmed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use lp_warehouse::feed_metrics;
use model::FeedKind;
use scheduler::files::plan::ListingPlan;
use scheduler::samples::plan::SamplesPlan;
use scheduler::updates::plan::UpdatesPlan;
use scheduler::windows::plan::WindowPlan;
use scheduler::{FeedPlan, Reading};
use simulator::{SimulatorOptions, WorldSpec};
use sink::status::FeedStatus;

use crate::deployment::empty_world;
use crate::skipped::note;
use crate::virtual_time::VirtualTime;

const HOUR: Duration = Duration::from_secs(3600);
/// How often Prometheus would not ask; the values between are those of before.
const SCRAPE_EVERY_MIN: usize = 20;
const DAY_MIN: usize = 24 * 60;
/// When each unit of the backlog is loaded, on a machine that takes 8 hours for it: files oldest first, the backfill newest
/// first. This machine loads them at once.
const BACKLOG: &str = "create table backlog as
    select unit_id, first_listed_at + interval '8 hours' * case
        when lane = 'backfill' then extract(epoch from first_listed_at - scope_end_at) / (400 * 86400.0)
        else 1 - extract(epoch from first_listed_at - scope_end_at) / (31 * 86400.0) end as load_at
    from ingest.unit where lane = 'backfill' or href <> ''";

fn start() -> DateTime<Utc> {
    "2026-05-18T09:40:00Z".parse().unwrap()
}

/// A feed of each kind, read as the configuration does unless it says otherwise.
fn plans() -> BTreeMap<model::Feed, FeedPlan> {
    let listing =
        ListingPlan { relist: 72 * HOUR, relist_all_every: 24 * HOUR, history: 30 * 24 * HOUR, span_max: 24 * HOUR };
    let windows = WindowPlan { every: HOUR / 6, settle: 26 * HOUR, history: 395 * 24 * HOUR };
    let updates = UpdatesPlan { every: HOUR / 12, history: 395 * 24 * HOUR, wants_whole_records: false };
    let plan = |kind: FeedKind| match kind {
        FeedKind::Files => FeedPlan { every: HOUR, reading: Reading::Files(listing) },
        FeedKind::Windows => FeedPlan { every: windows.every, reading: Reading::Windows(windows) },
        FeedKind::Updates => FeedPlan { every: updates.every, reading: Reading::Updates(updates) },
        FeedKind::Samples => FeedPlan { every: HOUR / 12, reading: Reading::Samples(SamplesPlan::of(HOUR / 12)) },
        FeedKind::Lists => FeedPlan { every: HOUR, reading: Reading::Lists },
    };
    let kinds = [FeedKind::Files, FeedKind::Windows, FeedKind::Updates, FeedKind::Samples, FeedKind::Lists];
    let feeds = kinds.map(|kind| feeds::all().find(|feed| feed.kind() == kind).expect("a feed of each kind"));
    feeds.map(|feed| (feed, plan(feed.kind()))).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_install_alarms_nobody_for_a_day() {
    if !is_promtool_there() {
        return note("the alerts of a fresh install", "promtool is missing (Debian: `apt-get install prometheus`)");
    }
    let world = WorldSpec {
        hours: 32 * 24,
        chats_per_hour: 1,
        agents: 2,
        end: start() + TimeDelta::hours(26),
        ..empty_world()
    };
    let time = VirtualTime::of_feeds(world, SimulatorOptions::default(), plans(), start()).await;
    let registered_at = start().to_rfc3339();
    let default = format!("alter table ingest.feed alter column registered_at set default '{registered_at}'");
    time.database.execute(&default).await;
    time.step().await;
    time.database.execute(BACKLOG).await;

    let mut series = Series::default();
    for minute in (0..=DAY_MIN).step_by(SCRAPE_EVERY_MIN) {
        time.step().await;
        let feeds = slow_status(&time).await;
        series.add(&feed_metrics(&feeds, time.now()));
        if minute == 4 * 60 {
            let pending = feeds.iter().map(|feed| feed.units.pending).sum::<i64>();
            assert!(pending > 200, "the backlog is no backlog: {pending} units are pending after four hours");
        }
        time.simulator.clock().advance(TimeDelta::minutes(SCRAPE_EVERY_MIN as i64));
    }
    assert_eq!(time.number("select count(*) from ingest.unit where state in ('dead', 'gone')").await, 0);
    let told = fired(&series);
    assert!(told.status.success(), "an alert fired on a fresh install:\n{}", String::from_utf8_lossy(&told.stderr));

    // The same rules do see a loss, and a feed that stands still.
    for (metric, value) in [("feed_deletion_seconds", "60"), ("feed_lag_seconds", "200000")] {
        let told = fired(&series.with(metric, value));
        assert!(!told.status.success(), "no alert for {metric} of {value}");
    }
}

/// The state of the feeds while what the slow machine has not loaded yet is pending.
async fn slow_status(time: &VirtualTime) -> Vec<FeedStatus> {
    let now = time.now().to_rfc3339();
    let ahead = format!("unit_id in (select unit_id from backlog where load_at > '{now}')");
    time.database.execute(&format!("update ingest.unit set state = 'pending' where {ahead}")).await;
    let status = time.status().await;
    time.database.execute(&format!("update ingest.unit set state = 'loaded' where {ahead}")).await;
    status
}

fn is_promtool_there() -> bool {
    Command::new("promtool").arg("--version").output().is_ok_and(|told| told.status.success())
}

/// Values by series, one for each scrape.
#[derive(Clone, Default)]
struct Series(BTreeMap<String, Vec<String>>);

impl Series {
    /// Takes the values of a scrape.
    fn add(&mut self, metrics: &str) {
        for line in metrics.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, value) = line.rsplit_once(' ').expect("a series and its value");
            let value = value.replace("inf", "Inf");
            self.0.entry(name.to_owned()).or_default().push(value);
        }
    }

    /// The same with another value of one metric throughout.
    fn with(&self, metric: &str, value: &str) -> Self {
        let mut changed = self.clone();
        for (name, values) in &mut changed.0 {
            if name.contains(metric) {
                values.fill(value.to_owned());
            }
        }
        changed
    }
}

/// Lets promtool evaluate the alerts over the day. It fails when one has fired.
fn fired(series: &Series) -> Output {
    let alerts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/prometheus/alerts.yml");
    let mut test = format!(
        "rule_files: ['{}']\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n",
        alerts.canonicalize().unwrap().display()
    );
    for (name, values) in &series.0 {
        let minutes: Vec<&str> = values.iter().flat_map(|value| vec![value.as_str(); SCRAPE_EVERY_MIN]).collect();
        writeln!(test, "      - series: '{name}'\n        values: '{}'", minutes.join(" ")).unwrap();
    }
    test.push_str(
        "    promql_expr_test:\n      - expr: count_over_time(ALERTS{alertstate=\"firing\"}[24h])\n        \
         eval_time: 24h\n        exp_samples: []\n",
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fresh_install.yml");
    std::fs::write(&file, test).unwrap();
    Command::new("promtool").args(["test", "rules"]).arg(&file).output().unwrap()
}
