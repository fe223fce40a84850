//! From findings, and what is known, to what is to be done.

use time::OffsetDateTime;

use super::{
    Decision, Exemption, Findings, Hit, Known, Where,
    combine::combine,
    sanction::{Sanctions, sanction},
    snippet, stages,
};
use crate::{
    action::{Action, Verdict},
    ai, flood,
    message::{Message, Place, Subject},
    policy::{BANNED, Builtin, Consequence, MUTED, Mode, Notices, Policy, Severity},
};

/// Decides what becomes of a message and its sender. The same input always has the same decision.
///
/// `findings` are those of [`Policy::examine`] for this message and place. `event` names the thread and the
/// message, not its version: a message has one strike however often it is edited or delivered. `now`
/// is what mutes and bans begin at, and what tells whether those of before still hold.
pub fn decide(
    policy: &Policy,
    message: &Message<'_>,
    place: &Place<'_>,
    findings: &Findings,
    known: &Known,
    event: &str,
    now: OffsetDateTime,
) -> Decision {
    let exempt = findings.exempt.clone().or_else(|| {
        let role = |role: &&String| policy.exempt.roles.contains(*role);
        known.roles.iter().find(role).cloned().map(Exemption::Role)
    });
    if let Some(exempt) = exempt {
        return Decision {
            verdict: Verdict::Allow,
            would: Verdict::Allow,
            actions: Vec::new(),
            hits: Vec::new(),
            standing: None,
            step: None,
            masked: None,
            entities: Vec::new(),
            snippet: None,
            stages: stages::exempt(&exempt),
            exempt: Some(exempt),
            policy_version: policy.version().to_owned(),
        };
    }
    let case = Case {
        policy,
        message,
        place,
        known,
        event,
        now,
    };
    let mut hits = case.of_sender();
    let barred = hits.iter().any(|hit| !hit.dry_run);
    hits.extend(case.of_flood());
    hits.extend(findings.hits.iter().cloned());
    let asked = hits.len();
    hits.extend(case.of_ai());
    let real = combine(policy, message, place, &hits, false);
    let would = if hits.iter().any(|hit| hit.dry_run) {
        Some(combine(policy, message, place, &hits, true))
    } else {
        None
    };
    let sanctions = sanction(&case, &hits, barred);
    let at_least = if hits.is_empty() {
        Verdict::Allow
    } else {
        Verdict::Flag
    };
    let verdict = real.verdict.max(at_least);
    let actions = actions(&case, verdict, real.masked.as_deref(), &hits, &sanctions);
    let stages = stages::stages(&case, &hits, asked, verdict, &sanctions, &actions);
    let snippet = if hits.is_empty() {
        None
    } else {
        snippet::snippet(policy, message, &hits)
    };
    Decision {
        verdict,
        would: would
            .as_ref()
            .map_or(verdict, |would| would.verdict.max(at_least)),
        actions,
        hits,
        standing: sanctions.standing,
        step: sanctions.step,
        masked: real.masked.or(would.and_then(|would| would.masked)),
        entities: findings.entities.clone(),
        snippet,
        exempt: None,
        stages,
        policy_version: policy.version().to_owned(),
    }
}

/// All that a decision is made from.
pub(super) struct Case<'c> {
    pub(super) policy: &'c Policy,
    pub(super) message: &'c Message<'c>,
    pub(super) place: &'c Place<'c>,
    pub(super) known: &'c Known,
    pub(super) event: &'c str,
    pub(super) now: OffsetDateTime,
}

