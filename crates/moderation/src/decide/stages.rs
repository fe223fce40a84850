//! What came of each stage, in words without any of the text.

use super::{Exemption, Hit, Stage, StageName, Where, outcome::Case, sanction::Sanctions};
use crate::{
    action::{Action, Verdict},
    ai,
    message::Format,
};

/// The stages of somebody who may write what he likes.
pub(super) fn exempt(exemption: &Exemption) -> Vec<Stage> {
    let result = match exemption {
        Exemption::User => "the sender is exempt".to_owned(),
        Exemption::Role(role) => format!("the role `{role}` is exempt"),
        Exemption::Off => "the policy is off here".to_owned(),
    };
    vec![Stage {
        name: StageName::Exemptions,
        result,
    }]
}

/// The stages of a message that was decided about. Of `hits`, those before `asked` are of the local rules.
pub(super) fn stages(
    case: &Case<'_>,
    hits: &[Hit],
    asked: usize,
    verdict: Verdict,
    sanctions: &Sanctions,
    actions: &[Action],
) -> Vec<Stage> {
    let stage = |name, result| Stage { name, result };
    vec![
        stage(StageName::Exemptions, "none".to_owned()),
        stage(StageName::Extract, extract(case)),
        stage(StageName::Normalise, "two views".to_owned()),
        stage(
            StageName::Rules,
            rules(hits.get(..asked).unwrap_or_default()),
        ),
        stage(
            StageName::Ai,
            ai(case, hits.get(asked..).unwrap_or_default()),
        ),
        stage(StageName::Combine, combine(hits, verdict)),
        stage(StageName::Strikes, strikes(sanctions)),
        stage(StageName::Actions, acts(actions)),
    ]
}

fn extract(case: &Case<'_>) -> String {
    let kind = match case.message.format {
        Format::Text => "plain text",
        Format::Html => "the text of HTML",
    };
    match case.message.display_name {
        Some(_) => format!("{kind}, the display name"),
        None => kind.to_owned(),
    }
}

fn rules(hits: &[Hit]) -> String {
    let mut ids: Vec<String> = Vec::new();
    for hit in hits {
        let id = match (hit.at, hit.dry_run) {
            (Where::Body | Where::Sender | Where::Topic, false) => hit.rule.clone(),
            (at, false) => format!("{} in the {at}", hit.rule),
            (_, true) => format!("{} (dry run)", hit.rule),
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        "no hit".to_owned()
    } else {
        ids.join(", ")
    }
}

fn ai(case: &Case<'_>, hits: &[Hit]) -> String {
    match (case.known.ai, &case.policy.ai) {
        (_, None) => "not configured".to_owned(),
        (ai::Outcome::NotAsked, Some(_)) => "not asked".to_owned(),
        (ai::Outcome::Failed, Some(_)) => format!("no answer: {}", rules(hits)),
        (ai::Outcome::Answered(severities), Some(_)) => {
            let ai::Severities {
                hate,
                sexual,
                violence,
                self_harm,
            } = severities;
            format!(
                "hate {hate}, sexual {sexual}, violence {violence}, self-harm {self_harm}: {}",
                rules(hits)
            )
        }
    }
}

fn combine(hits: &[Hit], verdict: Verdict) -> String {
    let dry = hits.iter().filter(|hit| hit.dry_run).count();
    match (hits.len(), dry) {
        (0, _) => verdict.to_string(),
        (all, 0) => format!("{verdict}, of {}", count(all)),
        (all, dry) => format!("{verdict}, of {}, {dry} of a dry run", count(all)),
    }
}

fn count(hits: usize) -> String {
    match hits {
        1 => "1 hit".to_owned(),
        hits => format!("{hits} hits"),
    }
}

fn strikes(sanctions: &Sanctions) -> String {
    if sanctions.barred {
        return "none for somebody who is muted or banned".to_owned();
    }
    match (sanctions.points, sanctions.step) {
        (0, _) => "none".to_owned(),
        (points, None) => format!("{points}, makes {}: no step", sanctions.sum),
        (points, Some(step)) => format!("{points}, makes {}: {step}", sanctions.sum),
    }
}

fn acts(actions: &[Action]) -> String {
    let names: Vec<_> = actions.iter().map(Action::name).collect();
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join(", ")
    }
}
