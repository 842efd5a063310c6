//! What is told of a visit: an item's facts are a JSON object of the fields that have a value.

use serde_json::{Value, json};

use super::visit::Stay;
use super::{attributes, engagements, goals};
use crate::encode::BodyType;
use crate::web_session::encode::{ATTRIBUTES, ELIGIBILITY, GEO, GOALS, IMPRESSIONS, NAVIGATION, SESSION_INFO};
use crate::world::dice::Dice;
use crate::world::facts::{UNKNOWN, without_nulls};
use crate::world::novelty::unknown_json;
use crate::world::text;

/// Groups of a site's or a campaign's experiment.
pub(super) const GROUPS: [&str; 3] = ["NA", "CONTROL", "TEST"];
const SECTIONS: [&str; 2] = ["kitchen", "Größen & Maße"];
const PAGE_VIEWS_MAX: usize = 12;

/// Tells the items of one body of a visit.
pub(super) type Items = fn(&Stay, &mut Dice) -> Vec<Value>;

/// The bodies of a visit, and how many of a hundred visits without a chat have one.
pub(super) static KINDS: [(&BodyType, u32, Items); 7] = [
    (&SESSION_INFO, 97, session_info),
    (&GEO, 95, geo),
    (&NAVIGATION, 98, page_views),
    (&IMPRESSIONS, 50, engagements::impressions),
    (&ELIGIBILITY, 25, engagements::eligibility),
    (&GOALS, 20, goals::achieved),
    (&ATTRIBUTES, 40, attributes::reported),
];

fn session_info(stay: &Stay, dice: &mut Dice) -> Vec<Value> {
    if dice.percent(1) {
        return Vec::new();
    }
    let agents = ["Mozilla/5.0 (X11; Linux x86_64) Invented/1.0", "Mozilla/5.0 (Phone; rv:7.0) Invented/7.0", ""];
    vec![without_nulls(json!({
        "startTime": dice.maybe(98, |_| stay.started_ms),
        "userAgent": dice.maybe(95, |dice| dice.pick(&agents)),
        "deviceOS": dice.maybe(95, |dice| dice.pick(&["NA", "WINDOWS", "MAC_OS", "LINUX", "IOS", "ANDROID"])),
        "deviceFamily": dice.maybe(95, |dice| dice.pick(&["NA", "DESKTOP", "TABLET", "MOBILE"])),
        "siteControlGroup": dice.maybe(80, |dice| dice.pick(&GROUPS)),
        "searchEngine": dice.maybe(30, |dice| dice.pick(&["Invented Search", ""])),
        "searchEngineKey": dice.maybe(20, text::line),
        UNKNOWN: unknown_json(dice, 3),
    }))]
}

fn geo(_: &Stay, dice: &mut Dice) -> Vec<Value> {
    let places = dice.pick(&[1, 1, 1, 1, 1, 1, 1, 1, 2, 0]);
    let place = |_| {
        let (country, code, state, city) = dice.pick(&[
            ("Österreich", "AT", "Wien", "Wien"),
            ("Norway", "NO", "", "Tromsø"),
            ("日本", "JP", "東京都", "新宿区"),
            ("United States", "US", "Ohio", "Invented Falls"),
        ]);
        let digits = [dice.below(0..256), dice.below(1..255)];
        without_nulls(json!({
            "iPV4": dice.maybe(90, |_| format!("203.0.{}.{}", digits[0], digits[1])),
            "iPV6": dice.maybe(20, |_| format!("2001:db8::{:x}", digits[1])),
            "country": dice.maybe(95, |_| country),
            "city": dice.maybe(90, |_| city),
            "state": dice.maybe(90, |_| state),
            "org": dice.maybe(60, |_| "Invented Works"),
            "isp": dice.maybe(70, |dice| dice.pick(&["Invented Net", "Réseau \u{fffd} inventé"])),
            "countryCode": dice.maybe(95, |_| code),
            UNKNOWN: unknown_json(dice, 3),
        }))
    };
    (0..places).map(place).collect()
}

fn page_views(stay: &Stay, dice: &mut Dice) -> Vec<Value> {
    let views = dice.count(1..PAGE_VIEWS_MAX + 1);
    let moments = stay.moments_ms(views, dice);
    let mut before = String::new();
    let view = |at_ms: i64| {
        let url = format!("https://shop.example/p/{}?q=a%20b&x=1", dice.below(1..500));
        let sections = dice.count(0..SECTIONS.len() + 1);
        let item = json!({
            "timestamp": dice.maybe(99, |_| at_ms),
            "url": dice.maybe(98, |_| url.clone()),
            "referrerUrl": dice.maybe(95, |_| before.clone()),
            "sections": SECTIONS[..sections],
            UNKNOWN: unknown_json(dice, 1),
        });
        before = url;
        without_nulls(item)
    };
    moments.into_iter().map(view).collect()
}
