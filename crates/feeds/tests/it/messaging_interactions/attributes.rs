//! Attributes: a set of what the site reported.

use std::collections::HashSet;

use expect_test::{Expect, expect};

use super::{decoded, record};
use crate::outcome::for_each_row;

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

/// The keys of the attributes.
fn keys(containers: &str) -> Vec<String> {
    let outcome = decoded(&record("", containers));
    let mut keys = Vec::new();
    for (batch, document) in outcome.documents() {
        for_each_row(batch, document, |table, row| {
            let named = table.columns.iter().zip(tuple::fields(row));
            let key = named.filter(|(column, _)| column.name() == "attribute_key").find_map(|(_, value)| value);
            keys.extend(key.map(|key| format!("{key:02x?}")).filter(|_| table.name == "messaging_attribute"));
        });
    }
    keys
}

#[test]
fn both_containers_with_products() {
    check(
        r#""sdes":{"events":[{"customerInfo":{"serverTimeStamp":"1497871291351","customerInfo":{"customerId":"1","loginStatus":"IN","new":1}},"sdeType":"CUSTOMER_INFO"}]},
           "unAuthSdes":{"events":[{"cartStatus":{"serverTimeStamp":1497871291351,"total":7.5,"products":[{"product":{"name":"Shoe"},"quantity":1},null,"odd"]}},
             {"lead":{"topic":"t"},"isAuthenticated":true}]}"#,
        expect![[r#"
              messaging_attribute: attribute_key="26d966a7978546b8096dc6a7008aa71f" type="customerInfo" sde_type="CUSTOMER_INFO" server_at=2017-06-19T11:21:31.351+00:00 login_status="IN" is_authenticated=true customer_id="1"
              messaging_attribute: attribute_key="c66689e31e8156433ebe72a8c2fdc500" type="cartStatus" server_at=2017-06-19T11:21:31.351+00:00 is_authenticated=false total=7.5
              messaging_attribute: attribute_key="e8db224721870d2f1ea430d0d31fa032" type="lead" is_authenticated=true topic="t"
              messaging_attribute_product: attribute_key="c66689e31e8156433ebe72a8c2fdc500" product_position=0 name="Shoe" quantity=1
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
              messaging_attribute: attribute_key="49dc681c53774e89e23d35ab3ceb59aa" type="newAttribute" server_at=2017-06-19T11:21:31.351+00:00 is_authenticated=true
              messaging_attribute: attribute_key="5f94fe08268b6ccc6dd962fc26429ac6" type="lead" is_authenticated=true
              messaging_attribute: attribute_key="93c9d2d1d969e478a5e9c290be5ba1ed" is_authenticated=true
              messaging_attribute: attribute_key="9d908ecfb6b256def8b49a7c504e6c88" is_authenticated=true
              messaging_attribute: attribute_key="90965a523b5bcd1b37e82c4fdad19ce3" is_authenticated=true
              messaging_attribute: attribute_key="7ae1ffa5b6691a5df94ce990f38a3771" type="lead" is_authenticated=true topic="a"
              messaging_attribute: attribute_key="82994adc8de51ad1e0a76a72ab481ab2" type="searchContent" is_authenticated=true keywords=["b"]
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
    assert_eq!(
        keys(r#""unAuthSdes":{"events":[{"lead":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"t"}}]}"#),
        plain
    );
    let others = [
        r#"{"lead":{"serverTimeStamp":"1497871291352","value":1.5,"topic":"t"}}"#,
        r#"{"lead":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"u"}}"#,
        r#"{"serviceActivity":{"serverTimeStamp":"1497871291351","value":1.5,"topic":"t"}}"#,
    ];
    let keys: HashSet<_> = others.iter().flat_map(|event| one(event)).chain(plain).collect();
    assert_eq!(keys.len(), 4);
}

#[test]
fn an_attribute_of_both_containers_is_one_of_who_signed_in() {
    let lead = r#"{"lead":{"serverTimeStamp":"1497871291351","topic":"t"}}"#;
    let printed = printed(&format!(r#""unAuthSdes":{{"events":[{lead}]}},"sdes":{{"events":[{lead},{lead}]}}"#));
    assert_eq!(printed.matches("messaging_attribute:").count(), 1, "{printed}");
    assert!(printed.contains("is_authenticated=true"), "{printed}");
}
