//! The words that mean the same to every sender: opt out, opt in, help.

use std::collections::BTreeMap;

use crate::text::{Normalised, normalise};

/// What a reserved word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reserved {
    /// Send me nothing more.
    Stop,
    /// Send me texts again.
    Start,
    /// Tell me who you are.
    Help,
}

impl Reserved {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Stop, Self::Start, Self::Help];

    /// The words that ask for it unless a policy says otherwise.
    ///
    /// * `Stop`: the seven that the FCC counts as a revocation in themselves (47 CFR
    ///   64.1200(a)(10): stop, quit, end, revoke, opt out, cancel, unsubscribe), and `STOPALL`.
    ///   `CANCEL` and `END` are among them whatever an application would like to use them for.
    ///   <https://www.ecfr.gov/current/title-47/section-64.1200>
    /// * `Start`: `START` and `UNSTOP`, which carriers act on for toll-free numbers, and `OPTIN`.
    ///   Not `YES`, which others have: reserved words come before a pending question, and "Shall
    ///   we book 3 pm? YES or NO" would never be answered. A policy without questions can add it.
    /// * `Help`: `HELP` and `INFO`.
    ///
    /// <https://help.twilio.com/articles/223134027>
    pub const fn defaults(self) -> &'static [&'static str] {
        match self {
            Self::Stop => &[
                "STOP",
                "STOP ALL",
                "UNSUBSCRIBE",
                "CANCEL",
                "END",
                "QUIT",
                "REVOKE",
                "OPT OUT",
            ],
            Self::Start => &["START", "UNSTOP", "OPT IN"],
            Self::Help => &["HELP", "INFO"],
        }
    }
}

/// The reserved words of a policy: the defaults with its changes.
///
/// A text is a reserved word if it has the same letters and digits after [`normalise`], and no
/// others: `stop`, `“STOP!”`, `S.T.O.P` and `STOP 🛑` are `STOP`, `opt-out` and `OPTOUT` are
/// `OPT OUT`, and `stop it` is not. A word said several times is that word.
///
/// ```
/// use sms::{text::normalise, words::{Reserved, Words}};
///
/// let mut words = Words::default();
/// words.remove(Reserved::Stop, "end")?;
/// words.add(Reserved::Stop, "ARRÊT")?;
/// assert_eq!(words.find(&normalise("Arret.")), Some((Reserved::Stop, "ARRÊT")));
/// assert_eq!(words.find(&normalise("END")), None);
/// assert_eq!(words.find(&normalise("please stop")), None);
/// # Ok::<(), sms::words::WordError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(BTreeMap<String, (Reserved, String)>);

/// Why the reserved words cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// The word has no letter and no digit.
    #[error("a reserved word needs a letter or a digit")]
    Empty,
    /// A text would mean two things.
    #[error("this is a word for {} already", purpose(*.0))]
    Taken(Reserved),
    /// Nothing to remove.
    #[error("this is none of the words for {}", purpose(*.0))]
    Absent(Reserved),
    /// `STOP` always stops: carriers act on it whatever a policy says.
    #[error("`STOP` cannot be left out: carriers act on it, and so must we")]
    Indispensable,
}

impl Words {
    /// Lets a word ask for something; once more changes nothing.
    ///
    /// # Errors
    ///
    /// If it has no letter or digit, or asks for something else.
    pub fn add(&mut self, reserved: Reserved, word: &str) -> Result<(), WordError> {
        let key = key(&normalise(word));
        if key.is_empty() {
            return Err(WordError::Empty);
        }
        match self.0.get(&key) {
            Some((other, _)) if *other != reserved => Err(WordError::Taken(*other)),
            Some(_) => Ok(()),
            None => {
                self.0.insert(key, (reserved, word.to_owned()));
                Ok(())
            }
        }
    }

    /// Lets a word ask for nothing any more.
    ///
    /// # Errors
    ///
    /// If it does not ask for this, or is `STOP`.
    pub fn remove(&mut self, reserved: Reserved, word: &str) -> Result<(), WordError> {
        let key = key(&normalise(word));
        if key == "stop" {
            return Err(WordError::Indispensable);
        }
        match self.0.get(&key) {
            Some((listed, _)) if *listed == reserved => {
                self.0.remove(&key);
                Ok(())
            }
            Some(_) | None => Err(WordError::Absent(reserved)),
        }
    }

    /// What a text asks for and the word that says so, as it was listed.
    pub fn find(&self, text: &Normalised) -> Option<(Reserved, &str)> {
        let whole = self.0.get(&key(text));
        let (reserved, word) = whole.or_else(|| {
            let first = text.words().next()?;
            text.words()
                .all(|word| word == first)
                .then(|| self.0.get(first))?
        })?;
        Some((*reserved, word))
    }
}

impl Default for Words {
    fn default() -> Self {
        let words = Reserved::ALL.into_iter().flat_map(|reserved| {
            reserved
                .defaults()
                .iter()
                .map(move |word| (key(&normalise(word)), (reserved, (*word).to_owned())))
        });
        Self(words.collect())
    }
}

/// The letters and digits.
fn key(text: &Normalised) -> String {
    text.as_str()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

const fn purpose(reserved: Reserved) -> &'static str {
    match reserved {
        Reserved::Stop => "opting out",
        Reserved::Start => "opting in",
        Reserved::Help => "help",
    }
}

#[cfg(test)]
mod tests;
