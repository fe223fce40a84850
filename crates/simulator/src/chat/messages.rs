//! Sending, reading, editing and deleting messages.

use time::OffsetDateTime;

use super::{
    Call, ChatError, Message, Threads,
    change::{Change, What},
    message::{ChatDraft, Content, millis},
    patch::MetadataPatch,
    rate::Operation,
    size,
};

/// What a merge patch changes of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Edit {
    pub(crate) text: Option<String>,
    pub(crate) metadata: MetadataPatch,
}

/// Which messages are wanted, newest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    /// The earliest.
    pub(crate) start: Option<OffsetDateTime>,
    /// Only older ones than the one with this id.
    pub(crate) before: Option<i64>,
    pub(crate) size: usize,
}

impl Threads {
    /// Answers the message's id.
    pub(crate) fn send(
        &mut self,
        call: &mut Call<'_>,
        thread: &str,
        draft: ChatDraft,
    ) -> Result<String, ChatError> {
        size::text(&draft.text)?;
        size::metadata(&draft.metadata)?;
        self.existing(thread, call.now)?.require(call.user)?;
        if !draft.unlimited {
            self.spend(call, thread, Operation::ChangeMessage)?;
        }
        let now = call.now;
        let thread = self.by_id.get_mut(thread).ok_or(ChatError::UnknownThread)?;
        let said = Content::Said {
            format: draft.format,
            original: draft.text.clone(),
            text: draft.text,
        };
        let message = thread.post(call.user, draft.display_name, said, draft.metadata, now);
        let id = message.id();
        let at = message.created;
        let change = Change::new(thread, call, at, What::MessageReceived(message));
        self.note(change);
        Ok(id)
    }

    /// The messages that the caller may see, newest first, and whether there are more.
    pub(crate) fn messages(
        &mut self,
        call: &Call<'_>,
        thread: &str,
        slice: Slice,
    ) -> Result<(Vec<Message>, bool), ChatError> {
        let readable = self.existing(thread, call.now)?.readable(call.user)?;
        self.spend(call, thread, Operation::ListMessages)?;
        let wanted = |message: &&Message| {
            readable.contains(&message.sequence)
                && slice.start.is_none_or(|start| message.created >= start)
                && slice
                    .before
                    .is_none_or(|before| millis(message.created) < before)
        };
        let messages = self.existing(thread, call.now)?.messages.iter();
        let mut rest = messages.rev().filter(wanted);
        let page = rest.by_ref().take(slice.size).cloned().collect();
        Ok((page, rest.next().is_some()))
    }

    pub(crate) fn message(
        &mut self,
        call: &Call<'_>,
        thread: &str,
        id: &str,
    ) -> Result<Message, ChatError> {
        let readable = self.existing(thread, call.now)?.readable(call.user)?;
        self.spend(call, thread, Operation::GetMessage)?;
        let message = self.existing(thread, call.now)?.message(id)?;
        if readable.contains(&message.sequence) {
            Ok(message.clone())
        } else {
            Err(ChatError::UnknownMessage)
        }
    }

    /// Only the sender may. A message that is deleted cannot be edited.
    pub(crate) fn edit(
        &mut self,
        call: &mut Call<'_>,
        thread: &str,
        id: &str,
        edit: Edit,
    ) -> Result<(), ChatError> {
        if let Some(text) = &edit.text {
            size::text(text)?;
        }
        let now = call.now;
        let thread = self.enter(call, thread, Operation::ChangeMessage)?;
        let found = thread.message(id)?;
        if !found.is_said() || found.by != call.user {
            return Err(ChatError::Forbidden);
        }
        if found.deleted.is_some() {
            return Err(ChatError::UnknownMessage);
        }
        let metadata = edit.metadata.apply(&found.metadata);
        size::metadata(&metadata)?;
        let edited = thread.tick(now);
        let message = thread.message_mut(id)?;
        message.metadata = metadata;
        message.edited = Some(edited);
        message.version = edited;
        if let (Some(new), Content::Said { text, .. }) = (edit.text, &mut message.content) {
            *text = new;
        }
        let message = message.clone();
        let change = Change::new(thread, call, edited, What::MessageEdited(message));
        self.note(change);
        Ok(())
    }

    /// Only the sender may, unless the settings say otherwise. Deleting again changes nothing.
    pub(crate) fn delete_message(
        &mut self,
        call: &mut Call<'_>,
        thread: &str,
        id: &str,
    ) -> Result<(), ChatError> {
        let settings = self.settings;
        let found = self.existing(thread, call.now)?;
        let was_in = found.former(call.user).is_some() && settings.removed_sender_may_delete;
        if !found.has(call.user) && !was_in {
            return Err(ChatError::Forbidden);
        }
        self.spend(call, thread, Operation::ChangeMessage)?;
        let thread = self.by_id.get_mut(thread).ok_or(ChatError::UnknownThread)?;
        let found = thread.message(id)?;
        let others = settings.others_may_delete && thread.has(call.user);
        if !found.is_said() || (found.by != call.user && !others) {
            return Err(ChatError::Forbidden);
        }
        if found.deleted.is_some() {
            return Ok(());
        }
        let deleted = thread.tick(call.now);
        let message = thread.message_mut(id)?;
        message.deleted = Some(deleted);
        message.version = deleted;
        let message = message.clone();
        let change = Change::new(thread, call, deleted, What::MessageDeleted(message));
        self.note(change);
        Ok(())
    }
}
