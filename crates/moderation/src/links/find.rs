//! Where links are in a text.

use std::ops::Range;

use super::{
    LinkRules, Trick, bare,
    clean::{Clean, bracketed, is_sign},
    read::{self, Read},
};

/// Schemes that need no slashes, and for which browsers add them.
const SPECIAL: [&str; 9] = [
    "http", "https", "ftp", "ws", "wss", "hxxp", "hxxps", "fxp", "hxtp",
];
/// What may follow a space that is inside of a link.
const OPENS: [u8; 4] = [b' ', b'(', b'[', b'{'];
/// Bytes of a special scheme with what follows it.
const LONGEST_SCHEME: usize = 10;
/// Bytes after a scheme within which it shows whether a link follows.
const FAR_ENOUGH: usize = 256;

/// Reads the links of a text in order, each with its bytes.
pub(super) fn in_text(text: &str, rules: &LinkRules, mut report: impl FnMut(Range<usize>, Read)) {
    let mut clean = Clean::default();
    let mut at = 0;
    while let Some(piece) = Piece::next(text, at) {
        at = piece.next;
        if !piece.promising {
            continue;
        }
        let said = text.get(piece.span.clone()).unwrap_or_default();
        clean.read(said, piece.span.start);
        let before = text.get(..piece.span.start).unwrap_or_default();
        in_piece(&clean, before, rules, &mut report);
    }
}

/// A run without white space. A bracketed dot holds together what spaces around it part.
struct Piece {
    span: Range<usize>,
    /// Whether a link may be in it.
    promising: bool,
    /// Where to look on.
    next: usize,
}

impl Piece {
    /// The next one from here on, without those before the next sign of a link.
    fn next(text: &str, from: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let sign = next_sign(text, from)?;
        let passed = text.get(from..sign)?;
        let ends = |c: char| {
            (c.is_whitespace() && !matches!(c, '\u{85}' | '\u{1680}'))
                || u8::try_from(c).is_ok_and(ends_piece)
        };
        let last = passed.char_indices().rev().find(|(_, c)| ends(*c));
        let from = last.map_or(from, |(at, c)| from + at + c.len_utf8());
        let skipped = bytes
            .get(from..)?
            .iter()
            .take_while(|byte| ends_piece(**byte))
            .count();
        let start = from + skipped;
        let mut at = start;
        let mut promising = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'.' | b':' | b'\\' => {
                    promising |= bytes.get(at + 1).is_some_and(|next| *next > b' ');
                }
                // A dot beyond ASCII, or a space.
                0xe2 | 0xe3 | 0xef => {
                    let c = text.get(at..).and_then(|rest| rest.chars().next());
                    if c.is_some_and(char::is_whitespace) {
                        break;
                    }
                    promising |= c.is_some_and(is_sign);
                }
                0xc2 if bytes.get(at + 1) == Some(&0xa0) => break,
                b' ' if !bytes.get(at + 1).is_some_and(|next| OPENS.contains(next)) => break,
                b' ' | b'(' | b'[' | b'{' => {
                    if let Some((len, _)) = text.get(at..).and_then(bracketed) {
                        promising = true;
                        at += len;
                        continue;
                    }
                    if *byte == b' ' {
                        break;
                    }
                }
                byte if ends_piece(*byte) => break,
                _ => {}
            }
            at += 1;
        }
        let end = text.get(at..).and_then(|rest| rest.chars().next());
        let next = at + end.map_or(0, char::len_utf8);
        (start < text.len()).then_some(Self {
            span: start..at,
            promising,
            next,
        })
    }
}

/// Where something stands that a link may be known by.
fn next_sign(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| {
        matches!(
            byte,
            b'.' | b':' | b'\\' | b'(' | b'[' | b'{' | 0xe2 | 0xe3 | 0xef
        )
    };
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(is_part)?;
        let rest = || text.get(at..).unwrap_or_default();
        let is_one = match bytes.get(at)? {
            b'.' | b':' | b'\\' => bytes.get(at + 1).is_some_and(|next| *next > b' '),
            b'(' | b'[' | b'{' => bracketed(rest()).is_some(),
            _ => rest().chars().next().is_some_and(is_sign),
        };
        if is_one {
            // Spaces before a bracket belong to it.
            let before = text.get(from..at)?;
            let is_bracket = matches!(bytes.get(at)?, b'(' | b'[' | b'{');
            let spaces = before.len() - before.trim_end_matches(' ').len();
            return Some(if is_bracket { at - spaces } else { at });
        }
        at += 1;
    }
}

const fn ends_piece(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'<' | b'>' | b'"' | b'`' | b'|' | b'^' | 0x7f)
}

fn in_piece(
    clean: &Clean,
    before: &str,
    rules: &LinkRules,
    report: &mut impl FnMut(Range<usize>, Read),
) {
    let text = clean.text.as_str();
    let mut from = 0;
    while let Some(start) = scheme(text, from) {
        bare_ones(clean, from..start, before, rules, report);
        let until = scheme_after_comma(text, start).unwrap_or(text.len());
        let span = start..start + trimmed(text.get(start..until).unwrap_or_default()).len();
        let link = text
            .get(span.clone())
            .and_then(|said| read::full(said, rules));
        if let Some(link) = link {
            add(clean, &span, link, report);
        }
        from = until.max(start + 1);
    }
    bare_ones(clean, from..text.len(), before, rules, report);
}

