//! A line of a word list.

use super::{Place, Term, TermError};

impl Term {
    /// Reads a line of a word list; `None` for an empty line and for a comment (`#`).
    ///
    /// ```
    /// use moderation::terms::{Place, Term};
    ///
    /// let term = Term::parse("zorp*  # and zorping")?.ok_or("a comment")?;
    /// assert_eq!((term.text.as_str(), term.place), ("zorp", Place::Prefix));
    /// let phrase = Term::parse("\"two words\"")?.ok_or("a comment")?;
    /// assert_eq!((phrase.text.as_str(), phrase.place), ("two words", Place::Word));
    /// assert_eq!(Term::parse("# nothing")?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(line: &str) -> Result<Option<Self>, TermError> {
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        let line = line.split_once(" #").map_or(line, |(term, _)| term).trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let quoted = line
            .strip_prefix('"')
            .and_then(|line| line.strip_suffix('"'));
        let line = quoted.unwrap_or(line);
        if quoted.is_none() && (line.starts_with('"') || line.ends_with('"')) {
            return Err(TermError::Quote);
        }
        let (text, is_open_before) = line
            .strip_prefix('*')
            .map_or((line, false), |it| (it, true));
        let (text, is_open_after) = text
            .strip_suffix('*')
            .map_or((text, false), |it| (it, true));
        if text.contains('*') {
            return Err(TermError::Star);
        }
        let place = match (is_open_before, is_open_after) {
            (false, false) => Place::Word,
            (false, true) => Place::Prefix,
            (true, false) => Place::Suffix,
            (true, true) => Place::Anywhere,
        };
        let term = Self {
            text: text.trim().to_owned(),
            place,
        };
        super::forms::check(&term)?;
        Ok(Some(term))
    }
}
