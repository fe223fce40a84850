//! Ordinary words in the clothes of evasions.

use super::fill;
use crate::chat::{
    cases::{Case, Class},
    evasions, lists,
    random::Random,
};

/// Words that a filter for look-alikes could see too much in.
const TREACHEROUS: &[&str] = &[
    "class",
    "glass",
    "pass",
    "peacock",
    "title",
    "document",
    "grape",
    "saltwater",
    "Scunthorpe",
    "cockpit",
    "assist",
    "cucumber",
    "Penistone",
    "Dickens",
    "duck",
    "count",
    "shirt",
    "sheet",
];

/// Ordinary words in every class's letters.
pub(super) fn dressed_up(enough: usize) -> Class {
    let (mut class, ordinary) = (Class::new("ordinary words dressed up"), lists::ordinary());
    let mut random = Random::named(class.name);
    let mut ways = evasions::WARDROBE.iter().cycle();
    fill(&mut class, enough, || {
        let words: Vec<_> = (0..random.between(1, 3))
            .map(|_| {
                let words = if random.once_in(4) {
                    TREACHEROUS
                } else {
                    &ordinary
                };
                random.pick(words)
            })
            .collect();
        let dressed = words
            .iter()
            .map(|word| evasions::dress_up(word, ways.clone().next()?, &mut random))
            .collect::<Option<Vec<_>>>();
        ways.next();
        Some(Case::innocent(dressed?.join(" ")))
    });
    class
}

/// Ordinary HTML: emphasised words, lists, paragraphs that end where another word goes on.
pub(super) fn html(enough: usize) -> Class {
    let (mut class, ordinary) = (Class::new("HTML"), lists::ordinary());
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        let [a, b, c] = std::array::from_fn(|_| random.pick(&ordinary));
        let (html, text) = match random.below(8) {
            0 => (format!("<p>{a} <b>{b}</b> {c}</p>"), format!("{a} {b} {c}")),
            1 => (
                "<p>the pen</p><p>is mine</p>".replace("mine", c),
                format!("the pen\nis {c}"),
            ),
            2 => (format!("{a} as<br>s{c}"), format!("{a} as\ns{c}")),
            3 => (
                format!("<ul><li>{a}</li><li>{b}</li></ul>{c}"),
                format!("{a}\n{b}\n{c}"),
            ),
            4 => (
                format!("<table><tr><td>{a} pus</td><td>sy{b}</td></tr></table>"),
                format!("{a} pus\tsy{b}"),
            ),
            5 => (
                format!("<a href=\"https://example.com/{a}\">{b}</a> {c}"),
                format!("{b} {c}"),
            ),
            6 => (
                format!("<p class=\"pass\" id=\"{a}\">{b} &amp; {c}</p>"),
                format!("{b} & {c}"),
            ),
            _ => (
                format!("<p>{a}&nbsp;{b}&hellip; &lt;{c}&gt;</p>"),
                format!("{a} {b}… <{c}>"),
            ),
        };
        Some(Case {
            html: Some(html),
            ..Case::innocent(text)
        })
    });
    class
}

/// Emoji beside each other and among words.
pub(super) fn emoji(class: &mut Class, enough: usize) {
    let (mut random, ordinary) = (Random::named(class.name), lists::ordinary());
    let all: Vec<_> = class.cases.iter().map(|case| case.text.clone()).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    fill(class, enough, || {
        let [a, b] = std::array::from_fn(|_| random.pick(&all));
        let [c, d] = std::array::from_fn(|_| random.pick(&ordinary));
        Some(Case::innocent(match random.below(3) {
            0 => format!("{a}{b}"),
            1 => format!("{c} {a} {d} {b}"),
            _ => format!("{a} {c}{b}"),
        }))
    });
}

/// Emphasis, footnotes, globs, blanks.
pub(super) fn stars(class: &mut Class, enough: usize) {
    let (mut random, ordinary) = (Random::named(class.name), lists::ordinary());
    fill(class, enough, || {
        let [a, b] = std::array::from_fn(|_| random.pick(&ordinary));
        Some(Case::innocent(match random.below(6) {
            0 => format!("*{a}* {b}"),
            1 => format!("**{a} {b}**"),
            2 => format!("{a}* {b}**"),
            3 => format!("{a}_*.{b}"),
            4 => format!("____ {a} ____ {b}"),
            _ => format!("#{a} @{b}"),
        }))
    });
}
