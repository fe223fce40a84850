//! `bench token`: Frontdesk against a Node server that does the same.

pub(crate) mod bare;
mod checks;
mod memory;
mod start;
pub(crate) mod users;

use std::{path::PathBuf, time::Duration};

use time::OffsetDateTime;
use tokio::runtime::Runtime;

use self::{
    memory::WAITING,
    users::{Users, requests},
};
use crate::{
    error::Error,
    issuer::Issuer,
    load, machine,
    process::Server,
    report::{Row, Target, progress},
    requests::Requests,
    rounds::{middle, ratio, take_turns},
    run,
    servers::{Servers, ready},
};

/// How many at a time.
const CONCURRENCIES: [usize; 3] = [1, 16, 64];
/// How many users the load consists of.
const USERS: usize = 4_000;
/// What 10,000 waiting requests leave of the limit on open files for everything else.
const OTHER_FILES: u64 = 1_000;
const MIB: f64 = 1024.0 * 1024.0;

/// What to measure and where it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    run: run::Options,
    /// The folder of the Node server and its packages.
    #[arg(long)]
    peer: PathBuf,
    /// How often each server is started.
    #[arg(long, default_value_t = 25)]
    starts: usize,
    /// How long ACS takes, in milliseconds. With 0 the servers' own time is all there is.
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// Which parts; all unless named.
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

/// A part of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Against Node, each request asks ACS.
    CacheOff,
    /// Against bare axum, and Node with its cache.
    CacheOn,
    /// From start to first 200.
    Start,
    /// Idle, and with thousands waiting.
    Memory,
}

/// Measures, prints, writes.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let open_files = machine::raise_open_files()?;
    let machine = machine::describe();
    let setup = options.run.setup(&[])?;
    let runtime = run::runtime()?;
    let issuer = Issuer::new()?;
    let servers = Servers::new(&setup, &issuer)?;
    let bench = Bench {
        options,
        runtime,
        open_files,
        users: Users {
            issuer: &issuer,
            url: &servers.issuer(),
            #[expect(
                clippy::disallowed_methods,
                reason = "the users sign in now, and real servers look at their own clocks"
            )]
            now: OffsetDateTime::now_utc(),
        },
        servers: &servers,
    };
    options.run.report(&bench.rows()?, &machine)
}

struct Bench<'a> {
    options: &'a Options,
    runtime: Runtime,
    open_files: u64,
    users: Users<'a>,
    servers: &'a Servers<'a>,
}

