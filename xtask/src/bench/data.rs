//! Made-up upstream data, in the amounts and proportions of a real account: about 14 lines to a chat, and about a
//! kilobyte of gzip.
//!
//! Everything depends on numbers alone, so that two runs measure the same data but for the hour they are placed in.

pub(super) mod conversations;
pub(super) mod engagement;
pub(super) mod history;
mod json;
mod searched;
pub(super) mod visits;

use json::Json;

/// The one account of the benchmark.
pub(super) const ACCOUNT: &str = "75555851";

/// Number of the first chat, as long as upstream's.
const FIRST_CHAT: u64 = 4_295_000_000;

/// Numbers that one set of chats may use.
pub(super) const CHATS_PER_SET_MAX: u64 = 10_000_000;

pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;

/// Chance, the same in every run (splitmix64).
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    /// Of the same number comes the same sequence.
    fn new(number: u64) -> Self {
        let mut dice = Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `bound`, which is left out and is not 0.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A span of milliseconds below a bound.
    fn below_ms(&mut self, bound_ms: i64) -> i64 {
        self.below(bound_ms.max(1).cast_unsigned()).cast_signed()
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// Letters and digits without meaning, as in upstream's ids: they do not compress.
    fn token(&mut self, chars: usize) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..chars).map(|_| char::from(ALPHABET[self.below(64) as usize])).collect()
    }
}

/// Words of a made-up language, some far more frequent than others.
struct Words(Vec<String>);

impl Words {
    fn new() -> Self {
        const COUNT: usize = 1200;
        const BEGIN: [&str; 14] = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "w"];
        const MIDDLE: [&str; 9] = ["a", "e", "i", "o", "u", "ea", "ou", "ä", "é"];
        const END: [&str; 8] = ["", "n", "r", "s", "t", "nd", "ck", "ly"];
        let mut dice = Dice::new(7);
        let word = |dice: &mut Dice| {
            let syllables = 1 + dice.below(3);
            (0..syllables).flat_map(|_| [dice.pick(&BEGIN), dice.pick(&MIDDLE), dice.pick(&END)]).collect()
        };
        Self((0..COUNT).map(|_| word(&mut dice)).collect())
    }

    /// Puts a sentence into a JSON text that is open.
    fn sentence(&self, words: u64, dice: &mut Dice, out: &mut Json) {
        for index in 0..words {
            if index > 0 {
                out.raw(" ");
            }
            // The square of a uniform number: the first tenth of the words makes a third of the text.
            let share = dice.below(1000) * dice.below(1000);
            out.raw(&self.0[(share as usize * self.0.len()) / 1_000_000]);
        }
        out.raw(dice.pick(&[".", "?", "!", " :)", "\\n", " 👍", " \\\"ok\\\"", ""]));
    }
}

/// An invented person of a few hundred.
fn name_of(number: u64) -> &'static str {
    const NAMES: [&str; 16] = [
        "Tamsin", "Bodo", "Ines", "Rafe", "Odalys", "Marek", "Sunniva", "Kofi", "Liesl", "Noor", "Piet", "Zofia",
        "Ewan", "Hana", "Théo", "Łucja",
    ];
    NAMES[(number % NAMES.len() as u64) as usize]
}

/// The id of a chat, as upstream makes it: the account's number and the chat's.
fn chat_id(set: u64, number: u64) -> String {
    format!("{ACCOUNT}{}", FIRST_CHAT + set * CHATS_PER_SET_MAX + number)
}
