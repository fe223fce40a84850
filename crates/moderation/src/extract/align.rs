//! Which bytes of the source each decoded character of a run of text stands for.

use html5gum::{Token, Tokenizer};

use super::map::Map;

/// Adds the decoded `value` of the run `raw` (at `source`) to the text.
pub(super) fn append(text: &mut String, map: &mut Map, value: &str, raw: &str, source: usize) {
    let mut value_at = 0;
    let mut raw_at = 0;
    loop {
        let (value_rest, raw_rest) = (tail(value, value_at), tail(raw, raw_at));
        if value_rest.is_empty() {
            return;
        }
        if value_rest == raw_rest {
            map.same(text.len(), source + raw_at);
            text.push_str(value_rest);
            return;
        }
        let plain = raw_rest.find(['&', '\r', '\0']).unwrap_or(raw_rest.len());
        if plain > 0 && value_rest.get(..plain) == raw_rest.get(..plain) {
            map.same(text.len(), source + raw_at);
            text.push_str(value_rest.get(..plain).unwrap_or_default());
            value_at += plain;
            raw_at += plain;
            continue;
        }
        let (len, stands_for) = special(raw_rest);
        let known = len > 0 && value_rest.starts_with(&stands_for);
        // What cannot be told apart is one whole: the way back is then coarse, never wrong.
        let (len, stands_for) = if known {
            (len, stands_for.as_str())
        } else {
            (raw_rest.len(), value_rest)
        };
        map.whole(text.len(), source + raw_at..source + raw_at + len);
        text.push_str(stands_for);
        value_at += stands_for.len();
        raw_at += len;
    }
}

/// How many bytes at the start of this are one character reference, line break or null, and what
/// it is read as.
fn special(raw: &str) -> (usize, String) {
    if raw.starts_with("\r\n") {
        return (2, "\n".to_owned());
    }
    if raw.starts_with('\r') {
        return (1, "\n".to_owned());
    }
    if raw.starts_with('\0') {
        return (1, '\u{fffd}'.to_string());
    }
    // A reference has no `&` after its first, no line break and no null.
    let end = raw
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '&' | '\r' | '\0' | '<'))
        .map_or(raw.len(), |(at, _)| at);
    let piece = raw.get(..end).unwrap_or_default();
    let decoded = decode(piece);
    // What follows the reference is the same in both, and the reference stands for something.
    let most = decoded.len().saturating_sub(1);
    let same = piece
        .bytes()
        .rev()
        .zip(decoded.bytes().rev())
        .take(most)
        .take_while(|(raw, value)| raw == value)
        .count();
    let same = (0..=same)
        .rev()
        .find(|same| {
            piece.is_char_boundary(piece.len() - same)
                && decoded.is_char_boundary(decoded.len() - same)
        })
        .unwrap_or(0);
    let stands_for = decoded
        .get(..decoded.len() - same)
        .unwrap_or_default()
        .to_owned();
    (piece.len() - same, stands_for)
}

fn decode(piece: &str) -> String {
    let mut decoded = String::new();
    for token in Tokenizer::new(piece) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            decoded.push_str(&String::from_utf8_lossy(&text.value));
        }
    }
    decoded
}

fn tail(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}
