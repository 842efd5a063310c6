//! Visits to the site, as the files of web sessions have them: page views, session, place, displays of engagements,
//! eligibility and attributes of each, and a goal of some.

use std::ops::Range;

use super::{ACCOUNT, Dice, HOUR_MS, Json, MINUTE_MS};

/// Of so many visits one achieves a goal.
const VISITS_PER_GOAL: u64 = 8;

/// Prints a document of these visits.
pub(super) fn document(set: u64, numbers: Range<u64>, hour_ms: i64, json: &mut Json) {
    json.object(|out| {
        out.enumeration("dataType", "DataTypeEnum", "WebSession");
        out.record("metaData", "MetaData", |out| {
            out.text("accountId", ACCOUNT);
            out.raw(",\"schemaVersion\":\"1.0.0.39\"");
            out.long("startTime", hour_ms);
            out.long("endTime", hour_ms + HOUR_MS);
        });
        out.array("recordCollection", |out| {
            for number in numbers {
                Visit::new(set, number, hour_ms).bodies(number.is_multiple_of(VISITS_PER_GOAL), out);
            }
        });
    });
}

struct Visit {
    dice: Dice,
    visit_id: String,
    visitor_id: String,
    began_ms: i64,
}

impl Visit {
    fn new(set: u64, number: u64, hour_ms: i64) -> Self {
        let mut dice = Dice::new(set << 40 | number | 1 << 63);
        let began_ms = hour_ms + dice.below_ms(HOUR_MS) - 10 * MINUTE_MS;
        Self { visit_id: dice.token(22), visitor_id: dice.token(22), began_ms, dice }
    }

    fn bodies(mut self, has_goal: bool, out: &mut Json) {
        let pages = 1 + self.dice.below(10);
        self.body("WebSessionNavigationData", "navigationData", pages, out, Self::page_view);
        self.body("WebSessionSessionInfoData", "sessionInfoData", 1, out, Self::session_info);
        self.body("WebSessionGeoData", "geoData", 1, out, Self::geo);
        let impressions = 1 + self.dice.below(5);
        self.body("WebSessionImpressionData", "impressions", impressions, out, Self::impression);
        self.body("WebSessionEligibilityData", "eligibilityData", 1, out, Self::eligibility);
        let attributes = 1 + self.dice.below(2);
        self.body("WebSessionEngAttrsData", "engagementAttributes", attributes, out, Self::attribute);
        if has_goal {
            self.body("WebSessionGoalAchievedData", "achievedGoals", 1, out, Self::goal);
        }
    }

    fn body(&mut self, name: &str, field: &str, items: u64, out: &mut Json, item: fn(&mut Self, i64, &mut Json)) {
        out.object(|out| {
            out.record("body", name, |out| {
                out.record("header", "VisitorHeader", |out| {
                    out.text("visitId", &self.visit_id);
                    out.text("visitorId", &self.visitor_id);
                    out.text("contextId", "3");
                });
                out.array(field, |out| {
                    for index in 0..items.cast_signed() {
                        let at_ms = self.began_ms + index * MINUTE_MS;
                        out.object(|out| item(self, at_ms, out));
                    }
                });
            });
        });
    }

    fn page_view(&mut self, at_ms: i64, out: &mut Json) {
        out.long("timestamp", at_ms);
        let (page, session) = (self.dice.below(5000), self.dice.below(100_000_000));
        out.text("url", &format!("https://shop.example/p/{page}?session={session}"));
        out.text("referrerUrl", &format!("https://shop.example/p/{}", self.dice.below(5000)));
        out.array("sections", |out| out.item(self.dice.pick(&["\"shoes\"", "\"sale\"", "\"help\""])));
    }

    fn session_info(&mut self, at_ms: i64, out: &mut Json) {
        out.long("startTime", at_ms);
        out.text("userAgent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36");
        out.text("deviceOS", self.dice.pick(&["WINDOWS", "IOS", "ANDROID", "LINUX"]));
        out.text("deviceFamily", self.dice.pick(&["DESKTOP", "MOBILE", "TABLET"]));
        out.enumeration("siteControlGroup", "ControlGroupEnum", "TEST");
        out.text("searchEngine", "Searcher");
        out.null("searchEngineKey");
    }

