//! One look at every message.

use std::{hint::black_box, time::Duration};

use moderation::Format;

use crate::{chat::judges::frontdesk::Engine, clock::thread_time, error::Error};

/// What each message took, of this thread's processor time: what else the machine does is not
/// counted.
#[derive(Debug, Default)]
pub(super) struct Walk(pub(super) Vec<Duration>);

impl Walk {
    /// Looks at every message.
    pub(super) fn of<'a>(
        texts: &'a [String],
        mut look: impl FnMut(&'a str),
    ) -> Result<Self, Error> {
        let mut each = Vec::with_capacity(texts.len());
        for text in texts {
            let before = thread_time()?;
            look(text);
            each.push(thread_time()?.saturating_sub(before));
        }
        Ok(Self(each))
    }

    /// Has the engine look at every message.
    pub(super) fn of_engine(texts: &[String], engine: &Engine) -> Result<Self, Error> {
        Self::of(texts, |text| {
            drop(black_box(engine.examine(text, Format::Text)));
        })
    }

    /// Microseconds for each message of a kind: by its number.
    pub(super) fn mean(&self, of_kind: impl Fn(usize) -> bool) -> f64 {
        let (mut all, mut count) = (Duration::ZERO, 0_u32);
        for (_, spent) in self.0.iter().enumerate().filter(|(at, _)| of_kind(*at)) {
            all += *spent;
            count += 1;
        }
        all.as_secs_f64() * 1e6 / f64::from(count.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_of_a_kind() {
        let walk = Walk([10, 20, 30].map(Duration::from_micros).to_vec());
        let said = [
            walk.mean(|_| true),
            walk.mean(|at| at > 0),
            walk.mean(|_| false),
        ];
        assert_eq!(
            said.map(|mean| format!("{mean:.1}")),
            ["20.0", "25.0", "0.0"]
        );
    }
}
