//! Chat from Rust: users write, and a test looks at the threads.

use super::{
    Call, Candidate, ChatDraft, ChatError, ChatSettings, ChatThread, Edit, Metadata, MetadataPatch,
    NewThread, Threads,
};
use crate::{PublishedEvent, Simulator, acs, world::World};

/// An ACS user with a token. Prints the id only.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatUser {
    /// The raw id.
    pub id: String,
    /// A user access token.
    pub token: String,
}

impl std::fmt::Debug for ChatUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChatUser")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The chat of a simulator.
///
/// What users do here follows the rules of the REST API and raises the same events, but asks for no
/// token: an identity that was deleted can do nothing any more, one whose tokens were revoked still
/// can.
pub struct Chat<'a>(&'a World);

impl std::fmt::Debug for Chat<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chat")
    }
}

impl Simulator {
    /// Chat threads, and those who write there.
    pub fn chat(&self) -> Chat<'_> {
        Chat(&self.world)
    }
}

impl Chat<'_> {
    /// A new ACS user with a token for a day.
    ///
    /// # Panics
    ///
    /// If there is no scope, or one that ACS does not know.
    #[expect(
        clippy::panic,
        reason = "a mistake in the test or the program that embeds the simulator"
    )]
    pub fn user(&self, scopes: &[&str]) -> ChatUser {
        let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        match acs::new_user(self.0, &scopes) {
            Ok(user) => user,
            Err(problem) => panic!("{problem}"),
        }
    }

    /// A thread with these participants besides its creator; answers its id. Who cannot be in it is
    /// left out.
    pub fn create(
        &self,
        creator: &str,
        topic: &str,
        participants: &[&str],
    ) -> Result<String, ChatError> {
        let new = NewThread {
            topic: topic.to_owned(),
            participants: participants.iter().copied().map(candidate).collect(),
            ..NewThread::default()
        };
        self.0
            .chat_as(creator, |threads, call| threads.create(call, new))
            .map(|(id, _)| id)
    }

    /// A user writes plain text; answers the message's id.
    pub fn write(&self, thread: &str, from: &str, text: &str) -> Result<String, ChatError> {
        let draft = ChatDraft {
            text: text.to_owned(),
            ..ChatDraft::default()
        };
        self.send(thread, from, draft)
    }

    /// A user writes; answers the message's id.
    pub fn send(&self, thread: &str, from: &str, draft: ChatDraft) -> Result<String, ChatError> {
        self.0
            .chat_as(from, |threads, call| threads.send(call, thread, draft))
    }

    /// A user changes the text of a message.
    pub fn edit(&self, thread: &str, by: &str, message: &str, text: &str) -> Result<(), ChatError> {
        let edit = Edit {
            text: Some(text.to_owned()),
            metadata: MetadataPatch::Keep,
        };
        self.0.chat_as(by, |threads, call| {
            threads.edit(call, thread, message, edit)
        })
    }

    /// A user deletes a message.
    pub fn delete(&self, thread: &str, by: &str, message: &str) -> Result<(), ChatError> {
        self.0.chat_as(by, |threads, call| {
            threads.delete_message(call, thread, message)
        })
    }

    /// A participant lets another user in, who may read back to the beginning.
    pub fn add(&self, thread: &str, by: &str, user: &str) -> Result<(), ChatError> {
        let new = vec![candidate(user)];
        self.0
            .chat_as(by, |threads, call| threads.add(call, thread, new))
            .map(drop)
    }

    /// A participant removes somebody.
    pub fn remove(&self, thread: &str, by: &str, user: &str) -> Result<(), ChatError> {
        self.0
            .chat_as(by, |threads, call| threads.remove(call, thread, user))
    }

    /// Every thread, oldest first, with all that was written, also what was deleted.
    pub fn threads(&self) -> Vec<ChatThread> {
        self.0.state().chat.records()
    }

    /// One thread.
    pub fn thread(&self, id: &str) -> Option<ChatThread> {
        self.0.state().chat.find(id).map(ChatThread::from)
    }

    /// How strict chat is.
    pub fn settings(&self) -> ChatSettings {
        self.0.state().chat.settings
    }

    /// Makes chat as strict as told.
    pub fn set(&self, settings: ChatSettings) {
        self.0.state().chat.settings = settings;
    }

    /// Every event of chat since the start or the last reset, oldest first: of each change the one of
    /// the thread, then those of its users.
    pub fn events(&self) -> Vec<PublishedEvent> {
        self.0.state().chat.events()
    }

    /// The events of threads, one for each change but the first `from`, oldest first.
    pub fn thread_events(&self, from: usize) -> Vec<PublishedEvent> {
        self.0.state().chat.thread_events(from)
    }
}

impl World {
    /// Does something as a user who asks without a token: one that is not alive may do nothing.
    pub(crate) fn chat_as<T>(
        &self,
        user: &str,
        act: impl FnOnce(&mut Threads, &mut Call<'_>) -> Result<T, ChatError>,
    ) -> Result<T, ChatError> {
        self.state()
            .acs
            .identity(user)
            .map_err(|_| ChatError::Forbidden)?;
        self.chat(user, act)
    }
}

pub(crate) fn candidate(id: &str) -> Candidate {
    Candidate {
        id: id.to_owned(),
        display_name: None,
        share_history_time: None,
        metadata: Metadata::new(),
    }
}
