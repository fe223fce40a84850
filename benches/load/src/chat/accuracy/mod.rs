//! Who finds what: recall of each class of evasions, false alarms of each class of innocent texts.

mod counts;
mod rows;
mod tables;

pub(super) use self::counts::Share;
use self::{
    counts::{by_class, totals},
    rows::{beside_the_better, beside_the_extremes},
    tables::{class_table, setting_table},
};
use super::{
    cases::{Case, Class},
    judges::Verdicts,
};
use crate::{
    report::{Row, Target},
    table::Table,
};

/// One tool in all its settings.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) settings: Vec<Verdicts>,
}

/// What became of it.
#[derive(Debug)]
pub(super) struct Contest {
    /// Class by class, each tool in its best setting.
    pub(super) classes: Table<5>,
    /// All texts, each tool in every setting.
    pub(super) settings: Table<4>,
    /// Frontdesk against the better of the two, and where it is not better.
    pub(super) rows: Vec<Row>,
    pub(super) lost: String,
    /// Whether it is in both.
    pub(super) better: bool,
}

/// A tool in its best setting: the one that is furthest from chance.
struct Best<'a> {
    name: &'static str,
    verdicts: &'a Verdicts,
    /// Of the texts with a bad word, and of those without.
    totals: (Share, Share),
    classes: Vec<Share>,
}

/// Holds Frontdesk against two others. All have judged the same texts, those of `classes`.
pub(super) fn contest(tools: &[Tool; 3], classes: &[Class]) -> Option<Contest> {
    let cases: Vec<_> = classes.iter().flat_map(|class| &class.cases).collect();
    let [ours, one, other] = tools.each_ref().map(|tool| best(tool, classes, &cases));
    let (ours, others) = (ours?, [one?, other?]);
    let mut rows = beside_the_better(&ours, &others)?;
    let better = rows
        .iter()
        .all(|row| row.target.as_ref().is_some_and(Target::met));
    rows.extend(beside_the_extremes(&ours, &tools[1..], &cases)?);
    Some(Contest {
        classes: class_table(&ours, &others, classes),
        settings: setting_table(tools, &cases),
        better,
        rows,
        lost: lost(&ours, &others, classes),
    })
}

fn best<'a>(tool: &'a Tool, classes: &[Class], cases: &[&Case]) -> Option<Best<'a>> {
    let merit = |verdicts: &&Verdicts| {
        let (recall, alarms) = totals(cases, verdicts);
        recall.ratio() - alarms.ratio()
    };
    let verdicts = tool
        .settings
        .iter()
        .max_by(|one, other| merit(one).total_cmp(&merit(other)))?;
    Some(Best {
        name: tool.name,
        verdicts,
        totals: totals(cases, verdicts),
        classes: by_class(classes, verdicts),
    })
}

/// The classes in which one of the others, as it was set for the table, does better.
fn lost(ours: &Best<'_>, others: &[Best<'_>; 2], classes: &[Class]) -> String {
    let worse = |at: usize, class: &Class| {
        let share = |tool: &Best<'_>| tool.classes.get(at).map_or(0.0, |share| share.ratio());
        let sign = if class.is_bad() { 1.0 } else { -1.0 };
        others
            .iter()
            .any(|other| sign * share(ours) < sign * share(other))
    };
    let names: Vec<_> = classes
        .iter()
        .enumerate()
        .filter(|(at, class)| worse(*at, class))
        .map(|(_, class)| class.name)
        .collect();
    let settings = format!(
        "{} with “{}”, {} with “{}”",
        others[0].name, others[0].verdicts.setting, others[1].name, others[1].verdicts.setting
    );
    if names.is_empty() {
        format!("No class in which another does better ({settings}).")
    } else {
        format!(
            "Classes in which another does better ({settings}): {}.",
            names.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two texts with a bad word, then two without.
    fn classes() -> [Class; 2] {
        let (mut bad, mut good) = (Class::new("stars"), Class::new("roads"));
        for text in ["a {}", "b {}"] {
            bad.add(Case::bad("x", "*", text));
            good.add(Case::innocent(text.replace("{}", "A55")));
        }
        [bad, good]
    }

    fn tool(name: &'static str, settings: &[[bool; 4]]) -> Tool {
        let verdicts = |flagged: &[bool; 4]| Verdicts {
            setting: format!("{flagged:?}"),
            flagged: flagged.to_vec(),
        };
        Tool {
            name,
            settings: settings.iter().map(verdicts).collect(),
        }
    }

    #[test]
    fn better_than_the_better_in_each_count() {
        let one = tool(
            "sharp",
            &[[true, true, true, true], [true, true, true, false]],
        );
        let other = tool("mild", &[[true, false, false, false]]);
        let ours = |flagged| tool("ours", &[flagged]);
        let met = |tools: &[Tool; 3]| {
            let contest = contest(tools, &classes()).unwrap();
            let met = contest
                .rows
                .iter()
                .filter_map(|row| row.target.as_ref().map(Target::met));
            (met.collect::<Vec<_>>(), contest.better, contest.lost)
        };
        let tools = [ours([true, true, false, false]), one, other];
        let (each, better, lost) = met(&tools);
        // As good is not better.
        assert_eq!((each, better), (vec![false, false], false));
        assert_eq!(
            lost,
            "No class in which another does better (sharp with “[true, true, true, false]”, mild \
             with “[true, false, false, false]”)."
        );
    }

    #[test]
    fn a_class_that_is_lost_is_named() {
        let tools = [
            tool("ours", &[[true, false, true, false]]),
            tool("one", &[[true, true, true, true]]),
            tool("other", &[[false, false, false, false]]),
        ];
        let contest = contest(&tools, &classes()).unwrap();
        assert!(
            contest.lost.ends_with(": stars, roads."),
            "{}",
            contest.lost
        );
        assert!(!contest.better);
        assert_eq!(
            contest.classes.rows[1],
            ["stars", "2", "50.0 %", "100.0 %", "0.0 %"]
        );
    }
}
