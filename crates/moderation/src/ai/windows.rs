//! Texts that are longer than the service takes.

/// The most characters of one call
/// (<https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements>).
pub const MOST_CHARACTERS: usize = 10_000;

/// What two windows have in common, so that no sentence is only ever seen cut in two.
const OVERLAP: usize = 500;

/// A text in pieces of at most [`MOST_CHARACTERS`] characters, each beginning before the one before
/// ends.
pub fn windows(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let here = rest.take()?;
        let Some((end, _)) = here.char_indices().nth(MOST_CHARACTERS) else {
            return Some(here);
        };
        let next = here.char_indices().nth(MOST_CHARACTERS - OVERLAP);
        rest = next.and_then(|(at, _)| here.get(at..));
        here.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_the_text_and_overlap() {
        for (characters, expected) in [
            (0, vec![0]),
            (10_000, vec![10_000]),
            (10_001, vec![10_000, 501]),
            (28_000, vec![10_000, 10_000, 9_000]),
        ] {
            let text: String = (0..characters).map(|n| ['a', 'é', '🦀'][n % 3]).collect();
            let pieces: Vec<_> = windows(&text).collect();
            let lengths: Vec<_> = pieces.iter().map(|piece| piece.chars().count()).collect();
            assert_eq!(lengths, expected);
            let mut joined = pieces[0].to_owned();
            for piece in &pieces[1..] {
                joined.extend(piece.chars().skip(OVERLAP));
            }
            assert_eq!(joined, text);
        }
    }
}
