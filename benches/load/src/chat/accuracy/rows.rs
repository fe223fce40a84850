//! Frontdesk beside the others, in all texts.

use super::{
    Best, Tool,
    counts::{Share, totals},
};
use crate::{
    chat::{cases::Case, judges::Verdicts},
    report::{Row, Target},
};

/// Both counts, each against whichever of the two is better in it.
pub(super) fn beside_the_better(ours: &Best<'_>, others: &[Best<'_>; 2]) -> Option<Vec<Row>> {
    let most = others
        .iter()
        .max_by(|one, other| one.totals.0.ratio().total_cmp(&other.totals.0.ratio()))?;
    let fewest = others
        .iter()
        .min_by(|one, other| one.totals.1.ratio().total_cmp(&other.totals.1.ratio()))?;
    let row = |figure: &str, ours: Share, other: &Best<'_>, theirs: Share, met| Row {
        figure: figure.to_owned(),
        ours: ours.percent(),
        other: format!("{} {}", other.name, theirs.percent()),
        ratio: None,
        target: Some(Target::better_than(other.name, met)),
    };
    let ((recall, alarms), (most_seen, fewest_alarms)) =
        (ours.totals, (most.totals.0, fewest.totals.1));
    Some(vec![
        row(
            "evasions seen",
            recall,
            most,
            most_seen,
            recall.ratio() > most_seen.ratio(),
        ),
        row(
            "innocents taken for one",
            alarms,
            fewest,
            fewest_alarms,
            alarms.ratio() < fewest_alarms.ratio(),
        ),
    ])
}

/// Both counts beside whichever setting of all is best in it, however bad it is in the other.
pub(super) fn beside_the_extremes(
    ours: &Best<'_>,
    others: &[Tool],
    cases: &[&Case],
) -> Option<[Row; 2]> {
    let settings: Vec<_> = others
        .iter()
        .flat_map(|tool| tool.settings.iter().map(|verdicts| (tool.name, verdicts)))
        .map(|(name, verdicts)| (name, verdicts, totals(cases, verdicts)))
        .collect();
    let most = settings
        .iter()
        .max_by(|(.., one), (.., other)| one.0.ratio().total_cmp(&other.0.ratio()))?;
    let fewest = settings
        .iter()
        .min_by(|(.., one), (.., other)| one.1.ratio().total_cmp(&other.1.ratio()))?;
    let row = |figure: &str, ours: Share, other: &(&str, &Verdicts, (Share, Share))| {
        let (name, verdicts, (recall, alarms)) = other;
        Row {
            figure: figure.to_owned(),
            ours: ours.percent(),
            other: format!(
                "{name} with “{}”: {} seen, {} alarms",
                verdicts.setting,
                recall.percent(),
                alarms.percent()
            ),
            ratio: None,
            target: None,
        }
    };
    Some([
        row("beside the setting that sees most", ours.totals.0, most),
        row(
            "beside the setting with the fewest alarms",
            ours.totals.1,
            fewest,
        ),
    ])
}
