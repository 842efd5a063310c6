//! What upstream publishes late, for an hour that was listed long ago, is loaded; nothing else is read again.

use simulator::FileBody;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, small_world};
use crate::documents::{conversation, document, gzip};

#[tokio::test(flavor = "multi_thread")]
async fn a_late_file_is_loaded_alone() {
    let deployment = Plan::of(small_world()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    let downloads = deployment.downloads();

    let late = "Engagement.late.part-00099-0";
    deployment.publish(late, FileBody::Bytes(gzip(document(&[conversation("c-late")])).into()));
    deployment.run_until_idle().await.expect_code(0);
    let rows = "select from liveperson.conversation where conversation_id = 'c-late'";
    assert_eq!(deployment.database().rows(rows).await.len(), 1);
    assert_eq!(deployment.simulator.downloads(late), 1);
    assert_eq!(deployment.downloads(), downloads);
    finish(deployment).await;
}