    fn geo(&mut self, _: i64, out: &mut Json) {
        out.text("iPV4", &format!("192.0.2.{}", self.dice.below(255)));
        out.null("iPV6");
        out.text("country", self.dice.pick(&["Norway", "Ireland", "Portugal", "Kenya"]));
        out.text("city", self.dice.pick(&["Bergen", "Cork", "Porto", "Nairobi"]));
        out.text("state", "");
        out.text("org", "Org");
        out.text("isp", "Isp");
        out.text("countryCode", self.dice.pick(&["NO", "IE", "PT", "KE"]));
    }

    fn impression(&mut self, at_ms: i64, out: &mut Json) {
        out.long("timestamp", at_ms);
        out.text("engagementInstanceId", &self.dice.token(16));
        out.text("impressionType", self.dice.pick(&["Show", "Show", "Accept", "Close", "Timeout"]));
        out.text("state", "content");
        self.engagement("engagement", out);
        self.campaign_and_goal(out);
        out.enumeration("siteControlGroup", "ControlGroupEnum", "TEST");
    }

    fn eligibility(&mut self, at_ms: i64, out: &mut Json) {
        out.array("eligibleCampaigns", |out| {
            out.object(|out| {
                self.campaign_and_goal(out);
                out.array("engagements", |out| out.object(|out| self.engagement_fields(out)));
                out.enumeration("controlGroupType", "ControlGroupEnum", "NA");
            });
        });
        out.long("timestamp", at_ms);
    }

    fn engagement(&mut self, name: &str, out: &mut Json) {
        out.record(name, "Engagement", |out| self.engagement_fields(out));
    }

    fn engagement_fields(&mut self, out: &mut Json) {
        out.long("id", 770_000_000 + self.dice.below_ms(80));
        out.text("channel", "1");
        out.text("type", "6");
        out.null("visitorBehaviors");
        out.int("skillId", self.dice.below(40));
        out.text("skillName", "Sales");
        out.null("surveySkills");
        out.boolean("isOffsiteEngagement", false);
        out.text("availabilityPolicy", "ALWAYS");
        out.int("interactionType", 1);
        out.int("renderingType", 1);
    }

    fn campaign_and_goal(&mut self, out: &mut Json) {
        out.record("campaign", "Campaign", |out| {
            out.long("id", 760_000_000 + self.dice.below_ms(40));
            out.null("visitorProfiles");
        });
        out.record("goal", "Goal", |out| {
            out.long("id", 780_000_000 + self.dice.below_ms(10));
            out.int("type", 1);
            out.int("indicatorType", 2);
        });
    }

    fn attribute(&mut self, at_ms: i64, out: &mut Json) {
        out.long("timestamp", at_ms);
        if self.dice.percent(50) {
            out.record("data", "CustomerInfo", |out| {
                out.text("customerStatus", "member");
                out.text("customerId", &self.dice.token(12));
                out.null("balance");
            });
        } else {
            out.record("data", "CartStatus", |out| {
                out.int("numItems", 1);
                out.array("products", |out| {
                    out.object(|out| {
                        out.int("quantity", 1);
                        out.record("product", "Product", |out| {
                            out.text("name", "Shoe");
                            out.text("sku", &self.dice.token(8));
                        });
                    });
                });
            });
        }
    }

    fn goal(&mut self, at_ms: i64, out: &mut Json) {
        out.text("id", &self.dice.token(22));
        out.long("timestamp", at_ms);
        out.long("campaignGoalRevision", 13);
        out.long("campaignGoalId", 780_000_000 + self.dice.below_ms(10));
        out.int("campaignGoalType", 1);
        out.record("goalMetaData", "UrlGoalMetadata", |out| out.text("url", "https://shop.example/thanks"));
    }
}

/// Returns how many bodies so many visits have.
pub(in crate::bench) fn body_count(visits: u64) -> u64 {
    6 * visits + visits.div_ceil(VISITS_PER_GOAL)
}
