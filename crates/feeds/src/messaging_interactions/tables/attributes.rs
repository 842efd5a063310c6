//! What the site reported of the consumer.

use model::batch::Hash;
use normalizer::fields::Extra;
use normalizer::json::Node;
use tuple::{Date, Millis};

use crate::attributes::{
    ADDRESS, AGE, AttributeRow, CART, CONTACT, CUSTOMER, ERROR, EVENT, LEAD, MARKETING, PERSON, PURCHASE,
    PURCHASE_CART, SEARCH, SERVICE, VIEWED_PRODUCT, attribute_product_table, attribute_table,
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

impl<'n> AttributeRow<'n> for MessagingAttribute<'n> {
    fn last_payment_on(&mut self) -> &mut Option<Date> {
        &mut self.last_payment_on
    }

    fn registered_on(&mut self) -> &mut Option<Date> {
        &mut self.registered_on
    }

    /// The first of its name counts; those of the attribute go before those of the event.
    fn read_stamp<'a>(
        &mut self,
        folded: &[u8],
        name: &'n str,
        value: &'n Node<'a>,
        unknown: &mut Extra<'n, 'a>,
    ) -> bool {
        let column = match folded {
            b"servertimestamp" => &mut self.server_at,
            b"originaltimestamp" => &mut self.original_at,
            _ => return false,
        };
        if column.is_none() {
            unknown.time(column, name, value);
        }
        true
    }
}
