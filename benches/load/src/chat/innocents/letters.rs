//! Single letters, and more letters than a word has.

use super::fill;
use crate::chat::{
    cases::{Case, Class},
    lists,
    random::Random,
};

const SURNAMES: &[&str] = &[
    "Tolkien",
    "Rowling",
    "Hancock",
    "Dickinson",
    "Miller",
    "Cockburn",
    "Novak",
    "Garcia",
    "Smith",
    "Wankhede",
    "Okafor",
    "Jensen",
    "Rossi",
    "Tanaka",
    "Takeshita",
    "Picasso",
    "Bassett",
    "Lee",
];
const ACRONYMS: &[&str] = &[
    "U.S.A.", "U.K.", "E.U.", "U.N.", "N.A.T.O.", "a.m.", "p.m.", "e.g.", "i.e.", "Ph.D.", "B.A.",
    "M.Sc.", "P.S.", "R.S.V.P.", "A.S.A.P.", "F.A.Q.", "D.I.Y.", "V.I.P.", "T.B.D.", "W.C.",
    "C.V.", "L.A.", "N.Y.", "D.C.", "S.O.S.", "R.I.P.", "F.B.I.", "C.I.A.", "B.B.C.", "I.T.",
    "H.R.", "Q.E.D.",
];
const TALES: &[&str] = &[
    "{} signed for it",
    "a book by {}",
    "{}",
    "ask {} at the desk",
    "from {} with love",
    "{} is in today",
    "sent to {}, third floor",
];
const SPELLED: &[&str] = &[
    "{}",
    "{}!",
    "that is {}",
    "please write {} on the form",
    "it is spelled {}",
    "{} {}",
    "A: {}",
    "a {} sign",
    "I said {}.",
    "the letters {}",
];
/// Longer words that have bad ones inside, letter by letter.
const TREACHEROUS: &[&str] = &[
    "class",
    "glass",
    "grass",
    "pass",
    "compass",
    "assets",
    "assist",
    "cockpit",
    "peacock",
    "title",
    "document",
    "cucumber",
    "grape",
    "drape",
    "scrape",
    "saltwater",
    "swanky",
    "prickle",
    "dickens",
    "oxymoron",
    "passport",
    "massage",
    "embassy",
    "potassium",
    "cumin",
    "shitake",
    "hancock",
];

/// Names with initials, and abbreviations with points.
pub(super) fn initials(enough: usize) -> Class {
    let (mut class, words) = (Class::new("initials"), lists::words());
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        let mut name = String::new();
        let mut letters = String::new();
        if random.once_in(4) {
            name.push_str(random.pick(ACRONYMS));
        } else {
            for _ in 0..random.between(1, 4) {
                let letter = random.pick_char("ABCDEFGHIJKLMNOPRSTUVW");
                letters.push(letter.to_ascii_lowercase());
                name.push(letter);
                name.push_str(random.pick(&[". ", ". ", ".", " "]));
            }
            name.push_str(random.pick(SURNAMES));
        }
        let tale = random.pick(TALES).replace("{}", &name);
        // Nobody could tell these initials from an insult.
        (!words.iter().any(|word| letters.contains(word))).then(|| Case::innocent(tale))
    });
    class
}

/// `H E L L O`, and `c-l-a-s-s`.
pub(super) fn spelled_out(enough: usize) -> Class {
    let (mut class, ordinary) = (Class::new("spelled out"), lists::ordinary());
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        let words = if random.once_in(3) {
            TREACHEROUS
        } else {
            &ordinary
        };
        let word = random.pick(words);
        if word.len() < 3 {
            return None;
        }
        let separator = random.pick(&[" ", " ", "-", ".", "_", "*", "\n", "  ", "~", " - "]);
        let letters: Vec<_> = word.chars().map(String::from).collect();
        let spelled = letters.join(separator);
        let spelled = if random.once_in(2) {
            spelled.to_uppercase()
        } else {
            spelled
        };
        Some(Case::innocent(random.pick(SPELLED).replace("{}", &spelled)))
    });
    class
}

/// `soooo good`, `yesss`.
pub(super) fn stretched(enough: usize) -> Class {
    const CRIES: &[&str] = &[
        "so", "yes", "no", "hm", "ah", "oh", "wow", "haha", "cool", "good", "please", "aw", "ugh",
        "pass", "class", "kiss", "miss", "guess", "grass", "bass", "his", "is", "its", "it", "hit",
        "bit", "sit", "duck", "count", "shirt", "pick", "shut", "come", "push", "pen", "where",
        "hello", "bye", "nice", "sweet", "really", "love", "brr", "zzz", "shh", "psst", "boo",
        "mm", "yay", "whoa", "hooray", "goal", "late", "cold", "hot", "long", "far", "cute",
        "finally",
    ];
    const FRAMES: &[&str] = &[
        "{}",
        "{}!",
        "{} good",
        "that is {}",
        "I am {} tired",
        "{} me too",
    ];
    let mut class = Class::new("stretched");
    let mut random = Random::named(class.name);
    fill(&mut class, enough, || {
        let cry = random.pick(CRIES);
        let stretched_at = random.below(cry.len());
        let times = random.between(3, 9);
        let letters = cry.chars().enumerate().map(|(at, letter)| {
            let times = if at == stretched_at { times } else { 1 };
            String::from(letter).repeat(times)
        });
        let stretched: String = letters.collect();
        Some(Case::innocent(
            random.pick(FRAMES).replace("{}", &stretched),
        ))
    });
    class
}
