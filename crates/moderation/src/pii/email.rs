//! E-mail addresses.

use std::ops::Range;

use super::units::LETTER;

/// The longest local part and the longest domain. <https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1>
const LOCAL: usize = 64;
const DOMAIN: usize = 255;
/// Endings of files, which stand after an `@` in names of pictures for high resolutions.
const FILES: [&[u8]; 16] = [
    b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"css", b"js", b"mjs", b"ts", b"tsx", b"jsx",
    b"json", b"html", b"txt", b"pdf",
];

/// The address around the `@` at `at`.
pub(super) fn around(units: &[u8], at: usize) -> Option<Range<usize>> {
    let start = local_start(units, at)?;
    let end = domain_end(units, at + 1)?;
    (!is_something_else(units, start, end)).then_some(start..end)
}

/// Providers at which nobody is but by mail, so that a name before them is a mailbox.
const PROVIDERS: [&[u8]; 14] = [
    b"gmail",
    b"googlemail",
    b"yahoo",
    b"hotmail",
    b"outlook",
    b"icloud",
    b"protonmail",
    b"proton",
    b"aol",
    b"gmx",
    b"hey",
    b"msn",
    b"yandex",
    b"zoho",
];

/// The address around an `at` or a lone `@`, if it stands for one: `jane dot doe at gmail dot com`,
/// `jane.doe @ example.com`. Only where the name or the domain can be nothing else: `look at
/// example dot com` is no address.
pub(super) fn worded(units: &[u8], at: usize) -> Option<Range<usize>> {
    let (said, shouted, after) = match units.get(at..)? {
        [b'@', b' ', ..] => (false, false, at + 2),
        [b'a', b't', b' ', ..] => (true, false, at + 3),
        [b'A', b'T', b' ', ..] => (true, true, at + 3),
        _ => return None,
    };
    // Hardly any `at` has a dot after the next word: the others end here.
    let first = label_end(units, after)?;
    dot(units, first)?;
    let end = at
        .checked_sub(1)
        .filter(|end| units.get(*end) == Some(&b' '))?;
    let mut start = local_start(units, end)?;
    while let Some(dot) = start.checked_sub(5)
        && units
            .get(dot..start)
            .is_some_and(|word| word.eq_ignore_ascii_case(b" dot "))
    {
        start = local_start(units, dot)?;
    }
    let (domain, domain_end) = domain(units, after)?;
    let spelled = units
        .get(first..domain_end)?
        .windows(5)
        .any(|word| word.eq_ignore_ascii_case(b" dot "));
    let local = units.get(start..end)?;
    let telling = local
        .iter()
        .any(|unit| matches!(unit, b'.' | b'_' | b'+' | b'0'..=b'9' | b' '));
    let provider = PROVIDERS.contains(&units.get(after..first)?.to_ascii_lowercase().as_slice());
    let meant =
        telling || provider || (shouted && units.get(first..domain_end)?.starts_with(b" DOT "));
    (meant && spelled == said && psl::suffix(&domain).is_some_and(|suffix| suffix.is_known()))
        .then_some(start..domain_end)
}

/// The address around a bracket that opens at `at`, if it stands for an `@`: `jane (at) example.com`,
/// `jane[at]example[dot]com`.
pub(super) fn spelled(units: &[u8], at: usize) -> Option<Range<usize>> {
    let after = bracketed(units, at, &[b"at", b"@"])?;
    let spaces = units
        .get(..at)?
        .iter()
        .rev()
        .take_while(|unit| **unit == b' ')
        .count();
    let start = local_start(units, at - spaces)?;
    let (domain, end) = domain(units, skip_spaces(units, after))?;
    let known = psl::suffix(&domain)
        .is_some_and(|suffix| suffix.is_known() && suffix.as_bytes().len() < domain.len());
    known.then_some(start..end)
}

/// The domain that starts here, in lower case, with its dots however they are written; and its end.
fn domain(units: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
    let mut end = label_end(units, start)?;
    let mut domain = units.get(start..end)?.to_vec();
    while let Some(next) = dot(units, end) {
        let Some(label) = label_end(units, next) else {
            break;
        };
        domain.push(b'.');
        domain.extend(units.get(next..label)?);
        end = label;
    }
    domain.make_ascii_lowercase();
    domain.contains(&b'.').then_some((domain, end))
}

const fn is_local(unit: u8) -> bool {
    unit.is_ascii_alphanumeric()
        || matches!(unit, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | LETTER)
}

