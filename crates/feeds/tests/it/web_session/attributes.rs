//! Attributes that the site reported: their kind, by name or by fields, and their columns.

use expect_test::expect;

use super::{AT, check, decoded};

const ATTRIBUTES: (&str, &str) = ("WebSessionEngAttrsData", "engagementAttributes");

#[test]
fn every_attribute_has_its_columns() {
    check(
        ATTRIBUTES,
        r#"{"visitId":"v"}"#,
        &super::full_attributes().to_string(),
        expect![[r#"
        visit_body: visit_id="v" body_kind="attribute" is_identified=true item_count=10
          visit_attribute: position=0 type="CartStatus" reported_at=2016-07-25T17:54:41.856+00:00 total=7.0 currency="EUR" item_count=2 payload={"currency":"EUR","numItems":2,"products":[{"product":{"category":"Shoes","name":"Shoe","price":7.5,"sku":"s-1"},"quantity":2,"quantityInStock":4,"statusInStock":"IN_STOCK"}],"total":7.0}
          visit_attribute: position=1 type="CustomerInfo" reported_at=2016-07-25T17:54:41.856+00:00 is_authenticated=true authenticated_conversation_id="c-1" currency="EUR" customer_status="a" customer_type="b" balance=-4.5 customer_id="c" social_id="d" imei="e" user_name="f" account_name="g" role="h" company_branch="i" company_size="500" store_number="12" store_zip_code="20505" last_payment_on=2013-09-15 registered_on=2013-09-16 payload={"accountName":"g","authenticatedConversationId":"c-1","balance":-4.5,"companyBranch":"i","companySize":500,"currency":"EUR","customerId":"c","customerStatus":"a","customerType":"b","imei":"e","isAuthenticated":true,"lastPaymentDate":{"day":15,"month":9,"year":2013},"registrationDate":{"day":16,"month":9,"year":2013},"role":"h","socialId":"d","storeNumber":"12","storeZipCode":"20505","userName":"f"}
          visit_attribute: position=2 type="Lead" reported_at=2016-07-25T17:54:41.856+00:00 currency="EUR" topic="t" value=1.5 lead_id="l" payload={"currency":"EUR","leadId":"l","topic":"t","value":1.5}
          visit_attribute: position=3 type="MarketingCampaignInfo" reported_at=2016-07-25T17:54:41.856+00:00 originating_channel_id=3 affiliate="a" campaign_id="c" payload={"affiliate":"a","campaignId":"c","originatingChannel":3}
          visit_attribute: position=4 type="PersonalInfo" reported_at=2016-07-25T17:54:41.856+00:00 is_authenticated=false authenticated_conversation_id="c-2" name="Ada" surname="Doe" gender="FEMALE" company="x" language="English" age_years=34.5 birth_year=1980 birth_month=4 birth_day=15 email="a@shop.example" phone="+1" country="US" region="NY" zip_code="10001" payload={"authenticatedConversationId":"c-2","company":"x","contacts":[{"address":{"country":"US","region":"NY","zipCode":"10001"},"email":"a@shop.example","phone":"+1"}],"customerAge":{"customerAgeInYears":34.5,"customerDateOfBirth":15,"customerMonthOfBirth":4,"customerYearOfBirth":1980},"gender":"FEMALE","isAuthenticated":false,"language":"English","name":"Ada","surname":"Doe"}
          visit_attribute: position=5 type="Purchase" reported_at=2016-07-25T17:54:41.856+00:00 total=77.0 currency="EUR" item_count=1 order_id="o" payload={"cart":{"numItems":1,"products":[{"product":{"category":"Shoes","name":"Shoe","price":7.5,"sku":"s-1"},"quantity":2,"quantityInStock":4,"statusInStock":"IN_STOCK"}],"total":77.0},"currency":"EUR","orderId":"o","total":77.0}
          visit_attribute: position=6 type="ServiceActivity" reported_at=2016-07-25T17:54:41.856+00:00 topic="t" category="c" service_id="s" status_id=13 payload={"category":"c","serviceId":"s","status":13,"topic":"t"}
          visit_attribute: position=7 type="VisitorError" reported_at=2016-07-25T17:54:41.856+00:00 context_id="c" message="m" code="500" level="3" is_resolved=true payload={"code":"500","contextId":"c","level":3,"message":"m","resolved":true}
          visit_attribute: position=8 type="ViewedProduct" reported_at=2016-07-25T17:54:41.856+00:00 currency="EUR" payload={"currency":"EUR","products":[{"product":{"category":"Shoes","name":"Shoe","price":7.5,"sku":"s-1"},"quantity":2,"quantityInStock":4,"statusInStock":"IN_STOCK"}]}
          visit_attribute: position=9 type="SearchContent" reported_at=2016-07-25T17:54:41.856+00:00 keywords=["shoe","red"] payload={"keywords":["shoe","red"]}
          visit_attribute_product: position=0 product_position=0 name="Shoe" category="Shoes" sku="s-1" price=7.5 quantity=2 status_in_stock="IN_STOCK" quantity_in_stock=4
          visit_attribute_product: position=5 product_position=0 name="Shoe" category="Shoes" sku="s-1" price=7.5 quantity=2 status_in_stock="IN_STOCK" quantity_in_stock=4
          visit_attribute_product: position=8 product_position=0 name="Shoe" category="Shoes" sku="s-1" price=7.5 quantity=2 status_in_stock="IN_STOCK" quantity_in_stock=4
        documents 1, records 1
    "#]],
    );
}

/// The kind of an attribute, printed under its record name, or bare.
#[test]
fn the_record_name_tells_the_kind_and_the_fields_where_there_is_none() {
    let kind = |data: &str| {
        let items = format!(r#"[{{"timestamp":{AT},"data":{data}}}]"#);
        let printed = decoded(ATTRIBUTES.0, ATTRIBUTES.1, r#"{"visitId":"v"}"#, &items).print();
        let row = printed.lines().nth(1).unwrap().to_owned();
        row.split_once("type=\"").map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    let check = |data: &str, expected: Option<&str>| assert_eq!(kind(data).as_deref(), expected, "{data}");
    check(r#"{"com.liveperson.dataaccess.Lead":{"topic":"t"}}"#, Some("Lead"));
    check(r#"{"com.liveperson.dataaccess.ServiceActivity":{"topic":"t"}}"#, Some("ServiceActivity"));
    check(r#"{"com.liveperson.dataaccess.Purchase":{}}"#, Some("Purchase"));
    check(r#"{"com.liveperson.dataaccess.NewThing":{"x":1}}"#, Some("NewThing"));
    check(r#"{"com.liveperson.dataaccess.NewThing":{"customerId":1}}"#, Some("CustomerInfo"));
    check(r#"{"topic":"t","leadId":null}"#, Some("Lead"));
    check(r#"{"topic":"t","status":1}"#, Some("ServiceActivity"));
    check(r#"{"total":1,"orderId":"o"}"#, Some("Purchase"));
    check(r#"{"total":1,"numItems":2,"products":[]}"#, Some("CartStatus"));
    check(r#"{"products":[]}"#, Some("ViewedProduct"));
    check(r#"{"topic":"t"}"#, None);
    check("{}", None);
}

#[test]
fn what_is_no_attribute_is_kept() {
    check(
        ATTRIBUTES,
        r#"{"visitId":"v"}"#,
        r#"[{"timestamp":-1,"newField":1,"data":5},{"data":{"com.liveperson.dataaccess.NewThing":{"x":1}}},{"data":{"com.liveperson.dataaccess.Lead":{"value":"much","y":2}}},{"data":{"com.liveperson.dataaccess.CartStatus":{"products":[7,{"quantity":1,"product":{"sku":"s"}},null]}}}]"#,
        expect![[r#"
            visit_body: visit_id="v" body_kind="attribute" is_identified=true item_count=4
              visit_attribute: position=0 extra={"data":5,"newField":1,"timestamp":-1}
              visit_attribute: position=1 type="NewThing" payload={"x":1}
              visit_attribute: position=2 type="Lead" payload={"value":"much","y":2}
              visit_attribute: position=3 type="CartStatus" payload={"products":[7,{"product":{"sku":"s"},"quantity":1},null]}
              visit_attribute_product: position=3 product_position=1 sku="s" quantity=1
            drift engagementAttributes[].data number
            drift engagementAttributes[].data.NewThing object
            drift engagementAttributes[].data.cartStatus.products[] number
            drift engagementAttributes[].data.lead.value string
            drift engagementAttributes[].data.lead.y number
            drift engagementAttributes[].newField number
            drift engagementAttributes[].timestamp number
            documents 1, records 1
        "#]],
    );
}
