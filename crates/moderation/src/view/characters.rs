//! What kind of character it is.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::look::Look;

/// Whether nothing is drawn for it: `Default_Ignorable_Code_Point`, and control characters that are
/// not white space.
///
/// <https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point>
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// Whether a mark decorates a letter without changing which letter it is.
///
/// Accents, strokes, enclosures and what zalgo is made of; Hebrew points and Arabic vowels, which
/// their readers leave out; the Arabic tatweel, which stretches a word. Not the marks that are
/// letters themselves: vowel signs, viramas and nuktas of the Indic scripts, Thai vowels and tones,
/// the voicing of kana, hamza and madda.
pub(super) fn is_decoration(mark: char) -> bool {
    matches!(mark,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{8d3}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Whether it belongs to the character before it, and goes with it when that is cut out.
pub(super) fn extends(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
        || is_combining_mark(letter)
}

/// Whether it is a symbol that emoji sequences are made of.
///
/// Wider than `Extended_Pictographic`: it only decides where a joiner or a variation selector is
/// part of a sequence rather than a disguise, which is never so between letters.
pub(super) fn is_pictograph(letter: char) -> bool {
    matches!(letter,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2190}'..='\u{23ff}'
        | '\u{2500}'..='\u{27bf}' | '\u{2900}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1f0ff}' | '\u{1f18e}'
        | '\u{1f191}'..='\u{1f19a}' | '\u{1f200}'..='\u{1faff}')
}

/// The letter of a regional indicator, two of which are a flag.
pub(super) fn regional(letter: char) -> Option<char> {
    nth_letter(letter, '\u{1f1e6}')
}

/// The letter of a parenthesised one, which NFKC would turn into three characters.
pub(super) fn parenthesised(letter: char) -> Option<char> {
    nth_letter(letter, '\u{249c}').or_else(|| nth_letter(letter, '\u{1f110}'))
}

fn nth_letter(letter: char, first: char) -> Option<char> {
    let nth = u8::try_from(u32::from(letter).checked_sub(u32::from(first))?).ok()?;
    (nth < 26).then(|| char::from(b'a' + nth))
}

/// Whether words are written without spaces in its script, so that a word may begin and end at any
/// of its letters.
pub(crate) fn is_spaceless(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aaf}' | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{309f}' | '\u{3105}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether it is part of a word: a letter, a digit or a mark that is written with letters.
pub(crate) fn is_word(letter: char) -> bool {
    match letter {
        '\0'..='\u{7f}' => letter.is_ascii_alphanumeric(),
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        _ => Look::of(letter).is_word,
    }
}

/// [`is_word`] without what is known already.
pub(super) fn is_word_anew(letter: char) -> bool {
    letter.is_alphanumeric()
        || (is_combining_mark(letter) && !matches!(letter, '\u{fe0f}' | '\u{20e3}'))
        || canonical_combining_class(letter) > 0
}

/// Whether it is a letter of another script than Latin.
pub(crate) fn is_foreign(letter: char) -> bool {
    letter.is_alphabetic() && Script::of(letter) != Script::Latin
}

/// The scripts that can be told apart by the look-alikes they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Georgian,
    Cherokee,
    Syllabics,
    Other,
}

impl Script {
    pub(super) fn of(letter: char) -> Self {
        match letter {
            '\0'..='\u{2af}'
            | '\u{1d00}'..='\u{1d25}'
            | '\u{1d2c}'..='\u{1dbf}'
            | '\u{1e00}'..='\u{1eff}'
            | '\u{2071}'..='\u{24e9}'
            | '\u{2c60}'..='\u{2c7f}'
            | '\u{a720}'..='\u{a7ff}'
            | '\u{ab30}'..='\u{ab6f}'
            | '\u{ff21}'..='\u{ff5a}'
            | '\u{1f110}'..='\u{1f1ff}' => Self::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1d26}'..='\u{1d2a}' | '\u{1f00}'..='\u{1fff}' => {
                Self::Greek
            }
            '\u{400}'..='\u{52f}'
            | '\u{1c80}'..='\u{1c8f}'
            | '\u{1d2b}'
            | '\u{a640}'..='\u{a69f}' => Self::Cyrillic,
            '\u{530}'..='\u{58f}' => Self::Armenian,
            '\u{590}'..='\u{5ff}' => Self::Hebrew,
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2f}' => {
                Self::Georgian
            }
            '\u{13a0}'..='\u{13ff}' | '\u{ab70}'..='\u{abbf}' => Self::Cherokee,
            '\u{1400}'..='\u{167f}' => Self::Syllabics,
            _ => Self::Other,
        }
    }
}
