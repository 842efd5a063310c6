//! A file larger than the memory that the daemon may take: it streams.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use simulator::FileBody;

use crate::closing::finish;
use crate::deployment::{ACCOUNT, Plan, empty_world, is_long};

/// Inflated size, and the one of `cargo xtask test --long`.
const FILE_MIB: u64 = 128;
const FILE_MIB_LONG: u64 = 1024;
/// However large the file.
const MEMORY_KIB_MAX: u64 = 100 * 1024;
/// Messages of a conversation: 10 to 100 KB.
const MESSAGES: std::ops::Range<u64> = 30..300;

#[tokio::test(flavor = "multi_thread")]
async fn memory_does_not_grow_with_the_file() {
    let file_mib = if is_long() { FILE_MIB_LONG } else { FILE_MIB };
    let deployment = Plan::of(empty_world()).set("log.level", "info").deploy().await;
    let path = deployment.folder().join("large.gz");
    let (conversations, messages) = write_file(&path, file_mib * 1024 * 1024).unwrap();
    deployment.publish("Engagement.large.part-00000-0", FileBody::Path(path));

    let (ended, peak_kib) = deployment.start(&["run", "--until-idle"]).ended_with_memory_peak().await;
    ended.expect_code(0);
    println!("{file_mib} MiB inflated: the daemon took {} MiB at most", peak_kib / 1024);
    assert!((1..MEMORY_KIB_MAX).contains(&peak_kib), "{peak_kib} KiB");
    for (table, expected) in [("conversation", conversations), ("message", messages)] {
        let rows = deployment.database().rows(&format!("select count(*) as n from liveperson.{table}")).await;
        assert_eq!(rows[0]["n"], expected, "{table}");
    }
    // The cluster outlives the test; gigabytes need not.
    deployment.database().execute("truncate liveperson.conversation, liveperson.message").await;
    finish(deployment).await;
}

/// Writes documents until they have so many bytes. Answers how many conversations and messages they hold.
fn write_file(path: &Path, bytes_min: u64) -> std::io::Result<(u64, u64)> {
    let mut file = GzEncoder::new(BufWriter::new(File::create(path)?), Compression::fast());
    let mut random = fastrand::Rng::with_seed(7);
    let (mut bytes, mut conversations, mut messages) = (0, 0, 0);
    while bytes < bytes_min {
        let count = random.u64(MESSAGES);
        let document = document(conversations, count, &mut random);
        file.write_all(document.as_bytes())?;
        bytes += document.len() as u64;
        conversations += 1;
        messages += count;
    }
    file.finish()?.flush()?;
    Ok((conversations, messages))
}

/// One conversation in its own document, as upstream's files have them.
fn document(number: u64, messages: u64, random: &mut fastrand::Rng) -> String {
    let mut line = |position: u64| {
        let text: String = (0..random.usize(4..40)).map(|_| WORDS[random.usize(..WORDS.len())]).collect();
        let sent_ms = 1_780_000_000_000 + number * 1000 + position;
        format!(
            r#"{{"text":{{"string":"{text}"}},"timestamp":{{"long":{sent_ms}}},"by":{{"string":"info"}},"type":{{"string":"0"}},"agentId":{{"string":"0"}},"messageId":{{"string":"{:016x}"}},"fileData":null,"linkData":null}}"#,
            random.u64(..)
        )
    };
    let lines: Vec<String> = (0..messages).map(&mut line).collect();
    format!(
        r#"{{"dataType":{{"com.liveperson.dataaccess.DataTypeEnum":"Engagement"}},"metaData":{{"accountId":{{"string":"{ACCOUNT}"}}}},"recordCollection":[{{"body":{{"com.liveperson.dataaccess.EngagementData":{{"header":{{"com.liveperson.dataaccess.VisitorHeader":{{"visitId":{{"string":"v{number}"}}}}}},"engagements":{{"array":[{{"com.liveperson.dataaccess.Conversation":{{"conversationId":{{"string":"c{number}"}},"transcripts":{{"array":[{}]}}}}}}]}}}}}}}}]}}
"#,
        lines.join(",")
    )
}

const WORDS: [&str; 12] = [
    "parcel ",
    "where ",
    "is ",
    "my ",
    "order, ",
    "thank you ",
    "tomorrow ",
    "refund ",
    "agent ",
    "waiting ",
    "since ",
    "Tuesday. ",
];
