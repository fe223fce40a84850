//! What is put between the letters.

use super::glyphs::Glyphs;
use crate::chat::random::Random;

/// The widths of nothing.
const ZERO_WIDTH: &str =
    "\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}\u{180E}\u{34F}\u{2063}\u{FE0F}\u{3164}";
/// Marks and embeddings that show nothing where all runs one way.
const DIRECTIONS: &str = "\u{200E}\u{200F}\u{202A}\u{202C}\u{2066}\u{2069}\u{61C}";
const SEPARATORS: &str = ".-_/*,~|•·+=:;'";
const SPACES: &[&str] = &[
    " ", " ", " ", "  ", "\u{A0}", "\u{2003}", "\u{2009}", "\u{3000}",
];

pub(super) fn zero_width(word: &mut Glyphs, random: &mut Random) -> bool {
    some(ZERO_WIDTH, word, random)
}

pub(super) fn soft_hyphens(word: &mut Glyphs, random: &mut Random) -> bool {
    some("\u{AD}", word, random)
}

pub(super) fn directions(word: &mut Glyphs, random: &mut Random) -> bool {
    some(DIRECTIONS, word, random)
}

/// Somewhere at least, half of the places at most.
fn some(characters: &str, word: &mut Glyphs, random: &mut Random) -> bool {
    let inner = word.0.len().saturating_sub(1);
    let forced = random.below(inner);
    for (at, glyph) in word.0.iter_mut().take(inner).enumerate() {
        if at == forced || random.once_in(3) {
            glyph.push(random.pick_char(characters));
        }
    }
    inner > 0
}

/// The same wide or narrow space everywhere.
pub(super) fn spaces(word: &mut Glyphs, random: &mut Random) -> bool {
    let space = random.pick(SPACES);
    everywhere(word, || space.to_owned())
}

/// The same sign everywhere.
pub(super) fn separators(word: &mut Glyphs, random: &mut Random) -> bool {
    let sign = random.pick_char(SEPARATORS);
    everywhere(word, || sign.to_string())
}

/// Signs, spaces and line ends as they come.
pub(super) fn mixed_separators(word: &mut Glyphs, random: &mut Random) -> bool {
    everywhere(word, || {
        let mut signs = String::new();
        for _ in 0..random.between(1, 2) {
            signs.push(match random.below(5) {
                0 => ' ',
                1 => random.pick_char("\n\t\u{A0}"),
                _ => random.pick_char(SEPARATORS),
            });
        }
        signs
    })
}

/// In two: `fu ck`, `fuc-k`.
pub(super) fn pieces(word: &mut Glyphs, random: &mut Random) -> bool {
    let cut = random.below(word.0.len().saturating_sub(1));
    let sign = random.pick(&[" ", " ", " ", "-", ".", "_", "/"]);
    let Some(glyph) = word.0.get_mut(cut) else {
        return false;
    };
    glyph.push_str(sign);
    true
}

fn everywhere(word: &mut Glyphs, mut sign: impl FnMut() -> String) -> bool {
    let inner = word.0.len().saturating_sub(1);
    for glyph in word.0.iter_mut().take(inner) {
        glyph.push_str(&sign());
    }
    inner > 0
}
