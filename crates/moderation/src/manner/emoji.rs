//! Emoji as a reader counts them.

use unicode_properties::UnicodeEmoji;
use unicode_segmentation::UnicodeSegmentation;

const AS_PICTURE: char = '\u{fe0f}';
const AS_TEXT: char = '\u{fe0e}';
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';
/// The first emoji of its own, after the signs `©` and `®`.
const FIRST: char = '\u{203c}';

/// How many clusters are shown as a picture. <https://www.unicode.org/reports/tr51/#Definitions>
pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    let mut count = 0;
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if at < seen {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if c == KEYCAP {
            count += usize::from(is_keycap(text.get(..at).unwrap_or_default()));
        } else if (c >= FIRST || matches!(c, '©' | '®')) && c.is_emoji_char() {
            // Only what may be a picture is worth finding the end of.
            let cluster = rest.graphemes(true).next().unwrap_or_default();
            seen = at + cluster.len();
            count += usize::from(is_picture(c, cluster));
        }
    }
    count
}

fn is_keycap(before: &str) -> bool {
    before
        .strip_suffix(AS_PICTURE)
        .unwrap_or(before)
        .ends_with(|c: char| c.is_ascii_digit() || matches!(c, '#' | '*'))
}

fn is_picture(first: char, cluster: &str) -> bool {
    match cluster.chars().nth(1) {
        Some(AS_TEXT) => false,
        Some(AS_PICTURE) => true,
        _ => is_picture_alone(first) || cluster.contains(JOINER),
    }
}

/// `Emoji_Presentation`: a picture unless it says otherwise. `©` and `™` are not.
fn is_picture_alone(c: char) -> bool {
    use unicode_properties::EmojiStatus::{
        EmojiPresentation, EmojiPresentationAndEmojiComponent,
        EmojiPresentationAndModifierAndEmojiComponent, EmojiPresentationAndModifierBase,
    };
    matches!(
        c.emoji_status(),
        EmojiPresentation
            | EmojiPresentationAndModifierBase
            | EmojiPresentationAndEmojiComponent
            | EmojiPresentationAndModifierAndEmojiComponent
    )
}
