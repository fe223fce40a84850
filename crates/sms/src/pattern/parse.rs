//! Reading a pattern.

use super::{Capture, Item, Pattern, Tokens};

/// The most alternatives of a pattern, and the most items of an alternative.
const MOST: usize = 16;
/// The longest pattern, in bytes.
const LONGEST: usize = 512;

/// Why a pattern is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// The byte of the pattern where the mistake begins.
    pub at: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

fn mistake<T>(at: usize, message: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError {
        at,
        message: message.into(),
    })
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// With the byte where the mistake is.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        if source.len() > LONGEST {
            return mistake(0, format!("a pattern has at most {LONGEST} bytes"));
        }
        let mut alternatives = Vec::new();
        let mut captures = Vec::new();
        let mut at = 0;
        for part in source.split('|') {
            let items = alternative(part, at)?;
            let mut of_this = captures_of(&items);
            of_this.sort();
            if alternatives.is_empty() {
                captures = of_this;
            } else if captures != of_this {
                return mistake(
                    at + indent(part),
                    "every alternative must capture the same names with the same types",
                );
            }
            alternatives.push(items);
            at += part.len() + 1;
        }
        if alternatives.len() > MOST {
            return mistake(0, format!("a pattern has at most {MOST} alternatives"));
        }
        Ok(Self {
            source: source.to_owned(),
            alternatives,
            captures,
        })
    }
}

fn indent(part: &str) -> usize {
    part.len() - part.trim_start().len()
}

fn captures_of(items: &[Item]) -> Vec<(String, Capture)> {
    items
        .iter()
        .filter_map(|item| match item {
            Item::Keyword(_) => None,
            Item::Capture(name, kind) => Some((name.clone(), *kind)),
        })
        .collect()
}

fn alternative(part: &str, at: usize) -> Result<Vec<Item>, PatternError> {
    let mut items: Vec<Item> = Vec::new();
    let mut rest = part;
    loop {
        let here = at + part.len() - rest.len() + indent(rest);
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        if let Some(Item::Capture(name, Capture::Text)) = items.last() {
            return mistake(
                here,
                format!("nothing can follow `<{name}:text>`: it takes the rest of the message"),
            );
        }
        let end = if rest.starts_with('<') {
            let Some(end) = rest.find('>') else {
                return mistake(here, "`<` is not closed by `>`");
            };
            end + 1
        } else {
            rest.find(|c: char| c.is_whitespace() || c == '<')
                .unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let item = match word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
            Some(inner) => capture(inner, here + 1, &items)?,
            None => keyword(word, here)?,
        };
        if !after.is_empty() && !after.starts_with(char::is_whitespace) {
            return mistake(here + end, "expected a space before this");
        }
        items.push(item);
        rest = after;
    }
    match items.len() {
        0 => mistake(at, "expected a keyword or a capture such as `<job:id>`"),
        1..=MOST => Ok(items),
        _ => mistake(at, format!("an alternative has at most {MOST} words")),
    }
}

fn capture(inner: &str, at: usize, before: &[Item]) -> Result<Item, PatternError> {
    let Some((name, kind)) = inner.split_once(':') else {
        return mistake(
            at,
            format!("a capture is `<name:type>`; `{inner}` has no type"),
        );
    };
    let named = name.len() <= 32
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !named {
        return mistake(
            at,
            format!(
                "a capture's name is up to 32 of a-z, 0-9 and _, beginning with a letter; found `{name}`"
            ),
        );
    }
    let Some(kind) = Capture::ALL.into_iter().find(|k| k.as_str() == kind) else {
        return mistake(
            at + name.len() + 1,
            format!("no capture type `{kind}`; there are number, id, word, text"),
        );
    };
    if captures_of(before).iter().any(|(other, _)| other == name) {
        return mistake(at, format!("`{name}` is captured twice"));
    }
    Ok(Item::Capture(name.to_owned(), kind))
}

fn keyword(word: &str, at: usize) -> Result<Item, PatternError> {
    if let Some(index) = word.find(['>', '{', '}']) {
        return mistake(at + index, "a capture is `<name:type>`");
    }
    let tokens = Tokens::of(word);
    let mut tokens = tokens.iter();
    match (tokens.next(), tokens.next()) {
        (Some(token), None) => Ok(Item::Keyword(token.normal().to_owned())),
        (Some(_), Some(_)) => mistake(
            at,
            format!("`{word}` is two words to the matcher: put a space between them"),
        ),
        (None, _) => mistake(
            at,
            format!("`{word}` is nothing but punctuation, which is ignored in texts"),
        ),
    }
}
