//! Any string as an Azure Tables key, in the same order.
//!
//! Azure forbids `/ \ # ?` and control characters in keys and compares the rest by UTF-16 unit.
//! Here a few harmless ASCII characters stand for themselves, and every other byte of the UTF-8 form
//! becomes a *leader* and two hexadecimal digits. The leader of a byte is the character that sorts
//! where the run of escaped bytes around it sorts, so that comparing encoded keys compares code
//! points, in Azure and in the embedded file alike. One exception: the empty string is a lone
//! leader, because empty keys are refused by some tools.
//! <https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields>

use std::fmt::Write as _;

/// The longest key, encoded: Azure's limit is 1 KiB of UTF-16.
pub(crate) const MAX_KEY: usize = 512;

/// What an encoded empty string is: it sorts before every other encoded string.
const EMPTY: &str = "!";

/// The leader of an escaped byte, or nothing if the byte stands for itself.
const fn leader(byte: u8) -> Option<char> {
    match byte {
        b'+' | b',' | b'-' | b'0'..=b'9' | b':' | b'=' | b'@' => None,
        b'A'..=b'Z' | b'_' | b'a'..=b'z' => None,
        0..b'+' => Some('!'),
        b'.' | b'/' => Some('.'),
        b';' | b'<' => Some(';'),
        b'>' | b'?' => Some('>'),
        b'['..=b'^' => Some(']'),
        b'`' => Some('`'),
        b'{'..=u8::MAX => Some('~'),
    }
}

/// The length of the encoded form.
pub(crate) fn encoded_len(key: &str) -> usize {
    let len: usize = key
        .bytes()
        .map(|byte| if leader(byte).is_some() { 3 } else { 1 })
        .sum();
    len.max(EMPTY.len())
}

/// The encoded form: ASCII, without quotes, slashes and spaces.
pub(crate) fn encode(key: &str) -> String {
    if key.is_empty() {
        return EMPTY.to_owned();
    }
    let mut out = String::with_capacity(encoded_len(key));
    for byte in key.bytes() {
        match leader(byte) {
            None => out.push(char::from(byte)),
            Some(leader) => {
                write!(out, "{leader}{byte:02X}").unwrap_or_default();
            }
        }
    }
    out
}

/// The string whose encoded form this is, if there is one.
pub(crate) fn decode(encoded: &str) -> Option<String> {
    if encoded == EMPTY {
        return Some(String::new());
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, tail @ ..] = rest {
        if leader(*first).is_none() {
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let (digits, tail) = tail.split_at_checked(2)?;
        let byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        bytes.push(byte);
        rest = tail;
    }
    let key = String::from_utf8(bytes).ok()?;
    // Only what `encode` writes is a key of ours: `!2b` and `!61` would be second names for one.
    (encode(&key) == encoded).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_readable_where_it_can_be() {
        for (key, encoded) in [
            ("", "!"),
            ("8:acs:1b4e28ba_00-11", "8:acs:1b4e28ba_00-11"),
            ("ada@example.org", "ada@example.2Eorg"),
            ("+4915112345678", "+4915112345678"),
            ("a/b\\c#d?e", "a.2Fb]5Cc!23d>3Fe"),
            ("it's", "it!27s"),
            ("100 %", "100!20!25"),
            ("ü", "~C3~BC"),
            ("\u{0}\u{7f}\u{9f}", "!00~7F~C2~9F"),
        ] {
            assert_eq!(encode(key), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(key));
            assert_eq!(encoded_len(key), encoded.len());
        }
    }

    #[test]
    fn what_was_not_encoded_here_is_not_decoded() {
        for foreign in ["", "a!", "a!2", "!2b", "!61", "~FF", "a/b", "!zz", "!+1"] {
            assert_eq!(decode(foreign), None, "{foreign:?}");
        }
    }

    proptest! {
        #[test]
        fn encoding_keeps_the_order_and_loses_nothing(a in any::<String>(), b in any::<String>()) {
            let (x, y) = (encode(&a), encode(&b));
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            prop_assert_eq!(decode(&x), Some(a));
            prop_assert!(x.chars().all(|c| c.is_ascii_graphic() && !"/\\#?'%\"".contains(c)));
        }

        #[test]
        fn neighbours_in_ascii_keep_their_order(a in "[ -~]{0,4}", b in "[ -~]{0,4}") {
            prop_assert_eq!(a.cmp(&b), encode(&a).cmp(&encode(&b)));
        }
    }
}
