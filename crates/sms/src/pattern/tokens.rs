//! A message in the pieces that patterns compare.

use crate::text::normalise;

/// One more than a pattern has items: what follows can only matter by being there.
const MOST: usize = 17;

/// A message's first tokens.
///
/// A token is what stands between white space, and between `:`, `;`, `,`, `=` and `#` unless
/// digits surround them: `DONE#42` is two tokens, `12:30` is one. Punctuation is none, and
/// pictographs are only in a message without words: `YES 👍` is `YES`.
#[derive(Clone)]
pub struct Tokens<'t> {
    message: &'t str,
    tokens: Vec<Token<'t>>,
}

/// A token.
#[derive(Clone)]
pub struct Token<'t> {
    original: &'t str,
    end: usize,
    normal: String,
}

impl<'t> Tokens<'t> {
    /// Cuts a message up, as far as patterns can look.
    pub fn of(message: &'t str) -> Self {
        let tokens = || Pieces { message, at: 0 }.filter_map(Token::read);
        let is_word = |token: &Token<'_>| token.normal.contains(char::is_alphanumeric);
        let mut words: Vec<_> = tokens().filter(is_word).take(MOST).collect();
        if words.is_empty() {
            words = tokens().take(MOST).collect();
        }
        Self {
            message,
            tokens: words,
        }
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &Token<'t>> {
        self.tokens.iter()
    }

    /// The message after a token, or all of it.
    pub(super) fn after(&self, token: Option<&Token<'t>>) -> &'t str {
        let end = token.map_or(0, |token| token.end);
        self.message.get(end..).unwrap_or_default()
    }
}

impl<'t> Token<'t> {
    fn read((start, original): (usize, &'t str)) -> Option<Self> {
        // Without a `>` before it, which would make a quoted line of it.
        let bare = original.trim_matches(is_decoration);
        let normal = if bare.bytes().all(|b| b.is_ascii_alphanumeric()) {
            bare.to_ascii_lowercase()
        } else {
            normalise(bare).as_str().to_owned()
        };
        (!normal.is_empty()).then(|| Self {
            original,
            end: start + original.len(),
            normal,
        })
    }

    /// As the sender wrote it.
    pub const fn original(&self) -> &'t str {
        self.original
    }

    /// As it is compared.
    pub fn normal(&self) -> &str {
        &self.normal
    }
}

impl std::fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tokens({} of a text)", self.tokens.len())
    }
}

impl std::fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(redacted)")
    }
}

struct Pieces<'t> {
    message: &'t str,
    at: usize,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.message.get(start..).filter(|rest| !rest.is_empty())?;
        let mut before: Option<char> = None;
        let mut chars = rest.char_indices().peekable();
        while let Some((index, c)) = chars.next() {
            let mut between_digits = || {
                before.is_some_and(|b| b.is_ascii_digit())
                    && chars
                        .peek()
                        .is_some_and(|(_, after)| after.is_ascii_digit())
            };
            let separates = match c {
                c if is_separator(c) => !between_digits(),
                c => c.is_whitespace(),
            };
            if separates {
                self.at = start + index + c.len_utf8();
                return rest.get(..index).map(|piece| (start, piece));
            }
            before = Some(c);
        }
        self.at = self.message.len();
        Some((start, rest))
    }
}

/// What separates tokens as a space does, except between digits.
pub(super) const fn is_separator(c: char) -> bool {
    matches!(c, ':' | ';' | ',' | '=' | '#' | '：' | '；' | '，' | '＃')
}

/// Punctuation and invisible characters, which may stand around a token without being of it.
pub(super) fn is_decoration(c: char) -> bool {
    c.is_ascii_punctuation()
        || c.is_control()
        || matches!(c,
            '¡' | '¿' | '«' | '»' | '·' | '\u{ad}' | '\u{61c}'
            | '\u{200b}'..='\u{206f}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '！' | '（' | '）' | '．' | '？')
}
