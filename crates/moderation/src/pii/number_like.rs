//! Numbers that look like a telephone's and are dates, amounts, addresses.

use std::ops::Range;

use super::{
    run::{Gap, Group, Run},
    units::CURRENCY,
};

/// Whether these groups are, or hold, a date, a time, a span of years, an amount or a number of
/// another kind.
pub(super) fn is_another_number(units: &[u8], run: &Run, groups: &Range<usize>) -> bool {
    let written = run.groups_of(groups);
    let dated = written.windows(3).any(|three| is_date(units, three));
    let years = written.windows(2).any(|two| {
        two.iter()
            .all(|group| is_year(value(units, group), group.len()))
    });
    let timed = written.iter().any(|group| is_time(units, group));
    let decimal = matches!(written, [_, last] if last.gap == Gap::One(b'.'));
    let thousands = matches!(written, [first, rest @ ..] if !rest.is_empty()
        && first.len() < 3
        && rest.iter().all(|group| group.len() == 3 && group.gap == Gap::One(b'.')));
    dated
        || years
        || timed
        || decimal
        || thousands
        || is_compact_date(units, written)
        || is_amount(units, written)
}

fn value(units: &[u8], group: &Group) -> usize {
    units
        .get(group.start..group.end)
        .unwrap_or_default()
        .iter()
        .take(9)
        .fold(0, |value, digit| {
            value * 10 + usize::from(digit.saturating_sub(b'0'))
        })
}

fn is_year(value: usize, len: usize) -> bool {
    len == 4 && (1900..=2099).contains(&value)
}

/// `2026-11-21`, `21.11.2026`, `11/21/26`.
fn is_date(units: &[u8], three: &[Group]) -> bool {
    let [first, second, third] = three else {
        return false;
    };
    let separated =
        second.gap == third.gap && matches!(second.gap, Gap::One(b'-' | b'.' | b'/' | b' '));
    let [one, two, three] = [first, second, third].map(|group| value(units, group));
    let short = |group: &Group| group.len() <= 2;
    let day_and_month =
        |day: usize, month: usize| (1..=31).contains(&day) && (1..=12).contains(&month);
    let either = |one: usize, other: usize| day_and_month(one, other) || day_and_month(other, one);
    let year_first =
        is_year(one, first.len()) && short(second) && short(third) && either(three, two);
    let year_last = short(first)
        && short(second)
        && either(one, two)
        && (is_year(three, third.len()) || (third.len() == 2 && second.gap != Gap::One(b' ')));
    // `12.34.56` may be a number written in pairs.
    let pairs = second.gap == Gap::One(b'.') && third.len() == 2 && first.len() + second.len() == 4;
    separated && (year_first || (year_last && !pairs))
}

/// `20261121` and `20261121103000`.
fn is_compact_date(units: &[u8], written: &[Group]) -> bool {
    let [only] = written else {
        return false;
    };
    let part = |from: usize, len: usize| {
        let start = only.start + from;
        value(
            units,
            &Group {
                start,
                end: start + len,
                ..*only
            },
        )
    };
    matches!(only.len(), 8 | 12 | 14)
        && is_year(part(0, 4), 4)
        && (1..=12).contains(&part(4, 2))
        && (1..=31).contains(&part(6, 2))
}

/// A group that is the hour or the second of a time: `10:30`.
fn is_time(units: &[u8], group: &Group) -> bool {
    let before = units.get(..group.start).unwrap_or_default();
    let after = units.get(group.end..).unwrap_or_default();
    matches!(before, [.., digit, b':'] if digit.is_ascii_digit())
        || matches!(after, [b':', digit, ..] if digit.is_ascii_digit())
}

/// A sign or a name of a currency beside it, or a unit.
fn is_amount(units: &[u8], written: &[Group]) -> bool {
    const AROUND: [&[u8]; 14] = [
        b"usd", b"eur", b"gbp", b"chf", b"jpy", b"inr", b"dollars", b"euro", b"euros", b"pounds",
        b"km", b"kg", b"mb", b"bytes",
    ];
    let (Some(first), Some(last)) = (written.first(), written.last()) else {
        return false;
    };
    let before = units
        .get(..first.start)
        .unwrap_or_default()
        .trim_ascii_end();
    let after = units.get(last.end..).unwrap_or_default().trim_ascii_start();
    let word_before = before.rsplit(|unit| !unit.is_ascii_alphabetic()).next();
    let word_after = after.split(|unit| !unit.is_ascii_alphabetic()).next();
    let named = [word_before, word_after]
        .into_iter()
        .flatten()
        .any(|word| AROUND.contains(&word.to_ascii_lowercase().as_slice()));
    // A currency's sign beyond ASCII is neither a letter nor a separator.
    let sign = |unit: Option<&u8>| matches!(unit, Some(&(b'$' | b'%' | CURRENCY)));
    named || sign(before.last()) || sign(after.first())
}
