//! Bodies of visits: their key, their items, and what is kept of what is unknown.

use expect_test::expect;
use model::{AccountId, Position};
use normalizer::{DecodeLimits, KeptRecord, decode_kept_record};

use super::{check, decoded};
use crate::outcome::outcome;

const NAVIGATION: (&str, &str) = ("WebSessionNavigationData", "navigationData");
const SESSION: (&str, &str) = ("WebSessionSessionInfoData", "sessionInfoData");
const ELIGIBILITY: (&str, &str) = ("WebSessionEligibilityData", "eligibilityData");
const IMPRESSIONS: (&str, &str) = ("WebSessionImpressionData", "impressions");
const GOALS: (&str, &str) = ("WebSessionGoalAchievedData", "achievedGoals");

const VISITOR: &str = r#"{"visitId":"v","visitorId":"w","contextId":null}"#;

#[test]
fn a_body_is_one_document_however_its_items_are_wrapped() {
    let items = r#"[{"timestamp":1469469281856,"url":"https://shop.example/"},{"sections":["NA",""]}]"#;
    let plain = decoded(NAVIGATION.0, NAVIGATION.1, VISITOR, items);
    let wrapped = decoded(NAVIGATION.0, NAVIGATION.1, VISITOR, &format!(r#"{{"array":{items}}}"#));
    assert_eq!(plain.print(), wrapped.print());
    assert_eq!(plain.content_hash(), wrapped.content_hash());
    check(
        NAVIGATION,
        VISITOR,
        items,
        expect![[r#"
        visit_body: visit_id="v" body_kind="navigation" is_identified=true visitor_id="w" item_count=2
          page_view: position=0 viewed_at=2016-07-25T17:54:41.856+00:00 url="https://shop.example/"
          page_view: position=1 sections=["NA",""]
        documents 1, records 1
    "#]],
    );
    check(
        NAVIGATION,
        VISITOR,
        "[]",
        expect![[r#"
        visit_body: visit_id="v" body_kind="navigation" is_identified=true visitor_id="w" item_count=0
        documents 1, records 1
    "#]],
    );
    check(
        NAVIGATION,
        VISITOR,
        "null",
        expect![[r#"
        documents 1, records 0
    "#]],
    );
}

#[test]
fn a_bare_body_is_known_by_its_items_and_may_begin_with_them() {
    let document = |body: &str| {
        let document = format!(r#"{{"metaData":{{"accountId":"1"}},"recordCollection":[{{"body":{{{body}}}}}]}}"#);
        outcome(feeds::web_session::FEED, document.as_bytes(), DecodeLimits::default()).print()
    };
    let header = format!(r#""header":{VISITOR}"#);
    let items = r#""geoData":[{"city":"Bergen"}]"#;
    let header_first = document(&format!("{header},{items}"));
    assert_eq!(document(&format!("{items},{header}")), header_first);
    expect![[r#"
        visit_body: visit_id="v" body_kind="geo" is_identified=true visitor_id="w" item_count=1
          visit_location: position=0 city="Bergen"
        documents 1, records 1
    "#]]
    .assert_eq(&header_first);
}

#[test]
fn a_visit_without_an_id_is_known_by_all_it_says() {
    let id = |header: &str, items: &str| {
        let printed = decoded(NAVIGATION.0, NAVIGATION.1, header, items).print();
        assert!(printed.contains("is_identified=false"), "{printed}");
        printed.split('"').nth(1).unwrap().to_owned()
    };
    let one = id(r#"{"visitId":"","visitorId":"w"}"#, r#"[{"url":"a"}]"#);
    assert!(one.starts_with('#') && one.len() == 33, "{one}");
    assert_eq!(one, id(r#"{"visitId":{"string":""},"visitorId":"w"}"#, r#"{"array":[{"url":{"string":"a"}}]}"#));
    assert_ne!(one, id(r#"{"visitorId":"x"}"#, r#"[{"url":"a"}]"#));
    assert_ne!(one, id(r#"{"visitId":"","visitorId":"w"}"#, r#"[{"url":"b"}]"#));
}

#[test]
fn what_fits_no_column_is_kept() {
    check(
        SESSION,
        r#"{"visitId":"v","newHeader":1}"#,
        r#"[{"sessionStartTime":1469469281856,"searchEngine Key":"k","newField":1},{"deviceOS":"IOS"}]"#,
        expect![[r#"
            visit_body: visit_id="v" body_kind="session_info" is_identified=true item_count=2 extra={"header":{"newHeader":1}}
              visit: started_at=2016-07-25T17:54:41.856+00:00 search_engine_key="k" extra={"newField":1,"others":[{"deviceOS":"IOS"}]}
            drift header.newHeader number
            drift sessionInfoData.others array
            drift sessionInfoData[].newField number
            documents 1, records 1
        "#]],
    );
    check(
        IMPRESSIONS,
        VISITOR,
        r#"[{"controlGroup":"TEST","engagement":{"id":1,"newField":2},"campaign":5,"goal":null}]"#,
        expect![[r#"
            visit_body: visit_id="v" body_kind="impression" is_identified=true visitor_id="w" item_count=1
              impression: position=0 control_group="TEST" campaign_engagement_id="1" extra={"campaign":5,"engagement":{"newField":2}}
            drift impressions[].campaign number
            drift impressions[].engagement.newField number
            documents 1, records 1
        "#]],
    );
    check(
        ELIGIBILITY,
        VISITOR,
        r#"[{"timestamp":1469469281856,"newField":1,"eligibleCampaigns":[{"campaign":{"id":2,"x":3},"engagements":[{"id":4},{}]},{"goal":{"id":5},"y":6}]},{"eligibleCampaigns":[]}]"#,
        expect![[r#"
            visit_body: visit_id="v" body_kind="eligibility" is_identified=true visitor_id="w" item_count=2
              campaign_eligibility: position=0 eligible_at=2016-07-25T17:54:41.856+00:00 campaign_id="2" engagement_ids=["4",null] engagements=[{"id":4},{}] extra={"campaign":{"x":3},"newField":1}
              campaign_eligibility: position=1 eligible_at=2016-07-25T17:54:41.856+00:00 goal_id="5" extra={"y":6}
              campaign_eligibility: position=2
            drift eligibilityData[].eligibleCampaigns[].campaign.x number
            drift eligibilityData[].eligibleCampaigns[].y number
            drift eligibilityData[].newField number
            documents 1, records 1
        "#]],
    );
    check(
        GOALS,
        VISITOR,
        r#"[{"id":"g","goalMetaData":{"com.liveperson.dataaccess.LeadMetadata":{}}},{"goalMetaData":{"com.liveperson.dataaccess.NewMetadata":{"z":1}}},{"goalMetaData":7}]"#,
        expect![[r#"
            visit_body: visit_id="v" body_kind="goal" is_identified=true visitor_id="w" item_count=3
              achieved_goal: position=0 achievement_id="g" metadata_type="LeadMetaData"
              achieved_goal: position=1 metadata_type="NewMetadata" extra={"goalMetaData":{"z":1}}
              achieved_goal: position=2 extra={"goalMetaData":7}
            drift achievedGoals[].goalMetaData number
            drift achievedGoals[].goalMetaData.z number
            documents 1, records 1
        "#]],
    );
}

#[test]
fn an_item_of_another_shape_rejects_its_body() {
    check(
        NAVIGATION,
        VISITOR,
        r#"[{"url":"a"},7]"#,
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 188: `navigationData[]` has the wrong shape: [{"url":"a"},7] under {"visitId":"v","visitorId":"w","contextId":null}
        documents 1, records 1
    "#]],
    );
    check(
        NAVIGATION,
        VISITOR,
        "5",
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 188: `navigationData` has the wrong shape: 5 under {"visitId":"v","visitorId":"w","contextId":null}
        documents 1, records 1
    "#]],
    );
    check(
        NAVIGATION,
        "5",
        "[]",
        expect![[r#"
        reject wrong_shape at document 0, record 0, byte 141: `header` has the wrong shape: [] under 5
        documents 1, records 1
    "#]],
    );
}

/// One public client had the addresses of two feeds swapped.
#[test]
fn records_of_another_feed_go_to_its_tables() {
    let document = super::document(NAVIGATION.0, NAVIGATION.1, VISITOR, r#"[{"url":"a"}]"#);
    let strays = outcome(feeds::agent_activity::FEED, document.as_bytes(), DecodeLimits::default());
    assert_eq!(strays.print(), decoded(NAVIGATION.0, NAVIGATION.1, VISITOR, r#"[{"url":"a"}]"#).print());
    let families: Vec<_> = strays.documents().map(|(batch, _)| batch.family.name).collect();
    assert_eq!(families, ["visit_navigation"]);
}

/// A body is kept whole, and decoded anew as its file would be, also by the feed whose file it was in.
#[test]
fn a_kept_body_becomes_the_rows_of_its_kind() {
    let items = r#"[{"url":"a"},{"url":"b"}]"#;
    let expected = decoded(NAVIGATION.0, NAVIGATION.1, VISITOR, items).content_hash();
    for feed in [feeds::web_session::FEED, feeds::engagement::FEED] {
        let kept = KeptRecord {
            record_kind: "visit_navigation",
            header: VISITOR.as_bytes(),
            record: items.as_bytes(),
            position: Position::default(),
        };
        let (shape, account) = (feeds::file_shape(feed).unwrap(), AccountId("1".to_owned()));
        let (batch, _) = decode_kept_record(shape, &account, kept, DecodeLimits::default()).unwrap();
        assert_eq!(batch.documents[0].content_hash, expected, "{feed}");
    }
}
