//! What the records of both searches share.

use std::ops::Range;

use super::{Dice, Json, Words};

/// Prints a time as upstream does, in both forms. The text is not read where the number is there.
pub(super) fn time(name: &str, epoch_ms: i64, out: &mut Json) {
    out.long(&format!("{name}L"), epoch_ms);
    out.text(name, "2026-01-01 00:00:00.000+0000");
}

/// Prints the campaign that brought a visitor.
pub(super) fn campaign(dice: &mut Dice, out: &mut Json) {
    let named = [
        ("campaignId", "campaignName", 760_000_000),
        ("campaignEngagementId", "campaignEngagementName", 770_000_000),
        ("goalId", "goalName", 780_000_000),
        ("visitorBehaviorId", "visitorBehaviorName", 790_000_000),
        ("visitorProfileId", "visitorProfileName", 800_000_000),
        ("lobId", "lobName", 4000),
    ];
    for (id, name, first) in named {
        let number = dice.below_ms(40);
        out.long(id, first + number);
        out.text(name, &format!("number {number}"));
    }
}

/// Prints where a visitor is, and with what.
pub(super) fn visitor(dice: &mut Dice, out: &mut Json) {
    out.text("country", "Österreich");
    out.text("countryCode", "AT");
    out.text("state", dice.pick(&["Wien", "Tirol", "Kärnten"]));
    out.text("city", dice.pick(&["Wien", "Innsbruck", "Villach"]));
    out.text("isp", "Invented Cable");
    out.text("org", "Invented Org");
    out.text("device", dice.pick(&["DESKTOP", "TABLET", "MOBILE"]));
    out.text("ipAddress", &format!("203.0.113.{}", dice.below(256)));
    out.text("browser", "Chrome 140.0.0.0");
    out.text("operatingSystem", dice.pick(&["WINDOWS", "ANDROID", "IOS"]));
}

/// Prints an event with an attribute that the site reported within a span.
pub(super) fn attribute(words: &Words, span_ms: &Range<i64>, dice: &mut Dice, out: &mut Json) {
    out.object(|out| fields(words, span_ms, dice, out));
}

fn fields(words: &Words, span_ms: &Range<i64>, dice: &mut Dice, out: &mut Json) {
    let at_ms = (span_ms.start + dice.below_ms(span_ms.end - span_ms.start)).to_string();
    let stamps = |out: &mut Json| {
        out.text("serverTimeStamp", &at_ms);
        out.text("originalTimeStamp", &at_ms);
    };
    match dice.below(3) {
        0 => out.record("searchContent", "", |out| {
            stamps(out);
            out.array("keywords", |out| {
                let keyword = format!("\"{}\"", dice.token(9));
                out.item(&keyword);
            });
        }),
        1 => out.record("customerInfo", "", |out| {
            stamps(out);
            out.record("customerInfo", "", |out| {
                out.text("customerId", &dice.token(16));
                out.text("customerStatus", "active");
                out.text_of("companyBranch", |out| words.sentence(2, dice, out));
            });
        }),
        _ => out.record("viewedProduct", "", |out| {
            stamps(out);
            out.text("currency", "EUR");
            out.array("products", |out| {
                out.object(|out| {
                    out.record("product", "", |out| {
                        out.text_of("name", |out| words.sentence(3, dice, out));
                        out.text("category", "garden");
                        out.text("sku", &dice.token(10));
                        out.text("price", "77.0");
                    });
                    out.int("quantity", 1);
                });
            });
        }),
    }
    out.boolean("isAuthenticated", dice.percent(40));
}
