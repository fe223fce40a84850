//! Bad words that are written so that a filter does not see them and a reader does.
//!
//! Every word of the list is put through every class a few times. A class is a list of ways, and a
//! way is a list of steps on the letters: what the letters are, how often they come, what is
//! between them.

mod alphabets;
mod between;
mod glyphs;
mod markup;
mod spelling;

use super::{
    cases::{Case, Class},
    lists,
    random::Random,
};

use self::{
    between::{directions, mixed_separators, pieces, separators, soft_hyphens, spaces, zero_width},
    glyphs::Glyphs,
    spelling::{
        accented, armenian_and_cherokee, cyrillic, enclosed, fullwidth, greek, latin, leet, marks,
        masked, mathematical, mixed_case, regional, repeats, small_capitals, superscripts,
    },
};

/// How often each word comes in a class.
const TIMES: usize = 6;

/// Changes a word. `false` if it cannot do anything to this one.
pub(super) type Step = fn(&mut Glyphs, &mut Random) -> bool;

/// The ways of each class.
const CLASSES: &[(&str, &[&[Step]])] = &[
    ("as it is", &[&[]]),
    ("mixed case", &[&[mixed_case]]),
    ("leet", &[&[leet]]),
    ("zero width", &[&[zero_width]]),
    (
        "soft hyphens, directions",
        &[&[soft_hyphens], &[directions]],
    ),
    ("Cyrillic look-alikes", &[&[cyrillic]]),
    ("Greek look-alikes", &[&[greek]]),
    ("other look-alikes", &[&[latin], &[armenian_and_cherokee]]),
    ("fullwidth", &[&[fullwidth]]),
    ("mathematical letters", &[&[mathematical]]),
    (
        "letters in circles, squares",
        &[&[enclosed], &[enclosed], &[regional, spaces]],
    ),
    (
        "small capitals, superscripts",
        &[&[small_capitals], &[superscripts]],
    ),
    ("accents", &[&[accented]]),
    ("combining marks", &[&[marks]]),
    ("spaces between letters", &[&[spaces]]),
    ("signs between letters", &[&[separators]]),
    ("mixed separators", &[&[mixed_separators]]),
    ("in two pieces", &[&[pieces]]),
    ("repeated letters", &[&[repeats]]),
    ("masked letters", &[&[masked]]),
    (
        "two at once",
        &[
            &[leet, spaces],
            &[leet, separators],
            &[leet, repeats],
            &[leet, zero_width],
            &[mixed_case, zero_width],
            &[mixed_case, mixed_separators],
            &[cyrillic, repeats],
            &[cyrillic, zero_width],
            &[cyrillic, spaces],
            &[greek, separators],
            &[fullwidth, separators],
            &[mathematical, zero_width],
            &[enclosed, spaces],
            &[marks, spaces],
            &[accented, repeats],
            &[masked, zero_width],
            &[repeats, separators],
            &[mixed_case, repeats],
        ],
    ),
];

/// What people write ordinary words in.
pub(super) const WARDROBE: &[&[Step]] = &[
    &[mixed_case],
    &[fullwidth],
    &[mathematical],
    &[enclosed],
    &[small_capitals],
    &[superscripts],
    &[accented],
    &[marks],
    &[latin],
    &[greek],
    &[cyrillic],
    &[leet],
    &[repeats],
    &[zero_width],
    &[soft_hyphens],
    &[mathematical, spaces],
    &[fullwidth, spaces],
    &[mixed_case, separators],
];

/// And those of HTML.
const HTML_CLASSES: &[(&str, &[markup::Write])] = &[
    ("HTML elements", &[markup::tags]),
    (
        "HTML references",
        &[markup::references, markup::invisible_references],
    ),
];

/// All classes, the same in every run.
pub(super) fn classes() -> Vec<Class> {
    let plain = CLASSES.iter().map(|(name, ways)| plain(name, ways));
    let html = HTML_CLASSES.iter().map(|(name, ways)| html(name, ways));
    plain.chain(html).collect()
}

fn plain(name: &'static str, ways: &[&[Step]]) -> Class {
    let (mut random, frames, ordinary) = (Random::named(name), lists::frames(), lists::ordinary());
    let mut class = Class::new(name);
    let ways = ways.iter().cycle();
    for (word, way) in each_word().zip(ways) {
        let mut glyphs = Glyphs::new(word);
        let worked = way.iter().all(|step| step(&mut glyphs, &mut random));
        let evasion = glyphs.text();
        // `pen is` is what an innocent would write.
        let pieces: Vec<_> = evasion.split_whitespace().collect();
        let innocent = pieces.len() > 1 && pieces.iter().all(|piece| ordinary.contains(piece));
        if worked && !innocent {
            let frame = frame(&frames, "{}", &mut random);
            class.add(Case::bad(word, &evasion, frame));
        }
    }
    class
}

fn html(name: &'static str, ways: &[markup::Write]) -> Class {
    let (mut random, frames) = (Random::named(name), lists::html_frames());
    let mut class = Class::new(name);
    for (word, write) in each_word().zip(ways.iter().cycle()) {
        let written = write(&Glyphs::new(word), &mut random);
        let at = random.below(frames.len());
        if let Some((html, text)) = frames.get(at) {
            let sent = Case::bad(word, &written, html);
            class.add(Case {
                text: text.replace("{}", word),
                html: Some(sent.text),
                hidden: sent.hidden,
            });
        }
    }
    class
}

fn each_word() -> impl Iterator<Item = &'static str> {
    (0..TIMES).flat_map(|_| lists::words())
}

/// Every fourth stands alone.
fn frame<'a>(frames: &[&'a str], alone: &'a str, random: &mut Random) -> &'a str {
    if random.once_in(4) {
        alone
    } else {
        random.pick(frames)
    }
}

/// One way with ordinary words, for those who write like that for fun.
pub(super) fn dress_up(text: &str, way: &[Step], random: &mut Random) -> Option<String> {
    let mut glyphs = Glyphs::new(text);
    way.iter()
        .all(|step| step(&mut glyphs, random))
        .then(|| glyphs.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each_class() {
        let examples: Vec<_> = classes()
            .iter()
            .map(|class| {
                let case = &class.cases[1];
                let at = case.hidden.as_ref().unwrap().at.clone();
                case.sent().get(at).unwrap().escape_debug().to_string()
            })
            .collect();
        assert_eq!(
            examples,
            [
                "ass",
                "ASS",
                "as5h01e",
                "as\\u{200d}s",
                "a\\u{200f}ss",
                "\u{410}ss",
                "\u{391}ss",
                "\u{13aa}ss",
                "ａｓｓ",
                "𝐚𝐬𝐬",
                "🄰🅂🅂",
                "ᵃˢˢ",
                "ãss",
                "a\u{31a}s\u{31c}s\u{31c}\u{314}",
                "a  s  s",
                "a:s:s",
                "a~s ;s",
                "as s",
                "aaaaaaassssssssss",
                "assh*le",
                "bIT\\u{200d}c\\u{180e}H",
                "a<b>s</b>s<span></span>",
                "a&zwnj;s&shy;s",
            ]
        );
    }

    #[test]
    fn every_class_has_enough_texts() {
        for class in classes() {
            assert!(
                class.cases.len() >= 190,
                "{}: {}",
                class.name,
                class.cases.len()
            );
        }
    }
}
