//! International bank account numbers.

use std::ops::Range;

/// Each country's length, from the registry of ISO 13616.
/// <https://www.swift.com/standards/data-standards/iban-international-bank-account-number>
const LENGTHS: [(&[u8; 2], usize); 89] = [
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

/// The number whose check digits start at `at`, if one does.
pub(super) fn at(units: &[u8], at: usize) -> Option<Range<usize>> {
    // `DE89`, `DE 89` and `IBAN:DE89`, not `ABDE89`.
    let country_end = if units.get(at.checked_sub(1)?) == Some(&b' ') {
        at - 1
    } else {
        at
    };
    let start = country_end.checked_sub(2)?;
    if start > 0 && units.get(start - 1).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let country = units.get(start..country_end)?.to_ascii_uppercase();
    let length = LENGTHS
        .iter()
        .find(|(name, _)| name.as_slice() == country)
        .map(|(_, length)| *length)?;
    let mut number = country;
    let mut end = at;
    while number.len() < length {
        let rest = units.get(end..)?;
        match rest {
            [b' ' | b'-' | b'.', unit, ..] if unit.is_ascii_alphanumeric() => end += 1,
            [unit, ..] if unit.is_ascii_alphanumeric() => {
                number.push(unit.to_ascii_uppercase());
                end += 1;
            }
            _ => return None,
        }
    }
    let ends = !units.get(end).is_some_and(u8::is_ascii_alphanumeric);
    (ends && is_checked(&number)).then_some(start..end)
}

/// The remainder by 97 of the rearranged number, with letters as 10 to 35, is 1.
/// <https://www.iso.org/standard/81090.html> (ISO 13616-1)
fn is_checked(number: &[u8]) -> bool {
    let (head, tail) = number.split_at(number.len().min(4));
    let remainder = tail.iter().chain(head).fold(0, |remainder, unit| {
        let value = char::from(*unit).to_digit(36).unwrap_or_default();
        let shift = if value < 10 { 10 } else { 100 };
        (remainder * shift + value) % 97
    });
    let digits = head.iter().skip(2).all(u8::is_ascii_digit);
    digits && remainder == 1
}
