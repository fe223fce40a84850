//! A number as people write it: groups of digits and what stands between them.

use std::ops::Range;

/// Digits of the longest run that is looked into as a whole; what is longer is no one's number.
const MOST_GROUPS: usize = 64;

/// Groups of digits that may belong together.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The `+`, bracket or digit that it starts with.
    pub(super) start: usize,
    /// After its last digit.
    pub(super) end: usize,
    pub(super) groups: Vec<Group>,
    /// The digits' values, as ASCII.
    pub(super) digits: Vec<u8>,
}

/// Digits with nothing between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// Where it stands among the units.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its first digit among the run's.
    pub(super) first: usize,
    /// What stands between the group before and this one.
    pub(super) gap: Gap,
    /// Whether a `+` stands before it.
    pub(super) plus: bool,
}

impl Group {
    pub(super) const fn len(&self) -> usize {
        self.end - self.start
    }
}

/// What stands between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// The run starts here.
    Start,
    /// One of these and nothing else.
    One(u8),
    /// Several, a space among them.
    Wide,
    /// Several, and no space.
    Tight,
}

impl Gap {
    /// Whether what stands on its two sides may be two numbers.
    pub(super) const fn parts(self) -> bool {
        matches!(self, Self::Start | Self::Wide | Self::One(b' ' | b'/'))
    }
}

const fn is_gap(unit: u8) -> bool {
    matches!(unit, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'_')
}

/// Characters between two groups of one number, at most.
const WIDEST_GAP: usize = 3;

impl Run {
    /// Reads the run that the digit at `at` is the first of. Only the start of a run may be given.
    pub(super) fn read(&mut self, units: &[u8], at: usize) {
        self.groups.clear();
        self.digits.clear();
        let get = |at: usize| units.get(at).copied().unwrap_or_default();
        let opened = |at: usize| at > 0 && get(at - 1) == b'(';
        let mut start = at;
        if opened(start) {
            start -= 1;
        }
        let plus = start > 0 && get(start - 1) == b'+';
        if plus {
            start -= 1;
        }
        if opened(start) && plus {
            start -= 1;
        }
        self.start = start;
        let mut gap = Gap::Start;
        let mut plus = plus;
        let mut at = at;
        while self.groups.len() < MOST_GROUPS {
            let len = units
                .get(at..)
                .unwrap_or_default()
                .iter()
                .take_while(|unit| unit.is_ascii_digit())
                .count();
            self.groups.push(Group {
                start: at,
                end: at + len,
                first: self.digits.len(),
                gap,
                plus,
            });
            self.digits
                .extend(units.get(at..at + len).unwrap_or_default());
            self.end = at + len;
            let rest = units.get(self.end..).unwrap_or_default();
            let mut width = rest
                .iter()
                .take(WIDEST_GAP + 1)
                .take_while(|unit| is_gap(**unit))
                .count();
            plus = width > 0 && rest.get(width) == Some(&b'+');
            let next = width + usize::from(plus);
            if width == 0 || width > WIDEST_GAP || !rest.get(next).is_some_and(u8::is_ascii_digit) {
                break;
            }
            let between = rest.get(..width).unwrap_or_default();
            gap = match between {
                [one] => Gap::One(*one),
                several if several.contains(&b' ') => Gap::Wide,
                _ => Gap::Tight,
            };
            width = next;
            at = self.end + width;
        }
    }

    /// The digits of some of the groups.
    pub(super) fn digits_of(&self, groups: &Range<usize>) -> &[u8] {
        let first = self.groups.get(groups.start).map_or(0, |group| group.first);
        let end = self
            .groups
            .get(groups.end)
            .map_or(self.digits.len(), |group| group.first);
        self.digits.get(first..end).unwrap_or_default()
    }

    pub(super) fn groups_of(&self, groups: &Range<usize>) -> &[Group] {
        self.groups.get(groups.clone()).unwrap_or_default()
    }

    /// Where some of the groups stand among the units.
    pub(super) fn span_of(&self, groups: &Range<usize>) -> Range<usize> {
        let groups = self.groups_of(groups);
        let start = groups.first().map_or(0, |group| group.start);
        start..groups.last().map_or(start, |group| group.end)
    }

    /// Whether these groups stand apart from the groups beside them.
    pub(super) fn stands_apart(&self, groups: &Range<usize>) -> bool {
        let before = self
            .groups
            .get(groups.start)
            .is_none_or(|group| group.gap.parts());
        let after = self
            .groups
            .get(groups.end)
            .is_none_or(|group| group.gap.parts());
        before && after
    }

    /// Whether these groups, if several, are a piece of a row of groups of one length.
    pub(super) fn goes_on_alike(&self, groups: &Range<usize>) -> bool {
        let its = self.groups_of(groups);
        let Some(len) = its.first().map(Group::len) else {
            return false;
        };
        let before = groups.start.checked_sub(1);
        let beside = [before, Some(groups.end)];
        its.len() > 1
            && its.iter().all(|group| group.len() == len)
            && beside
                .into_iter()
                .flatten()
                .filter_map(|at| self.groups.get(at))
                .any(|group| group.len() == len)
    }

    /// Whether they are all there is.
    pub(super) fn is_whole(&self, groups: &Range<usize>) -> bool {
        *groups == (0..self.groups.len())
    }

    /// Whether nothing but this separates the groups.
    pub(super) fn separated_by(&self, groups: &Range<usize>, separator: u8) -> bool {
        self.groups_of(groups)
            .iter()
            .skip(1)
            .all(|group| group.gap == Gap::One(separator))
    }
}
