//! The way from a text back to the source that it was read from.

use std::ops::Range;

/// Pieces of a text in order, each with where it stands in the source. None: the text is the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Map(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the text; it ends where the next one starts.
    text: usize,
    source: usize,
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Byte for byte.
    Same,
    /// A whole, of so many bytes of the source: a character reference, or none for a separator
    /// that only a tag stands for.
    Whole(usize),
}

impl Map {
    pub(super) const fn identity() -> Self {
        Self(Vec::new())
    }

    /// The text from `text` on is the source from `source` on.
    pub(super) fn same(&mut self, text: usize, source: usize) {
        self.0.push(Piece {
            text,
            source,
            shape: Shape::Same,
        });
    }

    /// The text from `text` on stands for these bytes of the source as a whole.
    pub(super) fn whole(&mut self, text: usize, source: Range<usize>) {
        self.0.push(Piece {
            text,
            source: source.start,
            shape: Shape::Whole(source.len()),
        });
    }

    pub(super) fn source(&self, span: Range<usize>) -> Range<usize> {
        let mut pieces = self.pieces(span.clone());
        let Some(first) = pieces.next() else {
            let at = self.position(span.start);
            return at..at;
        };
        let end = pieces.last().map_or(first.end, |last| last.end);
        first.start..end
    }

    /// The bytes of the source that a span of the text stands for, without the tags between them.
    pub(super) fn pieces(&self, span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let identity = (self.0.is_empty() && !span.is_empty()).then(|| span.clone());
        let first = self.index(span.start);
        let pieces = self.0.get(first..).unwrap_or_default();
        let ends = pieces
            .iter()
            .skip(1)
            .map(|next| next.text)
            .chain([usize::MAX]);
        let mapped = pieces
            .iter()
            .zip(ends)
            .take_while(move |(piece, _)| piece.text < span.end)
            .filter_map(move |(piece, end)| {
                let from = span.start.max(piece.text);
                let until = span.end.min(end);
                let range = match piece.shape {
                    Shape::Same => {
                        piece.source + (from - piece.text)..piece.source + (until - piece.text)
                    }
                    Shape::Whole(len) => piece.source..piece.source + len,
                };
                (from < until && !range.is_empty()).then_some(range)
            });
        identity.into_iter().chain(mapped)
    }

    /// The piece that a position is in.
    fn index(&self, text: usize) -> usize {
        self.0
            .partition_point(|piece| piece.text <= text)
            .saturating_sub(1)
    }

    fn position(&self, text: usize) -> usize {
        match self.0.get(self.index(text)) {
            None => text,
            Some(piece) => match piece.shape {
                Shape::Same => piece.source + text.saturating_sub(piece.text),
                Shape::Whole(len) if text > piece.text => piece.source + len,
                Shape::Whole(_) => piece.source,
            },
        }
    }
}
