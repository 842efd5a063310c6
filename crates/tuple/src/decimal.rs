//! Decimal numbers as Postgres' binary `numeric`: groups of four digits around the decimal point.

use super::{ColumnType, Field, length};

/// Digits before and after the point, together. Far more than any price or score has, and far less than `numeric` holds.
const DIGITS_MAX: i32 = 100;
/// Digits in one of `numeric`'s groups.
const GROUP_DIGITS: i32 = 4;

/// A decimal number with as many digits behind the point as were printed: `7.80` stays `7.80`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal<'a> {
    is_negative: bool,
    /// Without leading zeros.
    whole: &'a str,
    fraction: &'a str,
    exponent: i32,
}

impl<'a> Decimal<'a> {
    /// Reads what Postgres reads as a number: a sign, digits with a point, an exponent. `None` for anything else, and for
    /// a number of more than a hundred digits.
    pub fn new(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        // Longer ones do not fit, whatever the exponent; and the lengths below are small numbers.
        const PRINTED_DIGITS_MAX: usize = 1_000;
        if whole.len() + fraction.len() > PRINTED_DIGITS_MAX {
            return None;
        }
        let number = Self { is_negative, whole, fraction, exponent: i32::from(exponent) };
        (number.whole_digits() + number.scale() <= DIGITS_MAX).then_some(number)
    }

    /// Digits behind the point.
    fn scale(&self) -> i32 {
        (printed(self.fraction) - self.exponent).max(0)
    }

    /// Digits before the point, leading zeros left out.
    fn whole_digits(&self) -> i32 {
        self.highest_power().map_or(0, |power| power + 1).max(0)
    }

    /// The digit that stands for so many times ten to the `power`.
    fn digit(&self, power: i32) -> u8 {
        let index = usize::try_from(printed(self.whole) + self.exponent - 1 - power).ok();
        let digit = index.and_then(|index| self.whole.bytes().chain(self.fraction.bytes()).nth(index));
        digit.map_or(0, |digit| digit - b'0')
    }

    /// The power of ten of the first digit that is not zero; `None` when all are.
    fn highest_power(&self) -> Option<i32> {
        let first = self.whole.bytes().chain(self.fraction.bytes()).position(|digit| digit != b'0')?;
        Some(printed(self.whole) + self.exponent - 1 - i32::try_from(first).ok()?)
    }

    /// The power of ten of the last digit that is not zero; `None` when all are.
    fn lowest_power(&self) -> Option<i32> {
        let last = self.fraction.bytes().rev().chain(self.whole.bytes().rev()).position(|digit| digit != b'0')?;
        Some(self.exponent - printed(self.fraction) + i32::try_from(last).ok()?)
    }

    /// One of the groups: the digits of the powers from `4 × number` on.
    fn group(&self, number: i32) -> u16 {
        let powers = (0..GROUP_DIGITS).rev().map(|place| number * GROUP_DIGITS + place);
        powers.fold(0, |group, power| group * 10 + u16::from(self.digit(power)))
    }
}

/// Bounded when the number is read.
fn printed(digits: &str) -> i32 {
    i32::try_from(digits.len()).expect("a number has few digits")
}

impl Field for Decimal<'_> {
    const TYPE: ColumnType = ColumnType::Numeric;

    fn encode(&self, out: &mut Vec<u8>) {
        const NEGATIVE: i16 = 0x4000;
        let (Some(highest), Some(lowest)) = (self.highest_power(), self.lowest_power()) else {
            return put(out, 0, 0, 0, self.scale(), std::iter::empty());
        };
        let (weight, last) = (highest.div_euclid(GROUP_DIGITS), lowest.div_euclid(GROUP_DIGITS));
        let groups = (last..=weight).rev().map(|number| self.group(number));
        put(out, weight - last + 1, weight, if self.is_negative { NEGATIVE } else { 0 }, self.scale(), groups);
    }
}

/// How many groups, the power of 10 000 of the first, the sign, the digits behind the point, the groups.
fn put(out: &mut Vec<u8>, count: i32, weight: i32, sign: i16, scale: i32, groups: impl Iterator<Item = u16>) {
    let start = out.len();
    out.extend_from_slice(&length(0));
    let small = |number: i32| i16::try_from(number).expect("a number has few digits").to_be_bytes();
    for number in [small(count), small(weight), sign.to_be_bytes(), small(scale)] {
        out.extend_from_slice(&number);
    }
    for group in groups {
        out.extend_from_slice(&group.to_be_bytes());
    }
    let len = length(out.len() - start - 4);
    out[start..start + 4].copy_from_slice(&len);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Postgres 15 answers for `select encode(numeric_send('…'), 'hex')`.
    const SENT: [(&str, &str); 24] = [
        ("0", "0000000000000000"),
        ("-0", "0000000000000000"),
        ("0.00", "0000000000000002"),
        ("0e5", "0000000000000000"),
        ("1", "00010000000000000001"),
        ("+1", "00010000000000000001"),
        ("-1", "00010000400000000001"),
        ("007", "00010000000000000007"),
        ("7.8", "000200000000000100071f40"),
        ("7.80", "000200000000000200071f40"),
        ("77.0", "0001000000000001004d"),
        (".5", "0001ffff000000011388"),
        ("5.", "00010000000000000005"),
        ("10000", "00010001000000000001"),
        ("99999", "00020001000000000009270f"),
        ("12345678.9", "000300010000000104d2162e2328"),
        ("0.0001", "0001ffff000000040001"),
        ("0.00001", "0001fffe0000000503e8"),
        ("1e2", "00010000000000000064"),
        ("1.5E1", "0001000000000000000f"),
        ("1.25e1", "0002000000000001000c1388"),
        ("1e-2", "0001ffff000000020064"),
        ("1e8", "00010002000000000001"),
        ("-123e-3", "0001ffff4000000304ce"),
    ];

    #[test]
    fn numbers_are_encoded_as_postgres_sends_them() {
        for (text, expected) in SENT {
            let mut out = Vec::new();
            Decimal::new(text).unwrap().encode(&mut out);
            let (len, value) = out.split_first_chunk::<4>().unwrap();
            let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, expected.replace(' ', ""), "{text}");
            assert_eq!(usize::try_from(u32::from_be_bytes(*len)), Ok(value.len()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_does_not_fit() {
        for text in
            ["", " ", "-", ".", "e5", "1e", "1e+-5", "1.2.3", "1,5", "0x10", "NaN", "Infinity", "١", "1 2", "--1"]
        {
            assert_eq!(Decimal::new(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_of_too_many_digits_does_not_fit() {
        let check = |text: &str, fits: bool| assert_eq!(Decimal::new(text).is_some(), fits, "{text}");
        check(&"9".repeat(100), true);
        check(&"9".repeat(101), false);
        check(&format!("{}1", "0".repeat(5_000)), true);
        check(&format!("0.{}", "0".repeat(101)), false);
        check(&"9".repeat(5_000), false);
        check("1e99", true);
        check("1e100", false);
        check("1e-100", true);
        check("1e-101", false);
        check("1e32767", false);
        check("1e-32768", false);
        check("1e99999999999", false);
    }
}
