//! The most severe consequence counts.

use super::{Hit, hit::Cover, mask};
use crate::{
    action::Verdict,
    message::{Message, Place},
    policy::{Consequence, Policy},
};

/// What hits amount to together.
pub(super) struct Combined {
    pub(super) verdict: Verdict,
    pub(super) masked: Option<String>,
}

/// Combines hits; those of dry runs only where `dry_runs` says so.
pub(super) fn combine(
    policy: &Policy,
    message: &Message<'_>,
    place: &Place<'_>,
    hits: &[Hit],
    dry_runs: bool,
) -> Combined {
    let counts = |hit: &&Hit| dry_runs || !hit.dry_run;
    let top = hits.iter().filter(counts).map(Hit::weight).max();
    let verdict = match top {
        None => Verdict::Allow,
        Some(Consequence::Allow) => Verdict::Allow,
        Some(Consequence::Flag) => Verdict::Flag,
        Some(Consequence::Mask) => Verdict::Mask,
        Some(
            Consequence::Delete | Consequence::Mute(_) | Consequence::Remove | Consequence::Ban(_),
        ) => Verdict::Delete,
    };
    if verdict != Verdict::Mask {
        return Combined {
            verdict,
            masked: None,
        };
    }
    let covered = hits
        .iter()
        .filter(counts)
        .filter(|hit| hit.weight() == Consequence::Mask && hit.cover != Cover::Nothing);
    match mask::masked(policy, message, place, covered, dry_runs) {
        masked @ Some(_) => Combined { verdict, masked },
        // What cannot be covered has to go.
        None => Combined {
            verdict: Verdict::Delete,
            masked: None,
        },
    }
}
