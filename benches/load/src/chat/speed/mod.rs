//! How long a message takes, beside rustrict in turns, and with more and more terms.

mod terms;
mod texts;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use moderation::Format;
use rustrict::{Censor, Trie, Type};

use super::{cases::Class, judges::frontdesk::Engine};
use crate::{
    clock::thread_time,
    error::Error,
    report::{Row, Target, progress},
    statistics::{median, percentile},
};

/// How many messages there are.
const MESSAGES: usize = 1_000;
/// How long the lists are; the third is what everything else is measured with.
const TERMS: [usize; 4] = [100, 1_000, 10_000, 100_000];
const USUAL: usize = 10_000;

/// One walk through all messages.
struct Walk {
    /// Of this thread's processor time, for each, in microseconds.
    mean: f64,
    /// One by one, in nanoseconds of the same: what else the machine does is not counted.
    each: Vec<u32>,
}

/// All rows. The classes are the innocent ones and the others.
pub(super) fn rows(rounds: usize, innocent: &[Class], bad: &[Class]) -> Result<Vec<Row>, Error> {
    let texts = texts::messages(MESSAGES, innocent, bad);
    let mut rows = usual(rounds, &texts)?;
    rows.extend(growing(rounds, &texts)?);
    Ok(rows)
}

/// 10,000 terms, personal data, links: by itself, and beside rustrict with the same terms.
fn usual(rounds: usize, texts: &[String]) -> Result<Vec<Row>, Error> {
    progress("messages of 1 KB, beside rustrict");
    let terms = terms::list(USUAL);
    let engine = Engine::new(terms.join("\n"))?;
    let mut trie = Trie::new();
    for term in &terms {
        trie.set(term, Type::PROFANE & Type::SEVERE);
    }
    let trie: &'static Trie = Box::leak(Box::new(trie));
    // One for all: it keeps its buffers.
    let mut censor = Censor::from_str("");
    censor.with_trie(trie);
    let (mut ours, mut theirs, mut each) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms everything up.
    for round in 0..=rounds {
        let our_walk = walk(texts, |text| {
            drop(black_box(engine.examine(text, Format::Text)));
        })?;
        let their_walk = walk(texts, |text| {
            censor.reset(text.chars());
            black_box(censor.analyze());
        })?;
        if round > 0 {
            each.extend(our_walk.each);
            ours.push(our_walk.mean);
            theirs.push(their_walk.mean);
        }
    }
    let ratio = median(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours));
    let (ours, theirs) = (median(ours), median(theirs));
    let (Some(ratio), Some(ours), Some(theirs)) = (ratio, ours, theirs) else {
        return Err(Error::Nothing);
    };
    let mut milliseconds = |percent| {
        let nanoseconds = percentile(&mut each, percent).ok_or(Error::Nothing)?;
        Ok::<_, Error>(f64::from(nanoseconds) / 1e6)
    };
    let (p50, p99) = (milliseconds(50)?, milliseconds(99)?);
    let figure = |what: &str| format!("1 KB, {USUAL} terms, personal data, links: {what}");
    Ok(vec![
        Row {
            figure: figure("p99"),
            ours: format!("{:.1} µs", p99 * 1e3),
            other: format!("p50 {:.1} µs", p50 * 1e3),
            ratio: None,
            target: Some(Target::under(1.0, "ms", p99)),
        },
        Row {
            figure: figure("messages a second of one core"),
            ours: format!("{:.0}/s", 1e6 / ours),
            other: format!("rustrict, its words alone: {:.0}/s", 1e6 / theirs),
            ratio: Some(ratio),
            target: Some(Target::at_least(5.0, ratio)),
        },
    ])
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
            let walk = walk(texts, |text| {
                drop(black_box(engine.examine(text, Format::Text)));
            })?;
            if round > 0 {
                means.push(walk.mean);
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

fn walk<'a>(texts: &'a [String], mut look: impl FnMut(&'a str)) -> Result<Walk, Error> {
    let mut each = Vec::with_capacity(texts.len());
    let mut all = Duration::ZERO;
    for text in texts {
        let before = thread_time()?;
        look(text);
        let spent = thread_time()?.saturating_sub(before);
        all += spent;
        each.push(u32::try_from(spent.as_nanos()).unwrap_or(u32::MAX));
    }
    let count = u32::try_from(texts.len()).unwrap_or(u32::MAX);
    Ok(Walk {
        mean: all.as_secs_f64() * 1e6 / f64::from(count),
        each,
    })
}
