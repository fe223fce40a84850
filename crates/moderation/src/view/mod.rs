//! What a text reads as: normalised, with a way back to every character of the original.

use std::ops::Range;

/// A normalised text that knows where each part of it stands in the original.
#[derive(Debug, Clone, Default)]
pub struct View {
    text: String,
    spans: Vec<Range<usize>>,
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
        let spans = self.spans.get(of).unwrap_or_default();
        let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.end).max().unwrap_or(start);
        start..end
    }
}

/// Both readings of a text.
#[derive(Debug, Clone, Default)]
pub struct Views {
    /// The same letters, however they are encoded and whatever they are drawn with.
    pub literal: View,
    /// What a reader makes of letters that are spaced out, stretched or replaced by digits and
    /// signs.
    pub aggressive: View,
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
        for view in [&mut self.literal, &mut self.aggressive] {
            view.text.clear();
            view.spans.clear();
            view.text.push_str(text);
            for (at, letter) in text.char_indices() {
                let whole = at..at + letter.len_utf8();
                view.spans
                    .extend(std::iter::repeat_n(whole, letter.len_utf8()));
            }
        }
    }
}
