//! `/metrics`: what the crates counted, and what the ledger says of the feeds at the moment of the scrape.
//!
//! [`METRICS`] is all there is; docs/metrics.md says the same for people, and a test compares.

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sink::status::FeedStatus;

use crate::telemetry::tell_of_lost_lines;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only grows, from 0 at the start of the process.
    Counter,
    /// A value of now.
    Gauge,
    /// Counts by size.
    Histogram,
}

/// Every metric: name, kind, meaning.
pub(crate) const METRICS: [(&str, Kind, &str); 34] = [
    ("lp_warehouse_api_answer_seconds", Kind::Histogram, "Time from a request to the headers of its answer"),
    ("lp_warehouse_api_pause_milliseconds_total", Kind::Counter, "Time that requests waited before they were repeated"),
    (
        "lp_warehouse_api_requests_total",
        Kind::Counter,
        "Requests to LivePerson by status of the answer, none without one",
    ),
    ("lp_warehouse_api_retries_total", Kind::Counter, "Requests that were repeated"),
    ("lp_warehouse_backfill_open_units", Kind::Gauge, "Units of the past that are still to be loaded"),
    ("lp_warehouse_build_info", Kind::Gauge, "Always 1; the version is a label"),
    ("lp_warehouse_commit_seconds", Kind::Histogram, "Time that the end of a unit's transaction took"),
    ("lp_warehouse_database_outages_total", Kind::Counter, "How often the database went away"),
    (
        "lp_warehouse_database_up",
        Kind::Gauge,
        "1 when the ledger could be read for this scrape, or less than 3 s before",
    ),
    ("lp_warehouse_fact_marks", Kind::Gauge, "What loads marked to be calculated again"),
    (
        "lp_warehouse_facts_behind_seconds",
        Kind::Gauge,
        "Seconds since the oldest load that the views of mart do not show yet",
    ),
    ("lp_warehouse_feed_complete_through_timestamp_seconds", Kind::Gauge, "Everything up to then is loaded"),
    ("lp_warehouse_feed_deletion_seconds", Kind::Gauge, "Time until LivePerson deletes data that is not loaded"),
    (
        "lp_warehouse_feed_lag_seconds",
        Kind::Gauge,
        "Time since the moment up to which everything is loaded, at most since the feed was registered",
    ),
    ("lp_warehouse_feed_last_success_timestamp_seconds", Kind::Gauge, "Last listing, complete read or poll"),
    (
        "lp_warehouse_feed_loss_near_seconds",
        Kind::Gauge,
        "What LivePerson deletes within this time and is not loaded is about to be lost",
    ),
    ("lp_warehouse_feed_paused", Kind::Gauge, "1 while nothing is asked, because upstream refused or failed"),
    ("lp_warehouse_feed_pauses_total", Kind::Counter, "How often a feed was paused"),
    ("lp_warehouse_feed_polls_total", Kind::Counter, "Listings and plannings by outcome"),
    ("lp_warehouse_feed_usual_lag_seconds", Kind::Gauge, "A feed whose lag is greater is late"),
    ("lp_warehouse_fetched_bytes_total", Kind::Counter, "Bytes of stored units as LivePerson sent them"),
    ("lp_warehouse_log_lines_lost_total", Kind::Counter, "Log lines that could not be written"),
    ("lp_warehouse_panics_total", Kind::Counter, "Mistakes of this program that were caught"),
    ("lp_warehouse_records_total", Kind::Counter, "Records by what became of them"),
    ("lp_warehouse_rejects_open", Kind::Gauge, "Records in the quarantine that nobody has settled"),
    ("lp_warehouse_spool_free_bytes", Kind::Gauge, "Room on the disk of service.data_dir"),
    ("lp_warehouse_stalled_works", Kind::Gauge, "Units and listings that have not gone on for hours"),
    ("lp_warehouse_start_timestamp_seconds", Kind::Gauge, "When the process began"),
    ("lp_warehouse_unit_attempts_total", Kind::Counter, "Attempts at units by outcome"),
    ("lp_warehouse_unit_seconds", Kind::Histogram, "Time from the claim of a unit to its commit"),
    ("lp_warehouse_units", Kind::Gauge, "Units of the ledger by state"),
    (
        "lp_warehouse_units_unacknowledged",
        Kind::Gauge,
        "Units that are dead or gone, and nobody has said that they know",
    ),
    ("lp_warehouse_upstream_clock_skew_seconds", Kind::Gauge, "LivePerson's clock minus this machine's"),
    ("lp_warehouse_windows_not_final", Kind::Gauge, "Windows that were read and will be read again"),
];

/// Upper bounds of the classes of all histograms, in seconds.
const CLASSES_S: [f64; 11] = [0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 120.0, 600.0, 3600.0];

