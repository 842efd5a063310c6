//! Attributes: a set of what the site reported.

use std::collections::HashSet;

use expect_test::{Expect, expect};

use super::{attribute_keys, decoded, record};

/// What becomes of these containers, without the payloads.
fn printed(containers: &str) -> String {
    let printed = decoded(&record("", containers)).print();
    let without_payload = |line: &str| line.split(" payload=").next().unwrap_or_default().to_owned();
    let rows: Vec<_> = printed.lines().skip(1).map(without_payload).collect();
    rows.join("\n") + "\n"
}

#[track_caller]
fn check(containers: &str, expected: Expect) {
    expected.assert_eq(&printed(containers));
}

fn keys(containers: &str) -> Vec<String> {
    attribute_keys(&decoded(&record("", containers)))
}

#[test]
fn both_containers_with_products() {
    check(
        r#""sdes":{"events":[{"customerInfo":{"serverTimeStamp":"1497871291351","customerInfo":{"customerId":"1","loginStatus":"IN","new":1}},"sdeType":"CUSTOMER_INFO"}]},
           "unAuthSdes":{"events":[{"cartStatus":{"serverTimeStamp":1497871291351,"total":7.5,"products":[{"product":{"name":"Shoe"},"quantity":1},null,"odd"]}},
             {"lead":{"topic":"t"},"isAuthenticated":true}]}"#,
        expect![[r#"
              messaging_attribute: attribute_key="a9ff3f650e10bcac051608e101d5831c" type="customerInfo" sde_type="CUSTOMER_INFO" server_at=2017-06-19T11:21:31.351+00:00 login_status="IN" is_authenticated=true customer_id="1"
              messaging_attribute: attribute_key="7d0373dbe0512af66992b82608f25970" type="cartStatus" server_at=2017-06-19T11:21:31.351+00:00 is_authenticated=false total=7.5
              messaging_attribute: attribute_key="5da8e35d9b7e6fe189c9cd0f2a12cb81" type="lead" is_authenticated=true topic="t"
              messaging_attribute_product: attribute_key="7d0373dbe0512af66992b82608f25970" product_position=0 name="Shoe" quantity=1
            drift conversationHistoryRecords[].sdes.events[].customerInfo.new number
            drift conversationHistoryRecords[].unAuthSdes.events[].cartStatus.products[] string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn events_of_every_shape() {
    check(
        r#""sdes":{"events":[{"newAttribute":{"serverTimeStamp":"1497871291351","a":1}},{"lead":"x"},{},null,"odd",{"lead":{"topic":"a"},"searchContent":{"keywords":["b"]}}]}"#,
        expect![[r#"
              messaging_attribute: attribute_key="0c4a4f6ba7678604796fd6f3e91ed18a" type="newAttribute" server_at=2017-06-19T11:21:31.351+00:00 is_authenticated=true
              messaging_attribute: attribute_key="4cbc46f359be94949aaa517f9be9b74a" type="lead" is_authenticated=true
              messaging_attribute: attribute_key="dd9157eec45941220fc8f2ee84e8c5c0" is_authenticated=true
              messaging_attribute: attribute_key="397a32fae233feb64f807a6dc75eea0d" is_authenticated=true
              messaging_attribute: attribute_key="5c739619ccf23df0bf7fa66b04c2e71b" is_authenticated=true
              messaging_attribute: attribute_key="9474cf7a8e40c059e2ec6cf0a174e92d" type="lead" is_authenticated=true topic="a"
              messaging_attribute: attribute_key="b2e2c68d6553d6a70f03979788e2b77d" type="searchContent" is_authenticated=true keywords=["b"]
            drift conversationHistoryRecords[].sdes.events[] string
            drift conversationHistoryRecords[].sdes.events[].lead string
            drift conversationHistoryRecords[].sdes.events[].newAttribute object
            documents 1, records 1
        "#]],
    );
}

#[test]
fn the_same_attribute_has_the_same_key() {
    let one = |event: &str| keys(&format!(r#""sdes":{{"events":[{event}]}}"#));
    let plain = one(r#"{"lead":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"t"}}"#);
    assert_eq!(plain.len(), 1);
    for same in [
        r#"{"lead":{"topic":"t","value":1.5,"serverTimeStamp":1497871291351}}"#,
        r#"{"lead":{"serverTimeStamp":"1497871291351","value":"1.5","topic":"t","leadId":null}}"#,
        r#"{"lead":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"t"}},{"lead":{"topic":"t","value":1.5,"serverTimeStamp":"1497871291351"}}"#,
    ] {
        assert_eq!(one(same), plain, "{same}");
    }
    let unauthenticated =
        keys(r#""unAuthSdes":{"events":[{"lead":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"t"}}]}"#);
    let others = [
        r#"{"lead":{"serverTimeStamp":"1497871291352","value":1.5,"topic":"t"}}"#,
        r#"{"lead":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"u"}}"#,
        r#"{"serviceActivity":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"t"}}"#,
    ];
    let keys: HashSet<_> = others.iter().flat_map(|event| one(event)).chain(plain).chain(unauthenticated).collect();
    assert_eq!(keys.len(), 5);
}

/// One row would say `true` or `false`, as the copy that comes first has it in one container or in both.
#[test]
fn an_attribute_of_both_containers_is_one_of_each() {
    let lead = r#"{"lead":{"serverTimeStamp":"1497871291351","topic":"t"}}"#;
    let printed = printed(&format!(r#""unAuthSdes":{{"events":[{lead}]}},"sdes":{{"events":[{lead},{lead}]}}"#));
    assert_eq!(printed.matches("messaging_attribute:").count(), 2, "{printed}");
    assert!(printed.contains("is_authenticated=true") && printed.contains("is_authenticated=false"), "{printed}");
}

/// A search shows the last attribute of each kind, a read by id all: both are the same version of the conversation. An erased copy
/// takes the attributes away, so other attributes are another version.
#[test]
fn attributes_are_no_part_of_a_version_until_it_is_erased() {
    let copy = |info: &str, names: &[&str]| {
        let events: Vec<_> = names.iter().map(|name| format!(r#"{{"personalInfo":{{"name":"{name}"}}}}"#)).collect();
        decoded(&record(info, &format!(r#""sdes":{{"events":[{}]}}"#, events.join(",")))).content_hash()
    };
    let check = |info: &str, names: &[&str], other: &[&str], is_same: bool| {
        assert_eq!(copy(info, names) == copy(info, other), is_same, "{info} {names:?} {other:?}");
    };
    check("", &["A", "B"], &["B"], true);
    check("", &["A"], &[], true);
    let erased = "** LP deleted data **";
    check("", &["A"], &[erased], false);
    check(r#""ipAddress":"** LP deleted data **""#, &["A"], &["B"], false);
    check(r#""ipAddress":"** LP deleted data **""#, &["A"], &[], false);
    assert_ne!(copy(r#""ipAddress":"1""#, &["A"]), copy(r#""ipAddress":"2""#, &["A"]));
}
