//! Frontdesk's engine under the policy of this benchmark.

use std::{collections::BTreeMap, ops::Range};

use moderation::{Findings, Format, Message, Place, Policy, Source, Where};
use serde::Deserialize;
use time::OffsetDateTime;

use super::Verdicts;
use crate::{chat::cases::Case, error::Error};

const POLICY: &str = include_str!("../../../../chat/policy.toml");
/// The rule of the word list.
const WORDS: &str = "words";
/// What the rules about links begin with.
const LINKS: &str = "links.";

/// The engine, ready.
#[derive(Debug)]
pub(crate) struct Engine(Policy);

impl Engine {
    /// With these words, one a line, and all rules.
    pub(crate) fn new(words: String) -> Result<Self, Error> {
        Self::without(&[], words)
    }

    /// With these words, and without some sections of the policy.
    pub(crate) fn without(sections: &[&str], words: String) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct File {
            chat: Source,
        }
        let mut policy: toml::Table = toml::from_str(POLICY).map_err(unusable)?;
        if let Some(chat) = policy.get_mut("chat").and_then(toml::Value::as_table_mut) {
            for section in sections {
                chat.remove(*section);
            }
        }
        let file: File = toml::from_str(&policy.to_string()).map_err(unusable)?;
        let files = BTreeMap::from([("words.txt".to_owned(), words)]);
        file.chat.check(&files).map(Self).map_err(|mistakes| {
            let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            unusable(mistakes.join("; "))
        })
    }

    /// What the local rules find.
    pub(crate) fn examine(&self, text: &str, format: Format) -> Findings {
        let message = Message {
            format,
            ..Message::new(text, "8:acs:benchmark", OffsetDateTime::UNIX_EPOCH)
        };
        self.0
            .examine(&message, &Place::new("19:benchmark@thread.v2"))
    }

    fn case(&self, case: &Case) -> Findings {
        let format = if case.html.is_some() {
            Format::Html
        } else {
            Format::Text
        };
        self.examine(case.sent(), format)
    }

    /// Whether there is a bad word.
    pub(crate) fn judge(&self, cases: &[&Case]) -> Verdicts {
        let flags = |case: &&Case| self.case(case).hits.iter().any(|hit| hit.rule == WORDS);
        Verdicts {
            setting: "all normalisations".to_owned(),
            flagged: cases.iter().map(flags).collect(),
        }
    }

    /// Where the bad words of a plain text are, all in one.
    pub(crate) fn span(&self, case: &Case) -> Option<Range<usize>> {
        let findings = self.case(case);
        let hits = findings
            .hits
            .iter()
            .filter(|hit| hit.rule == WORDS && hit.at == Where::Body);
        hits.map(|hit| hit.span.clone())
            .reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
    }

    /// Whether there is a link that must not be.
    pub(crate) fn minds_link(&self, text: &str) -> bool {
        let findings = self.examine(text, Format::Text);
        findings.hits.iter().any(|hit| hit.rule.starts_with(LINKS))
    }
}

fn unusable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::system("benches/chat/policy.toml")(std::io::Error::other(why))
}
