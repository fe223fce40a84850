//! Characters that mean the same made the same.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Appends `text` in compatibility form and small letters, without accents, apostrophes and
/// what cannot be seen.
pub(crate) fn fold(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let kept = text
            .chars()
            .filter(|c| !is_apostrophe(*c) && !is_invisible(*c));
        folded.extend(kept.map(|c| c.to_ascii_lowercase()));
        return;
    }
    let plain = |c: &char| !is_apostrophe(*c) && !is_invisible(*c) && !is_accent(*c);
    // An acute accent or a primed space standing alone would decompose into a space and a mark:
    // apostrophes go first. Small letters can decompose once more, hence the last step.
    let small = text
        .chars()
        .filter(plain)
        .nfkd()
        .filter(plain)
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(plain)
        .flat_map(spelled);
    folded.extend(small.nfkc());
}

/// Part of a word: a letter, a digit, or a mark that makes a syllable.
pub(super) fn is_wordy(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Emoji, dingbats, arrows and the like.
pub(super) const fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}

/// Letters that no decomposition takes apart, as people write them without their keyboard.
fn spelled(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        'ß' => ['s', 's'],
        'æ' => ['a', 'e'],
        'œ' => ['o', 'e'],
        'ı' => ['i', '\0'],
        'ø' => ['o', '\0'],
        'ł' => ['l', '\0'],
        'đ' => ['d', '\0'],
        'ς' => ['σ', '\0'],
        other => [other, '\0'],
    };
    letters.into_iter().filter(|c| *c != '\0')
}

/// Apostrophes and the characters that are typed for one: `dont`, `don't` and `don’t` are one word.
const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ˈ' | '＇' | '｀'
    )
}

/// Marks above and below letters. Not all marks: in many scripts they are the vowels.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Zero-width and direction controls, variation selectors, skin tones, fillers, control characters.
pub(super) fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
}
