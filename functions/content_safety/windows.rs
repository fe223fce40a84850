//! A long text in pieces that Content Safety takes.

/// Code points in one request.
/// <https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements>
const LONGEST: usize = 10_000;
/// Code points that two neighbours share: what is no longer than this, and one more, stands whole in
/// one of them, so that nothing hides at a seam.
const OVERLAP: usize = 1_000;

/// The text itself if it is short enough, else windows of it that overlap.
pub(super) fn windows(text: &str) -> Vec<&str> {
    // Every so many code points a window begins.
    const STRIDE: usize = LONGEST - OVERLAP;
    // A code point has at least a byte: no need to count.
    if text.len() <= LONGEST {
        return vec![text];
    }
    let starts: Vec<usize> = text
        .char_indices()
        .step_by(STRIDE)
        .map(|(at, _)| at)
        .collect();
    let mut windows = Vec::with_capacity(starts.len());
    for start in starts {
        let rest = text.get(start..).unwrap_or_default();
        let Some((end, _)) = rest.char_indices().nth(LONGEST) else {
            // What begins later is part of this one.
            windows.push(rest);
            break;
        };
        windows.push(rest.get(..end).unwrap_or_default());
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of so many code points, each of another value and of one to four bytes.
    fn text(length: u32) -> String {
        let mut points = (1..).filter_map(char::from_u32);
        let step = |n: u32| if n.is_multiple_of(2) { 37 } else { 1 };
        (0..length)
            .filter_map(|n| points.nth(step(n) - 1))
            .collect()
    }

    #[test]
    fn a_window_is_never_too_long_and_neighbours_share_what_they_should() {
        for (length, expected) in [
            (0, vec![0]),
            (1, vec![1]),
            (9_999, vec![9_999]),
            (10_000, vec![10_000]),
            (10_001, vec![10_000, 1_001]),
            (19_000, vec![10_000, 10_000]),
            (19_001, vec![10_000, 10_000, 1_001]),
            (28_672, vec![10_000, 10_000, 10_000, 1_672]),
        ] {
            let text = text(length);
            let windows = windows(&text);
            let lengths: Vec<_> = windows.iter().map(|w| w.chars().count()).collect();
            assert_eq!(lengths, expected, "{length}");
            for pair in windows.windows(2) {
                let end: String = pair[0].chars().skip(9_000).collect();
                assert!(pair[1].starts_with(&end), "{length}");
            }
            assert!(text.starts_with(windows[0]));
            assert!(text.ends_with(windows[windows.len() - 1]));
        }
    }

    #[test]
    fn nothing_hides_at_a_seam() {
        let text = text(40_000);
        let windows = windows(&text);
        let points: Vec<char> = text.chars().collect();
        for start in (0..points.len() - OVERLAP).step_by(101) {
            let phrase: String = points[start..=start + OVERLAP].iter().collect();
            let whole = windows.iter().any(|window| window.contains(&phrase));
            assert!(whole, "{start}");
        }
    }
}
