//! The files that upstream's own pages print: every row that they become.

use std::fmt::Write;
use std::path::PathBuf;

use chrono::TimeDelta;
use expect_test::expect_file;
use simulator::{FileBody, WorldFileSpec};

use crate::closing::finish;
use crate::comparison::tables;
use crate::deployment::{ACCOUNT, Plan, empty_world, world_end};
use crate::documents::gzip;

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_loads_whole() {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.is_dir() {
        println!("SKIPPED samples: {} absent", samples.display());
        return;
    }
    let deployment = Plan::of(empty_world()).deploy().await;
    for (feed, prefix) in [("engagement", "Engagement"), ("agentActivity", "Agent")] {
        let sample = std::fs::read(samples.join(format!("data-access-{feed}-1.ndjson"))).unwrap();
        let scope_end = world_end();
        deployment.simulator.add_file(WorldFileSpec {
            account: ACCOUNT.to_owned(),
            feed: feed.to_owned(),
            name: format!("{prefix}.sample.part-00000-0"),
            scope_start: scope_end - TimeDelta::hours(1),
            scope_end,
            published_at: scope_end,
            body: FileBody::Bytes(gzip(sample).into()),
        });
    }
    deployment.run_until_idle().await.expect_code(0);
    let mut shown = String::new();
    for (table, rows) in tables(deployment.database()).await {
        for row in rows {
            writeln!(shown, "{table} {}", serde_json::to_string_pretty(&row).unwrap()).unwrap();
        }
    }
    expect_file!["samples.txt"].assert_eq(&shown);
    for table in ["reject", "drift"] {
        assert_eq!(
            deployment.database().rows(&format!("select * from ingest.{table}")).await,
            [] as [serde_json::Value; 0]
        );
    }
    finish(deployment).await;
}