fn bare_ones(
    clean: &Clean,
    within: Range<usize>,
    before: &str,
    rules: &LinkRules,
    report: &mut impl FnMut(Range<usize>, Read),
) {
    let mut from = within.start;
    while let Some(host) = bare::next_host(&clean.text, from..within.end) {
        from = host.end;
        let rest = clean.text.get(host.end..within.end).unwrap_or_default();
        let port = matches!(rest.as_bytes(), [b':', digit, ..] if digit.is_ascii_digit());
        let path = if port || rest.starts_with(['/', '?', '#', '\\']) {
            trimmed(rest).len()
        } else {
            0
        };
        let span = host.start..host.end + path;
        let hidden = clean.defanged
            || clean
                .invisible
                .iter()
                .any(|at| (host.start + 1..host.end).contains(at));
        let link = bare::is_meant(&clean.text, &host, path > 1, hidden, before, rules)
            .then(|| {
                // What follows may be no port.
                [span, host].into_iter().find_map(|span| {
                    Some((read::bare(clean.text.get(span.clone())?, rules)?, span))
                })
            })
            .flatten();
        if let Some((link, span)) = link {
            from = span.end;
            add(clean, &span, link, report);
        }
    }
}

fn add(
    clean: &Clean,
    span: &Range<usize>,
    mut link: Read,
    report: &mut impl FnMut(Range<usize>, Read),
) {
    if clean.defanged {
        link.tricks.push(Trick::Defanged);
    }
    if clean
        .invisible
        .iter()
        .any(|at| (span.start + 1..span.end).contains(at))
    {
        link.tricks.push(Trick::Invisible);
    }
    report(clean.original(span), link);
}

/// Where the next scheme starts that a link follows.
fn scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        let found = memchr::memchr2(b':', b'\\', rest)?;
        let sign = at + found;
        at = sign + 1;
        let after = head(text.get(at..).unwrap_or_default(), FAR_ENOUGH);
        if bytes.get(sign) == Some(&b'\\') {
            // `\\server\share`.
            if after.starts_with('\\')
                && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
                && sign == from
            {
                return Some(sign);
            }
            continue;
        }
        let len = bytes
            .get(from..sign)
            .unwrap_or_default()
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-'))
            .count();
        let start = sign - len;
        let name = text.get(start..sign).unwrap_or_default();
        let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let start = sign - name.len();
        if !name.is_empty() && follows(name, after) {
            return Some(start);
        }
    }
}

/// Whether what stands after a scheme's colon makes a link of it.
fn follows(name: &str, after: &str) -> bool {
    let slashes = after.starts_with("//") || after.starts_with("\\\\") || after.starts_with("/\\");
    let something = after
        .trim_start_matches(['/', '\\'])
        .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '%' | '@' | '_' | '-'));
    let special = SPECIAL
        .iter()
        .any(|scheme| scheme.eq_ignore_ascii_case(name));
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    (slashes && something)
        // `https:example.com`, but not `http: see below` or `HTTP:404`.
        || (special && something && after.contains('.'))
        || ((is("javascript") || is("vbscript")) && after.contains(['(', '=', '%']))
        || (is("data") && is_data(after))
        || (is("file") && slashes)
}

/// `text/html,…`, `image/png;base64,…`.
fn is_data(after: &str) -> bool {
    after.split_once(',').is_some_and(|(kind, _)| {
        kind.contains('/')
            && kind.chars().all(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '/' | ';' | '=' | '-' | '+' | '.')
            })
    })
}

/// Where the next of several links that only a comma parts starts.
fn scheme_after_comma(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b',', b';', b')', bytes.get(from..)?)
        .map(|at| from + at + 1)
        .find(|at| {
            let rest = head(text.get(*at..).unwrap_or_default(), LONGEST_SCHEME);
            rest.split_once("://").is_some_and(|(name, _)| {
                SPECIAL
                    .iter()
                    .any(|scheme| scheme.eq_ignore_ascii_case(name))
            })
        })
}

/// Without the sentence's marks at its end, and a bracket that was opened before it.
fn trimmed(mut text: &str) -> &str {
    let count = |sign: u8| memchr::memchr_iter(sign, text.as_bytes()).count();
    let excess = |open: u8, close: u8| count(close).saturating_sub(count(open));
    let mut unopened: Option<[usize; 3]> = None;
    loop {
        let Some(last) = text.chars().next_back() else {
            return text;
        };
        let bracket = match last {
            ')' => 0,
            ']' => 1,
            '}' => 2,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '»' | '”' | '’'
            | '、' | '！' | '？' => 3,
            _ => return text,
        };
        let unopened = unopened
            .get_or_insert_with(|| [excess(b'(', b')'), excess(b'[', b']'), excess(b'{', b'}')]);
        match unopened.get_mut(bracket) {
            Some(0) => return text,
            Some(left) => *left -= 1,
            None => {}
        }
        text = text.get(..text.len() - last.len_utf8()).unwrap_or_default();
    }
}

/// At most so many bytes of a text's start.
fn head(text: &str, most: usize) -> &str {
    (0..=most.min(text.len()))
        .rev()
        .find_map(|end| text.get(..end))
        .unwrap_or_default()
}
