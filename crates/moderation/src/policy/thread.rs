//! Threads in which some rules are other.

use std::{collections::BTreeMap, str::Chars};

use super::{Consequence, Mode, Severity};
use crate::message::Place;

/// What is other in some threads.
#[derive(Debug)]
pub struct Override {
    /// What their topic looks like: `*` stands for anything, `?` for one character; case does not
    /// count.
    pub topic: Option<String>,
    /// What their metadata says, all of it.
    pub metadata: BTreeMap<String, String>,
    /// Replaces the policy's mode.
    pub mode: Option<Mode>,
    /// What is other of a rule, by its index.
    pub(super) rules: BTreeMap<usize, Change>,
}

/// What is other of a rule.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Change {
    pub(super) consequence: Option<Consequence>,
    pub(super) severity: Option<Severity>,
    pub(super) mode: Option<Mode>,
}

impl Override {
    /// Whether it is about this thread. One whose topic is not known matches no topic.
    pub fn matches(&self, place: &Place<'_>) -> bool {
        let topic = match (&self.topic, place.topic) {
            (None, _) => true,
            (Some(glob), Some(topic)) => like(glob, topic),
            (Some(_), None) => false,
        };
        topic
            && self
                .metadata
                .iter()
                .all(|(key, value)| place.metadata.get(key) == Some(value))
    }
}

/// Greedy with one step back, so that its time is bounded by the product of the lengths.
fn like(glob: &str, text: &str) -> bool {
    let (mut glob, mut text) = (glob.chars(), text.chars());
    let mut star: Option<(Chars<'_>, Chars<'_>)> = None;
    while let Some(here) = text.clone().next() {
        let mut after = glob.clone();
        match after.next() {
            Some('*') => {
                star = Some((after.clone(), text.clone()));
                glob = after;
            }
            Some(want) if want == '?' || same(want, here) => {
                glob = after;
                text.next();
            }
            Some(_) | None => match &mut star {
                Some((after, from)) => {
                    from.next();
                    glob = after.clone();
                    text = from.clone();
                }
                None => return false,
            },
        }
    }
    glob.all(|rest| rest == '*')
}

fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_like_a_glob() {
        for (glob, text, expected) in [
            ("kids*", "Kids corner", true),
            ("kids*", "kids", true),
            ("kids*", "for kids", false),
            ("*kids*", "for KIDS only", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a?c", "aéc", true),
            ("a?c", "ac", false),
            ("*ab*ab", "ababxab", true),
            ("*ab*ab", "ab", false),
            ("Ünder*", "ÜNDERGROUND", true),
        ] {
            assert_eq!(like(glob, text), expected, "{glob} {text}");
        }
    }

    #[test]
    fn everything_it_names_must_hold() {
        let metadata = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
            pairs.iter().map(own).collect()
        };
        let kids = Override {
            topic: Some("*homework*".to_owned()),
            metadata: metadata(&[("kind", "kids")]),
            mode: None,
            rules: BTreeMap::new(),
        };
        for (topic, pairs, expected) in [
            (
                Some("Homework 7b"),
                &[("kind", "kids"), ("a", "b")][..],
                true,
            ),
            (Some("Homework 7b"), &[("kind", "Kids")], false),
            (Some("Homework 7b"), &[], false),
            (Some("Sports"), &[("kind", "kids")], false),
            (None, &[("kind", "kids")], false),
        ] {
            let metadata = metadata(pairs);
            let place = Place {
                thread: "19:a@thread.v2",
                topic,
                metadata: &metadata,
            };
            assert_eq!(kids.matches(&place), expected, "{topic:?} {pairs:?}");
        }
    }
}
