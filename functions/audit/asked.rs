//! What a question about the audit trail asks for.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use time::{Date, format_description::BorrowedFormatItem, macros::format_description};

use super::{
    Range,
    trail::{Entry, KEPT},
};
use crate::error::Error;

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
/// The most entries of one answer, and how many when none are named.
const MOST: usize = 200;
const USUAL: usize = 50;
/// More than a row's key has.
const LONGEST: usize = 512;

/// The query.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// The first day, in UTC.
    from: Option<String>,
    /// The last day.
    to: Option<String>,
    /// ACS's id of a thread.
    thread: Option<String>,
    /// Somebody's raw id.
    person: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Where an answer goes on: a day, and the row after which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) day: Date,
    pub(super) after: Option<String>,
}

impl Asked {
    /// The days, of those for which entries are kept.
    pub(super) fn range(&self, today: Date) -> Result<Range, Error> {
        let day = |text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => Date::parse(text, DAY).map(Some).map_err(|_| {
                Error::BadRequest("`from` and `to` are days in UTC, such as `2026-11-21`.")
            }),
        };
        let oldest = today - KEPT;
        let from = day(&self.from)?.unwrap_or(oldest).max(oldest);
        // A day more: another instance's clock may be ahead of ours.
        let newest = today.next_day().unwrap_or(today);
        let to = day(&self.to)?.unwrap_or(newest).min(newest);
        if self.limit.is_some_and(|limit| !(1..=MOST).contains(&limit)) {
            return Err(Error::BadRequest("`limit` is 1 to 200."));
        }
        let cursor = self.cursor.as_deref();
        let cursor = cursor.map(|text| {
            Cursor::decode(text)
                .filter(|cursor| cursor.day <= to)
                .ok_or(Error::BadRequest(
                    "`cursor` is the `next` of an answer to the same question.",
                ))
        });
        Ok(Range {
            from,
            to,
            cursor: cursor.transpose()?,
        })
    }

    /// How many entries an answer has at most.
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(USUAL)
    }

    /// Whether an entry is asked for.
    pub(super) fn wants(&self, entry: &Entry) -> bool {
        let is = |wanted: &Option<String>, has: &str| wanted.as_ref().is_none_or(|it| it == has);
        is(&self.thread, &entry.thread) && is(&self.person, &entry.person)
    }
}

impl Cursor {
    pub(super) fn encode(&self) -> String {
        let after = self.after.as_deref().unwrap_or_default();
        URL_SAFE_NO_PAD.encode(format!("{}/{after}", self.day))
    }

    fn decode(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (day, after) = text.split_once('/')?;
        Some(Self {
            day: Date::parse(day, DAY).ok()?,
            after: (!after.is_empty()).then(|| after.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_cursor_says_where_to_go_on_and_nothing_else_is_one() {
        for after in [None, Some("98236291199999/6a1f/3/z".to_owned())] {
            let cursor = Cursor {
                day: date!(2026 - 11 - 21),
                after,
            };
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        let endless = URL_SAFE_NO_PAD.encode(format!("2026-11-21/{}", "x".repeat(LONGEST)));
        for wrong in ["", "!", "MjAyNi0xMS0yMQ", "eA", endless.as_str()] {
            assert_eq!(Cursor::decode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_question_is_about_days_that_are_kept() {
        let today = date!(2026 - 11 - 21);
        let days = |asked: &Asked| {
            let range = asked.range(today).map_err(|error| error.answer().detail)?;
            Ok::<_, String>((range.from, range.to))
        };
        let text = |text: &str| Some(text.to_owned());
        let all = (date!(2025 - 11 - 21), date!(2026 - 11 - 22));
        assert_eq!(days(&Asked::default()), Ok(all));
        let some = Asked {
            from: text("1999-01-01"),
            to: text("2026-11-01"),
            ..Asked::default()
        };
        assert_eq!(
            days(&some),
            Ok((date!(2025 - 11 - 21), date!(2026 - 11 - 01)))
        );
        let later = Cursor {
            day: date!(2026 - 11 - 02),
            after: None,
        };
        for wrong in [
            Asked {
                from: text("yesterday"),
                ..Asked::default()
            },
            Asked {
                to: text("2026-13-01"),
                ..Asked::default()
            },
            Asked {
                limit: Some(0),
                ..Asked::default()
            },
            Asked {
                limit: Some(201),
                ..Asked::default()
            },
            Asked {
                cursor: text("garbage"),
                ..Asked::default()
            },
            Asked {
                to: text("2026-11-01"),
                cursor: Some(later.encode()),
                ..Asked::default()
            },
        ] {
            assert!(days(&wrong).is_err());
        }
    }
}
