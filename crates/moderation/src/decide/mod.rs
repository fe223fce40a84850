//! The decision: what becomes of a message and its sender.
//!
//! In fixed stages, each of which says what came of it:
//!
//! 1. **Exemptions**: who may write what he likes; threads in which the policy is off.
//! 2. **Extract**: the text as a reader sees it, what hides in HTML, the display name, links in metadata.
//! 3. **Normalise**: the text in its literal and its aggressive view.
//! 4. **Rules**: word lists, patterns, personal data, links, manner; and what is held against the sender:
//!    a ban, a mute, flood.
//! 5. **AI**: only about what the rules leave standing.
//! 6. **Combine**: the most severe consequence counts, several masks are one.
//! 7. **Strikes**: at most one a message, and the step that it leads to.
//! 8. **Actions**, in the order in which they work.
//!
//! [`Policy::examine`](crate::Policy::examine) is 1 to 4 as far as they need nothing but the message, and is all that a clean
//! message of somebody in good standing needs; [`decide`] is the rest.

mod combine;
mod decision;
mod examine;
mod findings;
mod hit;
mod known;
mod mask;
mod outcome;
mod record;
mod rules;
mod sanction;
mod scratch;
mod snippet;
mod stages;

pub use self::{
    decision::{Decision, Stage, StageName},
    findings::{Entity, Exemption, Findings},
    hit::{Hit, Where},
    known::Known,
    outcome::decide,
    record::Record,
};

#[cfg(test)]
mod tests;
