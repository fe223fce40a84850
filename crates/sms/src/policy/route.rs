//! Routes: what is done about texts of a pattern.

use toml::Spanned;

use super::Delay;
use crate::{pattern::Pattern, template::Template};

/// What is done about texts of a pattern.
#[derive(Debug, Clone)]
pub struct Route {
    /// The texts.
    pub pattern: Pattern,
    /// The question that must be pending.
    pub pending: Option<String>,
    /// What is done.
    pub does: Do,
    /// The reply to a text with the keyword but not its captures.
    pub missing: Option<Template>,
}

/// What is done.
#[derive(Debug, Clone)]
pub struct Do {
    /// What to text back.
    pub reply: Option<Template>,
    /// The webhook to tell.
    pub webhook: Option<Webhook>,
    /// The storage queue to put the text into.
    pub queue: Option<String>,
    /// The storage queue that people read.
    pub inbox: Option<String>,
    /// The question that the reply asks.
    pub ask: Option<Ask>,
    /// Whether the pending question is settled.
    pub clear: bool,
}

/// A webhook to tell.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its name, with its place in the file.
    pub target: Spanned<String>,
    /// The event's `type`.
    pub event_type: String,
}

/// A question.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its name.
    pub question: String,
    /// How long an answer is waited for.
    pub expires: Delay,
}
