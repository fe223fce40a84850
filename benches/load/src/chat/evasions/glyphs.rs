//! A word that is taken apart.

use crate::chat::random::Random;

/// A word, letter by letter: what stands for each.
#[derive(Debug, Clone)]
pub(in crate::chat) struct Glyphs(pub(super) Vec<String>);

impl Glyphs {
    /// As it is spelled.
    pub(super) fn new(word: &str) -> Self {
        Self(word.chars().map(String::from).collect())
    }

    /// As it is written.
    pub(super) fn text(&self) -> String {
        self.0.concat()
    }

    /// Something else for one letter at least, and for all but one in `sparing` of those that can be
    /// replaced.
    pub(super) fn replace_some(
        &mut self,
        random: &mut Random,
        sparing: usize,
        mut other: impl FnMut(&str, &mut Random) -> Option<String>,
    ) -> bool {
        let replacements: Vec<_> = self
            .0
            .iter()
            .enumerate()
            .filter_map(|(at, glyph)| Some((at, other(glyph, random)?)))
            .collect();
        let forced = random.below(replacements.len());
        for (number, (at, replacement)) in replacements.iter().enumerate() {
            if (number == forced || !random.once_in(sparing))
                && let Some(glyph) = self.0.get_mut(*at)
            {
                glyph.clone_from(replacement);
            }
        }
        !replacements.is_empty()
    }

    /// Something else for every letter.
    pub(super) fn replace_all(&mut self, other: impl Fn(char) -> Option<char>) -> bool {
        for glyph in &mut self.0 {
            *glyph = glyph
                .chars()
                .map(|letter| other(letter).unwrap_or(letter))
                .collect();
        }
        true
    }
}
