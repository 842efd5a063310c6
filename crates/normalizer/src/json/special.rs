//! The bytes that end a string, and the brackets and quotes that end a value.

/// How long the object or array is that `bytes` begin with, told by brackets and quotes alone; `None` when it goes on behind
/// them.
pub(crate) fn container_bytes(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at += string_bytes(&bytes[at..])?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 1 => depth -= 1,
            b'}' | b']' => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

/// The same for a string.
pub(crate) fn string_bytes(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += find_special(bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Where the next quote, backslash or U+0000 stands. Most strings are names of fields: they end within a few bytes, before
/// a call of `memchr3` would pay.
#[inline]
pub(super) fn find_special(bytes: &[u8]) -> Option<usize> {
    const NEAR_BYTES: usize = 32;
    let mut at = 0;
    while at < NEAR_BYTES
        && let Some(word) = bytes[at..].first_chunk::<8>()
    {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            return Some(at + (special.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    memchr::memchr3(b'"', b'\\', 0, &bytes[at..]).map(|found| at + found)
}

/// The highest bit of the first byte that is a quote, a backslash or zero; bits of bytes behind it may be set as well.
#[inline]
fn special_bytes(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    // Only a zero byte borrows from the bit above it; what a borrow sets wrongly is behind the byte that borrowed.
    let zeros = |word: u64| word.wrapping_sub(EACH) & !word & HIGHEST;
    zeros(word) | zeros(word ^ (EACH * 0x22)) | zeros(word ^ (EACH * 0x5c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for special in [b'"', b'\\', 0] {
            for before in [b'a', 1, b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
                for len in 0..80 {
                    let mut bytes = vec![before; len];
                    assert_eq!(find_special(&bytes), None, "{before} × {len}");
                    bytes.push(special);
                    bytes.extend([b'"', 0, b'\\', 1, b'"', b'x', 0, 0, b'y']);
                    assert_eq!(find_special(&bytes), Some(len), "{before} × {len}, then {special}");
                }
            }
        }
    }

    #[test]
    fn brackets_and_quotes_tell_where_a_value_ends() {
        let check = |text: &str, expected: Option<usize>| {
            assert_eq!(container_bytes(text.as_bytes()), expected, "{text}");
            let behind = format!("{text},{{\"a\":1}}]");
            assert!(expected.is_none() || container_bytes(behind.as_bytes()) == expected, "{behind}");
        };
        check("{}", Some(2));
        check(r#"[{"a":"]\""},"}",[[]]]"#, Some(22));
        check("[\"\0]\"]", Some(6));
        for cut in ["", "[", "[\"", "[\"\\", "[\"\\\"", "[\"a\"", "[[]"] {
            check(cut, None);
        }
    }
}
