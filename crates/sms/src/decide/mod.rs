//! The decision: what is done about a text.
//!
//! In this order, the first that has something to say decides:
//!
//! 1. **Loop guards**: texts of our own numbers, of short codes and named senders, tapbacks,
//!    quotes and automatic texts are ignored. Nothing is done and nothing remembered.
//! 2. **Reserved words**, and after them free-text revocation: consent always comes before business.
//! 3. **The pending question**: the routes that wait for it.
//! 4. **Keyword routes**, in the policy's order.
//! 5. **A keyword without its captures**, which gets the route's `missing` text.
//! 6. **The fallback**.
//!
//! What holds back a reply (the peer is out, the budget is spent, the same words again) holds
//! back nothing else: webhooks are told and queues filled, because what a text says stays
//! true when nobody answers it. A question whose reply is held back is not asked.

mod case;
mod guards;
mod reason;
mod reserved;
mod routes;
mod types;

use time::OffsetDateTime;

use self::case::Case;
pub use self::{
    reason::Reason,
    types::{Decision, Inbound, Intent, Known},
};
use crate::policy::Policy;

/// Decides what is done about a text. The same input always has the same decision.
///
/// `now` is the time of the decision. Consent and answers go by the text's own time, or by `now`
/// for a text that claims to be of the future.
pub fn decide(policy: &Policy, text: &Inbound<'_>, known: &Known, now: OffsetDateTime) -> Decision {
    let case = Case::new(policy, text, known, now);
    if let Some(reason) = guards::ignores(&case) {
        return Decision::new(Intent::Ignored, None, reason);
    }
    reserved::decide(&case).unwrap_or_else(|| routes::decide(&case))
}

#[cfg(test)]
mod tests;
