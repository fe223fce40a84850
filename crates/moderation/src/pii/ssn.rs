//! United States social security numbers.

use std::ops::Range;

use super::{
    cues::Cue,
    run::{Group, Run},
};

/// The groups of a run that are a number: written 3-2-4 with one kind of separator, or bare after a
/// word that says so.
pub(super) fn find(run: &Run, cue: impl Fn(usize) -> Cue, mut report: impl FnMut(Range<usize>)) {
    if run.digits.len() < 9 {
        return;
    }
    for from in 0..run.groups.len() {
        let (three, one) = (from..from + 3, from..from + 1);
        let groups = if is_written(run, &three) {
            three
        } else if matches!(run.groups_of(&one), [group] if group.len() == 9) {
            one
        } else {
            continue;
        };
        let span = run.span_of(&groups);
        let said = cue(span.start);
        let bare = groups.len() == 1;
        let meant = said == Cue::Ssn || (!bare && said == Cue::Nothing);
        if meant && run.stands_apart(&groups) && is_assignable(run.digits_of(&groups)) {
            report(span);
        }
    }
}

fn is_written(run: &Run, groups: &Range<usize>) -> bool {
    let shape: Vec<usize> = run.groups_of(groups).iter().map(Group::len).collect();
    let separated = [b'-', b' ', b'.']
        .iter()
        .any(|separator| run.separated_by(groups, *separator));
    let spaced = run.separated_by(groups, b' ');
    shape == [3, 2, 4] && separated && (!spaced || run.is_whole(groups))
}

/// The area is not 000, 666 or 900–999, the group not 00, the serial not 0000.
/// <https://www.ssa.gov/employer/randomization.html>
fn is_assignable(digits: &[u8]) -> bool {
    !matches!(
        digits,
        [b'0', b'0', b'0', ..]
            | [b'6', b'6', b'6', ..]
            | [b'9', ..]
            | [_, _, _, b'0', b'0', ..]
            | [.., b'0', b'0', b'0', b'0']
    )
}
