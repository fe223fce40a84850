//! Whether what is marked of a message is the bad word, all of it and nothing else: that is what a
//! mask would cover.

use super::{
    accuracy::Share,
    cases::{Case, Hidden},
    judges::frontdesk::Engine,
};
use crate::report::Row;

/// Of the evasions in plain text that are seen.
pub(super) fn row(engine: &Engine, cases: &[&Case]) -> Row {
    let (mut exactly, mut wholly) = (Share::default(), Share::default());
    for case in cases.iter().filter(|case| case.html.is_none()) {
        if let Case {
            hidden: Some(Hidden { at, .. }),
            ..
        } = case
            && let Some(span) = engine.span(case)
        {
            exactly.count(span == *at);
            wholly.count(span.start <= at.start && span.end >= at.end);
        }
    }
    Row {
        figure: "evasions seen in plain text: marked exactly".to_owned(),
        ours: exactly.percent(),
        other: format!(
            "wholly, with something beside it or not, {}",
            wholly.percent()
        ),
        ratio: None,
        target: None,
    }
}