/// How often, whether anybody asks for the metrics or not.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Begins to count, for the whole process. Call it once.
pub(crate) fn install(started_at: DateTime<Utc>) -> anyhow::Result<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets(&CLASSES_S)?;
    let handle = builder.install_recorder().context("the metrics cannot be set up")?;
    for (name, kind, meaning) in METRICS {
        match kind {
            Kind::Counter => describe_counter!(name, Unit::Count, meaning),
            Kind::Gauge => describe_gauge!(name, Unit::Count, meaning),
            Kind::Histogram => describe_histogram!(name, Unit::Seconds, meaning),
        }
    }
    gauge!("lp_warehouse_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    gauge!("lp_warehouse_start_timestamp_seconds").set(seconds(started_at));
    counter!("lp_warehouse_log_lines_lost_total").increment(0);
    counter!("lp_warehouse_panics_total").increment(0);
    counter!("lp_warehouse_database_outages_total").increment(0);
    Ok(handle)
}

/// Folds what was measured into the classes, as rendering does: a histogram keeps every single value until then. Says of
/// lines of the log that were lost.
pub(crate) async fn keep_up(metrics: PrometheusHandle) {
    let mut turns = tokio::time::interval(UPKEEP_EVERY);
    loop {
        turns.tick().await;
        metrics.run_upkeep();
        tell_of_lost_lines();
    }
}

/// A panic was caught.
pub(crate) fn panicked() {
    counter!("lp_warehouse_panics_total").increment(1);
}

/// Whether the ledger could be read.
pub(crate) fn show_database(is_up: bool) {
    gauge!("lp_warehouse_database_up").set(f64::from(u8::from(is_up)));
}

/// Room for spooled downloads.
pub(crate) fn show_disk(free_bytes: u64) {
    gauge!("lp_warehouse_spool_free_bytes").set(free_bytes as f64);
}

/// How far an account's upstream is from this machine's clock.
pub(crate) fn show_clock(account: &str, skew_s: f64) {
    gauge!("lp_warehouse_upstream_clock_skew_seconds", "account" => account.to_owned()).set(skew_s);
}

/// What the ledger says of a feed. What is not known has no value.
pub(crate) fn show_feed(feed: &FeedStatus, now: DateTime<Utc>) {
    let labels = [("account", feed.account_id.clone()), ("feed", feed.feed.clone())];
    let show = |name: &'static str, value: f64| gauge!(name, &labels).set(value);
    let units = &feed.units;
    let states = [
        ("pending", units.pending),
        ("leased", units.leased),
        ("loaded", units.loaded),
        ("failed", units.failed),
        ("dead", units.dead),
        ("gone", units.gone),
        ("unavailable", units.unavailable),
    ];
    for (state, count) in states {
        let labels = [("account", feed.account_id.clone()), ("feed", feed.feed.clone()), ("state", state.to_owned())];
        gauge!("lp_warehouse_units", &labels).set(count as f64);
    }
    show("lp_warehouse_units_unacknowledged", units.unacknowledged as f64);
    show("lp_warehouse_backfill_open_units", feed.backfill_open as f64);
    show("lp_warehouse_windows_not_final", feed.windows_not_final as f64);
    show("lp_warehouse_rejects_open", feed.rejects_open as f64);
    let is_paused = !feed.is_unavailable && feed.paused_until_at.is_some_and(|until| until > now);
    show("lp_warehouse_feed_paused", f64::from(u8::from(is_paused)));
    let age = |at: DateTime<Utc>| (now - at).as_seconds_f64();
    show("lp_warehouse_feed_last_success_timestamp_seconds", feed.last_success_at.map_or(f64::NAN, seconds));
    show("lp_warehouse_feed_complete_through_timestamp_seconds", feed.complete_through.map_or(f64::NAN, seconds));
    show("lp_warehouse_feed_lag_seconds", feed.lag(now).as_seconds_f64());
    let of_kind = |name: &'static str, value: f64| {
        let labels = [("account", feed.account_id.clone()), ("feed", feed.feed.clone()), ("kind", feed.kind.clone())];
        gauge!(name, &labels).set(value);
    };
    of_kind("lp_warehouse_feed_usual_lag_seconds", feed.usual_lag_s as f64);
    of_kind("lp_warehouse_feed_loss_near_seconds", feed.loss_near_s as f64);
    // Nothing to lose is far from a loss.
    let left = feed.next_deletion_at.map_or(f64::INFINITY, |at| (-age(at)).max(0.0));
    show("lp_warehouse_feed_deletion_seconds", left);
}

/// Returns what `/metrics` prints of these feeds at `now`, and of nothing else.
pub(crate) fn render_feeds(feeds: &[FeedStatus], now: DateTime<Utc>) -> String {
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, || feeds.iter().for_each(|feed| show_feed(feed, now)));
    recorder.handle().render()
}

fn seconds(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64 / 1000.0
}
