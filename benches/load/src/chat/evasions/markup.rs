//! Words that only HTML takes apart: a browser shows them whole.

use std::fmt::Write as _;

use super::glyphs::Glyphs;
use crate::chat::random::Random;

/// How a word is written in HTML.
pub(super) type Write = fn(&Glyphs, &mut Random) -> String;

/// Elements around letters, or comments and empty elements between them.
pub(super) fn tags(word: &Glyphs, random: &mut Random) -> String {
    let mut html = String::new();
    let inner = word.0.len().saturating_sub(1);
    let forced = random.below(inner);
    for (at, glyph) in word.0.iter().enumerate() {
        if at == forced || random.once_in(4) {
            let written = match random.below(6) {
                0 => format!("<b>{glyph}</b>"),
                1 => format!("<i>{glyph}</i>"),
                2 => format!("<span style=\"color:#f00\">{glyph}</span>"),
                3 => format!("{glyph}<span></span>"),
                4 => format!("{glyph}<!-- -->"),
                _ => format!("<em><strong>{glyph}</strong></em>"),
            };
            html.push_str(&written);
        } else {
            html.push_str(glyph);
        }
    }
    html
}

/// Character references for letters, in all forms.
pub(super) fn references(word: &Glyphs, random: &mut Random) -> String {
    let mut html = String::new();
    let forced = random.below(word.0.len());
    for (at, glyph) in word.0.iter().enumerate() {
        for character in glyph.chars() {
            let number = u32::from(character);
            // Writing to a String cannot fail.
            let _ = match (at == forced || random.once_in(3), random.below(4)) {
                (false, _) => write!(html, "{character}"),
                (true, 0) => write!(html, "&#{number};"),
                (true, 1) => write!(html, "&#x{number:x};"),
                (true, 2) => write!(html, "&#X{number:04X};"),
                (true, _) => write!(html, "&#{number:05};"),
            };
        }
    }
    html
}

/// References to what has no width.
pub(super) fn invisible_references(word: &Glyphs, random: &mut Random) -> String {
    let inner = word.0.len().saturating_sub(1);
    let forced = random.below(inner);
    let mut html = String::new();
    for (at, glyph) in word.0.iter().enumerate() {
        html.push_str(glyph);
        if at < inner && (at == forced || random.once_in(3)) {
            html.push_str(random.pick(&[
                "&shy;",
                "&ZeroWidthSpace;",
                "&zwnj;",
                "&#8203;",
                "&wbr;",
            ]));
        }
    }
    html.replace("&wbr;", "<wbr>")
}