impl Bench<'_> {
    fn rows(&self) -> Result<Vec<Row>, Error> {
        let wanted = |part| self.options.only.is_empty() || self.options.only.contains(&part);
        let mut rows = Vec::new();
        // First, while the machine is as quiet as it gets.
        if wanted(Part::Start) {
            rows.extend(self.start()?);
        }
        if wanted(Part::CacheOff) || wanted(Part::CacheOn) {
            progress("signing the users in");
            let tokens = self.users.tokens(0..USERS)?;
            let requests = requests("/token", &tokens);
            self.runtime.block_on(async {
                if wanted(Part::CacheOff) {
                    rows.extend(self.cache_off(&requests).await?);
                }
                if wanted(Part::CacheOn) {
                    rows.extend(self.cache_on(&requests).await?);
                }
                Ok(())
            })?;
        }
        if wanted(Part::Memory) {
            rows.extend(self.runtime.block_on(self.memory())?);
        }
        Ok(rows)
    }

    /// Starts what two servers have in common: ready, checked, known to every user.
    async fn prepare(
        &self,
        ours: &mut Server,
        node: &mut Server,
        requests: &Requests,
    ) -> Result<(), Error> {
        ready(ours).await?;
        ready(node).await?;
        checks::same([ours, node], &self.users).await?;
        // Every user has an identity then and, with a cache, a token.
        load::each_once(ours, requests, 64).await?;
        load::each_once(node, requests, 64).await?;
        self.servers
            .set_latency(Duration::from_millis(self.options.latency))
            .await
    }

    async fn cache_off(&self, requests: &Requests) -> Result<Vec<Row>, Error> {
        let mut ours = self.servers.frontdesk("off.redb", false)?;
        let mut node = self.servers.node(&self.options.peer, false)?;
        self.prepare(&mut ours, &mut node, requests).await?;
        let mut rows = Vec::new();
        for concurrency in CONCURRENCIES {
            progress(format_args!("cache off, {concurrency} at a time"));
            let [us, them] = take_turns(
                [&ours, &node],
                requests,
                concurrency,
                self.options.run.plan(),
            )
            .await?;
            let row = |what: &str, digits: usize, unit: &str, figure, better, target| {
                let (us_value, them_value) = (middle(&us, figure)?, middle(&them, figure)?);
                let ratio = match better {
                    More => ratio(&us, &them, figure)?,
                    Less => ratio(&them, &us, figure)?,
                };
                Ok::<_, Error>(Row {
                    figure: format!("cache off, {concurrency} at a time: {what}"),
                    ours: format!("{us_value:.digits$}{unit}"),
                    other: format!("Node {them_value:.digits$}{unit}"),
                    ratio: Some(ratio),
                    target: Some(Target::at_least(target, ratio)),
                })
            };
            rows.push(row(
                "processor time a request",
                3,
                " ms",
                |f| f.processor,
                Less,
                8.0,
            )?);
            rows.push(row("throughput", 0, "/s", |f| f.throughput, More, 4.0)?);
            rows.push(row("p99", 2, " ms", |f| f.p99, Less, 1.0)?);
            rows.push(Row {
                target: None,
                ..row("p50", 2, " ms", |f| f.p50, Less, 1.0)?
            });
        }
        Ok(rows)
    }

    async fn cache_on(&self, requests: &Requests) -> Result<Vec<Row>, Error> {
        let mut ours = self.servers.frontdesk("on.redb", true)?;
        let mut node = self.servers.node(&self.options.peer, true)?;
        let mut bare = self.bare()?;
        ready(&mut bare).await?;
        self.prepare(&mut ours, &mut node, requests).await?;
        let mut rows = Vec::new();
        for concurrency in CONCURRENCIES {
            progress(format_args!("cache on, {concurrency} at a time"));
            let [us, least, them] = take_turns(
                [&ours, &bare, &node],
                requests,
                concurrency,
                self.options.run.plan(),
            )
            .await?;
            let throughput = middle(&us, |f| f.throughput)?;
            for (other, figures, target) in [(&bare, &least, Some(0.5)), (&node, &them, None)] {
                let ratio = ratio(&us, figures, |f| f.throughput)?;
                let theirs = middle(figures, |f| f.throughput)?;
                rows.push(Row {
                    figure: format!("cache on, {concurrency} at a time: throughput"),
                    ours: format!("{throughput:.0}/s"),
                    other: format!("{} {theirs:.0}/s", other.name),
                    ratio: Some(ratio),
                    target: target.map(|target| Target::at_least(target, ratio)),
                });
            }
        }
        Ok(rows)
    }

    /// The bare axum server.
    fn bare(&self) -> Result<Server, Error> {
        let jwks = self.servers.jwks();
        self.servers.part_of_this_program(
            "bare axum",
            "bare-token",
            &[
                "--jwks".as_ref(),
                jwks.as_os_str(),
                "--issuer".as_ref(),
                self.users.url.as_ref(),
            ],
        )
    }

    fn start(&self) -> Result<[Row; 2], Error> {
        progress("starts");
        let starts = start::measure(self.servers, &self.options.peer, self.options.starts)?;
        let row = |what: &str, ours: f64| Row {
            figure: format!("start to first 200 of {what}"),
            ours: format!("{ours:.1} ms"),
            other: format!("Node {:.0} ms", starts.node),
            ratio: Some(starts.node / ours),
            target: Some(Target::under(20.0, "ms", ours)),
        };
        Ok([
            row("`GET /`", starts.listening),
            row("`GET /health`, with secret and keys", starts.ready),
        ])
    }

    async fn memory(&self) -> Result<Vec<Row>, Error> {
        progress("memory, idle");
        let idle = memory::idle(self.servers, &self.options.peer).await?;
        let mib = |bytes: u64| {
            // No process here has more than 2^52 bytes.
            #[expect(clippy::cast_precision_loss, reason = "a figure for a table")]
            let bytes = bytes as f64;
            bytes / MIB
        };
        let ours = mib(idle.frontdesk);
        let mut rows = vec![Row {
            figure: "resident memory, idle".to_owned(),
            ours: format!("{ours:.1} MiB"),
            other: format!("Node {:.0} MiB", mib(idle.node)),
            ratio: Some(mib(idle.node) / ours),
            target: Some(Target::under(20.0, "MiB", ours)),
        }];
        if self.open_files < WAITING as u64 + OTHER_FILES {
            rows.push(Row {
                figure: format!("resident memory, {WAITING} requests waiting"),
                ours: format!("not measured: only {} open files", self.open_files),
                other: String::new(),
                ratio: None,
                target: None,
            });
            return Ok(rows);
        }
        progress(format_args!(
            "memory, {WAITING} requests waiting for a slow ACS"
        ));
        let tokens = self.users.tokens(0..WAITING)?;
        let seed = requests("/token?scope=chat", &tokens);
        let waiting = memory::waiting(self.servers, &seed, &requests("/token", &tokens)).await?;
        let peak = mib(waiting.peak);
        let each = (waiting.peak - waiting.idle) / WAITING as u64;
        let each_connected = waiting.connected.saturating_sub(waiting.idle) / WAITING as u64;
        let answers: Vec<_> = waiting
            .answers
            .iter()
            .map(|(status, count)| format!("{count} × {status}"))
            .collect();
        rows.push(Row {
            figure: format!("resident memory, {WAITING} requests waiting for a slow ACS"),
            ours: format!("{peak:.0} MiB"),
            other: format!(
                "{each} bytes a request, {each_connected} of them its connection; then {}",
                answers.join(", ")
            ),
            ratio: None,
            target: Some(Target::under(200.0, "MiB", peak)),
        });
        Ok(rows)
    }
}

/// Which of two figures is the better one.
#[derive(Debug, Clone, Copy)]
enum Better {
    More,
    Less,
}
use Better::{Less, More};
