//! A message in the pieces that patterns compare.

use crate::text::normalise;

/// One more than a pattern has items: what follows can only matter by being there.
const MOST: usize = 17;

/// A message's first tokens.
///
/// A token is what stands between white space, and between `:`, `;`, `,`, `=` and `#` unless
/// digits surround them: `DONE#42` is two tokens, `12:30` is one. Nothing but punctuation is none.
#[derive(Clone)]
pub struct Tokens<'t> {
    message: &'t str,
    tokens: Vec<Token<'t>>,
}

/// A token.
#[derive(Clone)]
pub struct Token<'t> {
    original: &'t str,
    start: usize,
    normal: String,
}

impl<'t> Tokens<'t> {
    /// Cuts a message up, as far as patterns can look.
    pub fn of(message: &'t str) -> Self {
        let tokens = Pieces { message, at: 0 }
            .filter_map(|(start, original)| {
                let normal = normalise(original).as_str().to_owned();
                (!normal.is_empty()).then_some(Token {
                    original,
                    start,
                    normal,
                })
            })
            .take(MOST)
            .collect();
        Self { message, tokens }
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &Token<'t>> {
        self.tokens.iter()
    }

    /// The message from a token on.
    pub(super) fn from(&self, token: &Token<'t>) -> &'t str {
        self.message.get(token.start..).unwrap_or_default()
    }
}

impl<'t> Token<'t> {
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
                ':' | ';' | ',' | '=' | '#' | '：' | '；' | '，' | '＃' => !between_digits(),
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
