#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod action;
pub mod ai;
pub mod decide;
pub mod extract;
pub mod flood;
pub mod links;
pub mod manner;
pub mod message;
mod pages;
pub mod patterns;
pub mod pii;
pub mod policy;
pub mod standing;
pub mod terms;
pub mod view;

pub use self::{
    action::{Action, Verdict},
    decide::{Decision, Findings, Hit, Known, Record, Where, decide},
    message::{Format, Message, Place, Subject},
    policy::{Mistake, Policy, Source},
    standing::Standing,
};
