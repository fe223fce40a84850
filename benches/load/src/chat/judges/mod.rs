//! Who says of each text whether there is a bad word in it.

pub(crate) mod frontdesk;
pub(crate) mod obscenity;
pub(crate) mod rustrict;

use serde::Deserialize;

/// What one tool says of all texts, in one of its settings.
#[derive(Debug, Deserialize)]
pub(crate) struct Verdicts {
    /// What makes it different from the others of the same tool.
    pub(crate) setting: String,
    /// In the order of the texts.
    pub(crate) flagged: Vec<bool>,
}
