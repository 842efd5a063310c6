//! How good a copy of a chat is, and when the last chat of a window ended.

use crate::engagement_history::{FETCHED_AT_MS, decoded, decoded_page, page, record};

/// Rank of the copy.
#[track_caller]
fn check(info: &str, containers: &str, rank: i16) {
    let outcome = decoded(&record(info, containers));
    let versions: Vec<_> = outcome.documents().map(|(_, document)| document.version.unwrap()).collect();
    let [version] = versions[..] else { panic!("one document expected: {}", outcome.print()) };
    assert_eq!((version.rank, version.at.epoch_ms()), (rank, FETCHED_AT_MS), "{info} {containers}");
}

#[test]
fn ranks() {
    check("", "", 3);
    check(r#""isPartial":false,"chatDataEnriched":true"#, "", 3);
    check(r#""isPartial":null,"chatDataEnriched":null"#, "", 3);
    check(r#""chatDataEnriched":false"#, "", 2);
    check(r#""chatDataEnriched":"FALSE""#, "", 2);
    check(r#""isPartial":true"#, "", 1);
    check(r#""isPartial":true,"chatDataEnriched":false"#, "", 0);
    check(r#""isPartial":"perhaps","chatDataEnriched":7"#, "", 3);
}

#[test]
fn what_upstream_erased_is_erased_for_good() {
    const ERASED: &str = "** LP deleted data **";
    let line = |field: &str, text: &str| format!(r#""transcript":{{"lines":[{{"text":"x"}},{{"{field}":"{text}"}}]}}"#);
    check(&format!(r#""visitorName":"{ERASED}""#), "", 7);
    check(&format!(r#""agentFullName":"{ERASED}","isPartial":true,"chatDataEnriched":false"#), "", 4);
    check("", &line("text", ERASED), 7);
    check("", &line("by", ERASED), 7);
    check("", &line("text", "\\u002a* LP deleted data **"), 7);
    check("", &line("text", &format!("I saw {ERASED}")), 3);
    check("", &line("text", "** lp deleted data **"), 3);
}

#[test]
fn the_last_end_is_told() {
    let chat = |id: &str, info: &str| format!(r#"{{"info":{{"engagementId":"{id}",{info}}}}}"#);
    let chats = [
        chat("a", r#""endTimeL":1485970007735,"isPartial":true"#),
        chat("b", r#""endTimeL":1485970007736,"chatDataEnriched":false"#),
        chat("c", r#""endTimeL":1485970007734"#),
        chat("d", r#""isPartial":false"#),
    ];
    let decoded = decoded_page(&page(&chats.join(","))).decoded.unwrap();
    assert_eq!(decoded.records, 4);
    assert_eq!(decoded.last_ended.unwrap().epoch_ms(), 1_485_970_007_736);
    let nothing = decoded_page(&page("")).decoded.unwrap();
    assert_eq!(nothing.last_ended, None);
}

#[test]
fn a_chat_that_is_rejected_counts_for_nothing_else() {
    let outcome = decoded(r#"{"info":{"isPartial":true,"endTimeL":1485970007735}}"#);
    let decoded = outcome.decoded.unwrap();
    assert_eq!((decoded.records, decoded.last_ended), (1, None));
}
