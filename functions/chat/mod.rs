//! What the functions about chats share: in whose name ACS is asked, how often, and what is kept.

pub(crate) mod acting;
mod budget;
pub(crate) mod case;
pub(crate) mod decided;
mod drain;
pub(crate) mod effects;
mod erase;
pub(crate) mod judge;
pub(crate) mod rows;
mod seat;

use std::sync::Mutex;

use moderation::flood::Window;

use self::{acting::Acting, budget::Budget};

/// What this instance keeps in memory about chats; all of it may be forgotten.
pub(crate) struct Chat {
    acting: Acting,
    budget: Budget,
    /// What this instance has seen lately, to suspect a flood.
    seen: Mutex<Window>,
    /// Content Safety, where it is used.
    judge: Option<ContentSafety>,
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
