//! Times as the services write them.

use std::fmt;

use time::{
    OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

/// How Job Router's samples write a time: `3/28/2007 7:13:50 PM +00:00`.
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-router-events>
const AMERICAN: &[BorrowedFormatItem<'_>] = format_description!(
    "[month padding:none]/[day padding:none]/[year] [hour repr:12 padding:none]:[minute]:[second] \
     [period] [offset_hour sign:mandatory]:[offset_minute]"
);

/// A time as a service wrote it, which is not always a time that can be read.
///
/// It is read when it is asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it was written.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The time, where the text is one.
    ///
    /// RFC 3339 with any number of digits behind the second is understood, the same without an
    /// offset (which then is UTC), and `3/28/2007 7:13:50 PM +00:00`.
    pub fn value(&self) -> Option<OffsetDateTime> {
        let text = self.0.trim();
        OffsetDateTime::parse(text, &Rfc3339)
            .or_else(|_| OffsetDateTime::parse(text, AMERICAN))
            // .NET leaves the offset out where it does not know it.
            .or_else(|_| OffsetDateTime::parse(&[text, "Z"].concat(), &Rfc3339))
            .ok()
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
