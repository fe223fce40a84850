//! Beside rustrict with the same terms, in turns; and what each part of the rules costs.

use std::hint::black_box;

use rustrict::{Censor, Trie, Type};

use super::walk::Walk;
use crate::{
    chat::judges::frontdesk::Engine,
    error::Error,
    report::{Row, Target, progress},
    statistics::{median, percentile},
};

/// Sections of the policy that an engine is without. The first has all.
const WITHOUT: [&[&str]; 4] = [&[], &["pii", "links"], &["links"], &["pii"]];

/// Every engine's walks, round by round, and those of rustrict.
#[derive(Debug, Default)]
struct Walks {
    ours: [Vec<Walk>; 4],
    theirs: Vec<Walk>,
}

/// All rows.
pub(super) fn rows(rounds: usize, texts: &[String], terms: &[String]) -> Result<Vec<Row>, Error> {
    progress("messages of 1 KB, beside rustrict");
    let walks = walk(rounds, texts, terms)?;
    let [all, words, personal_data, links] = &walks.ours;
    let what = format!("1 KB, {} terms", terms.len());
    let any = |_| true;
    let ascii = |at: usize| texts.get(at).is_some_and(|text| text.is_ascii());
    let other = |at: usize| !ascii(at);
    let beside =
        |figure: &str, ours: &[Walk], kind: &dyn Fn(usize) -> bool, target: Option<f64>| {
            let (mine, others) = (mean(ours, kind)?, mean(&walks.theirs, kind)?);
            let pairs = ours.iter().zip(&walks.theirs);
            let times = median(pairs.map(|(ours, theirs)| theirs.mean(kind) / ours.mean(kind)));
            let times = times.ok_or(Error::Nothing)?;
            Ok(Row {
                figure: format!("{what}, {figure}"),
                ours: format!("{:.0}/s, {mine:.1} µs", 1e6 / mine),
                other: format!(
                    "rustrict, words alone: {:.0}/s, {others:.1} µs",
                    1e6 / others
                ),
                ratio: Some(times),
                target: target.map(|target| Target::at_least(target, times)),
            })
        };
    let by_itself = |figure: &str, ours: &[Walk]| {
        Ok(Row {
            figure: format!("{what}, {figure}"),
            ours: format!("{:.1} µs", mean(ours, &any)?),
            other: String::new(),
            ratio: None,
            target: None,
        })
    };
    Ok(vec![
        slowest(&format!("{what}, all rules: p99"), all)?,
        beside(
            "all rules: messages a second of one core",
            all,
            &any,
            Some(5.0),
        )?,
        beside("all rules: those in ASCII", all, &ascii, None)?,
        beside("all rules: the others", all, &other, None)?,
        beside("words alone", words, &any, None)?,
        by_itself("words and personal data", personal_data)?,
        by_itself("words and links", links)?,
    ])
}

fn walk(rounds: usize, texts: &[String], terms: &[String]) -> Result<Walks, Error> {
    let mut engines = Vec::new();
    for sections in WITHOUT {
        engines.push(Engine::without(sections, terms.join("\n"))?);
    }
    let mut trie = Trie::new();
    for term in terms {
        trie.set(term, Type::PROFANE & Type::SEVERE);
    }
    // It takes a list for the life of the program only.
    let trie: &'static Trie = Box::leak(Box::new(trie));
    // One for all messages: it keeps its buffers.
    let mut censor = Censor::from_str("");
    censor.with_trie(trie);
    let mut walks = Walks::default();
    // The first round warms everything up.
    for round in 0..=rounds {
        let theirs = Walk::of(texts, |text| {
            censor.reset(text.chars());
            black_box(censor.analyze());
        })?;
        if round > 0 {
            walks.theirs.push(theirs);
        }
        for (walks, engine) in walks.ours.iter_mut().zip(&engines) {
            let ours = Walk::of_engine(texts, engine)?;
            if round > 0 {
                walks.push(ours);
            }
        }
    }
    Ok(walks)
}

fn mean(walks: &[Walk], kind: &dyn Fn(usize) -> bool) -> Result<f64, Error> {
    median(walks.iter().map(|walk| walk.mean(kind))).ok_or(Error::Nothing)
}

/// The percentiles of single messages, of all rounds.
fn slowest(figure: &str, walks: &[Walk]) -> Result<Row, Error> {
    let each = walks.iter().flat_map(|walk| &walk.0);
    let mut each: Vec<_> = each
        .map(|spent| u32::try_from(spent.as_nanos()).unwrap_or(u32::MAX))
        .collect();
    let mut microseconds = |percent| {
        let nanoseconds = percentile(&mut each, percent).ok_or(Error::Nothing)?;
        Ok::<_, Error>(f64::from(nanoseconds) / 1e3)
    };
    let (p50, p99) = (microseconds(50)?, microseconds(99)?);
    Ok(Row {
        figure: figure.to_owned(),
        ours: format!("{p99:.1} µs"),
        other: format!("p50 {p50:.1} µs"),
        ratio: None,
        target: Some(Target::under(1.0, "ms", p99 / 1e3)),
    })
}
