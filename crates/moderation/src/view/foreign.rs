//! Which look-alikes stand for Latin letters: those among Latin letters do, a word of another
//! language does not.

use super::{characters::Script, literal::Unit, look::Look, lookalikes::Likeness};

/// Folds the case of every letter, and look-alikes to Latin letters where they stand for them.
///
/// They do in a word with Latin letters or letters of two scripts. A word that is wholly of
/// look-alikes stands for a Latin one only if no word of the message is surely of its own script, and
/// either something is in Latin, or the letters belong to no one language (`ѕ` with `һ`): in `ты кот`
/// and in `кот`, `кот` is the cat.
pub(super) fn fold(units: &mut Vec<Unit>) {
    let mut words = Vec::new();
    let (mut word, mut len, mut was_in_word) = (Word::default(), 0, false);
    for unit in &*units {
        let letter = unit.letter;
        let look = (!letter.is_ascii()).then(|| Look::of(letter));
        let is_in_word = look.map_or(letter.is_ascii_alphanumeric(), |look| look.is_in_word);
        if is_in_word != was_in_word && len > 0 {
            words.push((len, std::mem::take(&mut word)));
            len = 0;
        }
        was_in_word = is_in_word;
        len += 1;
        match look {
            None => word.read_ascii(letter),
            Some(look) => word.read(letter, look),
        }
    }
    words.push((len, word));
    let mut message = Message::default();
    for (_, word) in &words {
        message.read(word);
    }
    message.has_latin |= words.iter().any(|(_, word)| message.takes_for_latin(word));
    let mut folded = Vec::with_capacity(units.len());
    let mut units_left = units.iter();
    for (len, word) in &words {
        let as_latin = word.is_mixed() || message.takes_for_latin(word);
        for unit in units_left.by_ref().take(*len) {
            fold_letter(unit, as_latin, &mut folded);
        }
    }
    *units = folded;
}

/// Some scripts.
#[derive(Debug, Default, Clone, Copy)]
struct Scripts(u16);

impl Scripts {
    const LIVING: Self = Self(
        1 << Script::Greek as u16
            | 1 << Script::Cyrillic as u16
            | 1 << Script::Armenian as u16
            | 1 << Script::Hebrew as u16,
    );

    fn add(&mut self, script: Script, is_so: bool) {
        self.0 |= u16::from(is_so) << script as u16;
    }

    fn add_all(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn has(self, script: Script) -> bool {
        self.0 & 1 << script as u16 != 0
    }

    fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The letters of a word by script.
#[derive(Debug, Default)]
struct Word {
    scripts: Scripts,
    /// Scripts with a letter that has no likeness at all.
    unlike: Scripts,
    /// Scripts with a letter that does not look exactly like a Latin one.
    distinct: Scripts,
    rare: Rare,
    /// Whether a capital stands behind a small letter.
    is_jumbled: bool,
    /// Whether the last letter is a small one.
    is_small: bool,
}

/// Letters that no one language has together, each language a bit; what no living language has, two.
#[derive(Debug, Default, Clone, Copy)]
struct Rare(u8);

impl Rare {
    const OUTLANDISH: u8 = 0b11000;

    fn read(&mut self, letter: char) {
        self.0 |= match letter {
            'Ѕ' | 'ѕ' => 0b1,
            'І' | 'і' => 0b10,
            'Һ' | 'һ' | 'Ү' | 'ү' => 0b100,
            'Ԁ' | 'ԁ' | 'Ԛ' | 'ԛ' | 'Ԝ' | 'ԝ' | 'Ѡ' | 'ѡ' | 'Ϳ' | 'ϳ' | 'Ϲ' | 'ϲ' | 'ᴦ' => {
                Self::OUTLANDISH
            }
            _ => 0,
        };
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn is_put_on(self) -> bool {
        self.0.count_ones() > 1
    }
}

impl Word {
    fn read(&mut self, letter: char, look: Look) {
        self.read_case(look.is_letter, look.lower != letter);
        if look.is_letter {
            self.scripts.add(look.script, true);
            self.unlike.add(look.script, look.likeness.is_none());
            self.distinct
                .add(look.script, look.likeness != Some(Likeness::Same));
            self.rare.read(letter);
        }
    }

    fn read_case(&mut self, is_letter: bool, is_capital: bool) {
        self.is_jumbled |= self.is_small && is_capital;
        self.is_small = is_letter && !is_capital;
    }

    fn read_ascii(&mut self, letter: char) {
        self.read_case(letter.is_ascii_alphabetic(), letter.is_ascii_uppercase());
        if letter.is_ascii_alphabetic() {
            for scripts in [&mut self.scripts, &mut self.unlike, &mut self.distinct] {
                scripts.add(Script::Latin, true);
            }
        }
    }

    /// Whether it has letters of two scripts, or of no living language.
    fn is_mixed(&self) -> bool {
        self.scripts.0.count_ones() > 1 || self.rare.is_put_on()
    }

    /// Whether it is of a script other than Latin, and all of it looks Latin.
    fn looks_latin(&self) -> bool {
        self.scripts.0 != 0 && !self.scripts.has(Script::Latin) && self.distinct.0 == 0
    }
}

/// What speaks for and against the words of a message being Latin.
#[derive(Debug, Default)]
struct Message {
    has_latin: bool,
    /// Scripts with a word that cannot be meant as Latin.
    own: Scripts,
    rare: Rare,
}

impl Message {
    fn read(&mut self, word: &Word) {
        let is_mixed = word.is_mixed();
        self.has_latin |= is_mixed || word.scripts.has(Script::Latin);
        self.rare.add(word.rare);
        self.own
            .add_all(if is_mixed { word.unlike } else { word.distinct });
    }

    /// Scripts that a chat is hardly written in need no Latin beside them.
    fn takes_for_latin(&self, word: &Word) -> bool {
        word.looks_latin()
            && !self.own.has_any(word.scripts)
            && (self.has_latin
                || word.is_jumbled
                || !word.scripts.has_any(Scripts::LIVING)
                || self.rare.is_put_on())
    }
}

fn fold_letter(unit: &Unit, as_latin: bool, folded: &mut Vec<Unit>) {
    let mut put = |letter| {
        folded.push(Unit {
            letter,
            start: unit.start,
            end: unit.end,
        });
    };
    let letter = unit.letter;
    if letter.is_ascii() {
        put(letter.to_ascii_lowercase());
        return;
    }
    let Look { lower, plain, .. } = Look::of(letter);
    match plain {
        Some((letter, Likeness::Latin)) => put(letter),
        Some((letter, _)) if as_latin => put(letter),
        _ if matches!(letter, 'ß' | 'ẞ') => {
            put('s');
            put('s');
        }
        _ if letter == 'æ' || lower == 'æ' => {
            put('a');
            put('e');
        }
        _ if lower == 'œ' => {
            put('o');
            put('e');
        }
        _ if letter == 'ς' => put('σ'),
        _ => put(lower),
    }
}
