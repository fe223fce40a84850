//! What the functions about chats share: in whose name ACS is asked, how often, and what is kept.

pub(crate) mod acting;
pub(crate) mod budget;
pub(crate) mod drain;
pub(crate) mod effects;
pub(crate) mod rows;
pub(crate) mod seat;

use std::sync::Mutex;

use moderation::flood::Window;

use self::{acting::Acting, budget::Budget};

/// What this instance keeps in memory about chats; all of it may be forgotten.
pub(crate) struct Chat {
    acting: Acting,
    budget: Budget,
    /// What this instance has seen lately, to suspect a flood.
    pub(crate) seen: Mutex<Window>,
}

impl Chat {
    pub(crate) fn new() -> Self {
        Self {
            acting: Acting::new(),
            budget: Budget::new(),
            seen: Mutex::new(Window::default()),
        }
    }
}
