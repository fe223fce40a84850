//! Emoji as a reader counts them.

use unicode_properties::UnicodeEmoji;
use unicode_segmentation::UnicodeSegmentation;

/// How many clusters are shown as a picture. <https://www.unicode.org/reports/tr51/#Definitions>
pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    text.graphemes(true)
        .filter(|cluster| is_emoji(cluster))
        .count()
}

fn is_emoji(cluster: &str) -> bool {
    const AS_PICTURE: char = '\u{fe0f}';
    const AS_TEXT: char = '\u{fe0e}';
    const KEYCAP: char = '\u{20e3}';
    let mut chars = cluster.chars();
    let Some(first) = chars.next().filter(|first| !first.is_ascii_alphabetic()) else {
        return false;
    };
    let flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&first);
    let pictured = first.is_emoji_char() && !first.is_ascii();
    match chars.next() {
        Some(AS_TEXT) => false,
        Some(AS_PICTURE) => pictured || chars.next() == Some(KEYCAP),
        Some(KEYCAP) => true,
        // A single regional indicator is shown as a letter in a box: as loud as a flag.
        _ => {
            flag || (pictured && is_picture_alone(first))
                || (pictured && cluster.contains('\u{200d}'))
        }
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
