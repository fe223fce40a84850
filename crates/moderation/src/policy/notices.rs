//! What the moderator says.

use time::{OffsetDateTime, UtcOffset, macros::format_description};

/// What the moderator says in the thread; nothing where absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// When a message was deleted, and nothing more.
    pub deleted: Option<String>,
    /// When a part of it was covered, and nothing more.
    pub masked: Option<String>,
    /// When the ladder warns.
    pub warned: Option<String>,
    /// When somebody is muted.
    pub muted: Option<String>,
    /// When somebody is removed from the thread.
    pub removed: Option<String>,
    /// When somebody is banned.
    pub banned: Option<String>,
    /// The new topic of a thread whose topic was bad.
    pub topic: Option<String>,
}

/// The one placeholder, of `muted` and `banned`.
pub(super) const UNTIL: &str = "{until}";

impl Notices {
    /// A notice with its time; of a ban for good, without.
    pub(crate) fn until(notice: &str, until: Option<OffsetDateTime>) -> String {
        let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
        let until = until.and_then(|until| until.to_offset(UtcOffset::UTC).format(format).ok());
        notice.replace(UNTIL, until.as_deref().unwrap_or("further notice"))
    }

    /// What a bad topic is replaced with.
    pub fn topic(&self) -> &str {
        self.topic.as_deref().unwrap_or("(removed)")
    }
}
