//! Threads in which some rules are other.

use std::collections::BTreeMap;

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
    let fold = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
    let (glob, text) = (fold(glob), fold(text));
    let (mut g, mut t) = (0, 0);
    let mut star = None;
    while let Some(here) = text.get(t) {
        match glob.get(g) {
            Some('*') => {
                star = Some((g, t));
                g += 1;
            }
            Some(want) if *want == '?' || want == here => {
                g += 1;
                t += 1;
            }
            Some(_) | None => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    g = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    glob.iter().skip(g).all(|rest| *rest == '*')
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
