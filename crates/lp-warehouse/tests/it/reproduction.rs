//! What the simulation found, each case as small as it can be made, named by its seed.

use simulator::{ErrorBody, Fault, Route};

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, small_world};

/// Two answers of 404 a day apart, and nothing but outages between them: the file was given up although upstream had it.
#[tokio::test(flavor = "multi_thread")]
async fn seed_870_two_missing_answers_a_day_apart_are_no_proof() {
    let deployment = Plan::of(small_world()).deploy().await;
    let name = deployment.simulator.world().files()[0].name.clone();
    let missing = Fault::Status { code: 404, retry_after_s: None, body: ErrorBody::PlainText };
    for _ in 0..2 {
        deployment.simulator.faults().inject(Route::File, Some(name.clone()), missing.clone(), 1);
        deployment.run(&["run", "--until-idle", "--wait", "3s"]).await.expect_code(3).expect_event("unit_missing");
        let a_day_later = "update ingest.unit set missing_since_at = missing_since_at - interval '25 hours',
            next_attempt_at = next_attempt_at - interval '25 hours' where missing_since_at is not null";
        deployment.database().execute(a_day_later).await;
    }
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}
