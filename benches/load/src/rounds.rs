//! Servers in turns: short slices of load, so that whatever else the machine does meets them all.

use std::time::Duration;

use crate::{
    error::Error,
    load::{self, Slice},
    process::Server,
    requests::Requests,
    statistics::{median, percentile},
};

/// How long to measure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    pub(crate) slice: Duration,
}

/// What one slice says of its server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Answers in a second.
    pub(crate) throughput: f64,
    /// Milliseconds of processor time for each answer.
    pub(crate) processor: f64,
    /// In milliseconds.
    pub(crate) p50: f64,
    /// In milliseconds.
    pub(crate) p99: f64,
}

/// Each server's figures, round by round, in the servers' order.
pub(crate) async fn take_turns<const N: usize>(
    servers: [&Server; N],
    requests: &Requests,
    concurrency: usize,
    plan: Plan,
) -> Result<[Vec<Figures>; N], Error> {
    for server in servers {
        load::slice(server, requests, concurrency, plan.slice / 2).await?;
    }
    let mut all = [const { Vec::new() }; N];
    for round in 0..plan.rounds {
        let mut turns: Vec<_> = servers.iter().zip(&mut all).collect();
        // Nobody always comes after the same one.
        let turn = round % turns.len().max(1);
        turns.rotate_left(turn);
        for (server, figures) in turns {
            let slice = load::slice(server, requests, concurrency, plan.slice).await?;
            figures.push(Figures::of(slice)?);
        }
    }
    Ok(all)
}

impl Figures {
    pub(crate) fn of(mut slice: Slice) -> Result<Self, Error> {
        let answers = u32::try_from(slice.latencies.len()).unwrap_or(u32::MAX);
        let mut milliseconds = |percent| {
            percentile(&mut slice.latencies, percent)
                .map(|microseconds| f64::from(microseconds) / 1e3)
                .ok_or(Error::Nothing)
        };
        Ok(Self {
            p50: milliseconds(50)?,
            p99: milliseconds(99)?,
            throughput: f64::from(answers) / slice.time.as_secs_f64(),
            processor: slice.processor_time.as_secs_f64() * 1e3 / f64::from(answers),
        })
    }
}

/// The median of one figure over the rounds.
pub(crate) fn middle(rounds: &[Figures], figure: fn(&Figures) -> f64) -> Result<f64, Error> {
    median(rounds.iter().map(figure)).ok_or(Error::Nothing)
}

/// The median of `one`/`other` over the rounds: within a round both met the same machine.
pub(crate) fn ratio(
    one: &[Figures],
    other: &[Figures],
    figure: fn(&Figures) -> f64,
) -> Result<f64, Error> {
    let pairs = one.iter().zip(other);
    median(pairs.map(|(one, other)| figure(one) / figure(other))).ok_or(Error::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(throughput: f64) -> Figures {
        Figures {
            throughput,
            processor: 1.0,
            p50: 1.0,
            p99: 1.0,
        }
    }

    fn said(figure: Result<f64, Error>) -> String {
        format!("{:.3}", figure.unwrap())
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        // The machine was slow in the second round, for both.
        let one = [400.0, 40.0, 500.0].map(figures);
        let other = [100.0, 10.0, 100.0].map(figures);
        assert_eq!(said(ratio(&one, &other, |f| f.throughput)), "4.000");
        assert_eq!(said(middle(&one, |f| f.throughput)), "400.000");
    }

    #[test]
    fn a_slice_in_figures() {
        let slice = Slice {
            time: Duration::from_secs(2),
            processor_time: Duration::from_millis(50),
            latencies: (1..=100).map(|n| n * 10).collect(),
        };
        let Figures {
            throughput,
            processor,
            p50,
            p99,
        } = Figures::of(slice).unwrap();
        let said = [throughput, processor, p50, p99].map(|figure| said(Ok(figure)));
        assert_eq!(said, ["50.000", "0.500", "0.500", "0.990"]);
    }
}
