//! `bench sms`: what the engine decides in a second, and texts end to end beside a bare handler.

pub(crate) mod bare;
mod engine;
mod texts;

use std::path::PathBuf;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use self::texts::{Kind, Texts};
use crate::{
    error::Error,
    issuer::Issuer,
    load, machine,
    process::Server,
    report::{Row, Target, progress},
    requests::Requests,
    rounds::{Figures, middle, ratio, take_turns},
    run,
    servers::{Servers, ready},
};

/// What the queues of a policy with texts need. Nothing is put into a queue here.
const STORAGE: &[(&str, &str)] = &[(
    "AzureWebJobsStorage",
    "DefaultEndpointsProtocol=https;AccountName=benchmark;AccountKey=YmVuY2htYXJr;\
     EndpointSuffix=core.windows.net",
)];
/// How many texts at a time, and how many of those that are answered there are in a round.
const CONCURRENCIES: [(usize, usize); 3] = [(1, 1_000), (16, 8_000), (64, 16_000)];
/// How many texts without an answer come again and again; nothing remembers them.
const POOL: usize = 4_000;

/// What to measure and where it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    run: run::Options,
    /// The policy by which the engine decides.
    #[arg(long)]
    example: PathBuf,
    /// Which parts; all unless named.
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

/// A part of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Decisions by themselves.
    Engine,
    /// Texts that change nothing, against bare axum.
    Silent,
    /// Texts that are answered.
    Answered,
}

/// Measures, prints, writes.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let machine = machine::describe();
    #[expect(
        clippy::disallowed_methods,
        reason = "the texts come in now, and the program looks at its own clock"
    )]
    let now = OffsetDateTime::now_utc();
    let wanted = |part| options.only.is_empty() || options.only.contains(&part);
    let mut rows = Vec::new();
    if wanted(Part::Engine) {
        rows.extend(engine::rows(&options.example, options.run.rounds, now)?);
    }
    if wanted(Part::Silent) || wanted(Part::Answered) {
        let setup = options.run.setup(STORAGE)?;
        let servers = Servers::new(&setup, &Issuer::new()?)?;
        let mut bench = Bench {
            options,
            servers: &servers,
            texts: Texts {
                at: now.format(&Rfc3339).map_err(|_| Error::Nothing)?,
                made: 0,
            },
        };
        let runtime = run::runtime()?;
        runtime.block_on(async {
            let mut ours = servers.frontdesk("sms.redb", true)?;
            ready(&mut ours).await?;
            bench.decides_as_named(&ours).await?;
            if wanted(Part::Silent) {
                rows.extend(bench.silent(&ours).await?);
            }
            if wanted(Part::Answered) {
                rows.extend(bench.answered(&ours).await?);
            }
            Ok(())
        })?;
    }
    options.run.report(&rows, &machine)
}

struct Bench<'a> {
    options: &'a Options,
    servers: &'a Servers<'a>,
    texts: Texts,
}

impl Bench<'_> {
    /// Fails if a row would not be about what it says: an event that cannot be read is answered with
    /// 200, too.
    async fn decides_as_named(&mut self, ours: &Server) -> Result<(), Error> {
        for kind in [Kind::Tapback, Kind::Unanswered, Kind::Answered] {
            load::each_once(ours, &self.texts.next(kind, 1), 1).await?;
            let log = std::fs::read_to_string(&ours.log).map_err(Error::file(&ours.log))?;
            let intent = format!("\"intent\":\"{}\"", kind.intent());
            if log.matches(&intent).count() != 1 {
                return Err(Error::Different {
                    server: ours.name.to_owned(),
                    difference: format!("{} was not decided to be {intent}", kind.name()),
                });
            }
        }
        self.sent_so_far(ours, 1).await
    }

    async fn sent_so_far(&self, ours: &Server, expected: u64) -> Result<(), Error> {
        match self.servers.sent().await? {
            sent if sent == expected => Ok(()),
            sent => Err(Error::Different {
                server: ours.name.to_owned(),
                difference: format!("{sent} answers were sent, not {expected}"),
            }),
        }
    }

    async fn silent(&mut self, ours: &Server) -> Result<Vec<Row>, Error> {
        let mut bare = self
            .servers
            .part_of_this_program("bare axum", "bare-sms", &[])?;
        ready(&mut bare).await?;
        let sent = self.servers.sent().await?;
        let mut rows = Vec::new();
        for kind in [Kind::Tapback, Kind::Unanswered] {
            let requests = self.texts.next(kind, POOL);
            for (concurrency, _) in CONCURRENCIES {
                progress(format_args!("{}, {concurrency} at a time", kind.name()));
                let plan = self.options.run.plan();
                let [us, least] = take_turns([ours, &bare], &requests, concurrency, plan).await?;
                let times = ratio(&us, &least, |f| f.throughput)?;
                rows.push(Row {
                    figure: format!("{}, {concurrency} at a time: events", kind.name()),
                    ours: format!("{:.0}/s", middle(&us, |f| f.throughput)?),
                    other: format!("{} {:.0}/s", bare.name, middle(&least, |f| f.throughput)?),
                    ratio: Some(times),
                    target: Some(Target::at_least(0.5, times)),
                });
                rows.push(Row {
                    figure: format!("{}, {concurrency} at a time: processor time", kind.name()),
                    ours: microseconds(middle(&us, |f| f.processor)?),
                    other: format!(
                        "{} {}",
                        bare.name,
                        microseconds(middle(&least, |f| f.processor)?)
                    ),
                    ratio: Some(ratio(&least, &us, |f| f.processor)?),
                    target: None,
                });
            }
        }
        self.sent_so_far(ours, sent).await?;
        Ok(rows)
    }

    async fn answered(&mut self, ours: &Server) -> Result<Vec<Row>, Error> {
        let kind = Kind::Answered;
        let mut sent = self.servers.sent().await?;
        let mut rows = Vec::new();
        for (concurrency, count) in CONCURRENCIES {
            progress(format_args!("{}, {concurrency} at a time", kind.name()));
            let mut rounds = Vec::new();
            for _ in 0..self.options.run.rounds {
                let requests: Requests = self.texts.next(kind, count);
                rounds.push(Figures::of(
                    load::each_once(ours, &requests, concurrency).await?,
                )?);
                sent += requests.len() as u64;
            }
            rows.push(Row {
                figure: format!("{}, {concurrency} at a time: events", kind.name()),
                ours: format!("{:.0}/s", middle(&rounds, |f| f.throughput)?),
                other: format!(
                    "{} each, p50 {:.2} ms, p99 {:.2} ms",
                    microseconds(middle(&rounds, |f| f.processor)?),
                    middle(&rounds, |f| f.p50)?,
                    middle(&rounds, |f| f.p99)?,
                ),
                ratio: None,
                target: None,
            });
        }
        self.sent_so_far(ours, sent).await?;
        Ok(rows)
    }
}

fn microseconds(milliseconds: f64) -> String {
    format!("{:.1} µs", milliseconds * 1e3)
}
