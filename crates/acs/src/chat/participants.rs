//! The calls about who is in a thread.

use serde::{Deserialize, Serialize};

use super::{
    Added, InvalidParticipant, NewParticipant, Page, Participant, SkipOptions, UserChat,
    participant::{added, check, number, require_identifier},
    user::thread_path,
};
use crate::{CommunicationIdentifier, Result, client::read_json, identifier, quoted::Quoted};

#[derive(Serialize)]
struct AddRequest<'a> {
    participants: &'a [NewParticipant<'a>],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddAnswer {
    invalid_participants: Option<Vec<InvalidParticipant>>,
}

/// The body of a request to remove: the identifier and nothing around it.
#[derive(Serialize)]
struct RemoveRequest<'a>(
    #[serde(serialize_with = "identifier::in_request")] &'a CommunicationIdentifier,
);

impl UserChat<'_> {
    /// Lists who is in a thread.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/list-chat-participants>
    ///
    /// # Errors
    /// Without a request when an option is out of its range.
    pub async fn list_participants(
        self,
        thread_id: &str,
        options: SkipOptions,
    ) -> Result<Page<Participant>> {
        let mut url = self.url(&thread_path(thread_id, "/participants")?);
        options.put(&mut url)?;
        self.get(url).await
    }

    /// Lets 1 to [`MAX_ADDED`](super::MAX_ADDED) participants into a thread. Who is in it already
    /// stays in it.
    ///
    /// A success is none for everybody: see [`Added`].
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/add-chat-participants>
    ///
    /// # Errors
    /// Without a request when a limit is exceeded: see [`NewParticipant`].
    pub async fn add_participants(
        self,
        thread_id: &str,
        participants: &[NewParticipant<'_>],
    ) -> Result<Added> {
        let path = thread_path(thread_id, "/participants/:add")?;
        let quoted = Quoted {
            names: check(participants, 1)?,
            text: "",
        };
        let request = self.post(&path, &AddRequest { participants })?;
        let answer: AddAnswer = self.once(request, &quoted, read_json).await?;
        Ok(added(answer.invalid_participants, &quoted))
    }

    /// Puts a participant out of a thread. Any participant can put out any other, and itself.
    ///
    /// Who is out can still read what was said before, but no longer change or delete what it said.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/remove-chat-participant>
    ///
    /// # Errors
    /// Without a request when the identifier is empty.
    pub async fn remove_participant(
        self,
        thread_id: &str,
        participant: &CommunicationIdentifier,
    ) -> Result<()> {
        let path = thread_path(thread_id, "/participants/:remove")?;
        require_identifier(participant)?;
        let request = self.post(&path, &RemoveRequest(participant))?;
        let quoted = Quoted {
            names: number(participant).into_iter().collect(),
            text: "",
        };
        self.once(request, &quoted, |_| Ok(())).await
    }
}
