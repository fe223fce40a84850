//! How many of the evasions each tool sees, and how many innocents it takes for one.

use super::{
    cases::{Case, Class},
    judges::Verdicts,
};

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) part: usize,
    pub(crate) whole: usize,
}

/// One tool with all its settings.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) settings: Vec<Verdicts>,
}

impl Share {
    /// Of 1.
    pub(crate) fn ratio(self) -> f64 {
        let number = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        number(self.part) / number(self.whole.max(1))
    }

    /// `97.5 %`, with the digits that a few thousand texts can bear.
    pub(crate) fn percent(self) -> String {
        format!("{:.1} %", self.ratio() * 100.0)
    }

    fn count(&mut self, counts: bool) {
        self.whole += 1;
        self.part += usize::from(counts);
    }
}

/// How many texts of each class were flagged.
pub(crate) fn by_class(classes: &[Class], verdicts: &Verdicts) -> Vec<Share> {
    let mut flagged = verdicts.flagged.iter();
    let of = |class: &Class| {
        let mut share = Share::default();
        flagged
            .by_ref()
            .take(class.cases.len())
            .for_each(|flagged| share.count(*flagged));
        share
    };
    classes.iter().map(of).collect()
}

/// How many texts with a bad word were flagged, and how many without.
pub(crate) fn totals(cases: &[&Case], verdicts: &Verdicts) -> (Share, Share) {
    let (mut recall, mut alarms) = (Share::default(), Share::default());
    for (case, flagged) in cases.iter().zip(&verdicts.flagged) {
        let share = if case.word.is_some() {
            &mut recall
        } else {
            &mut alarms
        };
        share.count(*flagged);
    }
    (recall, alarms)
}

impl Tool {
    /// The setting that is furthest from chance: recall less false alarms.
    pub(crate) fn best(&self, cases: &[&Case]) -> Option<&Verdicts> {
        let merit = |verdicts: &&Verdicts| {
            let (recall, alarms) = totals(cases, verdicts);
            recall.ratio() - alarms.ratio()
        };
        self.settings
            .iter()
            .max_by(|one, other| merit(one).total_cmp(&merit(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(flagged: &[bool]) -> Verdicts {
        Verdicts {
            setting: String::new(),
            flagged: flagged.to_owned(),
        }
    }

    #[test]
    fn counts() {
        let mut bad = Class::new("bad");
        let mut good = Class::new("good");
        for text in ["a", "b", "c"] {
            bad.add(Case::bad("x", text.to_owned()));
            good.add(Case::innocent(text.to_owned()));
        }
        let classes = [bad, good];
        let cases: Vec<_> = classes.iter().flat_map(|class| &class.cases).collect();
        let share = |part| Share { part, whole: 3 };
        let first = verdicts(&[true, true, true, true, true, false]);
        let second = verdicts(&[true, true, false, false, false, false]);
        assert_eq!(by_class(&classes, &first), [share(3), share(2)]);
        assert_eq!(totals(&cases, &second), (share(2), share(0)));
        let tool = Tool {
            name: "a tool",
            settings: vec![first, second],
        };
        assert_eq!(tool.best(&cases).unwrap().flagged[2], false);
    }
}
