//! How good a copy of a conversation is, and when the last one of a page ended.

use super::{FETCHED_AT_MS, decoded, decoded_page, page, record};

/// Rank and time of the copy.
#[track_caller]
fn check(info: &str, containers: &str, rank: i16, at_ms: i64) {
    let outcome = decoded(&record(info, containers));
    let versions: Vec<_> = outcome.documents().map(|(_, document)| document.version.unwrap()).collect();
    let [version] = versions[..] else { panic!("one document expected: {}", outcome.print()) };
    assert_eq!((version.rank, version.at.epoch_ms()), (rank, at_ms), "{info} {containers}");
}

#[test]
fn a_partial_copy_ranks_below_a_complete_one() {
    check("", "", 3, FETCHED_AT_MS);
    check(r#""isPartial":false"#, "", 3, FETCHED_AT_MS);
    check(r#""isPartial":null"#, "", 3, FETCHED_AT_MS);
    check(r#""isPartial":"perhaps""#, "", 3, FETCHED_AT_MS);
    check(r#""isPartial":"TRUE""#, "", 1, FETCHED_AT_MS);
    check(r#""isPartial":true"#, "", 1, FETCHED_AT_MS);
}

#[test]
fn what_upstream_erased_is_erased_for_good() {
    for erased in ["** LP deleted data **", "*** LP deleted data ***", "\\u002a* LP deleted data **"] {
        check(&format!(r#""latestAgentFullName":"{erased}""#), "", 7, FETCHED_AT_MS);
        check(&format!(r#""isPartial":true,"ipAddress":"{erased}""#), "", 5, FETCHED_AT_MS);
        let message = format!(r#""messageRecords":[{{"messageData":{{"msg":{{"text":"{erased}"}}}}}}]"#);
        check("", &message, 7, FETCHED_AT_MS);
        check("", &format!(r#""consumerParticipants":[{{"email":"{erased}"}}]"#), 7, FETCHED_AT_MS);
        check("", &format!(r#""sdes":{{"events":[{{"personalInfo":{{"name":"{erased}"}}}}]}}"#), 7, FETCHED_AT_MS);
    }
    let quoted = r#""messageRecords":[{"messageData":{"msg":{"text":"I saw ** LP deleted data **"}}}]"#;
    check("", quoted, 3, FETCHED_AT_MS);
    check(r#""ipAddress":"** lp deleted data **""#, "", 3, FETCHED_AT_MS);
}

#[test]
fn the_version_is_the_later_of_fetch_and_update() {
    check(r#""latestUpdateTimeL":1500000000001"#, "", 3, FETCHED_AT_MS + 1);
    check(r#""latestUpdateTime":1500000000001"#, "", 3, FETCHED_AT_MS + 1);
    check(r#""latestUpdateTimeL":1499999999999"#, "", 3, FETCHED_AT_MS);
    check(r#""latestUpdateTimeL":-1"#, "", 3, FETCHED_AT_MS);
}

#[test]
fn the_last_end_is_told() {
    let conversation = |id: &str, info: &str| format!(r#"{{"info":{{"conversationId":"{id}",{info}}}}}"#);
    let conversations = [
        conversation("a", r#""endTimeL":1485970007735"#),
        conversation("b", r#""endTimeL":-1,"endTime":"undefined""#),
        conversation("c", r#""endTimeL":1485970007736,"isPartial":true"#),
    ];
    let decoded = decoded_page(&page(&conversations.join(","))).decoded.unwrap();
    assert_eq!((decoded.records, decoded.last_ended.unwrap().epoch_ms()), (3, 1_485_970_007_736));
}
