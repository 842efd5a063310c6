//! The typed columns of all attributes, and those of a product: one list for every table that has them.

/// Makes a table of attributes: its own columns, which come first, then those of all attributes and `payload`. One with time
/// stamps that also stand inside the attribute names their columns at its end. The place that uses it has the constants of the
/// parts in scope.
macro_rules! attribute_table {
    (
        $(#[$doc:meta])* $name:ident<$life:lifetime> in $table:literal { $($own:tt)* }
        $(stamps $server_at:ident, $original_at:ident)?
    ) => {
        ::normalizer::table! {
            $(#[$doc])*
            $name<$life> in $table {
                $($own)*
                is_authenticated: Option<bool> = boolean(EVENT | CUSTOMER | PERSON, "isAuthenticated"),
                authenticated_conversation_id: Option<&$life str> = id(CUSTOMER | PERSON, "authenticatedConversationId"),
                total: Option<::tuple::Decimal<$life>> = decimal(CART | PURCHASE, "total"),
                currency: Option<&$life str> = text(PURCHASE | LEAD | VIEWED_PRODUCT | CUSTOMER | CART, "currency"),
                item_count: Option<i32> = integer(CART | PURCHASE_CART, "numItems"),
                order_id: Option<&$life str> = id(PURCHASE, "orderId"),
                customer_status: Option<&$life str> = text(CUSTOMER, "customerStatus"),
                customer_type: Option<&$life str> = text(CUSTOMER, "customerType"),
                balance: Option<::tuple::Decimal<$life>> = decimal(CUSTOMER, "balance"),
                customer_id: Option<&$life str> = id(CUSTOMER, "customerId"),
                social_id: Option<&$life str> = id(CUSTOMER, "socialId"),
                imei: Option<&$life str> = id(CUSTOMER, "imei"),
                user_name: Option<&$life str> = text(CUSTOMER, "userName"),
                account_name: Option<&$life str> = text(CUSTOMER, "accountName"),
                role: Option<&$life str> = text(CUSTOMER, "role"),
                company_branch: Option<&$life str> = text(CUSTOMER, "companyBranch"),
                company_size: Option<&$life str> = text(CUSTOMER, "companySize"),
                store_number: Option<&$life str> = text(CUSTOMER, "storeNumber"),
                store_zip_code: Option<&$life str> = text(CUSTOMER, "storeZipCode"),
                last_payment_on: Option<::tuple::Date>,
                registered_on: Option<::tuple::Date>,
                topic: Option<&$life str> = text(LEAD | SERVICE, "topic"),
                value: Option<::tuple::Decimal<$life>> = decimal(LEAD, "value"),
                lead_id: Option<&$life str> = id(LEAD, "leadId"),
                originating_channel_id: Option<i32> = integer(MARKETING, "originatingChannel"),
                affiliate: Option<&$life str> = text(MARKETING, "affiliate"),
                campaign_id: Option<&$life str> = id(MARKETING, "campaignId"),
                name: Option<&$life str> = text(PERSON, "name"),
                surname: Option<&$life str> = text(PERSON, "surname"),
                gender: Option<&$life str> = text(PERSON, "gender"),
                company: Option<&$life str> = text(PERSON, "company"),
                language: Option<&$life str> = text(PERSON, "language"),
                age_years: Option<::tuple::Decimal<$life>> = decimal(AGE, "customerAgeInYears"),
                birth_year: Option<i32> = integer(AGE, "customerYearOfBirth"),
                birth_month: Option<i32> = integer(AGE, "customerMonthOfBirth"),
                birth_day: Option<i32> = integer(AGE, "customerDateOfBirth"),
                email: Option<&$life str> = text(CONTACT, "email"),
                phone: Option<&$life str> = text(CONTACT, "phone"),
                country: Option<&$life str> = text(ADDRESS, "country"),
                region: Option<&$life str> = text(ADDRESS, "region"),
                zip_code: Option<&$life str> = text(ADDRESS, "zipCode"),
                category: Option<&$life str> = text(SERVICE, "category"),
                service_id: Option<&$life str> = id(SERVICE, "serviceId"),
                status_id: Option<i32> = integer(SERVICE, "status"),
                context_id: Option<&$life str> = id(ERROR, "contextId"),
                message: Option<&$life str> = text(ERROR, "message"),
                code: Option<&$life str> = text(ERROR, "code"),
                level: Option<&$life str> = text(ERROR, "level"),
                is_resolved: Option<bool> = boolean(ERROR, "resolved"),
                keywords: Option<Vec<Option<&$life str>>> = texts(SEARCH, "keywords"),
                payload: Option<::tuple::Json<&$life str>>,
            }
        }

        impl<$life> $crate::attributes::AttributeRow<$life> for $name<$life> {
            fn type_name(&mut self) -> &mut Option<&$life str> {
                &mut self.r#type
            }

            fn last_payment_on(&mut self) -> &mut Option<::tuple::Date> {
                &mut self.last_payment_on
            }

            fn registered_on(&mut self) -> &mut Option<::tuple::Date> {
                &mut self.registered_on
            }

            fn stamps(&mut self) -> Option<[&mut Option<::tuple::Millis>; 2]> {
                $crate::attributes::stamps!(self $(, $server_at, $original_at)?)
            }
        }
    };
}

/// The time stamps of a row, if it has columns for them.
macro_rules! stamps {
    ($row:ident) => {
        None
    };
    ($row:ident, $server_at:ident, $original_at:ident) => {
        Some([&mut $row.$server_at, &mut $row.$original_at])
    };
}

/// Makes a table of products: its own columns, then those of a product.
macro_rules! attribute_product_table {
    ($(#[$doc:meta])* $name:ident<$life:lifetime> in $table:literal { $($own:tt)* }) => {
        ::normalizer::table! {
            $(#[$doc])*
            $name<$life> in $table {
                $($own)*
                name: Option<&$life str> = text("name"),
                category: Option<&$life str> = text("category"),
                sku: Option<&$life str> = text("sku"),
                price: Option<::tuple::Decimal<$life>> = decimal("price"),
                quantity: Option<::tuple::Decimal<$life>> = decimal("quantity"),
                status_in_stock: Option<&$life str> = text("statusInStock"),
                quantity_in_stock: Option<::tuple::Decimal<$life>> = decimal("quantityInStock"),
            }
        }
    };
}

pub(crate) use {attribute_product_table, attribute_table, stamps};