const fn is_label(unit: u8) -> bool {
    unit.is_ascii_alphanumeric() || matches!(unit, b'-' | LETTER)
}

fn local_start(units: &[u8], end: usize) -> Option<usize> {
    let before = units.get(..end)?;
    let len = before
        .iter()
        .rev()
        .take(LOCAL)
        .take_while(|unit| is_local(**unit))
        .count();
    let local = before.get(end - len..)?;
    let lead = local
        .iter()
        .take_while(|unit| matches!(**unit, b'.' | b'-' | b'\'' | b'%'))
        .count();
    let sound =
        lead < len && local.last() != Some(&b'.') && !local.windows(2).any(|two| two == b"..");
    sound.then_some(end - len + lead)
}

/// After a domain of at least two labels, the last of which is a word.
fn domain_end(units: &[u8], start: usize) -> Option<usize> {
    let rest = units.get(start..)?;
    let len = rest
        .iter()
        .take(DOMAIN)
        .take_while(|unit| is_label(**unit) || **unit == b'.')
        .count();
    let mut domain = rest.get(..len)?;
    // The sentence's full stop, and what stands after two of them.
    if let Some(dots) = domain.windows(2).position(|two| two == b"..") {
        domain = domain.get(..dots)?;
    }
    while let [head @ .., b'.' | b'-'] = domain {
        domain = head;
    }
    let dot = domain.iter().rposition(|unit| *unit == b'.')?;
    let last = domain.get(dot + 1..)?;
    let word = last.len() >= 2
        && (last
            .iter()
            .all(|unit| unit.is_ascii_alphabetic() || *unit == LETTER)
            || last.to_ascii_lowercase().starts_with(b"xn--"));
    let file = FILES.contains(&last.to_ascii_lowercase().as_slice());
    let labels = domain
        .split(|unit| *unit == b'.')
        .all(|label| !label.is_empty() && label.len() < 64 && !label.starts_with(b"-"));
    (word && !file && labels).then_some(start + domain.len())
}

/// A handle of another network (`@jane@example.social`), a link's user, a repository's address.
fn is_something_else(units: &[u8], start: usize, end: usize) -> bool {
    let before = units.get(..start).unwrap_or_default();
    let handle = before.last() == Some(&b'@');
    let rest = units.get(end..).unwrap_or_default();
    let repository = matches!(rest, [b':', next, ..] if next.is_ascii_alphanumeric() || matches!(next, b'~' | b'/'))
        && rest
            .iter()
            .take_while(|unit| **unit != b' ')
            .any(|unit| *unit == b'/');
    let token = before
        .iter()
        .rev()
        .take(LOCAL)
        .take_while(|unit| !matches!(**unit, b' ' | b'\n' | b'/' | b'?'))
        .count();
    let users = before.len() >= token + 2
        && before.get(before.len() - token - 2..before.len() - token) == Some(b"//");
    handle || repository || users
}

/// After one of these words in brackets.
fn bracketed(units: &[u8], at: usize, words: &[&[u8]]) -> Option<usize> {
    let close = match units.get(at)? {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    let start = skip_spaces(units, at + 1);
    let rest = units.get(start..)?;
    let word = words.iter().find(|word| {
        rest.get(..word.len())
            .is_some_and(|said| said.eq_ignore_ascii_case(word))
    })?;
    let end = skip_spaces(units, start + word.len());
    (units.get(end) == Some(&close)).then_some(end + 1)
}

/// After a dot, however it is written.
fn dot(units: &[u8], at: usize) -> Option<usize> {
    let spaced = skip_spaces(units, at);
    if units.get(at) == Some(&b'.') {
        return Some(at + 1);
    }
    if let Some(after) = bracketed(units, spaced, &[b"dot", b"."]) {
        return Some(skip_spaces(units, after));
    }
    let word = units.get(spaced..spaced + 4)?;
    (spaced > at && word.eq_ignore_ascii_case(b"dot ")).then(|| skip_spaces(units, spaced + 4))
}

fn label_end(units: &[u8], start: usize) -> Option<usize> {
    let len = units
        .get(start..)?
        .iter()
        .take(64)
        .take_while(|unit| is_label(**unit))
        .count();
    (len > 0).then_some(start + len)
}

fn skip_spaces(units: &[u8], at: usize) -> usize {
    let spaces = units
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(2)
        .take_while(|unit| **unit == b' ')
        .count();
    at + spaces
}
