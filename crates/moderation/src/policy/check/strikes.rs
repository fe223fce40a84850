//! Strikes and their ladder.

use crate::{
    policy::{
        Points,
        mistake::Mistakes,
        source::{Does, RungSource, StrikesSource},
    },
    standing::{Ladder, MOST_STRIKES, Rung, Step},
};

pub(super) fn strikes(source: &StrikesSource, mistakes: &mut Mistakes) -> (Points, Ladder) {
    let points = Points {
        low: source.points.low,
        medium: source.points.medium,
        high: source.points.high,
    };
    let mut rungs: Vec<Rung> = Vec::new();
    for spanned in &source.ladder {
        let rung = spanned.get_ref();
        let at = *rung.at.get_ref();
        if at == 0 || usize::try_from(at).is_ok_and(|at| at > MOST_STRIKES) {
            mistakes.add(
                rung.at.span(),
                format!("expected 1 to {MOST_STRIKES} points"),
            );
        }
        if let Some(last) = rungs.last()
            && at <= last.at
        {
            mistakes.add(
                rung.at.span(),
                format!("a ladder rises: the rung before is at {}", last.at),
            );
        }
        match step(rung) {
            Ok(step) => {
                if let Some(last) = rungs.last()
                    && severity(step) < severity(last.step)
                {
                    mistakes.add(
                        spanned.span(),
                        format!("a ladder rises: the rung before is `{}`", last.step),
                    );
                }
                rungs.push(Rung { at, step });
            }
            Err(message) => mistakes.add(spanned.span(), message),
        }
    }
    let expire = source.expire.get();
    (points, Ladder { expire, rungs })
}

fn step(rung: &RungSource) -> Result<Step, &'static str> {
    match (rung.does, rung.length) {
        (Does::Warn | Does::Remove, Some(_)) => {
            Err("`for` is how long a `mute` or a `ban` is; this is neither")
        }
        (Does::Warn, None) => Ok(Step::Warn),
        (Does::Mute, Some(length)) => Ok(Step::Mute(length)),
        (Does::Mute, None) => Err("a `mute` needs its length: `for = \"10m\"`"),
        (Does::Remove, None) => Ok(Step::Remove),
        (Does::Ban, length) => Ok(Step::Ban(length)),
    }
}

/// Two mutes may follow each other, the longer one last, but no mute follows a removal.
fn severity(step: Step) -> u8 {
    match step {
        Step::Warn => 0,
        Step::Mute(_) => 1,
        Step::Remove => 2,
        Step::Ban(_) => 3,
    }
}
