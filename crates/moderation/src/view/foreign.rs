//! Which look-alikes stand for Latin letters: those among Latin letters do, a word of another
//! language does not.

use super::{
    characters::{Script, is_letter, is_word},
    literal::Unit,
    lookalikes::{Likeness, plain},
};

/// Folds the case of every letter, and look-alikes to Latin letters where they stand for them.
///
/// They do in a word with Latin letters or letters of two scripts. A word that is wholly of
/// look-alikes stands for a Latin one only if no word of the message is surely of its own script, and
/// either something is in Latin, or the letters belong to no one language (`ѕ` with `һ`): in `ты кот`
/// and in `кот`, `кот` is the cat.
pub(super) fn fold(units: &mut Vec<Unit>) {
    let mut message = Message::default();
    for word in words(units) {
        message.read(&Word::of(word));
    }
    message.has_latin |= words(units).any(|word| message.takes_for_latin(&Word::of(word)));
    let mut folded = Vec::with_capacity(units.len());
    for word in words(units) {
        let reading = Word::of(word);
        let as_latin = reading.is_mixed() || message.takes_for_latin(&reading);
        for unit in word {
            fold_letter(unit, as_latin, &mut folded);
        }
    }
    *units = folded;
}

/// Runs of letters and digits, and runs of everything else.
fn words(units: &[Unit]) -> impl Iterator<Item = &[Unit]> {
    units.chunk_by(|one, other| is_in_word(one.letter) == is_in_word(other.letter))
}

fn is_in_word(letter: char) -> bool {
    is_word(letter) && (is_letter(letter) || !letter.is_alphabetic())
}

/// The letters of a word by script.
#[derive(Debug, Default)]
struct Word {
    scripts: [bool; Script::COUNT],
    /// Scripts with a letter that has no likeness at all.
    unlike: [bool; Script::COUNT],
    /// Scripts with a letter that does not look exactly like a Latin one.
    distinct: [bool; Script::COUNT],
    rare: Rare,
}

/// Letters that no one language has together.
#[derive(Debug, Default, Clone, Copy)]
struct Rare {
    macedonian: bool,
    ukrainian: bool,
    turkic: bool,
    /// Of no living language.
    outlandish: bool,
}

impl Rare {
    fn read(&mut self, letter: char) {
        match letter {
            'Ѕ' | 'ѕ' => self.macedonian = true,
            'І' | 'і' => self.ukrainian = true,
            'Һ' | 'һ' | 'Ү' | 'ү' => self.turkic = true,
            'Ԁ' | 'ԁ' | 'Ԛ' | 'ԛ' | 'Ԝ' | 'ԝ' | 'Ϳ' | 'ϳ' => self.outlandish = true,
            _ => {}
        }
    }

    fn add(&mut self, other: Self) {
        self.macedonian |= other.macedonian;
        self.ukrainian |= other.ukrainian;
        self.turkic |= other.turkic;
        self.outlandish |= other.outlandish;
    }

    fn is_put_on(self) -> bool {
        let languages = [self.macedonian, self.ukrainian, self.turkic];
        self.outlandish || languages.into_iter().filter(|it| *it).count() > 1
    }
}

impl Word {
    fn of(word: &[Unit]) -> Self {
        let mut reading = Self::default();
        for unit in word.iter().filter(|unit| unit.letter.is_alphabetic()) {
            let letter = unit.letter;
            let script = Script::of(letter);
            let likeness = likeness(letter);
            if let (Some(here), Some(unlike), Some(distinct)) = (
                reading.scripts.get_mut(script as usize),
                reading.unlike.get_mut(script as usize),
                reading.distinct.get_mut(script as usize),
            ) {
                *here = true;
                *unlike |= likeness.is_none();
                *distinct |= likeness != Some(Likeness::Same);
            }
            reading.rare.read(letter);
        }
        reading
    }

    fn has(&self, script: Script) -> bool {
        self.scripts.get(script as usize).is_some_and(|here| *here)
    }

    fn is_mixed(&self) -> bool {
        self.scripts.iter().filter(|here| **here).count() > 1
    }

    /// The script of a word that is of one other than Latin, if all of it looks Latin.
    fn looks_latin(&self) -> Option<usize> {
        let script = self.scripts.iter().position(|here| *here)?;
        let distinct = self.distinct.iter().any(|distinct| *distinct);
        (script != Script::Latin as usize && !distinct).then_some(script)
    }
}

/// What speaks for and against the words of a message being Latin.
#[derive(Debug, Default)]
struct Message {
    has_latin: bool,
    /// Scripts with a word that cannot be meant as Latin.
    has_own: [bool; Script::COUNT],
    rare: Rare,
}

impl Message {
    fn read(&mut self, word: &Word) {
        let is_mixed = word.is_mixed();
        self.has_latin |= is_mixed || word.has(Script::Latin);
        self.rare.add(word.rare);
        let own = if is_mixed {
            &word.unlike
        } else {
            &word.distinct
        };
        for (known, own) in self.has_own.iter_mut().zip(own) {
            *known |= own;
        }
    }

    /// Scripts that a chat is hardly written in need no Latin beside them.
    fn takes_for_latin(&self, word: &Word) -> bool {
        let Some(script) = word.looks_latin() else {
            return false;
        };
        let is_living = [
            Script::Greek,
            Script::Cyrillic,
            Script::Armenian,
            Script::Hebrew,
        ]
        .iter()
        .any(|living| *living as usize == script);
        let has_own = self.has_own.get(script).is_some_and(|own| *own);
        !has_own && (self.has_latin || !is_living || self.rare.is_put_on())
    }
}

/// How a letter or its other case is drawn, whichever is more Latin.
fn likeness(letter: char) -> Option<Likeness> {
    let of = |letter| plain(letter).map(|(_, likeness)| likeness);
    let cases = [
        Some(letter),
        letter.to_lowercase().next(),
        letter.to_uppercase().next(),
    ];
    let mut known = cases.into_iter().flatten().filter_map(of);
    known
        .clone()
        .find(|it| *it != Likeness::Alike)
        .or_else(|| known.next())
}

fn fold_letter(unit: &Unit, as_latin: bool, folded: &mut Vec<Unit>) {
    let mut put = |letter| {
        folded.push(Unit {
            letter,
            ..unit.clone()
        })
    };
    let letter = unit.letter;
    if letter.is_ascii() {
        put(letter.to_ascii_lowercase());
        return;
    }
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    match plain(letter).or_else(|| plain(lower)) {
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
        _ => letter.to_lowercase().for_each(put),
    }
}
