//! Adding, listing and removing participants.

use std::sync::Arc;

use super::{
    Call, ChatError, Threads,
    change::{Change, What},
    message::Content,
    participant::{Candidate, ChatParticipant, Rejected, is_raw_id},
    rate::Operation,
    size, threads,
};

impl Threads {
    pub(crate) fn participants(
        &mut self,
        call: &Call<'_>,
        thread: &str,
    ) -> Result<Vec<ChatParticipant>, ChatError> {
        let thread = self.enter(call, thread, Operation::ListParticipants)?;
        Ok(thread.participants.to_vec())
    }

    /// Answers who could not be added.
    pub(crate) fn add(
        &mut self,
        call: &mut Call<'_>,
        thread: &str,
        candidates: Vec<Candidate>,
    ) -> Result<Rejected, ChatError> {
        if candidates.is_empty() {
            return Err(ChatError::Invalid("At least one participant is required."));
        }
        size::added(candidates.len())?;
        let (participants, rejected) = threads::check(candidates, call)?;
        let now = call.now;
        let thread = self.enter(call, thread, Operation::ChangeParticipants)?;
        let new: Vec<_> = participants
            .into_iter()
            .filter(|one| !thread.has(&one.id))
            .collect();
        if thread.participants.len() + new.len() > size::PARTICIPANTS {
            return Err(ChatError::Invalid(
                "A thread can have at most 250 participants.",
            ));
        }
        if new.is_empty() {
            return Ok(rejected);
        }
        // Told first: who comes in reads it only if the history is shared with them.
        let told = thread.tell(call.user, Content::ParticipantAdded(new.clone()), now);
        for participant in &new {
            thread.admit(participant.clone(), now);
        }
        let changes: Vec<_> = new
            .into_iter()
            .map(|one| Change::new(thread, call, told.created, What::ParticipantAdded(one)))
            .collect();
        for change in changes {
            self.note(change);
        }
        Ok(rejected)
    }

    /// Any participant may remove any other, the creator too, and themselves. Removing somebody who
    /// is not in changes nothing.
    pub(crate) fn remove(
        &mut self,
        call: &mut Call<'_>,
        thread: &str,
        user: &str,
    ) -> Result<(), ChatError> {
        if !is_raw_id(user) {
            return Err(ChatError::Identifier(user.to_owned()));
        }
        let left = self
            .existing(thread, call.now)?
            .former(call.user)
            .is_some_and(|former| former.left);
        if left {
            // Recorded in the tests of the Azure CLI's `communication` extension.
            return Err(ChatError::Internal);
        }
        let now = call.now;
        let thread = self.enter(call, thread, Operation::ChangeParticipants)?;
        let told_to = Arc::clone(&thread.participants);
        let Some(gone) = thread.dismiss(user, call.user) else {
            return Ok(());
        };
        let told = Content::ParticipantRemoved(vec![gone.clone()]);
        let at = thread.tell(call.user, told, now).created;
        let mut change = Change::new(thread, call, at, What::ParticipantRemoved(gone));
        change.told_to = told_to;
        self.note(change);
        Ok(())
    }
}
