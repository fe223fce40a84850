//! Who is in a thread.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer, ser::Error as _};
use time::OffsetDateTime;

use super::{
    Metadata,
    metadata::{require_metadata, values},
    page::milliseconds,
};
use crate::{
    CommunicationIdentifier, Error, ErrorKind, Result, Timestamp, identifier, lenient::fields,
    quoted::Quoted,
};

/// The most participants of a thread.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#chat>
pub const MAX_PARTICIPANTS: usize = 250;

/// The most participants of one request.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#chat>
pub const MAX_ADDED: usize = 200;

/// Who is in a thread. Its `Debug` does not show the name.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// Who.
    #[serde(rename = "communicationIdentifier")]
    pub identifier: CommunicationIdentifier,
    /// Under which name.
    #[serde(default, deserialize_with = "fields::text")]
    pub display_name: Option<String>,
    /// From when on the participant can read the thread.
    #[serde(default, deserialize_with = "fields::time")]
    pub share_history_time: Option<Timestamp>,
    /// What the app attached.
    #[serde(default, deserialize_with = "fields::texts")]
    pub metadata: Metadata,
}

/// Who is to come into a thread. Its `Debug` does not show the name.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewParticipant<'a> {
    /// Who.
    #[serde(
        rename = "communicationIdentifier",
        serialize_with = "identifier::in_request"
    )]
    pub identifier: &'a CommunicationIdentifier,
    /// Under which name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<&'a str>,
    /// From when on the participant can read the thread, to the millisecond. Without it the service
    /// shares everything.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "serialize_time"
    )]
    pub share_history_time: Option<OffsetDateTime>,
    /// What to attach, of at most [`MAX_METADATA_BYTES`](super::MAX_METADATA_BYTES).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
}

/// Who came into a thread of those who should.
///
/// The service answers with a success even when it let nobody in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a success does not say that all participants came in"]
pub enum Added {
    /// All.
    All,
    /// All but these.
    AllBut(Vec<InvalidParticipant>),
}

/// Who did not come into a thread.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InvalidParticipant {
    /// Who.
    #[serde(default, deserialize_with = "fields::identifier")]
    pub target: Option<CommunicationIdentifier>,
    /// Why: a status, such as `403` or `404`, in a text.
    #[serde(default, deserialize_with = "fields::text")]
    pub code: Option<String>,
    /// Why, for a log. Names of the request are cut out.
    #[serde(default, deserialize_with = "fields::text")]
    pub message: Option<String>,
}

impl<'a> NewParticipant<'a> {
    /// A participant without a name who can read the whole thread.
    pub fn new(identifier: &'a CommunicationIdentifier) -> Self {
        Self {
            identifier,
            display_name: None,
            share_history_time: None,
            metadata: None,
        }
    }
}

impl InvalidParticipant {
    /// Why, coarsely: [`NotFound`](ErrorKind::NotFound) for a user that is not, no longer or another
    /// resource's, [`Forbidden`](ErrorKind::Forbidden) for one that may not be added.
    pub fn kind(&self) -> ErrorKind {
        let status = self.code.as_deref().and_then(|code| code.parse().ok());
        status.map_or(ErrorKind::Unexpected, |status| ErrorKind::of(status, None))
    }
}

/// Checks who is to come in, of whom there are at least `least`, and says what the service may quote.
pub(super) fn check<'a>(participants: &[NewParticipant<'a>], least: usize) -> Result<Vec<&'a str>> {
    if !(least..=MAX_ADDED).contains(&participants.len()) {
        return Err(Error::invalid_input(if least == 0 {
            "a request has at most 200 participants"
        } else {
            "a request has 1 to 200 participants"
        }));
    }
    let mut quoted = Vec::new();
    for participant in participants {
        require_identifier(participant.identifier)?;
        require_metadata(participant.metadata)?;
        if let Some(time) = participant.share_history_time {
            milliseconds(time)?;
        }
        quoted.extend(number(participant.identifier));
        quoted.extend(participant.display_name);
        quoted.extend(values(participant.metadata));
    }
    Ok(quoted)
}

pub(super) fn require_identifier(identifier: &CommunicationIdentifier) -> Result<()> {
    if identifier.raw_id().is_empty() {
        return Err(Error::invalid_input("a participant is empty"));
    }
    Ok(())
}

/// What of an identifier is personal.
pub(super) fn number(identifier: &CommunicationIdentifier) -> Option<&str> {
    match identifier {
        CommunicationIdentifier::PhoneNumber(number) => Some(&number.value),
        _ => None,
    }
}

/// What the service says of those who did not come in, without what it quotes.
pub(super) fn added(invalid: Option<Vec<InvalidParticipant>>, quoted: &Quoted<'_>) -> Added {
    let mut invalid = invalid.unwrap_or_default();
    for message in invalid.iter_mut().filter_map(|it| it.message.as_mut()) {
        *message = quoted.cut(message);
    }
    if invalid.is_empty() {
        Added::All
    } else {
        Added::AllBut(invalid)
    }
}

#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
fn serialize_time<S: Serializer>(
    time: &Option<OffsetDateTime>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(milliseconds)
        .transpose()
        .map_err(S::Error::custom)?
        .serialize(serializer)
}

impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Participant")
            .field("identifier", &self.identifier)
            .field("share_history_time", &self.share_history_time)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewParticipant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewParticipant")
            .field("identifier", &self.identifier)
            .field("share_history_time", &self.share_history_time)
            .finish_non_exhaustive()
    }
}
