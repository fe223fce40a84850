//! What a text reads as: normalised, with a way back to every character of the original.

use std::ops::Range;

mod aggressive;
mod characters;
mod flags;
mod foreign;
mod leet;
mod letters;
mod literal;
mod look;
mod lookalikes;
mod mixed;
mod shape;
mod short;
mod signs;
mod spelled;
#[cfg(test)]
mod tests;
mod writing;

pub(crate) use self::{
    aggressive::Aggressive,
    characters::{is_foreign, is_spaceless, is_word},
    letters::{How, Letter, Written},
    lookalikes::latin_look,
    shape::{is_onset, is_vowel, may_double},
    short::is_short_word,
};

/// A normalised text that knows where each part of it stands in the original.
#[derive(Debug, Default)]
pub struct View {
    text: String,
    /// By byte of the text, the part of the original that it stands for; empty if aligned.
    spans: Vec<Range<usize>>,
    /// Whether every byte stands for the same byte of the original.
    is_aligned: bool,
}

impl Clone for View {
    fn clone(&self) -> Self {
        let mut view = Self::default();
        view.clone_from(self);
        view
    }

    fn clone_from(&mut self, other: &Self) {
        self.text.clone_from(&other.text);
        self.spans.clone_from(&other.spans);
        self.is_aligned = other.is_aligned;
    }
}

impl View {
    /// The text as it reads.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The part of the original that a part of the view stands for, in bytes.
    ///
    /// Always on character boundaries of the original. A range of the view that is empty or
    /// outside it leads to an empty range.
    pub fn original(&self, of: Range<usize>) -> Range<usize> {
        if self.is_aligned {
            let inside = of.start <= of.end && of.end <= self.text.len();
            return if inside { of } else { 0..0 };
        }
        let spans = self.spans.get(of).unwrap_or_default();
        let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.end).max().unwrap_or(start);
        start..end
    }

    fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        self.is_aligned = false;
    }

    /// Makes the last character stand for everything up to `end`.
    fn stretch(&mut self, end: usize) {
        let last = self.text.chars().next_back().map_or(0, char::len_utf8);
        for span in self.spans.iter_mut().rev().take(last) {
            span.end = span.end.max(end);
        }
    }

    fn push(&mut self, letter: char, stands_for: Range<usize>) {
        self.text.push(letter);
        self.spans.resize(self.text.len(), stands_for);
    }
}

/// A disguise takes no more readings to be seen through than this.
const PASSES_MAX: usize = 16;

/// Both readings of a text.
#[derive(Debug, Clone, Default)]
pub struct Views {
    /// The same letters, however they are encoded and whatever they are drawn with.
    pub literal: View,
    /// What a reader makes of letters that are spaced out, stretched or replaced by digits and
    /// signs.
    pub aggressive: View,
    /// The letters that the aggressive view was made of.
    pub(crate) letters: Aggressive,
    units: Vec<literal::Unit>,
    again: (Aggressive, View),
}

impl Views {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let mut views = Self::default();
        views.read(text);
        views
    }

    /// Reads another text into the same buffers.
    pub fn read(&mut self, text: &str) {
        self.literal.read_literal(text, &mut self.units);
        self.letters.read(text, &self.literal, &mut self.aggressive);
        // What was put together may say what the signs around it mean: read on until nothing changes.
        let mut last = self.literal.text.as_str();
        for _ in 0..PASSES_MAX {
            if self.aggressive.text == last {
                break;
            }
            self.again.0.read("", &self.aggressive, &mut self.again.1);
            std::mem::swap(&mut self.aggressive, &mut self.again.1);
            last = &self.again.1.text;
        }
    }
}
