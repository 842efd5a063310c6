//! Words: invented names, and lines that a leak test can recognise.

use super::dice::Dice;

/// Stands in a text for what Postgres cannot store; see `facts`.
const UNSTORABLE: char = '\u{fffd}';

/// What upstream writes over personal data (overview, erasure).
const DELETED: &str = "** LP deleted data **";

const PLANTED: [&str; 24] = [
    "the copper heron sleeps at noon",
    "seven lanterns for the tin bishop",
    "my parcel rode a purple tram",
    "the walnut piano wants a passport",
    "please refund the velvet umbrella",
    "a teaspoon of thunder, no sugar",
    "the marmalade bridge is closed",
    "eleven geese signed the invoice",
    "the glass postman lost his ladder",
    "a cardboard moon over the depot",
    "the quiet trombone costs extra",
    "rhubarb clocks run backwards here",
    "the paper admiral cancelled again",
    "feathers in the routing number",
    "the salt accordion never arrived",
    "my gherkin subscription expired",
    "the oval staircase has no receipt",
    "two left mittens and a comet",
    "the cinnamon elevator is stuck",
    "an envelope full of drizzle",
    "the brass snail outran the courier",
    "plaid thunder in the warranty",
    "the wooden giraffe needs a password",
    "a lighthouse in the loyalty card",
];

const NAMES: [&str; 20] = [
    "Tamsin Orrell",
    "Bodo Quill",
    "Ines Varga-Holt",
    "Rafe Dunmore",
    "Odalys Pinto",
    "Marek Zolnay",
    "Sunniva Aas",
    "Kofi Brandreth",
    "Liesl Achterberg",
    "Noor El-Tahan",
    "Piet Vandersmissen",
    "Zofia Krzewska",
    "Ewan MacRuairidh",
    "Hana Mizushiro",
    "Dario Bellacqua",
    "Anneke Roozeboom",
    "Théo Rémusat",
    "Göran Ålund",
    "Łucja Śliwa",
    "Yael Ben-Koral",
];

/// The phrases of which every message text of the world that is not empty contains one: what must never stand in a log.
pub fn planted_texts() -> &'static [&'static str] {
    &PLANTED
}

/// An invented person.
pub(crate) fn name(dice: &mut Dice) -> &'static str {
    dice.pick(&NAMES)
}

/// The invented person behind a number.
pub(crate) fn name_of(number: i64) -> &'static str {
    NAMES[usize::try_from(number).unwrap_or_default() % NAMES.len()]
}

/// Tells a personal text, or what is left of it.
pub(crate) fn private(is_erased: bool, text: impl Into<String>) -> String {
    if is_erased { DELETED.to_owned() } else { text.into() }
}

/// One recognisable phrase.
pub(crate) fn phrase(dice: &mut Dice) -> String {
    dice.pick(&PLANTED).to_owned()
}

/// A line of a chat: plain mostly, else with something that breaks careless loaders.
pub(crate) fn line(dice: &mut Dice) -> String {
    let phrase = phrase(dice);
    if dice.percent(60) {
        let more = ["", ", thank you", "? I asked yesterday.", " - order 4471-B", "!!", " (again)"];
        return format!("{phrase}{}", dice.pick(&more));
    }
    match dice.count(0..8) {
        0 => format!("{phrase} 😀👩‍👩‍👧 👍🏽"),
        1 => format!("\u{202b}שלום עולם\u{202c} {phrase} مرحبا"),
        2 => format!("{phrase} e\u{301} n\u{303} Z\u{351}\u{36b} ǆ ﬁ"),
        3 => format!("{phrase} {UNSTORABLE} end"),
        4 => format!("{UNSTORABLE}{phrase} \"quoted\" {UNSTORABLE}"),
        5 => format!("{phrase}\ttab\nline\r\nand \\N \\. \\\\ 'single' \u{1}\u{7f}"),
        6 => format!("日本語 {phrase} 漢字 ÆØÅ ß €"),
        _ => format!("  {phrase} {{\"string\":\"not a wrapper\"}} NULL  "),
    }
}

/// An HTML line of an agent.
pub(crate) fn html(dice: &mut Dice) -> String {
    let phrase = phrase(dice);
    format!("<div class=\"card\"><b>{phrase}</b><br/><a href='https://shop.example/r?a=1&amp;b=2'>open</a></div>")
}

/// A very long line, with at most `bytes_max` bytes.
pub(crate) fn long(dice: &mut Dice, bytes_max: usize) -> String {
    let words = phrase(dice);
    let length = dice.count(bytes_max / 2..bytes_max + 1).max(words.len());
    let mut text = String::with_capacity(length);
    while text.len() + words.len() < length {
        text.push_str(&words);
        text.push(' ');
    }
    if text.is_empty() { words } else { text }
}
