//! The attributes that are known: their names, and where they stand.

use normalizer::Fields;
use normalizer::table::Part;

use super::{CART, CUSTOMER, ERROR, LEAD, MARKETING, PERSON, PURCHASE, SEARCH, SERVICE, VIEWED_PRODUCT};

/// An attribute that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    CartStatus,
    CustomerInfo,
    Lead,
    MarketingCampaignInfo,
    PersonalInfo,
    Purchase,
    ServiceActivity,
    VisitorError,
    ViewedProduct,
    SearchContent,
}

impl Kind {
    /// By its name in lower case. Examples print two of them under another name as well.
    pub(crate) fn of(folded: &[u8]) -> Option<Self> {
        Some(match folded {
            b"cartstatus" => Self::CartStatus,
            b"customerinfo" => Self::CustomerInfo,
            b"lead" => Self::Lead,
            b"marketingcampaigninfo" => Self::MarketingCampaignInfo,
            b"personalinfo" => Self::PersonalInfo,
            b"purchase" => Self::Purchase,
            b"serviceactivity" => Self::ServiceActivity,
            b"visitorerror" | b"formfillingerror" => Self::VisitorError,
            b"viewedproduct" | b"viewproduct" => Self::ViewedProduct,
            b"searchcontent" => Self::SearchContent,
            _ => return None,
        })
    }

    /// By a field that no other attribute has, for one whose name was not printed. Also a null tells it.
    pub(crate) fn of_fields(fields: Fields<'_, '_>) -> Option<Self> {
        /// In lower case.
        const TELLING: [(Kind, &[&str]); 10] = [
            (Kind::VisitorError, &["message", "code", "level", "resolved"]),
            (Kind::Purchase, &["orderid", "cart"]),
            (Kind::CartStatus, &["numitems"]),
            (Kind::CustomerInfo, &["customerstatus", "customertype", "balance", "customerid", "socialid", "imei"]),
            (Kind::CustomerInfo, &["username", "companysize", "accountname", "role", "storezipcode", "storenumber"]),
            (Kind::PersonalInfo, &["surname", "gender", "customerage", "contacts"]),
            (Kind::Lead, &["leadid", "value"]),
            (Kind::ServiceActivity, &["serviceid", "category", "status"]),
            (Kind::MarketingCampaignInfo, &["originatingchannel", "affiliate"]),
            (Kind::SearchContent, &["keywords"]),
        ];
        let has = |telling: &str| fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(telling));
        let found = TELLING.iter().find(|(_, names)| names.iter().any(|name| has(name)));
        // A cart has products as well.
        found.map(|(kind, _)| *kind).or_else(|| has("products").then_some(Self::ViewedProduct))
    }

    /// Returns the name of the record (Data Access API, schema).
    pub(crate) fn record_name(self) -> &'static str {
        match self {
            Self::CartStatus => "CartStatus",
            Self::CustomerInfo => "CustomerInfo",
            Self::Lead => "Lead",
            Self::MarketingCampaignInfo => "MarketingCampaignInfo",
            Self::PersonalInfo => "PersonalInfo",
            Self::Purchase => "Purchase",
            Self::ServiceActivity => "ServiceActivity",
            Self::VisitorError => "VisitorError",
            Self::ViewedProduct => "ViewedProduct",
            Self::SearchContent => "SearchContent",
        }
    }

    /// Returns the object of its columns.
    pub(super) fn part(self) -> Part {
        match self {
            Self::CartStatus => CART,
            Self::CustomerInfo => CUSTOMER,
            Self::Lead => LEAD,
            Self::MarketingCampaignInfo => MARKETING,
            Self::PersonalInfo => PERSON,
            Self::Purchase => PURCHASE,
            Self::ServiceActivity => SERVICE,
            Self::VisitorError => ERROR,
            Self::ViewedProduct => VIEWED_PRODUCT,
            Self::SearchContent => SEARCH,
        }
    }
}

/// Where the attributes of a feed stand, for drift. [`attribute_paths`] makes it.
#[derive(Debug)]
pub(crate) struct AttributePaths {
    pub(crate) cart: &'static str,
    pub(crate) cart_products: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) last_payment: &'static str,
    pub(crate) registration: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) marketing: &'static str,
    pub(crate) person: &'static str,
    pub(crate) age: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) address: &'static str,
    pub(crate) purchase: &'static str,
    pub(crate) purchase_cart: &'static str,
    pub(crate) purchase_products: &'static str,
    pub(crate) service: &'static str,
    pub(crate) error: &'static str,
    pub(crate) viewed_product: &'static str,
    pub(crate) viewed_products: &'static str,
    pub(crate) search: &'static str,
}

impl AttributePaths {
    /// Returns where an attribute stands.
    pub(crate) fn attribute(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::CartStatus => self.cart,
            Kind::CustomerInfo => self.customer,
            Kind::Lead => self.lead,
            Kind::MarketingCampaignInfo => self.marketing,
            Kind::PersonalInfo => self.person,
            Kind::Purchase => self.purchase,
            Kind::ServiceActivity => self.service,
            Kind::VisitorError => self.error,
            Kind::ViewedProduct => self.viewed_product,
            Kind::SearchContent => self.search,
        }
    }

    /// Returns where its products stand.
    pub(crate) fn products(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Purchase => self.purchase_products,
            Kind::CartStatus => self.cart_products,
            _ => self.viewed_products,
        }
    }
}

/// The paths of all attributes that stand at `$base`.
macro_rules! attribute_paths {
    ($base:literal) => {
        $crate::attributes::AttributePaths {
            cart: concat!($base, ".cartStatus"),
            cart_products: concat!($base, ".cartStatus.products[]"),
            customer: concat!($base, ".customerInfo"),
            last_payment: concat!($base, ".customerInfo.lastPaymentDate"),
            registration: concat!($base, ".customerInfo.registrationDate"),
            lead: concat!($base, ".lead"),
            marketing: concat!($base, ".marketingCampaignInfo"),
            person: concat!($base, ".personalInfo"),
            age: concat!($base, ".personalInfo.customerAge"),
            contact: concat!($base, ".personalInfo.contacts[]"),
            address: concat!($base, ".personalInfo.contacts[].address"),
            purchase: concat!($base, ".purchase"),
            purchase_cart: concat!($base, ".purchase.cart"),
            purchase_products: concat!($base, ".purchase.cart.products[]"),
            service: concat!($base, ".serviceActivity"),
            error: concat!($base, ".visitorError"),
            viewed_product: concat!($base, ".viewedProduct"),
            viewed_products: concat!($base, ".viewedProduct.products[]"),
            search: concat!($base, ".searchContent"),
        }
    };
}

pub(crate) use attribute_paths;