impl Case<'_> {
    /// What is held against the sender. The message that somebody is muted for is not deleted for his being muted.
    fn of_sender(&self) -> Vec<Hit> {
        let Self {
            message,
            known,
            event,
            ..
        } = self;
        let banned = known.standing.banned(self.now);
        let banned = banned.filter(|ban| ban.event != *event);
        let muted = known.standing.muted(self.place.thread, message.at);
        let muted = muted.filter(|mute| mute.event != *event);
        let dry_run = self.policy.mode_in(self.place) != Mode::Enforce;
        let hit = |rule: &str, action, form: &str| Hit {
            rule: rule.to_owned(),
            category: None,
            severity: Severity::None,
            action,
            dry_run,
            at: Where::Sender,
            span: 0..0,
            form: form.to_owned(),
            notify: None,
            cover: super::hit::Cover::Nothing,
        };
        let banned = banned.map(|ban| hit(BANNED, Consequence::Remove, &ban.rule));
        let muted = muted.map(|_| hit(MUTED, Consequence::Delete, ""));
        banned.into_iter().chain(muted).collect()
    }

    fn of_flood(&self) -> Option<Hit> {
        let found = self.known.flood?;
        let builtin = match found.kind {
            flood::Kind::Rate => Builtin::FloodRate,
            flood::Kind::Identical => Builtin::FloodIdentical,
        };
        let applied = self.policy.builtin(builtin, self.place)?;
        Some(Hit::new(
            &applied,
            Where::Sender,
            0..0,
            found.count.to_string(),
        ))
    }

    fn of_ai(&self) -> Vec<Hit> {
        let Some(ai) = &self.policy.ai else {
            return Vec::new();
        };
        let at = match self.message.subject {
            Subject::Message => Where::Body,
            Subject::Topic => Where::Topic,
        };
        match self.known.ai {
            ai::Outcome::NotAsked => Vec::new(),
            ai::Outcome::Failed => {
                let applied = self.policy.builtin(Builtin::AiError, self.place);
                let hit = |applied| Hit::new(&applied, at, 0..0, "no answer".to_owned());
                applied.map(hit).into_iter().collect()
            }
            ai::Outcome::Answered(severities) => ai
                .hits(severities)
                .filter_map(|(category, severity, consequence, tells)| {
                    let applied = self.policy.builtin(category.into(), self.place)?;
                    let mut hit = Hit::new(&applied, at, 0..0, severity.to_string());
                    hit.action = consequence;
                    hit.notify = hit.notify.filter(|_| tells);
                    Some(hit)
                })
                .collect(),
        }
    }
}

/// In the order that works on ACS: a message can only be deleted or edited as its sender, which is easiest
/// while he is in the thread and his tokens hold. Only whoever writes faster than can be deleted goes out
/// first, and so does one who should not be there.
fn actions(
    case: &Case<'_>,
    verdict: Verdict,
    masked: Option<&str>,
    hits: &[Hit],
    sanctions: &Sanctions,
) -> Vec<Action> {
    let about = match (case.message.subject, verdict, masked) {
        (_, Verdict::Allow | Verdict::Flag, _) => None,
        (Subject::Message, Verdict::Mask, Some(content)) => Some(Action::Mask {
            content: content.to_owned(),
        }),
        (Subject::Message, Verdict::Mask | Verdict::Delete, _) => Some(Action::Delete),
        (Subject::Topic, Verdict::Mask, Some(topic)) => Some(Action::Retitle {
            topic: topic.to_owned(),
        }),
        (Subject::Topic, Verdict::Mask | Verdict::Delete, _) => Some(Action::Retitle {
            topic: case.policy.notices.topic().to_owned(),
        }),
    };
    let mut out = Vec::new();
    if let Some(ban) = &sanctions.ban {
        out.push(Action::Ban { until: ban.until });
    } else if sanctions.remove {
        out.push(Action::Remove);
    }
    let urgent = hits
        .iter()
        .any(|hit| !hit.dry_run && hit.at == Where::Sender && hit.rule != MUTED);
    let mut actions = Vec::new();
    if urgent {
        actions.append(&mut out);
    }
    actions.extend(about);
    actions.extend(notice(case, verdict, sanctions).map(|text| Action::Warn { text }));
    actions.extend(sanctions.mute.map(|until| Action::Mute { until }));
    actions.append(&mut out);
    if verdict == Verdict::Flag {
        actions.push(Action::Flag);
    }
    let mut told: Vec<Action> = Vec::new();
    for notify in hits
        .iter()
        .filter(|hit| !hit.dry_run)
        .filter_map(|hit| hit.notify.as_ref())
    {
        let action = Action::Notify {
            webhook: notify.webhook.clone(),
            event_type: notify.event_type.clone(),
        };
        if !told.contains(&action) {
            told.push(action);
        }
    }
    actions.extend(told);
    actions
}

/// What the moderator says: one thing, about the most severe that happens. Nothing about what somebody
/// goes on to write who is muted, banned or flooding: each notice takes of what the thread may send.
fn notice(case: &Case<'_>, verdict: Verdict, sanctions: &Sanctions) -> Option<String> {
    let notices = &case.policy.notices;
    let standing = &case.known.standing;
    if let Some(ban) = &sanctions.ban {
        let text = notices.banned.as_deref()?;
        let new = standing.banned(case.now).is_none();
        return new.then(|| Notices::until(text, ban.until));
    }
    if sanctions.barred {
        return None;
    }
    if sanctions.remove {
        return notices.removed.clone();
    }
    if let Some(until) = sanctions.mute {
        let text = notices.muted.as_deref()?;
        let new = standing.muted(case.place.thread, case.now).is_none();
        return new.then(|| Notices::until(text, Some(until)));
    }
    if sanctions.warn {
        return notices.warned.clone();
    }
    if case.known.flood.is_some() {
        return None;
    }
    match verdict {
        Verdict::Allow | Verdict::Flag => None,
        Verdict::Mask => notices.masked.clone(),
        Verdict::Delete => notices.deleted.clone(),
    }
}
