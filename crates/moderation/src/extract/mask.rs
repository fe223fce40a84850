//! A message with pieces of it made unreadable.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{AsideKind, Extracted};

pub(super) fn mask(extracted: &Extracted<'_>, spans: &[Range<usize>], asides: &[usize]) -> String {
    let mut edits = Vec::new();
    for span in merged(spans) {
        let hidden = extracted.text.get(span.clone()).unwrap_or_default();
        for (at, cluster) in hidden.grapheme_indices(true) {
            if cluster.chars().all(char::is_whitespace) {
                continue;
            }
            let at = span.start + at;
            let pieces = extracted.map.pieces(at..at + cluster.len());
            edits.extend(pieces.zip(std::iter::once("*").chain(std::iter::repeat(""))));
        }
    }
    for aside in asides.iter().filter_map(|at| extracted.asides.get(*at)) {
        let with = match aside.kind {
            AsideKind::Target | AsideKind::Resource => "#",
            AsideKind::Label => "***",
            AsideKind::Hidden => "",
        };
        edits.extend(aside.pieces.iter().map(|piece| (piece.clone(), with)));
    }
    edits.sort_by_key(|(piece, _)| piece.start);
    apply(extracted.source, &edits)
}

/// The same bytes in ascending spans that do not touch.
fn merged(spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut spans: Vec<_> = spans
        .iter()
        .filter(|span| !span.is_empty())
        .cloned()
        .collect();
    spans.sort_by_key(|span| span.start);
    spans.dedup_by(|next, kept| {
        let overlap = next.start <= kept.end;
        if overlap {
            kept.end = kept.end.max(next.end);
        }
        overlap
    });
    spans
}

fn apply(source: &str, edits: &[(Range<usize>, &str)]) -> String {
    let mut masked = String::with_capacity(source.len());
    let mut copied = 0;
    for (piece, with) in edits {
        // The same aside twice.
        if piece.start < copied {
            continue;
        }
        masked.push_str(source.get(copied..piece.start).unwrap_or_default());
        masked.push_str(with);
        copied = piece.end;
    }
    masked.push_str(source.get(copied..).unwrap_or_default());
    masked
}
