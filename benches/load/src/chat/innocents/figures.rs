//! Codes, amounts, numbers.

use super::fill;
use crate::chat::{
    cases::{Case, Class},
    random::Random,
};

const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";
const CAPITALS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Serial numbers, vouchers, UUIDs, plates.
pub(super) fn codes(enough: usize) -> Class {
    /// `9` a digit, `A` a capital, `x` hexadecimal; the rest as it is.
    const SHAPES: &[&str] = &[
        "order 9999999",
        "AAA-99999",
        "SN AA99A9999",
        "AA 99 AAA",
        "99-AA-99",
        "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx",
        "0xxxxxxxxx",
        "#xxxxxx",
        "commit xxxxxxx",
        "AAAA-9999-AAAA",
        "voucher A9A9-9A9A",
        "seat 99A",
        "gate A99",
        "room 9.99",
        "A9 9AA",
        "AA9A 9AA",
        "ticket TCK-999999",
        "part 99/A/999",
        "v9.99.9",
        "sha256:xxxxxxxxxxxxxxxxxxxxxxxx",
        "AA99 AAAA 9999",
        "A999-9",
        "IMEI 99 999999 999999 9",
        "flight AA 999",
        "bus 99A",
        "A99",
        "Galaxy A99",
        "the A99 is closed",
        "M99 junction 9",
    ];
    let mut class = Class::new("codes");
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        Some(Case::innocent(shape(random.pick(SHAPES), &mut random)))
    });
    class
}

/// Prices, times, scores, measures.
pub(super) fn amounts(enough: usize) -> Class {
    const SHAPES: &[&str] = &[
        "$9.99",
        "$99",
        "£9.99 each",
        "€99,99",
        "US$ 999",
        "99 €",
        "$9 - $99",
        "9:99",
        "at 9:99 pm",
        "99:99:99",
        "from 9 to 9",
        "9-9",
        "we won 9-9",
        "9:9 after extra time",
        "99/99/9999",
        "9999-99-99",
        "99.99.9999",
        "9 x 9 x 9 cm",
        "9 x 99",
        "99%",
        "9+9",
        "9 + 9 = 99",
        "9/9",
        "9.9 km",
        "99 kg",
        "+9 °C",
        "9th of May",
        "9 for $9",
        "$9k",
        "9.9M",
        "99 mph",
        "9'9\"",
        "½ of 9",
        "1,999.99",
        "-9",
        "9 out of 9",
        "score: 99:9, 9:99, 9:9",
        "(9) 9 [9]",
        "9! = 9",
        "#9",
        "No. 9",
        "9 @ $9.99",
        "1s 5s 10s",
        "$5 $1 $0",
        "5 1 1 0",
        "4 5 5",
        "a 5 5 min walk",
        "8 0 0 8 5",
    ];
    let mut class = Class::new("amounts and times");
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        Some(Case::innocent(shape(random.pick(SHAPES), &mut random)))
    });
    class
}

/// Telephones and identifiers.
pub(super) fn numbers(enough: usize) -> Class {
    const SHAPES: &[&str] = &[
        "+1 425 555 01 99",
        "(999) 555-0199",
        "+44 20 7946 0999",
        "0999 999999",
        "call 999 9999",
        "+49 30 901820 ext. 99",
        "tel. 99-99-99",
        "ID 999999999",
        "customer no. 99999",
        "99 99 99 99 99",
        "PIN: 9999",
        "IBAN DE99 9999 9999 9999 9999 99",
        "4111 1111 1111 9999",
        "2001:db8::xxxx:xxxx",
        "192.0.2.99",
        "xx:xx:xx:xx:xx:xx",
        "ISBN 978-9-99-999999-9",
        "lat 99.9999, lon -9.9999",
        "9-9-9-9",
        "9.9.9.9",
        "tracking 9Z 999 A99 99 9999 999 9",
        "VAT GB 999 9999 99",
        "99999-9999",
    ];
    let mut class = Class::new("telephones and identifiers");
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        Some(Case::innocent(shape(random.pick(SHAPES), &mut random)))
    });
    class
}

fn shape(shape: &str, random: &mut Random) -> String {
    shape
        .chars()
        .map(|character| match character {
            '9' => random.pick_char(DIGITS),
            'A' => random.pick_char(CAPITALS),
            'x' => random.pick_char(HEX),
            other => other,
        })
        .collect()
}
