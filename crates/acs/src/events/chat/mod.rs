//! Chat.
//!
//! There are two events for everything: one for the thread, and one for each participant but who did
//! it. Whoever subscribes to both gets everything many times.
//! <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-chat-events>

mod message;
mod participant;
mod thread;
mod typing;

pub use message::ChatMessageEvent;
pub use participant::{ChatParticipant, ChatParticipantEvent};
pub use thread::ChatThreadEvent;
pub use typing::ChatTypingEvent;
