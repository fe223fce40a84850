//! Other characters for letters, more of them, or stars.

use super::{
    alphabets::{self, Alphabet},
    glyphs::Glyphs,
};
use crate::chat::random::Random;

pub(super) fn mixed_case(word: &mut Glyphs, random: &mut Random) -> bool {
    word.replace_some(random, 2, |glyph, _| {
        let upper = glyph.to_uppercase();
        (upper != glyph).then_some(upper)
    })
}

/// At most half of the letters: `a55` is a road in Wales.
pub(super) fn leet(word: &mut Glyphs, random: &mut Random) -> bool {
    let replaced = word.replace_some(random, 2, |glyph, random| {
        let signs = match glyph {
            "a" => "@4",
            "b" => "8",
            "c" => "(",
            "e" => "3",
            "g" => "96",
            "i" => "1!|",
            "l" => "1|",
            "o" => "0",
            "s" => "$5",
            "t" => "7+",
            "u" => "v",
            "z" => "2",
            _ => return None,
        };
        Some(random.pick_char(signs).into())
    });
    let kept = word
        .0
        .iter()
        .filter(|glyph| glyph.chars().all(char::is_alphabetic))
        .count();
    replaced && kept * 2 >= word.0.len()
}

/// Three of four letters, where the alphabet has them.
pub(super) fn look_alikes(alphabet: Alphabet, word: &mut Glyphs, random: &mut Random) -> bool {
    word.replace_some(random, 4, |glyph, random| {
        let letters = alphabet(only_letter(glyph)?);
        let at = random.below(letters.len());
        letters.get(at).map(char::to_string)
    })
}

pub(super) fn cyrillic(word: &mut Glyphs, random: &mut Random) -> bool {
    look_alikes(alphabets::cyrillic, word, random)
}

pub(super) fn greek(word: &mut Glyphs, random: &mut Random) -> bool {
    look_alikes(alphabets::greek, word, random)
}

pub(super) fn armenian_and_cherokee(word: &mut Glyphs, random: &mut Random) -> bool {
    look_alikes(alphabets::armenian_and_cherokee, word, random)
}

pub(super) fn latin(word: &mut Glyphs, random: &mut Random) -> bool {
    look_alikes(alphabets::latin, word, random)
}

pub(super) fn accented(word: &mut Glyphs, random: &mut Random) -> bool {
    look_alikes(alphabets::accented, word, random)
}

pub(super) fn small_capitals(word: &mut Glyphs, _: &mut Random) -> bool {
    word.replace_all(|letter| alphabets::small_capitals(letter).first().copied())
}

pub(super) fn superscripts(word: &mut Glyphs, _: &mut Random) -> bool {
    word.replace_all(|letter| alphabets::superscripts(letter).first().copied())
}

pub(super) fn fullwidth(word: &mut Glyphs, random: &mut Random) -> bool {
    styled(alphabets::FULLWIDTH, word, random)
}

pub(super) fn mathematical(word: &mut Glyphs, random: &mut Random) -> bool {
    styled(alphabets::MATHEMATICAL, word, random)
}

pub(super) fn enclosed(word: &mut Glyphs, random: &mut Random) -> bool {
    styled(alphabets::ENCLOSED, word, random)
}

pub(super) fn regional(word: &mut Glyphs, random: &mut Random) -> bool {
    styled(alphabets::REGIONAL, word, random)
}

/// The whole word in one style.
fn styled(styles: &[char], word: &mut Glyphs, random: &mut Random) -> bool {
    let at = random.below(styles.len());
    let style = styles.get(at).copied().unwrap_or_default();
    word.replace_all(|letter| alphabets::shifted(letter, style))
}

/// One to four marks on most letters.
pub(super) fn marks(word: &mut Glyphs, random: &mut Random) -> bool {
    word.replace_some(random, 4, |glyph, random| {
        let mut marked = glyph.to_owned();
        for _ in 0..random.between(1, 4) {
            let mark = 0x300 + u32::try_from(random.below(0x34)).unwrap_or_default();
            marked.extend(char::from_u32(mark));
        }
        Some(marked)
    })
}

/// One letter or more, three to seven times.
pub(super) fn repeats(word: &mut Glyphs, random: &mut Random) -> bool {
    word.replace_some(random, 2, |glyph, random| {
        Some(glyph.repeat(random.between(3, 7)))
    })
}

/// Stars for the vowels, or for all between the first and the last.
pub(super) fn masked(word: &mut Glyphs, random: &mut Random) -> bool {
    let last = word.0.len().saturating_sub(1);
    if last < 3 {
        return false;
    }
    let sign = random.pick(&["*", "*", "*", "#", "%", "_", "?", "•"]);
    let all = last == 3 && random.once_in(3);
    let mut any = false;
    for (at, glyph) in word.0.iter_mut().enumerate() {
        let vowel = matches!(glyph.as_str(), "a" | "e" | "i" | "o" | "u");
        if at > 0 && at < last && (all || vowel) && (!any || all || random.once_in(2)) {
            sign.clone_into(glyph);
            any = true;
        }
    }
    any
}

fn only_letter(glyph: &str) -> Option<char> {
    let mut characters = glyph.chars();
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}
