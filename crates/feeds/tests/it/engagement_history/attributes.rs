//! Engagement attributes: each kind with its columns, and events of every other shape.

use expect_test::{Expect, expect};

use crate::engagement_history::{decoded, record};

#[track_caller]
fn check(events: &str, expected: Expect) {
    expected.assert_eq(&printed(events));
}

/// What becomes of these events, without the payloads.
fn printed(events: &str) -> String {
    let printed = decoded(&record("", &format!(r#""sdes":{{"events":[{events}]}}"#))).print();
    let without_payload = |line: &str| match line.split_once(" payload=") {
        Some((front, _)) => front.to_owned(),
        None => line.to_owned(),
    };
    let rows: Vec<_> = printed.lines().skip(1).map(without_payload).collect();
    rows.join("\n") + "\n"
}

const STAMPS: &str = r#""serverTimeStamp":"1440412721832","originalTimeStamp":"1440413291351""#;

#[test]
fn carts() {
    check(
        &format!(
            r#"{{"cartStatus":{{{STAMPS},"total":"11.70","currency":"USD","numItems":"6","products":[
                {{"quantity":"1","product":{{"name":"p","category":"c","sku":"s","price":"7.8"}}}},
                {{"name":"flat","price":8,"quantity":"2.5"}}, null, "odd", {{}}
            ]}}}}"#
        ),
        expect![[r#"
              engagement_attribute: position=0 type="cartStatus" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 total=11.70 currency="USD" item_count=6
              engagement_attribute_product: position=0 product_position=0 name="p" category="c" sku="s" price=7.8 quantity=1
              engagement_attribute_product: position=0 product_position=1 name="flat" price=8 quantity=2.5
              engagement_attribute_product: position=0 product_position=4
            drift interactionHistoryRecords[].sdes.events[].cartStatus.products[] string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn purchases() {
    check(
        &format!(
            r#"{{"purchase":{{{STAMPS},"total":"77.0","currency":null,"orderId":"o","cart":{{"total":"70","currency":"EUR","numItems":2,"serverTimeStamp":"1","originalTimeStamp":null,"products":[{{"product":{{"sku":"s"}}}}]}}}},"sdeType":"PURCHASE","isAuthenticated":true,"serverTimeStamp":"1440412721999"}},
            {{"purchase":{{"cart":{{"total":null,"products":[],"numItems":null}}}},"serverTimeStamp":"1440412721999"}},
            {{"purchase":{{"total":"a lot","cart":"none","discount":"1"}}}},
            {{"purchase":{{"cart":{{"discount":1,"products":{{}}}}}}}}"#
        ),
        expect![[r#"
              engagement_attribute: position=0 type="purchase" sde_type="PURCHASE" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 is_authenticated=true total=77.0 item_count=2 order_id="o"
              engagement_attribute: position=1 type="purchase" server_at=2015-08-24T10:38:41.999+00:00
              engagement_attribute: position=2 type="purchase"
              engagement_attribute: position=3 type="purchase"
              engagement_attribute_product: position=0 product_position=0 sku="s"
            drift interactionHistoryRecords[].sdes.events[].purchase.cart string
            drift interactionHistoryRecords[].sdes.events[].purchase.cart.discount number
            drift interactionHistoryRecords[].sdes.events[].purchase.cart.products object
            drift interactionHistoryRecords[].sdes.events[].purchase.discount string
            drift interactionHistoryRecords[].sdes.events[].purchase.total string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn viewed_products() {
    check(
        r#"{"viewedProduct":{"currency":"USD","products":[{"product":{"name":"p","statusInStock":"IN","quantityInStock":5,"color":"red"}}]}},
           {"viewProduct":{"products":[{"quantity":1,"product":{"quantityInStock":"many"}}]}},
           {"viewProduct":{"serverTimeStamp":"1440412721832","viewedProduct":{"currency":"EUR","products":[{"sku":"t"}]}}}"#,
        expect![[r#"
              engagement_attribute: position=0 type="viewedProduct" currency="USD"
              engagement_attribute: position=1 type="viewProduct"
              engagement_attribute: position=2 type="viewProduct" server_at=2015-08-24T10:38:41.832+00:00 currency="EUR"
              engagement_attribute_product: position=0 product_position=0 name="p" status_in_stock="IN" quantity_in_stock=5
              engagement_attribute_product: position=1 product_position=0 quantity=1
              engagement_attribute_product: position=2 product_position=0 sku="t"
            drift interactionHistoryRecords[].sdes.events[].viewedProduct.products[].color string
            drift interactionHistoryRecords[].sdes.events[].viewedProduct.products[].quantityInStock string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn customers() {
    let fields = r#""customerStatus":"a","customerType":"b","balance":"-400.99","Currency":"USD","customerId":"c","socialId":112342390,"imei":"d","userName":"e","accountName":"f","role":"g","companyBranch":"h","companySize":"500","storeNumber":"123865","storeZipCode":"20505","lastPaymentDate":{"year":"2013","month":"9","day":"15"},"registrationDate":{"year":2013,"month":5,"day":23}"#;
    let expected = expect![[r#"
          engagement_attribute: position=0 type="customerInfo" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 currency="USD" customer_status="a" customer_type="b" balance=-400.99 customer_id="c" social_id="112342390" imei="d" user_name="e" account_name="f" role="g" company_branch="h" company_size="500" store_number="123865" store_zip_code="20505" last_payment_on=2013-09-15 registered_on=2013-05-23
        documents 1, records 1
    "#]];
    expected.assert_eq(&printed(&format!(r#"{{"customerInfo":{{{STAMPS},"customerInfo":{{{fields}}}}}}}"#)));
    expected.assert_eq(&printed(&format!(r#"{{"customerInfo":{{{STAMPS},{fields}}}}}"#)));
    check(
        r#"{"customerInfo":{"customerInfo":{"lastPaymentDate":{"year":"2013","month":"2","day":"29"},"registrationDate":"2013-05-23"}}},
           {"customerInfo":{"lastPaymentDate":{"year":"2013","month":"x","day":"1","hour":"2"},"registrationDate":{"year":2013},"balance":{"amount":1}}}"#,
        expect![[r#"
              engagement_attribute: position=0 type="customerInfo"
              engagement_attribute: position=1 type="customerInfo"
            drift interactionHistoryRecords[].sdes.events[].customerInfo.balance object
            drift interactionHistoryRecords[].sdes.events[].customerInfo.lastPaymentDate object
            drift interactionHistoryRecords[].sdes.events[].customerInfo.lastPaymentDate.hour string
            drift interactionHistoryRecords[].sdes.events[].customerInfo.lastPaymentDate.month string
            drift interactionHistoryRecords[].sdes.events[].customerInfo.registrationDate string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn people() {
    let fields = r#""name":"John","surname":"Doe","gender":"MALE","company":"x","language":"English","customerAge":{"customerAgeInYears":"34.0","customerYearOfBirth":"1980","customerMonthOfBirth":"4","customerDateOfBirth":"15"},"contacts":[{"personalContact":{"email":"a@shop.example","phone":"+1","address":{"country":"US","region":"NY","zipCode":"10001"}}},{"personalContact":{"email":"b@shop.example","fax":"2"}}]"#;
    let expected = expect![[r#"
          engagement_attribute: position=0 type="personalInfo" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 name="John" surname="Doe" gender="MALE" company="x" language="English" age_years=34.0 birth_year=1980 birth_month=4 birth_day=15 email="a@shop.example" phone="+1" country="US" region="NY" zip_code="10001"
        drift interactionHistoryRecords[].sdes.events[].personalInfo.contacts[].fax string
        documents 1, records 1
    "#]];
    expected.assert_eq(&printed(&format!(r#"{{"personalInfo":{{{STAMPS},"personalInfo":{{{fields}}}}}}}"#)));
    expected.assert_eq(&printed(&format!(r#"{{"personalInfo":{{{STAMPS},{fields}}}}}"#)));
    check(
        r#"{"personalInfo":{"contacts":[{"email":"a","address":{"street":"s"}}],"customerAge":{"customerAgeInYears":"old","sign":"x"}}},
           {"personalInfo":{"contacts":{"email":"a"},"customerAge":7}},
           {"personalInfo":{"contacts":[null,{"email":"first"},"a",{"email":"second"}]}}"#,
        expect![[r#"
              engagement_attribute: position=0 type="personalInfo" email="a"
              engagement_attribute: position=1 type="personalInfo"
              engagement_attribute: position=2 type="personalInfo" email="first"
            drift interactionHistoryRecords[].sdes.events[].personalInfo.contacts object
            drift interactionHistoryRecords[].sdes.events[].personalInfo.contacts string
            drift interactionHistoryRecords[].sdes.events[].personalInfo.contacts[].address.street string
            drift interactionHistoryRecords[].sdes.events[].personalInfo.customerAge number
            drift interactionHistoryRecords[].sdes.events[].personalInfo.customerAge.customerAgeInYears string
            drift interactionHistoryRecords[].sdes.events[].personalInfo.customerAge.sign string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn leads_campaigns_activities_errors_and_searches() {
    check(
        &format!(
            r#"{{"lead":{{{STAMPS},"lead":{{"topic":"luxury car test drive","value":"22.22","currency":"USD","leadId":"l"}}}}}},
            {{"marketingCampaignInfo":{{{STAMPS},"marketingCampaignInfo":{{"originatingChannel":"1","affiliate":"Yahoo","campaignId":"US coupon campaign"}}}}}},
            {{"serviceActivity":{{{STAMPS},"serviceActivity":{{"topic":"order checkbook","status":"0","category":"finance","serviceId":"service12"}}}}}},
            {{"visitorError":{{{STAMPS},"visitorError":{{"contextId":"form1","message":"m","code":"er100","level":"WARN","resolved":"false"}}}}}},
            {{"formFillingError":{{{STAMPS},"visitorError":{{"contextId":{{"string":"form1"}},"message":{{"string":"m"}},"code":{{"string":"er100"}},"level":null,"resolved":{{"boolean":true}}}}}}}},
            {{"formFillingError":{{"formFillingError":{{"code":7}}}}}},
            {{"searchContent":{{{STAMPS},"keywords":["apple",null,"",7]}}}},
            {{"searchContent":{{"keywords":{{"array":[{{"string":"apple"}}]}}}}}}"#
        ),
        expect![[r#"
              engagement_attribute: position=0 type="lead" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 currency="USD" topic="luxury car test drive" value=22.22 lead_id="l"
              engagement_attribute: position=1 type="marketingCampaignInfo" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 originating_channel_id=1 affiliate="Yahoo" campaign_id="US coupon campaign"
              engagement_attribute: position=2 type="serviceActivity" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 topic="order checkbook" category="finance" service_id="service12" status_id=0
              engagement_attribute: position=3 type="visitorError" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 context_id="form1" message="m" code="er100" level="WARN" is_resolved=false
              engagement_attribute: position=4 type="formFillingError" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 context_id="form1" message="m" code="er100" is_resolved=true
              engagement_attribute: position=5 type="formFillingError" code="7"
              engagement_attribute: position=6 type="searchContent" server_at=2015-08-24T10:38:41.832+00:00 original_at=2015-08-24T10:48:11.351+00:00 keywords=["apple",null,"","7"]
              engagement_attribute: position=7 type="searchContent" keywords=["apple"]
            documents 1, records 1
        "#]],
    );
    check(
        r#"{"lead":{"lead":{"topic":"x","newField":1},"other":2}}, {"searchContent":{"keywords":"apple","status":1}},
           {"serviceActivity":{"status":"done","currency":"USD"}}, {"lead":{"lead":"x"}}"#,
        expect![[r#"
              engagement_attribute: position=0 type="lead" topic="x"
              engagement_attribute: position=1 type="searchContent"
              engagement_attribute: position=2 type="serviceActivity"
              engagement_attribute: position=3 type="lead"
            drift interactionHistoryRecords[].sdes.events[].lead.lead string
            drift interactionHistoryRecords[].sdes.events[].lead.newField number
            drift interactionHistoryRecords[].sdes.events[].lead.other number
            drift interactionHistoryRecords[].sdes.events[].searchContent.keywords string
            drift interactionHistoryRecords[].sdes.events[].searchContent.status number
            drift interactionHistoryRecords[].sdes.events[].serviceActivity.currency string
            drift interactionHistoryRecords[].sdes.events[].serviceActivity.status string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn time_stamps_of_the_attribute_go_before_those_of_the_event() {
    check(
        r#"{"lead":{"serverTimeStamp":"1440412721001","lead":{"serverTimeStamp":"1440412721002","originalTimeStamp":"1440412721003"}},"serverTimeStamp":"1440412721004","originalTimeStamp":"1440412721005"},
           {"serverTimeStamp":1440412721004,"lead":{"serverTimeStamp":"soon"}},
           {"lead":{"serverTimeStamp":""}}"#,
        expect![[r#"
              engagement_attribute: position=0 type="lead" server_at=2015-08-24T10:38:41.001+00:00 original_at=2015-08-24T10:38:41.003+00:00
              engagement_attribute: position=1 type="lead" server_at=2015-08-24T10:38:41.004+00:00
              engagement_attribute: position=2 type="lead"
            drift interactionHistoryRecords[].sdes.events[].lead.serverTimeStamp string
            documents 1, records 1
        "#]],
    );
}

#[test]
fn events_of_other_shapes() {
    check(
        r#"{"newAttribute":{"a":1},"sdeType":"NEW","serverTimeStamp":"1440412721832","isAuthenticated":false},
           {"sdeType":"NOTHING"}, {}, null, "odd", [1],
           {"first":{"a":1},"second":{},"isAuthenticated":"perhaps"},
           {"flag":1,"lead":null},
           {"lead":{"topic":"x"},"purchase":{"orderId":"o"},"more":{"a":1},"serverTimeStamp":"1440412721832"},
           {"lead":"odd"}, {"LEAD":{"TOPIC":"x"}},
           {"lead":{"topic":"first"},"lead":{"topic":"last"},"lead":null},
           {"lead":{"topic":"after"}}"#,
        expect![[r#"
              engagement_attribute: position=0 type="newAttribute" sde_type="NEW" server_at=2015-08-24T10:38:41.832+00:00 is_authenticated=false
              engagement_attribute: position=1 sde_type="NOTHING"
              engagement_attribute: position=2
              engagement_attribute: position=3
              engagement_attribute: position=4
              engagement_attribute: position=5
              engagement_attribute: position=6 type="first"
              engagement_attribute: position=7
              engagement_attribute: position=8 type="lead" server_at=2015-08-24T10:38:41.832+00:00 topic="x"
              engagement_attribute: position=9 type="purchase" server_at=2015-08-24T10:38:41.832+00:00 order_id="o"
              engagement_attribute: position=10 type="lead"
              engagement_attribute: position=11 type="LEAD" topic="x"
              engagement_attribute: position=12 type="lead" topic="last"
              engagement_attribute: position=13 type="lead" topic="after"
            drift interactionHistoryRecords[].sdes.events[] array
            drift interactionHistoryRecords[].sdes.events[] string
            drift interactionHistoryRecords[].sdes.events[].first object
            drift interactionHistoryRecords[].sdes.events[].flag number
            drift interactionHistoryRecords[].sdes.events[].isAuthenticated string
            drift interactionHistoryRecords[].sdes.events[].lead string
            drift interactionHistoryRecords[].sdes.events[].more object
            drift interactionHistoryRecords[].sdes.events[].newAttribute object
            drift interactionHistoryRecords[].sdes.events[].second object
            documents 1, records 1
        "#]],
    );
}

#[test]
fn the_payload_is_the_event_whole() {
    let outcome = decoded(&record(
        "",
        r#""sdes":{"events":[{"lead":{"topic":{"string":"x"},"new":[1.50,null]},"b":1,"a":2,"purchase":{}},{"x":1},7,null]}"#,
    ));
    expect![[r#"
        engagement: engagement_id="e"
          engagement_attribute: position=0 type="lead" topic="x" payload={"a":2,"b":1,"lead":{"new":[1.50,null],"topic":"x"},"purchase":{}}
          engagement_attribute: position=1 type="purchase" payload={"a":2,"b":1,"lead":{"new":[1.50,null],"topic":"x"},"purchase":{}}
          engagement_attribute: position=2 payload={"x":1}
          engagement_attribute: position=3 payload=7
          engagement_attribute: position=4
    "#]].assert_eq(&outcome.print_rows());
}

#[test]
fn more_rows_than_a_chat_can_have() {
    let refused = |events: &str| {
        let printed = decoded(&record("", &format!(r#""sdes":{{"events":{events}}}"#))).print();
        assert!(printed.starts_with("reject too_many_rows at document 0, record 0, byte 54: 10000"), "{printed}");
    };
    refused(&format!("[{}]", vec!["{}"; 100_001].join(",")));
    refused(&format!(r#"[{{"viewedProduct":{{"products":[{}]}}}}]"#, vec!["{}"; 100_000].join(",")));
    let many = r#"{"lead":{},"purchase":{},"cartStatus":{},"searchContent":{}}"#;
    refused(&format!("[{}]", vec![many; 25_001].join(",")));
}
