//! Payment cards' numbers.

use std::ops::Range;

use super::run::{Gap, Run};

/// Digits of a card's number. <https://www.iso.org/standard/70484.html> (ISO/IEC 7812-1)
const LENGTH: std::ops::RangeInclusive<usize> = 13..=19;

/// The issuers' prefixes, as ranges of the first six digits, with the lengths that they use.
/// <https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN)>
const ISSUERS: [(u32, u32, &[usize]); 35] = [
    // Visa.
    (400_000, 499_999, &[13, 16, 19]),
    // Mastercard.
    (510_000, 559_999, &[16]),
    (222_100, 272_099, &[16]),
    // American Express.
    (340_000, 349_999, &[15]),
    (370_000, 379_999, &[15]),
    // Diners Club.
    (300_000, 305_999, &[14, 16, 17, 18, 19]),
    (309_500, 309_599, &[14, 16, 17, 18, 19]),
    (360_000, 369_999, &[14, 15, 16, 17, 18, 19]),
    (380_000, 399_999, &[14, 16, 17, 18, 19]),
    // Discover, RuPay, UnionPay under their prefix.
    (601_100, 601_199, &[16, 17, 18, 19]),
    (622_126, 622_925, &[16, 17, 18, 19]),
    (644_000, 659_999, &[16, 17, 18, 19]),
    // JCB.
    (352_800, 358_999, &[16, 17, 18, 19]),
    (213_100, 213_199, &[15]),
    (180_000, 180_099, &[15]),
    // UnionPay.
    (620_000, 629_999, &[16, 17, 18, 19]),
    (810_000, 817_199, &[16, 17, 18, 19]),
    // Mir.
    (220_000, 220_499, &[16, 17, 18, 19]),
    // RuPay.
    (600_000, 601_099, &[16]),
    (608_000, 608_999, &[16]),
    (817_200, 820_199, &[16]),
    (508_500, 508_999, &[16]),
    (353_800, 353_899, &[16]),
    // Maestro.
    (500_000, 508_499, &[13, 14, 15, 16, 17, 18, 19]),
    (509_000, 509_999, &[16, 18, 19]),
    (560_000, 589_999, &[13, 14, 15, 16, 17, 18, 19]),
    (601_200, 607_999, &[13, 14, 15, 16, 17, 18, 19]),
    (610_000, 619_999, &[13, 14, 15, 16, 17, 18, 19]),
    (630_000, 639_999, &[13, 14, 15, 16, 17, 18, 19]),
    (660_000, 699_999, &[13, 14, 15, 16, 17, 18, 19]),
    // Hipercard.
    (606_282, 606_282, &[16]),
    // Troy.
    (979_200, 979_299, &[16]),
    // InterPayment.
    (636_000, 636_999, &[16, 17, 18, 19]),
    // UATP.
    (100_000, 199_999, &[15]),
    // UkrCard.
    (604_001, 604_200, &[16, 17, 18, 19]),
];

/// The groups of a run that are cards.
pub(super) fn find(run: &Run, mut report: impl FnMut(Range<usize>)) {
    if run.digits.len() < *LENGTH.start() {
        return;
    }
    let whole = 0..run.groups.len();
    let mut from = 0;
    while from < whole.end {
        let found = (from + 1..=whole.end)
            .map(|until| from..until)
            .take_while(|groups| run.digits_of(groups).len() <= *LENGTH.end())
            .filter(|groups| run.digits_of(groups).len() >= *LENGTH.start())
            .find(|groups| {
                let digits = run.digits_of(groups);
                is_issued(digits) && stands_as_a_card(run, groups) && luhn(digits)
            });
        match found {
            Some(groups) => {
                from = groups.end;
                report(run.span_of(&groups));
            }
            None => from += 1,
        }
    }
}

/// Whether the groups are written as one number, not as a piece of a longer one.
fn stands_as_a_card(run: &Run, groups: &Range<usize>) -> bool {
    let written = run.groups_of(groups);
    if run.is_whole(groups) {
        return written
            .iter()
            .skip(1)
            .all(|group| group.gap != Gap::One(b'/'));
    }
    let shape: Vec<usize> = written.iter().map(super::run::Group::len).collect();
    let usual = matches!(
        shape.as_slice(),
        [_] | [4, 4, 4, 4] | [4, 6, 4 | 5] | [4, 4, 4, 4, 3] | [6, 13] | [4, 4, 5] | [8, 8]
    );
    // A row of many groups alike is no card, whichever four of them happen to add up.
    let alike = run.groups.len() > 5 && run.groups.iter().all(|group| group.len() == 4);
    usual && !alike && run.stands_apart(groups)
}

fn is_issued(digits: &[u8]) -> bool {
    let prefix = digits
        .iter()
        .take(6)
        .fold(0, |prefix, digit| prefix * 10 + u32::from(digit - b'0'));
    ISSUERS.iter().any(|(from, to, lengths)| {
        (*from..=*to).contains(&prefix) && lengths.contains(&digits.len())
    })
}

/// The check digit of ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(digit - b'0') << (at % 2);
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}
