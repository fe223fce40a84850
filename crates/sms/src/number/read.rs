//! From characters to addresses.

use rlibphonenumber::{
    PHONE_NUMBER_UTIL as PLANS, PhoneNumber, PhoneNumberFormat, PhoneNumberType,
};

use super::{Address, Inline, InvalidAddress, Region};
use crate::text::is_blank;

/// What nobody writes a number in. Also bounds what a hostile text costs.
const LONGEST: usize = 64;
const LONGEST_NAME: usize = 11;
const SHORT_CODE: std::ops::RangeInclusive<usize> = 3..=8;

pub(super) fn person(text: &str, region: Region) -> Result<Address, InvalidAddress> {
    let text = text.trim_matches(is_blank);
    if let Some(number) = north_american(text) {
        return Ok(number);
    }
    match Written::of(text)? {
        Written::Name => name(text),
        Written::Plus(digits) => international(&digits).ok_or(InvalidAddress),
        Written::Digits(digits) if SHORT_CODE.contains(&digits.len()) => {
            let mobile = national(&digits, region).filter(|number| {
                use PhoneNumberType::{FixedLineOrMobile, Mobile};
                matches!(PLANS.get_number_type(number), Mobile | FixedLineOrMobile)
            });
            match mobile {
                Some(number) => e164(&number).ok_or(InvalidAddress),
                None => short_code(&digits),
            }
        }
        Written::Digits(digits) => {
            let home = national(&digits, region);
            let abroad = PLANS.parse(format!("+{digits}"), None).ok();
            let of = |test: fn(&PhoneNumber) -> bool| {
                [&home, &abroad]
                    .into_iter()
                    .flatten()
                    .find(|number| test(number))
            };
            // Some plans are so wide that a number with the region's own code is one without it.
            let own_code = PLANS
                .get_country_code_for_region(region.plan())
                .filter(|code| digits.starts_with(&code.to_string()))
                .and(abroad.as_ref())
                .filter(|number| PLANS.is_valid_number(number));
            own_code
                .or_else(|| of(|number| PLANS.is_valid_number(number)))
                .or_else(|| of(|number| PLANS.is_possible_number(number)))
                .and_then(e164)
                .ok_or(InvalidAddress)
        }
    }
}

pub(super) fn wire(text: &str) -> Result<Address, InvalidAddress> {
    let text = text.trim_matches(is_blank);
    if let Some(number) = north_american(text) {
        return Ok(number);
    }
    let digits = match Written::of(text)? {
        Written::Name => return name(text),
        Written::Digits(digits) if SHORT_CODE.contains(&digits.len()) => {
            return short_code(&digits);
        }
        Written::Plus(digits) | Written::Digits(digits) => digits,
    };
    match international(&digits) {
        Some(number) => Ok(number),
        None if (7..=15).contains(&digits.len()) && !digits.starts_with('0') => {
            Inline::new(&format!("+{digits}"))
                .map(Address::E164)
                .ok_or(InvalidAddress)
        }
        None => Err(InvalidAddress),
    }
}

/// A North American number as the wire writes it: canonical as it stands, so that most numbers
/// need no numbering plan.
fn north_american(text: &str) -> Option<Address> {
    let digits = text.strip_prefix("+1")?.as_bytes();
    let canonical = digits.len() == 10
        && digits.iter().all(u8::is_ascii_digit)
        && digits.first().is_some_and(|first| *first >= b'2');
    canonical.then(|| Inline::new(text).map(Address::E164))?
}

enum Written {
    /// The digits after a `+`.
    Plus(String),
    /// Digits and what people put between them.
    Digits(String),
    Name,
}

impl Written {
    fn of(text: &str) -> Result<Self, InvalidAddress> {
        if text.len() > LONGEST {
            return Err(InvalidAddress);
        }
        let (plus, rest) = match text.strip_prefix(['+', '＋']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut digits = String::with_capacity(rest.len());
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' => {}
                c if is_blank(c) => {}
                _ if plus => return Err(InvalidAddress),
                _ => return Ok(Self::Name),
            }
        }
        Ok(if plus {
            Self::Plus(digits)
        } else {
            Self::Digits(digits)
        })
    }
}

fn national(digits: &str, region: Region) -> Option<PhoneNumber> {
    PLANS.parse(digits, Some(region.plan())).ok()
}

fn international(digits: &str) -> Option<Address> {
    let number = PLANS.parse(format!("+{digits}"), None).ok()?;
    PLANS.is_possible_number(&number).then(|| e164(&number))?
}

/// A plan takes one trunk prefix away at a time, of several that somebody mistyped: one
/// subscriber has one address only once nothing more changes.
fn e164(number: &PhoneNumber) -> Option<Address> {
    let format = |number: &PhoneNumber| PLANS.format(number, PhoneNumberFormat::E164).into_owned();
    let mut text = format(number);
    for _ in 0..LONGEST {
        let again = format(&PLANS.parse(&text, None).ok()?);
        if again == text {
            return Inline::new(&text).map(Address::E164);
        }
        text = again;
    }
    None
}

fn short_code(digits: &str) -> Result<Address, InvalidAddress> {
    Inline::new(digits)
        .map(Address::ShortCode)
        .ok_or(InvalidAddress)
}

fn name(text: &str) -> Result<Address, InvalidAddress> {
    let fits = (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().any(|b| b.is_ascii_alphabetic())
        && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
    fits.then(|| Inline::new(text).map(Address::Alphanumeric))
        .flatten()
        .ok_or(InvalidAddress)
}
