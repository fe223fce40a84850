//! What becomes of the sender.

use time::OffsetDateTime;

use super::{Hit, outcome::Case};
use crate::{
    policy::{Consequence, Length},
    standing::{Ban, Mute, Standing, Step, Strike},
};

/// What becomes of the sender.
#[derive(Default)]
pub(super) struct Sanctions {
    /// The standing, if it changes.
    pub(super) standing: Option<Standing>,
    pub(super) step: Option<Step>,
    /// The points of this message's strike, and those that count now.
    pub(super) points: u32,
    pub(super) sum: u32,
    pub(super) warn: bool,
    pub(super) mute: Option<OffsetDateTime>,
    pub(super) remove: bool,
    pub(super) ban: Option<Ban>,
    /// He was muted or banned before.
    pub(super) barred: bool,
}

/// The strike, the step that it leads to, and what the rules themselves lead to.
pub(super) fn sanction(case: &Case<'_>, hits: &[Hit], barred: bool) -> Sanctions {
    let policy = case.policy;
    let enforced = || hits.iter().filter(|hit| !hit.dry_run);
    let mut sanctions = Sanctions {
        barred,
        ..Sanctions::default()
    };
    let mut standing = case.known.standing.clone();
    // The first of those that count most, so that the order of the hits decides.
    let worst = enforced()
        .filter(|hit| hit.weight() >= Consequence::Mask)
        .rev()
        .max_by_key(|hit| policy.points.of(hit.severity));
    if let Some(worst) = worst.filter(|_| !barred) {
        let strike = Strike {
            event: case.event.to_owned(),
            at: case.message.at.min(case.now),
            points: policy.points.of(worst.severity),
            rule: worst.rule.clone(),
        };
        sanctions.points = strike.points;
        let after = standing.after(strike, case.now, &policy.ladder);
        sanctions.sum = after.points;
        sanctions.step = after.step;
        standing = after.standing;
    }
    let step = sanctions
        .step
        .zip(worst)
        .map(|(step, hit)| (from(step), hit));
    let rules = enforced().map(|hit| (Sanction::of(hit.weight()), hit));
    for (sanction, hit) in rules.chain(step) {
        match sanction {
            Sanction::None => {}
            Sanction::Warn => sanctions.warn = true,
            Sanction::Remove => sanctions.remove = true,
            Sanction::Mute(length) => {
                let mute = Mute {
                    event: case.event.to_owned(),
                    since: case.message.at.min(case.now),
                    until: case.now.saturating_add(length.get()),
                };
                standing.mute(case.place.thread, mute);
                let mute = standing.muted.get(case.place.thread);
                sanctions.mute = mute.map(|mute| mute.until);
            }
            Sanction::Ban(length) => {
                standing.ban(Ban {
                    until: length.map(|length| case.now.saturating_add(length.get())),
                    event: case.event.to_owned(),
                    rule: hit.rule.clone(),
                });
                sanctions.ban.clone_from(&standing.banned);
            }
        }
    }
    // What merely expired is no reason to write.
    let mut before = case.known.standing.clone();
    before.tidy(case.now, policy.ladder.expire);
    standing.tidy(case.now, policy.ladder.expire);
    sanctions.standing = (standing != before).then_some(standing);
    sanctions
}

#[derive(Clone, Copy)]
enum Sanction {
    None,
    Warn,
    Mute(Length),
    Remove,
    Ban(Option<Length>),
}

impl Sanction {
    fn of(consequence: Consequence) -> Self {
        match consequence {
            Consequence::Allow | Consequence::Flag | Consequence::Mask | Consequence::Delete => {
                Self::None
            }
            Consequence::Mute(length) => Self::Mute(length),
            Consequence::Remove => Self::Remove,
            Consequence::Ban(length) => Self::Ban(length),
        }
    }
}

fn from(step: Step) -> Sanction {
    match step {
        Step::Warn => Sanction::Warn,
        Step::Mute(length) => Sanction::Mute(length),
        Step::Remove => Sanction::Remove,
        Step::Ban(length) => Sanction::Ban(length),
    }
}
