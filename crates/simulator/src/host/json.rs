//! JSON as people write it in configuration files, with positions in errors; and JSON text that
//! keeps its order.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, Deserializer, MapAccess, Visitor},
    ser::Serializer,
};
use serde_json::value::RawValue;

/// A mistake in a configuration file, with the place of it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}{}: {message}", path.display(), position(*at))]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line and column, both from 1, where the mistake has a place.
    pub at: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
}

fn position(at: Option<(usize, usize)>) -> String {
    at.map(|(line, column)| format!(":{line}:{column}"))
        .unwrap_or_default()
}

impl ConfigError {
    /// A mistake that concerns the whole file.
    pub(crate) fn new(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_path_buf(),
            at: None,
            message: message.into(),
        }
    }
}

/// Reads a file that may start with a byte order mark and contain comments, as Newtonsoft.Json does
/// for the host.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ConfigError> {
    let text =
        fs::read_to_string(path).map_err(|error| ConfigError::new(path, error.to_string()))?;
    let text = blank_comments(text.strip_prefix('\u{feff}').unwrap_or(&text));
    serde_json::from_str(&text).map_err(|error| {
        let shown = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        ConfigError {
            path: path.to_path_buf(),
            at: Some((error.line(), error.column())),
            message: shown.strip_suffix(&suffix).unwrap_or(&shown).to_owned(),
        }
    })
}

/// Replaces comments by spaces, so that positions stay what they are in the file.
fn blank_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(char) = chars.next() {
        match (char, chars.peek()) {
            ('\\', Some(_)) if in_string => {
                out.push(char);
                out.extend(chars.next());
            }
            ('"', _) => {
                in_string = !in_string;
                out.push(char);
            }
            ('/', Some('/')) if !in_string => {
                out.push(' ');
                while let Some(skipped) = chars.next_if(|next| *next != '\n') {
                    out.extend(std::iter::repeat_n(' ', skipped.len_utf8()));
                }
            }
            ('/', Some('*')) if !in_string => {
                out.push(' ');
                let mut previous = ' ';
                for next in chars.by_ref() {
                    if next == '\n' {
                        out.push(next);
                    } else {
                        out.extend(std::iter::repeat_n(' ', next.len_utf8()));
                    }
                    if (previous, next) == ('*', '/') {
                        break;
                    }
                    previous = next;
                }
            }
            _ => out.push(char),
        }
    }
    out
}

/// The members of a JSON object in the order in which they were written, each still as text.
#[derive(Debug, Default)]
pub(crate) struct Members(pub(crate) Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The same JSON without white space between its tokens.
pub(crate) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    walk(json, |char, in_string| {
        if in_string || !char.is_ascii_whitespace() {
            out.push(char);
        }
    });
    out
}

/// The same JSON as Newtonsoft.Json's `Formatting.Indented` writes it: two spaces, `[]` and `{}` on
/// one line.
pub(crate) fn indented(json: &str) -> String {
    let compact = compact(json);
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let mut previous = ' ';
    walk(&compact, |char, in_string| {
        if in_string {
            if matches!(previous, '{' | '[') && char == '"' {
                new_line(&mut out, depth);
            }
            out.push(char);
            // Whatever a string holds, it never opens a bracket.
            previous = '"';
            return;
        }
        match char {
            '{' | '[' => {
                if matches!(previous, '{' | '[') {
                    new_line(&mut out, depth);
                }
                out.push(char);
                depth += 1;
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if !matches!(previous, '{' | '[') {
                    new_line(&mut out, depth);
                }
                out.push(char);
            }
            ',' => {
                out.push(char);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                if matches!(previous, '{' | '[') {
                    new_line(&mut out, depth);
                }
                out.push(char);
            }
        }
        previous = char;
    });
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Calls `each` with every character and whether it belongs to a string (the quotes do).
fn walk(json: &str, mut each: impl FnMut(char, bool)) {
    let (mut in_string, mut escaped) = (false, false);
    for char in json.chars() {
        if in_string {
            each(char, true);
            if escaped {
                escaped = false;
            } else if char == '\\' {
                escaped = true;
            } else if char == '"' {
                in_string = false;
            }
        } else {
            in_string = char == '"';
            each(char, in_string);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_vanish_and_positions_stay() {
        let text = "{ // a \"b\"\n \"k\": /* x\n y */ \"// kept /* too */\", \"e\\\"//\": 1 }";
        let blanked = blank_comments(text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&blanked).unwrap(),
            serde_json::json!({"k": "// kept /* too */", "e\"//": 1})
        );
    }

    #[test]
    fn compact_touches_only_what_is_between_tokens() {
        assert_eq!(
            compact(" { \"a b\" : [ 1 , \"\\\" x\" ] } "),
            r#"{"a b":[1,"\" x"]}"#
        );
    }

    #[test]
    fn indented_is_newtonsofts_form() {
        assert_eq!(
            indented(r#"{"id":1005,"color":"bl{ack","list":[[],{},[1,"x"]],"t":true}"#),
            "{\n  \"id\": 1005,\n  \"color\": \"bl{ack\",\n  \"list\": [\n    [],\n    {},\n    [\n      1,\n      \"x\"\n    ]\n  ],\n  \"t\": true\n}"
        );
    }
}
