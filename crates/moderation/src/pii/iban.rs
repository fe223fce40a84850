//! International bank account numbers.

use std::ops::Range;

/// Each country's length, from the registry of ISO 13616.
/// <https://www.swift.com/standards/data-standards/iban-international-bank-account-number>
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 \
    DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 \
    HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 \
    MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 \
    RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 \
    VA22 VG24 XK20 YE30";

/// Bytes of a country, its length and a space.
const ENTRY: usize = 5;

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
    let &[first, second] = units.get(start..country_end)? else {
        return None;
    };
    let country = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
    let length = LENGTHS
        .as_bytes()
        .chunks(ENTRY)
        .find_map(|entry| entry.strip_prefix(&country))
        .and_then(|length| {
            std::str::from_utf8(length)
                .ok()?
                .trim_end()
                .parse::<usize>()
                .ok()
        })?;
    let mut number = country.to_vec();
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
