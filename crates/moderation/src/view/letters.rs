//! The letters of the aggressive view, and what they were written as.

use std::ops::Range;

/// What a letter of the aggressive view was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The letter itself.
    Plain,
    /// `@` and `$`, which hardly stand for anything else inside a word.
    Bold,
    /// A digit.
    Digit,
    /// Another sign.
    Sign,
}

/// A letter of a piece.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// What it is read as.
    pub(crate) reads: char,
    pub(crate) how: How,
    /// Where it stands in the literal view.
    pub(crate) at: Range<usize>,
}

impl Letter {
    /// Whether it is a letter rather than punctuation at the beginning of a word.
    pub(super) fn may_begin(&self) -> bool {
        self.how != How::Sign || (self.at.len() > 1 && self.reads != 'o')
    }

    /// Whether it is a letter rather than punctuation at the end of a word.
    pub(super) fn may_end(&self) -> bool {
        self.may_begin() || self.reads == 't'
    }
}

/// How many letters of a word are written in which way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) plain: usize,
    pub(crate) bold: usize,
    pub(crate) digits: usize,
    pub(crate) signs: usize,
}

impl Written {
    pub(crate) fn of<'l>(letters: impl Iterator<Item = &'l Letter>) -> Self {
        let mut written = Self::default();
        for letter in letters {
            *match letter.how {
                How::Plain => &mut written.plain,
                How::Bold => &mut written.bold,
                How::Digit => &mut written.digits,
                How::Sign => &mut written.signs,
            } += 1;
        }
        written
    }

    /// [`Self::is_word`] for what is long enough that no code is it by accident.
    pub(crate) fn is_long_word(self) -> bool {
        let sure = self.plain + self.bold;
        self.plain > 1 && self.digits + self.signs <= 2 * sure
    }

    /// Whether digits and signs are few enough to stand for letters.
    ///
    /// A word has at least as many letters as digits: `5h1t` reads as one, `a55`, `4k` and `455` are codes.
    pub(crate) fn is_word(self) -> bool {
        let sure = self.plain + self.bold;
        self.plain > 0
            && (sure > 1 || self.digits == 0)
            && self.digits <= sure
            && self.signs <= 2 * sure
    }
}
