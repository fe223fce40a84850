//! Templates: what a reply says, `Job {job} closed.`
//!
//! A name in braces stands for a capture; `{{` and `}}` are braces. Captures are plain text:
//! what a sender wrote is never read as a template.

use std::{collections::BTreeMap, fmt, fmt::Write as _};

/// The longest message that ACS takes, in UTF-16 code units
/// (<https://learn.microsoft.com/rest/api/communication/sms/sms/send>).
pub const LONGEST_MESSAGE: usize = 2048;

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Plain(String),
    Capture(String),
}

/// Why a template is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// The byte of the template where the mistake begins.
    pub at: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl Template {
    /// Reads a template in which `names` may stand.
    ///
    /// # Errors
    /// A brace alone, or a name that is not of `names`, with its byte.
    pub fn parse<'n>(
        source: &str,
        names: impl IntoIterator<Item = &'n str, IntoIter: Clone>,
    ) -> Result<Self, TemplateError> {
        let names = names.into_iter();
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut chars = source.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '{' | '}' if chars.next_if(|(_, next)| *next == c).is_some() => plain.push(c),
                '{' => {
                    let name: String = std::iter::from_fn(|| {
                        chars
                            .next_if(|(_, c)| *c != '}' && *c != '{')
                            .map(|(_, c)| c)
                    })
                    .collect();
                    if chars.next_if(|(_, c)| *c == '}').is_none() {
                        return Err(TemplateError {
                            at,
                            message: "`{` is not closed by `}`; write `{{` for a brace".to_owned(),
                        });
                    }
                    if !names.clone().any(|known| known == name) {
                        return Err(TemplateError {
                            at,
                            message: unknown(&name, names),
                        });
                    }
                    if !plain.is_empty() {
                        parts.push(Part::Plain(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Capture(name));
                }
                '}' => {
                    return Err(TemplateError {
                        at,
                        message: "`}` has no `{` before it; write `}}` for a brace".to_owned(),
                    });
                }
                c => plain.push(c),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Plain(plain));
        }
        Ok(Self(parts))
    }

    /// The text, with these captures. A name that is missing stands for nothing.
    pub fn render(&self, captures: &BTreeMap<String, String>) -> String {
        self.with(|name| captures.get(name).map(String::as_str).unwrap_or_default())
    }

    /// The text with a stand-in of `length(name)` letters for each capture: how long it can be.
    pub fn measure(&self, length: impl Fn(&str) -> usize) -> String {
        self.with(|name| "x".repeat(length(name)))
    }

    fn with<S: AsRef<str>>(&self, value: impl Fn(&str) -> S) -> String {
        self.0.iter().fold(String::new(), |mut text, part| {
            match part {
                Part::Plain(plain) => text.push_str(plain),
                Part::Capture(name) => text.push_str(value(name).as_ref()),
            }
            text
        })
    }
}

fn unknown<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let mut message = format!("no capture `{name}`; ");
    let known: Vec<_> = names.map(|known| format!("`{{{known}}}`")).collect();
    // Writing to a string does not fail.
    let _ = match known.as_slice() {
        [] => write!(message, "nothing is captured here"),
        known => write!(message, "there is {}", known.join(", ")),
    };
    message
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Plain(plain) => {
                    f.write_str(&plain.replace('{', "{{").replace('}', "}}"))?;
                }
                Part::Capture(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rendered(source: &str, value: &str) -> String {
        let captures = BTreeMap::from([("job".to_owned(), value.to_owned())]);
        Template::parse(source, ["job"]).unwrap().render(&captures)
    }

    #[test]
    fn captures_stand_for_themselves() {
        for (source, value, expected) in [
            ("Job {job} closed.", "0042", "Job 0042 closed."),
            ("{job}{job}", "x", "xx"),
            ("{{job}} {job}", "7", "{job} 7"),
            ("{job}", "{job} {{ }} {other}", "{job} {{ }} {other}"),
            ("plain", "7", "plain"),
        ] {
            assert_eq!(rendered(source, value), expected, "{source:?}");
        }
    }

    #[test]
    fn a_mistake_has_its_place() {
        for (source, at, message) in [
            ("Job {jb}", 4, "no capture `jb`; there is `{job}`, `{when}`"),
            (
                "é {job",
                3,
                "`{` is not closed by `}`; write `{{` for a brace",
            ),
            (
                "a } b",
                2,
                "`}` has no `{` before it; write `}}` for a brace",
            ),
            ("{}", 0, "no capture ``; there is `{job}`, `{when}`"),
            (
                "{a{job}}",
                0,
                "`{` is not closed by `}`; write `{{` for a brace",
            ),
        ] {
            let error = Template::parse(source, ["job", "when"]).unwrap_err();
            assert_eq!(
                (error.at, error.message.as_str()),
                (at, message),
                "{source:?}"
            );
        }
        let error = Template::parse("{job}", []).unwrap_err();
        assert_eq!(error.message, "no capture `job`; nothing is captured here");
    }

    #[test]
    fn is_measured_by_its_captures() {
        let template = Template::parse("<{job}>", ["job"]).unwrap();
        assert_eq!(template.measure(|_| 3), "<xxx>");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_as_the_same(source in "[a{}job ]{0,20}") {
            if let Ok(template) = Template::parse(&source, ["job"]) {
                prop_assert_eq!(template.to_string(), source);
            }
        }

        #[test]
        fn a_capture_is_found_in_the_text_as_it_was_written(value in ".{0,40}") {
            prop_assert_eq!(rendered("<{job}>", &value), format!("<{value}>"));
        }
    }
}
