//! What a page may begin with, and times and durations that say that there are none.

use expect_test::expect;
use normalizer::read_heads;

use crate::engagement_history::{decoded, decoded_page, page, record};
use crate::outcome::history;

#[test]
fn a_byte_order_mark_before_a_page_is_passed_over() {
    let plain = page(&record("", ""));
    let marked = format!("\u{feff}{plain}");
    let heads = |page: &str| read_heads(history(), page.as_bytes().to_vec()).unwrap().0;
    assert_eq!(heads(&marked), heads(&plain));
    let (plain, marked) = (decoded_page(&plain), decoded_page(&marked));
    assert_eq!(marked.decoded.as_ref().unwrap().records, 1);
    assert_eq!(marked.content_hashes(), plain.content_hashes());
}

#[test]
fn a_chat_without_end_has_neither_end_nor_duration() {
    let info = r#""startTimeL":1500000000000,"endTime":"undefined","endTimeL":-1,"duration":-1,"agentGroupId":-1"#;
    let sessions = r#""coBrowseSessions":{"coBrowseSessionsList":[{"sessionId":"s","endTimeL":0,"duration":-1}]}"#;
    expect![[r#"
        engagement: engagement_id="e" started_at=2017-07-14T02:40:00.000+00:00 agent_group_id="-1" extra={"duration":-1,"endTime":"undefined","endTimeL":-1}
          cobrowse_session: session_id="s" extra={"duration":-1,"endTimeL":0}
        drift interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].duration number
        drift interactionHistoryRecords[].coBrowseSessions.coBrowseSessionsList[].endTimeL number
        drift interactionHistoryRecords[].info.duration number
        drift interactionHistoryRecords[].info.endTime string
        drift interactionHistoryRecords[].info.endTimeL number
        documents 1, records 1
    "#]].assert_eq(&decoded(&record(info, sessions)).print());
}
