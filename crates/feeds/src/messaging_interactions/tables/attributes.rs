//! What the site reported of the consumer.

use model::batch::Hash;
use tuple::Millis;

use crate::attributes::{
    ADDRESS, AGE, CART, CONTACT, CUSTOMER, ERROR, EVENT, LEAD, MARKETING, PERSON, PURCHASE, PURCHASE_CART, SEARCH,
    SERVICE, VIEWED_PRODUCT, attribute_product_table, attribute_table,
};

attribute_table! {
    /// Messaging Interactions, an item of `sdes.events` or `unAuthSdes.events`.
    MessagingAttribute<'a> in "messaging_attribute" {
        account_id: &'a str,
        conversation_id: &'a str,
        attribute_key: Hash,
        r#type: Option<&'a str>,
        sde_type: Option<&'a str> = text(EVENT, "sdeType"),
        server_at: Option<Millis> = time(EVENT, "serverTimeStamp"),
        original_at: Option<Millis> = time(EVENT, "originalTimeStamp"),
        login_status: Option<&'a str> = text(CUSTOMER, "loginStatus"),
    }
    stamps server_at, original_at
}

attribute_product_table! {
    /// Messaging Interactions, a product of such an event.
    MessagingAttributeProduct<'a> in "messaging_attribute_product" {
        account_id: &'a str,
        conversation_id: &'a str,
        attribute_key: Hash,
        product_position: i32,
    }
}
