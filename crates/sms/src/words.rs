//! Words.
use crate::text::Normalised;

/// Kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// Stop.
    Stop,
    /// Start.
    Start,
    /// Help.
    Help,
}

/// The words.
#[derive(Debug, Clone, Default)]
pub struct Words;

impl Words {
    /// Finds.
    pub fn find<'n>(&self, text: &'n Normalised) -> Option<(Reserved, &'n str)> {
        match text.as_str() {
            "stop" | "quit" => Some((Reserved::Stop, text.as_str())),
            "start" => Some((Reserved::Start, text.as_str())),
            "help" => Some((Reserved::Help, text.as_str())),
            _ => None,
        }
    }
}
