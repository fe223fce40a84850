//! What a rule means in a thread.

use super::{Builtin, Consequence, Mode, Policy, Rule, Severity};
use crate::message::Place;

/// A rule as it holds in a thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Applied<'p> {
    pub(crate) rule: &'p Rule,
    pub(crate) consequence: Consequence,
    pub(crate) severity: Severity,
    /// Whether it is only written down what would be done.
    pub(crate) dry_run: bool,
}

impl Policy {
    /// Whether anything is done about what is found in this thread.
    pub fn mode_in(&self, place: &Place<'_>) -> Mode {
        self.threads
            .iter()
            .rev()
            .filter(|thread| thread.mode.is_some())
            .find(|thread| thread.matches(place))
            .and_then(|thread| thread.mode)
            .unwrap_or(self.mode)
    }

    /// A rule as it holds in this thread; `None` where it does not.
    pub(crate) fn apply(&self, rule: usize, place: &Place<'_>) -> Option<Applied<'_>> {
        let base = self.mode_in(place);
        let set = self.rules.get(rule)?;
        let (mut consequence, mut severity, mut mode) = (set.consequence, set.severity, set.mode);
        let changes = self
            .threads
            .iter()
            .filter_map(|thread| Some((thread, thread.rules.get(&rule)?)))
            .filter(|(thread, _)| thread.matches(place));
        for (_, change) in changes {
            consequence = change.consequence.unwrap_or(consequence);
            severity = change.severity.unwrap_or(severity);
            mode = change.mode.unwrap_or(mode);
        }
        let holds = base != Mode::Off && mode != Mode::Off && consequence != Consequence::Allow;
        holds.then_some(Applied {
            rule: set,
            consequence,
            severity,
            dry_run: base == Mode::DryRun || mode == Mode::DryRun,
        })
    }

    /// A rule of ours as it holds in this thread; `None` where it does not, or is not set.
    pub(crate) fn builtin(&self, builtin: Builtin, place: &Place<'_>) -> Option<Applied<'_>> {
        self.apply(self.place_of(builtin)?, place)
    }

    /// Whether a rule of ours is set at all.
    pub(crate) fn has(&self, builtin: Builtin) -> bool {
        self.place_of(builtin).is_some()
    }

    fn place_of(&self, builtin: Builtin) -> Option<usize> {
        self.builtins.get(builtin as usize).copied().flatten()
    }
}
