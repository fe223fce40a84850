//! What is looked at: a message or a topic, and the thread that it stands in.

use std::{collections::BTreeMap, fmt};

use time::OffsetDateTime;

static NO_METADATA: BTreeMap<String, String> = BTreeMap::new();

/// A message, or a thread's new topic.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Which of the two.
    pub subject: Subject,
    /// What it says: plain text or HTML, as `format` has it.
    pub text: &'a str,
    /// How `text` is written.
    pub format: Format,
    /// Who wrote it: a raw identifier such as `8:acs:…`.
    pub sender: &'a str,
    /// The name that the sender gave himself.
    pub display_name: Option<&'a str>,
    /// The message's metadata, in which the links of shared files travel.
    pub metadata: &'a BTreeMap<String, String>,
    /// When it was composed (of an edited one: when this version was), not when the event came here.
    pub at: OffsetDateTime,
}

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A message in a thread.
    Message,
    /// A thread's topic; its sender is who set it.
    Topic,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// As it reads.
    Text,
    /// As HTML: ACS messages of the type `html`, of the Teams clients for one.
    Html,
}

/// The thread that a message stands in.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The thread.
    pub thread: &'a str,
    /// Its topic, where that is known.
    pub topic: Option<&'a str>,
    /// Its metadata.
    pub metadata: &'a BTreeMap<String, String>,
}

impl<'a> Message<'a> {
    /// A plain text without display name and metadata; struct update syntax adds them.
    pub fn new(text: &'a str, sender: &'a str, at: OffsetDateTime) -> Self {
        Self {
            subject: Subject::Message,
            text,
            format: Format::Text,
            sender,
            display_name: None,
            metadata: &NO_METADATA,
            at,
        }
    }

    /// A topic that somebody set.
    pub fn topic(text: &'a str, sender: &'a str, at: OffsetDateTime) -> Self {
        Self {
            subject: Subject::Topic,
            ..Self::new(text, sender, at)
        }
    }
}

impl<'a> Place<'a> {
    /// A thread of which nothing else is known.
    pub fn new(thread: &'a str) -> Self {
        Self {
            thread,
            topic: None,
            metadata: &NO_METADATA,
        }
    }
}

/// Without the text, which is the sender's own affair.
impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("subject", &self.subject)
            .field("format", &self.format)
            .field("bytes", &self.text.len())
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("thread", &self.thread)
            .finish_non_exhaustive()
    }
}
