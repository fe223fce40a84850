//! The engine by itself: decisions in a second of one core's time.

use std::{fs, hint::black_box, path::Path, time::Duration};

use serde::Deserialize;
use sms::{Address, Inbound, Known, Policy, number::Region};
use time::OffsetDateTime;

use crate::{
    clock::thread_time,
    error::Error,
    report::{Row, progress},
    statistics::median,
};

/// How much processor time a measurement takes, at least.
const SLICE: Duration = Duration::from_millis(100);
/// Decisions between two looks at the clock.
const BATCH: u32 = 64;
/// ACS puts together texts of many segments.
const LONG: usize = 1_500;

/// A text, how often it comes, and what the phone was asked before.
struct Case {
    name: &'static str,
    message: String,
    of_twenty: usize,
    question: Option<&'static str>,
}

/// What such a desk hears, out of twenty texts.
fn cases() -> Vec<Case> {
    let case = |name, of_twenty, message: &str| Case {
        name,
        message: message.to_owned(),
        of_twenty,
        question: None,
    };
    let long = "The gate was closed, I rang twice and nobody came. ".repeat(LONG / 50);
    vec![
        case("a keyword with its capture", 7, "Done: 0042."),
        case(
            "free text",
            5,
            "Hi, this is Maria from unit 12, when will someone look at the heating?",
        ),
        Case {
            question: Some("appointment"),
            ..case("the answer to a question", 2, "Yes!")
        },
        case("STOP", 1, "STOP"),
        case("HELP", 1, "help"),
        case(
            "an opt-out in words",
            1,
            "please stop texting me, I don't work there any more",
        ),
        case("a tapback", 2, "Liked “Job 0042 closed. Thank you.”"),
        case("a long text", 1, &long),
    ]
}

/// Medians over the rounds: all texts in their proportion, and the one that takes longest.
pub(super) fn rows(policy: &Path, rounds: usize, now: OffsetDateTime) -> Result<[Row; 2], Error> {
    progress("decisions");
    let policy = load(policy)?;
    let address = |text| Address::parse(text, Region::default()).map_err(|_| Error::Nothing);
    let (from, to) = (address("+14255550123")?, address("+18005550100")?);
    let cases = cases();
    let known = cases
        .iter()
        .map(|case| Known::supposing(case.question, false, now));
    let texts: Vec<_> = cases
        .iter()
        .zip(known)
        .map(|(case, known)| {
            let text = Inbound {
                from: &from,
                to: &to,
                message: &case.message,
                at: now,
            };
            (case, text, known)
        })
        .collect();
    let mut costs = vec![Vec::new(); texts.len()];
    for _ in 0..rounds {
        for (costs, (_, text, known)) in costs.iter_mut().zip(&texts) {
            costs.push(cost(|| {
                drop(black_box(sms::decide(
                    &policy,
                    black_box(text),
                    black_box(known),
                    now,
                )));
            })?);
        }
    }
    let mut mix = 0.0;
    let mut worst = (0.0, "");
    for (costs, (case, _, _)) in costs.into_iter().zip(&texts) {
        let cost = median(costs).ok_or(Error::Nothing)?;
        let share = u32::try_from(case.of_twenty).unwrap_or_default();
        mix += cost * f64::from(share) / 20.0;
        if cost > worst.0 {
            worst = (cost, case.name);
        }
    }
    let row = |what: String, microseconds: f64| Row {
        figure: format!("decisions on one core, {what}"),
        ours: format!("{:.0}/s", 1e6 / microseconds),
        other: format!("{microseconds:.2} µs each"),
        ratio: None,
        target: None,
    };
    Ok([
        row("of a mix of texts".to_owned(), mix),
        row(format!("the slowest of them: {}", worst.1), worst.0),
    ])
}

/// The part of a policy file that is about texts.
fn load(path: &Path) -> Result<Policy, Error> {
    #[derive(Deserialize)]
    struct File {
        sms: sms::Source,
    }
    let text = fs::read_to_string(path).map_err(Error::file(path))?;
    let unusable = |why: String| Error::file(path)(std::io::Error::other(why));
    let file: File = toml::from_str(&text).map_err(|error| unusable(error.to_string()))?;
    file.sms.check().map_err(|mistakes| {
        let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        unusable(mistakes.join("; "))
    })
}

/// Microseconds of this thread's processor time.
fn cost(mut decide: impl FnMut()) -> Result<f64, Error> {
    let started = thread_time()?;
    let mut decisions = 0_u32;
    loop {
        (0..BATCH).for_each(|_| decide());
        decisions += BATCH;
        let spent = thread_time()?.saturating_sub(started);
        if spent >= SLICE {
            return Ok(spent.as_secs_f64() * 1e6 / f64::from(decisions));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_is_of_twenty_texts() {
        let cases = cases();
        assert_eq!(cases.iter().map(|case| case.of_twenty).sum::<usize>(), 20);
    }
}
