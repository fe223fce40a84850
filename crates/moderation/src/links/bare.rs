//! Hosts without a scheme: which of the words with a dot in them are meant as links.

use std::ops::Range;

use super::{
    LinkRules,
    doubtful::{is_doubtful, is_file, is_slip},
    host, services,
};

/// What is said before a host that is meant.
const CUES: [&str; 16] = [
    "visit", "join", "see", "check", "checkout", "link", "site", "website", "web", "url", "via",
    "browse", "goto", "homepage", "signup", "register",
];

/// Characters of the longest host, and a few more.
const LONGEST: usize = 300;

const fn is_host(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_')
}

/// The next run of characters of a host, with a dot inside, that may start one.
pub(super) fn next_host(text: &str, within: Range<usize>) -> Option<Range<usize>> {
    let is_part = |c: char| is_host(c) || (!c.is_ascii() && (c.is_alphanumeric() || is_mark(c)));
    let mut from = within.start;
    while from < within.end {
        let rest = text.get(from..within.end)?;
        let dot = from + memchr::memchr(b'.', rest.as_bytes())?;
        let dots = text
            .get(dot..within.end)?
            .bytes()
            .take_while(|byte| *byte == b'.')
            .count();
        if dots > 1 && dot == from {
            from += dots;
            continue;
        }
        let start = text
            .get(from..dot)?
            .char_indices()
            .rev()
            .take(LONGEST)
            .take_while(|(_, c)| is_part(*c))
            .last()
            .map_or(dot, |(at, _)| from + at);
        let tail = text.get(dot..within.end)?;
        let end = tail
            .char_indices()
            .take(LONGEST)
            .take_while(|(_, c)| is_part(*c))
            .last()
            .map_or(dot, |(at, c)| dot + at + c.len_utf8());
        // Two dots end a sentence, and the host before or after them.
        let dots = text.get(start..end)?.find("..").map(|dots| start + dots);
        let end = dots.unwrap_or(end);
        let host = without_prose(text, start..end);
        let said = text.get(host.clone())?;
        let preceded = text.get(..host.start)?.chars().next_back();
        let followed = text.get(host.end..)?.chars().next();
        let sound = said.contains('.')
            && !matches!(
                preceded,
                Some('@' | '/' | '\\' | '=' | '&' | '$' | '#' | '%')
            )
            && !matches!(followed, Some('@' | '(' | '=' | '$' | '%'));
        if sound {
            return Some(host);
        }
        from = end.max(dot + 1);
    }
    None
}

fn is_mark(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Without dots and dashes around it, and without the words of a script that puts no spaces between
/// words: `看example.com吧`.
fn without_prose(text: &str, host: Range<usize>) -> Range<usize> {
    let edge = ['.', '-', '_'];
    let said = text.get(host.clone()).unwrap_or_default();
    let start = host.end - said.trim_start_matches(edge).len();
    let said = text
        .get(start..host.end)
        .unwrap_or_default()
        .trim_end_matches(edge);
    let end = start + said.len();
    // The first and the last label are of one script: ASCII if they have any.
    let first = said.split('.').next().unwrap_or_default();
    let lead = first
        .rfind(is_ideograph)
        .filter(|_| first.chars().any(|c| c.is_ascii_alphanumeric()))
        .map_or(0, |at| {
            at + first
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8)
        });
    let last = said.rsplit('.').next().unwrap_or_default();
    let trail = last
        .find(|c: char| !c.is_ascii())
        .filter(|at| *at > 0)
        .map_or(0, |at| last.len() - at);
    start + lead..(end - trail).max(start + lead)
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether somebody means a link by this.
pub(super) fn is_meant(
    text: &str,
    at: &Range<usize>,
    path: bool,
    hidden: bool,
    before: &str,
    rules: &LinkRules,
) -> bool {
    let Some(said) = text.get(at.clone()) else {
        return false;
    };
    let Some(ascii) = host::ascii(said) else {
        return false;
    };
    let address = ascii.parse::<std::net::Ipv4Addr>().is_ok();
    if address
        && path
        && text
            .get(at.end..)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    {
        return true;
    }
    let Some(suffix) = host::known_suffix(&ascii) else {
        return false;
    };
    let Some(owner) = host::registrable(&ascii) else {
        return false;
    };
    if services::of(&ascii, "/", rules).is_some() || rules.knows(&ascii) || rules.knows(owner) {
        return true;
    }
    let (top, name) = (
        suffix.rsplit('.').next().unwrap_or(suffix),
        ascii.split('.').next().unwrap_or_default(),
    );
    if ascii.starts_with("www.") || hidden {
        return true;
    }
    let written_top = said.rsplit('.').next().unwrap_or_default();
    let shouted = written_top.chars().any(char::is_uppercase);
    let mixed = shouted && said.chars().any(char::is_lowercase);
    let code = text
        .get(..at.start)
        .is_some_and(|before| before.ends_with(['(', '.', ':', '-']))
        && !path;
    let numbers =
        name.bytes().all(|byte| byte.is_ascii_digit()) && !matches!(top, "com" | "net" | "org");
    let common = matches!(top, "com" | "net" | "org");
    let doubtful = is_doubtful(top)
        || (!common && is_slip(name))
        || numbers
        || (name.len() < 2 && top != "com");
    let labels = ascii.split('.').count();
    let subdomain = labels > suffix.split('.').count() + 1;
    let compound = suffix.contains('.');
    // `Dr.No` and `ASP.NET`, but `Evil.Com`.
    if mixed && (doubtful || top.len() == 2) || (shouted && top == "net") {
        return false;
    }
    // `com.example.app` is a package.
    if labels > 2 && !path && matches!(name, "com" | "org" | "net" | "io" | "edu" | "gov") {
        return false;
    }
    if !doubtful {
        return true;
    }
    if path && !code {
        // `either.or/and` has no known suffix; `main.rs:12` is a place in a file, `a.py/b` a path.
        let rest = text.get(at.end..).unwrap_or_default();
        return rest.starts_with('/') && !is_file(top) || rest.starts_with(['?']);
    }
    (subdomain && !is_file(top) && !code) || compound || (is_said_before(before) && !is_file(top))
}

fn is_said_before(before: &str) -> bool {
    before
        .trim_end()
        .trim_end_matches([':', '-', '>'])
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .is_some_and(|word| CUES.iter().any(|cue| cue.eq_ignore_ascii_case(word)))
}
