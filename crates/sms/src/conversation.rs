//! Conversations: what is remembered between one of our numbers and one peer.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// What is remembered between one of our numbers and one peer. Small and bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The question that was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// Our recent replies, oldest first: as many as the budget can count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<Replied>,
}

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its name in the policy.
    pub question: String,
    /// The time of the text that made us ask: an earlier text cannot be the answer.
    #[serde(with = "time::serde::rfc3339")]
    pub asked: OffsetDateTime,
    /// A text of this time or later is no answer any more.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
}

/// That we replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// To which text: equal for texts that normalise alike.
    pub to: u64,
}

impl Conversation {
    /// The question that a text of this time answers.
    pub fn question(&self, at: OffsetDateTime) -> Option<&str> {
        self.pending
            .as_ref()
            .filter(|pending| pending.asked < at && at < pending.expires)
            .map(|pending| pending.question.as_str())
    }

    /// The replies of the last `per` before `now`.
    pub(crate) fn recent(
        &self,
        now: OffsetDateTime,
        per: Duration,
    ) -> impl Iterator<Item = &Replied> {
        self.replies
            .iter()
            .filter(move |reply| now - reply.at < per)
    }

    /// Remembers a reply, and forgets those that no longer count.
    pub(crate) fn replied(&mut self, to: u64, now: OffsetDateTime, per: Duration) {
        self.replies.retain(|reply| now - reply.at < per);
        self.replies.push(Replied { at: now, to });
    }
}

/// A number that texts with equal normal forms share. Stored, so it must never change: FNV-1a
/// (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>), 64 bits.
pub(crate) fn fingerprint(normal: &str) -> u64 {
    normal.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn only_a_text_between_question_and_expiry_answers() {
        let asked = datetime!(2026-11-21 12:00 UTC);
        let conversation = Conversation {
            pending: Some(Pending {
                question: "appointment".to_owned(),
                asked,
                expires: asked + Duration::minutes(30),
            }),
            replies: Vec::new(),
        };
        for (seconds, answers) in [
            (-1, false),
            (0, false),
            (1, true),
            (1799, true),
            (1800, false),
        ] {
            let question = conversation.question(asked + Duration::seconds(seconds));
            assert_eq!(question.is_some(), answers, "{seconds}");
        }
    }

    #[test]
    fn fingerprints_are_the_published_ones() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn an_empty_conversation_is_an_empty_object() {
        assert_eq!(
            serde_json::to_string(&Conversation::default()).unwrap(),
            "{}"
        );
        assert_eq!(
            serde_json::from_str::<Conversation>("{}").unwrap(),
            Conversation::default()
        );
    }
}
