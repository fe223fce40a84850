#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod action;
pub mod automatic;
pub mod consent;
pub mod conversation;
pub mod decide;
pub mod number;
pub mod pattern;
pub mod policy;
pub mod revocation;
pub mod segments;
pub mod template;
pub mod text;
pub mod words;

pub use self::{
    action::{Action, ReplyKind},
    consent::{Consent, ConsentChange, Scope, Stand, Standing},
    conversation::{Conversation, Pending, Replied},
    decide::{Decision, Inbound, Intent, Known, Reason, decide},
    number::Address,
    policy::{Mistake, Policy, Source},
};
