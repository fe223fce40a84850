//! Telephone numbers.

use std::ops::Range;

use rlibphonenumber::{PHONE_NUMBER_UTIL as PLANS, PhoneNumber, PhoneNumberFormat};

use super::{
    Region,
    cues::Cue,
    number_like::is_another_number,
    run::{Gap, Group, Run},
};

/// Digits of a number with its country's code and what is dialled before it.
/// <https://www.itu.int/rec/T-REC-E.164/>
const LENGTH: std::ops::RangeInclusive<usize> = 7..=17;
/// How often one text may ask the numbering plans about pieces of runs. Beyond it only whole runs
/// and numbers with a `+` are asked for, so that a text full of digits costs no more than one that
/// is full of numbers.
pub(super) const QUESTIONS: usize = 256;

/// Finds numbers in runs of digits.
pub(super) struct Finder<'a> {
    pub(super) units: &'a [u8],
    pub(super) regions: &'a [Region],
    pub(super) questions: usize,
}

impl Finder<'_> {
    /// The groups of a run that are a telephone number.
    pub(super) fn find(
        &mut self,
        run: &Run,
        cue: impl Fn(usize) -> Cue,
        mut report: impl FnMut(Range<usize>),
    ) {
        if run.digits.len() < *LENGTH.start() {
            return;
        }
        let mut from = 0;
        while from < run.groups.len() {
            let most = (from + 1..=run.groups.len())
                .take_while(|until| run.digits_of(&(from..*until)).len() <= *LENGTH.end())
                .last()
                .unwrap_or(from);
            let found = (from + 1..=most)
                .rev()
                .map(|until| from..until)
                .take_while(|groups| run.digits_of(groups).len() >= *LENGTH.start())
                .find(|groups| run.stands_apart(groups) && self.is_number(run, groups, &cue));
            match found {
                Some(groups) => {
                    let mut span = run.span_of(&groups);
                    if groups.start == 0 {
                        span.start = run.start;
                    } else if run
                        .groups_of(&groups)
                        .first()
                        .is_some_and(|group| group.plus)
                    {
                        span.start -= 1;
                    }
                    from = groups.end;
                    report(span);
                }
                None => from += 1,
            }
        }
    }

    fn is_number(&mut self, run: &Run, groups: &Range<usize>, cue: impl Fn(usize) -> Cue) -> bool {
        let written = run.groups_of(groups);
        let digits = run.digits_of(groups);
        let Some(first) = written.first() else {
            return false;
        };
        // Only the number's own plus.
        if written.iter().skip(1).any(|group| group.plus) {
            return false;
        }
        let end = written.last().map_or(first.end, |last| last.end);
        if first.plus && self.begins(first.start - 1) && self.ends(end) {
            let shaped = is_for_drama(digits)
                || (first.len() == 1
                    && digits.starts_with(b"1")
                    && is_north_american(written.get(1..).unwrap_or_default(), run, true));
            return shaped
                || international(digits).is_some_and(|number| PLANS.is_valid_number(&number));
        }
        let whole = run.is_whole(groups);
        let apart = whole || (self.questions > 0 && !run.goes_on_alike(groups));
        let beside = self.begins(first.start) && self.ends(end);
        if first.plus || !apart || !beside || is_another_number(self.units, run, groups) {
            return false;
        }
        let said = cue(first.start);
        if said != Cue::Phone && (said != Cue::Nothing || self.is_in_a_path(run.start)) {
            return false;
        }
        let abroad = digits
            .strip_prefix(b"00")
            .filter(|_| written.len() > 1 || said == Cue::Phone);
        self.questions = self.questions.saturating_sub(1);
        if let Some(number) = abroad.and_then(international)
            && PLANS.is_valid_number(&number)
        {
            return true;
        }
        let at_home = self
            .regions
            .iter()
            .any(|region| country(*region) == Some(1));
        let prefix = usize::from(first.len() == 1 && digits.starts_with(b"1"));
        let shape = written.get(prefix..).unwrap_or_default();
        if at_home && is_north_american(shape, run, said == Cue::Phone) {
            return true;
        }
        let bare = written.len() == 1;
        self.regions.iter().any(|region| {
            let spelled = whole && written.iter().all(|group| group.len() == 1);
            let strict = !spelled && (!whole || country(*region) == Some(1));
            national(digits, *region)
                .filter(|number| PLANS.is_valid_number(number))
                .is_some_and(|number| {
                    is_written_out(&number, digits, bare && said != Cue::Phone)
                        && are_its_groups(&number, written, digits, strict)
                })
        })
    }

    /// Whether nothing before it makes the number a part of something longer.
    fn begins(&self, start: usize) -> bool {
        let before = self.units.get(..start).unwrap_or_default();
        match before {
            [.., b'+' | b',' | b'$' | b'@' | b'\\'] => false,
            [.., wordy, b'-' | b'_' | b'.' | b':' | b'\''] => {
                !wordy.is_ascii_digit() && (!wordy.is_ascii_alphabetic() || is_label(before))
            }
            [.., one] => !one.is_ascii_alphanumeric(),
            [] => true,
        }
    }

    fn ends(&self, end: usize) -> bool {
        match self.units.get(end..).unwrap_or_default() {
            [b',' | b':' | b'.', next, ..] => !next.is_ascii_digit(),
            [b'-' | b'_' | b'@' | b'=', next, ..] => !next.is_ascii_alphanumeric(),
            [b'%' | b'$' | b'+', ..] => false,
            [one, ..] => !one.is_ascii_alphanumeric() || is_extension(self.units, end),
            [] => true,
        }
    }

    /// A link's or a file's part rather than somebody's number.
    fn is_in_a_path(&self, start: usize) -> bool {
        matches!(
            self.units.get(..start),
            Some([.., b'/' | b'=' | b'&' | b'#' | b'_' | b'?'])
        )
    }
}

