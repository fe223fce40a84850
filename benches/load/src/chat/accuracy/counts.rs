//! How many of how many texts were flagged.

use crate::chat::{
    cases::{Case, Class},
    judges::Verdicts,
};

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::chat) struct Share {
    pub(in crate::chat) part: usize,
    pub(in crate::chat) whole: usize,
}

impl Share {
    /// Of 1.
    pub(super) fn ratio(self) -> f64 {
        let number = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        number(self.part) / number(self.whole.max(1))
    }

    /// `97.5 %`, with the digits that a few thousand texts can bear.
    pub(in crate::chat) fn percent(self) -> String {
        format!("{:.1} %", self.ratio() * 100.0)
    }

    /// One more.
    pub(in crate::chat) fn count(&mut self, counts: bool) {
        self.whole += 1;
        self.part += usize::from(counts);
    }
}

/// How many texts of each class were flagged.
pub(super) fn by_class(classes: &[Class], verdicts: &Verdicts) -> Vec<Share> {
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
pub(super) fn totals(cases: &[&Case], verdicts: &Verdicts) -> (Share, Share) {
    let (mut recall, mut alarms) = (Share::default(), Share::default());
    for (case, flagged) in cases.iter().zip(&verdicts.flagged) {
        let share = if case.hidden.is_some() {
            &mut recall
        } else {
            &mut alarms
        };
        share.count(*flagged);
    }
    (recall, alarms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        let (mut bad, mut good) = (Class::new("bad"), Class::new("good"));
        for text in ["{}a", "{}b", "{}c"] {
            bad.add(Case::bad("x", "*", text));
            good.add(Case::innocent(text.to_owned()));
        }
        let classes = [bad, good];
        let cases: Vec<_> = classes.iter().flat_map(|class| &class.cases).collect();
        let verdicts = Verdicts {
            setting: String::new(),
            flagged: vec![true, true, true, false, true, false],
        };
        let share = |part| Share { part, whole: 3 };
        assert_eq!(by_class(&classes, &verdicts), [share(3), share(1)]);
        assert_eq!(totals(&cases, &verdicts), (share(3), share(1)));
        assert_eq!(share(1).percent(), "33.3 %");
    }
}
