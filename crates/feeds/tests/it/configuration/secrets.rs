//! Passwords and their hashes reach neither a row nor the quarantine.

use model::Batch;
use normalizer::DecodeLimits;

use super::list;
use crate::outcome::list_outcome;

const SECRET: &str = "hunter2";

fn check(limits: DecodeLimits, answer: &str, rejects: usize) {
    let outcome = list_outcome(list("users"), answer.as_bytes(), limits);
    assert!(outcome.decoded.is_ok(), "{answer}");
    assert_eq!(outcome.rejects().count(), rejects, "{answer}");
    let holds = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
    for batch in &outcome.batches {
        assert!(batch.rejects().iter().all(|reject| !holds(&reject.record)), "in the quarantine: {answer}");
        let in_rows = |batch: &Batch| batch.documents.iter().any(|document| holds(batch.record(document)));
        assert!(!in_rows(batch), "in what is kept beside the rows: {answer}");
    }
    assert!(!outcome.print().contains(SECRET), "{}", outcome.print());
}

#[test]
fn no_secret_is_kept() {
    let secrets = r#""passwordSh": "hunter2", "oldPassword": "hunter2", "nested": {"confirmPassword": ["hunter2"]}"#;
    let usual = DecodeLimits::default();
    check(usual, &format!(r#"[{{"id": 1, {secrets}}}]"#), 0);
    check(usual, &format!(r#"[{{"id": null, {secrets}}}]"#), 1);
    check(usual, &format!(r#"[[{{{secrets}}}]]"#), 1);
    check(
        usual,
        &format!(r#"[{{"id": 1, "apiSecret": "hunter2", "userCredential": {{"a": "hunter2"}}, {secrets}}}]"#),
        0,
    );
    let tiny = DecodeLimits { record_bytes_max: 40, ..usual };
    check(tiny, &format!(r#"[{{"id": 1, {secrets}}}]"#), 1);
}