/// `Tel.`, `phone:`: what stands before a number with nothing between them.
fn is_label(before: &[u8]) -> bool {
    before.last() == Some(&b':') || matches!(super::cues::before(before, before.len()), Cue::Phone)
}

/// `x12` or `ext`, directly after the number.
fn is_extension(units: &[u8], end: usize) -> bool {
    let rest = units.get(end..).unwrap_or_default();
    matches!(rest, [b'x' | b'X', next, ..] if next.is_ascii_digit())
        || rest
            .get(..3)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"ext"))
}

/// Britain's mobile numbers for plays and examples, which no plan holds.
/// <https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama/>
fn is_for_drama(digits: &[u8]) -> bool {
    digits.len() == 12 && digits.starts_with(b"447700900")
}

/// Whether three groups have the shape of a North American number, of an area that exists or not:
/// `(555) 123-4567` is what somebody writes who means a telephone, `555 123 4567` only if it is
/// `said`.
/// <https://www.nanpa.com/numbering>
fn is_north_american(written: &[Group], run: &Run, said: bool) -> bool {
    match written {
        [area, exchange, line] => {
            let spaced = [exchange, line]
                .iter()
                .all(|group| group.gap == Gap::One(b' '));
            [area.len(), exchange.len(), line.len()] == [3, 3, 4]
                && run
                    .digits
                    .get(area.first)
                    .is_some_and(|digit| *digit >= b'2')
                && (said || !spaced)
        }
        _ => false,
    }
}

fn international(digits: &[u8]) -> Option<PhoneNumber> {
    let digits = std::str::from_utf8(digits).ok()?;
    PLANS.parse(format!("+{digits}"), None).ok()
}

fn national(digits: &[u8], region: Region) -> Option<PhoneNumber> {
    let digits = std::str::from_utf8(digits).ok()?;
    PLANS.parse(digits, Some(region.plan())).ok()
}

fn country(region: Region) -> Option<i32> {
    PLANS.get_country_code_for_region(region.plan())
}

/// Whether the digits are all that is dialled: with the trunk prefix where the plan has one, so that
/// no other number of the same length is taken for one; or, unless they are `bare`, with the
/// country's code. North America's is its trunk prefix too.
fn is_written_out(number: &PhoneNumber, digits: &[u8], bare: bool) -> bool {
    let national = digits_only(&PLANS.format(number, PhoneNumberFormat::National));
    let international = digits_only(&PLANS.format(number, PhoneNumberFormat::E164));
    let with_code = international == digits && (!bare || digits.starts_with(b"1"));
    national == digits || with_code
}

/// Whether the groups are those of a plan's format, some of them perhaps written as one. If it need
/// not be `strict`, groups of two digits and more will do.
fn are_its_groups(number: &PhoneNumber, written: &[Group], digits: &[u8], strict: bool) -> bool {
    if written.len() == 1 {
        return true;
    }
    if !strict && written.iter().all(|group| group.len() == 1) {
        return true;
    }
    let code = written.len() > 1 && written.first().is_some_and(|group| group.len() == 1);
    let sizes_do = written
        .iter()
        .skip(usize::from(code))
        .all(|group| group.len() > 1);
    if !strict && sizes_do && written.iter().all(|group| group.gap != Gap::One(b'_')) {
        return true;
    }
    let mut ends = Vec::with_capacity(written.len());
    let mut sum = 0;
    for group in written {
        sum += group.len();
        ends.push(sum);
    }
    [
        PhoneNumberFormat::National,
        PhoneNumberFormat::International,
    ]
    .into_iter()
    .any(|format| {
        let formatted = PLANS.format(number, format);
        let lengths = formatted
            .split(|c: char| !c.is_ascii_digit())
            .map(str::len)
            .filter(|len| *len > 0);
        let mut sum = 0;
        let its: Vec<usize> = lengths
            .map(|len| {
                sum += len;
                sum
            })
            .collect();
        sum == digits.len() && ends.iter().all(|end| its.contains(end))
    })
}

fn digits_only(formatted: &str) -> Vec<u8> {
    formatted.bytes().filter(u8::is_ascii_digit).collect()
}
