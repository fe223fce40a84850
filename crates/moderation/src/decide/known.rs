//! What is known when a message comes in.

use crate::{ai, flood, standing::Standing};

/// What is known of the sender, and what others say about the message.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The sender's roles.
    pub roles: Vec<String>,
    /// What is held against him.
    pub standing: Standing,
    /// That the message is one too many: of [`flood::Window::saw`] if that is certain, or of [`flood::confirm`](flood::confirm()).
    pub flood: Option<flood::Found>,
    /// What Content Safety says.
    pub ai: ai::Outcome,
}
