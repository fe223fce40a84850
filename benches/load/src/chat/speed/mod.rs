//! How long a message takes, beside rustrict in turns, and with more and more terms.

mod beside;
mod terms;
mod texts;
mod walk;

use std::time::Instant;

use self::walk::Walk;
use super::{cases::Class, judges::frontdesk::Engine};
use crate::{
    error::Error,
    report::{Row, Target, progress},
    statistics::median,
};

/// How many messages there are.
const MESSAGES: usize = 1_000;
/// How long the lists are.
const TERMS: [usize; 4] = [100, 1_000, 10_000, 100_000];
/// And how long where that is not the question.
const USUAL: usize = 10_000;

/// All rows. The classes are the innocent ones and the others.
pub(super) fn rows(rounds: usize, innocent: &[Class], bad: &[Class]) -> Result<Vec<Row>, Error> {
    let texts = texts::messages(MESSAGES, innocent, bad);
    let mut rows = beside::rows(rounds, &texts, &terms::list(USUAL))?;
    rows.extend(growing(rounds, &texts)?);
    Ok(rows)
}

/// Longer and longer lists, in turns.
fn growing(rounds: usize, texts: &[String]) -> Result<Vec<Row>, Error> {
    progress("more and more terms");
    let mut engines = Vec::new();
    let mut built = Vec::new();
    for count in TERMS {
        let terms = terms::list(count).join("\n");
        let started = Instant::now();
        engines.push(Engine::new(terms)?);
        built.push(started.elapsed());
    }
    let mut means = vec![Vec::new(); engines.len()];
    for round in 0..=rounds {
        for (means, engine) in means.iter_mut().zip(&engines) {
            let walk = Walk::of_engine(texts, engine)?;
            if round > 0 {
                means.push(walk.mean(|_| true));
            }
        }
    }
    let first = means.first().cloned().ok_or(Error::Nothing)?;
    let mut rows = Vec::new();
    for ((count, means), built) in TERMS.into_iter().zip(means).zip(built) {
        let times = median(means.iter().zip(&first).map(|(this, first)| this / first));
        let (times, mean) = times.zip(median(means)).ok_or(Error::Nothing)?;
        rows.push(Row {
            figure: format!("1 KB, {count} terms: processor time a message"),
            ours: format!("{mean:.1} µs"),
            other: format!("built in {} ms", built.as_millis()),
            ratio: (count != TERMS[0]).then_some(times),
            target: (count == TERMS[3]).then(|| Target::under(1.5, "×", times)),
        });
    }
    Ok(rows)
}
