//! One text with all that is known about it.

use time::OffsetDateTime;

use super::{Decision, Inbound, Known, Reason};
use crate::{
    action::{Action, ReplyKind},
    consent::Consent,
    conversation::fingerprint,
    policy::Policy,
    text::{Normalised, normalise},
};

/// One text with all that is known about it.
pub(super) struct Case<'c> {
    pub(super) policy: &'c Policy,
    pub(super) text: &'c Inbound<'c>,
    pub(super) known: &'c Known,
    pub(super) now: OffsetDateTime,
    /// When the text was sent; no later than now.
    pub(super) at: OffsetDateTime,
    pub(super) normal: Normalised,
}

impl<'c> Case<'c> {
    pub(super) fn new(
        policy: &'c Policy,
        text: &'c Inbound<'c>,
        known: &'c Known,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            policy,
            text,
            known,
            now,
            at: text.at.min(now),
            normal: normalise(text.message),
        }
    }

    /// Adds a reply, unless something speaks against it: then the decision says what.
    pub(super) fn reply(&self, decision: &mut Decision, text: String, kind: ReplyKind) -> bool {
        let consent = match &decision.consent {
            Some(change) => self.known.consent.after(change),
            None => self.known.consent,
        };
        let fingerprint = fingerprint(self.normal.as_str());
        if let Some(reason) = self.objection(&consent, fingerprint, kind) {
            decision.because.push(reason);
            return false;
        }
        decision.actions.push(Action::Reply { text, kind });
        let per = self.policy.replies_per_peer.per;
        decision
            .conversation_mut(self.known)
            .replied(fingerprint, self.now, per.span());
        true
    }

    fn objection(&self, consent: &Consent, fingerprint: u64, kind: ReplyKind) -> Option<Reason> {
        if !kind.despite_opt_out() && !consent.may_send() {
            return Some(Reason::OptedOut);
        }
        let budget = self.policy.replies_per_peer;
        let seconds = budget.per.get().as_secs();
        let recent = || self.known.conversation.recent(self.now, budget.per.span());
        let kept = usize::from(kind.despite_opt_out());
        let all = recent().count();
        if all >= usize::from(budget.max.get()) + kept {
            return Some(Reason::BudgetSpent(all, seconds));
        }
        let same = recent().filter(|reply| reply.to == fingerprint).count();
        (!kind.despite_opt_out() && same >= usize::from(budget.identical.get()))
            .then_some(Reason::Repeats(same, seconds))
    }
}
